"""What every change of positions goes through: one at a time, so that what spans positions can be checked.

Positions are made anew of the changes of their employment, and other rooms are told of what begins and ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from trellis.core.prepared import Written
from trellis.core.rules import Account, Person
from trellis.core.services import events, search_index
from trellis.core.services.events import publish_all
from trellis.people import naming, timelines
from trellis.people.days import today
from trellis.people.events import PersonLeft, PositionBegan
from trellis.people.models import Employment, Organisation, Position, PositionChange
from trellis.people.naming import Name
from trellis.people.services.errors import CircleError, StaleRecordError

REVISION = "revision"
_POSITION = Written(Position)
"""Ten thousand are hired by one file: see decision 78."""


@dataclass(slots=True)
class Memory:
    """What was read: true while the organisation is of the version that it was read under.

    Positions, and which employments there are, by person; employments, and what counts of them, by employment.
    Whoever writes any of them holds the lock of the organisation.
    """

    version: int = -1
    positions: dict[UUID, list[Position]] = field(default_factory=dict)
    employments: dict[UUID, Employment] = field(default_factory=dict)
    employed: dict[UUID, list[UUID]] = field(default_factory=dict)
    changes: dict[UUID, list[PositionChange]] = field(default_factory=dict)

    def forget(self) -> None:
        """Know of nothing."""
        self.positions.clear()
        self.employments.clear()
        self.employed.clear()
        self.changes.clear()


@dataclass(frozen=True, slots=True)
class _Bulk:
    """That many changes are one transaction, with the row that it has locked, and what it knows of positions.

    `people` are those whom it is about, by how they are called: nobody's lock keeps them, so they are of this
    transaction alone.
    """

    organisation: Organisation
    memory: Memory
    people: dict[Name, list[Person]]


_bulk: ContextVar[_Bulk | None] = ContextVar("people_bulk", default=None)


@contextmanager
def in_bulk(memory: Memory | None = None, *, about: Collection[str] = ()) -> Iterator[None]:
    """A transaction for many changes: one lock, one version; events and the search are written at the end.

    All rules hold for each change. One that fails undoes all, also where what it raises is caught within. A `memory`
    that is given again spares the next transaction what this one has read, unless somebody else changed positions.
    Those whom it is `about`, as a file calls them, are read together with their employments and positions: five queries
    for any number of them, and none for each.
    """
    memory = memory if memory is not None else Memory()
    with transaction.atomic():
        organisation = locked()
        if memory.version != organisation.version:
            memory.forget()
        memory.version = -1  # should this fail, what it knows of is undone
        bulk = _Bulk(organisation, memory, naming.known_all({naming.name_in(each) for each in about}))
        _read_together(bulk)
        token = _bulk.set(bulk)
        try:
            with events.together(), search_index.together():
                yield
        finally:
            _bulk.reset(token)
        Organisation.objects.filter(pk=1).update(version=F("version") + 1)
        memory.version = organisation.version + 1


def _read_together(bulk: _Bulk) -> None:
    """Read the employments and positions of those whom a bulk is about, as far as they are not known."""
    memory, people = bulk.memory, {each.pk: each for found in bulk.people.values() for each in found}
    positions = people.keys() - memory.positions.keys()
    if positions:
        memory.positions |= {each: [] for each in positions}
        for held in Position.objects.filter(person__in=positions).order_by("starts_on"):
            memory.positions[held.person_id].append(held)
    employments = people.keys() - memory.employed.keys()
    if employments:
        memory.employed |= {each: [] for each in employments}
        for each in Employment.objects.filter(person__in=employments).order_by("starts_on"):
            each.person = people[each.person_id]
            _know_employment(memory, each)


def _know_employment(memory: Memory, employment: Employment) -> None:
    """Have an employment known, and be one of those of its person where these are."""
    memory.employments.setdefault(employment.pk, employment)
    if employment.person_id in memory.employed:
        memory.employed[employment.person_id].append(employment.pk)


@contextmanager
def organising() -> Iterator[Organisation]:
    """A transaction in which nobody else changes positions, departments' duties or the plan."""
    bulk = _bulk.get()
    if bulk is not None:
        try:
            yield bulk.organisation
        except BaseException:
            transaction.set_rollback(True)
            raise
        return
    with transaction.atomic():
        yield locked()
        Organisation.objects.filter(pk=1).update(version=F("version") + 1)


def locked() -> Organisation:
    """The row that all who change positions lock; made where it is missing."""
    found = Organisation.objects.select_for_update().filter(pk=1).first()
    if found is None:
        Organisation.objects.bulk_create([Organisation()], ignore_conflicts=True)
        found = Organisation.objects.select_for_update().get(pk=1)
    return found


