"""Writes of the yearly review: what a manager proposes, submitting it, and what the approval makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.compensation import rules, terms
from trellis.compensation.definitions.compensation import Cycle
from trellis.compensation.events import SheetMoved
from trellis.compensation.models import ReviewSheet, State, Why
from trellis.compensation.queries import reviews as queries
from trellis.compensation.queries.reviews import SheetPage
from trellis.compensation.services import pay as writing
from trellis.compensation.services.errors import PayError, StalePayError
from trellis.compensation.services.pay import Terms
from trellis.core import defined
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.people.services.organising import locked_employment
from trellis.work.events import ApprovalGranted
from trellis.work.services import approvals
from trellis.work.services.requested import Requested

RULE = KIND = "pay-review"
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one employment."""

    assessment: str = ""
    percent: Decimal = Decimal(0)
    justification: str = ""


def save_sheet(
    *, cycle: str, proposals: Mapping[UUID, Proposal], by: Account, seen: int | None = None
) -> ReviewSheet:
    """Keep what a manager proposes for those who report to them, by employment. What is not in it stays as it is.

    Raises NotAllowedError for who has no reports, PayError for what cannot be, StalePayError.
    """
    manager, found = _begin(cycle, by)
    with transaction.atomic():
        sheet = _locked(cycle, manager, by)
        _check_open(sheet, found, seen)
        page = queries.sheet_page(sheet, found)
        known = {each.line.employment_id: each for each in page.rows}
        changed = False
        for key, each in proposals.items():
            row = known.get(key)
            if row is None:
                raise NotAllowedError(_("Somebody of this sheet does not report to you."))
            if row.left_out:
                continue
            _check(each)
            values = (each.assessment, each.percent, " ".join(each.justification.split())[:500])
            if (row.line.assessment, row.line.percent, row.line.justification) != values:
                row.line.assessment, row.line.percent, row.line.justification = values
                row.line.save()
                changed = True
        if changed:
            _save(sheet, DRAFT)
            publish(SheetMoved(sheet.pk, by.pk, DRAFT))
    return sheet


def submit(*, cycle: str, by: Account, seen: int | None = None) -> ReviewSheet:
    """Submit a sheet for approval as a whole. Twice is once.

    Raises NotAllowedError, StalePayError, and PayError where something that is unusual is not explained.
    """
    manager, found = _begin(cycle, by)
    with transaction.atomic():
        sheet = _locked(cycle, manager, by)
        if sheet.state == State.ASKED:
            return sheet
        _check_open(sheet, found, seen)
        page = queries.sheet_page(sheet, found)
        _check_whole(page)
        sheet.digest = _digest(page)
        sheet.submitted_by = by
        _save(sheet, State.ASKED, "digest", "submitted_by")
        publish(SheetMoved(sheet.pk, by.pk, State.ASKED))
        REQUESTED.ask(
            sheet,
            RULE,
            approvals.Content(
                title=_("%(cycle)s: %(name)s") % {"cycle": found.title, "name": manager.name},
                facts={"over-budget": page.is_over, "explained": any(each.unusual for each in page.rows)},
                digest=sheet.digest,
            ),
            by=by,
        )
    return sheet


def _grant(sheet: ReviewSheet, event: ApprovalGranted) -> None:
    """What was approved becomes pay of each person, from the day of the cycle on."""
    cycle = terms.compensation().review.cycles.get(sheet.cycle)
    if cycle is None:
        return
    for row in queries.sheet_page(sheet, cycle).rows:
        pay = row.standing.pay
        if pay is None or row.left_out or not row.line.percent or row.line._state.adding:
            continue
        employment = locked_employment(row.line.employment)
        pays = Terms(queries.new_base(pay.base, row.line.percent), pay.variable)
        writing.check_terms(employment, cycle.effective_on, pays)
        writing.write(
            employment, cycle.effective_on, pays, why=Why.REVIEW, by=sheet.submitted_by, reason=cycle.title,
            approval=event.approval,
        )  # fmt: skip
    _move(sheet, State.GRANTED, event.by)


