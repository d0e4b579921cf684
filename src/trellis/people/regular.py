"""What this room does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core import tasks
from trellis.core.tasks import job
from trellis.people.services import organisation


@job("people.tell", title=_("Tell who began and who left"))
def tell_what_began() -> None:
    """Tell other rooms of positions that began today and of employments that ended."""
    organisation.tell_what_began()


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("people.tell", tell_what_began, "5 * * * *", title=_("Telling who began and who left"))
