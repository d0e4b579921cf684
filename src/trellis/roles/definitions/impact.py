"""What breaks if a role, a page or a heading is removed or gets another name.

The answer is found by doing it: the role graph without the thing, laid beside the role graph as it is. What
links to the thing comes from the compiled handbook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.text import Span
from trellis.roles.definitions.dossier import Entry, entries
from trellis.roles.definitions.graph import EXTENDS, MOVES_TO, NEXT, REPORTS_TO, Edge, Role, RoleGraph, RoleId
from trellis.roles.definitions.history import heirs_of
from trellis.roles.definitions.model import Family, Item, Level, Part
from trellis.roles.definitions.names import spelled

ROLE, PAGE, HEADING = "role", "page", "heading"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a page: the whole (`heading` is `None`), or a heading with everything under it.

    `span` is the part's text; `heading` the index in `Page.headings`.
    """

    kind: str
    path: str
    title: str
    span: Span
    line: int
    heading: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """A role that would lose what it inherits: the lines, by part, and the edge by which it inherits, if it
    is direct.
    """

    role: Role
    edge: Edge | None
    lost: tuple[tuple[Part, tuple[Entry, ...]], ...]

    @property
    def count(self) -> int:
        """How many lines it would lose."""
        return sum(len(lines) for _, lines in self.lost)


@dataclass(frozen=True, slots=True)
class Mention:
    """A link to the thing, or a transclusion of it (`includes`), at a line of a page.

    `exact` is true where it leads to the heading itself, or to one below it: such a link breaks when the
    heading is renamed, a link to the page does not.
    """

    path: str
    line: int
    text: str
    destination: str
    includes: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything that stands on a role, page or heading.

    `roles` are the roles that would go with it. `losses` are the others that would lose inherited lines;
    `reports` and `ladders` the edges to its roles; `mentions` the links and transclusions.
    """

    place: Place
    roles: tuple[Role, ...]
    losses: tuple[Loss, ...]
    reports: tuple[Edge, ...]
    ladders: tuple[Edge, ...]
    mentions: tuple[Mention, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands on it."""
        return not (self.losses or self.reports or self.ladders or self.mentions)


def role_place(handbook: Handbook, role: Role) -> Place:
    """The part of its page that defines a role: its section, or the whole page where it has none of its own."""
    page = handbook.pages[role.family.path]
    if role.level.section == 0 or role.level.implicit:
        return Place(ROLE, page.path, role.full_title, Span(0, len(page.text)), role.level.line)
    return replace(heading_place(page, role.level.section - 1), kind=ROLE, title=role.full_title)


def page_place(page: Page) -> Place:
    """A whole page."""
    return Place(PAGE, page.path, page.title, Span(0, len(page.text)), 1)


def heading_place(page: Page, heading: int) -> Place:
    """A heading with everything under it, up to the next heading that is not deeper."""
    first = page.headings[heading]
    following = (other.span.start for other in page.headings[heading + 1 :] if other.level <= first.level)
    span = Span(first.span.start, next(following, len(page.text)))
    return Place(HEADING, page.path, first.text, span, page.source.line(first.span.start), heading)


def impact(graph: RoleGraph, handbook: Handbook, place: Place) -> Impact:
    """What breaks if a part of a page is removed, and which places must follow if it gets another name."""
    family = next((family for family in graph.families.values() if family.path == place.path), None)
    going = _going(graph, family, place) if family is not None else ()
    gone = {role.id for role in going}
    return Impact(
        place,
        going,
        tuple(_losses(graph, family, place, gone)) if family is not None else (),
        _edges_to(graph, gone, (REPORTS_TO,)),
        _edges_to(graph, gone, (NEXT, MOVES_TO)),
        tuple(mentions(handbook, place)),
    )


def mentions(handbook: Handbook, place: Place) -> Iterator[Mention]:
    """The links to a part of a page from everywhere else, and the transclusions of it, in the order of the
    pages.
    """
    target = handbook.pages[place.path]
    sources = [*handbook.backlinks(place.path), place.path]
    for path in sorted(sources):
        page = handbook.pages[path]
        for link, found in zip(page.links, handbook.links.get(path, ()), strict=False):
            if found.target != place.path or (path == place.path and _inside(link.span, place.span)):
                continue
            whole = found.heading is None
            exact = not whole and _inside(target.headings[found.heading or 0].span, place.span)
            if place.heading is None or exact or (whole and link.kind == "wiki" and link.image):
                included = link.kind == "wiki" and link.image
                line = page.source.line(link.span.start)
                yield Mention(path, line, " ".join(link.text.split()), link.destination, included, exact)


