"""What the compiler has to say about a handbook: codes, diagnostics and safe fixes.

A *code* (`HB…` for pages, `JF…` for job families) names one kind of fault for ever: its number is never used again for
another. A *diagnostic* is one fault at one place. A *fix* is a change of text that keeps the meaning, safe to apply
unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from trellis.handbook.text import Position, SourceText, Span


class Severity(StrEnum):
    """How much a fault matters: an error makes the page say something wrong or nothing; a note is a hint."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return ("error", "warning", "note").index(self.value)


class Example(NamedTuple):
    """The files of a small handbook (path to text) that shows a code; a bare page is `{"page.md": text}`."""

    files: dict[str, str]


def page_example(text: str, path: str = "page.md") -> Example:
    """An example that is one page."""
    return Example({path: text})


@dataclass(frozen=True, slots=True)
class Code:
    """The definition of one kind of fault; its documentation page is made from it, its examples are tested.

    `id` is two letters (`HB`, `JF`, `RT`) with three digits; `name` a few words with hyphens; `summary` one plain
    sentence about the fault; `why` a paragraph on what it does to readers; `hint` what to do; `bad` shows the fault and
    `good` the same page without it. `fixable` says that `trellis check --fix` can mend it (always or in clear cases). A
    code that is not `enabled` must be selected by name.
    """

    id: str
    name: str
    severity: Severity
    summary: str
    why: str
    hint: str
    bad: Example
    good: Example
    fixable: bool = False
    enabled: bool = True


class Edit(NamedTuple):
    """Replace the characters of a span by other text; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that keeps the meaning, with a short imperative description. Edits do not overlap."""

    description: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a diagnostic speaks of."""

    path: str
    position: Position
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault at one place: a plain sentence, where it is, how to mend it.

    `path` is the page's path in the handbook; `span` its characters; `start` and `end` the same place in lines and
    columns from 1 (`end` is exclusive).
    """

    code: str
    severity: Severity
    path: str
    span: Span
    start: Position
    end: Position
    message: str
    hint: str
    fix: Fix | None = None
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of a report: by path, place, code."""
        return (self.path, self.start.line, self.start.column, self.code, self.message)


@dataclass(slots=True)
class Reporter:
    """Gathers the diagnostics of one page. Checks call `report`; nothing else makes diagnostics."""

    path: str
    source: SourceText
    found: list[Diagnostic] = field(default_factory=list)

    def report(
        self,
        code: Code,
        span: Span,
        message: str,
        *,
        hint: str | None = None,
        fix: Fix | None = None,
        related: Sequence[Related] = (),
    ) -> None:
        """Add a diagnostic. `message` is one sentence that names the thing; `hint` replaces the code's own hint."""
        self.found.append(
            Diagnostic(
                code.id,
                code.severity,
                self.path,
                span,
                self.source.position(span.start),
                self.source.position(max(span.start, span.end)),
                message,
                code.hint if hint is None else hint,
                fix,
                tuple(related),
            )
        )
