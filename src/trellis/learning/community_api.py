"""Communities for programs: reading and joining them, asking, accepting; members and reports for who looks after one.

Answers are remarks about a question: `/objects/community_question/{id}/comments`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.api.versions import check_version
from trellis.core.rules import Account, NotAllowedError
from trellis.learning import rules
from trellis.learning.models import Community, Membership
from trellis.learning.queries import communities
from trellis.learning.services import communities as services
from trellis.learning.services.communities import Facts
from trellis.people.queries.directory import person_for

room = Room("Communities")
READ, WRITE = "learning:read", "learning:write"


class CommunityDetail(Schema):
    """A community that the caller reads."""

    id: UUID
    title: str
    about: str
    topic: str
    course: str
    is_open: bool = Field(description="Whether everybody of the team reads it and may join.")
    is_closed_down: bool = Field(description="Whether nobody asks there any more.")
    is_member: bool
    members: int
    open_questions: int


class CommunityWhole(CommunityDetail):
    """A community, with who looks after it, and how the caller belongs to it."""

    moderators: list[UUID] = Field(description="Their accounts.")
    is_moderator: bool
    is_quiet: bool = Field(description="Whether the caller is told nothing of it.")


class CommunityFilters(Schema):
    """Which communities are wanted."""

    q: str = Field("", max_length=200, description="Words in name, topic and what it is about.")
    course: str = Field("", max_length=100)
    mine: bool = Field(False, description="Only those to which the caller belongs.")


class NewCommunity(Schema):
    """What is said of a community."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200)
    about: str = Field("", max_length=10_000)
    topic: str = Field("", max_length=100)
    course: str = Field("", max_length=100, description="The key of the course that it is for.")
    is_open: bool = True


