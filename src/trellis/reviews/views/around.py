"""What all pages of this room share: who asks, the tabs over the pages, notes of who looked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.guarding import only
from trellis.core.rules import Account
from trellis.core.services.looking import record_access
from trellis.handbook.errors import TrellisError
from trellis.reviews import rules
from trellis.reviews.models import Review
from trellis.web.tabs import Tab

of_members = only(rules.can_enter)
"""A page for members who are known as people; no browser keeps it."""


def tabs_for(who: Account, current: str) -> tuple[Tab, ...]:
    """The parts of the room that somebody has; `current` is the name of the address of the page."""
    leads, runs = rules.is_manager(who), rules.can_run(who)
    parts = [("mine", _("My reviews"), True), ("team", _("My team"), leads), ("cycles", _("Cycles"), leads or runs),
             ("boards", _("Calibration"), True)]  # fmt: skip
    shown = [
        Tab(title, reverse(f"reviews:{name}"), name == current) for name, title, allowed in parts if allowed
    ]
    return tuple(shown) if len(shown) > 1 else ()


def note(who: Account, review: Review, why: str) -> None:
    """Write down that somebody looks at the review of another."""
    if who.person_id != review.person_id:
        record_access(account=who, about="review", object=review.pk, why=why)


def told(request: HttpRequest, error: TrellisError) -> None:
    """Say on the next page what did not work."""
    messages.error(request, f"{error.message} {error.hint or ''}".strip())
