"""What this room does by the clock, and beside the answers."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.classes.services import gathering, inviting, placing, reminding
from trellis.core import rounds, tasks
from trellis.core.running import Run
from trellis.core.tasks import job


@job("classes.round", title=_("Follow sessions of classes"))
def each_few_minutes() -> None:
    """Places whose time is over go to the next, people are reminded, sessions that are over wait for attendance."""
    now = timezone.now()
    placing.settle_due(now)
    reminding.remind(now)
    reminding.tell_of_few(now)
    reminding.follow(now)


@job("classes.cohorts", title=_("Follow cohorts"))
def each_night(run: Run) -> None:
    """Members of cohorts begin the courses that they could not begin before."""
    gathering.catch_up(timezone.now(), run.step)


def register() -> None:
    """Called when Django starts."""
    rounds.register("class invitations", inviting.deliver, rounds.Lane.MAIL)
    tasks.schedule("classes.round", each_few_minutes, "*/5 * * * *", title=_("Following sessions of classes"))
    tasks.schedule("classes.cohorts", each_night, "40 2 * * *", title=_("Following cohorts"))
