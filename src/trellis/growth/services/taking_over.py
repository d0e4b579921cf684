"""Taking over what there was before, as from another system: promotions, development plans, key roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish, publish_all
from trellis.growth import rules, terms
from trellis.growth.events import KeyRoleMoved, PlanMoved, PromotionMoved
from trellis.growth.models import (
    DevelopmentPlan,
    KeyRole,
    NoteKind,
    PlanAction,
    PlanEvidence,
    PlanItem,
    PlanNote,
    Promotion,
    PromotionCriterion,
    PromotionSection,
    PromotionState,
    Successor,
)
from trellis.growth.queries.promotions import pays_around
from trellis.growth.queries.standing import standing_of
from trellis.growth.services.errors import GrowthError
from trellis.growth.services.plans import ACTION, TITLE
from trellis.roles.definitions.graph import Role
from trellis.work.dues import due_by
from trellis.work.services import items

WRITTEN_BEFORE = timedelta(days=40)
"""How long before its day a promotion was written."""
STATES = (PromotionState.CALIBRATION, PromotionState.GRANTED, PromotionState.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class Promoted:
    """A promotion of before: `says` by section; `shows` are notes, given to the criteria in turn.

    One in effect or approved is in the records of people and pay already: what they say is kept with it.
    """

    person: UUID
    employment: UUID
    manager: UUID | None
    source: str
    target: str
    effective_on: date
    state: str
    says: Mapping[str, str]
    shows: Sequence[str]
    announcement: str = ""


@dataclass(frozen=True, slots=True)
class Headed:
    """A development plan of before. `shown` are for the items in turn what person and manager say, and the evidence."""

    person: UUID
    source: str
    target: str
    begun_on: date
    review_on: date | None
    shown: Sequence[tuple[str, str, str]]
    actions: Sequence[tuple[str, str, date | None]] = field(default=())


@dataclass(frozen=True, slots=True)
class Key:
    """A key role of before: who holds it, whom they report to, who could take it on when (person, readiness)."""

    person: UUID
    manager: UUID
    title: str
    department: str
    risk: str
    reason: str
    named: Sequence[tuple[UUID, str]]
    strengths: str = ""
    missing: str = ""


def take_over_key_roles(*, keys: Sequence[Key], by: Account) -> int:
    """Write down key roles of before, with who could take them on; gives how many. Whoever holds one that is known
    already is left out. Raises NotAllowedError.
    """
    _require(by)
    with transaction.atomic():
        people = [each.person for each in keys]
        known = set(
            KeyRole.objects.filter(person__in=people, closed_at=None).values_list("person", flat=True)
        )
        found = [each for each in keys if each.person not in known]
        writers = _accounts([each.manager for each in found])
        roles, rows = [], []
        for each in found:
            who = writers.get(each.manager, by)
            role = KeyRole(
                person_id=each.person, manager_id=each.manager, title=each.title, department=each.department,
                risk=each.risk, marked_by=who,
            )  # fmt: skip
            role.reason = each.reason
            roles.append(role)
            for person, readiness in each.named:
                row = Successor(role=role, person_id=person, readiness=readiness, named_by=who)
                row.strengths, row.missing = each.strengths, each.missing
                rows.append(row)
        KeyRole.objects.bulk_create(roles)
        Successor.objects.bulk_create(rows)
        publish_all([KeyRoleMoved(row.pk, by.pk, "marked") for row in roles])
    return len(roles)


def take_over_promotions(*, promoted: Sequence[Promoted], by: Account) -> int:
    """Write down promotions of before; gives how many. One to a level that there is not is left out, and so is one of
    somebody of whom the same is known. Raises NotAllowedError.
    """
    _require(by)
    with transaction.atomic():
        known = set(
            Promotion.objects.filter(person__in=[each.person for each in promoted]).values_list(
                "person", "effective_on"
            )
        )
        fresh = [each for each in promoted if (each.person, each.effective_on) not in known]
        found = [
            (each, role)
            for each in fresh
            if each.state in STATES and (role := terms.titled(each.target)) is not None
        ]
        writers = _accounts([each.manager for each, _role in found if each.manager is not None])
        rows = [_promotion(each, role, writers.get(each.manager, by)) for each, role in found]
        pays = pays_around((each.employment, each.effective_on) for each, _role in found)
        for row, (each, _role) in zip(rows, found, strict=True):
            row.before, row.base = pays.get((each.employment, each.effective_on), (None, None))
            if row.base == row.before or each.state == PromotionState.CALIBRATION:
                row.base = None  # pay stays as it is, or has not been said yet
        gap = cache(_gap)
        Promotion.objects.bulk_create(rows)
        PromotionSection.objects.bulk_create(
            part for row, (each, _role) in zip(rows, found, strict=True) for part in _sections(row, each)
        )
        PromotionCriterion.objects.bulk_create(
            part
            for row, (each, role) in zip(rows, found, strict=True)
            for part in _criteria(row, each, gap(each.source, role))
        )
        publish_all([PromotionMoved(row.pk, by.pk, str(row.state)) for row in rows])
    return len(rows)


def take_over_plans(*, headed: Sequence[Headed], by: Account) -> int:
    """Write down development plans of before; gives how many. One to a level that there is not, or of somebody who has
    one to it under way, is left out. Raises NotAllowedError.
    """
    _require(by)
    with transaction.atomic():
        people = [each.person for each in headed]
        known = set(
            DevelopmentPlan.objects.filter(person__in=people, state="open").values_list(
                "person", "target_title"
            )
        )
        found = [
            (each, role)
            for each in headed
            if (each.person, each.target) not in known and (role := terms.titled(each.target)) is not None
        ]
        writers, gap = _accounts(people), cache(_gap)
        plans: list[DevelopmentPlan] = []
        items: list[PlanItem] = []
        evidence: list[PlanEvidence] = []
        actions: list[PlanAction] = []
        notes: list[PlanNote] = []
        for each, role in found:
            who = writers.get(each.person, by)
            plan = DevelopmentPlan(
                person_id=each.person, target=str(role.id), target_title=role.full_title, source_title=each.source,
                review_on=each.review_on, revision=defined.revision()[:200], begun_by=who, begun_at=_at(each.begun_on),
            )  # fmt: skip
            plans.append(plan)
            notes.append(PlanNote(plan=plan, kind=NoteKind.BEGUN, by=who, at=plan.begun_at))
            own, shows = _items(plan, each, gap(each.source, role), who)
            items += own
            evidence += shows
            actions += _actions(plan, each)
        DevelopmentPlan.objects.bulk_create(plans)
        PlanItem.objects.bulk_create(items)
        PlanEvidence.objects.bulk_create(evidence)
        PlanAction.objects.bulk_create(actions)
        PlanNote.objects.bulk_create(notes)
        publish_all([PlanMoved(row.pk, by.pk, NoteKind.BEGUN) for row in plans])
    return len(plans)


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a file says of one plan, and of a thing that is done in it: kind, words, until when, whether it is done."""

    person: Person
    target: Role
    begun_on: date | None = None
    review_on: date | None = None
    coach: Person | None = None
    action: tuple[str, str, date | None, bool] | None = None


