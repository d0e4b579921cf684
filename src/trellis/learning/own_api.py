"""Goals, paths made for people, and communities, for programs: each caller reads and writes their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account, NotAllowedError
from trellis.learning import rules
from trellis.learning.models import Goal, MadePath
from trellis.learning.queries import communities, goals, made
from trellis.learning.services import asking
from trellis.learning.services import goals as goal_services

room = Room("Goals and communities")
GoalKindName = Literal["course", "path", "competency", "words", "about"]


class GoalDetail(Schema):
    """Something that the caller wants to learn."""

    id: UUID
    kind: GoalKindName
    key: str = Field(description="Of the course, path or competency.")
    title: str
    by_when: date
    is_shared: bool = Field(description="Whether those above the caller see it.")
    state: Literal["open", "reached", "dropped"]
    reached_on: date | None
    share: int | None = Field(description="The percentage that is done, where something measures it.")


class NewGoal(Schema):
    """What the caller wants to learn until when."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["course", "path", "competency", "words"] = "words"
    key: str = Field("", max_length=200)
    words: str = Field("", max_length=300)
    by_when: date
    is_shared: bool = False


class MadeItemDetail(Schema):
    """An item of a path that was made for somebody."""

    kind: Literal["course", "reading", "link", "meeting", "task"]
    key: str
    title: str
    url: str
    why: str
    is_done: bool


class MadePathDetail(Schema):
    """A path that was made for the caller."""

    id: UUID
    title: str
    template: str = Field(description="The key of the path of the handbook that it was made from.")
    state: Literal["active", "completed", "withdrawn"]
    due_on: date | None
    items: list[MadeItemDetail]


class CommunityDetail(Schema):
    """A community that the caller reads."""

    id: UUID
    title: str
    about: str
    topic: str
    course: str
    is_open: bool
    is_member: bool
    members: int
    open_questions: int


class QuestionDetail(Schema):
    """A question of a community; its answers are the remarks about it."""

    id: UUID
    community: UUID
    author: UUID | None
    title: str
    text: str
    asked_at: datetime
    accepted: UUID | None = Field(description="The remark that answers it.")


class NewQuestion(Schema):
    """What is asked."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(max_length=200)
    text: str = Field("", max_length=10_000)


@room.read("/learning-goals", GoalDetail, scope="learning:read", listed=True)
def list_learning_goals(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the caller's own goals."""
    who = _member(request)
    part = part_of_query(request, paging, Goal.objects.filter(person=who.person_id), "-id")
    rows = list(part["items"])
    return {**part, "items": [_goal(each) for each in goals.shown(who, rows)]}


@room.write("POST", "/learning-goals", GoalDetail, scope="learning:write")
def create_learning_goal(request: HttpRequest, body: NewGoal) -> GoalDetail:
    """Want to learn something; wanted already, it is as it was."""
    who = _member(request)
    found = goal_services.want(
        by=who, kind=body.kind, key=body.key, words=body.words, by_when=body.by_when, is_shared=body.is_shared
    )
    return _goal(goals.shown(who, [found])[0])


@room.read("/made-paths", MadePathDetail, scope="learning:read", listed=True)
def list_made_paths(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the paths that were made for the caller."""
    who = _member(request)
    part = part_of_query(request, paging, MadePath.objects.filter(person=who.person_id), "-id")
    rows = list(part["items"])
    found = made.views(who.person_id, rows) if who.person_id is not None else []
    return {**part, "items": [_made(each) for each in found]}


@room.read("/communities", CommunityDetail, scope="learning:read", listed=True)
def list_communities(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the communities that the caller reads."""
    part = part_of_query(request, paging, communities.communities_for(_member(request)), "-id")
    return {**part, "items": [
        CommunityDetail(
            id=each.pk, title=each.title, about=each.about, topic=each.topic, course=each.course, is_open=each.is_open,
            is_member=each.is_mine, members=each.members, open_questions=each.waiting,
        )
        for each in part["items"]
    ]}  # fmt: skip


@room.read("/communities/{uuid:community_id}/questions", QuestionDetail, scope="learning:read", listed=True)
def list_community_questions(
    request: HttpRequest, community_id: UUID, paging: Query[Paging]
) -> dict[str, Any]:
    """List what was asked in a community."""
    who = _member(request)
    found = communities.community_for(who, community_id)
    if found is None:
        raise not_found(_("There is no such community."))
    part = part_of_query(
        request, paging, communities.questions_of(who, found[0], communities.Wanted()), "-id"
    )
    return {**part, "items": [_question(each) for each in part["items"]]}


@room.write(
    "POST", "/communities/{uuid:community_id}/questions", QuestionDetail, scope="learning:write", status=201
)
def ask_community(request: HttpRequest, community_id: UUID, body: NewQuestion) -> QuestionDetail:
    """Ask something in a community that the caller belongs to."""
    who = _member(request)
    found = communities.community_for(who, community_id)
    if found is None:
        raise not_found(_("There is no such community."))
    return _question(asking.ask(community=found[0], title=body.title, text=body.text, by=who))


def _member(request: HttpRequest) -> Account:
    who = caller_in(request).account
    if not rules.can_see(who):
        raise NotAllowedError(_("Learning is for those who work here."))
    return who


def _goal(view: goals.GoalView) -> GoalDetail:
    row: Any = view.goal
    return GoalDetail(
        id=row.pk, kind=row.kind, key=row.key, title=view.title, by_when=row.by_when, is_shared=row.is_shared,
        state=row.state, reached_on=row.reached_on, share=view.share,
    )  # fmt: skip


def _made(view: made.MadeView) -> MadePathDetail:
    row: Any = view.path
    items = [
        MadeItemDetail(
            kind=kind,
            key=each.item.key,
            title=each.item.title,
            url=each.url,
            why=each.item.why,
            is_done=each.is_done,
        )
        for each in view.items
        for kind in [cast("Any", each.item.kind)]
    ]
    return MadePathDetail(
        id=row.pk, title=row.title, template=row.template, state=row.state, due_on=row.due_on, items=items
    )


def _question(row: Any) -> QuestionDetail:
    return QuestionDetail(
        id=row.pk, community=row.community_id, author=row.author_id, title=row.title, text=row.text,
        asked_at=row.asked_at, accepted=row.accepted_id,
    )  # fmt: skip
