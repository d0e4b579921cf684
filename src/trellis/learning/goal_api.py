"""Goals of learning, for programs: one's own, and what those below in the line show of theirs."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.api.versions import check_version
from trellis.core.rules import Account
from trellis.learning import rules
from trellis.learning.models import Goal
from trellis.learning.queries import goals
from trellis.learning.services import goals as services
from trellis.people.queries.directory import person_for

room = Room("Goals of learning")
READ, WRITE = "learning:read", "learning:write"
GoalKindName = Literal["course", "path", "competency", "words", "about"]
GoalStateName = Literal["open", "reached", "dropped"]


class GoalDetail(Schema):
    """Something that somebody wants to learn."""

    id: UUID
    person: UUID
    kind: GoalKindName
    key: str = Field(description="Of the course, path or competency.")
    title: str
    by_when: date
    is_shared: bool = Field(description="Whether those above whose goal it is see it.")
    state: GoalStateName
    reached_on: date | None
    share: int | None = Field(description="The percentage that is done, where something measures it.")


class GoalFilters(Schema):
    """Which goals are wanted."""

    person: UUID | None = Field(
        None, description="Whose: what they show to those above them. Else one's own."
    )
    state: GoalStateName | None = None


class NewGoal(Schema):
    """What the caller wants to learn until when."""

    model_config = ConfigDict(extra="forbid")

    kind: GoalKindName = "words"
    key: str = Field("", max_length=200)
    words: str = Field("", max_length=300)
    source: str = Field("", max_length=40, description="With `about`, as it is suggested.")
    about: UUID | None = Field(None, description="What of another room it is about, as it is suggested.")
    by_when: date
    is_shared: bool = False


class ChangedGoal(Schema):
    """What is to be otherwise; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    words: str | None = Field(None, min_length=1, max_length=300, description="Of a goal in own words.")
    by_when: date | None = None
    is_shared: bool | None = None


class EndedGoal(Schema):
    """How a goal ends."""

    model_config = ConfigDict(extra="forbid")

    reached: bool = Field(description="Whether it is reached; else it is wanted no more.")


class GoalAgain(Schema):
    """Until when an ended goal is wanted again."""

    model_config = ConfigDict(extra="forbid")

    by_when: date


class GoalSuggestion(Schema):
    """What would be worth wanting; wanted with the same `kind`, `key`, `source` and `about`."""

    kind: GoalKindName
    key: str
    source: str
    about: UUID | None
    title: str
    because: str


class GoalSuggestions(Schema):
    """What would be worth wanting."""

    items: list[GoalSuggestion]


@room.read("/learning-goals", GoalDetail, scope=READ, listed=True)
def list_learning_goals(
    request: HttpRequest, filters: Query[GoalFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """List the caller's own goals, or those that somebody below the caller shows."""
    who = _member(request)
    rows = _goals(who, filters.person)
    rows = rows.filter(state=filters.state) if filters.state is not None else rows
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_goal(each) for each in goals.shown(who, list(part["items"]))]}


@room.read("/learning-goals/suggested", GoalSuggestions, scope=READ)
def list_suggested_goals(request: HttpRequest) -> GoalSuggestions:
    """What would be worth wanting for the caller: for the next level, and what other rooms suggest."""
    who = _member(request)
    return GoalSuggestions(
        items=[
            GoalSuggestion(
                kind=cast("Any", each.kind), key=each.key, source=each.source, about=each.object, title=each.title,
                because=each.because,
            )
            for each in goals.suggested(who, goals.open_of(who))
        ]
    )  # fmt: skip


@room.read("/learning-goals/{uuid:goal_id}", GoalDetail, scope=READ)
def get_learning_goal(request: HttpRequest, goal_id: UUID) -> GoalDetail:
    """A goal: the caller's, or one that is shown to them."""
    who = _member(request)
    return _one_goal(who, _found_goal(who, goal_id))


@room.write("POST", "/learning-goals", GoalDetail, scope=WRITE)
def create_learning_goal(request: HttpRequest, body: NewGoal) -> GoalDetail:
    """Want to learn something; wanted already, it is as it was."""
    who = _member(request)
    found = services.want(
        by=who, kind=body.kind, key=body.key, words=body.words, source=body.source, about=body.about,
        by_when=body.by_when, is_shared=body.is_shared,
    )  # fmt: skip
    return _one_goal(who, found)


@room.write("PATCH", "/learning-goals/{uuid:goal_id}", GoalDetail, scope=WRITE, versioned=True)
def change_learning_goal(request: HttpRequest, goal_id: UUID, body: ChangedGoal) -> GoalDetail:
    """Choose another day, other words, or whether those above see it. For whose goal it is."""
    who = _member(request)
    found = _found_goal(who, goal_id)
    check_version(request, _one_goal(who, found))
    changed = services.change(
        goal=found, by_when=body.by_when or found.by_when, words=body.words or "",
        is_shared=found.is_shared if body.is_shared is None else body.is_shared, by=who,
    )  # fmt: skip
    return _one_goal(who, changed)


@room.write("POST", "/learning-goals/{uuid:goal_id}/end", GoalDetail, scope=WRITE)
def end_learning_goal(request: HttpRequest, goal_id: UUID, body: EndedGoal) -> GoalDetail:
    """Say that a goal is reached, or wanted no more; ended already, it is as it was. For whose goal it is."""
    who = _member(request)
    ended = services.end(goal=_found_goal(who, goal_id), reached=body.reached, by=who)
    return _one_goal(who, ended)


@room.write("POST", "/learning-goals/{uuid:goal_id}/take-up", GoalDetail, scope=WRITE)
def take_up_learning_goal(request: HttpRequest, goal_id: UUID, body: GoalAgain) -> GoalDetail:
    """Want something again that one had ended. For whose goal it is."""
    who = _member(request)
    return _one_goal(who, services.take_up(goal=_found_goal(who, goal_id), by_when=body.by_when, by=who))


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_see, _("Learning is for those who work here."))


def _goals(who: Account, key: UUID | None) -> QuerySet[Goal]:
    if key is None or key == who.person_id:
        return Goal.objects.filter(person=who.person_id).select_related("person")
    person = person_for(key)
    if person is None or not rules.shared_goals_seen(who, person):
        raise not_found(_("There is no such person."))
    return goals.shared_of(person)


def _found_goal(who: Account, key: UUID) -> Goal:
    found = goals.goal_for(key)
    if found is None or not rules.can_see_goal(who, found):
        raise not_found(_("There is no such goal."))
    return found


def _one_goal(who: Account, row: Goal) -> GoalDetail:
    return _goal(goals.shown(who, [row])[0])


def _goal(view: goals.GoalView) -> GoalDetail:
    row: Any = view.goal
    return GoalDetail(
        id=row.pk, person=row.person_id, kind=row.kind, key=row.key, title=view.title, by_when=row.by_when,
        is_shared=row.is_shared, state=row.state, reached_on=row.reached_on, share=view.share,
    )  # fmt: skip
