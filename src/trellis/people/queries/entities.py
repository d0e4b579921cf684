"""Entities: what they are, whom they employ, whether what is agreed keeps the law, and how new ones are opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core import granted, positions
from trellis.core.definitions.rights import spelled
from trellis.core.objects import Described
from trellis.core.queries import active
from trellis.core.rules import Account
from trellis.handbook.settings import Entity
from trellis.pages.queries.current import current_edition
from trellis.people import rules, terms
from trellis.people.definitions.entities import EntityRules
from trellis.people.definitions.spans import add, least_days
from trellis.people.models import (
    Employment,
    EntityOpening,
    OpeningState,
    OpeningStep,
    Position,
    StepState,
)
from trellis.people.remembering import UntilPositionsChange
from trellis.people.timelines import ONE_DAY
from trellis.work import holders

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity in a list."""

    entity: Entity
    rules: EntityRules | None
    people: int
    next_filing: date | None

    @property
    def state(self) -> str:
        """`closed`, `described`, or `bare` where no file says more than its name."""
        if self.rules is None:
            return "bare"
        return "closed" if self.rules.closed_on is not None else "described"


@dataclass(frozen=True, slots=True)
class Breach:
    """That something agreed or ruled does not keep the law of the country: `law` names its entry in the register."""

    law: str
    what: str
    person: UUID | None = None
    name: str = ""


def readable_rules(entity: str) -> EntityRules | None:
    """What the handbook says of an entity, where whoever asks may read the file."""
    path = terms.entity_paths().get(entity, "")
    return terms.rules_of(entity) if path in current_edition().handbook.data else None


def entities_on(day: date) -> list[EntityRow]:
    """All entities of the handbook with how many each employs on a day. Two queries, mostly one."""
    held = Position.objects.on(day).order_by().values_list("entity")
    counted = _employed.get(day, lambda: dict(held.annotate(count=Count("*"))))
    return [
        EntityRow(entity, found, counted.get(name, 0), next_filing(found, day))
        for name, entity in terms.all_entities().items()
        for found in (readable_rules(name),)
    ]


_employed: UntilPositionsChange[dict[str, int]] = UntilPositionsChange(most=8)


def next_filing(found: EntityRules | None, day: date) -> date | None:
    """The day by which an authority is sent something next."""
    days = [each.next_on(day) for each in found.filings] if found is not None else []
    return min((each for each in days if each is not None), default=None)


def by_contract(entity: str, day: date) -> dict[str, int]:
    """How many an entity employs on a day, by type of contract. One query."""
    rows = Position.objects.on(day).filter(entity=entity).order_by()
    return dict(rows.values_list("contract_type").annotate(Count("pk")))


def breaches_of(entity: str, found: EntityRules, day: date) -> list[Breach]:
    """Where rules of an entity, and probations that are not over, do not keep the law of the register. One query."""
    told: list[Breach] = []
    notice = found.law.get("notice")
    if notice is not None and notice.least:
        told += [
            Breach("notice", _("A rule of notice says %(notice)s; the law asks for %(least)s.") % {
                "notice": each.notice, "least": notice.least,
            })
            for each in found.notice
            if not each.in_probation and least_days(each.notice) < least_days(notice.least)
        ]  # fmt: skip
    probation = found.law.get("probation")
    if probation is None or not probation.most:
        return told
    if found.probation and least_days(found.probation) > least_days(probation.most):
        told.append(
            Breach("probation", _("The rule of probation says %(span)s; the law allows %(most)s.") % {
                "span": found.probation, "most": probation.most,
            })
        )  # fmt: skip
    rows = Employment.objects.filter(entity=entity, probation_ends_on__gte=day)
    rows = (
        rows.filter(Q(ends_on=None) | Q(ends_on__gte=day))
        .select_related("person")
        .order_by("starts_on", "pk")
    )
    for each in rows:
        latest = add(each.starts_on, probation.most) - ONE_DAY
        if each.probation_ends_on is not None and each.probation_ends_on > latest:
            what = _("Probation until %(day)s; the law allows it until %(latest)s.") % {
                "day": date_format(each.probation_ends_on), "latest": date_format(latest),
            }  # fmt: skip
            told.append(Breach("probation", what, each.person_id, each.person.name))
    return told


