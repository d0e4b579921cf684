"""Writing for a review: the form, drafts that keep themselves, handing in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.reviews import shapes
from trellis.reviews.addresses import home_address, review_address
from trellis.reviews.models import Writing
from trellis.reviews.queries import papers
from trellis.reviews.services import writing as services
from trellis.reviews.services.errors import MissingError, NoReviewError, ReviewError, StaleReviewError
from trellis.reviews.views.around import note, of_members, told
from trellis.reviews.views.mine import changed_since, due_of


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: UUID) -> HttpResponse:
    """The form of one piece; sent, it is kept or handed in."""
    who, found = account_of(request), _writing_or_404(request, key)
    if request.method != "POST":
        note(who, found.review, found.kind)
        return render(request, "reviews/write.html", _values(who, found, papers.kept_in(found)))
    submits = request.POST.get("act") == "submit"
    service = services.submit if submits else services.save_draft
    try:
        service(writing=key, raw=request.POST, seen=_seen(request), by=who)
    except NoReviewError:
        raise Http404 from None
    except ReviewError as error:
        return _again(request, who, key, error)
    if not submits:
        messages.success(request, _("Kept. Nobody else sees it until you hand it in."))
        return redirect("reviews:write", key)
    messages.success(request, _("Handed in."))
    return redirect(review_address(found.review_id) if found.kind in ("self", "manager") else home_address())


@of_members
@require_POST
def draft(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep what is being typed; says when it was kept, or that another window kept something else."""
    try:
        row = services.save_draft(writing=key, raw=request.POST, seen=_seen(request), by=account_of(request))
    except NoReviewError:
        raise Http404 from None
    except ReviewError as error:
        return JsonResponse(
            {"stale": True, "says": f"{error.message} {error.hint or ''}".strip()}, status=409
        )
    when = timezone.localtime(row.saved_at or timezone.now())
    return JsonResponse(
        {"version": row.draft_version, "says": _("Saved at %(time)s") % {"time": time_format(when)}}
    )


@of_members
@require_POST
def decline(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that one gives no feedback."""
    try:
        services.decline(writing=key, because=request.POST.get("because", ""), by=account_of(request))
    except NoReviewError:
        raise Http404 from None
    except ReviewError as error:
        told(request, error)
        return redirect("reviews:write", key)
    messages.success(request, _("Declined."))
    return redirect(home_address())


def _again(request: HttpRequest, who: Account, key: UUID, error: ReviewError) -> HttpResponse:
    """The form with what was typed; where another window kept something else, that stands beside it."""
    found = _writing_or_404(request, key)
    shape = shapes.shape_of(found, found.review)
    stale = isinstance(error, StaleReviewError)
    values = _values(who, found, shapes.clean(shape, request.POST))
    lacking = error.names if isinstance(error, MissingError) else []
    saved = papers.kept_in(found) if stale else {}
    values |= {"error": error, "lacking": lacking, "parts": _parts(shape, values["values"], saved, lacking)}
    values |= {f"saved_{name}": saved.get(name, "") for name in (shapes.STRENGTHS, shapes.SUMMARY)}
    return render(request, "reviews/write.html", values, status=409 if stale else 422)


def _writing_or_404(request: HttpRequest, key: UUID) -> Writing:
    found = papers.writing_for(account_of(request), key)
    if found is None:
        raise Http404
    return found


def _values(who: Account, found: Writing, values: dict[str, str]) -> dict[str, Any]:
    shape = shapes.shape_of(found, found.review)
    review = found.review
    suggested = shape.suggested(values)
    talent = review.cycle.talent or {}
    title, differs = changed_since(review) if found.kind in ("self", "manager") else ("", False)
    others = papers.readable(who, review) if found.kind == Writing.Kind.MANAGER else []
    return {
        "writing": found, "review": review, "cycle": review.cycle, "shape": shape, "values": values,
        "parts": _parts(shape, values, {}), "can_write": papers.can_write(found), "due": due_of(found),
        "because": found.because if found.kind in ("self", "manager") else "", "talent": talent,
        "axes": _axes(talent, values) if shape.places else [], "score": shape.score(values),
        "suggested": talent.get("performance", ["", "", ""])[suggested - 1] if suggested and talent else "",
        "role_now": title, "role_changed": differs,
        "error": None, "saved_summary": "", "saved_strengths": "", "summary": values.get(shapes.SUMMARY, ""),
        "strengths": values.get(shapes.STRENGTHS, ""), "lacking": [],
        "others": [each for each in others if each.kind != Writing.Kind.MANAGER],
        "can_decline": found.kind in ("peer", "upward"),
        "upward_least": (review.cycle.form.get("upward") or {}).get("least_answers", 3),
        "peers_shown": (review.cycle.form.get("peers") or {}).get("shown", "unnamed"),
    }  # fmt: skip


def _axes(
    talent: dict[str, Any], values: dict[str, str]
) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    found = []
    for name, label in ((shapes.PERFORMANCE, _("Performance")), (shapes.GROWTH, _("Growth potential"))):
        steps = [
            (str(at), title, values.get(name) == str(at)) for at, title in enumerate(talent.get(name, ()), 1)
        ]
        found.append((name, label, steps))
    return found


def _parts(
    shape: shapes.Shape, values: dict[str, str], saved: dict[str, str], lacking: list[str] | None = None
) -> list[tuple[shapes.Part, list[dict[str, Any]]]]:
    """Each section with its items; of each field what is typed, what another window kept, whether it is missing."""

    def field(name: str) -> dict[str, Any]:
        kept = saved.get(name, "")
        return {
            "name": name, "value": values.get(name, ""),
            "saved": kept if kept != values.get(name, "") else "",
            "lacks": name in (lacking or ()),
        }  # fmt: skip

    return [
        (
            part,
            [
                {"item": item, "rating": field(f"{item.name}-rating"), "comment": field(f"{item.name}-comment"),
                 "link": field(f"{item.name}-link"), "answer": field(f"{item.name}-answer")}
                for item in part.items
            ],
        )
        for part in shape.parts
    ]  # fmt: skip


def _seen(request: HttpRequest) -> int:
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and len(said) < 9 else 0
