"""From families to the role graph: every name in every text to the role that a reader would take it for.

A name is looked up where a reader would: the page that its link leads to, the page it stands on, the whole handbook.
What fits is taken, and whether the wording was the title's own is kept; what fits nowhere stays as a dangling edge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from trellis.roles.definitions.graph import EXTENDS, MOVES_TO, NEXT, REPORTS_TO, Edge, Role, RoleGraph, RoleId
from trellis.roles.definitions.model import Extension, Family, Ladder, Level, Part, Reference
from trellis.roles.definitions.names import LEVEL_WORDS, Names, fold, is_incomplete, spelled, words
from trellis.roles.definitions.page_names import PageNames, outline_of
from trellis.roles.definitions.sentences.text import names_a_role


class Place(NamedTuple):
    """Where a link leads: a page's path, and the number of the section it names (`None`: the whole page)."""

    path: str
    section: int | None


Follow = Callable[[str, str], Place | None]
"""Given a page's path and a destination on it, where it leads; `None` if nowhere in the handbook."""


class Found(NamedTuple):
    """What a name was taken for: a role, or only a family, or neither."""

    role: RoleId | None
    family: str | None
    exact: bool


_NOTHING = Found(None, None, True)


def nowhere(path: str, destination: str) -> Place | None:
    """Follows no link: for families that stand alone."""
    return None


def build_graph(
    families: Iterable[Family],
    follow: Follow = nowhere,
    links_of: Callable[[str], Hashable] | None = None,
) -> RoleGraph:
    """The role graph of families, given in the order of their pages.

    `links_of` gives what decides how the links of a page are followed. With it, the roles of the families that an edit
    cannot have reached are the very ones of an earlier graph.
    """
    return _Resolver(list(families), follow, links_of).graph()


_MANAGING = re.compile(
    r"^(?:(?:senior|sr\.?|group|regional|area|associate|assistant|deputy|global|executive)\s+)*"
    r"(?:manager|director|vice president|v\.?p\.?|s\.?v\.?p\.?|e\.?v\.?p\.?|head|chief)\b"
    r"|\b(?:director|vice president|\bvp|chief|head)\b",
    re.IGNORECASE,
)


def manages(title: str, family: Family | None = None) -> bool:
    """Whether a title is one of people management: "Manager, IT" is, "Program Manager" is not.

    On the page of a family whose other roles are engineers or analysts, "Security Manager" is one as well.
    """
    if _says_managing(title):
        return True
    if family is None or not _says_manager(title):
        return False
    return any(not _says_managing(level.title) for level in family.levels if not _says_manager(level.title))


@lru_cache(maxsize=20_000)
def _says_managing(title: str) -> bool:
    return _MANAGING.search(title) is not None


@lru_cache(maxsize=20_000)
def _says_manager(title: str) -> bool:
    return re.search(r"\bmanager\b", title, re.IGNORECASE) is not None


class _Known(NamedTuple):
    """A family of an earlier graph: what its page's links led to, and the roles that were made of it."""

    family: Family
    links: Hashable
    roles: tuple[Role, ...]


@dataclass(slots=True)
class _Titles:
    """All titles of one set of families, by the outlines of these, and the roles that were resolved by them last."""

    titles: Names[RoleId]
    family_titles: Names[str]
    roles: dict[int, _Known] = field(default_factory=dict)


MOST_REMEMBERED = 4
"""Sets of outlines of which titles and roles are kept: today's, and those of the last few changes that were tried."""

_remembered: dict[Hashable, _Titles] = {}
"""A memory of what is immutable; two threads at most make the same twice."""

_pages: dict[int, tuple[Family, PageNames, Hashable]] = {}
"""The names and outlines of the families of the last graph, by identity: an edit leaves nearly all as they are."""


def _page_names(families: Iterable[Family]) -> tuple[dict[str, PageNames], Hashable]:
    """The names on each page, by slug, and the outlines of all; those of the last graph's families are taken over."""
    global _pages  # noqa: PLW0603 - a memory of what is immutable; a second thread at most makes names twice
    before, made = _pages, {}
    for family in families:
        known = before.get(id(family))
        if known is None or known[0] is not family:
            known = (family, PageNames(family), outline_of(family))
        made[id(family)] = known
    _pages = made
    names = {family.slug: names for family, names, _ in made.values()}
    return names, tuple(outline for _, _, outline in made.values())


def _titles_of(families: Iterable[Family], outlines: Hashable) -> _Titles:
    found = _remembered.pop(outlines, None)
    if found is None:
        found = _Titles(Names(), Names())
        for family in families:
            found.family_titles.add(_family_name(family.title), family.slug)
            for level in family.levels:
                short = is_incomplete(level.title, family.title)
                title = f"{level.title} {family.title}" if short else level.title
                found.titles.add(title, RoleId(family.slug, level.slug))
    _remembered[outlines] = found  # at the end of the line: the others go first
    for other in list(_remembered)[:-MOST_REMEMBERED]:
        _remembered.pop(other, None)
    return found


