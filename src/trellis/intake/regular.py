"""What this room does by the clock."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core import rounds, tasks
from trellis.core.tasks import job
from trellis.intake.services import following, updating


@job("intake.follow", title=_("Find courses that were published"))
def follow() -> None:
    """Requests whose course the handbook has by now are published."""
    following.follow()


@job("intake.reviews", title=_("Find courses whose review is due"))
def reviews() -> None:
    """Owners are asked to look at courses and lessons whose day of review comes, and at what the handbook says anew."""
    updating.follow(timezone.now())
    updating.look_at_days(timezone.now())


def register() -> None:
    """Called when Django starts."""
    rounds.register("intake", updating.follow)
    tasks.schedule("intake.reviews", reviews, "40 4 * * *", title=_("Finding courses whose review is due"))
    tasks.schedule("intake.follow", follow, "25 * * * *", title=_("Finding courses that were published"))
