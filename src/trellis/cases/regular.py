"""What this room does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.cases.guarding import speechless
from trellis.cases.services import watching
from trellis.core import tasks
from trellis.core.tasks import job


@job("cases.watch", title=_("See to it that confidential cases have handlers"))
def watch() -> None:
    """Look at who may handle what, since positions and duties change."""
    speechless(watching.watch)()


def register() -> None:
    """Called when Django starts."""
    tasks.schedule(
        "cases.watch", watch, "25 * * * *", title=_("Seeing to it that confidential cases have handlers")
    )
