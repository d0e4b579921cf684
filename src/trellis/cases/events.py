"""What happens to cases. Events hold the case, never a person who has to do with it; nor who asked something."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("cases.opened", about="case", says=_("opened a confidential case"), confidential=True)
@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A case was opened; by nobody, where somebody asked in confidence."""

    case: UUID
    by: UUID | None


@recorded("cases.changed", about="case", says=_("changed a confidential case"), confidential=True)
@dataclass(frozen=True, slots=True)
class CaseChanged:
    """Something of a case changed; `deed` is a word of a short list: note, decision, party, moved and so on."""

    case: UUID
    by: UUID | None
    deed: str


@recorded(
    "cases.handler-given", about="case", says=_("gave a handler to a confidential case"), confidential=True
)
@dataclass(frozen=True, slots=True)
class HandlerGiven:
    """Somebody handles a case from now on."""

    case: UUID
    by: UUID | None
    account: UUID


@recorded(
    "cases.handler-ended",
    about="case",
    says=_("ended the part of a handler of a confidential case"),
    confidential=True,
)
@dataclass(frozen=True, slots=True)
class HandlerEnded:
    """Somebody handles a case no more."""

    case: UUID
    by: UUID | None
    account: UUID
