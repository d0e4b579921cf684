"""What this room says has happened. That somebody answered is not said: an event is kept for ever, with its moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("surveys.round-opened", about="survey_round", says=_("opened a survey"))
@dataclass(frozen=True, slots=True)
class RoundOpened:
    """People are asked, until a day."""

    survey_round: UUID
    by: UUID | None
    survey: str
    closes_on: date


@recorded("surveys.round-extended", about="survey_round", says=_("moved the last day of a survey"))
@dataclass(frozen=True, slots=True)
class RoundExtended:
    """A survey closes on another day."""

    survey_round: UUID
    by: UUID | None
    closes_on: date


@recorded("surveys.people-reminded", about="survey_round", says=_("reminded people of a survey"))
@dataclass(frozen=True, slots=True)
class PeopleReminded:
    """Everybody who is asked was reminded, whether or not they had answered."""

    survey_round: UUID
    by: UUID | None


@recorded("surveys.round-closed", about="survey_round", says=_("closed a survey"))
@dataclass(frozen=True, slots=True)
class RoundClosed:
    """Nobody can answer any more; what may be shown was written down, all else destroyed."""

    survey_round: UUID
    by: UUID | None
    survey: str


@recorded("surveys.results-shared", about="survey_round", says=_("shared the results of a survey"))
@dataclass(frozen=True, slots=True)
class ResultsShared:
    """Everybody sees the results of all, and managers those of their departments."""

    survey_round: UUID
    by: UUID | None


@recorded("surveys.action-kept", about="survey_action", says=_("changed an action of a team"))
@dataclass(frozen=True, slots=True)
class ActionKept:
    """What a team does because of a survey was written down, changed or ended."""

    survey_action: UUID
    by: UUID | None
    department: str
    state: str


@recorded(
    "surveys.self-identification-reported", about="self_report", says=_("reported on self-identification")
)
@dataclass(frozen=True, slots=True)
class SelfIdentificationReported:
    """What may be shown of self-identification in a year was written down. Who said something is never told."""

    self_report: UUID
    by: UUID | None
    year: int


@recorded("surveys.retention-risk-kept", about="retention_risk", says=_("kept a confidential record"))
@dataclass(frozen=True, slots=True)
class RetentionRiskKept:
    """That somebody may leave was written down, changed or is over. Whom it is about is need-to-know."""

    retention_risk: UUID
    by: UUID | None
