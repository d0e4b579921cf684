"""What waits on whoever calls, for programs: the list, tasks, and what is done with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account
from trellis.work import dues, rules
from trellis.work.api.callers import member_in
from trellis.work.models import WorkItem
from trellis.work.queries import items as queries
from trellis.work.queries.items import Tab
from trellis.work.services import items, tasks

room = Room("My work")
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
State = Literal["open", "done", "gone"]


class WorkDetail(Schema):
    """Something that waits on somebody."""

    id: UUID
    kind: str = Field(description="What it is: `task`, `approval`, `review` and others.")
    title: str
    address: str = Field(description="The path of the page where it is done.")
    assignee: UUID = Field(description="On whom it waits; not always the caller, who may stand in.")
    asked_by: UUID | None
    delegated_by: UUID | None
    due_at: datetime | None
    snoozed_until: datetime | None
    state: State
    created_at: datetime


class WorkFilters(Schema):
    """Which things are wanted."""

    which: Literal["open", "snoozed", "asked", "done"] = Field(
        "open", description="Which of the caller's lists."
    )
    kind: str = Field("", max_length=40)
    q: str = Field("", max_length=200, description="Words in titles and texts.")


class NewTask(Schema):
    """A task to write down."""

    model_config = ConfigDict(extra="forbid")

    title: Line
    text: str = Field("", max_length=20_000)
    due: date | None = Field(None, description="A day, where whoever does it works.")
    assignee: str = Field(
        "", max_length=254, description="The address or whole name of whoever does it; else the caller."
    )


class Snooze(Schema):
    """Until when a thing is out of sight."""

    model_config = ConfigDict(extra="forbid")

    until: date = Field(description="The day on which it is back, where the caller works.")


class Handing(Schema):
    """To whom a thing is handed on, and why."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(min_length=1, max_length=254, pattern=r"\S", description="An address or a whole name.")
    because: str = Field(min_length=1, max_length=500, pattern=r"\S")


@room.read("/work", WorkDetail, scope="work:read", listed=True)
def list_work(request: HttpRequest, filters: Query[WorkFilters], paging: Query[Paging]) -> dict[str, Any]:
    """What waits on the caller, also in place of those who are away; the oldest first."""
    who, now = member_in(request), timezone.now()
    found = queries.listed(who, Tab(filters.which), kind=filters.kind, text=filters.q, now=now)
    part = part_of_query(request, paging, found, "created_at", "pk")
    return {**part, "items": [_shown(each) for each in queries.shown(who, part["items"], now)]}


@room.write("POST", "/work", WorkDetail, scope="work:write", status=201)
def create_task(request: HttpRequest, response: HttpResponse, task: NewTask) -> WorkDetail:
    """Write a task down, for the caller or for another, who is told."""
    who = member_in(request)
    made = tasks.give(
        title=task.title, text=task.text, due=task.due, by=who, to=tasks.somebody_named(task.assignee, by=who)
    )
    response["Location"] = reverse("api:get_task", args=[made.pk])
    return _one(who, made)


@room.read("/work/{uuid:item_id}", WorkDetail, scope="work:read")
def get_task(request: HttpRequest, item_id: UUID) -> WorkDetail:
    """A task, for those who have to do with it."""
    who = member_in(request)
    found = queries.task_of(item_id)
    if found is None or not rules.can_see_task(who, found, queries.away_for(who)):
        raise not_found(_("There is no such task."))
    return _one(who, found)


@room.write("POST", "/work/{uuid:item_id}/finish", WorkDetail, scope="work:write")
def finish_work(request: HttpRequest, item_id: UUID) -> WorkDetail:
    """Tick a thing off that waits on the caller, where there is no more to it."""
    who = member_in(request)
    _waiting(who, item_id)
    items.finish([item_id], by=who)
    return _again(who, item_id)


@room.write("POST", "/work/{uuid:item_id}/snooze", WorkDetail, scope="work:write")
def snooze_work(request: HttpRequest, item_id: UUID, snooze: Snooze) -> WorkDetail:
    """Put a thing off that waits on the caller."""
    who = member_in(request)
    _waiting(who, item_id)
    items.snooze([item_id], until=dues.start_of(snooze.until, who), by=who)
    return _again(who, item_id)


@room.write("POST", "/work/{uuid:item_id}/delegate", WorkDetail, scope="work:write")
def delegate_work(request: HttpRequest, item_id: UUID, handing: Handing) -> WorkDetail:
    """Hand a thing on that waits on the caller; the other is told, and why."""
    who = member_in(request)
    _waiting(who, item_id)
    items.delegate([item_id], to=tasks.somebody_named(handing.to, by=who), because=handing.because, by=who)
    return _again(who, item_id)


def _waiting(who: Account, item_id: UUID) -> None:
    if not queries.reachable(who, [item_id]):
        raise not_found(_("This does not wait on you."))


def _again(who: Account, item_id: UUID) -> WorkDetail:
    found = queries.item_of(item_id)
    assert found is not None  # it was there a moment ago, and nothing is ever taken away
    return _one(who, found)


def _one(who: Account, item: WorkItem) -> WorkDetail:
    shown = queries.shown(who, [item], timezone.now())
    if not shown:
        raise not_found(_("This is not yours to see any more."))
    return _shown(shown[0])


def _shown(each: queries.Shown) -> WorkDetail:
    item = each.item
    return WorkDetail(
        id=item.pk, kind=item.kind, title=each.label, address=each.address, assignee=item.assignee_id,
        asked_by=item.asked_by_id, delegated_by=item.delegated_by_id, due_at=item.due_at,
        snoozed_until=item.snoozed_until, state=cast(State, item.state), created_at=item.created_at,
    )  # fmt: skip
