"""Mentoring: my pairs, who offers it, asking, one pair with its sessions; all pairs without their words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.conversations import rules, terms
from trellis.conversations.forms import AskMentorForm, EndForm, GoalForm, NotesForm, OfferForm, SessionForm
from trellis.conversations.looking import around, of_members
from trellis.conversations.models import Pair, Way
from trellis.conversations.queries import mentoring as queries
from trellis.conversations.services import mentoring as services
from trellis.conversations.services.errors import ConversationError, NotThereError, StaleNotesError
from trellis.core.forms import Form
from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.core.services.looking import record_access
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.web.paging import QueryRows, page_of


@of_members
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Whom I mentor and who mentors me; what I offer."""
    who = account_of(request)
    values = {
        **around(who, "mentoring"), "lines": queries.lines_of(who), "past": queries.lines_of(who, past=True),
        "offers": queries.own_offers(who), "sessions": terms.conversations().mentoring.sessions,
    }  # fmt: skip
    return render(request, "conversations/mentoring.html", values)


@of_members
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Who offers to mentor or coach, who fits best first."""
    who, params = account_of(request), request.GET
    found = queries.offers_for(who, text=params.get("q", ""), way=params.get("way", ""))
    values = {
        **around(who, "mentoring"), "paged": page_of(found, request), "text": params.get("q", ""),
        "way": params.get("way", ""), "ways": Way.choices, "topics": terms.conversations().mentoring.topics,
    }  # fmt: skip
    return render(request, "conversations/offers.html", values)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, kind: str) -> HttpResponse:
    """Say what I offer, or that I offer it no more."""
    who = account_of(request)
    if kind not in Way.values:
        raise Http404
    own = queries.own_offers(who).get(kind)
    initial: dict[str, Any] = {"way": kind, "most": 1, "is_open": True}
    if own is not None:
        initial |= {
            "topics": ", ".join(own.topics), "words": own.words, "most": own.most, "is_open": own.is_open,
        }  # fmt: skip
    form = OfferForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.offer(
                way=said["way"], topics=said["topics"].split(","), words=said["words"], most=said["most"],
                is_open=said["is_open"], by=who,
            )  # fmt: skip
        except TrellisError as error:
            form.refuse(error, getattr(error, "field", "") or None)
        else:
            messages.success(request, _("That is what others read of you."))
            return redirect("conversations:mentoring")
    values = {**around(who, "mentoring"), "form": form, "topics": terms.conversations().mentoring.topics}
    return render(request, "conversations/offer.html", values, status=422 if form.errors else 200)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Ask somebody who offers it to be my mentor or coach."""
    who, offered = account_of(request), queries.offer_of(key, kind)
    if offered is None or not offered.is_open or key == who.person_id:
        raise Http404
    form = AskMentorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = services.ask(key=said["key"], mentor=offered.person, way=kind, goal=said["goal"], by=who)
        except TrellisError as error:
            form.refuse(error, getattr(error, "field", "") or None)
        else:
            messages.success(request, _("%(name)s is asked.") % {"name": offered.person.name})
            return redirect("conversations:pair", made.pk)
    values = {**around(who, "mentoring"), "form": form, "offered": offered}
    return render(request, "conversations/ask_mentor.html", values, status=422 if form.errors else 200)


@of_members
@require_safe
def pair(request: HttpRequest, key: UUID) -> HttpResponse:
    """One pair, for the two: goal, sessions, end. Every look is noted."""
    who, found = account_of(request), _pair_or_404(request, key)
    record_access(account=who, about="mentoring", object=found.pk, why="")
    return render(request, "conversations/pair.html", _values(found, who))


