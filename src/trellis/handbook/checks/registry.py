"""All checks of single pages, in the order in which they run, and their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from trellis.handbook.checks import about, characters, headings, lists, markup, text, words
from trellis.handbook.checks.scan import Scan
from trellis.handbook.diagnostics import Code, Diagnostic, Fix, Related, Reporter
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings
from trellis.handbook.text import SourceText, Span

Check = Callable[[Scan, Settings, Reporter], None]
"""Looks at one page and reports what it finds. Depends on the page and the settings alone."""

CHECKS: tuple[Check, ...] = (
    about.check_about,
    characters.check_characters,
    characters.check_line_ends,
    words.check_tokens,
    words.check_doubled,
    words.check_articles,
    text.check_truncated,
    text.check_brackets,
    text.check_punctuation,
    lists.check_lists,
    headings.check_headings,
    headings.check_tight_headings,
    markup.check_markup,
)
CHECKS_OF_DATA: tuple[Check, ...] = (about.check_about,)
CODES: tuple[Code, ...] = (
    *characters.CODES,
    *words.CODES,
    *text.CODES,
    *lists.CODES,
    *headings.CODES,
    *markup.CODES,
    *about.CODES,
)


MAX_LINE, MAX_LINES = 20_000, 20_000
"""A page with a line of more characters than this, or with more lines, is data and not read as text."""

MAX_OF_A_CODE = 200
"""Diagnostics of one code that a page gets at most; the last one says so."""


def check_page(page: Page, settings: Settings, reporter: Reporter) -> None:
    """Run all checks of single pages.

    What is found depends on the page and on `settings.vocabulary` alone. Disabled codes are reported too:
    whoever shows diagnostics selects. Spelling needs one more step once all pages are known:
    `words.words_of_the_house`.
    """
    scan = Scan(page)
    bounded = _Bounded(reporter.path, reporter.source, reporter.found)
    for check in CHECKS_OF_DATA if _is_data(scan) else CHECKS:
        check(scan, settings, bounded)


def _is_data(scan: Scan) -> bool:
    return len(scan.body) > MAX_LINE and (len(scan.lines) > MAX_LINES or max(map(len, scan.lines)) > MAX_LINE)


class _Bounded(Reporter):
    """A reporter that takes only so many diagnostics of one code: a hostile page has a hundred thousand."""

    __slots__ = ("counts",)

    def __init__(self, path: str, source: SourceText, found: list[Diagnostic]) -> None:
        super().__init__(path, source, found)
        self.counts: Counter[str] = Counter()

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
        """As `Reporter.report`, up to the bound."""
        self.counts[code.id] += 1
        if self.counts[code.id] > MAX_OF_A_CODE:
            return
        if self.counts[code.id] == MAX_OF_A_CODE:
            message = f"{message} Further places like this one in the page are not listed."
        super().report(code, span, message, hint=hint, fix=fix, related=related)
