"""What happens to proposals. Each is published in the transaction that writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("pages.proposal-made", about="proposal", says=_("proposed a change"))
@dataclass(frozen=True, slots=True)
class ProposalMade:
    """Somebody proposed a change; `paths` are its files."""

    proposal: UUID
    by: UUID
    paths: tuple[str, ...]


@recorded("pages.proposal-reviewed", about="proposal", says=_("reviewed a proposal"))
@dataclass(frozen=True, slots=True)
class ProposalReviewed:
    """Somebody approved a proposal, or asked for changes."""

    proposal: UUID
    review: UUID
    by: UUID


@recorded("pages.proposal-ended", about="proposal", says=_("merged or closed a proposal"))
@dataclass(frozen=True, slots=True)
class ProposalEnded:
    """A proposal was merged, or closed without; `by` is `None` where that was done elsewhere."""

    proposal: UUID
    by: UUID | None


@recorded("pages.proposal-reopened", about="proposal", says=_("opened a proposal again"))
@dataclass(frozen=True, slots=True)
class ProposalReopened:
    """A closed proposal is open again; `by` is `None` where that was done elsewhere."""

    proposal: UUID
    by: UUID | None


@recorded("pages.proposal-changed", about="proposal", says=_("changed a proposal"))
@dataclass(frozen=True, slots=True)
class ProposalChanged:
    """The text of a proposal is another now; `by` is `None` where somebody pushed to its branch."""

    proposal: UUID
    by: UUID | None
