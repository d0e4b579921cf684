"""Policies for programs: what is to be read, who has acknowledged what, and what a change means."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account, NotAllowedError
from trellis.pages.queries.current import current_edition
from trellis.policies import rules
from trellis.policies.models import Acknowledgement, Version
from trellis.policies.queries import changes, progress, reading
from trellis.policies.queries.progress import Wanted
from trellis.policies.services import acknowledging, deciding

room = Room("Policies")
State = Literal["asked", "done", "exempt", "withdrawn"]
Reason = Literal["new", "hired", "joined", "changed", "yearly"]
MeaningNow = Literal["open", "changed", "unchanged"]


class PolicyDetail(Schema):
    """A policy that is for the caller, and how they stand with it."""

    path: str
    title: str
    owner: str
    state: State | None = Field(description="Null where nobody asks the caller.")
    due_at: datetime | None
    acknowledged_at: datetime | None
    version: int | None = Field(description="The version that was acknowledged.")


class AcknowledgementDetail(Schema):
    """That somebody was asked to read a policy, and what they have acknowledged."""

    id: UUID
    person: UUID
    name: str
    policy: str
    title: str
    state: State
    reason: Reason
    asked_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    taken_from: str = Field(
        description="Where it was acknowledged, such as on paper; empty where it was here."
    )
    version: int | None
    revision: str = Field(
        description="The commit, or the revision of the handbook, of the text that was read."
    )
    sha256: str = Field(description="The SHA-256 of the title and the text that was read.")
    exempt_because: str


class AcknowledgementFilters(Schema):
    """Which acknowledgements are wanted."""

    policy: str = Field("", max_length=300)
    state: State | Literal["overdue"] | None = None
    department: str = Field("", max_length=60)


class ChangeDetail(Schema):
    """A change of what a policy says."""

    id: UUID
    policy: str
    title: str
    version: int
    meaning: MeaningNow
    sections: list[str] = Field(description="The sections that say something else.")
    decide_until: datetime | None
    because: str
    created_at: datetime


class Acknowledging(Schema):
    """Which version was read."""

    model_config = ConfigDict(extra="forbid")

    policy: str = Field(max_length=300)
    version: int = Field(ge=1, le=1_000_000)


class Exempting(Schema):
    """Why somebody need not acknowledge a policy."""

    model_config = ConfigDict(extra="forbid")

    because: str = Field(min_length=1, max_length=500, pattern=r"\S")


class Deciding(Schema):
    """Whether a change asks people again; that it does not needs a reason."""

    model_config = ConfigDict(extra="forbid")

    asks: bool
    because: str = Field("", max_length=500)


class Reminded(Schema):
    """How many were told."""

    told: int


@room.read("/policies", PolicyDetail, scope="policies:read", listed=True)
def list_policies(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The policies that the caller has before them, by path."""
    rows = sorted(reading.mine(_member(request)), key=lambda each: each.path)
    part = part_of(request, paging, rows, lambda each: each.path)
    return {
        **part,
        "items": [
            PolicyDetail(
                path=each.path, title=each.title, owner=each.owner, state=each.row.state if each.row else None,
                due_at=each.row.due_at if each.row else None,
                acknowledged_at=each.row.acknowledged_at if each.row else None,
                version=each.row.read.number if each.row and each.row.read else None,
            )
            for each in part["items"]
        ],
    }  # fmt: skip


