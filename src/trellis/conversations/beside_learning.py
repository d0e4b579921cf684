"""Mentoring and coaching as a panel of the home page of learning: one's pairs, else where to find somebody."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.conversations import rules
from trellis.conversations.queries import mentoring
from trellis.core.rules import Account
from trellis.learning import companions
from trellis.learning.companions import Line, Panel

MOST_SHOWN = 4


def panel(who: Account) -> Panel | None:
    """The pairs of somebody by the name of the other one, without their words; who has none is led to the offers."""
    if not rules.can_enter(who) or rules.myself(who) is None:
        return None
    lines = tuple(
        Line(
            each.other.name, reverse("conversations:pair", args=[each.pair.pk]),
            _("last met on %(day)s") % {"day": date_format(each.last_on)} if each.last_on
            else str(each.pair.get_state_display()),
        )
        for each in mentoring.lines_of(who)[:MOST_SHOWN]
    )  # fmt: skip
    if not lines:
        lines = (
            Line(
                _("Find a mentor or coach"), reverse("conversations:offers"),
                _("Those who fit you best stand first."),
            ),
        )  # fmt: skip
    return Panel(gettext_lazy("Mentoring and coaching"), lines, reverse("conversations:mentoring"), "people")


def register() -> None:
    """Put it onto the home page of learning. Called when Django starts."""
    companions.register("mentoring", panel)
