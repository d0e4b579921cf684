"""What can be wrong with what somebody says of a request for a course."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class IntakeError(TrellisError):
    """What was said cannot be. `field` names what is wrong, where one is."""

    code = "intake"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class StaleIntakeError(IntakeError):
    """Somebody else changed it while a form was open."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this meanwhile."),
            hint=_("Look at what it says now, then save again."),
        )
