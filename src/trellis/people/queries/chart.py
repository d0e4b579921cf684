"""The organisation of a day as one tree in memory: who is below whom, for the chart, spans, layers and findings.

One query reads the positions of a day; what is made of them is kept by each process until a position changes
(`remembering`). Names are not in it: they are read for those who are shown, and are never out of date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from trellis.people.models import Position, Seat, SeatState
from trellis.people.remembering import UntilPositionsChange
from trellis.people.rules import Person

KEPT = 4
"""Trees that a process keeps: of 10,000 people each takes about five megabytes."""
MOST_FOUND = 12
MOST_BELOW = 100
"""People shown below one manager; the rest is a list."""


class Node(NamedTuple):
    """Somebody's place: whom they report to, as what, since when, and for which part of full time."""

    person: UUID
    manager: UUID | None
    title: str
    department: str
    entity: str
    fte: Decimal
    since: date


@dataclass(frozen=True)
class Tree:
    """All places of a day.

    Who reports to nobody, or to somebody who has no place on that day, is at the top. `below` are direct reports, in
    order: the most people first, then by title. `layer` counts from 1 at the top; `total` is all below; `sizes` are
    the people of each department alone, `fte` what they are together in parts of full time.
    """

    day: date
    nodes: Mapping[UUID, Node]
    tops: tuple[UUID, ...]
    below: Mapping[UUID, tuple[UUID, ...]]
    total: Mapping[UUID, int]
    layer: Mapping[UUID, int] = field(repr=False)
    sizes: Mapping[str, int] = field(default_factory=dict, repr=False)
    fte: Mapping[str, Decimal] = field(default_factory=dict, repr=False)
    _parts: dict[frozenset[str], Tree] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.nodes)

    def direct(self, person: UUID) -> int:
        """How many report to somebody directly."""
        return len(self.below.get(person, ()))

    def above(self, person: UUID) -> list[UUID]:
        """The managers of somebody, the nearest first."""
        found: list[UUID] = []
        manager = self.nodes[person].manager if person in self.nodes else None
        while manager is not None and manager in self.nodes and manager not in found:
            found.append(manager)
            manager = self.nodes[manager].manager
        return found

    def walk(self, tops: Iterable[UUID] | None = None) -> Iterator[UUID]:
        """Everybody from the top down, each before those below them. Any depth is fine."""
        waiting = list(reversed(tuple(tops) if tops is not None else self.tops))
        while waiting:
            at = waiting.pop()
            yield at
            waiting.extend(reversed(self.below.get(at, ())))

    def line_of(self, person: UUID) -> frozenset[UUID]:
        """Everybody below somebody."""
        return frozenset(self.walk(self.below.get(person, ())))

    def within(self, departments: Collection[str]) -> Tree:
        """The tree of those in some departments; who reports to somebody outside is at the top."""
        wanted = frozenset(departments)
        if wanted not in self._parts:
            self._parts[wanted] = _tree(
                self.day, [each for each in self.nodes.values() if each.department in wanted]
            )
        return self._parts[wanted]

    @cached_property
    def order(self) -> tuple[UUID, ...]:
        """Everybody from the top down, each before those below them."""
        return tuple(self.walk())

    @cached_property
    def managers(self) -> tuple[UUID, ...]:
        """Everybody to whom somebody reports, from the top down."""
        return tuple(key for key in self.order if key in self.below)

    @cached_property
    def spans(self) -> Counter[int]:
        """How many managers have each number of direct reports."""
        return Counter(len(each) for each in self.below.values())

    @cached_property
    def layers(self) -> Counter[int]:
        """How many people are in each layer."""
        return Counter(self.layer.values())


def tree_on(day: date) -> Tree:
    """The tree of a day. One query where it is kept already, two where not."""
    return _trees.get(day, lambda: _tree(day, _nodes(day)))


_trees: UntilPositionsChange[Tree] = UntilPositionsChange(KEPT)


def _nodes(day: date) -> Iterator[Node]:
    columns = ("person", "manager", "title", "department", "entity", "fte", "starts_on")
    return (Node(*row) for row in Position.objects.on(day).order_by().values_list(*columns))


