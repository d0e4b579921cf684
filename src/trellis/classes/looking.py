"""What every page of this room has: the tabs of the room, and the guard."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.classes import rules
from trellis.classes.models import Session
from trellis.classes.queries import sessions
from trellis.classes.services.errors import ClassError
from trellis.core.guarding import account_of, only
from trellis.core.rules import Account, Person
from trellis.web.tabs import Tab
from trellis.work.services.tasks import somebody_named

of_members = only(rules.can_enter)
"""A page for members; kept by no browser."""


def around(who: Account, current: str) -> dict[str, Any]:
    """The tabs of the room; what is for those who run sessions opens from there for who schedules none."""
    hosts = rules.can_host(who)
    found = [
        ("home", _("Sessions"), "classes:home", True), ("cohorts", _("Cohorts"), "classes:cohorts", True),
        ("mine", _("What I run"), "classes:mine", True),
        ("updates", _("For facilitators"), "classes:updates", hosts or current in ("mine", "updates")),
        ("rooms", _("Rooms"), "classes:rooms", hosts or current == "rooms"),
        ("waiting", _("Who waits"), "classes:waiting", rules.can_keep(who)),
    ]  # fmt: skip
    tabs = [Tab(title, reverse(name), key == current) for key, title, name, shown in found if shown]
    return {"tabs": tabs}


def around_session(who: Account, session: Session, current: str, *, reads: bool = False) -> dict[str, Any]:
    """The tabs of one session: for those who run it, and, where they read its materials, for those who take part."""
    found, runs = [("session", _("Session"), "classes:session")], rules.can_run(who, session)
    if reads or runs:
        found.append(("materials", _("Materials"), "classes:materials"))
    if runs:
        found += [
            ("roster", _("Roster"), "classes:roster"), ("run", _("Run book"), "classes:run"),
            ("results", _("Feedback"), "classes:results"),
        ]  # fmt: skip
    tabs = [Tab(title, reverse(name, args=[session.pk]), key == current) for key, title, name in found]
    return {"tabs": tabs if len(tabs) > 1 else [], "session": session, "may_run": runs}


def session_or_404(request: HttpRequest, key: UUID, *, to_run: bool = False) -> Session:
    """The session of an address, for whom it is there."""
    who = account_of(request)
    found = sessions.session_for(who, key)
    if found is None or (to_run and not rules.can_run(who, found)):
        raise Http404
    return found


def person_named(text: str, who: Account, field: str) -> Person:
    """Whom somebody means. Raises WorkError for nobody and for several, ClassError for who is no person of the team."""
    found = somebody_named(text, by=who).person
    if found is None:
        raise ClassError(_("They do not work here."), field=field)
    return found
