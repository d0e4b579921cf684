"""What happens to work and to requests for approval. Each is published in the transaction that writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("work.task-given", about="item", says=_("wrote down a task"))
@dataclass(frozen=True, slots=True)
class TaskGiven:
    """Somebody wrote a task down, for `assignee`: themselves or another."""

    item: UUID
    by: UUID
    assignee: UUID


@recorded("work.task-changed", about="item", says=_("changed a task"))
@dataclass(frozen=True, slots=True)
class TaskChanged:
    """The words or the day of a task are others now."""

    item: UUID
    by: UUID


@recorded("work.item-done", about="item", says=_("finished something"))
@dataclass(frozen=True, slots=True)
class ItemDone:
    """Somebody ticked off what waited on `assignee`: themselves, or who is away."""

    item: UUID
    by: UUID
    assignee: UUID


@recorded("work.item-snoozed", about="item", says=_("put something off"))
@dataclass(frozen=True, slots=True)
class ItemSnoozed:
    """Something is out of sight until a moment."""

    item: UUID
    by: UUID
    until: str


@recorded("work.item-delegated", about="item", says=_("handed something on"))
@dataclass(frozen=True, slots=True)
class ItemDelegated:
    """What waited on one waits on another now."""

    item: UUID
    by: UUID
    before: UUID
    after: UUID


@recorded("work.item-restored", about="item", says=_("took something back"))
@dataclass(frozen=True, slots=True)
class ItemRestored:
    """What was done, put off or handed on is as it was before."""

    item: UUID
    by: UUID


@recorded("work.item-escalated", about="item", says=_("told others that something is overdue"))
@dataclass(frozen=True, slots=True)
class ItemEscalated:
    """Something was overdue for so long that others heard of it."""

    item: UUID
    by: UUID | None
    after_working_days: int


@recorded("work.absence-planned", about="absence", says=_("planned to be away"))
@dataclass(frozen=True, slots=True)
class AbsencePlanned:
    """Somebody is away for a time, and another stands in for them."""

    absence: UUID
    by: UUID
    stand_in: UUID


@recorded("work.absence-ended", about="absence", says=_("took an absence back"))
@dataclass(frozen=True, slots=True)
class AbsenceEnded:
    """An absence is over, or will not be."""

    absence: UUID
    by: UUID


@recorded("work.approval-asked", about="approval", says=_("asked for an approval"))
@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """Somebody asked for an approval by a rule, for a content with this digest, as the handbook was at `revision`."""

    approval: UUID
    by: UUID
    rule: str
    digest: str
    revision: str


@recorded("work.approval-changed", about="approval", says=_("changed what was to be approved"))
@dataclass(frozen=True, slots=True)
class ApprovalChanged:
    """What was to be approved is something else now: what was decided before counts no more."""

    approval: UUID
    by: UUID
    digest: str
    revision: str


@recorded("work.approval-decided", about="approval", says=_("decided about an approval"))
@dataclass(frozen=True, slots=True)
class ApprovalDecided:
    """Somebody approved or rejected, themselves or in place of another; `digest` is of what they saw."""

    approval: UUID
    by: UUID
    verdict: str
    in_place_of: UUID | None
    step: int
    digest: str


@recorded("work.approval-granted", about="approval", says=_("had everything approved"))
@dataclass(frozen=True, slots=True)
class ApprovalGranted:
    """Every step of a request is approved. Rooms react to this by what their request was for."""

    approval: UUID
    by: UUID | None
    rule: str
    about_kind: str
    about: UUID
    digest: str


@recorded("work.approval-rejected", about="approval", says=_("had an approval rejected"))
@dataclass(frozen=True, slots=True)
class ApprovalRejected:
    """Somebody rejected a request, which ended it."""

    approval: UUID
    by: UUID
    rule: str
    about_kind: str
    about: UUID


@recorded("work.approval-withdrawn", about="approval", says=_("withdrew a request"))
@dataclass(frozen=True, slots=True)
class ApprovalWithdrawn:
    """Whoever asked asks no more."""

    approval: UUID
    by: UUID
    rule: str
    about_kind: str
    about: UUID


@recorded(
    "work.approval-escalated", about="approval", says=_("asked others, since nobody had decided in time")
)
@dataclass(frozen=True, slots=True)
class ApprovalEscalated:
    """The time for a step is over."""

    approval: UUID
    by: UUID | None
    step: int
    then: str
