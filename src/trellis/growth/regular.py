"""What this room does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core import tasks
from trellis.core.tasks import job
from trellis.growth.services import applying, reminding
from trellis.people.days import today


@job("growth.daily", title=_("Begin promotions, and remind of development plans"))
def each_day() -> None:
    """What a day brings: approved promotions are in effect, plans are to be looked at."""
    applying.begin_due(today())
    reminding.remind(today())


def register() -> None:
    """Called when Django starts."""
    tasks.schedule(
        "growth.daily", each_day, "10 * * * *", title=_("Promotions and development plans of the day")
    )
