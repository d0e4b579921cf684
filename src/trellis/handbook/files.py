"""From bytes to a page or a data file, with everything about the file itself that a reader should know."""

from __future__ import annotations

import re
from typing import NamedTuple

from trellis.handbook import frontmatter, yaml
from trellis.handbook.decode import Fault, decode
from trellis.handbook.diagnostics import Diagnostic, Reporter
from trellis.handbook.filecodes import BROKEN_DATA, TOO_LARGE
from trellis.handbook.page import Page
from trellis.handbook.text import SourceText, Span
from trellis.handbook.yaml import Node

HEAD_BYTES = 64 * 1024
"""What is read of a page that is too large: enough for its front matter and first heading."""

_FIRST_HEADING = re.compile(r"^#{1,6}[ \t][^\n]*\n?", re.MULTILINE)


class DataFile(NamedTuple):
    """A YAML file of the handbook: its text and its value, as far as it could be read."""

    path: str
    source: SourceText
    node: Node | None


class ReadPage(NamedTuple):
    """A page and what was found wrong on the way to it."""

    page: Page
    diagnostics: list[Diagnostic]


class ReadData(NamedTuple):
    """A data file and what was found wrong on the way to it."""

    data: DataFile
    diagnostics: list[Diagnostic]


def read_page(path: str, data: bytes, size: int | None = None, limit: int | None = None) -> ReadPage:
    """A page from its bytes.

    `size` is the size of the whole file where `data` is only its head, `limit` the size that it exceeds: such a
    page has its front matter and first heading, and says so.
    """
    decoded = decode(data)
    text = decoded.text
    large = size is not None and limit is not None and size > limit
    if large:
        text = _title_only(text)
    reporter = Reporter(path, SourceText(text))
    if large:
        reporter.report(
            TOO_LARGE,
            _first_line(text),
            _too_large("page", size or 0, limit or 0) + " Only its title is read.",
        )
    _report_faults(decoded.faults, reporter)
    front = frontmatter.read(text, reporter)
    return ReadPage(Page(path, reporter.source, front.node, front.body_start), reporter.found)


def read_data(path: str, data: bytes, size: int | None = None, limit: int | None = None) -> ReadData:
    """A data file from its bytes; one that is too large is not read at all."""
    if size is not None and limit is not None and size > limit:
        reporter = Reporter(path, SourceText(""))
        reporter.report(TOO_LARGE, Span(0, 0), _too_large("data file", size, limit) + " It is not read.")
        return ReadData(DataFile(path, reporter.source, None), reporter.found)
    decoded = decode(data)
    reporter = Reporter(path, SourceText(decoded.text))
    _report_faults(decoded.faults, reporter)
    result = yaml.parse(decoded.text)
    frontmatter.report_problems(result.problems, BROKEN_DATA, reporter)
    return ReadData(DataFile(path, reporter.source, result.node), reporter.found)


def _report_faults(faults: tuple[Fault, ...], reporter: Reporter) -> None:
    end = len(reporter.source.text)
    for fault in faults:
        if fault.span.start <= end:
            reporter.report(fault.code, Span(fault.span.start, min(fault.span.end, end)), fault.message)


def _title_only(text: str) -> str:
    """The front matter and what stands up to the end of the first heading."""
    front = frontmatter.read(text, Reporter("", SourceText(text)))
    heading = _FIRST_HEADING.search(text, front.body_start)
    return text[: heading.end() if heading is not None else front.body_start]


def _first_line(text: str) -> Span:
    end = text.find("\n")
    return Span(0, end if end >= 0 else len(text))


def _too_large(what: str, size: int, limit: int) -> str:
    return f"The {what} has {_bytes(size)}, more than the {_bytes(limit)} that are read."


def _bytes(count: int) -> str:
    if count >= 2**20:
        return f"{count / 2**20:.1f} MiB"
    return f"{count / 2**10:.0f} KiB" if count >= 2**12 else f"{count:,} bytes"