@room.read("/acknowledgements", AcknowledgementDetail, scope="policies:read", listed=True)
def list_acknowledgements(
    request: HttpRequest, filters: Query[AcknowledgementFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """Who has acknowledged what: of the people whose progress the caller sees. The newest first."""
    wanted = Wanted(path=filters.policy, state=filters.state or "", department=filters.department)
    part = part_of_query(request, paging, progress.rows_of(_member(request), wanted), "-id")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/acknowledgements/{uuid:acknowledgement_id}", AcknowledgementDetail, scope="policies:read")
def get_acknowledgement(request: HttpRequest, acknowledgement_id: UUID) -> AcknowledgementDetail:
    """What somebody has acknowledged: the caller, or somebody whose progress they see."""
    return _shown(_row(request, acknowledgement_id))


@room.write("POST", "/acknowledgements", AcknowledgementDetail, scope="policies:write")
def acknowledge_policy(request: HttpRequest, body: Acknowledging) -> AcknowledgementDetail:
    """Say that the caller has read and understood a version of a policy. Said again, it changes nothing."""
    who = _member(request)
    if not current_edition().sees(body.policy):
        raise not_found(_("There is no such policy."))
    row = acknowledging.acknowledge(path=body.policy, number=body.version, by=who)
    return _shown(_row(request, row.pk))


@room.write("POST", "/acknowledgements/{uuid:acknowledgement_id}/remind", Reminded, scope="policies:write")
def remind_of_policy(request: HttpRequest, acknowledgement_id: UUID) -> Reminded:
    """Remind somebody of a policy that they have not acknowledged; once a day by the same hand."""
    row = _row(request, acknowledgement_id)
    return Reminded(told=acknowledging.remind(keys=[row.pk], by=_member(request)))


@room.write(
    "POST",
    "/acknowledgements/{uuid:acknowledgement_id}/exempt",
    AcknowledgementDetail,
    scope="policies:write",
)
def exempt_from_policy(
    request: HttpRequest, acknowledgement_id: UUID, body: Exempting
) -> AcknowledgementDetail:
    """Have somebody not acknowledge a policy until it says something else."""
    row = _row(request, acknowledgement_id)
    acknowledging.exempt(keys=[row.pk], because=body.because, by=_member(request))
    return _shown(_row(request, acknowledgement_id))


@room.read("/policy-changes", ChangeDetail, scope="policies:read", listed=True)
def list_policy_changes(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The changes of what policies say, the newest first, for those who decide about them."""
    _decider(request)
    part = part_of_query(request, paging, changes.changes().defer("text", "parts", "before__text"), "-id")
    return {**part, "items": [_change_shown(each) for each in part["items"]]}


@room.write("POST", "/policy-changes/{uuid:change_id}/decide", ChangeDetail, scope="policies:write")
def decide_policy_change(request: HttpRequest, change_id: UUID, body: Deciding) -> ChangeDetail:
    """Say whether a change asks people again, as it stands now."""
    who, found = _decider(request), changes.version_for(change_id)
    if found is None or not current_edition().sees(found.path):
        raise not_found(_("There is no such change."))
    deciding.decide(version=found, asks=body.asks, because=body.because, by=who, seen=found.meaning)
    found.refresh_from_db()
    return _change_shown(found)


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_see, _("Policies are for those who work here."))


def _decider(request: HttpRequest) -> Account:
    who = _member(request)
    if not rules.can_decide(who):
        raise NotAllowedError(_("You may not decide about changes of policies."))
    return who


def _row(request: HttpRequest, key: UUID) -> Acknowledgement:
    who, found = _member(request), reading.acknowledgement_for(key)
    if found is None or not rules.can_see_evidence(who, found.person):
        raise not_found(_("There is no such acknowledgement."))
    return found


def _shown(row: Acknowledgement) -> AcknowledgementDetail:
    read = row.read
    return AcknowledgementDetail(
        id=row.pk, person=row.person_id, name=row.person.name, policy=row.path, title=row.asked.title,
        state=cast("State", row.state),
        reason=cast("Reason", row.reason), asked_at=row.asked_at, due_at=row.due_at,
        acknowledged_at=row.acknowledged_at, taken_from=row.taken_from,
        version=read.number if read is not None else None,
        revision=(read.commit or read.revision) if read is not None else "",
        sha256=read.digest if read is not None else "", exempt_because=row.exempt_because,
    )  # fmt: skip


def _change_shown(row: Version) -> ChangeDetail:
    return ChangeDetail(
        id=row.pk, policy=row.path, title=row.title, version=row.number, meaning=cast("MeaningNow", row.meaning),
        sections=sorted(row.changed), decide_until=row.decide_until,
        because=row.decision.because if row.decision is not None else "", created_at=row.created_at,
    )  # fmt: skip
