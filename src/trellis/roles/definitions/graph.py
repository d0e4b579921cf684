"""The role graph: every role of the handbook with what it inherits, whom it reports to and where it leads.

A graph is immutable and knows no files: `resolve` builds it from families, the modules beside it (`effective`,
`compare`, `paths`, `impact`) answer questions about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from trellis.roles.definitions.model import Family, Item, Level, Part
from trellis.roles.definitions.names import is_incomplete

EXTENDS = "extends"
REPORTS_TO = "reports-to"
NEXT = "next"
MOVES_TO = "moves-to"
KINDS = (EXTENDS, REPORTS_TO, NEXT, MOVES_TO)
"""The kinds of edges, from the role that the text is about to the role that it names."""


@dataclass(frozen=True, slots=True, order=True)
class RoleId:
    """The address of a role: `family` is the family's slug, `level` the level's slug within it."""

    family: str
    level: str

    def __str__(self) -> str:
        return f"{self.family}#{self.level}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an effective item comes from.

    `role` is `None` for family-wide text, whose family is `family`; `label` is what a reader sees ("IT Program
    Manager", "IT Program Management (all levels)"); `via` the roles through which it was inherited, nearest first.
    """

    path: str
    label: str
    family: str
    role: RoleId | None
    via: tuple[RoleId, ...] = ()


@dataclass(frozen=True, slots=True)
class EffectiveItem:
    """An item that holds for a role, with its origin; `own` if the level's own text states it."""

    item: Item
    origin: Origin
    own: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed tie between roles, stated at a line of a page.

    `target` is `None` where the text names a role that is defined nowhere (`label` is the title as written, `family`
    the family it leads to if only that is known). `exact` is false where the name was matched as a reader would.
    `implied` is true for a next step that follows from grades and not from words; `lateral` for a move to the side.
    `parts` says what `extends` takes over.
    """

    kind: str
    source: RoleId
    target: RoleId | None
    label: str
    path: str
    line: int
    exact: bool = True
    implied: bool = False
    lateral: bool = False
    parts: tuple[Part, ...] = ()
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its level, its family, its outgoing edges."""

    id: RoleId
    level: Level
    family: Family
    edges: tuple[Edge, ...] = ()

    @property
    def title(self) -> str:
        """The role's title."""
        return self.level.title

    @property
    def full_title(self) -> str:
        """The title, with the family's where it needs it ("Senior": "Senior, UX Researcher")."""
        if self.level.implicit or not is_incomplete(self.title, self.family.title):
            return self.title
        return f"{self.title}, {self.family.title}"

    @property
    def grade(self) -> float | None:
        """The role's grade number."""
        return self.level.grade.value if self.level.grade else None

    def edges_of(self, kind: str) -> tuple[Edge, ...]:
        """The outgoing edges of one kind."""
        return tuple(edge for edge in self.edges if edge.kind == kind)


@dataclass(frozen=True)
class RoleGraph:
    """All roles of a handbook, in order of page and place, and all edges between them."""

    families: Mapping[str, Family] = field(default_factory=dict)
    roles: Mapping[RoleId, Role] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Role]:
        return iter(self.roles.values())

    def __len__(self) -> int:
        return len(self.roles)

    def edges(self, kind: str | None = None) -> Iterator[Edge]:
        """All edges, or those of one kind, in order of their sources."""
        for role in self.roles.values():
            for edge in role.edges:
                if kind is None or edge.kind == kind:
                    yield edge

    @cached_property
    def _incoming(self) -> dict[RoleId, list[Edge]]:
        found: dict[RoleId, list[Edge]] = {}
        for edge in self.edges():
            if edge.target is not None:
                found.setdefault(edge.target, []).append(edge)
        return found

    def incoming(self, role: RoleId, kind: str | None = None) -> tuple[Edge, ...]:
        """The edges that lead to a role: who extends it, who reports to it, whence one comes."""
        return tuple(edge for edge in self._incoming.get(role, ()) if kind is None or edge.kind == kind)

    def dangling(self, kind: str | None = None) -> tuple[Edge, ...]:
        """The edges whose text names a role that is defined nowhere."""
        return tuple(edge for edge in self.edges(kind) if edge.target is None and edge.family is None)

    def of_family(self, slug: str) -> tuple[Role, ...]:
        """The roles of a family in the order of the page."""
        family = self.families.get(slug)
        return tuple(self.roles[RoleId(slug, level.slug)] for level in family.levels) if family else ()

    def cycles(self, kind: str) -> tuple[tuple[RoleId, ...], ...]:
        """The circles that the edges of one kind make, each once, from its first role; a role may point to itself."""
        keys = tuple(self.roles)
        return tuple(
            tuple(keys[number] for number in circle) for circle in _cycles(self._onward.get(kind, {}))
        )

    @cached_property
    def _onward(self) -> dict[str, dict[int, list[int]]]:
        """For each kind of edge, whither it leads from the roles that have one, all by their places in `roles`."""
        places = {key: place for place, key in enumerate(self.roles)}
        found: dict[str, dict[int, list[int]]] = {}
        for place, role in enumerate(self):
            for edge in role.edges:
                target = places.get(edge.target) if edge.target is not None else None
                if target is not None:
                    found.setdefault(edge.kind, {}).setdefault(place, []).append(target)
        return found


def _cycles(graph: Mapping[int, list[int]]) -> Iterator[tuple[int, ...]]:
    done: set[int] = set()
    for start in graph:
        if start in done:
            continue
        trail: list[int] = []
        on_trail: dict[int, int] = {}
        stack: list[tuple[int, Iterator[int]]] = [(start, iter(graph[start]))]
        trail.append(start)
        on_trail[start] = 0
        while stack:
            node, rest = stack[-1]
            for target in rest:
                if target in on_trail:
                    yield tuple(trail[on_trail[target] :])
                elif target not in done and target in graph:
                    on_trail[target] = len(trail)
                    trail.append(target)
                    stack.append((target, iter(graph[target])))
                    break
            else:
                stack.pop()
                done.add(node)
                trail.pop()
                del on_trail[node]
