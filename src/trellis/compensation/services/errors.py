"""What can be wrong with what somebody says of pay."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class PayError(TrellisError):
    """What was said of pay, a review or a bonus cannot be. `field` names what is wrong, where one is."""

    code = "pay"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class StalePayError(PayError):
    """Somebody else wrote something of the same pay while a form was open."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this meanwhile."),
            hint=_("What they wrote is shown beside yours: look at both, then save again."),
        )
