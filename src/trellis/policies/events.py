"""What this room says has happened. Paths and numbers of versions only: texts and reasons stay with the records."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("policies.version-kept", about="policy_version", says=_("kept a new version of a policy"))
@dataclass(frozen=True, slots=True)
class VersionKept:
    """A policy has another text than before, or is new; `verdict` is one of `Meaning`."""

    policy_version: UUID
    by: UUID | None
    path: str
    number: int
    verdict: str


@recorded("policies.meaning-decided", about="policy_decision", says=_("decided about a change of a policy"))
@dataclass(frozen=True, slots=True)
class MeaningDecided:
    """Somebody said whether a change of a policy asks people again. Why stays with the decision."""

    policy_decision: UUID
    by: UUID | None
    path: str
    asks: bool


@recorded(
    "policies.acknowledgement-asked", about="acknowledgement", says=_("asked somebody to read a policy")
)
@dataclass(frozen=True, slots=True)
class AcknowledgementAsked:
    """Somebody is asked to read a policy, or waits with a later version of it; `trigger` is one of `AskReason`."""

    acknowledgement: UUID
    by: UUID | None
    person: UUID
    path: str
    number: int
    trigger: str


@recorded("policies.acknowledged", about="acknowledgement", says=_("acknowledged a policy"))
@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody said that they have read and understood a version of a policy."""

    acknowledgement: UUID
    by: UUID | None
    person: UUID
    path: str
    number: int


@recorded(
    "policies.acknowledgement-taken-over", about="acknowledgement",
    says=_("wrote down what was acknowledged elsewhere"),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class AcknowledgementTakenOver:
    """Somebody acknowledged a policy elsewhere, which counts here as this version. Where, stays with the record."""

    acknowledgement: UUID
    by: UUID | None
    person: UUID
    path: str
    number: int


@recorded(
    "policies.acknowledgement-ended",
    about="acknowledgement",
    says=_("asked somebody no more to read a policy"),
)
@dataclass(frozen=True, slots=True)
class AcknowledgementEnded:
    """Somebody is asked no more without having read it: they are exempt, or it no longer concerns them."""

    acknowledgement: UUID
    by: UUID | None
    person: UUID
    path: str
    state: str
