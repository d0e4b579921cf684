"""What this room does by the clock, and what takes longer than an answer."""

from __future__ import annotations

import logging
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core import tasks
from trellis.core.running import Run
from trellis.core.tasks import job
from trellis.people.days import today
from trellis.reviews import terms
from trellis.reviews.models import ReviewCycle
from trellis.reviews.services import opening, sharing
from trellis.reviews.services.errors import ReviewError

log = logging.getLogger(__name__)


@job(opening.FILL, title=_("Make the reviews of a cycle"))
def fill(run: Run, cycle: str) -> None:
    """Make what a cycle lacks, some people at a time. Again, it makes nothing twice."""
    opening.fill(UUID(cycle), run.step)


@job("reviews.nightly", title=_("Open review cycles, and remind"))
def each_night(run: Run) -> None:
    """What a day brings: a cycle opens, somebody left or is managed by another, something is late."""
    for name, cycle in terms.cycles().items():
        if (
            cycle.calendar.opens == today()
            and not ReviewCycle.objects.filter(name=name, opens_on=today()).exists()
        ):
            try:
                opening.open_cycle(name=name, by=None)
            except ReviewError as error:
                log.warning("The review cycle “%s” is not opened: %s", name, error.message)
    opening.keep()
    opening.keep_times()
    opening.keep_waiting()
    sharing.remind_due()
    sharing.remind_late()


def register() -> None:
    """Called when Django starts."""
    tasks.schedule(
        "reviews.nightly", each_night, "40 4 * * *", title=_("Opening review cycles, and reminding")
    )