# -- openings


@dataclass(frozen=True, slots=True)
class Progress:
    """An opening with how far it is: `settled` of `steps`, and when a filing is due next."""

    opening: EntityOpening
    steps: int
    settled: int
    next_filing: date | None


def openings(*, running_only: bool = False) -> list[Progress]:
    """All openings, those under way first. Two queries."""
    rows = EntityOpening.objects.select_related("started_by").order_by("-started_at")
    found = list(rows.filter(state=OpeningState.UNDER_WAY) if running_only else rows)
    steps: dict[UUID, list[OpeningStep]] = {}
    for step in OpeningStep.objects.filter(opening__in=found):
        steps.setdefault(step.opening_id, []).append(step)
    made = [progress_of(each, steps.get(each.pk, [])) for each in found]
    return sorted(made, key=lambda each: each.opening.state != OpeningState.UNDER_WAY)


def progress_of(opening: EntityOpening, steps: Collection[OpeningStep]) -> Progress:
    """How far an opening is."""
    filings = [each.due_on for each in steps if each.filing and each.state == StepState.OPEN and each.due_on]
    return Progress(
        opening, len(steps), sum(1 for each in steps if each.is_settled), min(filings, default=None)
    )


def opening_for(who: Account, key: UUID) -> EntityOpening | None:
    """An opening that somebody may see. Two queries at most."""
    found = EntityOpening.objects.select_related("started_by").filter(pk=key).first()
    if found is None:
        return None
    is_own = found.started_by_id == who.pk or rules.sees_all_records(who)
    asked = is_own or does_any(who, list(found.steps.all()))
    return found if rules.can_see_opening(who, asked) else None


def steps_of(opening: EntityOpening) -> QuerySet[OpeningStep]:
    """The steps of an opening, in order."""
    return OpeningStep.objects.filter(opening=opening).select_related("ended_by").order_by("order")


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Steps as work shows them."""
    return {
        each.pk: Described(
            f"{each.title} ({each.opening.entity})",
            reverse("people:opening", args=[each.opening_id]) + f"#{each.slug}",
        )
        for each in OpeningStep.objects.filter(pk__in=keys).select_related("opening")
    }


def described_openings(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Openings as the log shows them."""
    return {
        each.pk: Described(each.entity, reverse("people:opening", args=[each.pk]))
        for each in EntityOpening.objects.filter(pk__in=keys)
    }


def waiting_of(steps: Collection[OpeningStep]) -> Mapping[str, list[str]]:
    """For each step that waits, the titles of those that hold it up."""
    by_slug = {each.slug: each for each in steps}
    return {
        each.slug: [
            by_slug[name].title for name in each.after if name in by_slug and not by_slug[name].is_settled
        ]
        for each in steps
        if each.state == StepState.WAITING
    }


def owners_of(step: OpeningStep, opening: EntityOpening) -> list[Account]:
    """Who does a step: who holds its role or has its duty now; where nobody does, who began the opening."""
    found: list[Account] = []
    if step.role:
        wanted = active().filter(positions.holders([step.role])).order_by("name", "pk")
        found = list(wanted[: holders.MOST_HOLDERS])
    elif step.duty:
        found = holders.holders_of_duty(step.duty)
    return found or [opening.started_by]


def does_any(who: Account, steps: Collection[OpeningStep]) -> bool:
    """Whether one of some steps is somebody's, by a position or a duty of today. Two queries."""
    titles = {spelled(each.title) for each in positions.held_by([who.pk])}
    return any(
        (each.role and spelled(each.role) in titles) or (each.duty and granted.has_duty(who, each.duty))
        for each in steps
    )
