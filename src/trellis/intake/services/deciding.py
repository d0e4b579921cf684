"""Writes of those who decide on requests: marks, accepting, asking back, merging, declining."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.intake import rules
from trellis.intake.definitions import stages
from trellis.intake.events import RequestChanged
from trellis.intake.models import CourseRequest, MoveKind, Stage, Vote
from trellis.intake.phrases import ACCEPTED, ASKED_BACK, DECLINED, MERGED
from trellis.intake.services.errors import IntakeError
from trellis.intake.services.writing import locked, must, needed, note, step, tell
from trellis.work.phrases import filled


def mark(*, request: CourseRequest, impact: int, effort: int, by: Account) -> CourseRequest:
    """Judge impact and effort, 1 to 5 each, which makes the priority. The same again writes nothing.

    Raises NotAllowedError, IntakeError.
    """
    with transaction.atomic():
        row = locked(request)
        must(rules.can_triage(by) and row.is_open)
        if (row.impact, row.effort) != (impact, effort):
            _mark(row, impact, effort, by)
            row.version += 1
            row.save()
            publish(RequestChanged(row.pk, by.pk, "marks"))
    return row


def accept(
    *, request: CourseRequest, impact: int, effort: int, by: Account, owner: Account | None = None,
    due_on: date | None = None, seen: int | None = None,
) -> CourseRequest:  # fmt: skip
    """Take a request on. Twice is once. Raises NotAllowedError, IntakeError."""
    with transaction.atomic():
        row = locked(request)
        must(rules.can_triage(by))
        if row.in_work:
            return row
        row = _to_decide(row, seen)
        if owner is not None and not rules.can_enter(owner):
            raise IntakeError(_("They do not work here."), field="owner")
        _mark(row, impact, effort, by)
        row.owner = owner
        step(row, Stage.ACCEPTED, by, due_on=due_on)
        tell(row, filled(ACCEPTED, title=row.title), by=by)
    return row


def ask_back(*, request: CourseRequest, text: str, by: Account, seen: int | None = None) -> CourseRequest:
    """Ask the asker something: it waits on them. Raises NotAllowedError, IntakeError."""
    with transaction.atomic():
        row = locked(request)
        must(rules.can_triage(by))
        row = _to_decide(row, seen)
        words = needed(text, _("Write what you want to know."))
        if row.asked_by is None or not row.asked_by.is_active:
            raise IntakeError(_("Whoever asked is here no more."), hint=_("Decide without an answer."))
        note(row, MoveKind.QUESTION, by, text=words)
        step(row, Stage.QUESTION, by)
        tell(row, filled(ASKED_BACK, title=row.title), by=by, text=words, voters=False)
    return row


def merge(
    *, request: CourseRequest, into: CourseRequest, by: Account, text: str = "", seen: int | None = None
) -> CourseRequest:
    """Merge a request into another: its asker and its votes go on there. Raises NotAllowedError, IntakeError."""
    if request.pk == into.pk:
        raise IntakeError(_("A request is not merged into itself."), field="into")
    with transaction.atomic():
        # Locked in one order, so that two merges the other way round do not wait on each other.
        pairs = {each.pk: locked(each) for each in sorted((request, into), key=lambda each: each.pk)}
        row, other = pairs[request.pk], pairs[into.pk]
        must(rules.can_triage(by))
        row = _to_decide(row, seen)
        if other.stage in stages.REFUSED:
            raise IntakeError(_("That request has ended."), hint=_("Choose one that goes on."), field="into")
        _carry_votes(row, other)
        row.merged_into = other
        step(row, Stage.MERGED, by, text=text.strip())
        note(other, MoveKind.MERGED_IN, by, text=row.title)
        publish(RequestChanged(other.pk, by.pk, "merged"))
        tell(row, filled(MERGED, title=row.title, other=other.title), by=by, text=text.strip())
    return row


def decline(
    *, request: CourseRequest, reason: str, by: Account, instead: str = "", seen: int | None = None
) -> CourseRequest:
    """Decline a request with the reason, and what exists instead. Raises NotAllowedError, IntakeError."""
    with transaction.atomic():
        row = locked(request)
        must(rules.can_triage(by))
        if row.stage == Stage.DECLINED:
            return row
        if not row.is_open:
            raise IntakeError(_("This request has ended."))
        if seen is not None:
            row = locked(request, seen)
        words = needed(reason, _("Say why."), "reason")
        row.instead = instead.strip()[:1000]
        step(row, Stage.DECLINED, by, text=words)
        tell(row, filled(DECLINED, title=row.title), by=by, text=words)
    return row


def _to_decide(row: CourseRequest, seen: int | None) -> CourseRequest:
    if row.stage not in stages.TRIAGE:
        raise IntakeError(_("This was decided already."))
    return locked(row, seen)


def _mark(row: CourseRequest, impact: int, effort: int, by: Account) -> None:
    try:
        row.priority = stages.priority(impact, effort)
    except ValueError:
        raise IntakeError(_("Impact and effort go from 1 to 5."), field="impact") from None
    if (row.impact, row.effort) != (impact, effort):
        row.impact, row.effort = impact, effort
        note(row, MoveKind.MARKS, by, text=f"{impact} / {effort}")


def _carry_votes(row: CourseRequest, other: CourseRequest) -> None:
    """The votes of one for another; whoever asked has one there, too. Who voted there already keeps that vote."""
    there = set(other.votes.values_list("account", flat=True)) | {other.asked_by_id}
    new = [
        Vote(request=other, account_id=each.account_id, team=each.team, people=each.people, why=each.why)
        for each in row.votes.all() if each.account_id not in there
    ]  # fmt: skip
    if row.asked_by_id is not None and row.asked_by_id not in there:
        new.append(Vote(request=other, account_id=row.asked_by_id, team="", people=row.people or 1))
    Vote.objects.bulk_create(new)
