"""What this room does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core import tasks
from trellis.core.tasks import job
from trellis.meetings.services import reminding


@job("meetings.remind", title=_("Remind of overdue meetings"))
def remind() -> None:
    """Tell hosts of meetings that are overdue."""
    reminding.remind()


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("meetings.remind", remind, "15 6 * * *", title=_("Reminding of overdue meetings"))
