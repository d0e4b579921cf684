"""The organisation for programs: departments, the chart, what is to be looked at, planned positions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account, NotAllowedError
from trellis.people import rules, terms
from trellis.people.days import today
from trellis.people.definitions.permissions import PLAN
from trellis.people.models import Employment, Seat, SeatState
from trellis.people.queries import chart as charts
from trellis.people.queries import findings
from trellis.people.queries import organisation as queries
from trellis.people.queries.organisation import Asked
from trellis.people.rules import Person
from trellis.people.services import organisation
from trellis.people.services.errors import PeopleError
from trellis.people.services.organisation import Plan

room = Room("Organisation")
State = Literal["planned", "open", "filled", "closed"]


class DepartmentDetail(Schema):
    """A department."""

    name: str
    title: str
    parent: str = Field(description="The name of the department above; empty at the top.")
    head_role: str = Field(description="The title of the role that heads it, as the handbook says.")
    cost_centre: str
    heads: list[UUID]
    people_partners: list[UUID]
    people: int
    people_in_all: int = Field(description="With those of the departments below.")
    fte: Decimal = Field(description="Full-time equivalents, with those of the departments below.")
    open_positions: int


class PlaceDetail(Schema):
    """Somebody's place in the chart."""

    person: UUID
    name: str
    title: str
    department: str
    manager: UUID | None
    level: int = Field(description="How far from the top; 1 is the top.")
    direct_reports: int
    total_reports: int


class ChartFilters(Schema):
    """Which part of the chart is wanted."""

    at: UUID | None = Field(None, description="Only this person and those below.")
    department: str = Field("", max_length=60, description="Only this department and those below.")
    depth: int = Field(0, ge=0, le=100, description="How many levels below the first; 0 is all.")
    on: date | None = Field(None, description="Another day than today, for those who see records.")


class FindingDetail(Schema):
    """Something to be looked at."""

    kind: str
    about: str
    person: UUID | None
    department: str
    what: str
    since: date | None = Field(description="Since when it is so, or until when.")
    advice: str
    address: str = Field(description="The page where something can be done about it.")


class FindingFilters(Schema):
    """Which findings are wanted."""

    kind: str = Field("", max_length=40)
    department: str = Field("", max_length=60)


class SeatDetail(Schema):
    """A planned position."""

    id: UUID
    title: str
    role: str = Field(description="The role of the handbook, as `family#level`.")
    department: str
    entity: str
    location: str
    manager: UUID | None
    fte: Decimal
    starts_on: date
    state: State
    note: str
    filled_by: UUID | None = Field(description="The employment that fills it.")
    revision: str
    version: int


class SeatFilters(Schema):
    """Which planned positions are wanted."""

    state: State | None = None
    department: str = Field("", max_length=60, description="With those below it.")
    entity: str = Field("", max_length=200)
    quarter: str = Field("", max_length=8, description="A quarter such as 2026-Q3.")


class SeatBody(Schema):
    """A position that is to be filled."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200, description="The title of a role of the handbook.")
    department: str = Field(min_length=1, max_length=60)
    starts_on: date
    entity: str = Field("", max_length=200)
    location: str = Field("", max_length=120)
    manager: UUID | None = None
    fte: Decimal = Field(Decimal(1), gt=0, le=Decimal("1.5"), max_digits=4, decimal_places=3)
    note: str = Field("", max_length=500)


class SeatChange(SeatBody):
    """A position that is to be filled, as it is to be."""

    version: int = Field(description="The version that was read; another is refused.")


class SeatMove(Schema):
    """What becomes of a planned position."""

    model_config = ConfigDict(extra="forbid")

    state: State
    employment: UUID | None = Field(None, description="Whose employment fills it.")
    version: int | None = None


@room.read("/departments", DepartmentDetail, scope="team:read", listed=True)
def list_departments(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The departments, by name, with how many work in each."""
    _member(request)
    units = sorted(queries.units(charts.tree_on(today())), key=lambda each: each.name)
    part = part_of(request, paging, units, lambda each: each.name)
    return {**part, "items": [_department_shown(each) for each in part["items"]]}


@room.read("/departments/{str:department_name}", DepartmentDetail, scope="team:read")
def get_department(request: HttpRequest, department_name: str) -> DepartmentDetail:
    """A department."""
    _member(request)
    for each in queries.units(charts.tree_on(today())):
        if each.name == department_name:
            return _department_shown(each)
    raise not_found(_("There is no such department."))


