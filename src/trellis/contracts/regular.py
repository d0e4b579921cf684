"""What this room does by the clock."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.contracts.services import signing
from trellis.core import tasks
from trellis.core.tasks import job


@job("contracts.remind", title=_("Remind of signatures that are asked for"))
def remind() -> None:
    """Remind those who have not signed yet."""
    signing.remind(timezone.now())


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("contracts.remind", remind, "20 7 * * *", title=_("Reminding of signatures"))
