"""Who belongs to an audience on a day: as a condition of people for the database, and asked of one person.

Both say the same for each person and day; see `definitions.audiences` for the language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.core.definitions.rights import spelled
from trellis.core.rules import Person
from trellis.people import terms
from trellis.people.definitions.audiences import EVERYBODY, Audience, Facts, Group, fits
from trellis.people.models import Position
from trellis.roles.definitions.graph import Role

_NONE = Q(pk__in=[])


def members(audience: Audience, day: date) -> Q:
    """The people who belong to an audience on a day, as a condition of people (`core.Person`)."""
    return Q(pk__in=_positions(audience, day).values("person"))


def people_of(audience: Audience, day: date) -> QuerySet[Person]:
    """The people who belong to an audience on a day, in no order. Those who were merged into others are none."""
    return Person.objects.filter(members(audience, day), merged_into=None, erased_at=None)


def count(audience: Audience, day: date) -> int:
    """How many people belong to an audience on a day. One query."""
    return people_of(audience, day).count()


def belongs(audience: Audience, person: UUID, day: date) -> bool:
    """Whether somebody belongs to an audience on a day. Two queries; of several audiences, ask `facts_on` once."""
    found = facts_on(day, [person]).get(person)
    return found is not None and fits(audience, found)


def facts_on(day: date, people: Collection[UUID] | None = None) -> dict[UUID, Facts]:
    """What audiences ask of people, by person: of all who are employed on a day, or of some of them. Two queries."""
    held = Position.objects.on(day)
    some = held if people is None else held.filter(person__in=people)
    above = held.filter(manager__isnull=False)
    if people is not None:
        above = above.filter(manager__in=people)
    managers = set(above.order_by().values_list("manager", flat=True).distinct())
    departments, entities = terms.all_departments(), terms.all_entities()
    found = {}
    for each in some.select_related("employment"):
        role, entity = terms.role_titled(each.title), entities.get(each.entity)
        found[each.person_id] = Facts(
            frozenset({each.department, *departments.above(each.department)} - {""}), each.entity,
            (entity.country or "") if entity is not None else "", each.title, role.family.title if role else "",
            role.grade if role is not None else None, each.contract_type, each.person_id in managers,
            each.employment.starts_on,
        )  # fmt: skip
    return found


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
