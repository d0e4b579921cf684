"""What can be wrong with what somebody does with feedback or mentoring."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class ConversationError(TrellisError):
    """What was asked for cannot be. `field` names what is wrong, where one is."""

    code = "conversation"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NotThereError(ConversationError):
    """There is no such thing, or not for whoever asks."""

    code = "no-conversation"

    def __init__(self) -> None:
        super().__init__(_("There is nothing like that for you."))


class StaleNotesError(ConversationError):
    """The other one wrote meanwhile."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("The other one has changed this meanwhile."),
            hint=_("What they wrote is shown above; put yours to it and save again."),
        )
