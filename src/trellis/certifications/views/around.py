"""What every page of the room has: who asks, and the tabs."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.certifications import rules
from trellis.certifications.queries import awards
from trellis.certifications.rules import Account
from trellis.core.guarding import member_of
from trellis.web.tabs import Tab


def seer_of(request: HttpRequest) -> Account:
    """Whoever asks, who sees the certificates of others. Raises PermissionDenied."""
    who = member_of(request, rules.can_enter)
    if not awards.sees_others(who):
        raise PermissionDenied
    return who


def tabs_of(who: Account, current: str) -> tuple[Tab, ...]:
    """The aspects of certifications, as far as somebody may see them."""
    found = [("home", _("Mine"), "certifications:home"), ("all", _("All"), "certifications:all")]
    if current in ("holders", "required", "lacking") or awards.sees_others(who):
        found += [
            ("holders", _("Holders"), "certifications:all-holders"),
            ("required", _("Required"), "certifications:required"),
            ("lacking", _("Lacking"), "certifications:lacking"),
        ]  # fmt: skip
    return tuple(Tab(title, reverse(name), key == current) for key, title, name in found)
