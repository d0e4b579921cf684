"""The team for programs: who works here, their positions from day to day; hiring, changing, ending."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core import granted
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_of, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.api.versions import check_version
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.looking import record_access
from trellis.people import rules
from trellis.people.days import today
from trellis.people.definitions.permissions import SEE
from trellis.people.models import Employment, Position, PositionChange, PositionFacts, Profile
from trellis.people.queries import directory, records
from trellis.people.queries.directory import Place, Wanted
from trellis.people.services import employment as services
from trellis.people.services import profiles
from trellis.people.services.employment import Leaving, Newcomer, Terms
from trellis.people.services.errors import PeopleError

room = Room("Team")
_WORDS = r"\S"


class EmploymentDetail(Schema):
    """An employment, with the part of the position that is not for everybody."""

    id: UUID
    entity: str
    number: str
    starts_on: date
    ends_on: date | None
    probation_ends_on: date | None
    contract_type: str
    fte: Decimal
    cost_centre: str
    location_factor: Decimal | None
    version: int = Field(
        description="Grows with each change; send it back, and nothing of others is overwritten."
    )


class TeamMember(Schema):
    """Somebody who works here, in their position on a day."""

    id: UUID = Field(description="Of the person.")
    name: str
    email: str
    title: str = Field(description="The title of their role; empty for whoever has left or is to come.")
    role: str = Field(description="The address of the role in the handbook, `family#level`.")
    department: str
    entity: str
    location: str
    manager: UUID | None
    since: date | None = Field(description="The first day of this position.")
    employment: EmploymentDetail | None = Field(description="Null for callers who do not see the record.")


class PositionDetail(Schema):
    """What was, is or will be so of somebody in a period in which nothing of it changes."""

    id: UUID
    employment: UUID
    starts_on: date
    ends_on: date | None
    is_planned: bool = Field(description="Whether it begins after today.")
    title: str
    role: str
    department: str
    entity: str
    manager: UUID | None
    contract_type: str
    fte: Decimal
    cost_centre: str
    location: str
    location_factor: Decimal | None
    revision: str = Field(description="The revision of the handbook under which the role was meant.")


class ChangeDetail(Schema):
    """Something that was said of a position, whether it counts still or not."""

    id: UUID
    employment: UUID
    effective_on: date
    sets: dict[str, Any] = Field(description="The fields that it sets.")
    reason: str
    corrects: UUID | None = Field(description="The change in whose place it stands.")
    counts: bool = Field(description="False for what was corrected or withdrawn.")


class ProfileDetail(Schema):
    """What is known of somebody. What is private is null for callers who do not see it."""

    pronunciation: str
    pronouns: str
    about: str
    languages: str
    time_zone: str
    work_phone: str
    legal_name: str | None
    private_phone: str | None
    private_email: str | None
    private_address: str | None


class _Facts(Schema):
    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, max_length=300, description="A title of the job families.")
    department: str | None = Field(None, max_length=60)
    manager: UUID | None = None
    contract_type: str | None = Field(None, max_length=60)
    fte: Decimal | None = Field(None, gt=0, le=Decimal("1.5"))
    cost_centre: str | None = Field(None, max_length=40)
    location: str | None = Field(None, max_length=120)
    location_factor: Decimal | None = Field(None, ge=Decimal("0.1"), le=3)
    reason: str = Field("", max_length=500, description="Why; it stands in the record.")


class NewTeamMember(_Facts):
    """Somebody to hire: a person who is known, or a name. What is left out follows from the handbook."""

    person: UUID | None = Field(
        None, description="Somebody who is known: a candidate, or who worked here before."
    )
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    entity: str = Field(min_length=1, max_length=200, pattern=_WORDS)
    starts_on: date
    ends_on: date | None = None
    probation_ends_on: date | None = None
    number: str = Field("", max_length=40)


class PositionToChange(_Facts):
    """What of a position is another from a day on; what is not named stays."""

    effective_on: date
    version: int | None = Field(None, description="That of the employment that was read.")
    no_manager: bool = Field(False, description="True: from then on they report to nobody.")


class Withdrawing(Schema):
    """That a change is taken back."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None


