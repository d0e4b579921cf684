"""Data protection, for programs: what is kept of people, and who looked at what is confidential."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core import directory, granted, personal, privacy, rules
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_at, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.definitions.permissions import PRIVACY
from trellis.core.models import AccessNote, Erasure, Person
from trellis.core.personal import Declaration
from trellis.core.privacy import Due
from trellis.core.rules import NotAllowedError
from trellis.core.services import erasing, exports, holds

room = Room("Data protection")
DataName = Literal["public", "internal", "personal", "confidential", "secret"]
BasisName = Literal["contract", "legal-duty", "legitimate-interest", "consent", "none"]
StateName = Literal["asked", "agreed", "refused", "done"]
FateName = Literal["delete", "anonymise", "keep", ""]


class KeptData(Schema):
    """What one model keeps."""

    model: str
    purpose: str
    data: DataName = Field(description="How far it may go.")
    basis: BasisName
    personal_fields: list[str] = Field(description="Fields that tell of people.")
    on_erasure: FateName = Field(
        description="What becomes of it when the person is erased; empty for what is not personal."
    )
    why_kept: str = Field(description="Why it stays; empty for what does not.")
    rule: str = Field(description="Its key in `retention.yml`; empty for what does not end by time.")
    keep: str = Field(description="How long it is kept; empty where no rule says so.")


class LookedAt(Schema):
    """That somebody looked at something confidential."""

    id: UUID
    account_id: UUID
    about: str = Field(description="The kind of object.")
    object: UUID
    why: str
    at: datetime


class DueData(Schema):
    """What retention takes away of a model next."""

    model: str
    rule: str = Field(description="Its key in `retention.yml`.")
    keep: str
    why: str
    before: datetime = Field(description="What is older than this goes.")
    rows: int = Field(description="How many would go now.")


class ErasureDetail(Schema):
    """That somebody is to be erased, or was."""

    id: UUID
    person: UUID
    state: StateName
    reason: str
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None = Field(description="Who agreed or refused: a second administrator.")
    decided_at: datetime | None
    done_at: datetime | None
    rows: dict[str, int] = Field(description="How many rows of each model were deleted or made anonymous.")


class CopyUnderWay(Schema):
    """A copy that is being made."""

    job: UUID = Field(description="The job that makes it; its address leads to the file.")


class HoldState(Schema):
    """Whether the data of somebody is on hold."""

    person: UUID
    on_hold: bool
    reason: str


class Reason(Schema):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=500, description="Needed, but for a copy of one's own data.")


class DataFilters(Schema):
    """Which models are wanted."""

    data: DataName | None = None


class LookFilters(Schema):
    """Which looks are wanted."""

    about: str = Field("", max_length=40)


@room.read("/data", KeptData, scope="privacy:read", listed=True)
def list_data(request: HttpRequest, filters: Query[DataFilters], paging: Query[Paging]) -> dict[str, Any]:
    """What is kept, by model. For those who protect data."""
    _protectors_only(request)
    found = [each for each in personal.declared() if filters.data in (None, each.data)]
    part = part_at(request, paging, lambda start, end: found[start:end])
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/access-notes", LookedAt, scope="privacy:read", listed=True)
def list_access_notes(
    request: HttpRequest, filters: Query[LookFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """Who looked at what is confidential, the newest first. For those who protect data."""
    _protectors_only(request)
    part = part_of_query(request, paging, privacy.access_notes(about=filters.about), "-at", "-pk")
    return {**part, "items": [_look(each) for each in part["items"]]}


@room.read("/retention", DueData, scope="privacy:read", listed=True)
def list_retention(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What retention takes away next, by model. For those who protect data."""
    _protectors_only(request)
    found = privacy.due(timezone.now())
    part = part_at(request, paging, lambda start, end: found[start:end])
    return {**part, "items": [_due(each) for each in part["items"]]}


