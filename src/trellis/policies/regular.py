"""What this room does by the clock, and what takes longer than an answer."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core import rounds, tasks
from trellis.core.running import Run
from trellis.core.tasks import job
from trellis.policies.services import acknowledging, asking, following
from trellis.policies.services.soon import ASK


@job(ASK, title=_("Ask people to read policies"))
def ask_people(run: Run) -> None:
    """Ask whoever should have read something and has not, a few people at a time. Again, it asks nobody twice."""
    asking.ask_all(timezone.now(), run.step)


@job("policies.nightly", title=_("Ask for yearly acknowledgements, and remind"))
def each_night(run: Run) -> None:
    """What a day brings: a year has passed, an account was made, something is due."""
    following.follow(timezone.now())
    asking.ask_all(timezone.now(), run.step)
    acknowledging.remind_by_the_clock(timezone.now())


def register() -> None:
    """Called when Django starts."""
    rounds.register("policies", following.follow)
    tasks.schedule(
        "policies.nightly", each_night, "20 4 * * *", title=_("Asking for yearly acknowledgements")
    )
