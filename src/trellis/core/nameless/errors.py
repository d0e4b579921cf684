"""What can be wrong with a file whose author's name is to be taken out of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class StillNamedError(TrellisError):
    """A file that may name its author, in a place that cannot be cleaned; `why` is a sentence for readers."""

    code = "file-still-named"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            _("This file may name its author: %(why)s") % {"why": why},
            hint=_("Have it as it is, if you must, and do not look at its properties."),
        )