class EndToCome(Schema):
    """When an employment ends, and why."""

    model_config = ConfigDict(extra="forbid")

    ends_on: date
    reason: str = Field(max_length=60, description="One of employment.yml.")
    voluntary: bool | None = Field(None, description="Null: as the reason says.")
    growth_related: bool | None = None
    notice_given_on: date | None = None
    successor: UUID | None = Field(None, description="Who manages their team from the day after.")
    version: int | None = None


class ProfileToChange(Schema):
    """What is said of somebody; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    pronunciation: str | None = Field(None, max_length=200)
    pronouns: str | None = Field(None, max_length=60)
    about: str | None = Field(None, max_length=500)
    languages: str | None = Field(None, max_length=200)
    time_zone: str | None = Field(None, max_length=60)
    work_phone: str | None = Field(None, max_length=60)
    legal_name: str | None = Field(None, max_length=200)
    private_phone: str | None = Field(None, max_length=60)
    private_email: str | None = Field(None, max_length=254)
    private_address: str | None = Field(None, max_length=500)


class TeamFilters(Schema):
    """Which team members are wanted."""

    on: date | None = Field(
        None, description="As of a day; another than today for those who see the records."
    )
    department: str = Field("", max_length=60, description="With all below it.")
    entity: str = Field("", max_length=200)
    title: str = Field("", max_length=200)
    location: str = Field("", max_length=120)
    manager: UUID | None = Field(None, description="Everybody in the line of this person.")
    q: str = Field("", max_length=200, description="Words in names, roles and places.")


class AsOf(Schema):
    """As of which day."""

    on: date | None = Field(None, description="As of a day; another than today for those who see the record.")


@room.read("/team", TeamMember, scope="team:read", listed=True)
def list_team(request: HttpRequest, filters: Query[TeamFilters], paging: Query[Paging]) -> dict[str, Any]:
    """Who works here, by name; on any day for those who see the records of all."""
    who = _member(request)
    sees = granted.may(who, SEE.name)
    day = filters.on or today()
    if day != today() and not sees:
        raise NotAllowedError(_("Only who sees the records sees other days than today."), permission=SEE.name)
    names = ("department", "entity", "title", "location")
    wanted = Wanted(day, filters.q, {name: getattr(filters, name) for name in names}, filters.manager)
    found = directory.found(wanted).annotate(person_name=F("person__name"))
    part = part_of_query(request, paging, found, "person_name", "person_id")
    return {
        **part,
        "items": [_shown(each.person, each, each.employment if sees else None) for each in part["items"]],
    }


@room.read("/team/{uuid:person_id}", TeamMember, scope="team:read")
def get_team_member(request: HttpRequest, person_id: UUID, filters: Query[AsOf]) -> TeamMember:
    """Somebody of the team; whoever has left or is to come, and other days, for those who see the record."""
    who, person = _member(request), _person(person_id)
    sees = rules.can_see_record(who, person)
    if filters.on is not None and filters.on != today() and not sees:
        raise NotAllowedError(_("Only who sees the records sees other days than today."), permission=SEE.name)
    return _member_shown(person, filters.on or today(), sees=sees)


@room.read("/team/{uuid:person_id}/positions", PositionDetail, scope="team:read", listed=True)
def list_positions(request: HttpRequest, person_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """The positions of somebody, past and planned ones too, in order. For those who see the record."""
    person = _seen(request, person_id)
    found = Position.objects.filter(person=person)
    part = part_of(request, paging, found.order_by("starts_on"), lambda each: each.starts_on.isoformat())
    return {**part, "items": [_position(each) for each in part["items"]]}


@room.read("/team/{uuid:person_id}/changes", ChangeDetail, scope="team:read", listed=True)
def list_position_changes(request: HttpRequest, person_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Everything that was ever said of somebody's positions, in the order in which it was said."""
    person = _seen(request, person_id)
    part = part_of_query(request, paging, PositionChange.objects.filter(employment__person=person), "id")
    return {**part, "items": [_change(each) for each in part["items"]]}


