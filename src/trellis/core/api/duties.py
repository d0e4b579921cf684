"""Duties, for programs of administrators: who has which, giving one, ending one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import AwareDatetime, ConfigDict

from trellis.core import assigning, queries, rules
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.definitions.permissions import ADMINISTER
from trellis.core.models import Assignment
from trellis.core.rules import NotAllowedError
from trellis.core.services import assignments as services

room = Room("Duties")
State = Literal["active", "future", "ended"]


class DutyAssignment(Schema):
    """That somebody has a duty for a time."""

    id: UUID
    duty: str = Field(description="The name of the duty in `rights.yml`.")
    title: str = Field(description="What the duty is called; its name where it is described no longer.")
    account_id: UUID
    state: State
    starts_at: datetime
    ends_at: datetime = Field(description="The first moment at which they do not have it any more.")
    reason: str
    given_by: UUID
    given_at: datetime
    revision: str = Field(description="The revision of the handbook under which it was given.")


class DutyToGive(Schema):
    """A duty to give somebody."""

    model_config = ConfigDict(extra="forbid")

    account_id: UUID
    duty: str = Field(min_length=1, max_length=100)
    starts_at: AwareDatetime | None = Field(None, description="Now where it is left out.")
    ends_at: AwareDatetime = Field(description="At most two years after the beginning.")
    reason: str = Field(min_length=1, max_length=services.LONGEST_REASON, pattern=r"\S")


class DutyChange(Schema):
    """Another end of a duty."""

    model_config = ConfigDict(extra="forbid")

    ends_at: AwareDatetime


class DutyFilters(Schema):
    """Which duties are wanted."""

    duty: str = Field("", max_length=100)
    state: State | None = None
    q: str = Field("", max_length=200, description="Words in names, addresses and reasons.")


@room.read("/duties", DutyAssignment, scope="duties:read", listed=True)
def list_duties(request: HttpRequest, filters: Query[DutyFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The duties that were given, the newest last. For administrators."""
    _administrators_only(request)
    found = assigning.assignments(text=filters.q, duty=filters.duty, state=filters.state or "")
    part = part_of_query(request, paging, found, "given_at", "pk")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/duties/{uuid:assignment_id}", DutyAssignment, scope="duties:read")
def get_duty(request: HttpRequest, assignment_id: UUID) -> DutyAssignment:
    """A duty that was given. For administrators, and whoever has it."""
    return _shown(_found(request, assignment_id))


@room.write("POST", "/duties", DutyAssignment, scope="duties:write", status=201)
def give_duty(request: HttpRequest, response: HttpResponse, wanted: DutyToGive) -> DutyAssignment:
    """Give somebody a duty for a time. For administrators, and not to themselves."""
    _administrators_only(request)
    account = queries.account_of(wanted.account_id)
    if account is None:
        raise not_found(_("There is no such account."))
    made = services.give(
        account=account, duty=wanted.duty, starts_at=wanted.starts_at or timezone.now(), ends_at=wanted.ends_at,
        reason=wanted.reason, by=caller_in(request).account,
    )  # fmt: skip
    response["Location"] = reverse("api:get_duty", args=[made.pk])
    return _shown(made)


@room.write("PATCH", "/duties/{uuid:assignment_id}", DutyAssignment, scope="duties:write")
def change_duty(request: HttpRequest, assignment_id: UUID, change: DutyChange) -> DutyAssignment:
    """Say another end of a duty that has not ended. For administrators."""
    found = _found(request, assignment_id)
    return _shown(services.extend(assignment=found, ends_at=change.ends_at, by=caller_in(request).account))


@room.write("POST", "/duties/{uuid:assignment_id}/end", DutyAssignment, scope="duties:write")
def end_duty(request: HttpRequest, assignment_id: UUID) -> DutyAssignment:
    """End a duty now. For administrators, and whoever has it."""
    return _shown(services.end(assignment=_found(request, assignment_id), by=caller_in(request).account))


def _administrators_only(request: HttpRequest) -> None:
    if not rules.can_administer(caller_in(request).account):
        raise NotAllowedError(
            _("Only administrators see and give the duties of others."), permission=ADMINISTER.name
        )


def _found(request: HttpRequest, key: UUID) -> Assignment:
    found = assigning.assignment_of(key)
    if found is None or not rules.can_see_assignment(caller_in(request).account, found):
        raise not_found(_("There is no such duty."))
    return found


def _shown(each: Assignment) -> DutyAssignment:
    return DutyAssignment(
        id=each.pk, duty=each.duty, title=assigning.title_of(each.duty), account_id=each.account_id,
        state=cast(State, each.state(timezone.now())), starts_at=each.starts_at, ends_at=each.ends_at,
        reason=each.reason, given_by=each.given_by_id, given_at=each.given_at, revision=each.revision,
    )  # fmt: skip
