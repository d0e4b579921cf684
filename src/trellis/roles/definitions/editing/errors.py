"""Why an edit was not made."""

from __future__ import annotations

from trellis.handbook.errors import TrellisError

IN_THE_SOURCE = "Change it in the text of the page."


class CannotEditError(TrellisError):
    """The form cannot make this change without risk to the rest of the page."""

    code = "cannot-edit"

    def __init__(self, message: str, *, hint: str = IN_THE_SOURCE) -> None:
        super().__init__(message, hint=hint)
