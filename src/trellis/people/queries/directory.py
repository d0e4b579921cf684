"""Who works here on a day: the directory, with what it can be narrowed by, and one person with their line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from trellis.people import lines, relating, terms
from trellis.people.models import Position
from trellis.people.remembering import UntilPositionsChange
from trellis.people.rules import Person

NARROWED_BY = ("department", "entity", "title", "location", "contract_type")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: words, and values of `NARROWED_BY`. A department is meant with all below it.

    `manager` is somebody in whose line all are to be.
    """

    day: date
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    manager: UUID | None = None


def found(wanted: Wanted) -> QuerySet[Position]:
    """The positions that fit, each with its person and manager; in no order."""
    return _narrowed(wanted).select_related("person__profile", "person__account", "manager", "employment")


class Counted(NamedTuple):
    """How many there are: in all, and `by` each of `NARROWED_BY` and value if they were not narrowed by it."""

    total: int
    by: Mapping[str, Counter[str]]


def counted(wanted: Wanted) -> Counted:
    """How many somebody looks for. One query, and where everybody of a day is looked for mostly none but that.

    People who have all values in common are counted together: there are far fewer such groups than people.
    """
    is_narrow = bool(wanted.text.split()) or wanted.manager is not None
    rows = _groups_of(wanted) if is_narrow else _groups.get(wanted.day, lambda: _groups_of(wanted))
    allowed = {name: _allowed(name, value) for name, value in wanted.values.items() if value}
    by: dict[str, Counter[str]] = {name: Counter() for name in NARROWED_BY}
    total = 0
    for *values, count in rows:
        group = dict(zip(NARROWED_BY, values, strict=True))
        outside = [name for name, those in allowed.items() if group[name] not in those]
        total += 0 if outside else count
        for name in NARROWED_BY if not outside else outside if len(outside) == 1 else ():
            if group[name]:
                by[name][group[name]] += count
    return Counted(total, by)


def _groups_of(wanted: Wanted) -> list[tuple[Any, ...]]:
    """The values that people have in common, each with how many have them. One query."""
    rows = _narrowed(wanted, by_values=False).order_by()
    return list(rows.values_list(*NARROWED_BY).annotate(count=Count("*")))


_groups: UntilPositionsChange[list[tuple[Any, ...]]] = UntilPositionsChange(most=8)


class Place:
    """Where somebody stands on a day, each asked when it is needed, and once."""

    def __init__(self, person: Person, day: date) -> None:
        self.person, self.day = person, day

    @cached_property
    def _from_then(self) -> list[Position]:
        held = Position.objects.filter(Q(ends_on=None) | Q(ends_on__gte=self.day), person=self.person)
        return list(held.select_related("manager__profile", "employment").order_by("starts_on"))

    @property
    def position(self) -> Position | None:
        """The position on the day."""
        return next((each for each in self._from_then if each.starts_on <= self.day), None)

    @property
    def ahead(self) -> Position | None:
        """The first one that begins after it."""
        return next((each for each in self._from_then if each.starts_on > self.day), None)

    @cached_property
    def above(self) -> list[UUID]:
        """All managers above, the nearest first."""
        return lines.people_above(self.person.pk, self.day)

    @cached_property
    def partners(self) -> list[UUID]:
        """The people partners of the department today; of whoever is not here yet, of those that are to come."""
        ahead = [each for each in self._from_then if each.starts_on > self.day]
        departments = {each.department: None for each in ([self.position] if self.position else ahead)}
        return list(dict.fromkeys(key for name in departments for key in relating.partners_of(name)))

    @cached_property
    def _around(self) -> dict[UUID, Position]:
        """The positions of those around them, each with its person. One query."""
        held = Position.objects.on(self.day).filter(person__in={*self.above, *self.partners})
        return {each.person_id: each for each in held.select_related("person")}

    @property
    def line(self) -> list[Position]:
        """The managers above, the nearest first, each with their position."""
        return [self._around[key] for key in self.above if key in self._around]

    @property
    def people_partners(self) -> list[Person]:
        """The people partners of the department, by name; who has no position on the day is looked up besides."""
        there = [self._around[key].person for key in self.partners if key in self._around]
        missing = people_of([key for key in self.partners if key not in self._around])
        return sorted((*there, *missing), key=lambda each: (each.name, each.pk))


def position_on(person: Person, day: date) -> Position | None:
    """The position of somebody on a day."""
    return (
        Position.objects.on(day)
        .select_related("manager__profile", "employment")
        .filter(person=person)
        .first()
    )


def reports_on(person: Person, day: date) -> QuerySet[Position]:
    """Who reports to somebody directly on a day, by name."""
    held = Position.objects.on(day).filter(manager=person).select_related("person__profile")
    return held.order_by("person__name", "person")


def person_for(key: UUID) -> Person | None:
    """Somebody who has been employed here, with what they say of themselves and their account."""
    rows = Person.objects.filter(pk=key, employments__isnull=False).select_related("profile", "account")
    return rows.distinct().first()


def people_of(keys: Collection[UUID]) -> list[Person]:
    """Some people, by name. One query, none for nobody."""
    return list(Person.objects.filter(pk__in=keys).order_by("name", "pk")) if keys else []


MOST_NAMED = 12


def named(text: str, day: date, *, known: bool = False) -> list[Person]:
    """People whose names or addresses have these words: who works here on a day, or, `known`, everybody else."""
    rows = Person.objects.filter(merged_into=None, erased_at=None)
    here = Position.objects.on(day).values("person")
    rows = rows.exclude(pk__in=here) if known else rows.filter(pk__in=here)
    for word in text.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return list(rows.order_by("name", "pk")[:MOST_NAMED])


def called(person: Person) -> str:
    """How somebody is named in a field, so that nobody else can be meant."""
    return f"{person.name} <{person.email or person.pk}>"


def meant(text: str) -> list[Person]:
    """Whom a text means: `name <address>`, an address, an identifier or a name. Several where it does not tell."""
    text = " ".join(text.split())
    word = text.rpartition("<")[2].rstrip(">").strip()
    rows = Person.objects.filter(merged_into=None, erased_at=None)
    with suppress(ValueError):
        return list(rows.filter(pk=UUID(word)))
    if "@" in word:
        # By what the index holds: a comparison without case would look at everybody.
        return list(rows.alias(lower=Lower("email")).filter(lower=word.lower()).order_by("pk")[:2])
    return list(rows.filter(name__iexact=text).order_by("pk")[:2])


def person_known(key: UUID) -> Person | None:
    """Anybody who is known, employed or not; not who was merged into somebody else or erased."""
    return Person.objects.filter(pk=key, merged_into=None, erased_at=None).first()


def _narrowed(wanted: Wanted, *, by_values: bool = True) -> QuerySet[Position]:
    rows: QuerySet[Position] = Position.objects.on(wanted.day)
    for word in wanted.text.split():
        rows = rows.filter(
            Q(person__name__icontains=word) | Q(title__icontains=word) | Q(location__icontains=word)
        )
    for name, value in wanted.values.items():
        if value and by_values:
            rows = rows.filter(**{f"{name}__in": _allowed(name, value)})
    if wanted.manager is not None:
        below = Person.objects.filter(lines.people_below(wanted.manager, wanted.day))
        rows = rows.filter(person__in=below.values("pk"))
    return rows


def _allowed(name: str, value: str) -> frozenset[str]:
    """The values that somebody may have who is looked for by one: of a department, all below it, too."""
    if name not in NARROWED_BY:
        raise LookupError(name)
    return frozenset(terms.all_departments().below(value) if name == "department" else {value})
