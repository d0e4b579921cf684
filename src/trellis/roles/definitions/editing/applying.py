"""Operations on the text of a job family: each makes one change that somebody asked for, and nothing else.

An operation proposes edits of the text, best first. An edit counts only if the page, read again, says exactly what it
said before with that one change. Where no edit does, the text stays and the reader is told why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from trellis.handbook.diagnostics import Edit
from trellis.roles.definitions.editing.document import Document, read_document
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Facts

MARK = "\ufeff"
_MOST_TRIES = 12


class Operation(Protocol):
    """One change of a page."""

    refusal: str

    def candidates(self, document: Document) -> Iterable[Sequence[Edit]]:
        """Ways to make the change, best first. Raises CannotEditError where there is none."""

    def is_done(self, before: Facts, after: Facts) -> bool:
        """Whether a page that said `before` and says `after` differs by this change alone."""


def apply(text: str, operation: Operation) -> str:
    """A text with one change made, every other character as it was. Raises CannotEditError."""
    mark = MARK if text.startswith(MARK) else ""
    document = read_document(text[len(mark) :])
    for tried, edits in enumerate(operation.candidates(document)):
        if tried >= _MOST_TRIES:
            break
        made = edited(document.text, edits)
        if made == document.text:
            return text
        if operation.is_done(document.facts, read_document(made).facts):
            return mark + made
    raise CannotEditError(operation.refusal)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits that do not overlap; of two at one place, the first given comes first."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        parts += (text[at : edit.span.start], edit.text)
        at = max(at, edit.span.end)
    return "".join((*parts, text[at:]))