def _begin(cycle: str, by: Account) -> tuple[Person, Cycle]:
    found = terms.compensation().review.cycles.get(cycle)
    if found is None:
        raise PayError(_("There is no review “%(name)s”.") % {"name": cycle[:60]})
    if by.person is None or not rules.can_review(by):
        raise NotAllowedError(_("Sheets are for those to whom somebody reports."))
    return by.person, found


def _locked(cycle: str, manager: Person, by: Account) -> ReviewSheet:
    ReviewSheet.objects.bulk_create(
        [ReviewSheet(cycle=cycle, manager=manager, revision=defined.revision()[:200])], ignore_conflicts=True
    )
    found = ReviewSheet.objects.select_for_update(of=("self",)).select_related("manager")
    return found.get(cycle=cycle, manager=manager)


def _check_open(sheet: ReviewSheet, cycle: Cycle, seen: int | None) -> None:
    if seen is not None and seen != sheet.version:
        raise StalePayError
    if sheet.state not in (DRAFT, State.REJECTED):
        raise PayError(_("This sheet is submitted."), hint=_("Withdraw the request to write it again."))
    if not queries.is_open(cycle, today()):
        raise PayError(
            _("Sheets of this review are written from %(start)s to %(end)s.")
            % {"start": cycle.opens_on.isoformat(), "end": cycle.closes_on.isoformat()}
        )


def _check(each: Proposal) -> None:
    if each.assessment and queries.usual_of(each.assessment) is None:
        raise PayError(
            _("There is no assessment “%(name)s”.") % {"name": each.assessment[:60]},
            hint=_("There are: %(known)s.") % {"known": ", ".join(terms.compensation().review.assessments)},
            field="assessment",
        )
    if not Decimal(-50) <= each.percent <= Decimal(100) or each.percent != round(each.percent, 2):
        raise PayError(_("%(value)s is no change in per cent.") % {"value": each.percent}, field="percent")


def _check_whole(page: SheetPage) -> None:
    if not any(not each.left_out for each in page.rows):
        raise PayError(_("Nobody in this sheet takes part in the review."))
    for each in page.rows:
        name = {"name": each.standing.position.person.name}
        if not each.left_out and not each.line.assessment:
            raise PayError(_("%(name)s is not assessed yet.") % name, field="assessment")
        if each.unusual and not each.line.justification:
            raise PayError(
                _("The change for %(name)s is outside what the assessment usually brings.") % name,
                hint=_("Explain it in a sentence, or change it."),
                field="justification",
            )


def _digest(page: SheetPage) -> str:
    rows = sorted(
        (str(each.line.employment_id), each.line.assessment, str(each.line.percent), each.line.justification)
        for each in page.rows
        if not each.left_out
    )
    return approvals.digest_of(str(page.sheet.pk), page.sheet.version + 1, rows)


def _waiting(key: UUID) -> ReviewSheet | None:
    found = ReviewSheet.objects.select_for_update(of=("self",)).select_related("manager", "submitted_by")
    return found.filter(pk=key, state=State.ASKED).first()


def _save(sheet: ReviewSheet, state: str, *changed: str) -> None:
    sheet.state, sheet.changed_at = state, timezone.now()
    sheet.version = F("version") + 1
    sheet.save(update_fields=["state", "changed_at", "version", *changed])
    sheet.refresh_from_db()


def _move(sheet: ReviewSheet, state: str, by: UUID | None) -> None:
    _save(sheet, state)
    publish(SheetMoved(sheet.pk, by, state))


REQUESTED = Requested(
    kind=KIND, waiting=_waiting, grant=_grant, move=_move, rejected=State.REJECTED, withdrawn=DRAFT
)
"""A rejected sheet is written again; one that was taken back is a draft again."""
