"""What this room does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core import tasks
from trellis.core.tasks import job
from trellis.people.days import today
from trellis.surveys import terms
from trellis.surveys.services import rounds, selfid


@job("surveys.calendar", title=_("Open and close surveys"))
def keep_calendar() -> None:
    """Open the surveys whose day has come, close those whose last day has passed."""
    rounds.keep_calendar()


@job("surveys.self-identification", title=_("Report on self-identification"))
def report_on_self_identification() -> None:
    """Once a year, for the handbooks that ask."""
    if terms.self_identification().questions and today().month > 1:
        selfid.report(by=None)


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("surveys.calendar", keep_calendar, "10 4 * * *", title=_("Opening and closing surveys"))
    tasks.schedule(
        "surveys.self-identification", report_on_self_identification, "30 4 1 * *",
        title=_("Reporting on self-identification"),
    )  # fmt: skip
