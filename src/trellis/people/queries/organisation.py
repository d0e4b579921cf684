"""The organisation in figures: departments with people and duties, layers and spans, the plan and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from trellis.people import terms
from trellis.people.definitions.departments import Department
from trellis.people.models import DepartmentDuty, Employment, Part, Position, Seat, SeatState
from trellis.people.queries.chart import Tree
from trellis.people.remembering import UntilPositionsChange
from trellis.people.rules import Person
from trellis.people.timelines import ONE_DAY

NOWHERE = "-"
"""Stands in addresses for no department."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who looks after a department."""

    person: UUID
    name: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A department with its figures: `own` people, `all` with those of the departments below."""

    name: str
    title: str
    department: Department | None
    depth: int
    own: int
    all: int
    fte: Decimal
    seats: int
    heads: tuple[Holder, ...]
    partners: tuple[Holder, ...]


def units(tree: Tree) -> list[Unit]:
    """All departments of the handbook, each before those below it; then those that only positions name. Two queries."""
    departments = terms.all_departments()
    own, fte = tree.sizes, tree.fte
    counted = Seat.objects.filter(state=SeatState.OPEN).values_list("department").annotate(Count("pk"))
    seats = dict(counted.order_by())
    held = _holders(tree)
    below: dict[str, list[str]] = {}
    for name, each in departments.by_name.items():
        below.setdefault(each.parent, []).append(name)

    def made(name: str, depth: int) -> Unit:
        under = departments.below(name) if name in departments.by_name else (name,)
        return Unit(
            name, departments.title_of(name), departments.by_name.get(name), depth, own.get(name, 0),
            sum(own.get(each, 0) for each in under), sum((fte.get(each, Decimal()) for each in under), Decimal()),
            sum(seats.get(each, 0) for each in under), tuple(held.get((name, Part.HEAD), ())),
            tuple(held.get((name, Part.PEOPLE_PARTNER), ())),
        )  # fmt: skip

    def branch(parent: str, depth: int) -> Iterable[Unit]:
        for name in below.get(parent, ()):
            yield made(name, depth)
            yield from branch(name, depth + 1)

    gone = sorted(name for name in {*own, *seats} if name and name not in departments.by_name)
    return [*branch("", 0), *(made(name, 0) for name in gone)]


def _holders(tree: Tree) -> dict[tuple[str, str], list[Holder]]:
    held: dict[tuple[str, str], list[Holder]] = {}
    for duty in duties_on(tree.day):
        holder = Holder(duty.person_id, duty.person.name, duty.person_id in tree.nodes)
        held.setdefault((duty.department, duty.part), []).append(holder)
    return held


def duties_on(day: date) -> QuerySet[DepartmentDuty]:
    """Who looks after which department on a day."""
    return DepartmentDuty.objects.on(day).select_related("person").order_by("starts_on", "pk")


def duties_of(department: str) -> QuerySet[DepartmentDuty]:
    """Everybody who ever looked after a department, the newest first."""
    rows = DepartmentDuty.objects.filter(department=department).select_related("person", "recorded_by")
    return rows.order_by("-starts_on", "-pk")


def seats_of(departments: Iterable[str]) -> QuerySet[Seat]:
    """The open positions of some departments."""
    rows = Seat.objects.filter(department__in=departments, state=SeatState.OPEN).select_related("manager")
    return rows.order_by("starts_on", "title", "pk")


# -- spans and layers


class Place(NamedTuple):
    """Somebody with their place: how far from the top, how many report to them."""

    person: UUID
    name: str
    title: str
    department: str
    manager: UUID | None
    manager_name: str
    layer: int
    direct: int
    total: int


def places(tree: Tree, names: Mapping[UUID, str], *, managers_only: bool = False) -> list[Place]:
    """Everybody from the top down, or those alone to whom somebody reports."""
    nodes, layer, below, total = tree.nodes, tree.layer, tree.below, tree.total
    found = []
    for key in tree.managers if managers_only else tree.order:
        node = nodes[key]
        above = names.get(node.manager, "") if node.manager else ""
        found.append(
            Place(
                key, names.get(key, ""), node.title, node.department, node.manager, above, layer[key],
                len(below.get(key, ())), total[key],
            )
        )  # fmt: skip
    return found


def path_of(tree: Tree, names: Mapping[UUID, str], person: UUID) -> str:
    """The line down to somebody in names."""
    return " / ".join(names.get(key, "") for key in [*reversed(tree.above(person)), person])


# -- the plan


@dataclass(frozen=True, slots=True)
class Asked:
    """Which planned positions are wanted; a department is meant with all below it."""

    text: str = ""
    state: str = ""
    department: str = ""
    entity: str = ""
    quarter: str = ""


def seats(asked: Asked) -> QuerySet[Seat]:
    """The planned positions that fit."""
    rows = Seat.objects.select_related("manager", "filled_by__person")
    for word in asked.text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(location__icontains=word) | Q(note__icontains=word))
    for name in ("state", "entity"):
        value = getattr(asked, name)
        if value:
            condition: dict[str, Any] = {name: value}
            rows = rows.filter(**condition)
    if asked.department:
        rows = rows.filter(department__in=terms.all_departments().below(asked.department))
    span = quarter_named(asked.quarter)
    if span is not None:
        rows = rows.filter(starts_on__gte=span[0], starts_on__lte=span[1])
    return rows


def counted_seats(asked: Asked) -> dict[str, dict[str, int]]:
    """For each of what the plan can be narrowed by, how many there would be with each value, not narrowed by itself.

    One query.
    """
    names = ("state", "department", "entity", "quarter")
    below = terms.all_departments().below(asked.department)
    rows = seats(Asked(text=asked.text)).order_by().values_list("state", "department", "entity", "starts_on")
    counted: dict[str, Counter[str]] = {name: Counter() for name in names}
    for state, department, entity, day in rows:
        has = {"state": state, "department": department, "entity": entity, "quarter": quarter_of(day)}
        misses = {
            name
            for name in names
            if (wanted := getattr(asked, name))
            and has[name] not in (below if name == "department" else (wanted,))
        }
        for name in names:
            if has[name] and misses <= {name}:
                counted[name][has[name]] += 1
    return {name: dict(sorted(each.items())) for name, each in counted.items()}


def seat_for(key: UUID) -> Seat | None:
    """A planned position."""
    return Seat.objects.select_related("manager", "filled_by__person").filter(pk=key).first()


def could_fill(seat: Seat) -> QuerySet[Employment]:
    """Employments that fill no planned position, in the same role or department, the newest first."""
    near = Q(positions__title=seat.title) | Q(positions__department=seat.department)
    rows = Employment.objects.filter(near, seat=None, ends_on=None).select_related("person").distinct()
    return rows.order_by("-starts_on", "pk")


def quarter_of(day: date) -> str:
    """The quarter of a calendar year in which a day lies: `2026-Q3`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_named(text: str) -> tuple[date, date] | None:
    """The first and the last day of a quarter; `None` for what names none."""
    year, mark, number = text.partition("-Q")
    if (
        not mark
        or not year.isdecimal()
        or number not in ("1", "2", "3", "4")
        or not 1950 <= int(year) <= 2200
    ):
        return None
    first = date(int(year), 3 * int(number) - 2, 1)
    following = date(first.year + (first.month > 9), (first.month + 2) % 12 + 1, 1)
    return first, following - ONE_DAY


