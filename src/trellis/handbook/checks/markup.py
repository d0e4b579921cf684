"""Markup that was opened and never closed, and links that are none because a bracket is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from trellis.handbook.checks.scan import Scan
from trellis.handbook.diagnostics import Code, Reporter, Severity, page_example
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span

EMPHASIS = Code(
    id="HB140",
    name="unclosed-emphasis",
    severity=Severity.WARNING,
    summary="Bold text begins and does not end, or ends without having begun.",
    why="Readers see the asterisks instead of the emphasis.",
    hint="Add the missing asterisks next to the word, or delete these.",
    bad=page_example("# Lead\n\nThe **grade is seven.\n"),
    good=page_example("# Lead\n\nThe **grade** is seven.\n"),
)
CODE = Code(
    id="HB141",
    name="unclosed-code",
    severity=Severity.WARNING,
    summary="A back-tick opens code and none closes it.",
    why="Readers see the back-tick, and what was meant as code is read as markup.",
    hint="Add the missing back-tick, or delete this one.",
    bad=page_example("# Lead\n\nRun `trellis check now.\n"),
    good=page_example("# Lead\n\nRun `trellis check` now.\n"),
)
LINK = Code(
    id="HB142",
    name="broken-link-markup",
    severity=Severity.WARNING,
    summary="Something was meant as a link, but its brackets are wrong.",
    why="Readers see brackets and an address instead of a link.",
    hint="Write it as `[text](address)`, without a space between the two and with both brackets closed.",
    bad=page_example("# Lead\n\nSee the [hiring page] (/handbook/hiring/) for more.\n"),
    good=page_example("# Lead\n\nSee the [hiring page](https://example.com/hiring/) for more.\n"),
)

CODES = (EMPHASIS, CODE, LINK)

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")


def paragraphs(scan: Scan, sign: str) -> Iterator[tuple[int, int, str]]:
    """The paragraphs, items and headings that hold a sign an odd number of times: offset and text."""
    lines, starts = scan.lines, scan.line_starts
    first = 0
    while first < len(lines):
        last = first
        while (
            last + 1 < len(lines)
            and lines[last].strip()
            and lines[last + 1].strip()
            and not _begins(lines[last + 1])
        ):
            last += 1
        text = "\n".join(lines[first : last + 1])
        if text.count(sign) % 2:
            yield starts[first], starts[last] + len(lines[last]), text
        first = last + 1


def _begins(line: str) -> bool:
    return _ITEM.match(line) is not None or line.lstrip().startswith(("#", "|", ">"))


def check_markup(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """Unclosed emphasis, unclosed code, broken links."""
    body = scan.body
    if body.count("**") % 2:
        _check_emphasis(scan, reporter)
    if body.count("`") % 2:
        _check_code(scan, reporter)
    _check_links(scan, reporter)


def _check_emphasis(scan: Scan, reporter: Reporter) -> None:
    for start, end, text in paragraphs(scan, "**"):
        marks = [start + found.start() for found in re.finditer(r"(?<![*\\])\*\*(?!\*)", text)]
        marks = [at for at in marks if scan.is_prose(at, at + 2) and _flanks(scan.text, at)]
        if len(marks) % 2 == 0 or "***" in text or "|" in text:
            continue
        at = _lonely(scan.text, marks, end)
        reporter.report(EMPHASIS, Span(at, at + 2), "The “**” has no partner in its paragraph.")


def _flanks(text: str, at: int) -> bool:
    """Whether two asterisks stand beside something; alone they are a sign for a footnote or a rule."""
    return not (text[max(0, at - 1) : at].strip() == "" and text[at + 2 : at + 3].strip() == "")


def _lonely(text: str, marks: list[int], end: int) -> int:
    """The mark that is most likely the one without a partner: an opening one before another opening one, or
    the last.
    """
    for at, following in pairwise(marks):
        opens = not text[at + 2 : at + 3].isspace()
        if (
            opens
            and text[following - 1 : following].isspace()
            and not text[following + 2 : following + 3].isspace()
        ):
            return at
    return marks[-1]


def _check_code(scan: Scan, reporter: Reporter) -> None:
    for start, _, text in paragraphs(scan, "`"):
        ticks = [found.start() for found in re.finditer(r"(?<![`\\])`(?!`)", text)]
        inside = [at for at in ticks if not scan.prose.in_block(start + at, start + at + 1)]
        if len(inside) % 2 == 0 or "``" in text:
            continue
        at = start + inside[-1]
        reporter.report(CODE, Span(at, at + 1), "The back-tick has no partner in its paragraph.")


_SPACED = re.compile(r"\][ \t]+\(((?:https?://|/|#)[^()\s]*)\)")


def _check_links(scan: Scan, reporter: Reporter) -> None:
    for at in scan.find("] ("):
        found = _SPACED.match(scan.text, at)
        opening = scan.text.rfind("[", max(scan.start, at - 300), at)
        if found is None or opening < 0 or "\n" in scan.text[opening:at] or "]" in scan.text[opening:at]:
            continue
        if scan.is_prose(opening, opening + 1):
            message = "There is a space between the text and the address of the link."
            reporter.report(LINK, Span(opening, found.end()), message)


def check_opened_link(scan: Scan, start: int, end: int, reporter: Reporter) -> None:
    """The address of a link, from its `](` to the next white space, that has no closing bracket so far."""
    if (
        scan.text[end : end + 1] not in " \t\r\n"
        or scan.prose.in_block(start, end)
        or re.match(r"[ \t]+[\"'(]", scan.text[end : end + 3])
    ):
        return
    rest = scan.text[end : end + 2_000].partition("\n")[0].partition("](")[0]
    what = (
        "The address of the link holds a space"
        if ")" in rest
        else "The bracket around the link's address is not closed"
    )
    reporter.report(LINK, Span(start, end), f"{what}.")
