"""Writing a plan before it begins: by the manager; the people partner reads along."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core import defined
from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.performance import rules, terms
from trellis.performance.definitions.states import OPEN, Deed, State
from trellis.performance.events import PlanMoved
from trellis.performance.models import PlanExpectation, PlanMove, SupportPlan
from trellis.performance.services import agreeing
from trellis.performance.services.errors import NoPlanError, PlanError
from trellis.performance.services.locking import locked, moved, of_manager, words


@dataclass(frozen=True, slots=True)
class Draft:
    """What a manager says of a plan as a whole."""

    stage: str
    starts_on: date
    weeks: int
    reason: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What a manager expects. `key` is that of an expectation that is there already."""

    text: str
    measure: str = ""
    by: date | None = None
    key: UUID | None = None


def begin(*, key: UUID, person: UUID, says: Draft, picked: Collection[str] = (), by: Account) -> SupportPlan:
    """Begin a draft for somebody who reports to whoever does; with responsibilities of their level (`picked`).

    The same `key` again is the same plan. Raises NoPlanError for who is not of their reports, PlanError.
    """
    if not rules.can_begin(by, person):
        raise NoPlanError
    before = SupportPlan.objects.filter(pk=key, person=person).first()
    if before is not None:
        return before
    position = directory.position_on(rules.Person(pk=person), today())
    _check(says)
    title = position.title if position is not None else ""
    made = SupportPlan(
        pk=key, person_id=person, manager_id=by.person_id, stage=says.stage, starts_on=says.starts_on,
        ends_on=says.starts_on + timedelta(weeks=says.weeks), role=title[:200], revision=defined.revision()[:200],
    )  # fmt: skip
    made.reason = words(says.reason, "reason")
    try:
        with transaction.atomic():
            if SupportPlan.objects.filter(person=person, state__in=[str(each) for each in OPEN]).exists():
                raise PlanError(_("There is an open plan for this person already."), field="person")
            made.save(force_insert=True)
            _pick(made, title, picked)
            PlanMove.objects.create(plan=made, deed=str(Deed.DRAFTED), by_id=by.person_id)
            publish(PlanMoved(made.pk, by.pk, str(Deed.DRAFTED)))
    except IntegrityError:
        raise PlanError(_("There is an open plan for this person already."), field="person") from None
    return made


def rewrite(*, plan: UUID, says: Draft, seen: int, by: Account) -> SupportPlan:
    """Change what a draft says as a whole. Raises NoPlanError, StalePlanError, PlanError."""
    with transaction.atomic():
        found = of_manager(plan, Deed.DRAFTED, by, seen=seen)
        _check(says)
        found.stage, found.starts_on = says.stage, says.starts_on
        found.ends_on = says.starts_on + timedelta(weeks=says.weeks)
        found.reason = words(says.reason, "reason")
        _changed(found, by, "stage", "starts_on", "ends_on", "sealed_reason")
    return found


def expect(*, plan: UUID, says: Iterable[Expected], seen: int, by: Account) -> SupportPlan:
    """Keep expectations of a draft: those with a `key` are changed, or taken away where nothing is left of the text.

    Raises as `rewrite`.
    """
    with transaction.atomic():
        found = of_manager(plan, Deed.DRAFTED, by, seen=seen)
        rows = {each.pk: each for each in found.expectations.all()}
        place = max((each.place for each in rows.values()), default=0)
        for each in says:
            text = words(each.text, "text", needed=False)
            if not text:
                rows.pop(each.key).delete() if each.key in rows else None
                continue
            if each.key is None:
                place += 1
            row = rows.get(each.key) if each.key is not None else PlanExpectation(plan=found, place=place)
            if row is None:
                raise NoPlanError
            row.text, row.measure, row.by = text, words(each.measure, "measure", needed=False), each.by
            row.save()
            rows[row.pk] = row
        _few_enough(len(rows))
        _changed(found, by)
    return found


