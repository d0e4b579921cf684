"""Expected trouble: what may go wrong although Trellis does its work.

Every exception that a person may see derives from `TrellisError`. The command line prints it in one or two lines and
exits with 2; the API turns it into a problem document; a view into a message. Anything else is a fault of ours.
"""

from __future__ import annotations


class TrellisError(Exception):
    """Expected trouble with a sentence fit for the reader.

    `message` says what is wrong and where, `hint` what to do about it, and `code` is a stable name for programs.
    """

    code = "trellis"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or type(self).code