@room.write("POST", "/team", TeamMember, scope="team:write", status=201)
def hire_team_member(request: HttpRequest, response: HttpResponse, body: NewTeamMember) -> TeamMember:
    """Hire somebody from a day on, which may lie behind or ahead. For who keeps the records."""
    who = _member(request)
    if not rules.can_keep(who):
        raise NotAllowedError(_("You may not hire."), permission="people.keep-records")
    begins = Terms(body.entity, body.starts_on, body.ends_on, body.probation_ends_on, body.number)
    whom = _person(body.person) if body.person is not None else Newcomer(body.name, body.email)
    made = services.hire(person=whom, begins=begins, facts=_facts(body), by=who, reason=body.reason)
    response["Location"] = reverse("api:get_team_member", args=[made.person_id])
    return _member_shown(made.person, today(), sees=True)


@room.write("POST", "/team/{uuid:person_id}/changes", TeamMember, scope="team:write")
def change_position(request: HttpRequest, person_id: UUID, body: PositionToChange) -> TeamMember:
    """Say what of a position is another from a day on. What is so already is not written."""
    employment = _employment(request, person_id)
    facts = _facts(body) | ({"manager": None} if body.no_manager else {})
    services.change_position(
        employment=employment, effective_on=body.effective_on, facts=facts, by=_member(request), reason=body.reason,
        seen=body.version,
    )  # fmt: skip
    return _member_shown(employment.person, today(), sees=True)


@room.write(
    "POST", "/team/{uuid:person_id}/changes/{uuid:change_id}/withdraw", ChangeDetail, scope="team:write"
)
def withdraw_position_change(
    request: HttpRequest, person_id: UUID, change_id: UUID, body: Withdrawing
) -> ChangeDetail:
    """Take a change back, as if it had never been said. It stays in the list."""
    person, change = _seen(request, person_id), records.change_for(change_id)
    if change is None or change.employment.person_id != person.pk:
        raise not_found(_("There is no such change."))
    return _change(services.withdraw_change(change=change, by=_member(request), seen=body.version))


@room.write("POST", "/team/{uuid:person_id}/end", TeamMember, scope="team:write")
def end_employment(request: HttpRequest, person_id: UUID, body: EndToCome) -> TeamMember:
    """Say when the last employment of somebody ends, and why; said again, it moves the end."""
    employment = _employment(request, person_id)
    successor = _person(body.successor) if body.successor is not None else None
    leaves = Leaving(
        body.ends_on, body.reason, body.voluntary, body.growth_related, body.notice_given_on, successor
    )
    services.end(employment=employment, leaves=leaves, by=_member(request), seen=body.version)
    return _member_shown(employment.person, today(), sees=True)


@room.write("POST", "/team/{uuid:person_id}/take-back-end", TeamMember, scope="team:write")
def take_back_end(request: HttpRequest, person_id: UUID, body: Withdrawing) -> TeamMember:
    """Say that the last employment of somebody does not end."""
    employment = _employment(request, person_id)
    services.take_back_end(employment=employment, by=_member(request), seen=body.version)
    return _member_shown(employment.person, today(), sees=True)


@room.read("/team/{uuid:person_id}/profile", ProfileDetail, scope="team:read")
def get_profile(request: HttpRequest, person_id: UUID) -> ProfileDetail:
    """What is known of somebody. That a caller sees what is private is noted."""
    who, person = _member(request), _person(person_id)
    place = Place(person, today())
    standing = rules.standing(who, person, place)
    if not standing.record and place.position is None:
        raise not_found(_("There is no such team member."))
    if standing.private:
        record_access(account=who, about="person", object=person.pk, why="private")
    return _profile(profiles.profile_of(person), private=standing.private)


