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
from ninja import Query

from trellis.core import granted
from trellis.core.api.calls import account_in
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
from trellis.people.schemas import (
    AsOf,
    ChangeDetail,
    EmploymentDetail,
    EndToCome,
    Facts,
    NewTeamMember,
    PositionDetail,
    PositionToChange,
    ProfileDetail,
    ProfileToChange,
    TeamFilters,
    TeamMember,
    Withdrawing,
)
from trellis.people.services import employment as services
from trellis.people.services import profiles
from trellis.people.services.employment import Leaving, Newcomer, Terms
from trellis.people.services.errors import PeopleError

room = Room("Team")


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
    return account_in(request, rules.can_see_directory, _("The team is for those who belong to it."))


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


def _facts(body: Facts) -> dict[str, Any]:
    names = set(Facts.model_fields) - {"reason", "manager"}
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
