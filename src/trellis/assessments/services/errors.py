"""What can be wrong with what somebody wants to do with a quiz."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class AttemptError(TrellisError):
    """What somebody wants to do with a quiz cannot be done. `field` names what is wrong, where one is."""

    code = "attempt"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NoAttemptError(AttemptError):
    """There is no such thing for whoever asks."""

    code = "not-found"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("There is no such attempt."))


class NoAttemptsLeftError(AttemptError):
    """All attempts were taken."""

    code = "no-attempts-left"

    def __init__(self, most: int) -> None:
        super().__init__(
            _("You have taken all %(n)d attempts.") % {"n": most},
            hint=_("If something went wrong in one of them, appeal against its result."),
        )


class TooSoonError(AttemptError):
    """The next attempt has to wait until `at`."""

    code = "too-soon"

    def __init__(self, at: datetime, shown: str) -> None:
        super().__init__(_("You can try again from %(when)s on.") % {"when": shown})
        self.at = at


class OverError(AttemptError):
    """The attempt was handed in, or its time is up: nothing can be changed."""

    code = "attempt-over"

    def __init__(self, *, by_time: bool) -> None:
        super().__init__(
            _("The time is up. What was saved before counts.")
            if by_time
            else _("This was handed in already.")
        )
        self.by_time = by_time


class LockedError(AttemptError):
    """A question cannot be answered any more: it was checked, or the quiz does not go back."""

    code = "question-locked"

    def __init__(self) -> None:
        super().__init__(_("This question cannot be answered any more."))


class TakenError(AttemptError):
    """Somebody else grades it already."""

    code = "grading-taken"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else grades this already."), hint=_("Choose another one from the queue.")
        )
