"""Roles and job families, for programs: with everything that holds for a role, compared, and the ways between."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.core.api.paging import Paging, part_at
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.pages.queries.current import Edition, current_edition
from trellis.roles.addresses import HOME_FAMILY, family_address, family_slug, parsed_key
from trellis.roles.definitions import compare, paths
from trellis.roles.definitions.dossier import Entry, everything_about
from trellis.roles.definitions.graph import Edge, Role, RoleId
from trellis.roles.definitions.model import Family, HiringProcess
from trellis.roles.queries.directory import Row, Wanted, rows_for
from trellis.roles.queries.graph import graph_of, role_of

room = Room("Roles")
RoleKey = Field(
    max_length=500, description="A role by its `id`, such as `job-families/it/it-support#it-support`."
)


class RoleSummary(Schema):
    """A role in a list."""

    id: str = Field(description="Its family and level, joined by `#`.")
    family: str = Field(description="The name of its family in addresses.")
    level: str = Field(description="Its name within the family.")
    title: str
    family_title: str
    department: str
    grade: float | None
    reports_to: str | None
    leads_people: bool
    address: str = Field(description="Where people read it.")


class Item(Schema):
    """A line that holds for a role, and where it is stated."""

    text: str
    own: bool = Field(description="Whether the role's own section states it.")
    origin: str = Field(description="The role or family that states it.")
    path: str
    line: int


class IndicatorDetail(Schema):
    """A performance indicator."""

    name: str
    target: str | None
    own: bool


class HiringStepDetail(Schema):
    """A step of a hiring process."""

    text: str
    minutes: int | None
    interviewers: list[str]
    optional: bool


class Tie(Schema):
    """A role that this one leads to, or that leads to it."""

    id: str | None = Field(description="Null for a title that no page defines.")
    title: str


class RoleDetail(RoleSummary):
    """A role with everything that holds for it, what it inherits included."""

    responsibilities: list[Item]
    requirements: list[Item]
    nice_to_have: list[Item]
    indicators: list[IndicatorDetail]
    hiring: list[HiringStepDetail]
    reporting_line: list[str] = Field(description="The titles from the next role up.")
    reports: list[Tie]
    next_roles: list[Tie]


class FamilySummary(Schema):
    """A job family in a list."""

    slug: str = Field(description="Its name in addresses.")
    title: str
    description: str | None
    department: str
    path: str
    address: str = Field(description="Where people read it.")
    levels: int


class FamilyDetail(FamilySummary):
    """A job family with its levels."""

    roles: list[RoleSummary]
    hiring: list[HiringStepDetail]
    indicators: list[IndicatorDetail]


class ListDifference(Schema):
    """One list of two roles."""

    name: str
    both: list[str]
    only_first: list[str]
    only_second: list[str]
    reworded: list[list[str]] = Field(description="Pairs that say nearly the same.")


class FactDifference(Schema):
    """One fact of two roles."""

    name: str
    first: str | None
    second: str | None


class RoleDifference(Schema):
    """Two roles side by side."""

    first: RoleSummary
    second: RoleSummary
    facts: list[FactDifference]
    lists: list[ListDifference]


class PathStep(Schema):
    """A step of a way: the role that it leads to, and what is new there."""

    role: RoleSummary
    sideways: bool = Field(description="Whether it leads to another family.")
    responsibilities: list[str]
    requirements: list[str]


class RolePath(Schema):
    """A way from one role to another."""

    steps: list[PathStep]


class RoleFilters(Schema):
    """Which roles are wanted."""

    q: str = Field("", max_length=200, description="Words of title, family and department.")
    family: str = Field("", max_length=400)
    department: str = Field("", max_length=200)
    grade: str = Field("", max_length=10, description="Such as `7`, or `none`.")
    leads_people: bool | None = None


class TwoRoles(Schema):
    """Two roles."""

    first: str = RoleKey
    second: str = RoleKey


class Journey(Schema):
    """Where a way begins and ends."""

    start: str = RoleKey
    end: str = RoleKey


@room.read("/roles", RoleSummary, scope="roles:read", listed=True)
def list_roles(request: HttpRequest, filters: Query[RoleFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The roles of all job families, in the order of the handbook."""
    leads: Literal["", "yes", "no"] = ""
    if filters.leads_people is not None:
        leads = "yes" if filters.leads_people else "no"
    family = family_slug(filters.family)
    wanted = Wanted(filters.q, department=filters.department, family=family, grade=filters.grade, leads=leads)
    found = rows_for(current_edition(), wanted)
    part = part_at(request, paging, lambda start, end: found[start:end])
    return {**part, "items": [RoleSummary(**_row(each)) for each in part["items"]]}


@room.read("/roles/difference", RoleDifference, scope="roles:read")
def compare_roles(request: HttpRequest, roles: Query[TwoRoles]) -> RoleDifference:
    """What two roles have in common, and what only one has."""
    edition = current_edition()
    first, second = _role(edition, parsed_key(roles.first)), _role(edition, parsed_key(roles.second))
    found = compare.compare(graph_of(edition), first.id, second.id)
    return RoleDifference(
        first=_summary(edition, first),
        second=_summary(edition, second),
        facts=[FactDifference(name=each.name, first=each.first, second=each.second) for each in found.facts],
        lists=[
            ListDifference(
                name=each.name, both=[other.text for _one, other in each.both],
                only_first=_texts(each.only_first), only_second=_texts(each.only_second),
                reworded=[[near.first.text, near.second.text] for near in each.changed],
            )
            for each in found.lists
        ],
    )  # fmt: skip


