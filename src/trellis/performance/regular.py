"""What this room does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.cases.guarding import speechless
from trellis.core import tasks
from trellis.core.tasks import job
from trellis.performance.services import going_on


@job("performance.follow", title=_("Have plans of support begin, and follow positions"))
def follow() -> None:
    """What a day brings: a plan begins, somebody is managed by another, or left."""
    speechless(going_on.follow)()


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("performance.follow", follow, "20 4 * * *", title=_("Following plans of support"))
