"""Who works here on a day: the directory, with what it can be narrowed by, and one person with their line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from trellis.people import lines, relating, terms
from trellis.people.models import Position
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


def counted(wanted: Wanted, name: str) -> dict[str, int]:
    """How many there would be with each value of something they can be narrowed by, if it were not narrowed by it."""
    rows = _narrowed(wanted, but=name).order_by().values_list(name)
    return {value: count for value, count in rows.annotate(Count("pk")) if value}


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
        """The people partners of the department today."""
        return relating.partners_of(self.position.department) if self.position is not None else []

    @cached_property
    def line(self) -> list[Position]:
        """The managers above, the nearest first, each with their position."""
        held = Position.objects.on(self.day).filter(person__in=self.above).select_related("person")
        rows = {each.person_id: each for each in held}
        return [rows[key] for key in self.above if key in rows]


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


def _narrowed(wanted: Wanted, but: str = "") -> QuerySet[Position]:
    rows: QuerySet[Position] = Position.objects.on(wanted.day)
    for word in wanted.text.split():
        rows = rows.filter(
            Q(person__name__icontains=word) | Q(title__icontains=word) | Q(location__icontains=word)
        )
    for name, value in wanted.values.items():
        if value and name != but:
            rows = rows.filter(_condition(name, value))
    if wanted.manager is not None:
        below = Person.objects.filter(lines.people_below(wanted.manager, wanted.day))
        rows = rows.filter(person__in=below.values("pk"))
    return rows


def _condition(name: str, value: str) -> Q:
    if name not in NARROWED_BY:
        raise LookupError(name)
    if name == "department":
        return Q(department__in=terms.all_departments().below(value))
    condition: dict[str, Any] = {name: value}
    return Q(**condition)
