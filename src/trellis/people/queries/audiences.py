"""Who belongs to an audience on a day: as a condition of people for the database, and asked of one person.

Both say the same for each person and day; see `definitions.audiences` for the language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from trellis.core.definitions.rights import spelled
from trellis.core.prepared import Prepared
from trellis.core.rules import Person
from trellis.people import terms
from trellis.people.definitions.audiences import EVERYBODY, Audience, Facts, Group, fits
from trellis.people.models import Position
from trellis.roles.definitions.graph import Role

T = TypeVar("T")
_NONE = Q(pk__in=[])


def members(audience: Audience, day: date) -> Q:
    """The people who belong to an audience on a day, as a condition of people (`core.Person`)."""
    return Q(pk__in=_positions(audience, day).values("person"))


def people_of(audience: Audience, day: date, *, hired_by: date | None = None) -> QuerySet[Person]:
    """The people who belong to an audience on a day, in no order; with `hired_by` those who began by then.

    Those who were merged into others are none.
    """
    held = _positions(audience, day)
    if hired_by is not None:
        held = held.filter(employment__starts_on__lte=hired_by)
    return Person.objects.filter(pk__in=held.values("person"), merged_into=None, erased_at=None)


def count(audience: Audience, day: date) -> int:
    """How many people belong to an audience on a day. One query."""
    return people_of(audience, day).count()


def belongs(audience: Audience, person: UUID, day: date) -> bool:
    """Whether somebody belongs to an audience on a day. One query; of several audiences, ask `facts_on` once."""
    found = facts_on(day, [person]).get(person)
    return found is not None and fits(audience, found)


def facts_on(day: date, people: Collection[UUID] | None = None) -> dict[UUID, Facts]:
    """What audiences ask of people, by person: of all who are employed on a day, or of some of them.

    One query for some of them, two for all.
    """
    held = Position.objects.on(day)
    rows: Iterable[tuple[Any, ...]]
    if people is None:
        above = held.filter(manager__isnull=False)
        managers = set(above.order_by().values_list("manager", flat=True).distinct())
        rows = ((*each, each[0] in managers) for each in held.values_list(*_NAMES))
    elif len(people) == 1:
        rows = _OF_ONE.all(day=day, person=next(iter(people)))
    else:
        rows = _with_management(held.filter(person__in=people), held)
    around, countries, ranks = _Once(_at_and_above), _Once(_country_of), _Once(_rank_of)
    return {
        person: Facts(
            around[department], entity, countries[entity], title, *ranks[title], contract_type, is_manager,
            starts_on,
        )
        for person, department, entity, title, contract_type, starts_on, is_manager in rows
    }  # fmt: skip


_NAMES = ("person", "department", "entity", "title", "contract_type", "employment__starts_on")


def _with_management(rows: Any, held: Any) -> Any:
    manages = Exists(held.order_by().filter(manager=OuterRef("person")))
    return rows.annotate(manages=manages).values_list(*_NAMES, "manages")


def _of_one(day: date, person: UUID) -> Any:
    held = Position.objects.on(day)
    return _with_management(held.filter(person=person), held)


_OF_ONE: Prepared[tuple[Any, ...]] = Prepared(_of_one, day=date, person=UUID)


class _Once(dict[str, T]):
    """What is found out of a name once, however many people have it."""

    def __init__(self, find: Callable[[str], T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, name: str) -> T:
        self[name] = found = self._find(name)
        return found


def _at_and_above(department: str) -> frozenset[str]:
    return frozenset({department, *terms.all_departments().above(department)} - {""})


def _country_of(entity: str) -> str:
    known = terms.all_entities().get(entity)
    return known.country or "" if known is not None else ""


def _rank_of(title: str) -> tuple[str, float | None]:
    """The family and the grade of a title."""
    role = terms.role_titled(title)
    return (role.family.title, role.grade) if role is not None else ("", None)


def _positions(audience: Audience, day: date) -> QuerySet[Position]:
    held: QuerySet[Position] = Position.objects.on(day).order_by()
    if isinstance(audience, Group):
        return held.filter(_condition(audience, day))
    return held if audience == EVERYBODY else held.none()


def _condition(group: Group, day: date) -> Q:
    """What a group says, as a condition of positions."""
    if not group.is_whole:
        return _NONE
    found = Q()
    if group.departments:
        found &= Q(department__in=_below(group.departments))
    if group.entities:
        found &= Q(entity__in=group.entities)
    if group.countries:
        entities = terms.all_entities().values()
        found &= Q(entity__in=[each.name for each in entities if each.country in group.countries])
    if group.roles:
        wanted = {spelled(each) for each in group.roles}
        found &= Q(title__in=[title for title in _held() if spelled(title) in wanted])
    if group.families or group.from_grade is not None or group.to_grade is not None:
        found &= Q(title__in=[title for title in _held() if _is_of(group, terms.role_titled(title))])
    if group.contract_types:
        found &= Q(contract_type__in=group.contract_types)
    if group.hired_from is not None:
        found &= Q(employment__starts_on__gte=group.hired_from)
    if group.hired_until is not None:
        found &= Q(employment__starts_on__lte=group.hired_until)
    if group.managers is not None:
        manages = Q(person__in=_managers(day))
        found &= manages if group.managers else ~manages
    return found & _joined(group, day)


def _joined(group: Group, day: date) -> Q:
    """What the groups say that a group is put together of."""
    found = Q()
    if group.any:
        one = _NONE
        for each in group.any:
            one |= _condition(each, day)
        found &= one
    for each in group.all:
        found &= _condition(each, day)
    if group.not_ is not None:
        found &= ~_condition(group.not_, day)
    return found


def _below(departments: Iterable[str]) -> set[str]:
    known = terms.all_departments()
    return {each for name in departments for each in known.below(name)}


def _held() -> list[str]:
    """Every title that a position has, as it is written there. One query."""
    return list(Position.objects.order_by().values_list("title", flat=True).distinct())


def _is_of(group: Group, role: Role | None) -> bool:
    if role is None:
        return False
    if group.families and spelled(role.family.title) not in {spelled(each) for each in group.families}:
        return False
    if group.from_grade is None and group.to_grade is None:
        return True
    return role.grade is not None and (group.from_grade or 0) <= role.grade <= (group.to_grade or 99)


def _managers(day: date) -> QuerySet[Position]:
    return Position.objects.on(day).filter(manager__isnull=False).order_by().values("manager")  # type: ignore[return-value]
