"""What this room does by the clock."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trellis.core import tasks
from trellis.core.services import everything, files, imports, jobs, provisioning, sessions
from trellis.core.tasks import Outcome, job


@job("core.forget", title=_("Forget what is old"))
def forget() -> None:
    """Jobs that are finished, sessions that are over, what a provider asked, and files of imports and exports."""
    imports.forget(timezone.now())
    everything.forget(timezone.now())
    jobs.forget(timezone.now())
    provisioning.forget_calls(timezone.now())
    sessions.forget_over(timezone.now())


@job("core.sweep", title=_("Take away files that nobody holds"))
def sweep() -> Outcome:
    """What was removed long ago, what never arrived whole, and bytes that no file holds any more."""
    count = files.sweep(timezone.now())
    return Outcome(
        ngettext("%(n)d file was taken away.", "%(n)d files were taken away.", count) % {"n": count}
    )


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("core.sweep", sweep, "50 * * * *", title=_("Taking away files that nobody holds"))
    tasks.schedule("core.forget", forget, "20 3 * * *", title=_("Forgetting what is old"))
