"""Data protection, for programs: what is kept of people, and who looked at what is confidential."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.core import granted, personal, privacy
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_at, part_of_query
from trellis.core.api.rooms import Room
from trellis.core.definitions.permissions import PRIVACY
from trellis.core.models import AccessNote
from trellis.core.personal import Declaration
from trellis.core.rules import NotAllowedError

room = Room("Data protection")
DataName = Literal["public", "internal", "personal", "confidential", "secret"]
BasisName = Literal["contract", "legal-duty", "legitimate-interest", "consent", "none"]
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
