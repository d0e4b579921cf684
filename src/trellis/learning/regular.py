"""What this room does by the clock, and what takes longer than an answer."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trellis.core import rounds, tasks
from trellis.core.running import Run
from trellis.core.tasks import Outcome, job
from trellis.learning.services import (
    assigning,
    beginning,
    campaigning,
    ending,
    following,
    goals,
    handing,
    hearing,
    summing,
)
from trellis.learning.services.following import ASSIGN
from trellis.learning.services.handing import HAND_OUT
from trellis.people.days import today


@job(ASSIGN, title=_("Assign courses to people"))
def assign(run: Run) -> None:
    """Assign whatever the handbook asks for, a few people at a time. Again, it assigns nothing twice.

    What was said of lessons whose text is another by now waits on their owners no more.
    """
    assigning.assign_all(timezone.now(), run.step)
    beginning.begin_assigned(step=run.step)
    hearing.close_changed()


@job(HAND_OUT, title=_("Assign a course to many people"))
def hand_out(
    run: Run, subject: str, key: str, whom: dict[str, Any], due: str, is_required: bool, because: str
) -> Outcome:
    """Assign what somebody chose, a few people at a time; whether they may is asked again. Twice is once."""
    if run.by is None:
        return Outcome()
    n = handing.carry_out(
        subject=subject,
        key=key,
        whom=whom,
        due=due,
        is_required=is_required,
        because=because,
        by=run.by,
        step=run.step,
    )
    return Outcome(
        ngettext("Assigned to %(n)d person.", "Assigned to %(n)d people.", n) % {"n": n}, "/learning/team/"
    )


@job("learning.nightly", title=_("Assign courses, remind, and add up what was learned"))
def each_night(run: Run) -> None:
    """What a day brings: completions end, something is due, and the day before can be added up."""
    ending.expire(today(), run.step)
    assigning.assign_all(timezone.now(), run.step)
    beginning.begin_assigned(step=run.step)
    ending.remind_by_the_clock(timezone.now(), run.step)
    goals.remind(today(), run.step)
    summing.add_up(today(), run.step)


@job("learning.campaigns", title=_("Run campaigns of learning"))
def each_hour(run: Run) -> None:
    """Who is new in an audience, and the mail of the day. By day, so that nobody is woken; missed mails come later."""
    campaigning.run_all(timezone.now(), run.step)


def register() -> None:
    """Called when Django starts."""
    rounds.register("learning", following.follow)
    tasks.schedule("learning.nightly", each_night, "40 3 * * *", title=_("Assigning and adding up learning"))
    tasks.schedule("learning.campaigns", each_hour, "10 7-18 * * *", title=_("Campaigns of learning"))
