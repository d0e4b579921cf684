"""What this room says has happened: identifiers and words of a short list. Never whose plan it is, nor a word of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded(
    "performance.plan-moved", about="support_plan", says=_("changed a plan of support"), confidential=True
)
@dataclass(frozen=True, slots=True)
class PlanMoved:
    """Something happened to a plan; by nobody, where a day or a change of positions brought it. `deed` says what."""

    support_plan: UUID
    by: UUID | None
    deed: str
