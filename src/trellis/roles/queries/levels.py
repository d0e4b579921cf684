"""A level's page: its facts, its neighbours on the ladder, who is above and below."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trellis.handbook.slugs import anchors_of
from trellis.pages.addresses import page_address, source_address
from trellis.pages.queries.current import Edition
from trellis.roles.addresses import family_address, role_address
from trellis.roles.definitions import dossier, paths
from trellis.roles.definitions.graph import NEXT, REPORTS_TO, Edge, Role, RoleGraph
from trellis.roles.definitions.names import department_title
from trellis.roles.queries.families import (
    IndicatorView,
    LadderView,
    ProcessView,
    indicator_view,
    ladder_view,
    process_view,
)
from trellis.roles.queries.graph import graph_of, reports_of
from trellis.roles.queries.wording import grade_text, one_line

_FACT = re.compile(r"\breport(?:s|ing)?\b[^.]*\b(?:to|into)\b|\b(?:grade|level)\b\s*#?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tie:
    """Another role as this one speaks of it: `url` is empty where no page defines it."""

    title: str
    url: str
    grade: str = ""
    exact: bool = True
    written: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """A role of the family on its ladder."""

    title: str
    url: str
    grade: str
    here: bool


@dataclass(frozen=True, slots=True)
class LevelPage:
    """What every tab of a level's page shows."""

    key: str
    title: str
    family: str
    family_url: str
    department: str
    department_key: str
    page_url: str
    source_url: str
    path: str
    intro: str
    grade: str
    grade_source_url: str
    track: str
    reports_to: tuple[Tie, ...]
    next_steps: tuple[Tie, ...]
    moves: tuple[Tie, ...]
    ladder: tuple[Rung, ...]


def level_page(edition: Edition, role: Role) -> LevelPage:
    """What every tab of a level's page shows."""
    graph = graph_of(edition)
    level, family = role.level, role.family
    return LevelPage(
        key=str(role.id),
        title=role.full_title,
        family=family.title,
        family_url=family_address(family.slug),
        department=department_title(family.department),
        department_key=family.department,
        page_url=page_address(family.url, _anchor(edition, role)),
        source_url=source_address(family.path, level.line),
        path=family.path,
        intro=_beyond_facts(level.intro),
        grade=grade_text(role.grade),
        grade_source_url=source_address(family.path, level.grade.line) if level.grade else "",
        track=level.track or "",
        reports_to=tuple(_tie(graph, edge) for edge in role.edges_of(REPORTS_TO)),
        next_steps=tuple(_tie(graph, edge) for edge in paths.steps_from(graph, role.id) if edge.kind == NEXT),
        moves=tuple(_tie(graph, edge) for edge in paths.steps_from(graph, role.id) if edge.kind != NEXT),
        ladder=ladder_of(graph, role),
    )


def ladder_of(graph: RoleGraph, role: Role) -> tuple[Rung, ...]:
    """The roles of the family from the highest grade down; those without a grade last, in the page's order."""
    roles = list(graph.of_family(role.family.slug))
    order = {other.id: at for at, other in enumerate(roles)}
    roles.sort(key=lambda other: (other.grade is None, -(other.grade or 0.0), -order[other.id]))
    return tuple(
        Rung(
            title=other.title,
            url=role_address(other),
            grade=grade_text(other.grade),
            here=other.id == role.id,
        )
        for other in roles
    )


def hiring_of(role: Role) -> tuple[tuple[ProcessView, ...], bool]:
    """The hiring processes that hold for a role, and whether they are its own (else the family's)."""
    processes = dossier.hiring_of(role)
    return tuple(process_view(process, role.family.path) for process in processes), bool(role.level.hiring)


def indicators_of(role: Role) -> tuple[tuple[IndicatorView, ...], tuple[IndicatorView, ...]]:
    """The indicators of the level itself, and those of its whole family."""
    views = [(indicator_view(found, role.family.path), own) for found, own in dossier.indicators_of(role)]
    return tuple(view for view, own in views if own), tuple(view for view, own in views if not own)


def ladders_of(role: Role) -> tuple[LadderView, ...]:
    """What the page says about going on from this role."""
    return tuple(ladder_view(ladder, role.family.path) for ladder in dossier.ladders_of(role))


def reports(edition: Edition, role: Role) -> tuple[Tie, ...]:
    """Who reports to a role."""
    graph = graph_of(edition)
    below = reports_of(graph, role.id)
    return tuple(
        Tie(title=other.full_title, url=role_address(other), grade=grade_text(other.grade)) for other in below
    )


def _beyond_facts(intro: str) -> str:
    """A level's introduction without the sentences that the page shows as facts: grade and reporting line."""
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", one_line(intro))
    return " ".join(sentence for sentence in sentences if not _FACT.search(sentence))


def _anchor(edition: Edition, role: Role) -> str:
    """The anchor of the level's heading on its page; empty for a level without one."""
    page = edition.handbook.pages.get(role.family.path)
    if page is None or not role.level.section:
        return ""
    names = anchors_of(page, edition.handbook.settings.slugs).names
    return names[role.level.section - 1] if role.level.section <= len(names) else ""


def _tie(graph: RoleGraph, edge: Edge) -> Tie:
    other = graph.roles.get(edge.target) if edge.target is not None else None
    return Tie(
        title=other.full_title if other is not None else one_line(edge.label),
        url=role_address(other) if other is not None else "",
        grade=grade_text(other.grade) if other is not None else "",
        exact=edge.exact,
        written=one_line(edge.label),
        source_url=source_address(edge.path, edge.line),
    )