class ChangedCommunity(Schema):
    """What is to be otherwise; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, min_length=1, max_length=200)
    about: str | None = Field(None, max_length=10_000)
    topic: str | None = Field(None, max_length=100)
    course: str | None = Field(None, max_length=100)
    is_open: bool | None = None


class ClosedDown(Schema):
    """Whether a community is closed down."""

    model_config = ConfigDict(extra="forbid")

    closed: bool = True


class Belonging(Schema):
    """How the caller belongs to a community."""

    model_config = ConfigDict(extra="forbid")

    is_quiet: bool = Field(False, description="Whether they are told nothing of it.")


class CommunityMember(Schema):
    """Somebody who belongs to a community."""

    id: UUID = Field(description="Of the membership.")
    account: UUID
    person: UUID | None
    name: str
    is_moderator: bool
    joined_at: datetime


class TakenIn(Schema):
    """Who is taken in."""

    model_config = ConfigDict(extra="forbid")

    person: UUID


class Moderating(Schema):
    """Whether a member looks after the community."""

    model_config = ConfigDict(extra="forbid")

    is_moderator: bool


@room.read("/communities", CommunityDetail, scope=READ, listed=True)
def list_communities(
    request: HttpRequest, filters: Query[CommunityFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """List the communities that the caller reads."""
    rows = communities.communities_for(member_of(request), filters.q, mine=filters.mine)
    rows = rows.filter(course=filters.course) if filters.course else rows
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [CommunityDetail(**_values(each)) for each in part["items"]]}


@room.read("/communities/{uuid:community_id}", CommunityWhole, scope=READ)
def get_community(request: HttpRequest, community_id: UUID) -> CommunityWhole:
    """A community, with who looks after it."""
    return _whole(member_of(request), community_id)


@room.write("POST", "/communities", CommunityWhole, scope=WRITE, status=201)
def found_community(request: HttpRequest, body: NewCommunity) -> CommunityWhole:
    """Found a community and look after it: who keeps learning, and for a course who owns it."""
    who = member_of(request)
    return _whole(who, services.found(facts=Facts(**body.model_dump()), by=who).pk)


@room.write("PATCH", "/communities/{uuid:community_id}", CommunityWhole, scope=WRITE, versioned=True)
def change_community(request: HttpRequest, community_id: UUID, body: ChangedCommunity) -> CommunityWhole:
    """Say other things of a community. For its moderators."""
    who = member_of(request)
    found = community_or_404(who, community_id)
    check_version(request, _whole(who, community_id))
    said = {name: getattr(found, name) for name in ("title", "about", "topic", "course", "is_open")}
    facts = Facts(**said | body.model_dump(exclude_none=True))
    services.change(community=found, facts=facts, by=who)
    return _whole(who, community_id)


@room.write("PUT", "/communities/{uuid:community_id}/closed", CommunityWhole, scope=WRITE)
def close_community(request: HttpRequest, community_id: UUID, body: ClosedDown) -> CommunityWhole:
    """Close a community down, or open it again; it stays readable. For its moderators."""
    who = member_of(request)
    services.close(community=community_or_404(who, community_id), closed=body.closed, by=who)
    return _whole(who, community_id)


@room.write("PUT", "/communities/{uuid:community_id}/membership", CommunityWhole, scope=WRITE)
def join_community(request: HttpRequest, community_id: UUID, body: Belonging) -> CommunityWhole:
    """Belong to an open community, and say whether one is told of it; again, it changes nothing."""
    who = member_of(request)
    found = community_or_404(who, community_id)
    services.join(community=found, by=who)
    services.be_quiet(community=found, quiet=body.is_quiet, by=who)
    return _whole(who, community_id)


@room.write("DELETE", "/communities/{uuid:community_id}/membership", ClosedDown, scope=WRITE)
def leave_community(request: HttpRequest, community_id: UUID) -> ClosedDown:
    """Belong to a community no more; what one asked and said stays. Says whether it is closed down."""
    who = member_of(request)
    found = community_or_404(who, community_id)
    services.leave(community=found, by=who)
    return ClosedDown(closed=found.ended_at is not None)


@room.read("/communities/{uuid:community_id}/members", CommunityMember, scope=READ, listed=True)
def list_community_members(request: HttpRequest, community_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """List who belongs to a community. For its moderators."""
    rows = communities.members_of(moderated_or_refused(member_of(request), community_id))
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_member(each) for each in part["items"]]}


@room.write("POST", "/communities/{uuid:community_id}/members", CommunityMember, scope=WRITE, status=201)
def take_into_community(request: HttpRequest, community_id: UUID, body: TakenIn) -> CommunityMember:
    """Take somebody in; they are told. In already, they stay as they are. For its moderators."""
    who = member_of(request)
    found = moderated_or_refused(who, community_id)
    person = person_for(body.person)
    account = getattr(person, "account", None)
    if account is None:
        raise not_found(_("There is no such person."))
    return _member(services.take_in(community=found, account=account, by=who))


@room.write(
    "PATCH", "/communities/{uuid:community_id}/members/{uuid:member_id}", CommunityMember, scope=WRITE
)
def set_community_moderator(
    request: HttpRequest, community_id: UUID, member_id: UUID, body: Moderating
) -> CommunityMember:
    """Have a member look after the community, or no longer. For its moderators."""
    who = member_of(request)
    found = _membership(moderated_or_refused(who, community_id), member_id)
    return _member(services.set_moderator(membership=found, moderates=body.is_moderator, by=who))


@room.write(
    "DELETE", "/communities/{uuid:community_id}/members/{uuid:member_id}", CommunityMember, scope=WRITE
)
def put_out_of_community(request: HttpRequest, community_id: UUID, member_id: UUID) -> CommunityMember:
    """Have somebody belong to the community no more. For its moderators. Shows who it was."""
    who = member_of(request)
    found = _membership(moderated_or_refused(who, community_id), member_id)
    shown = _member(found)
    services.put_out(membership=found, by=who)
    return shown


def member_of(request: HttpRequest) -> Account:
    """Whoever calls, who is of the team. Raises NotAllowedError."""
    return account_in(request, rules.can_see, _("Learning is for those who work here."))


def community_or_404(who: Account, key: UUID) -> Community:
    """A community that somebody reads. Raises ProblemError."""
    found = communities.community_for(who, key)
    if found is None:
        raise not_found(_("There is no such community."))
    return found[0]


def moderated_or_refused(who: Account, key: UUID) -> Community:
    """A community that somebody looks after. Raises ProblemError for one that they do not read, NotAllowedError."""
    found = communities.community_for(who, key)
    if found is None:
        raise not_found(_("There is no such community."))
    if not rules.can_moderate(who, found[1]):
        raise NotAllowedError(_("The moderators of a community look after it."))
    return found[0]


def _whole(who: Account, key: UUID) -> CommunityWhole:
    row = communities.communities_for(who).filter(pk=key).first()
    if row is None:
        raise not_found(_("There is no such community."))
    own = communities.membership_of(who, row)
    return CommunityWhole(
        **_values(row), moderators=[each.pk for each in communities.moderators_of(row)],
        is_moderator=own is not None and own.is_moderator, is_quiet=own is not None and own.is_quiet,
    )  # fmt: skip


def _values(row: Any) -> dict[str, Any]:
    names = ("title", "about", "topic", "course", "is_open", "members")
    return {
        "id": row.pk, "is_member": row.is_mine, "open_questions": row.waiting,
        "is_closed_down": row.ended_at is not None,
        **{name: getattr(row, name) for name in names},
    }  # fmt: skip


def _membership(community: Community, key: UUID) -> Membership:
    row = communities.member_row_of(community, key)
    if row is None:
        raise not_found(_("They do not belong to this community."))
    return row


def _member(row: Membership) -> CommunityMember:
    account = row.account
    return CommunityMember(
        id=row.pk, account=account.pk, person=account.person_id, name=account.name, is_moderator=row.is_moderator,
        joined_at=row.joined_at,
    )  # fmt: skip
