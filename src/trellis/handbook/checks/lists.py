"""Lists as Markdown sees them: items that lost their marker, doubled markers, markers without a space, odd
bullets.
"""

from __future__ import annotations

import re
from itertools import pairwise

from trellis.handbook import spelling
from trellis.handbook.checks.scan import Scan
from trellis.handbook.diagnostics import Code, Edit, Fix, Reporter, Severity, page_example
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span

LOST_MARKER = Code(
    id="HB120",
    name="lost-marker",
    severity=Severity.WARNING,
    summary="A line straight after a list reads like an item, but has no marker.",
    why="Markdown takes the line for the rest of the item above: readers see two items run into one, and "
    "whatever is made of the list (an export, a comparison, a count) has one item too few and one that "
    "makes no sense.",
    hint="Put the list's marker before the line; `trellis check --fix` does.",
    bad=page_example(
        "# Lead\n\n* Manage relationships\n* Plan the work\nCollaborate with leadership to meet goals\n"
    ),
    good=page_example(
        "# Lead\n\n* Manage relationships\n* Plan the work\n* Collaborate with leadership to meet goals\n"
    ),
    fixable=True,
)
DOUBLED_MARKER = Code(
    id="HB121",
    name="doubled-marker",
    severity=Severity.WARNING,
    summary="An item begins with two markers.",
    why="Markdown makes a list inside an item without text: readers see two bullets, or a bullet one step "
    "too far right.",
    hint="Delete one of the markers; `trellis check --fix` does.",
    bad=page_example("# Lead\n\n- Plan\n- - Report\n"),
    good=page_example("# Lead\n\n- Plan\n- Report\n"),
    fixable=True,
)
TIGHT_MARKER = Code(
    id="HB122",
    name="marker-without-space",
    severity=Severity.WARNING,
    summary="There is no space between a list marker and its text.",
    why="Without the space it is no list item: the line becomes part of what stands above it.",
    hint="Put a space after the marker; `trellis check --fix` does.",
    bad=page_example("# Lead\n\n- Plan\n-Report to the board\n- Decide\n"),
    good=page_example("# Lead\n\n- Plan\n- Report to the board\n- Decide\n"),
    fixable=True,
)
ODD_BULLET = Code(
    id="HB123",
    name="odd-bullet",
    severity=Severity.WARNING,
    summary="A line begins with a bullet character that Markdown does not know.",
    why="Lists pasted from elsewhere keep their “•”: Markdown sees one paragraph, and readers get all items "
    "in one line.",
    hint="Use “-” as the marker; `trellis check --fix` does.",
    bad=page_example("# Lead\n\n• Plan\n• Report\n"),
    good=page_example("# Lead\n\n- Plan\n- Report\n"),
    fixable=True,
)

CODES = (LOST_MARKER, DOUBLED_MARKER, TIGHT_MARKER, ODD_BULLET)

_ITEM = re.compile(r"([ \t]*)([-*+])([ \t]+)(?=\S)")
MAX_ITEMS = 200
"""How many lines above are looked at to learn how the items of a list read."""

_MARKED = frozenset(("- ", "* ", "+ "))
_ODD_HEAD = re.compile(r"[-*+](?:[A-Za-z\[]|[ \t]+[-*+][ \t])|[•◦▪‣●○∙·–—][ \t\u00a0]")


