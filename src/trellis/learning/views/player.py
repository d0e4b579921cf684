"""Learning itself: the parts of a course one by one, what the learner leaves in them, and the end."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core.guarding import member_of, reads_its_body
from trellis.courses.views.care import allow_youtube
from trellis.handbook.errors import TrellisError
from trellis.learning import attempts, rules, terms
from trellis.learning.addresses import course_address, enrollment_address, part_address
from trellis.learning.models import Enrollment, EnrollmentState, PartProgress, PartState, Rating
from trellis.learning.queries import describing, playing
from trellis.learning.services import enrolling, keeping, objecting, progress, rating, syncing
from trellis.learning.views.guarding import own_or_404, person_of, trouble
from trellis.pages.queries.current import current_edition

MOST_BYTES = 512 * 1024


@never_cache
@require_safe
def enrollment(request: HttpRequest, key: UUID) -> HttpResponse:
    """A course that somebody takes: its parts with the evidence, what to do next, and at the end how it was."""
    who, found = member_of(request), playing.enrollment_for(key)
    if found is None or not rules.can_see_learning(who, found.person):
        raise Http404
    items = playing.outline(found)
    is_own = rules.can_learn(who, found)
    values = {
        "enrollment": found, "items": items, "is_own": is_own, "course_url": course_address(found.course),
        "decides": rules.can_decide(who, found.person), "is_outdated": is_own and playing.is_outdated(found),
        "is_gone": terms.course(found.course) is None,
        "notes": playing.notes_of(found) if is_own else (), "titles": {each.key: each.title for each in items},
        "rating": Rating.objects.filter(enrollment=found).first() if is_own else None, "stars": range(1, 6),
        "can_withdraw": found.is_open and (is_own or rules.can_assign(who, found.person)),
    }  # fmt: skip
    return render(request, "learning/enrollment.html", values)


@never_cache
@require_safe
def resume(request: HttpRequest, key: UUID) -> HttpResponse:
    """Back to the very place where the learner was."""
    _who, found = own_or_404(request, key)
    items = playing.outline(found)
    if found.state != EnrollmentState.ACTIVE or not items:
        return redirect(enrollment_address(key))
    at = playing.resume_key(found, items)
    anchor = f"#{found.last_anchor}" if at == found.last_part and found.last_anchor else ""
    return redirect(part_address(key, at) + anchor)


@never_cache
@require_safe
def part(request: HttpRequest, key: UUID, part: str) -> HttpResponse:
    """One part of a course, with the outline, what the learner left in it, and what comes next."""
    who, found = own_or_404(request, key)
    if not rules.can_open(who, found):
        return redirect(enrollment_address(key))
    items = playing.outline(found)
    place = playing.place(items, part)
    if place is None:
        raise Http404
    # A page that is kept ahead, to be read without a connection, was not opened by anybody yet.
    if not request.headers.get("X-Kept-Ahead"):
        progress.open_part(enrollment=found, part_key=part, by=who, known=place.item.progress)
    values = _values(found, place, items, request.GET)
    made, lesson = render(request, "learning/part.html", values), values.get("lesson")
    return allow_youtube(made, lesson) if lesson is not None else made


def _values(
    found: Enrollment, place: playing.Place, items: list[playing.Item], query: QueryDict
) -> dict[str, Any]:
    item = next(each for each in items if each.key == place.item.key)
    values: dict[str, Any] = {
        "enrollment": found, "items": items, "item": item, "place": place, "course_url": course_address(found.course),
        "is_outdated": playing.is_outdated(found), "notes": playing.notes_of(found, item.key), "new_key": uuid4(),
    }  # fmt: skip
    if item.kind == "lesson":
        path = item.part["path"]
        lesson = playing.lesson_of(found, path)
        pages = current_edition().handbook.pages
        values |= {
            "lesson": lesson, "replies": playing.replies_of(found, item.key),
            "polls": playing.polls_of(found.course, item.key), "discussion_key": describing.lesson_key(path),
            "languages": terms.languages_of(found.course), "is_there": path in pages,
            "talks": "thread" in query or "talk" in query,
        }  # fmt: skip
    elif item.kind == "quiz":
        values |= {
            "attempts": attempts.attempts_of(found.pk, item.part["path"]),
            "quiz": attempts.told_of(item.part["path"], found.revision),
            "honor": attempts.asks_for_honor(item.part["path"], found.revision),
        }  # fmt: skip
    return values


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newer(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the newest text says otherwise; sent, the learner goes on with it."""
    who, found = own_or_404(request, key)
    if not rules.can_open(who, found):
        return redirect(enrollment_address(key))
    if request.method == "POST":
        try:
            moved = enrolling.move_to_newest(enrollment=found, by=who)
            progress.recount(moved.pk, who)
        except TrellisError as error:
            trouble(request, error)
        else:
            messages.success(request, _("You go on with the newest text."))
        return redirect(enrollment_address(key))
    return render(request, "learning/newer.html", {"enrollment": found, "newer": playing.newer(found)})


@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """What a learner, or whoever confirms it, does with a button."""
    who, found = member_of(request), playing.enrollment_for(key)
    if found is None or not rules.can_see_learning(who, found.person):
        raise Http404
    deeds = {
        "done": _done, "outside": _outside, "practice": _practice, "confirm": _confirm, "attempt": _attempt,
        "note": _note, "forget": _forget, "reply": _reply, "wrong": _wrong, "rate": _rate, "withdraw": _withdraw,
    }  # fmt: skip
    if deed not in deeds:
        raise Http404
    try:
        return redirect(deeds[deed](request, found))
    except TrellisError as error:
        trouble(request, error)
        at = request.POST.get("part", "")
        is_part = rules.can_open(who, found) and any(each["key"] == at for each in found.version.outline)
        return redirect(part_address(key, at) if is_part else enrollment_address(key))


