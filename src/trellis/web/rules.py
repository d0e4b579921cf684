"""Who may read, as far as the whole site is concerned."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

OPEN = "open"
MEMBERS = "members"


def can_read(request: HttpRequest) -> bool:
    """Everybody where reading is open; otherwise those who have signed in."""
    if getattr(settings, "TRELLIS_READING", MEMBERS) == OPEN:
        return True
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)
