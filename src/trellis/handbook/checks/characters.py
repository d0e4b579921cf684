"""Characters that no reader sees or that no writer meant: mojibake, odd spaces, trailing spaces, tabs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from trellis.handbook.checks.scan import Scan
from trellis.handbook.diagnostics import Code, Edit, Fix, Reporter, Severity, page_example
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span

MOJIBAKE = Code(
    id="HB100",
    name="mojibake",
    severity=Severity.WARNING,
    summary="Characters were read in the wrong encoding and saved like that.",
    why="A text in UTF-8 that some program took for Windows-1252 shows “â€™” where its writer put an "
    "apostrophe. Readers stumble, searches for the word find nothing, and every further round through such "
    "a program makes it worse.",
    hint="Put the character back that was meant; `trellis check --fix` does.",
    bad=page_example("# Support\n\nWe care for the companyâ€™s customers.\n"),
    good=page_example("# Support\n\nWe care for the company’s customers.\n"),
    fixable=True,
)
ODD_SPACE = Code(
    id="HB101",
    name="odd-space",
    severity=Severity.NOTE,
    summary="A space is not an ordinary one.",
    why="A no-break space looks like a space, but it is another character: a search for the two words finds "
    "nothing, a line does not break there, and lists and headings that begin with one are not recognised. "
    "Such spaces come from copying out of word processors and web pages.",
    hint="Replace it by an ordinary space; `trellis check --fix` does.",
    bad=page_example("# Support\n\nThe support\u00a0team answers at once.\n"),
    good=page_example("# Support\n\nThe support team answers at once.\n"),
    fixable=True,
)
ODD_SPACE_IN_HEADING = Code(
    id="HB102",
    name="odd-space-in-heading",
    severity=Severity.WARNING,
    summary="A heading holds a space that is not an ordinary one.",
    why="The heading's anchor is made of its characters: with a no-break space in it, links that look right "
    "lead nowhere, and the heading is not recognised as the section that it is.",
    hint="Replace it by an ordinary space; `trellis check --fix` does.",
    bad=page_example("# Support\n\n## Hiring\u00a0Process\n\nA call comes first.\n"),
    good=page_example("# Support\n\n## Hiring Process\n\nA call comes first.\n"),
    fixable=True,
)
INVISIBLE = Code(
    id="HB103",
    name="invisible-character",
    severity=Severity.WARNING,
    summary="A character has no width: it is there and cannot be seen.",
    why="Zero-width spaces, soft hyphens and stray byte-order marks break searches, links and comparisons "
    "of words, and nobody can see why.",
    hint="Remove it; `trellis check --fix` does.",
    bad=page_example("# Support\n\nThe sup\u200bport team answers at once.\n"),
    good=page_example("# Support\n\nThe support team answers at once.\n"),
    fixable=True,
)
TRAILING_SPACE = Code(
    id="HB104",
    name="trailing-space",
    severity=Severity.NOTE,
    summary="A line ends in spaces that mean nothing.",
    why="Spaces at a line's end make changes look larger than they are. Two of them before another line of "
    "the same paragraph are a line break in Markdown, which is left alone.",
    hint="Remove them; `trellis check --fix` does.",
    bad=page_example("# Support\n\nThe support team answers at once. \n"),
    good=page_example("# Support\n\nThe support team answers at once.  \nAlways.\n"),
    fixable=True,
)
TAB = Code(
    id="HB105",
    name="tab-in-text",
    severity=Severity.NOTE,
    summary="A tab stands between words.",
    why="How wide a tab is depends on the reader's program; in running text it only shows that something "
    "was pasted.",
    hint="Put a space there; `trellis check --fix` does.",
    bad=page_example("# Support\n\nThe support\tteam answers at once.\n"),
    good=page_example("# Support\n\nThe support team answers at once.\n"),
    fixable=True,
)
MIXED_QUOTES = Code(
    id="HB106",
    name="mixed-quotes",
    severity=Severity.NOTE,
    summary="A quotation opens with a straight mark and closes with a curly one, or the other way round.",
    why="One of the two was typed, the other made by a program. It looks careless and hides the quotation "
    "from tools.",
    hint="Use the same kind of mark at both ends.",
    bad=page_example('# Support\n\nWe call it "care first” here.\n'),
    good=page_example('# Support\n\nWe call it "care first" here.\n'),
)

CODES = (MOJIBAKE, ODD_SPACE, ODD_SPACE_IN_HEADING, INVISIBLE, TRAILING_SPACE, TAB, MIXED_QUOTES)

_LEADS = "ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"
# What the bytes 0x80 to 0xBF become when they are read as Windows-1252 or, where that has no character, Latin-1.
_TAILS = "".join(
    sorted(
        {bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(0x80, 0xC0)}
        | {chr(b) for b in range(0x80, 0xC0)}
    )
)
_SUSPECT = re.compile(f"(?:[{_LEADS}][{re.escape(_TAILS)}]{{1,3}})+")
_MANGLED_QUOTE = {
    "â€": "”"
}  # The last byte of a closing quotation mark has no character in Windows-1252 and got lost.
_MOJIBAKE_SIGNS = "ÃÂâÅÄÎÏÐÑïðãØÙ×ËÊà"

# Spaces that have a use of their own (the thin and the narrow no-break space in numbers) stay out of it.
_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2007\u2008\u200a\u205f\u3000\u0085"
_ODD_SPACE_RUN = re.compile(f"[{_ODD_SPACES}][{_ODD_SPACES} ]*")
_INVISIBLES = (
    "\u200b\u00ad\ufeff\u2060\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u180e"
)
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLES}]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


def check_characters(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """Odd characters. A page in plain ASCII costs next to nothing."""
    odd = scan.odd_characters
    if not odd:
        return
    if not odd.isdisjoint(_MOJIBAKE_SIGNS):
        _check_mojibake(scan, reporter)
    if not odd.isdisjoint(_ODD_SPACES):
        _check_odd_spaces(scan, reporter)
    if not odd.isdisjoint(_INVISIBLES):
        _check_invisible(scan, reporter)
    if not odd.isdisjoint("“”"):
        _check_quotes(scan, reporter)


def repair(text: str) -> str:
    """What a run of mojibake was meant to be; the run itself where it makes no sense."""
    try:
        raw = b"".join(_byte(character) for character in text)
        meant = raw.decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError, ValueError):
        return text
    # Twice through the wrong program: mend both rounds.
    return repair(meant) if meant != text and _SUSPECT.fullmatch(meant) else meant


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _check_mojibake(scan: Scan, reporter: Reporter) -> None:
    for start, end, meant in _mojibake_runs(scan.text, scan.start):
        if scan.is_prose(start, end):
            shown, span = scan.text[start : min(end, start + 40)], Span(start, end)
            fix = Fix(f"Write “{meant[:40]}”", (Edit(span, meant),))
            reporter.report(
                MOJIBAKE,
                span,
                f"“{shown}” was “{meant[:40]}” before a program read it in the wrong encoding.",
                fix=fix,
            )


def _mojibake_runs(text: str, start: int) -> Iterator[tuple[int, int, str]]:
    """Where there is mojibake, and what each run was meant to be."""
    for found in _SUSPECT.finditer(text, start):
        meant = repair(found[0])
        if meant != found[0] and _is_plausible(meant):
            yield found.start(), found.end(), meant
        elif (
            found[0].startswith("â€") and (lost := text[found.start() : found.start() + 2]) in _MANGLED_QUOTE
        ):
            yield found.start(), found.start() + 2, _MANGLED_QUOTE[lost]


def _is_plausible(meant: str) -> bool:
    return all(c.isprintable() or c in "\u00a0\u00ad\u200b\ufeff" for c in meant)


def _check_odd_spaces(scan: Scan, reporter: Reporter) -> None:
    spans = [heading.span for heading in scan.page.headings]
    starts = [span.start for span in spans]
    for found in _ODD_SPACE_RUN.finditer(scan.text, scan.start):
        start, end = found.span()
        if not scan.is_prose(start, end) or _is_mojibake(scan.text, start):
            continue
        above = bisect_right(starts, start)
        in_heading = above > 0 and start < spans[above - 1].end
        code = ODD_SPACE_IN_HEADING if in_heading else ODD_SPACE
        name = (
            "A no-break space" if found[0][0] == "\u00a0" else f"A space of the kind U+{ord(found[0][0]):04X}"
        )
        needed = _is_needed(scan.text, start, end)
        where = (
            "in a heading"
            if in_heading
            else "where an ordinary one belongs"
            if needed
            else "where none belongs"
        )
        edit = Edit(Span(start, end), " " if needed else "")
        reporter.report(
            code,
            Span(start, end),
            f"{name} stands {where}.",
            hint=None if needed else "Delete it; `trellis check --fix` does.",
            fix=Fix("Use an ordinary space" if needed else "Delete the space", (edit,)),
        )


def _is_mojibake(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] in "ÂÃ"


def _is_needed(text: str, start: int, end: int) -> bool:
    """Whether a space belongs in the place of another: not beside one, nor at the beginning or end of a line."""
    at_end = end >= len(text) or text[end] in "\r\n"
    at_start = start == 0 or text[start - 1] in "\n"
    beside = start > 0 and text[start - 1] == " "
    return not (at_end or at_start or beside)


def _check_invisible(scan: Scan, reporter: Reporter) -> None:
    for found in _INVISIBLE_RUN.finditer(scan.text, scan.start):
        start, end = found.span()
        if not scan.is_prose(start, end) or _has_meaning(scan.text, start, end):
            continue
        fix = Fix("Remove it", (Edit(Span(start, end), ""),))
        reporter.report(
            INVISIBLE,
            Span(start, end),
            f"There is a character without width here (U+{ord(found[0][0]):04X}).",
            fix=fix,
        )


def _has_meaning(text: str, start: int, end: int) -> bool:
    """Marks of direction serve a right-to-left script nearby; a soft hyphen beside Â is half of some
    mojibake.
    """
    if text[start] == "\u00ad" and start and text[start - 1] in "ÂÃ":
        return True
    near = text[max(0, start - 200) : end + 200]
    return text[start] not in "\u200b\u00ad\ufeff\u2060" and _RIGHT_TO_LEFT.search(near) is not None


_TO_NEXT_MARK = re.compile(r'[^"“”„\n]{1,80}?(?<=[\w.,!?)])"(?!\w)')
_FROM_LAST_MARK = re.compile(r'(?<![\w"“”])"(?=\w)[^"“”„\n]{0,80}\Z')


def _check_quotes(scan: Scan, reporter: Reporter) -> None:
    if '"' not in scan.body:
        return
    for at in scan.find("“"):
        if found := _TO_NEXT_MARK.match(scan.text, at + 1):
            _report_quotes(scan, at, found.end(), reporter)
    for at in scan.find("”"):
        line = scan.text.rfind("\n", max(scan.start, at - 90), at) + 1
        if not scan.text[at + 1 : at + 2].isalnum() and (
            found := _FROM_LAST_MARK.search(scan.text[max(line, at - 90) : at])
        ):
            _report_quotes(scan, max(line, at - 90) + found.start(), at + 1, reporter)


def _report_quotes(scan: Scan, start: int, end: int, reporter: Reporter) -> None:
    if scan.is_prose(start, end):
        message = f"The quotation {scan.text[start:end]} opens with one kind of mark and closes with another."
        reporter.report(MIXED_QUOTES, Span(start, end), message)


_CONTINUES = re.compile(r"[ \t]*(?:[-*+>|#]|\d{1,9}[.)][ \t]|=+[ \t]*$|<|:?-+:?\||```|~~~)")


def check_line_ends(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """Spaces and tabs at the ends of lines, and tabs between words."""
    body = scan.body
    if " \n" in body or "\t\n" in body or " \r\n" in body or body[-1:] in (" ", "\t"):
        _check_line_ends(scan, reporter)
    if "\t" in body:
        _check_tabs(scan, reporter)


def _check_line_ends(scan: Scan, reporter: Reporter) -> None:
    """One diagnostic for the whole page: nobody wants to read a hundred of these."""
    ends = [index for index, line in enumerate(scan.lines) if line[-1:] in (" ", "\t", "\r")]
    spans = [span for index in ends if (span := _trailing(scan, index, scan.lines[index].rstrip("\r")))]
    if not spans:
        return
    numbers = [scan.page.source.line(span.start) for span in spans]
    where = f"Line {numbers[0]} ends" if len(spans) == 1 else f"The lines {_enumerate(numbers)} end"
    fix = Fix("Remove the spaces", tuple(Edit(span, "") for span in spans))
    reporter.report(TRAILING_SPACE, spans[0], f"{where} in spaces that nobody sees.", fix=fix)


def _enumerate(numbers: list[int]) -> str:
    shown = numbers if len(numbers) <= 6 else numbers[:5]
    rest = f"{len(numbers) - 5} more" if len(numbers) > 6 else str(shown.pop())
    return f"{', '.join(map(str, shown))} and {rest}"


def _trailing(scan: Scan, index: int, line: str) -> Span | None:
    """The span of the spaces at a line's end, unless they mean something there."""
    kept = line.rstrip(" \t")
    trailing = len(line) - len(kept)
    if trailing == 0 or kept.strip() in ("-", "*", "+"):
        return None  # An item without text: its space is all that makes it one.
    following = scan.lines[index + 1].rstrip("\r") if index + 1 < len(scan.lines) else ""
    breaks = line.endswith("  ") and kept and following.strip() and not _CONTINUES.match(following)
    if (breaks and not kept.lstrip().startswith("#")) or scan.is_code_line(index):
        return None
    end = scan.line_starts[index] + len(line)
    return Span(end - trailing, end)


_TABS = re.compile(r"\t+(?=[^\s|])")
_MARKER = re.compile(r"\s*(?:[-*+•·]|\(?\w{1,3}[.)]|#+)?\s*\Z")


def _check_tabs(scan: Scan, reporter: Reporter) -> None:
    text = scan.text
    for found in _TABS.finditer(text, scan.start):
        span = Span(*found.span())
        line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
        if line[-1:].isspace() or line.endswith("|") or _MARKER.match(line) or not scan.is_prose(*span):
            continue
        reporter.report(
            TAB, span, "A tab stands between two words.", fix=Fix("Put a space", (Edit(span, " "),))
        )
