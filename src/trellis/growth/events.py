"""What happens to plans, promotions and transfers. No event holds words, amounts or days: they are need-to-know."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("growth.plan-moved", about="plan", says=_("moved a development plan on"))
@dataclass(frozen=True, slots=True)
class PlanMoved:
    """A development plan was begun, changed or ended; `way` says which."""

    plan: UUID
    by: UUID | None
    way: str


@recorded("growth.promotion-moved", about="promotion", says=_("moved a promotion on"))
@dataclass(frozen=True, slots=True)
class PromotionMoved:
    """A promotion was written, handed in, compared, approved, rejected, withdrawn, or took effect."""

    promotion: UUID
    by: UUID | None
    state: str


@recorded("growth.transfer-moved", about="transfer", says=_("moved a transfer on"))
@dataclass(frozen=True, slots=True)
class TransferMoved:
    """A transfer was asked for, taken up, approved, rejected or withdrawn."""

    transfer: UUID
    by: UUID | None
    state: str


@recorded("growth.key-role-moved", about="succession", says=_("changed who could take on a key role"))
@dataclass(frozen=True, slots=True)
class KeyRoleMoved:
    """A key role was marked, changed or closed, or somebody was named for it or no more; `way` says which."""

    succession: UUID
    by: UUID
    way: str