@room.read("/organisation/chart", PlaceDetail, scope="team:read", listed=True)
def list_chart(request: HttpRequest, filters: Query[ChartFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The organisation chart from the top down, each person before those who report to them."""
    who = _member(request)
    day = filters.on if filters.on is not None and rules.sees_all_records(who) else today()
    tree = charts.tree_on(day)
    if filters.department:
        tree = tree.within(terms.all_departments().below(filters.department))
    if filters.at is not None and filters.at not in tree.nodes:
        raise not_found(_("They have no place in this chart."))
    tops = (filters.at,) if filters.at is not None else None
    first = tree.layer[filters.at] if filters.at is not None else 1
    order = [key for key in tree.walk(tops) if not filters.depth or tree.layer[key] - first <= filters.depth]
    part = part_of(request, paging, enumerate(order), lambda each: each[0])
    names = charts.names_of([key for _at, key in part["items"]])
    return {**part, "items": [_place_shown(tree, key, names) for _at, key in part["items"]]}


@room.read("/organisation/findings", FindingDetail, scope="team:read", listed=True)
def list_organisation_findings(
    request: HttpRequest, filters: Query[FindingFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """What is to be looked at: of everybody for those who see records, else of those in the caller's line."""
    who = _member(request)
    if not findings.sees_findings(who):
        raise NotAllowedError(_("This is for those who manage people or keep their records."))
    found = [
        each for each in findings.findings_for(who, today())
        if filters.kind in ("", each.kind) and filters.department in ("", each.department)
    ]  # fmt: skip
    part = part_of(request, paging, sorted(found, key=lambda each: each.key), lambda each: each.key)
    return {**part, "items": [_finding_shown(each) for each in part["items"]]}


@room.read("/planned-positions", SeatDetail, scope="team:read", listed=True)
def list_planned_positions(
    request: HttpRequest, filters: Query[SeatFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The headcount plan, by the day from which on a position is to be filled."""
    _planner(request)
    asked = Asked(
        state=filters.state or "",
        department=filters.department,
        entity=filters.entity,
        quarter=filters.quarter,
    )
    part = part_of_query(request, paging, queries.seats(asked), "starts_on", "id")
    return {**part, "items": [_seat_shown(each) for each in part["items"]]}


@room.read("/planned-positions/{uuid:seat_id}", SeatDetail, scope="team:read")
def get_planned_position(request: HttpRequest, seat_id: UUID) -> SeatDetail:
    """A planned position."""
    _planner(request)
    return _seat_shown(_seat(seat_id))


@room.write("POST", "/planned-positions", SeatDetail, scope="team:write", status=201)
def plan_position(request: HttpRequest, body: SeatBody) -> SeatDetail:
    """Plan a position."""
    return _seat_shown(organisation.keep_seat(plan=_plan(body), by=_planner(request)))


@room.write("PUT", "/planned-positions/{uuid:seat_id}", SeatDetail, scope="team:write")
def change_planned_position(request: HttpRequest, seat_id: UUID, body: SeatChange) -> SeatDetail:
    """Change a planned position that is neither filled nor closed."""
    who = _planner(request)
    return _seat_shown(
        organisation.keep_seat(plan=_plan(body), by=who, seat=_seat(seat_id), seen=body.version)
    )


@room.write("POST", "/planned-positions/{uuid:seat_id}/move", SeatDetail, scope="team:write")
def move_planned_position(request: HttpRequest, seat_id: UUID, body: SeatMove) -> SeatDetail:
    """Open or close a planned position, or say by whose employment it is filled."""
    who = _planner(request)
    employment = Employment.objects.filter(pk=body.employment).first() if body.employment else None
    if body.employment is not None and employment is None:
        raise PeopleError(_("There is no such employment."), field="employment")
    moved = organisation.move_seat(
        seat=_seat(seat_id), state=SeatState(body.state), by=who, employment=employment, seen=body.version
    )
    return _seat_shown(moved)


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_see_directory, _("The organisation is for those who work here."))


def _planner(request: HttpRequest) -> Account:
    who = _member(request)
    if not rules.can_plan(who):
        raise NotAllowedError(_("You may not plan headcount."), permission=PLAN.name)
    return who


def _seat(key: UUID) -> Seat:
    found = queries.seat_for(key)
    if found is None:
        raise not_found(_("There is no such planned position."))
    return found


def _plan(body: SeatBody) -> Plan:
    manager = Person.objects.filter(pk=body.manager).first() if body.manager else None
    if body.manager is not None and manager is None:
        raise PeopleError(_("There is no such person."), field="manager")
    return Plan(
        title=body.title, department=body.department, starts_on=body.starts_on, entity=body.entity,
        location=body.location, manager=manager, fte=body.fte, note=body.note,
    )  # fmt: skip


def _department_shown(unit: queries.Unit) -> DepartmentDetail:
    found = unit.department
    return DepartmentDetail(
        name=unit.name, title=unit.title, parent=found.parent if found else "", head_role=found.head if found else "",
        cost_centre=found.cost_centre if found else "", heads=[each.person for each in unit.heads],
        people_partners=[each.person for each in unit.partners], people=unit.own, people_in_all=unit.all,
        fte=unit.fte, open_positions=unit.seats,
    )  # fmt: skip


def _place_shown(tree: charts.Tree, key: UUID, names: dict[UUID, str]) -> PlaceDetail:
    node = tree.nodes[key]
    return PlaceDetail(
        person=key, name=names.get(key, ""), title=node.title, department=node.department, manager=node.manager,
        level=tree.layer[key], direct_reports=tree.direct(key), total_reports=tree.total[key],
    )  # fmt: skip


def _finding_shown(each: findings.Finding) -> FindingDetail:
    return FindingDetail(
        kind=each.kind, about=each.about, person=each.person, department=each.department, what=each.what,
        since=each.since, advice=each.advice, address=each.address,
    )  # fmt: skip


def _seat_shown(seat: Seat) -> SeatDetail:
    return SeatDetail(
        id=seat.pk, title=seat.title, role=seat.role, department=seat.department, entity=seat.entity,
        location=seat.location, manager=seat.manager_id, fte=seat.fte, starts_on=seat.starts_on,
        state=cast(State, str(seat.state)), note=seat.note, filled_by=seat.filled_by_id, revision=seat.revision,
        version=seat.version,
    )  # fmt: skip
