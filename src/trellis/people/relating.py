"""How people stand to each other, by their positions of today: what `core.relations` is told by this room.

Each is said of people and of their accounts. Managers are all above somebody in the line; a people partner is that of
the department, or of the nearest one above it that has some; of one entity are those whom it employs. Whoever begins
later has the people partner of what they begin in: their contract is written before the first day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q

from trellis.core import relations
from trellis.core.relations import ENTITY, MANAGER, NONE, OF_ONESELF, PEOPLE_PARTNER, SELF, Relation
from trellis.core.rules import Account, Person
from trellis.people import lines, terms
from trellis.people.days import today
from trellis.people.models import DepartmentDuty, Part, Position

PersonOf = Callable[[Any], UUID | None]
_PARTNERED = "_trellis_partnered"
"""Under this name a loaded account keeps the departments whose people partner it is, and the day of that."""
_KNOWN = "_trellis_around"
"""Under this name a loaded person keeps who is around them: one page asks several rooms for rights of one person."""


def register() -> None:
    """Called when Django starts."""
    relations.register(SELF, Account, OF_ONESELF)
    relations.register(SELF, Person, Relation(lambda who, person: who.person_id == person.pk, _oneself))
    for model, person_of, field in ((Person, lambda each: each.pk, "pk"), (Account, _person_of, "person")):
        relations.register(
            MANAGER, model, Relation(_manages(person_of), _through(field, _below), _managers_of)
        )
        relations.register(
            PEOPLE_PARTNER,
            model,
            Relation(_is_partner(person_of), _through(field, _looked_after), _partners_of),
        )
        relations.register(ENTITY, model, Relation(_is_of_entity(person_of), _through(field, _of_entity)))


class Around(Protocol):
    """Who is around a person on a day: the managers above them, and the people partners of their department."""

    day: date

    @property
    def above(self) -> Collection[UUID]: ...

    @property
    def partners(self) -> Collection[UUID]: ...


def know(person: Person, around: Around) -> None:
    """Say who is around a person that was loaded for a page: rules of any room that ask for them then ask once."""
    setattr(person, _KNOWN, around)


def _known(subject: Any) -> Around | None:
    """What is known of whoever was loaded, if it is of today."""
    found: Around | None = getattr(subject, _KNOWN, None)
    return found if found is not None and found.day == today() else None


def departments_of_partner(person: UUID) -> list[str]:
    """The departments whose people partner somebody is today, with those below that have none of their own."""
    held = _partners()
    own = {department for department, people in held.items() if person in people}
    if not own:
        return []
    departments = terms.all_departments()
    found = set(own)
    for name in departments.by_name:
        if next((each for each in departments.above(name) if each in held), None) in own:
            found.add(name)
    return sorted(found)


def partners_of(department: str) -> list[UUID]:
    """The people partners of a department today: its own, else those of the nearest above that has some."""
    held, departments = _partners(), terms.all_departments()
    return next((held[each] for each in (department, *departments.above(department)) if each in held), [])


def _partners() -> dict[str, list[UUID]]:
    """The people partners of today, by department. One query."""
    held: dict[str, list[UUID]] = {}
    found = DepartmentDuty.objects.on(today()).filter(part=Part.PEOPLE_PARTNER).order_by("starts_on", "pk")
    for name, person in found.values_list("department", "person"):
        held.setdefault(name, []).append(person)
    return held


def _oneself(who: Account) -> Q:
    return Q(pk=who.person_id)


def _person_of(account: Account) -> UUID | None:
    return account.person_id


def _through(field: str, people: Callable[[Account], Q]) -> Callable[[Account], Q]:
    if field == "pk":
        return people
    return lambda who: Q(**{f"{field}__in": Person.objects.filter(people(who)).values("pk")})


# -- managers


def _manages(person_of: PersonOf) -> Callable[[Account, Any], bool]:
    def holds(who: Account, subject: Any) -> bool:
        known, person = _known(subject), person_of(subject)
        if known is not None:
            return who.person_id in known.above
        return person is not None and who.person_id in lines.people_above(person, today())

    return holds


def _below(who: Account) -> Q:
    return lines.people_below(who.person_id, today()) if who.person_id else NONE


def _managers_of(subject: Any) -> Iterable[Account]:
    person = subject.pk if isinstance(subject, Person) else subject.person_id
    above = Position.objects.on(today()).filter(person=person, manager__isnull=False).values("manager")
    return Account.objects.filter(person__in=above).order_by("pk")


# -- people partners


def _is_partner(person_of: PersonOf) -> Callable[[Account, Any], bool]:
    def holds(who: Account, subject: Any) -> bool:
        known, person = _known(subject), person_of(subject)
        if person is None or who.person_id is None:
            return False
        if known is not None:
            return who.person_id in known.partners
        return any(who.person_id in partners_of(department) for department in _departments_of(person))

    return holds


def _partnered(who: Account) -> list[str]:
    """The departments whose people partner somebody is today; asked once for each loaded account."""
    known: tuple[date, list[str]] | None = getattr(who, _PARTNERED, None)
    if known is None or known[0] != today():
        known = (today(), departments_of_partner(who.person_id) if who.person_id else [])
        setattr(who, _PARTNERED, known)
    return known[1]


def _looked_after(who: Account) -> Q:
    departments = _partnered(who)
    if not departments:
        return NONE
    here = Position.objects.on(today())
    to_come = Position.objects.filter(department__in=departments, starts_on__gt=today())
    return Q(pk__in=here.filter(department__in=departments).values("person")) | Q(
        pk__in=to_come.exclude(person__in=here.values("person")).values("person")
    )


def _departments_of(person: UUID) -> list[str]:
    """Where somebody is today; where they are not here, where they will be. One query, or two."""
    held = Position.objects.filter(person=person).order_by("starts_on").values_list("department", flat=True)
    here = held.filter(Q(ends_on=None) | Q(ends_on__gte=today()), starts_on__lte=today())
    return list(here) or list(held.filter(starts_on__gt=today()))


def _partners_of(subject: Any) -> Iterable[Account]:
    person = subject.pk if isinstance(subject, Person) else subject.person_id
    partners = [each for department in _departments_of(person) for each in partners_of(department)]
    return Account.objects.filter(person__in=partners).order_by("pk")


# -- entities


def _is_of_entity(person_of: PersonOf) -> Callable[[Account, Any], bool]:
    def holds(who: Account, subject: Any) -> bool:
        person = person_of(subject)
        if person is None or who.person_id is None:
            return False
        held = Position.objects.on(today()).filter(person__in=(person, who.person_id))
        entities = dict(held.values_list("person", "entity"))
        return person in entities and entities[person] == entities.get(who.person_id)

    return holds


def _of_entity(who: Account) -> Q:
    own = Position.objects.on(today()).filter(person=who.person_id).values("entity")
    return Q(pk__in=Position.objects.on(today()).filter(entity__in=own).values("person"))