def locked_employment(employment: Employment, seen: int | None = None) -> Employment:
    """An employment as it is now, which nobody else changes. One query; none for what a bulk knows already.

    Raises StaleRecordError where it is not of the version that was seen.
    """
    bulk = _bulk.get()
    known = bulk.memory.employments.get(employment.pk) if bulk is not None else None
    rows = Employment.objects.select_for_update(of=("self",)).select_related("person")
    found = known or rows.get(pk=employment.pk)
    if bulk is not None:
        bulk.memory.employments[found.pk] = found
    if seen is not None and found.version != seen:
        raise StaleRecordError
    return found


def people_called(text: str) -> list[Person]:
    """Who is meant by a text, as `naming.known` says. One query; none for whom a bulk is about."""
    bulk = _bulk.get()
    name = naming.name_in(text)
    return list(bulk.people[name]) if bulk is not None and name in bulk.people else naming.known(text)


def remember_newcomer(person: Person) -> None:
    """Have a bulk know of somebody whom nobody knew until now, and who has never been employed."""
    bulk = _bulk.get()
    if bulk is None:
        return
    for name in naming.names_of(person):
        if name in bulk.people:
            bulk.people[name].append(person)
    bulk.memory.positions[person.pk], bulk.memory.employed[person.pk] = [], []


def employments_of(person: UUID) -> list[Employment]:
    """All employments of somebody, the last one first. One query; none for what a bulk knows already."""
    bulk = _bulk.get()
    if bulk is None:
        return list(_employments_of(person))
    memory = bulk.memory
    if person not in memory.employed:
        memory.employed[person] = []
        for each in _employments_of(person):
            _know_employment(memory, each)
    found = (memory.employments[key] for key in memory.employed[person])
    return sorted(found, key=lambda each: each.starts_on, reverse=True)


def _employments_of(person: UUID) -> QuerySet[Employment]:
    return Employment.objects.filter(person=person).select_related("person").order_by("-starts_on")


def positions_of(person: UUID) -> list[Position]:
    """All positions of somebody, the first one first. One query; none for what a bulk knows already."""
    bulk = _bulk.get()
    if bulk is None:
        return list(Position.objects.filter(person=person).order_by("starts_on"))
    if person not in bulk.memory.positions:
        bulk.memory.positions[person] = list(Position.objects.filter(person=person).order_by("starts_on"))
    return bulk.memory.positions[person]


def is_employed_on(person: UUID, day: date) -> bool:
    """Whether somebody has a position on a day. One query; none for whom a bulk knows already."""
    if _bulk.get() is None:
        return Position.objects.on(day).filter(person=person).exists()
    return any(
        each.starts_on <= day and (each.ends_on is None or day <= each.ends_on)
        for each in positions_of(person)
    )


def _remember(person: UUID, employment: Employment, found: list[Position]) -> None:
    bulk = _bulk.get()
    if bulk is not None and person in bulk.memory.positions:
        others = [each for each in bulk.memory.positions[person] if each.employment_id != employment.pk]
        bulk.memory.positions[person] = sorted([*others, *found], key=lambda each: each.starts_on)


def living(employment: Employment) -> list[PositionChange]:
    """The changes of an employment that count, in order. One query; none for what a bulk knows already."""
    bulk = _bulk.get()
    if bulk is not None and employment.pk in bulk.memory.changes:
        return list(bulk.memory.changes[employment.pk])
    rows = PositionChange.objects.filter(employment=employment, withdrawn_at=None)
    found = list(rows.order_by("effective_on", "rank"))
    if bulk is not None:
        bulk.memory.changes[employment.pk] = list(found)
    return found


def remember_said(employment: Employment, change: PositionChange, *, first: bool = False) -> None:
    """Have a bulk know of a change that was just written down; `first` where the employment was made with it."""
    bulk = _bulk.get()
    if bulk is None:
        return
    if first:
        _know_employment(bulk.memory, employment)
        bulk.memory.changes[employment.pk] = [change]
    elif employment.pk in bulk.memory.changes:
        said = [*bulk.memory.changes[employment.pk], change]
        bulk.memory.changes[employment.pk] = sorted(said, key=lambda each: (each.effective_on, each.rank))


def forget_said(employment: UUID) -> None:
    """Have the changes of an employment read again: one of them was withdrawn or moved."""
    bulk = _bulk.get()
    if bulk is not None:
        bulk.memory.changes.pop(employment, None)


