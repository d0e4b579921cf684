"""What this room does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core import tasks
from trellis.core.tasks import job
from trellis.meetings.services import holding, reminding


@job("meetings.remind", title=_("Remind of overdue meetings"))
def remind() -> None:
    """Have meetings wait whose day has come, and tell hosts of those that are overdue."""
    holding.wait_for_all()
    reminding.remind()


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("meetings.remind", remind, "15 6 * * *", title=_("Reminding of overdue meetings"))
