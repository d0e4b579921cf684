"""Ways from one role to another: along next steps and moves, with what each step adds.

A *way* never visits a role twice. Ways are counted in steps; among equally short ones, those that follow what
a page says come before those that follow from grades alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from trellis.roles.definitions.dossier import Entry, entries
from trellis.roles.definitions.graph import MOVES_TO, NEXT, Edge, Role, RoleGraph, RoleId
from trellis.roles.definitions.likeness import pair_up
from trellis.roles.definitions.model import Part
from trellis.roles.definitions.names import spelled

MOST_WAYS = 20
MOST_STEPS = 12
_MOST_TRIES = 50_000
"""How often the search looks at an edge before it gives up looking for more ways: a bound for graphs with
very many.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way: the edge, the role that it leads to, and what is new there.

    `added` holds what no earlier role of the way asks for, by part; an item that an earlier role has in
    nearly the same words is none.
    """

    edge: Edge
    before: Role
    role: Role
    added: tuple[tuple[Part, tuple[Entry, ...]], ...]

    @property
    def sideways(self) -> bool:
        """Whether it moves to another family, and is not the next step of a ladder."""
        return self.edge.kind == MOVES_TO

    def new(self, part: Part) -> tuple[Entry, ...]:
        """What the step adds of one part."""
        return dict(self.added)[part]


@dataclass(frozen=True, slots=True)
class Way:
    """A way from one role to another; no steps where they are the same role."""

    start: Role
    steps: tuple[Step, ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles on the way, both ends included."""
        return (self.start, *(step.role for step in self.steps))


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways found, the shortest first; `complete` is false where there may be more within the bound on
    steps.
    """

    found: tuple[Way, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """A role that can be reached: `way` is the shortest way as its edges."""

    role: Role
    way: tuple[Edge, ...]

    @property
    def first(self) -> Edge:
        """The first step towards it."""
        return self.way[0]


def steps_from(graph: RoleGraph, role: RoleId) -> tuple[Edge, ...]:
    """The edges along which one can go on from a role, one for each role they lead to: said ones before
    implied ones.
    """
    found: dict[RoleId, Edge] = {}
    edges = [*graph.roles[role].edges_of(NEXT), *graph.roles[role].edges_of(MOVES_TO)]
    for edge in sorted(edges, key=lambda edge: edge.implied):
        if edge.target in graph.roles and edge.target is not None and edge.target != role:
            found.setdefault(edge.target, edge)
    return tuple(found.values())


def ways(
    graph: RoleGraph, start: RoleId, end: RoleId, *, most: int = MOST_WAYS, longest: int = MOST_STEPS
) -> Ways:
    """The ways from one role to another: at most `most`, of at most `longest` steps.

    Raises KeyError for an unknown role.
    """
    first = graph.roles[start]
    if start == graph.roles[end].id:
        return Ways((Way(first, ()),), True)
    search = _Search(graph, start, end, longest)
    trails = search.trails(most + 1)
    found = tuple(_way(graph, first, trail) for trail in trails[:most])
    return Ways(found, len(trails) <= most and not search.gave_up)


def reachable(graph: RoleGraph, start: RoleId, *, longest: int = MOST_STEPS) -> tuple[Destination, ...]:
    """Every role that can be reached, with a shortest way, the nearest first. Raises KeyError for an unknown
    role.
    """
    trails: dict[RoleId, tuple[Edge, ...]] = {graph.roles[start].id: ()}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if len(trails[here]) >= longest:
            continue
        for edge in steps_from(graph, here):
            if edge.target is not None and edge.target not in trails:
                trails[edge.target] = (*trails[here], edge)
                waiting.append(edge.target)
    return tuple(Destination(graph.roles[role], trail) for role, trail in trails.items() if trail)


class _Search:
    """Finds ways in order of their length: for each length, every trail that can still arrive in time."""

    def __init__(self, graph: RoleGraph, start: RoleId, end: RoleId, longest: int) -> None:
        self.graph = graph
        self.start = start
        self.end = end
        self.longest = longest
        self.distance = self._distances()
        self.tries = 0

    @property
    def gave_up(self) -> bool:
        """Whether the search stopped before it had seen everything."""
        return self.tries >= _MOST_TRIES

    def trails(self, most: int) -> list[tuple[Edge, ...]]:
        found: list[tuple[Edge, ...]] = []
        nearest = self.distance.get(self.start)
        if nearest is None:
            return found
        for length in range(nearest, min(self.longest, len(self.distance) - 1) + 1):
            for trail in self._of_length(length):
                found.append(trail)
                if len(found) >= most:
                    return found
            if self.gave_up:
                break
        return found

    def _of_length(self, length: int) -> Iterator[tuple[Edge, ...]]:
        trail: list[Edge] = []
        passed = {self.start}
        stack = [iter(steps_from(self.graph, self.start))]
        while stack and not self.gave_up:
            edge = next(stack[-1], None)
            if edge is None or edge.target is None:
                stack.pop()
                if trail:
                    gone = trail.pop().target
                    passed.discard(gone)
                continue
            self.tries += 1
            left = length - len(trail) - 1
            if edge.target == self.end:
                if left == 0:
                    yield (*trail, edge)
            elif edge.target not in passed and self.distance.get(edge.target, self.longest + 1) <= left:
                trail.append(edge)
                passed.add(edge.target)
                stack.append(iter(steps_from(self.graph, edge.target)))

    def _distances(self) -> dict[RoleId, int]:
        """By role, the least number of steps to the end."""
        found = {self.end: 0}
        waiting = deque([self.end])
        while waiting:
            here = waiting.popleft()
            for edge in (*self.graph.incoming(here, NEXT), *self.graph.incoming(here, MOVES_TO)):
                if edge.source not in found:
                    found[edge.source] = found[here] + 1
                    waiting.append(edge.source)
        return found


def _way(graph: RoleGraph, start: Role, trail: tuple[Edge, ...]) -> Way:
    known = {part: list(entries(graph, start, part)) for part in Part}
    steps = []
    before = start
    for edge in trail:
        role = graph.roles[edge.target]  # type: ignore[index]
        steps.append(
            Step(edge, before, role, tuple((part, _new(graph, role, part, known[part])) for part in Part))
        )
        before = role
    return Way(start, tuple(steps))


def _new(graph: RoleGraph, role: Role, part: Part, known: list[Entry]) -> tuple[Entry, ...]:
    """What a role asks for that is not known yet; it is known from now on."""
    said = {spelled(entry.text) for entry in known}
    fresh = [entry for entry in entries(graph, role, part) if spelled(entry.text) not in said]
    added = pair_up(known, fresh, lambda entry: entry.text).only_second
    known.extend(fresh)
    return added
