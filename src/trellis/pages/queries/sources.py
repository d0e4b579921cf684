"""The text of a file, line by line, with what the compiler says about each line."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from trellis.handbook.diagnostics import Diagnostic
from trellis.pages.addresses import page_address
from trellis.pages.coloring import colored
from trellis.pages.queries.current import Edition

MOST_LINES = 20_000
"""Lines that are shown of one file; a page for reading is never that long."""


REMEMBERED = 512
"""Files whose coloured lines a process keeps."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What the compiler says about a place in a line."""

    code: str
    severity: str
    message: str
    hint: str
    column: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a file, in colours, with the remarks about it."""

    number: int
    html: SafeString
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A file as text.

    `page_url` is where it can be read, empty for a data file; `cut` says how many lines are left out.
    """

    path: str
    name: str
    folder: str
    page_url: str
    lines: tuple[SourceLine, ...]
    cut: int
    remarks: int


def source_of(edition: Edition, path: str) -> SourceView | None:
    """The text of a page or data file; `None` for anything else: nothing is read from the disk here."""
    handbook = edition.handbook
    page = handbook.pages.get(path)
    data = handbook.data.get(path)
    if page is not None:
        source, language = page.source, "markdown"
    elif data is not None:
        source, language = data.source, "yaml"
    else:
        return None
    diagnostics = handbook.diagnostics_of(path)
    lines = _lines(edition, source.text, language, diagnostics)
    folder, _slash, name = path.rpartition("/")
    return SourceView(
        path=path,
        name=name,
        folder=folder,
        page_url=page_address(page.url) if page is not None else "",
        lines=tuple(lines[:MOST_LINES]),
        cut=max(0, len(lines) - MOST_LINES),
        remarks=len(diagnostics),
    )


def _lines(
    edition: Edition, text: str, language: str, diagnostics: tuple[Diagnostic, ...]
) -> list[SourceLine]:
    by_line: dict[int, list[Remark]] = {}
    for found in diagnostics:
        by_line.setdefault(found.start.line, []).append(
            Remark(found.code, found.severity.value, found.message, found.hint, found.start.column)
        )
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = _rows(edition, plain, language)
    return [
        SourceLine(number, mark_safe(row), tuple(by_line.get(number, ())))  # noqa: S308 - `colored` escapes
        for number, row in enumerate(rows, start=1)
    ]


def _rows(edition: Edition, text: str, language: str) -> list[str]:
    """The lines in colours, remembered: colouring takes longer than all the rest of the page."""
    memory: dict[tuple[str, str], list[str]] = edition.kept("sources")
    found = memory.get((text, language))
    if found is None:
        if len(memory) >= REMEMBERED:
            memory.clear()
        found = colored(text, language).split("\n")
        if len(found) > 1 and not found[-1]:
            found.pop()
        memory[text, language] = found
    return found
