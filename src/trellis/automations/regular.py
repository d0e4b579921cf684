"""What this room does by the clock."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.automations.services import running
from trellis.core import tasks
from trellis.core.tasks import job


@job("automations.forget", title=_("Forget runs whose conditions were not met"))
def forget() -> None:
    """Those that are older than a month."""
    running.forget(timezone.now())


def register() -> None:
    """Called when Django starts."""
    tasks.schedule(
        "automations.forget", forget, "40 3 * * *", title=_("Forgetting what automations passed by")
    )
