"""The yearly review: the sheet of a manager, and one sheet for those who decide about it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.compensation import rules, terms
from trellis.compensation.forms import ProposalForm
from trellis.compensation.looking import around, note_object, require
from trellis.compensation.models import ReviewSheet
from trellis.compensation.queries import pay as pays
from trellis.compensation.queries import reviews as queries
from trellis.compensation.queries.reviews import Proposed, SheetPage
from trellis.compensation.services import reviews as services
from trellis.compensation.services.errors import StalePayError
from trellis.compensation.services.reviews import Proposal
from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.work.guarding import members_only


def why_left_out() -> dict[str, str]:
    """Why somebody of a sheet takes no part."""
    return {
        "no-pay": _("no pay is written down"), "hired-later": _("hired after the last day for this review"),
        "leaving": _("leaves before the new pay counts"),
    }  # fmt: skip


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The reader's own sheet in the review that is on, or comes next; sent, it is kept or submitted."""
    who = account_of(request)
    require(rules.can_review(who))
    now = queries.cycle_now()
    if now is None or who.person is None:
        return render(request, "compensation/review_none.html", around(request, who, "review"))
    name, cycle = now
    page = queries.sheet_page(queries.sheet_of(name, who.person), cycle)
    forms = _forms(page, request.POST if request.method == "POST" else None)
    trouble, stale = "", False
    if request.method == "POST":
        if all(each.is_valid() for each in forms.values()):
            try:
                _send(request, name, who, forms)
            except TrellisError as error:
                trouble, stale = f"{error.message} {error.hint}".strip(), isinstance(error, StalePayError)
            else:
                return redirect("compensation:review")
        else:
            trouble = _("A row of the sheet could not be read. Write per cent as in 3.5.")
    if page.sheet.pk and not page.sheet._state.adding:
        note_object(who, "sheet", page.sheet.pk, "review")
    values = {
        **_shown(request, who, page),
        "rows": [(each, forms.get(each.line.employment_id), _said(each)) for each in page.rows],
        "is_open": queries.is_open(cycle, today()), "trouble": trouble, "stale": stale,
        "can_write": queries.is_open(cycle, today()) and page.sheet.state in ("draft", "rejected"),
    }  # fmt: skip
    return render(request, "compensation/review.html", values, status=409 if trouble else 200)


@members_only
@never_cache
@require_safe
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """A sheet, for whoever wrote it, who decides about it while it waits for them, and who sees all pay."""
    who = account_of(request)
    found = ReviewSheet.objects.select_related("manager").filter(pk=key).first()
    cycle = terms.compensation().review.cycles.get(found.cycle) if found is not None else None
    if found is None or cycle is None or not _sees(who, found):
        raise Http404
    note_object(who, "sheet", found.pk, "review")
    page = queries.sheet_page(found, cycle)
    # Whoever decides sees the proposals for others; one about themselves is not theirs to see yet.
    rows = [
        (each, None, _said(each)) for each in page.rows if each.standing.position.person_id != who.person_id
    ]
    values = {
        **_shown(request, who, page),
        "rows": rows,
        "is_open": False,
        "can_write": False,
        "of_another": True,
    }
    return render(request, "compensation/review.html", values)


def _sees(who: Account, found: ReviewSheet) -> bool:
    if who.person_id == found.manager_id or pays.is_asked(who, found.approval):
        return True
    return rules.can_see_list(who) and who.person_id != found.manager_id


def _shown(request: HttpRequest, who: Account, page: SheetPage) -> dict[str, Any]:
    return {
        **around(request, who, "review"), "page": page, "sheet": page.sheet, "cycle": page.cycle,
        "usual": terms.compensation().review.assessments,
        "budget_percent": terms.compensation().review.budget,
    }  # fmt: skip


def _said(each: Proposed) -> str:
    """What stands in the place of the assessment: why somebody is left out, or how they were assessed."""
    if each.left_out:
        return why_left_out()[each.left_out]
    found = terms.compensation().review.assessments.get(each.line.assessment)
    return found.title if found is not None else "–"


def _forms(page: SheetPage, data: Any) -> dict[UUID, ProposalForm]:
    return {
        each.line.employment_id: ProposalForm(
            data, prefix=str(each.line.employment_id),
            initial={
                "assessment": each.line.assessment, "percent": each.line.percent,
                "justification": each.line.justification,
            },
        )
        for each in page.rows
        if not each.left_out
    }  # fmt: skip


def _send(request: HttpRequest, name: str, who: Account, forms: dict[UUID, ProposalForm]) -> None:
    seen = request.POST.get("seen", "")
    proposals = {
        key: Proposal(
            form.cleaned_data["assessment"], form.cleaned_data["percent"] or Decimal(0),
            form.cleaned_data["justification"],
        )
        for key, form in forms.items()
    }  # fmt: skip
    sheet = services.save_sheet(
        cycle=name, proposals=proposals, by=who, seen=int(seen) if seen.isdecimal() and seen != "0" else None
    )
    if request.POST.get("act") == "submit":
        services.submit(cycle=name, by=who, seen=sheet.version)
        messages.success(request, _("Submitted. The new pay counts from its day once it is approved."))
    else:
        messages.success(request, _("Kept. Nobody else sees it until you submit it."))