def take_over_plan(*, arranged: Arranged, by: Account) -> tuple[DevelopmentPlan, bool, bool]:
    """Write down one plan, or what a file says beyond what is known of one under way; whether the plan, and whether
    anything at all, is new. Nothing is taken away. Raises NotAllowedError, GrowthError.
    """
    _require(by)
    if arranged.coach is not None and arranged.coach.pk == arranged.person.pk:
        raise GrowthError(_("Nobody coaches themselves."), field="coach")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=arranged.person.pk)
        rows = DevelopmentPlan.objects.filter(
            person=arranged.person, target=str(arranged.target.id), state="open"
        )
        plan = rows.first()
        is_new = plan is None
        if plan is None:
            plan = _begun(arranged, by)
        changed = [
            name
            for name in ("coach", "review_on")
            if getattr(arranged, name) is not None and getattr(plan, name) != getattr(arranged, name)
        ]
        for name in changed:
            setattr(plan, name, getattr(arranged, name))
        if changed:
            plan.version += 1
            plan.save(update_fields=[*changed, "version"])
            if not is_new:
                PlanNote.objects.create(plan=plan, kind=NoteKind.CHANGED, by=by)
                publish(PlanMoved(plan.pk, by.pk, NoteKind.CHANGED))
        added = _add_action(plan, arranged)
    return plan, is_new, is_new or bool(changed) or added