def _done(request: HttpRequest, found: Enrollment) -> str:
    who, at = member_of(request), request.POST.get("part", "")
    after = progress.complete_by_oneself(enrollment=found, part_key=at, by=who)
    if after.state == EnrollmentState.COMPLETED and found.state != EnrollmentState.COMPLETED:
        messages.success(request, _("You have completed this course."))
        return enrollment_address(found.pk)
    place = playing.place(playing.outline(found), at)
    if place is None or place.after is None:
        return enrollment_address(found.pk)
    return part_address(found.pk, place.after.key)


def _outside(request: HttpRequest, found: Enrollment) -> str:
    progress.complete_by_oneself(
        enrollment=found,
        part_key=request.POST.get("part", ""),
        said=request.POST.get("said", ""),
        by=member_of(request),
    )
    messages.success(request, _("It is written down."))
    return enrollment_address(found.pk)


def _practice(request: HttpRequest, found: Enrollment) -> str:
    at = request.POST.get("part", "")
    progress.ask_to_confirm(
        enrollment=found, part_key=at, said=request.POST.get("said", ""), by=member_of(request)
    )
    messages.success(request, _("Your manager is asked to confirm it."))
    return part_address(found.pk, at)


def _confirm(request: HttpRequest, found: Enrollment) -> str:
    row = PartProgress.objects.filter(enrollment=found, part=request.POST.get("part", "")).first()
    if row is None:
        raise Http404
    agrees = request.POST.get("agrees") == "yes"
    progress.confirm(row=row, agrees=agrees, by=member_of(request))
    messages.success(request, _("Confirmed.") if agrees else _("They are told that it is not confirmed yet."))
    return enrollment_address(found.pk)


def _attempt(request: HttpRequest, found: Enrollment) -> str:
    who, at = member_of(request), request.POST.get("part", "")
    item = progress.part_of(found, at)
    if not rules.can_open(who, found) or item["kind"] != "quiz":
        raise Http404
    return attempts.begin(
        person_of(who), item["path"], revision=found.revision, enrollment=found.pk,
        back_to=part_address(found.pk, at), honor=bool(request.POST.get("honor")), by=who,
    )  # fmt: skip


def _note(request: HttpRequest, found: Enrollment) -> str:
    post, at = request.POST.get, request.POST.get("part", "")
    keeping.keep_note(
        enrollment=found, key=_key(post("key", "")), part_key=at, kind=post("kind", "note"), anchor=post("anchor", ""),
        quote=post("quote", ""), text=post("text", ""), by=member_of(request),
    )  # fmt: skip
    return part_address(found.pk, at) + "#t-notes"


def _forget(request: HttpRequest, found: Enrollment) -> str:
    keeping.remove_note(key=_key(request.POST.get("key", "")), by=member_of(request))
    at = request.POST.get("part", "")
    return part_address(found.pk, at) + "#t-notes" if at else enrollment_address(found.pk)


def _reply(request: HttpRequest, found: Enrollment) -> str:
    """All blocks of one form of a lesson: without JavaScript they are sent by its button."""
    who, at = member_of(request), request.POST.get("part", "")
    syncing.take_form(enrollment=found, part_key=at, sent=request.POST, by=who)
    messages.success(request, _("Kept."))
    return part_address(found.pk, at)


def _wrong(request: HttpRequest, found: Enrollment) -> str:
    """To the discussion of the page that a sentence stands on, with it quoted in what is not said yet."""
    at, quote = request.POST.get("part", ""), request.POST.get("quote", "")
    address = objecting.object_to(enrollment=found, part_key=at, quote=quote, by=member_of(request))
    messages.info(
        request, _("The sentence stands in the discussion below. Say what is wrong, or edit the page.")
    )
    return address


def _rate(request: HttpRequest, found: Enrollment) -> str:
    stars = request.POST.get("stars", "")
    rating.rate(
        enrollment=found, stars=int(stars) if stars.isdecimal() and len(stars) == 1 else 0,
        words=request.POST.get("words", ""), by=member_of(request),
    )  # fmt: skip
    messages.success(request, _("Thank you. Whoever owns the course reads it."))
    return enrollment_address(found.pk)


def _withdraw(request: HttpRequest, found: Enrollment) -> str:
    enrolling.withdraw(enrollment=found, by=member_of(request), because=request.POST.get("because", ""))
    messages.success(request, _("You are not enrolled any more."))
    return enrollment_address(found.pk)


@require_POST
@reads_its_body
def sync(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a learner's browser has kept, at once or since the connection was lost: each thing counts once."""
    who, found = own_or_404(request, key)
    if len(request.body) > MOST_BYTES:
        return JsonResponse({"trouble": _("This is too much at once.")}, status=413)
    try:
        sent = json.loads(request.body)
        items = sent["items"] if isinstance(sent, dict) else None
    except (ValueError, KeyError):
        items = None
    if not isinstance(items, list):
        return JsonResponse({"trouble": _("This cannot be read.")}, status=400)
    taken = syncing.take(enrollment=found, items=items, by=who)
    found.refresh_from_db()
    parts = {each.part: each.state for each in found.parts.all()}
    return JsonResponse(
        {
            "taken": taken, "state": found.state, "done": found.done, "total": found.total,
            "parts": [part for part, state in parts.items() if state == PartState.DONE],
        }
    )  # fmt: skip


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The program that keeps the pages of a course for when there is no connection. Holds nothing of anybody."""
    path = finders.find("learning/worker.js")
    if not isinstance(path, str):
        raise Http404
    with open(path, encoding="utf-8") as file:
        return HttpResponse(
            file.read(), content_type="text/javascript", headers={"Cache-Control": "no-cache"}
        )


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
