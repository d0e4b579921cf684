"""What can be wrong with what somebody does in surveys."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class SurveyError(TrellisError):
    """What somebody wants to do with a survey cannot be done. `field` names what is wrong, where one is."""

    code = "survey"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class StaleError(SurveyError):
    """Somebody else changed the record meanwhile."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this meanwhile."),
            hint=_("It is shown as it is now, beside what you wrote: look at both, then save again."),
        )