@of_members
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a pair; what does not work comes back with what was written."""
    who, found = account_of(request), _pair_or_404(request, key)
    act = _DEEDS.get(deed)
    if act is None:
        raise Http404
    form = None
    try:
        form = act(request, found, who)
    except NotThereError:
        raise Http404 from None
    except StaleNotesError as error:
        messages.error(request, f"{error.message} {error.hint}")
        return _again(request, key, who, mine=request.POST.get("notes") or request.POST.get("goal", ""))
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return _again(request, key, who, mine=next(filter(None, map(request.POST.get, _WORDS)), ""))
    if form is not None:
        return _again(request, key, who, **{deed: form})
    return redirect(reverse("conversations:pair", args=[key]))


@of_members
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All pairs with days and counts, for who oversees them: no word of what they talk about."""
    who = account_of(request)
    if not rules.can_oversee(who):
        raise Http404
    paged = page_of(QueryRows(queries.all_pairs()), request)
    values = {
        **around(who, "pairs"), "paged": paged, "lines": [queries.line_of(each) for each in paged.rows],
        "wanted": terms.conversations().mentoring.sessions,
    }  # fmt: skip
    return render(request, "conversations/pairs.html", values)


_WORDS = ("goal", "notes", "reflection", "answer")


def _again(request: HttpRequest, key: UUID, who: Account, **more: Any) -> HttpResponse:
    found = _pair_or_404(request, key)
    record_access(account=who, about="mentoring", object=found.pk, why="")
    return render(request, "conversations/pair.html", {**_values(found, who), **more}, status=422)


def _pair_or_404(request: HttpRequest, key: UUID) -> Pair:
    found = queries.pair_for(account_of(request), key)
    if found is None:
        raise Http404
    return found


def _values(found: Pair, who: Account) -> dict[str, Any]:
    sessions = queries.sessions_of(found)
    is_mentor = found.mentor_id == who.person_id
    reflections = queries.reflections_of(found)
    own = next((each.text for each in reflections if each.writer_id == who.person_id), "")
    return {
        **around(who, "mentoring"), "pair": found, "is_mentor": is_mentor,
        "other": found.mentee if is_mentor else found.mentor, "sessions": sessions, "today": today(),
        "themes": terms.themes("mentoring"), "wanted": terms.conversations().mentoring.sessions,
        "reflections": reflections, "session": SessionForm(initial={"held_on": today()}),
        "goal": GoalForm(initial={"goal": found.goal, "until": found.until, "version": found.version}),
        "end": EndForm(initial={"reflection": own}),
    }  # fmt: skip


# -- deeds: each gives back the form that was not filled in right, or nothing


def _accept(_request: HttpRequest, found: Pair, who: Account) -> None:
    services.accept(pair=found.pk, by=who)


def _decline(request: HttpRequest, found: Pair, who: Account) -> None:
    services.decline(pair=found.pk, answer=request.POST.get("answer", ""), by=who)


def _goal(request: HttpRequest, found: Pair, who: Account) -> Form | None:
    form = GoalForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    services.write_goal(pair=found.pk, goal=said["goal"], until=said["until"], seen=said["version"], by=who)
    return None


def _session(request: HttpRequest, found: Pair, who: Account) -> Form | None:
    form = SessionForm(request.POST)
    if form.is_valid():
        try:
            services.add_session(pair=found.pk, by=who, **form.cleaned_data)
        except ConversationError as error:
            if not error.field:
                raise
            form.refuse(error, error.field)
    return form if form.errors else None


def _notes(request: HttpRequest, found: Pair, who: Account) -> None:
    form = NotesForm(request.POST)
    try:
        session = UUID(request.POST.get("session", ""))
    except ValueError:
        raise NotThereError from None
    if not form.is_valid():
        raise ConversationError(_("That is too long."))
    said = form.cleaned_data
    services.write_notes(pair=found.pk, session=session, notes=said["notes"], seen=said["version"], by=who)


def _end(request: HttpRequest, found: Pair, who: Account) -> Form | None:
    form = EndForm(request.POST)
    if not form.is_valid():
        return form
    services.end(pair=found.pk, reflection=form.cleaned_data["reflection"], by=who)
    return None


_DEEDS: dict[str, Callable[[HttpRequest, Pair, Account], Form | None]] = {
    "accept": _accept, "decline": _decline, "goal": _goal, "session": _session, "notes": _notes, "end": _end,
}  # fmt: skip
