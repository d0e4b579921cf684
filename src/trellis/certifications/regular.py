"""What this room does by the clock, and what takes longer than an answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.certifications.services import awarding, clock, doubting, signing
from trellis.core import tasks
from trellis.core.running import Run
from trellis.core.tasks import job
from trellis.people.days import today


@job("certifications.nightly", title=_("Award and end certificates, and remind"))
def each_night(run: Run) -> None:
    """What a day brings: what was shown is awarded before anything ends, so that nobody lapses who has renewed."""
    day = today()
    awarding.evaluate_all(run.step)
    doubting.look_at_all(run.step)
    clock.end_due(day, run.step)
    clock.remind_due(day, run.step)
    clock.ask_to_renew(day, run.step)
    clock.look_for_lacks(day, run.step)
    signing.keep_waiting()


def register() -> None:
    """Called when Django starts."""
    tasks.schedule(
        "certifications.nightly",
        each_night,
        "30 4 * * *",
        title=_("Awarding and ending certificates, and reminding"),
    )
