"""Who asks, and which enrollment they mean."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.guarding import member_of
from trellis.core.rules import Account, Person
from trellis.handbook.errors import TrellisError
from trellis.learning import rules
from trellis.learning.models import Enrollment
from trellis.learning.queries import playing
from trellis.people.queries.directory import person_for
from trellis.web.tabs import Tab


def own_or_404(request: HttpRequest, key: UUID) -> tuple[Account, Enrollment]:
    """An enrollment of whoever asks. Raises Http404."""
    who, found = member_of(request), playing.enrollment_for(key)
    if found is None or not rules.can_learn(who, found):
        raise Http404
    return who, found


def person_of(who: Account) -> Person:
    """The person that an account is of. Raises PermissionDenied for an account of nobody."""
    if who.person is None:
        raise PermissionDenied
    return who.person


def seen_person_or_404(who: Account, key: UUID) -> Person:
    """Somebody whose learning the reader sees. Raises Http404."""
    found = person_for(key)
    if found is None or not rules.can_see_learning(who, found):
        raise Http404
    return found


def tabs_of(who: Account, current: str) -> tuple[Tab, ...]:
    """The parts of learning, as far as somebody may see them."""
    found = [
        ("home", _("My learning"), "learning:home"),
        ("goals", _("Goals"), "learning:goals"),
        ("transcript", _("Transcript"), "learning:transcript"),
        ("communities", _("Communities"), "learning:communities"),
    ]
    if rules.can_keep(who) or rules.leads(who):
        found.append(("team", _("Team"), "learning:team"))
    if rules.can_see_all(who):
        found.append(("reports", _("Reports"), "learning:reports"))
        found.append(("campaigns", _("Campaigns"), "learning:campaigns"))
    return tuple(Tab(title, reverse(name), key == current) for key, title, name in found)


def trouble(request: HttpRequest, error: TrellisError) -> None:
    """Tell what could not be done, on the next page."""
    messages.error(request, f"{error.message} {error.hint or ''}".strip())