class _Resolver:
    def __init__(
        self, families: list[Family], follow: Follow, links_of: Callable[[str], Hashable] | None
    ) -> None:
        self.families = {family.slug: family for family in families}
        self.by_path = {family.path: family for family in families}
        self.follow = follow
        self.links_of = links_of
        self.pages, outlines = _page_names(families)
        self.known = _titles_of(families, outlines)
        self.titles, self.family_titles = self.known.titles, self.known.family_titles

    def graph(self) -> RoleGraph:
        before, made = self.known.roles, {}
        roles: dict[RoleId, Role] = {}
        for family in self.families.values():
            links = self.links_of(family.path) if self.links_of is not None else None
            known = before.get(id(family)) if self.links_of is not None else None
            if known is None or known.family is not family or known.links != links:
                known = _Known(family, links, tuple(self.roles_of(family)))
            made[id(family)] = known
            roles.update((role.id, role) for role in known.roles)
        if self.links_of is not None:
            self.known.roles = made
        return RoleGraph(self.families, roles)

    def roles_of(self, family: Family) -> Iterator[Role]:
        """The roles of a family with all their edges."""
        for level in family.levels:
            edges = (*self.extends(family, level), *self.reports(family, level), *self.steps(family, level))
            yield Role(RoleId(family.slug, level.slug), level, family, edges)

    # -- names

    def find(self, reference: Reference, family: Family, level: Level) -> Found:
        """What a reference on a level's section means."""
        linked = self.find_linked(reference, family, level)
        if linked.role is not None:
            return linked
        here = self.pages[family.slug].find(reference.title, level)
        if here is not None and here.exact:
            return Found(RoleId(family.slug, here.key.slug), family.slug, True)
        anywhere = self.titles.find(reference.title)
        if anywhere is not None and anywhere.exact and anywhere.key != RoleId(family.slug, level.slug):
            return Found(anywhere.key, anywhere.key.family, True)
        if here is not None:
            return Found(
                RoleId(family.slug, here.key.slug), family.slug, _only_form(reference.title, here.key.title)
            )
        if anywhere is not None and anywhere.key != RoleId(family.slug, level.slug):
            title = self.families[anywhere.key.family].level(anywhere.key.level)
            return Found(
                anywhere.key, anywhere.key.family, _only_form(reference.title, title.title if title else "")
            )
        return linked

    def find_linked(self, reference: Reference, family: Family, level: Level) -> Found:
        place = self.follow(family.path, reference.destination) if reference.destination else None
        target = self.by_path.get(place.path) if place else None
        if place is None or target is None:
            return _NOTHING
        section = place.section
        if section is not None:
            owner = next((lv for lv in target.levels if lv.section == section), None)
            if owner is not None:
                same = bool(set(fold(reference.title).split()) & set(fold(owner.title).split()))
                return Found(RoleId(target.slug, owner.slug), target.slug, same)
        if target is family:
            return _NOTHING
        named = self.pages[target.slug].find(reference.title, level)
        if named is not None:
            return Found(
                RoleId(target.slug, named.key.slug), target.slug, _only_form(reference.title, named.key.title)
            )
        if len(target.levels) == 1 and _resembles(reference.title, target.levels[0].title):
            return Found(RoleId(target.slug, target.levels[0].slug), target.slug, False)
        return Found(None, target.slug, True)

    # -- edges

    def extends(self, family: Family, level: Level) -> Iterator[Edge]:
        source = RoleId(family.slug, level.slug)
        merged: dict[tuple[RoleId | None, str], Edge] = {}
        for extension in level.extends:
            edge = self.extension(extension, source, family, level)
            if edge is None:
                continue
            key = (edge.target, "" if edge.target else spelled(edge.label))
            known = merged.get(key)
            if known is not None:
                parts = tuple(part for part in Part if part in known.parts or part in edge.parts)
                # The inexact wording of two is what a diagnostic has to show.
                edge = replace(edge if known.exact and not edge.exact else known, parts=parts)
            merged[key] = edge
        yield from merged.values()

    def extension(self, extension: Extension, source: RoleId, family: Family, level: Level) -> Edge | None:
        """The edge of one inheritance; nothing where "above" means the family's own lists, or no role is spoken of."""
        if extension.target is None:
            previous = self.pages[family.slug].previous(level)
            if previous is None or not says_previous(extension.wording, previous):
                return None
            label = previous.title
            found = Found(RoleId(family.slug, previous.slug), family.slug, True)
        else:
            label = extension.target.title
            found = self.find(extension.target, family, level)
            if found.role is None and found.family is None and not names_a_role(label):
                return None
        return Edge(
            EXTENDS,
            source,
            found.role,
            label,
            family.path,
            extension.line,
            found.exact,
            parts=extension.parts or tuple(Part),
            family=family.slug if found.role == source else found.family,
        )

    def reports(self, family: Family, level: Level) -> Iterator[Edge]:
        if level.reports_to is None:
            return
        source = RoleId(family.slug, level.slug)
        for reference in level.reports_to.titles:
            found = self.find(reference, family, level)
            role = found.role if found.role != source else None
            yield Edge(
                REPORTS_TO,
                source,
                role,
                reference.title,
                family.path,
                level.reports_to.line,
                found.exact,
                family=found.family if role else None,
            )

    def steps(self, family: Family, level: Level) -> Iterator[Edge]:
        source = RoleId(family.slug, level.slug)
        following = self.next_level(family, level)
        if following is not None:
            yield Edge(
                NEXT,
                source,
                RoleId(family.slug, following.slug),
                following.title,
                family.path,
                following.line,
                implied=True,
                family=family.slug,
            )
        own = [level.ladder] if level.ladder is not None else []
        shared = [ladder for ladder in family.ladders if not any(lv.ladder == ladder for lv in family.levels)]
        for ladder in own or shared:
            yield from self.ladder(ladder, source, family, level, at_top=following is None or bool(own))

    def next_level(self, family: Family, level: Level) -> Level | None:
        """The next step on the page: the least higher grade of the same track and kind of work, later on the page
        first.
        """
        if level.grade is None:
            return None
        fitting = [
            other
            for other in family.levels
            if other.grade
            and other.grade.value > level.grade.value
            and other.track == level.track
            and manages(other.title, family) == manages(level.title, family)
        ]
        return min(
            fitting,
            key=lambda other: (other.grade.value if other.grade else 0, other.line < level.line, other.line),
            default=None,
        )

    def ladder(
        self, ladder: Ladder, source: RoleId, family: Family, level: Level, *, at_top: bool
    ) -> Iterator[Edge]:
        """The moves of a ladder that are this level's: said of it by name, else said of all, from the top."""
        seen: set[tuple[RoleId | None, str | None]] = set()
        for move in ladder.moves:
            said_of = (
                self.pages[family.slug].find(move.subject, level, at_itself=True) if move.subject else None
            )
            if said_of.key.slug != level.slug if said_of is not None else not at_top:
                continue
            found = self.find(move.target, family, level)
            leads = found.family
            if found.role is None and leads is None:
                match = self.family_titles.find(_family_name(move.target.title))
                leads = match.key if match else None
            if leads == family.slug and found.role is None:
                continue
            target = found.role or self.entry(leads, level)
            if (target, leads) in seen or target == source:
                continue
            seen.add((target, leads))
            if target is not None or leads is not None or move.target.destination is None:
                yield Edge(
                    MOVES_TO,
                    source,
                    target,
                    move.target.title,
                    family.path,
                    ladder.line,
                    found.exact,
                    lateral=move.lateral,
                    family=leads,
                )

    def entry(self, slug: str | None, level: Level) -> RoleId | None:
        """The role at which one enters a family: the least grade above one's own, else the highest there is."""
        family = self.families.get(slug or "")
        if family is None or not family.levels:
            return None
        graded = sorted(
            (lv for lv in family.levels if lv.grade), key=lambda lv: lv.grade.value if lv.grade else 0
        )
        if not graded:
            return RoleId(family.slug, family.levels[0].slug)
        own = level.grade.value if level.grade else 0
        return RoleId(
            family.slug, next((lv for lv in graded if lv.grade and lv.grade.value > own), graded[-1]).slug
        )


def _resembles(wording: str, title: str) -> bool:
    """Whether a wording and a title share a word that says what the role is about."""
    return bool((set(fold(wording).split()) & set(fold(title).split())) - LEVEL_WORDS)


def _only_form(wording: str, title: str) -> bool:
    """Whether two titles differ only in what no reader would notice: marks, case, order of the same words."""
    return sorted(words(wording)) == sorted(words(title))


def says_previous(wording: str, previous: Level) -> bool:
    """Whether "above" on a level means the level before it; where the family has lists of its own it may mean those."""
    return re.search(r"\b(?:previous|prior|preceding|lower)\b", wording, re.IGNORECASE) is not None or bool(
        previous.responsibilities or previous.requirements or previous.extends
    )


def _family_name(title: str) -> str:
    return re.sub(r"\s*\b(?:roles?(?: at .*)?|job family|family|team)\s*$", "", title, flags=re.IGNORECASE)
