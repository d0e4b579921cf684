"""People, for programs of administrators: who is known, adding, changing, linking with accounts, merging."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core import directory, queries, rules
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.api.versions import check_version
from trellis.core.models import Person
from trellis.core.rules import NotAllowedError
from trellis.core.services import people
from trellis.core.services.people import FIELDS, Facts

room = Room("People")
KindName = Literal["team-member", "candidate", "customer", "partner", "other"]
_NAME = r"\S"


class PersonDetail(Schema):
    """Somebody the organisation knows."""

    id: UUID
    name: str
    email: str = Field(description="Empty where none is known.")
    kind: KindName
    organisation: str = Field(description="Whom somebody external comes from.")
    external_reference: str = Field(description="How another system calls them.")
    account: UUID | None = Field(description="Their account; null for whoever has none.")
    merged_into: UUID | None = Field(description="The person that this record was merged into.")
    created_at: datetime


class NewPerson(Schema):
    """Somebody to keep."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200, pattern=_NAME)
    email: str = Field("", max_length=254)
    kind: KindName = "team-member"
    organisation: str = Field("", max_length=200)
    external_reference: str = Field("", max_length=255)


class PersonChange(Schema):
    """What is to change about a person; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, min_length=1, max_length=200, pattern=_NAME)
    email: str | None = Field(None, max_length=254)
    kind: KindName | None = None
    organisation: str | None = Field(None, max_length=200)
    external_reference: str | None = Field(None, max_length=255)


class WhichAccount(Schema):
    """An account."""

    model_config = ConfigDict(extra="forbid")

    account: UUID


class WhichPerson(Schema):
    """A person."""

    model_config = ConfigDict(extra="forbid")

    person: UUID


class PeopleFilters(Schema):
    """Which people are wanted."""

    kind: Literal["team-member", "candidate", "customer", "partner", "other", "external"] | None = Field(
        None, description="`external` are all but team members."
    )
    having: Literal["account", "none"] | None = Field(None, description="With an account, or without.")
    q: str = Field("", max_length=200, description="Words in names, addresses, organisations and references.")


@room.read("/people", PersonDetail, scope="people:read", listed=True)
def list_people(request: HttpRequest, filters: Query[PeopleFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The people by name, without those who were merged. For administrators."""
    _administrators_only(request)
    found = directory.known(text=filters.q, kind=filters.kind or "", having=filters.having or "").people
    part = part_of_query(request, paging, found, "name", "pk")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/people/{uuid:person_id}", PersonDetail, scope="people:read")
def get_person(request: HttpRequest, person_id: UUID) -> PersonDetail:
    """A person. For administrators, and everybody themselves."""
    if caller_in(request).account.person_id != person_id:
        _administrators_only(request)
    return _shown(_person(person_id))


@room.write("POST", "/people", PersonDetail, scope="people:write", status=201)
def add_person(request: HttpRequest, response: HttpResponse, person: NewPerson) -> PersonDetail:
    """Keep somebody new, who has no account. For administrators."""
    made = people.add(facts=_facts(person.model_dump()), by=caller_in(request).account)
    response["Location"] = reverse("api:get_person", args=[made.pk])
    return _shown(_person(made.pk))


@room.write("PATCH", "/people/{uuid:person_id}", PersonDetail, scope="people:write", versioned=True)
def change_person(request: HttpRequest, person_id: UUID, change: PersonChange) -> PersonDetail:
    """Change what is known of somebody. For administrators."""
    _administrators_only(request)
    with transaction.atomic():
        person = _person(person_id)
        check_version(request, _shown(person))
        said = {name: value for name, value in change.model_dump().items() if value is not None}
        facts = _facts({**{name: getattr(person, name) for name in FIELDS}, **said})
        people.change(person=person, facts=facts, by=caller_in(request).account)
    return _shown(_person(person_id))


@room.write("POST", "/people/{uuid:person_id}/link", PersonDetail, scope="people:write")
def link_person(request: HttpRequest, person_id: UUID, which: WhichAccount) -> PersonDetail:
    """Say that an account is this person's. For administrators."""
    _administrators_only(request)
    account = queries.account_of(which.account)
    if account is None:
        raise not_found(_("There is no such account."))
    people.link(person=_person(person_id), account=account, by=caller_in(request).account)
    return _shown(_person(person_id))


@room.write("POST", "/people/{uuid:person_id}/unlink", PersonDetail, scope="people:write")
def unlink_person(request: HttpRequest, person_id: UUID) -> PersonDetail:
    """Say that somebody's account is not theirs; it gets a person of its own. For administrators."""
    _administrators_only(request)
    people.unlink(person=_person(person_id), by=caller_in(request).account)
    return _shown(_person(person_id))


@room.write("POST", "/people/{uuid:person_id}/merge", PersonDetail, scope="people:write")
def merge_person(request: HttpRequest, person_id: UUID, which: WhichPerson) -> PersonDetail:
    """Say that another person is the same as this one, who stays. For administrators."""
    _administrators_only(request)
    people.merge(person=_person(person_id), former=_person(which.person), by=caller_in(request).account)
    return _shown(_person(person_id))


def _administrators_only(request: HttpRequest) -> None:
    if not rules.can_keep_people(caller_in(request).account):
        raise NotAllowedError(_("Only administrators see and keep the records of people."))


def _person(key: UUID) -> Person:
    found = directory.person_of(key)
    if found is None:
        raise not_found(_("There is no such person."))
    return found


def _facts(values: dict[str, Any]) -> Facts:
    return Facts(**{**values, "kind": Person.Kind(values["kind"])})


def _shown(person: Person) -> PersonDetail:
    account = directory.account_of(person)
    return PersonDetail(
        id=person.pk, name=person.name, email=person.email, kind=cast(KindName, person.kind),
        organisation=person.organisation, external_reference=person.external_reference,
        account=account.pk if account is not None else None, merged_into=person.merged_into_id,
        created_at=person.created_at,
    )  # fmt: skip