def _tree(day: date, nodes: Iterable[Node]) -> Tree:
    by_person = {each.person: each for each in nodes}
    below: dict[UUID, list[UUID]] = {}
    tops: list[UUID] = []
    for each in by_person.values():
        if each.manager is not None and each.manager in by_person:
            below.setdefault(each.manager, []).append(each.person)
        else:
            tops.append(each.person)
    layer, order = dict.fromkeys(tops, 1), list(tops)
    for at in order:
        for person in below.get(at, ()):
            layer[person] = layer[at] + 1
            order.append(person)
    total = dict.fromkeys(order, 0)
    for at in reversed(order):
        total[at] = sum(total[person] + 1 for person in below.get(at, ()))

    def sorted_(people: Iterable[UUID]) -> tuple[UUID, ...]:
        return tuple(sorted(people, key=lambda key: (-total[key], by_person[key].title, key)))

    placed = {key: by_person[key] for key in order}
    lines = {key: sorted_(each) for key, each in below.items()}
    fte: dict[str, Decimal] = {}
    for each in placed.values():
        fte[each.department] = fte.get(each.department, Decimal()) + each.fte
    sizes = Counter(each.department for each in placed.values())
    return Tree(day, placed, sorted_(tops), lines, total, layer, sizes, fte)


# -- what goes with it


def names_of(people: Collection[UUID]) -> dict[UUID, str]:
    """What people want to be called. One query."""
    if not people:
        return {}
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))


def all_names(day: date) -> dict[UUID, str]:
    """What everybody of a day wants to be called. One query."""
    return dict(Position.objects.on(day).order_by().values_list("person", "person__name"))


def found_by(text: str, tree: Tree) -> list[tuple[UUID, str]]:
    """Those of a tree whose name or title holds every word, by name: identifiers and names, `MOST_FOUND` at most.

    One query.
    """
    rows = Position.objects.on(tree.day)
    for word in text.split():
        rows = rows.filter(Q(person__name__icontains=word) | Q(title__icontains=word))
    rows = rows.order_by("person__name", "person")
    found = rows.values_list("person", "person__name")[: MOST_FOUND * 4]
    return [(key, name) for key, name in found if key in tree.nodes][:MOST_FOUND]


def open_seats(managers: Collection[UUID], *, with_unplaced: bool = False) -> dict[UUID | None, list[Seat]]:
    """The open positions below some managers, with those below nobody where wanted, by manager. One query."""
    wanted = Q(manager__in=managers)
    if with_unplaced:
        wanted |= Q(manager=None)
    found: dict[UUID | None, list[Seat]] = {}
    for seat in Seat.objects.filter(wanted, state=SeatState.OPEN).order_by("starts_on", "title", "pk"):
        found.setdefault(seat.manager_id, []).append(seat)
    return found


# -- a slice to be shown


@dataclass(frozen=True)
class Box:
    """One place as the chart shows it: `parts` are the boxes below where it is open, `more` how many are not shown."""

    node: Node
    name: str
    direct: int
    total: int
    layer: int
    is_open: bool
    parts: tuple[Box, ...] = ()
    seats: tuple[Seat, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Slice:
    """What is shown of a tree: the boxes at the top, the line above them, open positions below nobody."""

    boxes: tuple[Box, ...]
    above: tuple[tuple[UUID, str], ...]
    seats: tuple[Seat, ...]
    more: int


def slice_of(tree: Tree, opened: Collection[UUID], at: UUID | None = None) -> Slice:
    """The boxes at the top of a tree, or that of somebody, with those below all that are open. Two queries."""
    tops = (at,) if at is not None and at in tree.nodes else tree.tops
    shown: list[UUID] = list(tops[:MOST_BELOW])
    for each in shown:
        if each in opened:
            shown.extend(tree.below.get(each, ())[:MOST_BELOW])
    above = list(reversed(tree.above(tops[0]))) if at is not None and tops else []
    names = names_of([*shown, *above])
    seats = open_seats([each for each in shown if each in opened], with_unplaced=at is None)

    def box(key: UUID) -> Box:
        is_open = key in opened
        below = tree.below.get(key, ()) if is_open else ()
        return Box(
            tree.nodes[key], names.get(key, ""), tree.direct(key), tree.total[key], tree.layer[key], is_open,
            boxes(below), tuple(seats.get(key, ())) if is_open else (), max(0, len(below) - MOST_BELOW),
        )  # fmt: skip

    def boxes(keys: tuple[UUID, ...]) -> tuple[Box, ...]:
        made = [box(key) for key in keys[:MOST_BELOW]]
        return tuple(sorted(made, key=lambda each: (-each.total, each.name.casefold())))

    return Slice(
        boxes(tops), tuple((key, names.get(key, "")) for key in above), tuple(seats.get(None, ())),
        max(0, len(tops) - MOST_BELOW),
    )  # fmt: skip
