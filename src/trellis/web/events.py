"""What happens to lists that are mailed. Identifiers only: what somebody chose of a list stays with the view."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("web.view-mailed", about="mailed_view", says=_("had a list mailed regularly"))
@dataclass(frozen=True, slots=True)
class ViewMailed:
    """A view is mailed to somebody from now on, or at other times than before."""

    mailed_view: UUID
    by: UUID | None
    account: UUID


@recorded("web.view-mailed-no-more", about="mailed_view", says=_("ended that a list is mailed"))
@dataclass(frozen=True, slots=True)
class ViewMailedNoMore:
    """A view is no longer mailed to somebody: `state` says why: self, owner or lost."""

    mailed_view: UUID
    by: UUID | None
    account: UUID
    state: str
