"""Waivers: comments in a page that silence a code and say why.

    <!-- trellis-ignore HB110 JF201: a quotation -->         the next block; or its own line, if text stands
    there too <!-- trellis-ignore-page HB136: two processes -->        the whole page <!--
    trellis-ignore-start HB180: a poem --> … <!-- trellis-ignore-end -->    what stands between

A waiver without a reason, with a code that does not exist, or that silences nothing any more is reported
itself, by codes that no waiver silences.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from weakref import WeakKeyDictionary

from trellis.handbook import model
from trellis.handbook.diagnostics import Code, Diagnostic, Reporter, Severity, page_example
from trellis.handbook.page import Page
from trellis.handbook.text import Span

_DOUBLED = "\nWe say the the twice.\n"

NO_REASON = Code(
    id="HB901",
    name="waiver-without-reason",
    severity=Severity.WARNING,
    summary="A comment silences a code and does not say why.",
    why="Whoever reads the page next cannot know whether the waiver still holds, and dares neither to "
    "remove it nor to mend what it hides.",
    hint="Write the reason after a colon: `<!-- trellis-ignore HB110: a quotation -->`.",
    bad=page_example(f"# Lead\n\n<!-- trellis-ignore HB110 -->{_DOUBLED}"),
    good=page_example(f"# Lead\n\n<!-- trellis-ignore HB110: a quotation -->{_DOUBLED}"),
)
UNKNOWN_CODE = Code(
    id="HB902",
    name="waiver-of-unknown-code",
    severity=Severity.WARNING,
    summary="A comment silences a code that does not exist.",
    why="It silences nothing, and whoever wrote it believes that it does.",
    hint="Correct the code; `trellis check --codes` lists all.",
    bad=page_example(f"# Lead\n\n<!-- trellis-ignore HB011O: a quotation -->{_DOUBLED}"),
    good=page_example(f"# Lead\n\n<!-- trellis-ignore HB110: a quotation -->{_DOUBLED}"),
)
UNUSED = Code(
    id="HB903",
    name="unused-waiver",
    severity=Severity.WARNING,
    summary="A comment silences a code that is not reported there any more.",
    why="The fault was mended or has moved. A waiver that is left behind hides the next fault of its kind.",
    hint="Delete the comment, or the code in it.",
    bad=page_example("# Lead\n\n<!-- trellis-ignore HB110: a quotation -->\nWe say it once.\n"),
    good=page_example(f"# Lead\n\n<!-- trellis-ignore HB110: a quotation -->{_DOUBLED}"),
)
UNPAIRED = Code(
    id="HB904",
    name="unpaired-waiver",
    severity=Severity.WARNING,
    summary="A waiver begins and does not end, or ends without having begun.",
    why="One without an end silences its codes to the end of the page, far beyond what was meant.",
    hint="Add `<!-- trellis-ignore-end -->` after the text that is meant, or use `trellis-ignore-page`.",
    bad=page_example(f"# Lead\n\n<!-- trellis-ignore-start HB110: a quotation -->\n{_DOUBLED}"),
    good=page_example(
        f"# Lead\n\n<!-- trellis-ignore-start HB110: a quotation -->\n{_DOUBLED}\n<!-- trellis-ignore-end "
        f"-->\n"
    ),
)

CODES = (NO_REASON, UNKNOWN_CODE, UNUSED, UNPAIRED)
_NEVER_WAIVED = frozenset(code.id for code in CODES)


class Waiver(NamedTuple):
    """One comment: where it stands, which codes it silences, where, and why (empty if it does not say)."""

    span: Span
    codes: tuple[tuple[str, Span], ...]
    scope: Span
    reason: str


@dataclass(slots=True)
class Waivers:
    """The waivers of a page, and the starts and ends that lack the other one."""

    waivers: list[Waiver] = field(default_factory=list)
    unpaired: list[Span] = field(default_factory=list)


MAX_WAIVERS = 200
"""The waivers of one page that are read: no page needs more."""

_COMMENT = re.compile(
    r"<!--[ \t]*trellis-ignore(-page|-start|-end)?\b([^\n:]{0,500}?)(?::(.{0,2000}?))?-->", re.DOTALL
)
_read: WeakKeyDictionary[Page, Waivers] = WeakKeyDictionary()


def waivers_of(page: Page) -> Waivers:
    """The waivers of a page; those inside code are examples. Costs a search where there is none."""
    found = _read.get(page)
    if found is None:
        found = _read[page] = _find(page) if "trellis-ignore" in page.text else Waivers()
    return found


def apply(
    found: Sequence[Diagnostic], pages: Mapping[str, Page], codes: Mapping[str, Code]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The diagnostics that no waiver silences, and those about the waivers themselves.

    `codes` are all codes that could have been reported: a waiver of a code of a kind that is not at work
    (`JF201` where no kind has codes that begin with `JF`) is left alone.
    """
    waived = {
        path: waivers
        for path, page in pages.items()
        if (waivers := waivers_of(page)).waivers or waivers.unpaired
    }
    if not waived:
        return list(found), []
    used: set[tuple[str, Span]] = set()
    kept = [each for each in found if each.path not in waived or not _silence(each, waived[each.path], used)]
    about: list[Diagnostic] = []
    for path, waivers in waived.items():
        reporter = Reporter(path, pages[path].source)
        _report(waivers, path, codes, used, reporter)
        about.extend(reporter.found)
    return kept, about


