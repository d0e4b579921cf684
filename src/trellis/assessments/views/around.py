"""What all pages of this room share: who asks, the tabs over the pages, what did not work."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.assessments import rules
from trellis.core.guarding import account_of, only
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.web.tabs import Tab

of_members = only(rules.can_enter)
"""A page for members who are known as people; no browser keeps it."""


def grader_of(request: HttpRequest) -> Account:
    """Who asks, if they grade any quiz. Raises PermissionDenied."""
    who = account_of(request)
    if not rules.is_grader(who):
        raise PermissionDenied
    return who


def tabs_for(who: Account, current: str) -> tuple[Tab, ...]:
    """The parts of the room that somebody has; `current` is the name of the address of the page."""
    grades, gives = rules.is_grader(who), rules.can_give_time(who)
    parts = [
        ("home", _("For me"), True), ("attempts", _("My attempts"), True), ("queue", _("To grade"), grades),
        ("appeals", _("Appeals"), grades), ("all-results", _("Results"), grades),
        ("bank", _("Questions"), grades),
        ("extra-time", _("More time"), gives),
    ]  # fmt: skip
    return tuple(
        Tab(title, reverse(f"assessments:{name}"), name == current)
        for name, title, allowed in parts
        if allowed
    )


def told(request: HttpRequest, error: TrellisError) -> None:
    """Say on the next page what did not work."""
    messages.error(request, f"{error.message} {error.hint or ''}".strip())
