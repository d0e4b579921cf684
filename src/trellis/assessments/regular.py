"""What this room does by the clock, and what takes longer than an answer."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.assessments.services import attempts, grading, regrading, summing
from trellis.core import rounds, tasks
from trellis.core.running import Run
from trellis.core.tasks import job


@job(regrading.APPLY, title=_("Grade a question anew"))
def regrade(run: Run, key: str) -> None:
    """Apply a regrade, an attempt at a time. Again, it changes nothing twice."""
    regrading.apply(UUID(key), run.step)


@job("assessments.hourly", title=_("Look after what waits to be graded"))
def each_hour() -> None:
    """Put back into the queue what was taken by people who grade no more."""
    grading.release_gone()


@job("assessments.nightly", title=_("Reckon how good questions are"))
def each_night(run: Run) -> None:
    """Keep the numbers of all questions that anybody was asked, for the question bank."""
    summing.reckon_all(run.step)


def register() -> None:
    """Called when Django starts."""
    rounds.register("assessments", attempts.close_late)
    tasks.schedule(
        "assessments.hourly", each_hour, "25 * * * *", title=_("Looking after what waits to be graded")
    )
    tasks.schedule(
        "assessments.nightly", each_night, "50 3 * * *", title=_("Reckoning how good questions are")
    )