@room.read("/roles/paths", RolePath, scope="roles:read", listed=True)
def list_paths(request: HttpRequest, journey: Query[Journey], paging: Query[Paging]) -> dict[str, Any]:
    """The ways from one role to another, the shortest first, with what each step adds."""
    edition = current_edition()
    start, end = _role(edition, parsed_key(journey.start)), _role(edition, parsed_key(journey.end))
    found = paths.ways(graph_of(edition), start.id, end.id).found
    part = part_at(request, paging, lambda first, last: found[first:last])
    return {**part, "items": [_path(edition, each) for each in part["items"]]}


@room.read("/families", FamilySummary, scope="roles:read", listed=True)
def list_families(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The job families, in the order of the handbook."""
    found = list(graph_of(current_edition()).families.values())
    part = part_at(request, paging, lambda start, end: found[start:end])
    return {**part, "items": [FamilySummary(**_family_summary(each)) for each in part["items"]]}


@room.read("/families/{path:family}/levels/{level}", RoleDetail, scope="roles:read")
def get_role(request: HttpRequest, family: str, level: str) -> RoleDetail:
    """A role with everything that holds for it, what it inherits included."""
    edition = current_edition()
    return _detail(edition, _role(edition, RoleId(family_slug(family), level)))


@room.read("/families/{path:family}", FamilyDetail, scope="roles:read")
def get_family(request: HttpRequest, family: str) -> FamilyDetail:
    """A job family with its levels."""
    edition = current_edition()
    slug = family_slug(family)
    found = next((each for each in graph_of(edition).families.values() if each.slug == slug), None)
    if found is None:
        raise not_found(_("There is no such job family."))
    rows = [row for row in rows_for(edition, Wanted()) if row.id.family == slug]
    return FamilyDetail(
        **_family_summary(found), roles=[RoleSummary(**_row(row)) for row in rows], hiring=_steps(found.hiring),
        indicators=[
            IndicatorDetail(name=each.name, target=each.target, own=True) for each in found.all_indicators
        ],
    )  # fmt: skip


def _role(edition: Edition, key: RoleId | None) -> Role:
    found = role_of(edition, key)
    if found is None:
        raise not_found(_("There is no such role. Its name is that of its family and its level."))
    return found


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "family": row.id.family or HOME_FAMILY,
        "level": row.id.level,
        "title": row.title,
        "family_title": row.family,
        "department": row.department,
        "grade": row.grade,
        "reports_to": row.reports_to or None,
        "leads_people": row.leads,
        "address": row.url,
    }


def _rows(edition: Edition) -> dict[RoleId, Row]:
    return {row.id: row for row in rows_for(edition, Wanted())}


def _summary(edition: Edition, role: Role) -> RoleSummary:
    return RoleSummary(**_row(edition.derive(_rows)[role.id]))


def _detail(edition: Edition, role: Role) -> RoleDetail:
    graph = graph_of(edition)
    found = everything_about(graph, role)
    return RoleDetail(
        **_summary(edition, role).model_dump(),
        responsibilities=[_item(each) for each in found.responsibilities],
        requirements=[_item(each) for each in found.requirements],
        nice_to_have=[_item(each) for each in found.nice_to_have],
        indicators=[
            IndicatorDetail(name=each.name, target=each.target, own=own) for each, own in found.indicators
        ],
        hiring=_steps(found.hiring),
        reporting_line=[rung.title for rung in found.above],
        reports=[_tie(graph.roles.get(edge.source), edge) for edge in found.below],
        next_roles=[_tie(graph.roles.get(edge.target) if edge.target else None, edge) for edge in found.onward],
    )  # fmt: skip


def _family_summary(family: Family) -> dict[str, Any]:
    return {
        "slug": family.slug or HOME_FAMILY,
        "title": family.title,
        "description": family.description,
        "department": family.department,
        "path": family.path,
        "address": family_address(family.slug),
        "levels": len(family.levels),
    }


def _path(edition: Edition, way: paths.Way) -> RolePath:
    def texts(step: paths.Step, name: str) -> list[str]:
        return next((_texts(entries) for part, entries in step.added if part.value == name), [])

    return RolePath(
        steps=[
            PathStep(
                role=_summary(edition, step.role), sideways=step.sideways,
                responsibilities=texts(step, "responsibilities"), requirements=texts(step, "requirements"),
            )
            for step in way.steps
        ]
    )  # fmt: skip


def _steps(processes: tuple[HiringProcess, ...]) -> list[HiringStepDetail]:
    return [
        HiringStepDetail(
            text=step.text, minutes=step.minutes, interviewers=list(step.interviewers), optional=step.optional
        )
        for process in processes
        for step in process.steps
    ]


def _item(entry: Entry) -> Item:
    return Item(text=entry.text, own=entry.own, origin=entry.label, path=entry.path, line=entry.line)


def _texts(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.text for entry in entries]


def _tie(role: Role | None, edge: Edge) -> Tie:
    return Tie(id=str(role.id), title=role.full_title) if role is not None else Tie(id=None, title=edge.label)
