"""The role graph: names that lead nowhere or not exactly somewhere, circles, roles that are defined twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from trellis.handbook.compiler import Handbook
from trellis.handbook.diagnostics import Code, Diagnostic, Related, Reporter
from trellis.handbook.text import Span
from trellis.roles.definitions.checks.codes import lines as codes
from trellis.roles.definitions.graph import EXTENDS, MOVES_TO, REPORTS_TO, Edge, Role, RoleGraph, RoleId
from trellis.roles.definitions.model import Extension, Reference
from trellis.roles.definitions.names import LEVEL_WORDS, Names, bare, fold, seniority, spelled

ReporterFor = Callable[[str], Reporter]
_ELSEWHERE = {"outside", "external", "template"}


def check_graph_lines(graph: RoleGraph, handbook: Handbook, reporter_for: ReporterFor) -> None:
    """Report what is wrong with the edges of the graph, each at the words that state it."""
    guesses = _guesses_for(graph)
    for role in graph:
        guessed = tuple(edge for edge in role.edges if edge.target is None or not edge.exact)
        if guessed:
            _edges(guessed, role, graph, handbook, guesses, reporter_for(role.family.path))
    _circles(graph, guesses, reporter_for)
    _twice(graph, guesses, reporter_for)
    for family in graph.families.values():
        for ladder in family.ladders:
            if ladder.undefined:
                reporter_for(family.path).report(
                    codes.NEXT_UNDEFINED,
                    ladder.span,
                    f"The career ladder of “{family.title}” ends at a step that is not yet defined.",
                )


class _Guesses:
    """Which of the titles of a graph is meant by one that is defined nowhere; many pages name the same one."""

    def __init__(self, graph: RoleGraph) -> None:
        self.graph = graph
        titled = tuple((role.full_title, role.id) for role in graph)
        self._titles: Names[RoleId] = Names(titled)
        self._full = {key: title for title, key in titled}
        self._meant: dict[str, str | None] = {}
        self.spelled = tuple(spelled(title) for title, _key in titled)
        self.said: dict[RoleId, tuple[_Seen, tuple[Diagnostic, ...]]] = {}
        self.twice: dict[RoleId, tuple[Role, Role, Diagnostic]] = {}
        self._circles: tuple[RoleGraph, dict[str, tuple[tuple[RoleId, ...], ...]]] | None = None

    def meant_by(self, label: str) -> str | None:
        """The title that is most like a label, if both speak of one thing."""
        if label not in self._meant:
            near = (self._full[_known(self._titles, each)] for each in self._titles.nearest(label, 5))
            self._meant[label] = next((title for title in near if _speak_of_one_thing(label, title)), None)
        return self._meant[label]

    def circles(self, graph: RoleGraph) -> dict[str, tuple[tuple[RoleId, ...], ...]]:
        """The circles of a graph by the kind of their edges: those of the last one, if they lead where they led."""
        known = self._circles
        if known is None or not _leads_alike(graph, known[0]):
            known = (graph, {kind: graph.cycles(kind) for kind in _CIRCLES})
        else:
            known = (graph, known[1])
        self._circles = known
        return known[1]


def _leads_alike(graph: RoleGraph, other: RoleGraph) -> bool:
    """Whether the edges of two graphs with the same roles lead to the same."""
    return all(
        mine is its
        or [(edge.kind, edge.target) for edge in mine.edges]
        == [(edge.kind, edge.target) for edge in its.edges]
        for mine, its in zip(graph, other, strict=True)
    )


def _guesses_for(graph: RoleGraph) -> _Guesses:
    """Those of the last graph, if this one has the same titles: an edit of a text takes none away."""
    global _last  # noqa: PLW0603 - a memory of what is immutable; a second thread at most guesses twice
    last = _last
    if last is None or not _titled_alike(graph, last.graph):
        last = _last = _Guesses(graph)
    return last


def _titled_alike(graph: RoleGraph, other: RoleGraph) -> bool:
    return len(graph) == len(other) and all(
        mine is its or (mine.id == its.id and mine.full_title == its.full_title)
        for mine, its in zip(graph, other, strict=True)
    )


_last: _Guesses | None = None


class _Seen(NamedTuple):
    """All that is looked at to judge the names in a role: while these are the same, so is what is said of them."""

    role: Role
    targets: tuple[Role | None, ...]
    links: object

    def is_same(self, other: _Seen) -> bool:
        """Whether all of them are the very same objects."""
        return (
            self.role is other.role
            and self.links is other.links
            and len(self.targets) == len(other.targets)
            and all(mine is its for mine, its in zip(self.targets, other.targets, strict=True))
        )


def _edges(
    edges: tuple[Edge, ...],
    role: Role,
    graph: RoleGraph,
    handbook: Handbook,
    guesses: _Guesses,
    reporter: Reporter,
) -> None:
    """What is said of the names in a role; an edit elsewhere, which changes no title, changes nothing about it."""
    targets = tuple(graph.roles[edge.target] if edge.target is not None else None for edge in edges)
    seen = _Seen(role, targets, handbook.links.get(role.family.path))
    known = guesses.said.get(role.id)
    if known is not None and known[0].is_same(seen):
        reporter.found += known[1]
        return
    before = len(reporter.found)
    for edge in edges:
        _edge(edge, role, graph, handbook, guesses.meant_by, reporter)
    guesses.said[role.id] = (seen, tuple(reporter.found[before:]))


def _edge(
    edge: Edge,
    role: Role,
    graph: RoleGraph,
    handbook: Handbook,
    meant_by: Callable[[str], str | None],
    reporter: Reporter,
) -> None:
    unknown, inexact = _CODES[edge.kind]
    if edge.target is None and edge.family is None:
        reference, span = _place(edge, role)
        if (
            unknown is None
            or _leads_elsewhere(reference, role, handbook)
            or _is_specialty(edge, role)
            or _is_body(edge.label)
        ):
            return
        message, hint = _unknown(edge, role, meant_by)
        reporter.report(unknown, span, message, hint=hint)
    elif inexact is not None and not edge.exact and edge.target is not None and _worth_saying(edge, graph):
        target = graph.roles[edge.target]
        reporter.report(
            inexact,
            _place(edge, role)[1],
            f"“{edge.label}” is taken for “{target.full_title}” ({target.family.path}:{target.level.line}).",
        )


def _unknown(edge: Edge, role: Role, meant_by: Callable[[str], str | None]) -> tuple[str, str | None]:
    """What is wrong with a name that leads to no role, and the hint if there is one of its own."""
    said = f"“{role.full_title}” {_VERB[edge.kind]} “{edge.label}”"
    if _PLACEHOLDER.search(edge.label):
        return f"{said}, a placeholder that nobody has filled in.", "Write the title that is meant."
    if several := _several(edge.label, role):
        return (
            f"{said}, which may be any of {several} roles of this page.",
            "Name the role that is meant in full.",
        )
    meant = meant_by(edge.label)
    hint = f"Did you mean “{meant}”? Otherwise link the role or write its page." if meant else None
    return f"{said}, which is defined nowhere in the handbook.", hint


_CODES: dict[str, tuple[Code | None, Code | None]] = {
    EXTENDS: (codes.EXTENDS_UNKNOWN, codes.EXTENDS_INEXACT),
    REPORTS_TO: (codes.REPORTS_UNKNOWN, codes.REPORTS_INEXACT),
    MOVES_TO: (codes.LADDER_UNKNOWN, None),
    "next": (None, None),
}
_VERB = {EXTENDS: "extends", REPORTS_TO: "reports to", MOVES_TO: "may move to"}
_PLACEHOLDER = re.compile(
    r"(?:^|[\s,])(?:(?:job |role )?title|tb[acd]|x{2,}|\?+|insert .*|_{2,}|…|\.{3})\W*$", re.IGNORECASE
)
"""What a template leaves for somebody to fill in: “Director, Title”."""
_BODIES = {"board", "committee", "council", "shareholders", "trustees", "foundation"}


def _several(label: str, role: Role) -> int:
    """How many other roles of the page have a rank that stands alone for a title; 0 if there are not two."""
    rank = set(fold(label).split())
    if not rank or not rank <= LEVEL_WORDS:
        return 0
    others = [
        level for level in role.family.levels if level is not role.level and seniority(level.title) == rank
    ]
    return len(others) if len(others) > 1 else 0


def _speak_of_one_thing(label: str, title: str) -> bool:
    """Whether two titles share more than ranks: “Manager, IT” is no guess for “Manager, Sales”."""
    said, named = fold(label), fold(title)
    shared = set(said.split()) & set(named.split()) - LEVEL_WORDS
    return bool(shared) and fuzz.token_sort_ratio(said, named) >= _LIKE


_LIKE = 75.0
"""The least similarity (0 to 100) of a title that is offered in place of one that is defined nowhere."""


def _known(titles: Names[RoleId], spelled_title: str) -> RoleId:
    found = titles.find(spelled_title)
    if found is None:
        raise KeyError(spelled_title)
    return found.key


def _is_body(label: str) -> bool:
    """Whether a title names a body, such as the board of directors, which is no role."""
    return bool(set(fold(label).split()) & _BODIES)


def _worth_saying(edge: Edge, graph: RoleGraph) -> bool:
    """Whether the match is a guess that a reader should know of; a plural or the word Intermediate is none."""
    if edge.target is None:
        return False
    target = graph.roles[edge.target]
    names = {fold(target.title), fold(target.full_title), *(fold(alias) for alias in target.level.aliases)}
    for said in (
        target.level.grade.subject if target.level.grade else None,
        target.level.reports_to.subject if target.level.reports_to else None,
    ):
        if said:
            names.add(fold(said))
    return fold(edge.label) not in names


def _place(edge: Edge, role: Role) -> tuple[Reference | None, Span]:
    """The words that state an edge, and their place."""
    found: list[tuple[Reference | None, Span]] = []
    if edge.kind == EXTENDS:
        found = [
            (e.target, e.target.span if e.target else e.span) for e in role.level.extends if _states(e, edge)
        ]
    elif edge.kind == REPORTS_TO and role.level.reports_to:
        found = [(r, r.span) for r in role.level.reports_to.titles if r.title == edge.label]
    elif edge.kind == MOVES_TO:
        ladders = [role.level.ladder, *role.family.ladders]
        found = [
            (m.target, m.target.span)
            for ladder in ladders
            if ladder
            for m in ladder.moves
            if m.target.title == edge.label
        ]
    return found[0] if found else (None, role.level.span)


def _states(extension: Extension, edge: Edge) -> bool:
    return extension.line == edge.line and (extension.target is None or extension.target.title == edge.label)


def _leads_elsewhere(reference: Reference | None, role: Role, handbook: Handbook) -> bool:
    """Whether the name is a link out of what was read: then the role may well be defined there."""
    if reference is None or reference.destination is None:
        return False
    page = handbook.pages[role.family.path]
    for link, resolved in zip(page.links, handbook.links.get(page.path, ()), strict=False):
        if link.destination == reference.destination:
            return resolved.status in _ELSEWHERE
    return False


def _is_specialty(edge: Edge, role: Role) -> bool:
    named, family = fold(edge.label), role.family
    titles = [named.title for named in (*family.specialties, *family.segments)]
    titles += [track.title for track in family.tracks]
    return any(named in {fold(title), fold(bare(title))} for title in titles)


_CIRCLES = {
    EXTENDS: codes.EXTENDS_CIRCLE,
    REPORTS_TO: codes.REPORTS_CIRCLE,
    MOVES_TO: codes.LADDER_CIRCLE,
}


def _circles(graph: RoleGraph, guesses: _Guesses, reporter_for: ReporterFor) -> None:
    circles = guesses.circles(graph)
    for kind, code in _CIRCLES.items():
        for circle in circles[kind]:
            first = graph.roles[circle[0]]
            steps = [
                next(e for e in graph.roles[a].edges_of(kind) if e.target == b)
                for a, b in pairwise((*circle, circle[0]))
            ]
            if any(step.lateral for step in steps):
                continue
            chain = " → ".join(f"“{graph.roles[role].title}”" for role in (*circle, circle[0]))
            verb = {EXTENDS: "Inheritance", REPORTS_TO: "The reporting line", MOVES_TO: "The career ladder"}[
                kind
            ]
            reporter_for(first.family.path).report(
                code, _place(steps[0], first)[1], f"{verb} goes in a circle: {chain}."
            )


def _twice(graph: RoleGraph, guesses: _Guesses, reporter_for: ReporterFor) -> None:
    first: dict[str, Role] = {}
    for role, title in zip(graph, guesses.spelled, strict=True):
        if role.level.implicit and role.level.grade is None:
            continue
        earlier = first.setdefault(title, role)
        if earlier is not role and earlier.family is not role.family:
            reporter = reporter_for(role.family.path)
            known = guesses.twice.get(role.id)
            if known is not None and known[0] is role and known[1] is earlier:
                reporter.found.append(known[2])
                continue
            elsewhere = reporter_for(earlier.family.path).source.position(earlier.level.span.start)
            reporter.report(
                codes.DUPLICATE_ROLE,
                role.level.span,
                f"“{role.title}” is also defined on {earlier.family.path}.",
                related=[Related(earlier.family.path, elsewhere, "also defined here")],
            )
            guesses.twice[role.id] = (role, earlier, reporter.found[-1])
