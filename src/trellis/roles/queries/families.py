"""A family's page: what it says for all its levels, and the table of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.pages.addresses import page_address, source_address
from trellis.pages.companions import Companion
from trellis.pages.queries.current import Edition
from trellis.roles.addresses import family_address, role_address
from trellis.roles.definitions.graph import Role, RoleGraph
from trellis.roles.definitions.kind import NAME
from trellis.roles.definitions.model import Family, HiringProcess, Indicator, Item, Ladder, Specialty
from trellis.roles.definitions.names import department_title
from trellis.roles.queries.expectations import ItemView, own_views
from trellis.roles.queries.graph import graph_of, reporting_line
from trellis.roles.queries.wording import grade_text, one_line


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level in its family's table."""

    title: str
    url: str
    grade: str
    track: str
    reports_to: str
    reports_to_url: str
    responsibilities: int
    requirements: int


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of items with a heading."""

    title: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator with its target; `scope` names the level if it is not the whole family's."""

    name: str
    target: str
    scope: str
    source_url: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a hiring process."""

    text: str
    duration: str
    interviewers: tuple[str, ...]
    optional: bool
    source_url: str


@dataclass(frozen=True, slots=True)
class ProcessView:
    """A hiring process."""

    title: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class LadderView:
    """What a page says about going on: its text, and whether it calls the next step not defined yet."""

    title: str
    paragraphs: tuple[str, ...]
    undefined: bool
    source_url: str


@dataclass(frozen=True, slots=True)
class SpecialtyView:
    """A specialty or segment."""

    title: str
    text: str
    lists: tuple[ListView, ...]
    source_url: str


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """Everything that a family's page shows."""

    slug: str
    title: str
    description: str
    department: str
    department_key: str
    page_url: str
    source_url: str
    path: str
    levels: tuple[LevelRow, ...]
    has_tracks: bool
    lists: tuple[ListView, ...]
    hiring: tuple[ProcessView, ...]
    indicators: tuple[IndicatorView, ...]
    ladders: tuple[LadderView, ...]
    specialties: tuple[SpecialtyView, ...]
    segments: tuple[SpecialtyView, ...]


def family_of(edition: Edition, slug: str) -> Family | None:
    """A family by its slug, or `None`."""
    return graph_of(edition).families.get(slug)


def companion_of(edition: Edition, path: str) -> Companion | None:
    """The page of the family that a page of the handbook describes."""
    family = edition.handbook.definitions.get(NAME, {}).get(path)
    return (
        Companion(_("Roles on this page"), "ladder", family_address(family.slug))
        if isinstance(family, Family)
        else None
    )


def family_page(edition: Edition, family: Family) -> FamilyPage:
    """Everything that the family's page shows."""
    graph = graph_of(edition)
    roles = graph.of_family(family.slug)
    return FamilyPage(
        slug=family.slug,
        title=family.title,
        description=one_line(family.description or family.intro),
        department=department_title(family.department),
        department_key=family.department,
        page_url=page_address(family.url),
        source_url=source_address(family.path),
        path=family.path,
        levels=tuple(_level_row(graph, role) for role in roles),
        has_tracks=any(role.level.track for role in roles),
        lists=tuple(_family_lists(family)),
        hiring=tuple(process_view(process, family.path) for process in family.hiring),
        indicators=tuple(indicator_view(found, family.path) for found in family.indicators),
        ladders=tuple(ladder_view(ladder, family.path) for ladder in family.ladders),
        specialties=tuple(_specialty(found, family.path) for found in family.specialties),
        segments=tuple(_specialty(found, family.path) for found in family.segments),
    )


def process_view(process: HiringProcess, path: str) -> ProcessView:
    """A hiring process as a page shows it."""
    steps = tuple(
        StepView(
            text=one_line(step.text),
            duration=_("%(n)d min") % {"n": step.minutes} if step.minutes else "",
            interviewers=step.interviewers,
            optional=step.optional,
            source_url=source_address(path, step.line),
        )
        for step in process.steps
    )
    return ProcessView(title=process.title, steps=steps)


def indicator_view(found: Indicator, path: str) -> IndicatorView:
    """An indicator as a page shows it."""
    return IndicatorView(
        name=one_line(found.name),
        target=found.target or "",
        scope=found.scope or "",
        source_url=source_address(path, found.line),
    )


def ladder_view(ladder: Ladder, path: str) -> LadderView:
    """A career-ladder section as a page shows it."""
    return LadderView(
        title=ladder.title,
        paragraphs=tuple(one_line(part) for part in ladder.text.split("\n\n") if part.strip()),
        undefined=ladder.undefined,
        source_url=source_address(path, ladder.line),
    )


def _family_lists(family: Family) -> list[ListView]:
    named = (
        (_("Responsibilities of every level"), family.responsibilities),
        (_("Requirements for every level"), family.requirements),
        (_("Nice to have"), family.nice_to_have),
    )
    return [_list(title, items, family.path) for title, items in named if items]


def _list(title: str, items: tuple[Item, ...], path: str) -> ListView:
    return ListView(title, tuple(own_views(items, path, own=False, origin="")))


def _level_row(graph: RoleGraph, role: Role) -> LevelRow:
    line = reporting_line(role)
    boss = graph.roles.get(line.target) if line is not None and line.target is not None else None
    return LevelRow(
        title=role.title,
        url=role_address(role),
        grade=grade_text(role.grade),
        track=role.level.track or "",
        reports_to=boss.full_title if boss is not None else line.label if line is not None else "",
        reports_to_url=role_address(boss) if boss is not None else "",
        responsibilities=len(role.level.responsibilities),
        requirements=len(role.level.requirements),
    )


def _specialty(found: Specialty, path: str) -> SpecialtyView:
    named = ((_("Responsibilities"), found.responsibilities), (_("Requirements"), found.requirements))
    return SpecialtyView(
        title=found.title,
        text=one_line(found.text),
        lists=tuple(_list(title, items, path) for title, items in named if items),
        source_url=source_address(path, found.line),
    )
