"""What every page of this room has: its tabs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account
from trellis.courses.terms import releases_in
from trellis.intake.models import CourseRequest
from trellis.intake.queries import requests as queries
from trellis.intake.queries import updates
from trellis.pages.companions import Companion
from trellis.pages.queries.current import Edition
from trellis.web.tabs import Tab


def tabs(current: str, who: Account | None = None) -> dict[str, Any]:
    """The tabs of the room; for who looks after a course also those that are to be looked at."""
    found = [
        ("board", _("Board"), "intake:board"),
        ("list", _("List"), "intake:list"),
        ("flow", _("How long it takes"), "intake:flow"),
    ]
    if who is not None and updates.has_any(who):
        found.append(("updates", _("To be looked at"), "intake:updates"))
    opened = {"updates": "?state=open"}
    return {
        "tabs": [
            Tab(title, f"{reverse(name)}{opened.get(key, '')}", key == current) for key, title, name in found
        ]
    }


def request_or_404(who: Account, key: UUID) -> CourseRequest:
    """A request that somebody sees. Raises Http404."""
    found = queries.seen(who, key)
    if found is None:
        raise Http404
    return found


def companion_of(edition: Edition, path: str) -> Companion | None:
    """The way from a release note to the courses that it concerns; nothing for any other page."""
    if path not in releases_in(edition.handbook):
        return None
    url = f"{reverse('intake:updates')}?{urlencode({'source': path})}"
    return Companion(gettext_lazy("Courses to be looked at"), "book", url, is_for_authors=True)
