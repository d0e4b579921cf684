"""What happens to pay and bonuses. No event holds an amount, a reason or a day: pay is need-to-know."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("compensation.pay-kept", about="person", says=_("wrote down pay"))
@dataclass(frozen=True, slots=True)
class PayKept:
    """Pay was written down, corrected or withdrawn; `way` names what it came of."""

    person: UUID
    by: UUID | None
    pay: UUID
    way: str
    withdrawn: bool = False


@recorded("compensation.change-moved", about="person", says=_("moved a change of pay on"))
@dataclass(frozen=True, slots=True)
class ChangeMoved:
    """A change of pay was asked for, approved, rejected or withdrawn."""

    person: UUID
    by: UUID | None
    change: UUID
    state: str


@recorded("compensation.interim-moved", about="person", says=_("moved an interim bonus on"))
@dataclass(frozen=True, slots=True)
class InterimMoved:
    """An interim bonus was asked for, approved, rejected or withdrawn."""

    person: UUID
    by: UUID | None
    interim: UUID
    state: str


@recorded("compensation.sheet-moved", about="sheet", says=_("moved a sheet of the yearly review on"))
@dataclass(frozen=True, slots=True)
class SheetMoved:
    """A sheet of the yearly review was written, submitted, approved or rejected."""

    sheet: UUID
    by: UUID | None
    state: str


@recorded("compensation.bonus-moved", about="bonus", says=_("moved a bonus on"))
@dataclass(frozen=True, slots=True)
class BonusMoved:
    """A bonus was asked for, approved, rejected or withdrawn."""

    bonus: UUID
    by: UUID | None
    state: str
