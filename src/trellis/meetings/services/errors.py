"""What can be wrong with what somebody does with a series of meetings."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class MeetingError(TrellisError):
    """What was asked for cannot be. `field` names what is wrong, where one is."""

    code = "meeting"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NoSeriesError(MeetingError):
    """There is no such series, or not for whoever asks."""

    code = "no-series"

    def __init__(self) -> None:
        super().__init__(_("There are no such meetings."))


class StaleMeetingError(MeetingError):
    """The other one wrote meanwhile."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("The other one has changed this meanwhile."),
            hint=_("What they wrote is shown beside yours: look at both, then save again."),
        )
