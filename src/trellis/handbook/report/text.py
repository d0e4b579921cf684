"""The report for a person at a terminal: place, fault, the line with a mark under it, what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from trellis.handbook.diagnostics import Diagnostic, Severity
from trellis.handbook.report.model import Report
from trellis.handbook.text import SourceText

WIDTH = 100
TAB = 4
INDENT = "    "

Paint = Callable[[str, str], str]
"""Colours a text: `paint(text, what)`, where `what` is `error`, `warning`, `note`, `place`, `mark` or `hint`.
"""

_COLOURS = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "place": "\x1b[1m",
    "mark": "\x1b[1;32m",
    "hint": "\x1b[2m",
}


def in_colour(text: str, what: str) -> str:
    """A text in the colour of what it is."""
    return f"{_COLOURS[what]}{text}\x1b[0m" if text else text


def plain(text: str, what: str) -> str:
    """A text as it is."""
    return text


def render(report: Report, *, paint: Paint = plain, width: int = WIDTH, quiet: bool = False) -> Iterator[str]:
    """The lines of the report; with `quiet` one line per diagnostic and nothing else."""
    for diagnostic in report.diagnostics:
        yield _headline(report, diagnostic, paint)
        if not quiet:
            yield from _excerpt(report.source_of(diagnostic.path), diagnostic, paint, width)
    if not quiet:
        yield from _related_summary(report, paint)
        yield from _unread_summary(report)


def _headline(report: Report, diagnostic: Diagnostic, paint: Paint) -> str:
    line, column = diagnostic.start
    place = paint(f"{printable(report.shown(diagnostic.path))}:{line}:{column}:", "place")
    severity = paint(diagnostic.severity.value, diagnostic.severity.value)
    return f"{place} {severity} {diagnostic.code} {printable(diagnostic.message)}"


def _excerpt(source: SourceText | None, diagnostic: Diagnostic, paint: Paint, width: int) -> Iterator[str]:
    if source is not None and diagnostic.start.line <= source.line_count:
        text = source.line_text(diagnostic.start.line)
        start = diagnostic.start.column - 1
        end = diagnostic.end.column - 1 if diagnostic.end.line == diagnostic.start.line else len(text)
        shown = excerpt(text, start, max(end, start + 1), width - len(INDENT))
        if shown.line.strip():
            yield f"{INDENT}{shown.line}"
            yield f"{INDENT}{' ' * shown.start}{paint('^' * shown.length, 'mark')}"
    if diagnostic.hint:
        yield f"{INDENT}{paint(printable(diagnostic.hint), 'hint')}"
    yield ""


class Excerpt(NamedTuple):
    """A line as it fits the terminal, and where the mark under it begins and how long it is, in columns."""

    line: str
    start: int
    length: int


def excerpt(text: str, start: int, end: int, width: int) -> Excerpt:
    """A line cut to `width` columns around the characters `[start, end)`.

    Tabs become spaces, wide characters count two columns, what cannot be seen or would move the cursor
    becomes a sign.
    """
    # A line of megabytes is cut before it is measured.
    skipped = max(0, start - 4 * width)
    text, start, end = text[skipped : end + 4 * width], start - skipped, end - skipped
    cells = [_cell(character) for character in text]
    at = [0]
    for cell in cells:
        at.append(at[-1] + _columns(cell))
    end = min(max(end, start + 1), len(cells)) if start < len(cells) else start
    left, right = 0, len(cells)
    if at[-1] > width or skipped:
        left = _window_start(at, start, end, width, cut=bool(skipped))
        right = left
        while right < len(cells) and at[right + 1] - at[left] <= width - 2:
            right += 1
    prefix = "…" if left or skipped else ""
    suffix = "…" if right < len(cells) else ""
    offset = len(prefix) - at[left]
    stop = at[min(end, right)]
    return Excerpt(
        prefix + "".join(cells[left:right]) + suffix,
        at[min(start, len(cells))] + offset,
        max(1, stop - at[min(start, right)]),
    )


def _window_start(at: list[int], start: int, end: int, width: int, *, cut: bool) -> int:
    """The first character to show, so that the mark stands in the middle, or at its own beginning if it is
    long.
    """
    marked = at[min(end, len(at) - 1)] - at[start]
    before = max(10, (width - min(marked, width)) // 2)
    left = start
    while left > 0 and at[start] - at[left - 1] <= before:
        left -= 1
    return left if left > 3 or cut else 0


def _cell(character: str) -> str:
    if character == "\t":
        return " " * TAB
    if character == "\u00a0":
        return " "
    if character.isprintable() or unicodedata.combining(character):
        return character
    return "�"


def _columns(cell: str) -> int:
    if len(cell) == 1 and not cell.isascii():
        if unicodedata.combining(cell) or unicodedata.category(cell) in ("Mn", "Me"):
            return 0
        return 2 if unicodedata.east_asian_width(cell) in "WF" else 1
    return len(cell)


def printable(text: str) -> str:
    """A text that cannot move the cursor, change colours or turn the direction of writing."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\u00a0" else "�" for c in " ".join(text.split("\n")))


def _related_summary(report: Report, paint: Paint) -> Iterator[str]:
    counts = {Severity(name): number for name, number in report.counts().items()}
    files = f"{report.files:,} {'file' if report.files == 1 else 'files'}"
    if not report.diagnostics:
        yield f"{'Nothing so grave' if report.hidden else 'No faults'} in {files}.{_hidden(report)}"
        return
    parts = [
        paint(f"{number:,} {severity.value}{'' if number == 1 else 's'}", severity.value)
        for severity, number in counts.items()
        if number
    ]
    listed = ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
    faulty = len({diagnostic.path for diagnostic in report.diagnostics})
    fixable = sum(map(report.is_fixable, report.diagnostics))
    mend = f" {fixable:,} can be mended with --fix." if fixable else ""
    yield f"{listed} in {faulty:,} of {files}.{mend}{_hidden(report)}"


def _hidden(report: Report) -> str:
    """What `--min-severity` leaves out, which may fail the command all the same."""
    if not report.hidden:
        return ""
    return f" {report.hidden:,} less grave {'one is' if report.hidden == 1 else 'ones are'} not shown."


def _unread_summary(report: Report) -> Iterator[str]:
    """What could not be judged, for those who can say that nothing else exists."""
    if report.unread:
        lead = "1 link leads" if report.unread == 1 else f"{report.unread:,} links lead"
        yield (
            f"{lead} to pages that were not read; say `complete: true` in handbook.yml where this is all of the site."
        )


def statistics(report: Report) -> Iterator[str]:
    """How often each code was reported, the most frequent first."""
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in report.diagnostics:
        found.setdefault(diagnostic.code, []).append(diagnostic)
    for code, several in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        sign = "*" if any(map(report.is_fixable, several)) else " "
        files = len({diagnostic.path for diagnostic in several})
        severity, name = several[0].severity.value, report.name_of(code)
        yield f"{len(several):6,}  {code}{sign} {severity:<8} {name} ({files:,} {'file' if files == 1 else 'files'})"
