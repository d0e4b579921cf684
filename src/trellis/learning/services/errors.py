"""What can be wrong with what somebody wants to do when they learn."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class LearningError(TrellisError):
    """What somebody wants to do with a course cannot be done. `field` names what was wrong in a form."""

    code = "learning"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class PrerequisitesError(LearningError):
    """Something else is to be completed before; `missing` are the keys of those courses."""

    code = "learning-prerequisites"

    def __init__(self, missing: Sequence[tuple[str, str]]) -> None:
        titles = ", ".join(title for _key, title in missing)
        super().__init__(
            _("First complete: %(titles)s.") % {"titles": titles},
            hint=_("If you have learned this elsewhere, ask that it counts."),
        )
        self.missing = tuple(key for key, _title in missing)