def _silence(diagnostic: Diagnostic, waivers: Waivers, used: set[tuple[str, Span]]) -> bool:
    """Whether a waiver silences a diagnostic; all that do are noted as used."""
    if diagnostic.code in _NEVER_WAIVED:
        return False
    silent = False
    for waiver in waivers.waivers:
        if not waiver.scope.start <= diagnostic.span.start < max(waiver.scope.end, waiver.scope.start + 1):
            continue
        for code, span in waiver.codes:
            if code == diagnostic.code:
                used.add((diagnostic.path, span))
                silent = True
    return silent


def _report(
    waivers: Waivers, path: str, codes: Mapping[str, Code], used: set[tuple[str, Span]], reporter: Reporter
) -> None:
    families = {code[:2] for code in codes}
    for waiver in waivers.waivers:
        if not waiver.reason or not waiver.codes:
            lacks = "does not say why it silences" if waiver.codes else "names no code"
            reporter.report(NO_REASON, waiver.span, f"The waiver {lacks}.")
        for code, span in waiver.codes:
            if code not in codes and (code[:2] in families or not re.fullmatch(r"[A-Z]{2}\d{3}", code)):
                reporter.report(UNKNOWN_CODE, span, f"There is no code {code}.")
            elif code in _NEVER_WAIVED:
                reporter.report(UNKNOWN_CODE, span, f"{code} cannot be silenced: it is about waivers.")
            elif code in codes and (path, span) not in used:
                reporter.report(UNUSED, span, f"{code} is not reported here any more.")
    for span in waivers.unpaired:
        reporter.report(UNPAIRED, span, "The waiver begins and does not end, or ends without having begun.")


# -- reading


def _find(page: Page) -> Waivers:
    made = Waivers()
    open_at: list[tuple[Span, tuple[tuple[str, Span], ...], str]] = []
    places = _Places(page)
    for comment in islice(_COMMENT.finditer(page.text, page.body_start), MAX_WAIVERS):
        span = Span(*comment.span())
        if places.is_code(span):
            continue
        kind, reason = comment[1] or "", " ".join((comment[3] or "").split())
        codes = tuple(_codes(comment))
        if kind == "-start":
            open_at.append((span, codes, reason))
        elif kind == "-end":
            _close(made, open_at, span)
        else:
            scope = Span(0, len(page.text) + 1) if kind == "-page" else places.scope(span)
            made.waivers.append(Waiver(span, codes, scope, reason))
    for span, codes, reason in open_at:
        made.unpaired.append(span)
        made.waivers.append(Waiver(span, codes, Span(span.end, len(page.text) + 1), reason))
    made.waivers.sort()
    return made


def _codes(comment: re.Match[str]) -> Iterator[tuple[str, Span]]:
    for word in re.finditer(r"[^\s,]+", comment[2]):
        start = comment.start(2) + word.start()
        yield word[0].upper(), Span(start, start + len(word[0]))


def _close(made: Waivers, open_at: list[tuple[Span, tuple[tuple[str, Span], ...], str]], end: Span) -> None:
    if not open_at:
        made.unpaired.append(end)
        return
    span, codes, reason = open_at.pop()
    made.waivers.append(Waiver(span, codes, Span(span.end, end.start), reason))


_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)[^\n]{1,2000}?(?<!`)\1(?!`)")


class _Places:
    """The blocks of a page in order, for finding what a comment stands in and before."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.blocks: list[tuple[int, int]] = []
        self.code: list[Span] = []
        for section in page.sections:
            if section.heading is not None:
                self.blocks.append((section.heading.span.start, -section.heading.span.end))
            for block in model.walk_blocks(section.blocks):
                if isinstance(block, model.Code):
                    self.code.append(block.span)
                if not (isinstance(block, model.Html) and block.text.lstrip().startswith("<!--")):
                    self.blocks.append((block.span.start, -block.span.end))
            self.blocks.extend(
                (item.span.start, -item.span.end) for item, _ in model.walk_items(section.blocks)
            )
        self.blocks.sort()

    def line(self, at: int) -> Span:
        """The line around a place, or as much of it as matters."""
        text = self.page.text
        begin = max(text.rfind("\n", 0, at) + 1, at - 2_000)
        end = text.find("\n", at, at + 4_000)
        return Span(begin, end if end >= 0 else min(len(text), at + 4_000))

    def is_code(self, comment: Span) -> bool:
        """Whether a comment is shown as code, in a block or in its line."""
        at = bisect_right(self.code, (comment.start, len(self.page.text))) - 1
        if at >= 0 and comment.start < self.code[at].end:
            return True
        line = self.line(comment.start)
        found = _INLINE_CODE.finditer(self.page.text, line.start, line.end)
        return any(code.start() <= comment.start < code.end() for code in found)

    def scope(self, comment: Span) -> Span:
        """What a waiver speaks of: its own line if other text stands there, else the next heading or block."""
        line, text = self.line(comment.start), self.page.text
        beside = text[line.start : comment.start] + text[comment.end : max(line.end, comment.end)]
        if _COMMENT.sub("", beside).strip(" \t-*+>|"):
            return Span(line.start, line.end + 1)
        at = bisect_left(self.blocks, (comment.end, -len(text) - 1))
        if at == len(self.blocks):
            return Span(comment.end, comment.end)
        start, end = self.blocks[at]
        return Span(start, -end)