def quarters_from(day: date, number: int = 4) -> list[str]:
    """Some quarters, that of a day first."""
    found: list[str] = []
    while len(found) < number:
        name = quarter_of(day)
        found.append(name)
        span = quarter_named(name)
        assert span is not None
        day = span[1] + ONE_DAY
    return found


@dataclass(frozen=True, slots=True)
class Planned:
    """A department by quarters: how many people the plan has at the end of each, and how many are known to be there.

    The plan counts those who are here on the day before the first quarter, and every planned position from its day on
    that is not closed. What is known counts positions as they are written down today, with hires and ends to come.
    """

    department: str
    title: str
    before: int
    plan: tuple[int, ...]
    known: tuple[int, ...]


def plan_by_quarter(quarters: list[str]) -> list[Planned]:
    """Plan and what is known, for each department that has people or a plan. Three queries, mostly two."""
    spans = [span for span in map(quarter_named, quarters) if span is not None]
    days = (spans[0][0] - ONE_DAY, *(last for _first, last in spans))
    known = _known.get(days, lambda: _known_on(days))
    wanted = Seat.objects.exclude(state=SeatState.CLOSED).filter(
        starts_on__gt=days[0], starts_on__lte=days[-1]
    )
    planned = list(wanted.order_by().values_list("department", "starts_on"))
    departments = terms.all_departments()
    order = {name: at for at, name in enumerate(departments.by_name)}
    names = sorted(
        {*known, *(name for name, _day in planned)}, key=lambda each: (order.get(each, len(order)), each)
    )
    found = []
    for name in names:
        before, *later = known.get(name, (0,) * len(days))
        plan = tuple(
            before + sum(1 for each, day in planned if each == name and day <= last) for last in days[1:]
        )
        found.append(Planned(name, departments.title_of(name) or "–", before, plan, tuple(later)))
    return found


_known: UntilPositionsChange[dict[str, tuple[int, ...]]] = UntilPositionsChange(most=8)


def _known_on(days: Sequence[date]) -> dict[str, tuple[int, ...]]:
    """How many people of each department are known to be there on each of some days, the first of which is earliest."""
    counts = {f"on_{at}": Count("pk", filter=_holds(day)) for at, day in enumerate(days)}
    rows = Position.objects.filter(Q(ends_on=None) | Q(ends_on__gte=days[0]), starts_on__lte=days[-1])
    counted = rows.order_by().values_list("department").annotate(**counts)
    return {name: tuple(numbers) for name, *numbers in counted}


def _holds(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


# -- people in forms


def people_called(text: str, day: date) -> list[Person]:
    """Those who are employed on a day or later and have this address, else this name; two at most. Two queries."""
    words = " ".join(text.split())
    here = Position.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day)).values("person")
    rows = Person.objects.filter(pk__in=here).order_by("pk")
    return list(rows.filter(email__iexact=words)[:2]) or list(rows.filter(name__iexact=words)[:2])
