"""One-to-ones and career conversations: the kinds of series that this room gives to `meetings`."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from trellis.conversations import terms
from trellis.conversations.one_to_one_names import CAREER, ONE_TO_ONE
from trellis.conversations.queries import career
from trellis.core.rules import Account, Person
from trellis.meetings.kinds import SeriesKind
from trellis.meetings.kinds import register as add
from trellis.people.days import today
from trellis.people.queries import directory


def register() -> None:
    """Called when Django starts."""
    add(
        SeriesKind(
            ONE_TO_ONE, _("One-to-one"), _("manager"), _("team member"), may_host=_may_host, suggested=_reports,
            can_host=_is_manager, usual=lambda: terms.conversations().one_to_ones.weeks,
            topics=(_("What is on your mind?"),), themes=lambda: terms.themes(ONE_TO_ONE),
        )
    )  # fmt: skip
    add(
        SeriesKind(
            CAREER, _("Career conversation"), _("manager"), _("team member"), may_host=_may_host,
            suggested=_reports, can_host=_is_manager, usual=terms.career_weeks, after=terms.next_career_day,
            topics=(_("Where do you want to be in two years?"), _("What do you need to get there?")),
            themes=lambda: terms.themes(CAREER), aside=career.aside,
        )
    )  # fmt: skip


def _is_manager(who: Account) -> bool:
    return who.person is not None and directory.reports_on(who.person, today()).exists()


def _may_host(who: Account, guest: Person) -> bool:
    """The manager whom somebody reports to today."""
    position = directory.position_on(guest, today())
    return position is not None and who.person_id is not None and position.manager_id == who.person_id


def _reports(who: Account) -> Iterable[Person]:
    """Those who report to somebody directly."""
    if who.person is None:
        return ()
    return [each.person for each in directory.reports_on(who.person, today())]