def rebuild(
    employment: Employment, *, by: Account | None, first: PositionChange | None = None
) -> tuple[Position, ...]:
    """Make the positions of an employment anew of its changes, check the lines, and tell what began by it.

    Rows that stay the same are left alone. `first` is the only change of an employment that was just made, so that
    nothing has to be asked of it. Raises CircleError.
    """
    day = today()
    person = employment.person_id
    held = positions_of(person)
    before = [each for each in held if each.employment_id == employment.pk]
    if first is not None:
        remember_said(employment, first, first=True)
    said = living(employment) if first is None else [first]
    changes = [timelines.Change(each.effective_on, _said(each), each.rank) for each in said]
    found = [
        Position(
            employment=employment, person_id=employment.person_id, entity=employment.entity,
            starts_on=period.starts_on, ends_on=period.ends_on, **_columns(period.values),
        )
        for period in timelines.periods(employment.starts_on, employment.ends_on, changes)
    ]  # fmt: skip
    kept = {_content(each): each for each in before}
    new = [each for each in found if _content(each) not in kept]
    _remember(person, employment, [kept.get(_content(each), each) for each in found])
    wanted = {_content(each) for each in found}
    gone = [each.pk for content, each in kept.items() if content not in wanted]
    if gone:
        Position.objects.filter(pk__in=gone).delete()
    if new:
        _POSITION.add(new)
        if held:  # whoever never had a position is nobody's manager
            _check_lines(employment.person_id, new)
    _tell(employment, _now(before, day), _now(found, day), by)
    search_index.note_objects("team-member", [employment.person_id])
    return tuple(found)


def tell(organisation: Organisation) -> int:
    """Tell other rooms of positions that began and employments that ended since they were last told; how many.

    For the clock, and for whoever changes something that counts already. Inside a transaction with the lock.
    """
    day, since = today(), organisation.told_until
    if since is not None and since >= day:
        return 0
    organisation.told_until = day
    organisation.save(update_fields=["told_until"])
    if since is None:
        return 0
    begun = Position.objects.filter(starts_on__gt=since, starts_on__lte=day).filter(
        Q(ends_on=None) | Q(ends_on__gte=day)
    )
    left = Employment.objects.filter(ends_on__gte=since, ends_on__lt=day)
    happened: list[object] = [
        _began(each, None) for each in begun.select_related("employment").order_by("starts_on", "pk")
    ]
    happened += [
        PersonLeft(each.person_id, None, each.pk, each.ends_on)
        for each in left.order_by("ends_on", "pk")
        if each.ends_on is not None
    ]
    publish_all(happened)
    return len(happened)


def _tell(employment: Employment, before: Position | None, now: Position | None, by: Account | None) -> None:
    """Tell of the position of today where it is another one than before the change."""
    if (before is None and now is None) or (
        before is not None
        and now is not None
        and before.facts() == now.facts()
        and before.entity == now.entity
    ):
        return
    bulk = _bulk.get()
    tell(bulk.organisation if bulk is not None else Organisation.objects.get(pk=1))
    if now is not None:
        publish_all([_began(now, by, employment)])
    elif employment.ends_on is not None:
        publish_all([PersonLeft(employment.person_id, _key(by), employment.pk, employment.ends_on)])


def _began(position: Position, by: Account | None, employment: Employment | None = None) -> PositionBegan:
    first = position.starts_on == (employment or position.employment).starts_on
    return PositionBegan(
        position.person_id, _key(by), position.employment_id, position.role, position.department,
        position.manager_id, position.starts_on, first,
    )  # fmt: skip


def _key(by: Account | None) -> UUID | None:
    return by.pk if by is not None else None


def _said(change: PositionChange) -> dict[str, Any]:
    """What a change sets; with a title comes the revision under which it means what it means."""
    values = change.values()
    return {**values, REVISION: change.revision} if "title" in values else values


def _columns(values: Any) -> dict[str, Any]:
    return {("manager_id" if name == "manager" else name): value for name, value in values.items()}


def _content(position: Position) -> tuple[Any, ...]:
    return (
        position.starts_on, position.ends_on, position.person_id, position.entity, position.revision,
        *position.facts().values(),
    )  # fmt: skip


def _now(positions: Iterable[Position], day: date) -> Position | None:
    return next(
        (
            each
            for each in positions
            if each.starts_on <= day and (each.ends_on is None or day <= each.ends_on)
        ),
        None,
    )


# -- circles


def _check_lines(person: UUID, positions: Iterable[Position]) -> None:
    """Follow the lines above new positions through all the days they hold. Raises CircleError at the first circle.

    One query for each step up; none where nobody ever reports to the person.
    """
    ahead = [
        (each.manager_id, (each.starts_on, each.ends_on)) for each in positions if each.manager_id is not None
    ]
    if not ahead or not Position.objects.filter(manager=person).exists():
        return
    seen: dict[UUID, list[tuple[date, date | None]]] = {}
    while ahead:
        by_person: dict[UUID, list[tuple[date, date | None]]] = {}
        for key, days in ahead:
            if key == person:
                raise CircleError(days[0])
            if days not in seen.setdefault(key, []):
                seen[key].append(days)
                by_person.setdefault(key, []).append(days)
        rows = Position.objects.filter(person__in=by_person, manager__isnull=False)
        ahead = []
        for at, above, starts_on, ends_on in rows.values_list("person", "manager", "starts_on", "ends_on"):
            for days in by_person[at]:
                shared = timelines.overlap(days, (starts_on, ends_on))
                if shared is not None:
                    ahead.append((above, shared))
