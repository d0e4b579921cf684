"""What can be wrong with what somebody does with a session."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class ClassError(TrellisError):
    """What was asked for cannot be. `field` names what is wrong, where one is."""

    code = "class"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NotThereError(ClassError):
    """There is no such thing, or not for whoever asks."""

    code = "no-class"

    def __init__(self) -> None:
        super().__init__(_("There is nothing like that for you."))


class AlreadyError(ClassError):
    """They are registered already, or wait."""

    code = "already-registered"


class StaleSessionError(ClassError):
    """Somebody else changed the session meanwhile."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has changed this session meanwhile."),
            hint=_("Look at what stands there now, and try again."),
        )


class RoomTakenError(ClassError):
    """The room is taken at these hours; nobody books over that."""

    code = "room-taken"

    def __init__(self, room: str) -> None:
        super().__init__(
            _("“%(room)s” is taken at these hours.") % {"room": room},
            hint=_("Choose another room or other hours."), field="room",
        )  # fmt: skip