@room.read("/erasures", ErasureDetail, scope="privacy:read", listed=True)
def list_erasures(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Who is to be erased, and who was, the newest first. For administrators."""
    _keepers_only(request)
    part = part_of_query(request, paging, privacy.erasures(), "-asked_at", "-pk")
    return {**part, "items": [_erasure(each) for each in part["items"]]}


@room.write("POST", "/people/{uuid:person_id}/copy", CopyUnderWay, scope="privacy:write")
def copy_person(request: HttpRequest, person_id: UUID, why: Reason) -> CopyUnderWay:
    """Have a copy made of what is kept of somebody. For administrators, and everybody themselves.

    Its file is had by people alone, who have signed in.
    """
    caller = caller_in(request).account
    if caller.person_id != person_id:
        _keepers_only(request)
    return CopyUnderWay(job=exports.ask(person=_person(person_id), by=caller, reason=why.reason).pk)


@room.write("POST", "/people/{uuid:person_id}/hold", HoldState, scope="privacy:write")
def hold_person(request: HttpRequest, person_id: UUID, why: Reason) -> HoldState:
    """Keep retention and erasure from taking anything of somebody away. For administrators."""
    _keepers_only(request)
    hold = holds.place(person=_person(person_id), reason=why.reason, by=caller_in(request).account)
    return HoldState(person=person_id, on_hold=True, reason=hold.reason)


@room.write("POST", "/people/{uuid:person_id}/release", HoldState, scope="privacy:write")
def release_person(request: HttpRequest, person_id: UUID) -> HoldState:
    """End the hold on somebody. For administrators."""
    _keepers_only(request)
    holds.end(person=_person(person_id), by=caller_in(request).account)
    return HoldState(person=person_id, on_hold=False, reason="")


@room.write("POST", "/people/{uuid:person_id}/erase", ErasureDetail, scope="privacy:write")
def erase_person(request: HttpRequest, person_id: UUID, why: Reason) -> ErasureDetail:
    """Ask for somebody to be erased. For administrators; a second one agrees, on the page alone."""
    _keepers_only(request)
    return _erasure(erasing.ask(person=_person(person_id), reason=why.reason, by=caller_in(request).account))


def _keepers_only(request: HttpRequest) -> None:
    if not rules.can_keep_people(caller_in(request).account):
        raise NotAllowedError(_("Only administrators see and keep the records of people."))


def _person(key: UUID) -> Person:
    found = directory.person_of(key)
    if found is None or found.merged_into_id is not None:
        raise not_found(_("There is no such person."))
    return found


def _due(each: Due) -> DueData:
    assert each.declaration.lapse is not None  # it would not be due
    return DueData(
        model=each.declaration.label, rule=each.declaration.lapse.key, keep=each.rule.keep, why=each.rule.why,
        before=each.before, rows=each.count,
    )  # fmt: skip


def _erasure(each: Erasure) -> ErasureDetail:
    return ErasureDetail(
        id=each.pk, person=each.person_id, state=cast(StateName, str(each.state)), reason=each.reason,
        asked_by=each.asked_by_id, asked_at=each.asked_at, decided_by=each.decided_by_id,
        decided_at=each.decided_at, done_at=each.done_at, rows=each.counts,
    )  # fmt: skip


def _protectors_only(request: HttpRequest) -> None:
    if not granted.may(caller_in(request).account, PRIVACY.name):
        raise NotAllowedError(_("Only those who protect data see this."), permission=PRIVACY.name)


def _shown(each: Declaration) -> KeptData:
    rule = privacy.rules().rules.get(each.lapse.key) if each.lapse is not None else None
    return KeptData(
        model=each.label, purpose=str(each.purpose), data=cast(DataName, each.data.value),
        basis=cast(BasisName, each.basis.value),
        personal_fields=list(each.personal), on_erasure=cast(FateName, each.fate.value if each.is_personal else ""),
        why_kept=str(each.why), rule=each.lapse.key if each.lapse is not None else "",
        keep=rule.keep if rule is not None else "",
    )  # fmt: skip


def _look(note: AccessNote) -> LookedAt:
    return LookedAt(
        id=note.pk, account_id=note.account_id, about=note.about, object=note.object, why=note.why, at=note.at
    )
