"""What this room does by the clock."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core import tasks
from trellis.core.services import everything, imports, jobs, provisioning
from trellis.core.tasks import job


@job("core.forget", title=_("Forget what is old"))
def forget() -> None:
    """Jobs that are finished, what an identity provider asked, and files of imports and exports."""
    imports.forget(timezone.now())
    everything.forget(timezone.now())
    jobs.forget(timezone.now())
    provisioning.forget_calls(timezone.now())


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("core.forget", forget, "20 3 * * *", title=_("Forgetting what is old"))
