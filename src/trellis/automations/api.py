"""Automations for programs: which there are, what they did and would have done; pausing, resuming, repeating."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.automations import rules, wording
from trellis.automations.definitions.automations import Automation
from trellis.automations.models import AutomationRun
from trellis.automations.queries import automations as queries
from trellis.automations.queries import dry
from trellis.automations.queries.automations import Listed
from trellis.automations.services import steering
from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account

room = Room("Automations")
Standing = Literal["on", "paused", "off"]
State = Literal["waiting", "done", "unmet", "refused", "stopped", "failed"]


class AutomationDetail(Schema):
    """An automation of the handbook."""

    name: str = Field(description="The name of its file in the folder `automations`.")
    title: str
    sentence: str = Field(description="What it does, in words.")
    owner: str = Field(description="In whose name it acts: an address, or the title of a role.")
    state: Standing
    paused_because: str
    last_run_at: datetime | None
    next_at: datetime | None = Field(
        description="When its clock strikes next; null where it waits for events."
    )
    path: str = Field(description="Where it is written.")


class RunDetail(Schema):
    """A run of an automation."""

    id: UUID
    automation: str
    state: State
    trigger: str = Field(description="What it began with: an event, a clock, or a day of a record.")
    about: str = Field(description="The kind of what that happened to.")
    object: UUID | None
    by: UUID | None = Field(description="Who did what it began with.")
    at: datetime
    values: dict[str, Any]
    verdicts: list[bool] = Field(description="Whether each condition was met, in the order of the handbook.")
    results: list[dict[str, Any]] = Field(description="What came of each action.")
    trouble: str
    tries: int
    depth: int = Field(description="How many automations began one by the other, this one included.")
    owner: UUID | None
    revision: str = Field(description="The revision of the handbook that it was done by.")
    created_at: datetime
    ended_at: datetime | None


class RunFilters(Schema):
    """Which runs are wanted."""

    automation: str = Field("", max_length=100)
    state: State | None = None
    trigger: str = Field("", max_length=80)


class DryRunDetail(Schema):
    """What an automation would have done in the last thirty days."""

    days: int
    examined: int = Field(description="How many occurrences there were of what it begins with.")
    runs: int = Field(description="How often it would have run.")
    refused: int = Field(description="How many of these runs the rights of the owner would have refused.")
    is_part: bool = Field(description="Whether there were more occurrences than were looked at.")


class Pausing(Schema):
    """Why an automation rests."""

    model_config = ConfigDict(extra="forbid")

    because: str = Field(min_length=1, max_length=500, pattern=r"\S")


@room.read("/automations", AutomationDetail, scope="automations:read", listed=True)
def list_automations(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The automations of the handbook, by name."""
    _member(request)
    rows = sorted(queries.listed(), key=lambda each: each.automation.name)
    part = part_of(request, paging, rows, lambda each: each.automation.name)
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/automations/{str:automation_name}", AutomationDetail, scope="automations:read")
def get_automation(request: HttpRequest, automation_name: str) -> AutomationDetail:
    """An automation: what it does, and how it stands."""
    _member(request)
    return _shown(queries.listed_one(_automation(automation_name)))


@room.read("/automations/{str:automation_name}/dry-run", DryRunDetail, scope="automations:read")
def dry_run_automation(request: HttpRequest, automation_name: str) -> DryRunDetail:
    """What an automation would have done. Nothing is done. For its owner, and those who look after all of them."""
    who, found = _member(request), _automation(automation_name)
    if not rules.can_see_runs(who, queries.owner_of(found)):
        raise not_found(_("There is no such automation of yours."))
    made = dry.dry_run(found, timezone.now())
    return DryRunDetail(
        days=dry.DAYS, examined=made.examined, runs=made.runs, refused=made.refused, is_part=made.is_part
    )


@room.write("POST", "/automations/{str:automation_name}/pause", AutomationDetail, scope="automations:write")
def pause_automation(request: HttpRequest, automation_name: str, body: Pausing) -> AutomationDetail:
    """Have an automation rest. What happens meanwhile is not made up for."""
    who, found = _member(request), _automation(automation_name)
    steering.pause(automation=found, because=body.because, by=who)
    return _shown(queries.listed_one(found))


@room.write("POST", "/automations/{str:automation_name}/resume", AutomationDetail, scope="automations:write")
def resume_automation(request: HttpRequest, automation_name: str) -> AutomationDetail:
    """Have an automation act on what happens from now on."""
    who, found = _member(request), _automation(automation_name)
    steering.resume(automation=found, by=who)
    return _shown(queries.listed_one(found))


@room.read("/automation-runs", RunDetail, scope="automations:read", listed=True)
def list_runs(request: HttpRequest, filters: Query[RunFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The runs of the caller's automations, the newest first; of all, for those who look after them."""
    found = queries.runs_for(
        _member(request), name=filters.automation, state=filters.state or "", trigger=filters.trigger
    )
    part = part_of_query(request, paging, found, "-created_at", "-id")
    return {**part, "items": [_run_shown(each) for each in part["items"]]}


@room.read("/automation-runs/{uuid:run_id}", RunDetail, scope="automations:read")
def get_run(request: HttpRequest, run_id: UUID) -> RunDetail:
    """A run: what it began with, whether its conditions were met, and what was done."""
    return _run_shown(_run(request, run_id))


@room.write("POST", "/automation-runs/{uuid:run_id}/repeat", RunDetail, scope="automations:write")
def repeat_run(request: HttpRequest, run_id: UUID) -> RunDetail:
    """Have a run tried again that was refused, stopped or has failed."""
    return _run_shown(steering.repeat(run=_run(request, run_id), by=_member(request)))


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_see, _("Automations are for those who work here."))


def _automation(name: str) -> Automation:
    found = queries.automation_named(name)
    if found is None:
        raise not_found(_("There is no such automation."))
    return found


def _run(request: HttpRequest, key: UUID) -> AutomationRun:
    found = queries.run_of(_member(request), key)
    if found is None:
        raise not_found(_("There is no such run."))
    return found


def _shown(listed: Listed) -> AutomationDetail:
    automation, standing = listed.automation, listed.standing
    return AutomationDetail(
        name=automation.name, title=automation.title, sentence=wording.sentence_of(automation), owner=automation.owner,
        state=cast(Standing, listed.state), paused_because=standing.paused_because if standing is not None else "",
        last_run_at=listed.last.created_at if listed.last is not None else None, next_at=listed.next_at,
        path=automation.path,
    )  # fmt: skip


def _run_shown(run: AutomationRun) -> RunDetail:
    return RunDetail(
        id=run.pk, automation=run.automation, state=cast(State, str(run.state)), trigger=run.trigger, about=run.about,
        object=run.object, by=run.by, at=run.at, values=run.values, verdicts=run.verdicts, results=run.results,
        trouble=run.trouble, tries=run.tries, depth=run.depth, owner=run.owner_id, revision=run.revision,
        created_at=run.created_at, ended_at=run.ended_at,
    )  # fmt: skip
