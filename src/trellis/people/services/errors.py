"""What can be wrong with what somebody says of people."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class PeopleError(TrellisError):
    """What was said of a person, an employment or a position cannot be. `field` names what is wrong, where one is."""

    code = "people"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class StaleRecordError(PeopleError):
    """Somebody else changed the record while it was being changed."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this meanwhile."),
            hint=_("What they wrote is shown beside yours: look at both, then save again."),
        )


class CircleError(PeopleError):
    """Somebody would be, on some day, above themselves in the line of managers."""

    code = "manager-circle"

    def __init__(self, day: date) -> None:
        super().__init__(
            _("From %(day)s on, the line of managers would lead back to the same person.")
            % {"day": date_format(day)},
            hint=_("Choose a manager who does not report to them."),
            field="manager",
        )
