"""What happens to automations. No automation begins with these, or one that fails could begin itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("automations.ran", about="run", says=_("had an automation run"))
@dataclass(frozen=True, slots=True)
class AutomationRan:
    """An automation did what it says, in the name of `by`, its owner."""

    run: UUID
    by: UUID | None
    automation: str
    trigger: str
    depth: int


@recorded("automations.run-ended", about="run", says=_("had an automation that did not run"))
@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run was `refused`, `stopped` or has `failed` for good."""

    run: UUID
    by: UUID | None
    automation: str
    state: str


@recorded("automations.called", about="run", says=_("had an automation tell another machine"))
@dataclass(frozen=True, slots=True)
class AutomationCalled:
    """A webhook is told something by an automation: `trigger` is what it began with, `object` what that is about."""

    run: UUID
    by: UUID | None
    automation: str
    trigger: str
    about: str
    object: UUID | None


@recorded("automations.paused", about="automation", says=_("paused an automation"))
@dataclass(frozen=True, slots=True)
class AutomationPaused:
    """An automation rests: somebody paused it, or (by nobody) it ran too often."""

    automation: UUID
    by: UUID | None
    name: str


@recorded("automations.resumed", about="automation", says=_("resumed an automation"))
@dataclass(frozen=True, slots=True)
class AutomationResumed:
    """An automation acts again on what happens from now on."""

    automation: UUID
    by: UUID | None
    name: str


@recorded("automations.run-repeated", about="run", says=_("had a run of an automation tried again"))
@dataclass(frozen=True, slots=True)
class RunRepeated:
    """A run that did not come to its end is tried again."""

    run: UUID
    by: UUID | None
    automation: str
