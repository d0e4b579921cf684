"""The events of privacy: copies, erasure, holds, retention, and looking at what is confidential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("core.export-asked", about="person", says=_("asked for a copy of what is kept of a person"))
@dataclass(frozen=True, slots=True)
class ExportAsked:
    """A copy is to be made; `own` says that the person themself asked."""

    person: UUID
    by: UUID | None
    export: UUID
    own: bool


@recorded("core.export-made", about="person", says=_("had a copy made of what is kept of a person"))
@dataclass(frozen=True, slots=True)
class ExportMade:
    """A copy can be had now."""

    person: UUID
    by: UUID | None
    export: UUID


@recorded("core.hold-placed", about="person", says=_("put the data of a person on hold"))
@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """Nothing of somebody is taken away from now on."""

    person: UUID
    by: UUID | None


@recorded("core.hold-ended", about="person", says=_("ended the hold on the data of a person"))
@dataclass(frozen=True, slots=True)
class HoldEnded:
    """What is due may be taken away again."""

    person: UUID
    by: UUID | None


@recorded("core.erasure-asked", about="person", says=_("asked for a person to be erased"))
@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """A second administrator has to agree."""

    person: UUID
    by: UUID | None
    erasure: UUID


@recorded("core.erasure-decided", about="person", says=_("decided about the erasure of a person"))
@dataclass(frozen=True, slots=True)
class ErasureDecided:
    """A second administrator agreed, or somebody refused."""

    person: UUID
    by: UUID | None
    erasure: UUID
    agreed: bool


@recorded("core.erasure-done", about="person", says=_("erased a person"))
@dataclass(frozen=True, slots=True)
class ErasureDone:
    """Everything that told who they are is gone; `rows` counts what was deleted or made anonymous, by model."""

    person: UUID
    by: UUID | None
    erasure: UUID
    rows: Mapping[str, int]


@recorded("core.retention-applied", about="round", says=_("took away what had been kept for long enough"))
@dataclass(frozen=True, slots=True)
class RetentionApplied:
    """What `retention.yml` says was done, as the handbook was at `revision`; `rows` counts them by model."""

    round: UUID
    by: UUID | None
    rows: Mapping[str, int]
    revision: str


@recorded("core.confidential-seen", about="note", says=_("looked at something confidential"))
@dataclass(frozen=True, slots=True)
class ConfidentialSeen:
    """Somebody looked at an object of a kind; the note says why."""

    note: UUID
    by: UUID | None
    kind: str
    object: UUID
