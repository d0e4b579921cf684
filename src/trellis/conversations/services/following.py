"""What a day brings: who reports to somebody else meets their former manager no more, and is offered to the new one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.conversations.definitions.notices import ONE_TO_ONES
from trellis.conversations.one_to_one_names import ONE_TO_ONE
from trellis.conversations.queries import teams
from trellis.core.queries import active
from trellis.core.services import notices
from trellis.meetings.services import series


def follow() -> int:
    """End the series of who reports to somebody else now, and tell the new managers; gives how many ended.

    What was written stays with the two who wrote it: the new manager begins a series of their own, with an empty past.
    """
    moved = teams.moved_on()
    ended = series.end_by_itself(series=[each.key for each in moved])
    following = {each.guest: teams.manager_of(each.guest) for each in moved if each.kind == ONE_TO_ONE}
    managers = {each for each in following.values() if each is not None}
    accounts = {each.person_id: each for each in active().filter(person__in=managers)} if managers else {}
    for each in moved:
        manager = following.get(each.guest)
        if each.kind == ONE_TO_ONE and manager in accounts:
            notices.notify(
                ONE_TO_ONES, [accounts[manager]], subject=_("Somebody reports to you now: begin one-to-ones"),
                address=f"{reverse('meetings:new', args=[ONE_TO_ONE])}?guest={each.guest}",
                key=f"one-to-one-offered:{each.key}",
            )  # fmt: skip
    return ended