def without(graph: RoleGraph, place: Place) -> RoleGraph:
    """The graph as it would be if a part of a page were not there: its roles and lines are gone, edges to
    them dangle.
    """
    families = {
        slug: _cut_family(family, place) if family.path == place.path else family
        for slug, family in graph.families.items()
    }
    kept = {RoleId(slug, level.slug): level for slug, family in families.items() for level in family.levels}
    roles = {}
    for role in graph:
        level = kept.get(role.id)
        if level is not None:
            kept_edges = (edge for edge in role.edges if not _cuts(edge, level, kept.keys()))
            edges = tuple(_cut_edge(edge, kept.keys()) for edge in kept_edges)
            roles[role.id] = Role(role.id, level, families[role.id.family], edges)
    return RoleGraph(families, roles)


def _going(graph: RoleGraph, family: Family, place: Place) -> tuple[Role, ...]:
    kept = {level.slug for level in _cut_family(family, place).levels}
    return tuple(role for role in graph.of_family(family.slug) if role.level.slug not in kept)


def _losses(graph: RoleGraph, family: Family, place: Place, gone: set[RoleId]) -> Iterator[Loss]:
    after = without(graph, place)
    own = [role.id for role in graph.of_family(family.slug)]
    touched = dict.fromkeys([*own, *(heir for role in own for heir in heirs_of(graph, role))])
    for key in touched:
        if key in gone:
            continue
        role = graph.roles[key]
        lost = tuple((part, lines) for part in Part if (lines := _lost(graph, after, role, part)))
        edge = next((edge for edge in role.edges_of(EXTENDS) if edge.target in gone), None)
        if lost or edge is not None:
            yield Loss(role, edge, lost)


def _lost(before: RoleGraph, after: RoleGraph, role: Role, part: Part) -> tuple[Entry, ...]:
    left = {spelled(entry.text) for entry in entries(after, after.roles[role.id], part)}
    return tuple(entry for entry in entries(before, role, part) if spelled(entry.text) not in left)


def _edges_to(graph: RoleGraph, gone: set[RoleId], kinds: Iterable[str]) -> tuple[Edge, ...]:
    """The edges of some kinds from roles that stay to roles that go."""
    return tuple(
        edge
        for role in graph
        if role.id in gone
        for kind in kinds
        for edge in graph.incoming(role.id, kind)
        if edge.source not in gone
    )


def _cut_family(family: Family, place: Place) -> Family:
    if place.kind == PAGE:
        return replace(family, levels=(), tracks=(), responsibilities=(), requirements=(), extends=())
    return replace(
        family,
        levels=tuple(_cut_level(level, place) for level in family.levels if not _goes(level, place)),
        responsibilities=_outside(family.responsibilities, place),
        requirements=_outside(family.requirements, place),
        extends=tuple(found for found in family.extends if not _inside(found.span, place.span)),
    )


def _goes(level: Level, place: Place) -> bool:
    """Whether a level goes with a part: its heading does, or what says its grade where it has no heading of
    its own.
    """
    if _inside(level.span, place.span):
        return True
    return level.section == 0 and level.grade is not None and _inside(level.grade.span, place.span)


def _cut_level(level: Level, place: Place) -> Level:
    return replace(
        level,
        responsibilities=_outside(level.responsibilities, place),
        requirements=_outside(level.requirements, place),
        extends=tuple(found for found in level.extends if not _inside(found.span, place.span)),
    )


def _cuts(edge: Edge, level: Level, kept: Collection[RoleId]) -> bool:
    """Whether an edge goes: an inheritance with the line that states it, a step by grade with the role it
    leads to.
    """
    if edge.implied and edge.target not in kept:
        return True
    return edge.kind == EXTENDS and not any(found.line == edge.line for found in level.extends)


def _cut_edge(edge: Edge, kept: Collection[RoleId]) -> Edge:
    return edge if edge.target is None or edge.target in kept else replace(edge, target=None, family=None)


def _outside(items: tuple[Item, ...], place: Place) -> tuple[Item, ...]:
    return tuple(item for item in items if not _inside(item.span, place.span))


def _inside(span: Span, around: Span) -> bool:
    return around.start <= span.start < around.end