@room.write("PATCH", "/team/{uuid:person_id}/profile", ProfileDetail, scope="team:write", versioned=True)
def change_profile(request: HttpRequest, person_id: UUID, body: ProfileToChange) -> ProfileDetail:
    """Say what is known of oneself, or of somebody whose records one keeps."""
    who = _member(request)
    with transaction.atomic():
        person = _person(person_id)
        check_version(
            request, _profile(profiles.profile_of(person), private=rules.can_see_private(who, person))
        )
        values = {name: value for name, value in body.model_dump().items() if value is not None}
        made = profiles.keep(person=person, values=values, by=who)
    return _profile(made, private=True)


def _member(request: HttpRequest) -> Account:
    who = caller_in(request).account
    if not rules.can_see_directory(who):
        raise NotAllowedError(_("The team is for those who belong to it."))
    return who


def _person(key: UUID) -> Person:
    found = directory.person_known(key)
    if found is None:
        raise not_found(_("There is no such person."))
    return found


def _seen(request: HttpRequest, key: UUID) -> Person:
    """Somebody whose record the caller sees; for others they look as if they were not there."""
    who, person = _member(request), _person(key)
    if not rules.can_see_record(who, person):
        raise not_found(_("There is no such person whose record you see."))
    return person


def _employment(request: HttpRequest, key: UUID) -> Employment:
    found = records.employment_of(_seen(request, key))
    if found is None:
        raise not_found(_("They are not employed."))
    return found


def _facts(body: _Facts) -> dict[str, Any]:
    names = set(_Facts.model_fields) - {"reason", "manager"}
    facts = {name: getattr(body, name) for name in names if getattr(body, name) is not None}
    if body.manager is not None:
        manager = directory.person_known(body.manager)
        if manager is None:
            raise PeopleError(_("There is no such person."), field="manager")
        facts["manager"] = manager
    return facts


def _member_shown(person: Person, day: date, *, sees: bool) -> TeamMember:
    position = directory.position_on(person, day)
    employment = (
        position.employment if position is not None else records.employment_of(person) if sees else None
    )
    if position is None and employment is None:
        raise not_found(_("There is no such team member."))
    return _shown(person, position, employment if sees else None)


def _shown(person: Person, position: Position | None, employment: Employment | None) -> TeamMember:
    facts: PositionFacts = position or Position()
    detail = None
    if employment is not None:
        detail = EmploymentDetail(
            id=employment.pk, entity=employment.entity, number=employment.number, starts_on=employment.starts_on,
            ends_on=employment.ends_on, probation_ends_on=employment.probation_ends_on,
            contract_type=facts.contract_type, fte=facts.fte, cost_centre=facts.cost_centre,
            location_factor=facts.location_factor, version=employment.version,
        )  # fmt: skip
    return TeamMember(
        id=person.pk, name=person.name, email=person.email, title=facts.title, role=facts.role,
        department=facts.department, location=facts.location, manager=facts.manager_id, employment=detail,
        entity=position.entity if position is not None else "", since=position.starts_on if position else None,
    )  # fmt: skip


def _position(row: Position) -> PositionDetail:
    return PositionDetail(
        id=row.pk, employment=row.employment_id, starts_on=row.starts_on, ends_on=row.ends_on,
        is_planned=row.starts_on > today(), entity=row.entity, revision=row.revision, **row.facts(),
    )  # fmt: skip


def _change(row: PositionChange) -> ChangeDetail:
    sets = {
        name: str(value) if isinstance(value, UUID | Decimal) else value
        for name, value in row.values().items()
    }
    return ChangeDetail(
        id=row.pk, employment=row.employment_id, effective_on=row.effective_on, sets=sets, reason=row.reason,
        corrects=row.corrects_id, counts=row.withdrawn_at is None,
    )  # fmt: skip


def _profile(profile: Profile, *, private: bool) -> ProfileDetail:
    hidden = ("legal_name", "private_phone", "private_email", "private_address")
    shown: dict[str, Any] = {
        name: getattr(profile, name) if private or name not in hidden else None
        for name in ProfileDetail.model_fields
    }
    return ProfileDetail(**shown)
