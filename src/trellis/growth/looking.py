"""What every page of growth has: the tabs of the room, and the note that somebody looked at what is need-to-know."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.rules import Account, Person
from trellis.core.services.looking import record_access
from trellis.growth import rules
from trellis.growth.queries.standing import know_around
from trellis.people.queries.directory import person_for
from trellis.web.tabs import Tab


def note(who: Account, about: str, key: UUID, person: UUID) -> None:
    """Write down that somebody looks at the plan, promotion or transfer of another; not at their own."""
    if who.person_id != person:
        record_access(account=who, about=about, object=key, why=about)


def person_or_404(who: Account, key: UUID) -> Person:
    """Somebody whose growth the reader sees. Raises Http404."""
    found = person_for(key)
    if found is not None:
        know_around(found)
    if found is None or not rules.can_see_growth(who, found):
        raise Http404
    return found


def around(request: HttpRequest, who: Account, current: str) -> dict[str, Any]:
    """The tabs of the room."""
    found = [("home", _("Overview"), "growth:home"), ("promotions", _("Promotions"), "growth:promotions")]
    if rules.can_compare(who):
        found.append(("calibration", _("To compare"), "growth:calibration"))
    if current == "succession" or rules.leads(who) or rules.is_partner(who):
        found.append(("succession", _("Succession"), "growth:succession"))
    return {"tabs": [Tab(title, reverse(name), key == current) for key, title, name in found]}