def check_lists(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """What is wrong with the lists of a page. Costs little where nothing is: few lines begin oddly."""
    lines = scan.lines
    pairs = enumerate(pairwise(lines), 1)
    for index in [at for at, (above, line) in pairs if above[:2] in _MARKED and line[:1].isupper()]:
        _check_lost_marker(scan, index, reporter)
    if not any(map(_ODD_HEAD.match, scan.heads)):
        return
    for index, line in enumerate(lines):
        bare = line.lstrip()
        if not _ODD_HEAD.match(bare):
            continue
        if bare[0] not in "-*+":
            _check_bullet(scan, index, reporter)
        elif bare[1] in " \t":
            _check_doubled_marker(scan, index, reporter)
        else:
            _check_tight(scan, index, reporter)


def _check_lost_marker(scan: Scan, index: int, reporter: Reporter) -> None:
    lines = scan.lines
    item = _ITEM.match(lines[index - 1])
    span = scan.line_span(index)
    if item is None or not _reads_like_item(lines, index) or not scan.is_prose(span.start, span.start + 1):
        return
    start = span.start
    marker = f"{item[1]}{item[2]}{item[3]}"
    fix = Fix("Put the list's marker before the line", (Edit(Span(start, start), marker),))
    shown = " ".join(lines[index].split()[:4])
    reporter.report(
        LOST_MARKER, span, f"“{shown} …” reads like an item of the list above, but has no marker.", fix=fix
    )


def _reads_like_item(lines: list[str], index: int) -> bool:
    """Whether a line after an item is one itself: it begins and ends as the items do, and is no continuation.

    A writer who breaks long lines by hand has other lines in the list that go on in lower case; an item that
    ends in two spaces goes on by wish; a sentence with a full stop after items without one is a paragraph
    that lost its blank line.
    """
    line, above = lines[index].rstrip(), lines[index - 1]
    following = lines[index + 1].strip() if index + 1 < len(lines) else ""
    if following and not _ITEM.match(lines[index + 1]) and not following.startswith("#"):
        return False
    if (
        above.rstrip("\r").endswith(("  ", "\\", "<br>", "<br/>", ":", ","))
        or line.endswith(":")
        or len(line.split()) < 3
    ):
        return False
    words = line.split()
    if (
        not (words[0].istitle() and spelling.is_listed(words[0].lower()))
        or words[0] in _NOT_FIRST
        or not _FINITE.isdisjoint(words[1:6])
    ):
        return False
    items = _items_around(lines, index)
    if len(items) < 2 or any(item_goes_on for _, item_goes_on in items):
        return False
    stops = [text.rstrip().endswith((".", "!", "?", ")")) for text, _ in items]
    stopped = line.endswith((".", "!", "?", ")"))
    return stops.count(stopped) * 2 > len(stops) and not (stopped and _is_aside(line))


_NOT_FIRST = frozenset(
    "The This These That Those It We You If When For Note Please Additional Candidates There In As Our Your "
    "A An All Also After "
    "To Example Make Remember".split()
)
_FINITE = frozenset("is are was were can will should does do has may must would could".split())
"""Verbs that make a sentence of a line; an item has none so early."""


def _is_aside(line: str) -> bool:
    """Whether a line with a full stop talks about the list instead of being of it."""
    return line.split()[0].lower() in (
        "see",
        "read",
        "learn",
        "more",
        "successful",
        "then",
        "next",
        "finally",
        "here",
    )


def _items_around(lines: list[str], index: int) -> list[tuple[str, bool]]:
    """The items of the list that ends before a line, each with whether its text goes on in the next line."""
    items: list[tuple[str, bool]] = []
    at = index - 1
    while at >= max(0, index - MAX_ITEMS) and lines[at].strip():
        if _ITEM.match(lines[at]):
            following = lines[at + 1] if at + 1 < index else ""
            goes_on = (
                bool(following.strip())
                and not _ITEM.match(following)
                and not following.lstrip()[:1].isupper()
            )
            items.append((lines[at], goes_on))
        elif lines[at].lstrip()[:1].islower() or lines[at].lstrip().startswith("#"):
            return [*items, ("", True)] if lines[at].lstrip()[:1].islower() else items
        at -= 1
    return items


def _check_doubled_marker(scan: Scan, index: int, reporter: Reporter) -> None:
    found = re.match(r"([ \t]*)([-*+])([ \t]+)([-*+][ \t]+)(?=[^\s*+-])", scan.lines[index])
    if found is None or scan.is_code_line(index):
        return
    start = scan.line_starts[index] + found.start(4)
    span = Span(start, start + len(found[4]))
    # Only an item without a list of its own: elsewhere the second marker may be meant.
    following = scan.lines[index + 1] if index + 1 < len(scan.lines) else ""
    nested = _ITEM.match(following)
    fix = (
        None
        if nested and len(nested[1]) > len(found[1])
        else Fix("Delete the second marker", (Edit(span, ""),))
    )
    reporter.report(
        DOUBLED_MARKER,
        Span(scan.line_starts[index] + found.start(2), span.end),
        "The item has two markers.",
        fix=fix,
    )


def _check_tight(scan: Scan, index: int, reporter: Reporter) -> None:
    line = scan.lines[index]
    found = re.match(r"([ \t]*)([-*+])(?=[A-Za-z\[])", line)
    if found is None or scan.is_code_line(index) or (found[2] == "*" and line.count("*") > 1):
        return
    marker = found[2]
    beside = [scan.lines[at] for at in (index - 1, index + 1) if 0 <= at < len(scan.lines)]
    tight = re.compile(rf"[ \t]*{re.escape(marker)}(?:[ \t]|[A-Za-z\[])")
    if not any(tight.match(other) for other in beside):
        return
    start = scan.line_starts[index] + found.start(2)
    if not scan.is_prose(start, start + 2):
        return
    fix = Fix("Put a space after the marker", (Edit(Span(start + 1, start + 1), " "),))
    message = f"There is no space between the marker “{marker}” and the text."
    reporter.report(TIGHT_MARKER, Span(start, start + 1), message, fix=fix)


_BULLET = re.compile(r"([ \t]*)([•◦▪‣●○∙·–—])[ \t\u00a0]+(?=\S)")


def _check_bullet(scan: Scan, index: int, reporter: Reporter) -> None:
    found = _BULLET.match(scan.lines[index])
    if found is None or scan.is_code_line(index) or len(found[1].expandtabs(4)) > 12:
        return
    if found[2] in "·–—" and not _bullet_beside(scan.lines, index):
        return  # A dash may begin a line of speech or the source of a quotation.
    start = scan.line_starts[index] + found.start(2)
    span = Span(start, scan.line_starts[index] + found.end())
    fix = Fix("Use “-” as the marker", (Edit(span, "- "),))
    reporter.report(
        ODD_BULLET, Span(start, start + 1), f"“{found[2]}” begins no list item in Markdown.", fix=fix
    )


def _bullet_beside(lines: list[str], index: int) -> bool:
    return any(
        0 <= at < len(lines)
        and ((found := _BULLET.match(lines[at])) and found[2] == _BULLET.match(lines[index])[2])  # type: ignore[index]
        for at in (index - 1, index + 1)
    )
