"""What can be wrong with what somebody does with a case. No message holds words of a case."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class CaseError(TrellisError):
    """What was asked for cannot be. `field` names what is wrong, where one is."""

    code = "case"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NoCaseError(CaseError):
    """There is no such case, or not for whoever asks: nobody can tell which."""

    code = "no-case"

    def __init__(self) -> None:
        super().__init__(_("There is no such case."))


class StaleCaseError(CaseError):
    """Somebody else changed the case meanwhile."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this case meanwhile."),
            hint=_("The page shows how it stands now: look at it, then decide again."),
        )
