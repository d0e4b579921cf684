"""What can be wrong with what somebody wants to do with reviews."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class ReviewError(TrellisError):
    """What somebody wants to do with a review cannot be done. `field` names what is wrong, where one is."""

    code = "review"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NoReviewError(ReviewError):
    """There is no such thing for whoever asks."""

    code = "not-found"

    def __init__(self) -> None:
        super().__init__(_("There is no such review."))


class StaleReviewError(ReviewError):
    """The same was changed elsewhere meanwhile: by another, or in another window."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("This was changed meanwhile, perhaps in another window."),
            hint=_("Both are shown: take over what you want to keep, then save again."),
        )


class MissingError(ReviewError):
    """Something that has to be filled in is empty; `names` are the fields."""

    code = "review-missing"

    def __init__(self, names: list[str]) -> None:
        super().__init__(_("Something is still missing."), hint=_("What is missing is marked below."))
        self.names = names
