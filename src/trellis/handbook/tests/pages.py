"""Small helpers for tests of checks: a page from text, and what the checks of single pages say about it."""

from __future__ import annotations

from trellis.handbook.checks.registry import check_page
from trellis.handbook.diagnostics import Diagnostic, Reporter
from trellis.handbook.files import read_page
from trellis.handbook.fixes import apply
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings


def page(text: str, path: str = "page.md") -> Page:
    return read_page(path, text.encode("utf-8")).page


def checked(text: str, settings: Settings | None = None) -> list[Diagnostic]:
    """What the checks of single pages find, without those that are off by default."""
    made = page(text)
    reporter = Reporter(made.path, made.source)
    check_page(made, settings or Settings(), reporter)
    return sorted((d for d in reporter.found if d.code not in ("HB150", "HB152")), key=lambda d: d.sort_key)


def codes_in(text: str) -> list[str]:
    """The codes found in a page, in order, without the one about a missing title."""
    return [found.code for found in checked(text) if found.code != "HB151"]


def marked(text: str, code: str) -> list[str]:
    """The characters that diagnostics with a code point at."""
    return [text[found.span.start : found.span.end] for found in checked(text) if found.code == code]


def fixed(text: str, code: str) -> str:
    """The text with the fixes of one code made once."""
    edits = [edit for found in checked(text) if found.code == code and found.fix for edit in found.fix.edits]
    return apply(text, edits)
