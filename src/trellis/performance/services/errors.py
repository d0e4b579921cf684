"""What can be wrong with what somebody does with a plan of support."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class PlanError(TrellisError):
    """What was asked for cannot be. `field` names what is wrong, where one is."""

    code = "support-plan"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NoPlanError(PlanError):
    """There is no such plan, or not for whoever asks."""

    code = "no-support-plan"

    def __init__(self) -> None:
        super().__init__(_("There is no such plan for you."))


class StalePlanError(PlanError):
    """Somebody else changed the plan meanwhile."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("The plan has changed meanwhile."),
            hint=_("What it says now is shown; look at it, and send yours again."),
        )
