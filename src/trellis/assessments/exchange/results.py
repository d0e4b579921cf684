"""What comes of taking questions from a file, and of putting them into one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from trellis.assessments.definitions.questions import Question
from trellis.handbook.errors import TrellisError


class UnreadableFile(TrellisError):
    """A file that is not what it should be, or too large."""

    code = "unreadable-question-file"


class NotCarried(Exception):
    """A question that a format, or Trellis, cannot hold; the message says why."""


@dataclass(frozen=True, slots=True)
class Note:
    """What happened to one question: `where` is its line or its name; `is_kept` false where it was left out."""

    where: str
    message: str
    is_kept: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


def together(notes: Iterable[Note]) -> list[tuple[str, bool, tuple[str, ...]]]:
    """What the notes say, each message once: whether its questions are kept, and where they are; lost ones first."""
    same: dict[tuple[bool, str], list[str]] = {}
    for each in sorted(notes, key=lambda note: note.is_kept):
        same.setdefault((each.is_kept, each.message), []).append(each.where)
    return [(message, is_kept, tuple(filter(None, where))) for (is_kept, message), where in same.items()]


@dataclass(slots=True)
class Imported:
    """The questions of a file, in its order, and notes about what is not as it was there."""

    title: str = ""
    questions: list[Question] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures that the questions show, by the name that they have in the questions."""

    def note(self, where: str, message: str) -> None:
        """Say what of a question that was taken is not as it was."""
        self.notes.append(Note(where, message))

    def left_out(self, where: str, message: str) -> None:
        """Say why a question was not taken."""
        self.notes.append(Note(where, message, is_kept=False))


@dataclass(slots=True)
class Exported:
    """A file of questions, and notes about what it could not hold."""

    data: bytes = b""
    notes: list[Note] = field(default_factory=list)

    def note(self, question: Question, message: str) -> None:
        """Say what of a question is not in the file."""
        self.notes.append(Note(question.key, message))

    def left_out(self, question: Question, message: str) -> None:
        """Say why a question is not in the file."""
        self.notes.append(Note(question.key, message, is_kept=False))
