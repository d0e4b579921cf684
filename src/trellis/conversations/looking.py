"""What every page of this room has: the tabs of the room, and the guard."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.conversations import rules
from trellis.conversations.services.errors import ConversationError
from trellis.core.guarding import only
from trellis.core.rules import Account, Person
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.web.tabs import Tab
from trellis.work.queries import items
from trellis.work.services.tasks import somebody_named

Page = HttpResponse


of_members = only(rules.can_enter)
"""A page for members who act for themselves; kept by no browser."""


def around(who: Account, current: str) -> dict[str, Any]:
    """The tabs of the room."""
    found = [
        ("home", _("One-to-ones"), "conversations:home"), ("feedback", _("Feedback"), "conversations:feedback"),
        ("mentoring", _("Mentoring"), "conversations:mentoring"),
    ]  # fmt: skip
    if rules.can_oversee(who):
        found.append(("overview", _("Everybody"), "conversations:overview"))
        found.append(("pairs", _("All mentorings"), "conversations:pairs"))
    return {"tabs": [Tab(title, reverse(name), key == current) for key, title, name in found]}


def person_named(text: str, who: Account, field: str) -> Person:
    """Whom somebody means. Raises WorkError for nobody and for several, ConversationError for oneself."""
    found = somebody_named(text, by=who).person
    if found is None:
        raise ConversationError(_("They do not work here."), field=field)
    return found


def known_names(who: Account) -> list[str]:
    """Whom somebody probably means: those who report to them, their manager, and whom they gave tasks."""
    if who.person is None:
        return items.partners_of(who)
    day = today()
    found = [each.person.email for each in directory.reports_on(who.person, day)[:20]]
    position = directory.position_on(who.person, day)
    if position is not None and position.manager is not None:
        found.append(position.manager.email)
    return list(dict.fromkeys(each for each in (*found, *items.partners_of(who)) if each))
