"""Goals, paths made for somebody, their communities, and who helps: panels of their home page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.core.rules import Account
from trellis.learning import companions
from trellis.learning.companions import Line, Panel
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.models import GoalState
from trellis.learning.queries import communities, goals, made
from trellis.work import holders

MOST_SHOWN = 5
MOST_HELPERS = 3


def _goals(who: Account) -> Panel | None:
    if who.person_id is None:
        return None
    rows = list(goals.goals_of(who.person_id).filter(state=GoalState.OPEN)[:MOST_SHOWN])
    lines = tuple(
        Line(
            each.title, each.url or reverse("learning:goal", args=[each.goal.pk]),
            _("until %(day)s") % {"day": date_format(each.goal.by_when)}
            + (f" · {each.share} %" if each.share is not None else ""),
            "problem" if each.is_late else "", _("overdue") if each.is_late else "",
        )
        for each in goals.shown(who, rows)
    )  # fmt: skip
    if not lines:
        lines = (
            Line(
                _("Say what you want to learn"), reverse("learning:goals"),
                _("With a day, and shown to your manager only if you want."),
            ),
        )  # fmt: skip
    return Panel(gettext_lazy("My goals"), lines, reverse("learning:goals"), "flag")


def _made(who: Account) -> Panel | None:
    if who.person_id is None:
        return None
    rows = made.views(who.person_id, list(made.of_person(who.person_id)[:MOST_SHOWN]))
    lines = tuple(
        Line(
            each.path.title, reverse("learning:made", args=[each.path.pk]),
            f"{each.done} / {each.total}" + (f" · {_('Next:')} {each.next.item.title}" if each.next else ""),
        )
        for each in rows
    )  # fmt: skip
    return (
        Panel(gettext_lazy("Made for me"), lines, reverse("learning:made-paths"), "compass")
        if lines
        else None
    )


def _communities(who: Account) -> Panel | None:
    lines = tuple(
        Line(
            each.title, communities.community_address(each.pk),
            ngettext("%(n)d open question", "%(n)d open questions", each.waiting) % {"n": each.waiting},
        )
        for each in communities.communities_for(who, mine=True).filter(ended_at=None)[:MOST_SHOWN]
    )  # fmt: skip
    return (
        Panel(gettext_lazy("My communities"), lines, reverse("learning:communities"), "talk")
        if lines
        else None
    )


def _support(who: Account) -> Panel | None:
    """Who helps with learning: those whose position or duty it is."""
    found = [each for each in holders.holders_of_permission(KEEP.name) if each.pk != who.pk][:MOST_HELPERS]
    lines = tuple(
        Line(
            each.name, reverse("people:person", args=[each.person_id]) if each.person_id else f"mailto:{each.email}",
            each.email if each.has_address else "",
        )
        for each in sorted(found, key=lambda one: one.name.casefold())
    )  # fmt: skip
    return Panel(gettext_lazy("Who helps with learning"), lines, "", "person") if lines else None


def register() -> None:
    """Put them onto the home page. Called when Django starts."""
    companions.register("goals", _goals)
    companions.register("made", _made)
    companions.register("communities", _communities)
    companions.register("support", _support)
