"""Accounts, for programs of administrators: who is here, inviting, changing access, closing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core import granted, mailing, queries, rules
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.people import KindName
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.api.versions import check_version
from trellis.core.models import Access, Account, Person
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts

room = Room("Accounts")
AccessName = Literal["external", "reader", "contributor", "approver", "administrator"]
TeamAccess = Literal["reader", "contributor", "approver", "administrator"]
State = Literal["active", "invited", "closed"]
Title = Annotated[str, Field(min_length=1, max_length=accounts.LONGEST_TITLE, pattern=r"\S")]


class AccountDetail(Schema):
    """An account: who it is, what they may do, which roles they hold."""

    id: UUID
    email: str
    name: str
    access: AccessName
    person: UUID | None = Field(description="The person whose account it is.")
    is_owner: bool
    state: State
    roles: list[str] = Field(description="The titles of the roles of the handbook that they hold.")
    created_at: datetime


class AccountInvited(AccountDetail):
    """An account that was just made, with the link by which they join."""

    invitation: str = Field(description="The link by which they join, told only this once.")
    mailed: str = Field(description="`sent`, `failed`, or `not configured` where no mail is set up.")


class Invitation(Schema):
    """Somebody to invite."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(min_length=3, max_length=254, json_schema_extra={"format": "email"})
    name: str = Field(min_length=1, max_length=200, pattern=r"\S")
    access: TeamAccess = "reader"
    kind: KindName = Field(
        "team-member", description="Who is no team member reads only what is public or given to them."
    )
    organisation: str = Field("", max_length=200, description="Whom somebody external comes from.")
    roles: list[Title] = Field([], max_length=accounts.MOST_TITLES)


class AccountChange(Schema):
    """What is to change about an account; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    access: TeamAccess | None = None
    roles: list[Title] | None = Field(None, max_length=accounts.MOST_TITLES)


class AccountFilters(Schema):
    """Which accounts are wanted."""

    access: AccessName | None = None
    state: State | None = None
    q: str = Field("", max_length=200, description="Words in names, addresses and roles held.")


@room.read("/accounts", AccountDetail, scope="accounts:read", listed=True)
def list_accounts(
    request: HttpRequest, filters: Query[AccountFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The accounts by name. For administrators."""
    _administrators_only(request)
    found = queries.people(text=filters.q, access=filters.access or "", state=filters.state or "").accounts
    part = part_of_query(request, paging, found, "name", "pk")
    return {**part, "items": [_shown(each, queries.access_at(each.access_rank)) for each in part["items"]]}


@room.read("/accounts/{uuid:account_id}", AccountDetail, scope="accounts:read")
def get_account(request: HttpRequest, account_id: UUID) -> AccountDetail:
    """An account. For administrators, and everybody their own."""
    if caller_in(request).account.pk != account_id:
        _administrators_only(request)
    return _shown(_account(account_id))


@room.write("POST", "/accounts", AccountInvited, scope="accounts:write", status=201)
def invite_account(request: HttpRequest, response: HttpResponse, invitation: Invitation) -> AccountInvited:
    """Invite somebody. For administrators.

    The link by which they join stands in the answer, and is mailed where mail is set up.
    """
    issued = accounts.invite(
        email=invitation.email, name=invitation.name, access=Access(invitation.access), titles=invitation.roles,
        by=caller_in(request).account, kind=Person.Kind(invitation.kind), organisation=invitation.organisation,
    )  # fmt: skip
    made = issued.link.account
    address = request.build_absolute_uri(reverse("core:join", args=[issued.token]))
    response["Location"] = reverse("api:get_account", args=[made.pk])
    return AccountInvited(
        **_shown(made).model_dump(), invitation=address, mailed=mailing.send_link(issued.link, address)
    )


@room.write("PATCH", "/accounts/{uuid:account_id}", AccountDetail, scope="accounts:write", versioned=True)
def change_account(request: HttpRequest, account_id: UUID, change: AccountChange) -> AccountDetail:
    """Change what somebody may do, and which roles they hold. For administrators."""
    _administrators_only(request)
    with transaction.atomic():
        account, by = _account(account_id), caller_in(request).account
        check_version(request, _shown(account))
        if change.access is not None:
            accounts.change_access(account=account, access=Access(change.access), by=by)
        if change.roles is not None:
            accounts.hold_titles(account=account, titles=change.roles, by=by)
    return _shown(_account(account_id))


@room.write("POST", "/accounts/{uuid:account_id}/close", AccountDetail, scope="accounts:write")
def close_account(request: HttpRequest, account_id: UUID) -> AccountDetail:
    """Let somebody in no more: sessions and tokens end, what they wrote stays. For administrators."""
    _administrators_only(request)
    accounts.close(account=_account(account_id), by=caller_in(request).account)
    return _shown(_account(account_id))


@room.write("POST", "/accounts/{uuid:account_id}/open", AccountDetail, scope="accounts:write")
def open_account(request: HttpRequest, account_id: UUID) -> AccountDetail:
    """Let somebody in again whose account was closed. For administrators."""
    _administrators_only(request)
    accounts.reopen(account=_account(account_id), by=caller_in(request).account)
    return _shown(_account(account_id))


def _administrators_only(request: HttpRequest) -> None:
    if not rules.can_administer(caller_in(request).account):
        raise NotAllowedError(_("Only administrators see and change the accounts of others."))


def _account(account_id: UUID) -> Account:
    found = queries.account_of(account_id)
    if found is None:
        raise not_found(_("There is no such account."))
    return found


def _shown(account: Account, access: Access | None = None) -> AccountDetail:
    return AccountDetail(
        id=account.pk, email=account.email, name=account.name,
        access=cast(AccessName, (access or granted.access_of(account)).value),
        is_owner=account.is_owner, state=_state(account), created_at=account.created_at,
        person=account.person_id,
        roles=sorted(held.title for held in account.role_holdings.all()),
    )  # fmt: skip


def _state(account: Account) -> State:
    if not account.is_active:
        return "closed"
    return "invited" if account.is_waiting else "active"