def _begun(arranged: Arranged, by: Account) -> DevelopmentPlan:
    standing = standing_of(arranged.person)
    if standing.position is None:
        raise GrowthError(
            _("%(name)s does not work here today.") % {"name": arranged.person.name}, field="person"
        )
    if standing.title == arranged.target.full_title:
        raise GrowthError(
            _("%(name)s has this level already.") % {"name": arranged.person.name}, field="target"
        )
    began = {"begun_at": _at(arranged.begun_on)} if arranged.begun_on is not None else {}
    plan = DevelopmentPlan.objects.create(
        person=arranged.person, target=str(arranged.target.id), target_title=arranged.target.full_title,
        source_title=standing.title, revision=defined.revision()[:200], begun_by=by, **began,
    )  # fmt: skip
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, key=each.key, part=each.part, place=place, text=each.text, revision=plan.revision)
        for place, each in enumerate(terms.gap(standing.role, arranged.target), 1)
    )
    PlanNote.objects.create(plan=plan, kind=NoteKind.BEGUN, by=by, at=plan.begun_at)
    publish(PlanMoved(plan.pk, by.pk, NoteKind.BEGUN))
    return plan


def _add_action(plan: DevelopmentPlan, arranged: Arranged) -> bool:
    """Write down what is done, which is known by its words; whether it was new, or is done now."""
    if arranged.action is None:
        return False
    kind, words, due_on, is_done = arranged.action
    found = next((each for each in plan.actions.all() if each.text == words), None)
    if found is not None and (found.done_at is not None or not is_done):
        return False
    row = found or PlanAction(plan=plan, kind=kind, owner=arranged.person, due_on=due_on)
    row.text = words
    row.done_at = timezone.now() if is_done else None
    row.save()
    account = Account.objects.filter(person=arranged.person, is_active=True).first()
    if is_done:
        items.settle(ACTION, row.pk)
    elif account is not None:
        items.wait_on(
            ACTION, ACTION, row.pk, [account], title=TITLE, due_at=due_by(due_on, account) if due_on else None
        )
    return True


def _require(by: Account) -> None:
    if not rules.sees_all(by):
        raise NotAllowedError(_("Only who sees all promotions takes them over."))


def _accounts(people: Sequence[UUID]) -> dict[UUID | None, Account]:
    return {each.person_id: each for each in Account.objects.filter(person__in=people)}


def _gap(source: str, target: Role) -> tuple[terms.Wanted, ...]:
    return terms.gap(terms.titled(source), target)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)


def _promotion(each: Promoted, role: Role, writer: Account) -> Promotion:
    written = _at(each.effective_on - WRITTEN_BEFORE)
    made = Promotion(
        person_id=each.person, employment_id=each.employment, source_title=each.source, target=str(role.id),
        target_title=role.full_title, grade=role.grade, effective_on=each.effective_on, state=each.state,
        revision=defined.revision()[:200], written_by=writer, written_at=written, submitted_at=written,
        decided_at=None if each.state == PromotionState.CALIBRATION else written + WRITTEN_BEFORE / 2,
    )  # fmt: skip
    made.announcement = each.announcement
    return made


def _sections(row: Promotion, each: Promoted) -> list[PromotionSection]:
    made = []
    for place, (name, said) in enumerate(terms.promotions().sections.items(), 1):
        part = PromotionSection(promotion=row, name=name, title=said.title[:200], place=place)
        part.text = each.says.get(name, "")
        made.append(part)
    return made


def _criteria(row: Promotion, each: Promoted, wanted: tuple[terms.Wanted, ...]) -> list[PromotionCriterion]:
    made = []
    for place, one in enumerate(wanted, 1):
        part = PromotionCriterion(promotion=row, key=one.key, part=one.part, place=place, text=one.text)
        part.evidence = each.shows[(place - 1) % len(each.shows)] if each.shows else ""
        made.append(part)
    return made


def _items(
    plan: DevelopmentPlan, each: Headed, wanted: tuple[terms.Wanted, ...], who: Account
) -> tuple[list[PlanItem], list[PlanEvidence]]:
    items, evidence = [], []
    for place, one in enumerate(wanted):
        own, managers, note = each.shown[place % len(each.shown)] if each.shown else ("", "", "")
        item = PlanItem(
            plan=plan, key=one.key, part=one.part, place=place + 1, text=one.text, revision=plan.revision, own=own,
            managers=managers,
        )  # fmt: skip
        items.append(item)
        if note:
            row = PlanEvidence(item=item, by=who, at=plan.begun_at + timedelta(days=14))
            row.text = note
            evidence.append(row)
    return items, evidence


def _actions(plan: DevelopmentPlan, each: Headed) -> list[PlanAction]:
    made = []
    for kind, words, due_on in each.actions:
        row = PlanAction(plan=plan, kind=kind, owner_id=each.person, due_on=due_on)
        row.text = words
        made.append(row)
    return made
