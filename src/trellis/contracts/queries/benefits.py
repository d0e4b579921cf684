"""Benefits: what somebody is entitled to and why not, who is enrolled, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.contracts.definitions import benefits
from trellis.contracts.definitions.benefits import LifeEvent, Program
from trellis.contracts.models import Enrolment
from trellis.contracts.rules import Account, Person, seen_enrolments
from trellis.core import defined
from trellis.core.money import Money
from trellis.people.definitions.audiences import Audience, Facts, Group, fits
from trellis.people.queries import directory
from trellis.people.queries.audiences import facts_on


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a benefit on a day.

    `why_not` says why they may not have it, empty where they may; `from_day` from when they may, where only time is
    lacking. `may_choose` is whether they enrol or change that day, without a life event; `opens_on` when next.
    """

    program: Program
    name: str
    why_not: str = ""
    from_day: date | None = None
    enrolment: Enrolment | None = None
    may_choose: bool = False
    opens_on: date | None = None
    counts_from: date | None = None

    @property
    def is_eligible(self) -> bool:
        """Whether they may have it."""
        return not self.why_not

    @property
    def option(self) -> str:
        """What they chose, in words."""
        found = self.program.options.get(self.enrolment.option) if self.enrolment is not None else None
        return (
            found.title if found is not None else self.enrolment.option if self.enrolment is not None else ""
        )


def programs() -> Mapping[str, Program]:
    """The benefits of the handbook, by name."""
    return defined.defined(benefits.NAME) or {}


def eligibility(program: Program, position: Any, facts: Facts | None, day: date) -> tuple[str, date | None]:
    """Why somebody with a position may not have a benefit on a day, and from when, where only time is lacking."""
    if position is None or facts is None:
        return _("You are not employed on this day."), None
    if program.entity and facts.entity != program.entity:
        return _("It is for those whom %(entity)s employs.") % {"entity": program.entity}, None
    if program.country and facts.country != program.country:
        return _("It is for those who are employed in %(country)s.") % {"country": program.country}, None
    if not fits(program.audience, facts):
        return _outside(program.audience, facts), None
    employment = position.employment
    first = program.from_day(employment.starts_on, employment.probation_ends_on)
    if first > day:
        return _("You may have it from %(day)s on.") % {"day": date_format(first)}, first
    return "", first


def standing_of(person: Person, name: str, day: date) -> Standing | None:
    """Where somebody stands with one benefit."""
    return next((each for each in standings_of(person, day) if each.name == name), None)


def standings_of(person: Person, day: date) -> list[Standing]:
    """Where somebody stands with each benefit that they have, or that is for their entity. Four queries."""
    position, facts = directory.position_on(person, day), facts_on(day, [person.pk]).get(person.pk)
    held = {each.program: each for each in current_of(person, day)}
    found = []
    for name, program in programs().items():
        why_not, first = eligibility(program, position, facts, day)
        if name not in held and (facts is None or not _is_of_entity(program, facts)):
            continue
        found.append(_standing(program, name, day, why_not, first, held.get(name)))
    return found


def current_of(person: Person, day: date) -> list[Enrolment]:
    """What somebody has on a day or will have: of each benefit the last."""
    rows = Enrolment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), person=person).order_by(
        "starts_on"
    )
    return list({each.program: each for each in rows}.values())


def event_of(program: Program, name: str) -> LifeEvent | None:
    """A life event that opens a benefit."""
    return program.life_events.get(name)


def enrolled(who: Account, name: str, day: date, entity: str = "") -> QuerySet[Enrolment]:
    """Who has a benefit on a day or will, of those that somebody sees."""
    rows = seen_enrolments(who).filter(Q(ends_on=None) | Q(ends_on__gte=day), program=name)
    rows = rows.filter(entity=entity) if entity else rows
    return rows.select_related("person", "employment")


def counted_by_entity(who: Account, name: str, day: date) -> dict[str, int]:
    """How many have a benefit, by entity."""
    rows = enrolled(who, name, day).select_related(None).order_by().values_list("entity")
    return dict(rows.annotate(Count("pk")))


def counts(who: Account, day: date) -> dict[str, int]:
    """How many have each benefit on a day, or will. One query."""
    rows = (
        seen_enrolments(who).filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by().values_list("program")
    )
    return dict(rows.annotate(Count("pk")))


@dataclass(frozen=True, slots=True)
class Costs:
    """What a benefit costs a month in one entity."""

    entity: str
    people: int
    employer: Money
    employee: Money


def costs(who: Account, name: str, day: date) -> list[Costs]:
    """What a benefit costs a month on a day, by entity and currency; amounts of two currencies are never added."""
    rows = (
        seen_enrolments(who)
        .filter(program=name)
        .filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    )
    summed = rows.order_by("entity", "currency").values("entity", "currency")
    return [
        Costs(
            row["entity"], row["people"], Money(row["employer"] or Decimal(0), row["currency"]),
            Money(row["employee"] or Decimal(0), row["currency"]),
        )
        for row in summed.annotate(people=Count("pk"), employer=Sum("employer_amount"), employee=Sum("employee_amount"))
    ]  # fmt: skip


def life_events(who: Account, since: date) -> list[tuple[str, str, int]]:
    """How many enrolled upon which life event since a day, by benefit: never who, since that may be health."""
    rows = seen_enrolments(who).exclude(life_event="").filter(recorded_at__date__gte=since)
    counted = (
        rows.order_by("program", "life_event").values_list("program", "life_event").annotate(Count("pk"))
    )
    return [(program, event, count) for program, event, count in counted]


def _is_of_entity(program: Program, facts: Facts) -> bool:
    """Whether a benefit is for an entity at all, whatever else it asks."""
    if program.entity and program.entity != facts.entity:
        return False
    if program.country and program.country != facts.country:
        return False
    audience = program.audience
    if not isinstance(audience, Group):
        return True
    return facts.entity in (audience.entities or {facts.entity}) and (
        facts.country in (audience.countries or {facts.country})
    )


def _outside(audience: Audience, facts: Facts) -> str:
    """What keeps somebody out of an audience, where one thing alone does; of several, and of groups, that they do."""
    if isinstance(audience, Group):
        if audience.entities and facts.entity not in audience.entities:
            return _("It is for those whom %(entity)s employs.") % {"entity": ", ".join(audience.entities)}
        if audience.contract_types and facts.contract_type not in audience.contract_types:
            return _("It is not for your type of contract.")
        if audience.from_grade is not None and (facts.grade is None or facts.grade < audience.from_grade):
            return _("It begins with grade %(grade)d.") % {"grade": audience.from_grade}
    return _("It is for a group of people that you do not belong to.")


def _standing(
    program: Program, name: str, day: date, why_not: str, first: date | None, enrolment: Enrolment | None
) -> Standing:
    window = program.open_window(day)
    is_new = first is not None and day <= first + timedelta(days=program.first_days)
    may_choose = not why_not and (not program.windows or window is not None or (is_new and enrolment is None))
    opens_on = None
    if not why_not and not may_choose:
        opens_on = min((each.next_day(day) for each in program.windows), default=None)
    counts_from = (
        window.counting_from(day) if window is not None and not (is_new and enrolment is None) else day
    )
    return Standing(program, name, why_not, first, enrolment, may_choose, opens_on, counts_from)
