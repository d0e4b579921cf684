"""What this room does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.conversations.services import following
from trellis.core import tasks
from trellis.core.tasks import job


@job("conversations.follow", title=_("Follow changes of managers"))
def follow() -> None:
    """End one-to-ones of who reports to somebody else now, and offer them to the new manager."""
    following.follow()


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("conversations.follow", follow, "5 6 * * *", title=_("Following changes of managers"))