def pick(*, plan: UUID, picked: Collection[str], seen: int, by: Account) -> SupportPlan:
    """Take responsibilities of the level into a draft. Raises as `rewrite`."""
    with transaction.atomic():
        found = of_manager(plan, Deed.DRAFTED, by, seen=seen)
        _pick(found, found.role, picked)
        _changed(found, by)
    return found


def hand_in(*, plan: UUID, seen: int, by: Account) -> SupportPlan:
    """Hand a draft to the people partner; where the stage asks nobody, it begins. Raises as `rewrite`."""
    with transaction.atomic():
        found = of_manager(plan, Deed.HANDED_IN, by, seen=seen)
        _whole(found)
        found.handed_by_id = by.person_id
        if terms.needs_agreement(found.stage):
            found.state = State.PROPOSED
            moved(found, Deed.HANDED_IN, by, "state", "handed_by")
        else:
            agreeing.set_going(found, by)
    return found


def withdraw(*, plan: UUID, reason: str, by: Account) -> SupportPlan:
    """Take a plan back, at any time before it ended. Of one that has not begun yet, the person never reads.

    Raises NoPlanError, PlanError.
    """
    with transaction.atomic():
        found, stands = locked(plan, Deed.WITHDRAWN, by)
        if not stands.is_manager:
            raise PlanError(_("Only the direct manager does that."))
        text = words(reason, "reason")
        agreeing.stop(found, State.WITHDRAWN, by, text)
    return found


def _changed(plan: SupportPlan, by: Account, *fields: str) -> None:
    plan.version += 1
    plan.save(update_fields=["version", *fields])
    publish(PlanMoved(plan.pk, by.pk, str(Deed.DRAFTED)))


def _check(says: Draft) -> None:
    support = terms.support()
    if says.stage not in terms.stages():
        raise PlanError(_("The handbook has no such stage."), field="stage")
    if not support.weeks.least <= says.weeks <= support.weeks.most:
        raise PlanError(
            _("A plan has between %(least)d and %(most)d weeks.")
            % {"least": support.weeks.least, "most": support.weeks.most},
            field="weeks",
        )
    if not today() - timedelta(days=31) <= says.starts_on <= today() + timedelta(days=92):
        raise PlanError(_("Choose a day within the next three months."), field="starts_on")


def _pick(plan: SupportPlan, title: str, picked: Collection[str]) -> None:
    chosen = [each for each in terms.responsibilities(title) if each.key in picked]
    there = {each.text for each in plan.expectations.all()}
    place = plan.expectations.aggregate(Max("place"))["place__max"] or 0
    new = [each for each in chosen if each.text not in there]
    _few_enough(len(there) + len(new))
    for at, each in enumerate(new, place + 1):
        row = PlanExpectation(plan=plan, place=at, by=plan.ends_on, origin=each.origin)
        row.text = each.text
        row.save(force_insert=True)


def _few_enough(number: int) -> None:
    most = terms.support().expectations.most
    if number > most:
        raise PlanError(
            ngettext(
                "A plan has %(number)d expectation at most: choose what matters.",
                "A plan has %(number)d expectations at most: choose what matters.",
                most,
            )
            % {"number": most}
        )


def _whole(plan: SupportPlan) -> None:
    wanted, rows = terms.support().expectations, list(plan.expectations.all())
    if len(rows) < wanted.least:
        raise PlanError(
            ngettext(
                "Write at least %(number)d expectation first.",
                "Write at least %(number)d expectations first.",
                wanted.least,
            )
            % {"number": wanted.least}
        )
    for row in rows:
        if "measure" in wanted.required and not row.sealed_measure:
            raise PlanError(_("Say of each expectation how it is measured."))
        if "by" in wanted.required and row.by is None:
            raise PlanError(_("Say of each expectation by when it is met."))
        if row.by is not None and not plan.starts_on <= row.by <= plan.ends_on:
            raise PlanError(_("Each expectation is due within the time of the plan."))
