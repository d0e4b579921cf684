"""Faults in running text: text that was cut off, brackets without a partner, stray punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trellis.handbook.checks.scan import Scan
from trellis.handbook.diagnostics import Code, Reporter, Severity, page_example
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span

TRUNCATED = Code(
    id="HB111",
    name="truncated-text",
    severity=Severity.WARNING,
    summary="A paragraph or item ends in the middle of a sentence.",
    why="The rest was lost in editing, or a list item was cut in two. Nobody but the writer knows what was "
    "meant.",
    hint="Finish the sentence, or delete its beginning.",
    bad=page_example(
        "# Interviews\n\n- Meet a person in accounting, sales or product (m\n- Meet the leader of\n"
    ),
    good=page_example(
        "# Interviews\n\n- Meet a person in accounting, sales or product (marketing)\n- Meet the leader\n"
    ),
)
BRACKET = Code(
    id="HB113",
    name="unbalanced-bracket",
    severity=Severity.NOTE,
    summary="A bracket opens and never closes, or closes without having been opened.",
    why="Readers look for the other end, and part of the text may have been lost with it.",
    hint="Add the missing bracket, or delete this one.",
    bad=page_example("# Support\n\nWe answer fast (within an hour and always.\n"),
    good=page_example("# Support\n\n1) We answer fast (within an hour) and always :)\n"),
)
PUNCTUATION = Code(
    id="HB114",
    name="stray-punctuation",
    severity=Severity.NOTE,
    summary="Punctuation marks stand together or apart as they never do.",
    why="Mostly a word between the two marks was deleted, or the mark belongs to the word before.",
    hint="Delete what is too much.",
    bad=page_example("# Support\n\nWe own all products, - creating one experience ,and we care.\n"),
    good=page_example("# Support\n\nWe own all products, creating one experience, and we care…\n"),
)

CODES = (TRUNCATED, BRACKET, PUNCTUATION)

_ITEM = re.compile(r"([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+")
_TEXT_LINE = re.compile(r"[ \t]*(?!#|\||>|<|```|~~~|:?-+:?\||\{|\[[^\]]+\]:|!\[|[-=*_]{3,}\s*$)")

UNFINISHED = frozenset(
    "a an the and or and/or nor but of to from with into onto between during within without through "
    "throughout via per their our your its whose such including include includes every each both either neither "
    "than because whether although while as".split()
)
"""Words after which a sentence goes on; which of them may end one all the same depends on the word before."""

_NEVER_LAST = frozenset(
    "a an the and or and/or nor of their our your whose every than because although including onto via per".split()
)
_OF_ENDS = frozenset(
    "behalf part care aware proud made think thought speak heard hear know sort kind out advantage use "
    "instead unsure sure dreamed consists comprised composed inside hold ahead charge top rid capable because full "
    "course afraid fond short lack".split()
)


def check_truncated(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """Items and paragraphs that end in an article, a conjunction, a preposition, a comma or an open bracket."""
    lines = scan.lines
    if " \n" in scan.body or "\r" in scan.body:
        lines = [line.rstrip() for line in lines]
    for index in [
        at for at, line in enumerate(lines) if line[line.rfind(" ") + 1 :] in UNFINISHED or line[-1:] == ","
    ]:
        _check_line(scan, index, reporter)
    if scan.body.count("(") != scan.body.count(")"):
        for index in [at for at, line in enumerate(lines) if _OPEN_END.search(line, max(0, len(line) - 16))]:
            _check_line(scan, index, reporter)


_OPEN_END = re.compile(r"[ \t](\(\w{0,12})$")


def _check_line(scan: Scan, index: int, reporter: Reporter) -> None:
    line = scan.lines[index].rstrip()
    words = line.split()
    if len(words) < 4 or not _TEXT_LINE.match(line) or "|" in line or not _ends_block(scan.lines, index):
        return
    problem = _unfinished(words, line, _has_children(scan.lines, index), scan, index)
    if problem is None:
        return
    shown, what = problem
    end = scan.line_starts[index] + len(line)
    span = Span(end - len(shown), end)
    if scan.is_prose(*span) and not scan.is_code_line(index):
        reporter.report(TRUNCATED, span, f"The text ends in {what}: the rest of the sentence is missing.")


def _unfinished(
    words: list[str], line: str, has_children: bool, scan: Scan, index: int
) -> tuple[str, str] | None:
    """The odd end and how to call it; `None` if the line may end so."""
    last = words[-1]
    opened = _OPEN_END.search(line)
    if opened and not has_children and line.count("(") > line.count(")"):
        return opened[1], f"“{opened[1]}”"
    if last == "," or last.endswith(","):
        following = _next_text(scan.lines, index)
        if has_children or following is None or not following.startswith("#") or line.count(",") < 1:
            return None
        return ",", "a comma"
    if has_children and last != "and/or":
        return None
    goes_on = words[-2][-1] in ",;" or _has_sibling(scan.lines, index)
    if last in ("and", "or", "and/or") and not has_children and goes_on:
        return None  # An enumeration: the next item, or what stands in its place, goes on.
    if last in _NEVER_LAST and not (last == "of" and words[-2].lower() in _OF_ENDS):
        return last, f"“{last}”"
    if last == "as" and words[-2] == "such":
        return "such as", "“such as”"
    return None


def _ends_block(lines: list[str], index: int) -> bool:
    """Whether no line of the same paragraph follows."""
    if index + 1 >= len(lines):
        return True
    following = lines[index + 1]
    return (
        not following.strip()
        or _ITEM.match(following) is not None
        or following.lstrip().startswith(("#", "```", "|"))
    )


def _has_children(lines: list[str], index: int) -> bool:
    """Whether a list, a quotation or code comes next that completes the sentence."""
    following = _next_line(lines, index)
    if following is None:
        return False
    own = _ITEM.match(lines[index])
    other = _ITEM.match(following)
    if other is None:
        return following.lstrip().startswith((">", "```", "|", "<", "!", "~~~", "$$", "{{", "{%", "<%")) or (
            own is not None and following[:1] in " \t" and _indent(following) > len(own[1].expandtabs(4))
        )
    return own is None or _indent(following) > len(own[1].expandtabs(4))


def _has_sibling(lines: list[str], index: int) -> bool:
    """Whether the next item of the same list comes next."""
    following = _next_line(lines, index)
    return (
        following is not None and _ITEM.match(lines[index]) is not None and _ITEM.match(following) is not None
    )


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _next_line(lines: list[str], index: int) -> str | None:
    return next((line for line in lines[index + 1 : index + 6] if line.strip()), None)


def _next_text(lines: list[str], index: int) -> str | None:
    """The next line with text; at the end of the page a heading is as good as there."""
    following = _next_line(lines, index)
    return "#" if following is None and index + 6 >= len(lines) else following


# -- brackets

MAX_PARAGRAPH = 20_000
"""A longer paragraph is data, not text."""

_ENUMERATION = re.compile(r"(?:^|[\s,;:*_>])(?:[a-zA-Z]|[ivx]{1,4}|\d{1,3}(?:\.\d+)*)\)\Z")
_NOT_BRACKETS = re.compile(
    r"[:;8=xX][-^o']?[()\[\]DPp]+|[()]+[-^]?[:;]"  # faces
    r"|\\[()\[\]]|[\[(]\d*\s*,\s*\d*[\])]"  # escapes and intervals
    r"|\[[ xX]\]"
)


def check_brackets(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """Round brackets without a partner in their paragraph; square ones belong to links, which have checks of
    their own.
    """
    if scan.body.count("(") == scan.body.count(")"):
        return
    for begin, end in _paragraphs(scan):
        for at in _alone(scan, begin, end):
            what = "opens and never closes" if scan.text[at] in "(（" else "closes without having been opened"
            reporter.report(BRACKET, Span(at, at + 1), f"The bracket {what}.")


def _paragraphs(scan: Scan) -> Iterator[tuple[int, int]]:
    """The spans of paragraphs and items that hold more brackets of one sort than of the other."""
    lines, starts = scan.lines, scan.line_starts
    first = 0
    while first < len(lines):
        last = first
        while (
            last + 1 < len(lines)
            and lines[last + 1].strip()
            and not _ITEM.match(lines[last + 1])
            and lines[last].strip()
        ):
            last += 1
            if lines[last].lstrip().startswith("#"):
                break
        text = "\n".join(lines[first : last + 1])
        if text.count("(") != text.count(")"):
            yield starts[first], starts[last] + len(lines[last])
        first = last + 1


def _alone(scan: Scan, begin: int, end: int) -> list[int]:
    text = scan.text[begin:end]
    if "|" in text or len(text) > MAX_PARAGRAPH or _broken_link(text):
        return []
    faces = {at for found in _NOT_BRACKETS.finditer(text) for at in range(*found.span())}
    stack: list[int] = []
    alone: list[int] = []
    for found in re.finditer(r"[()（）]", text):
        at = begin + found.start()
        if found.start() in faces or not scan.is_prose(at, at + 1):
            continue
        if found[0] in "(（":
            stack.append(at)
        elif stack:
            stack.pop()
        elif not _ENUMERATION.search(text[max(0, found.start() - 12) : found.end()]):
            alone.append(at)
    # What the text was cut off after is told by HB111.
    return alone + [at for at in stack if end - at > 14 or not _OPEN_END.search(text.rstrip())]


def _broken_link(text: str) -> bool:
    """Whether a link of the paragraph is itself broken: then the bracket is its fault."""
    return re.search(r"\]\([^()]*$|\]\s+\(", text) is not None


# -- punctuation

_STRAY = (
    (re.compile(r"(?<![,|]),,(?!,)"), "Two commas stand together"),
    (re.compile(r", -(?= [a-z])"), "A comma and a dash stand together"),
    (re.compile(r"(?<=[a-z)]) ,(?=[ a-zA-Z])"), "A space stands before the comma"),
    (re.compile(r"(?<=\w)\. \.(?=\s|$)"), "Two full stops stand together"),
    (re.compile(r"(?<=[a-z]{2})\.\.(?=\s|$)(?<!etc\.\.)"), "Two full stops stand together"),
    (re.compile(r"(?<=[a-z]{5})\.,(?= )"), "A full stop and a comma stand together"),
    (re.compile(r"(?<=\w),\.(?=\s|$)"), "A comma and a full stop stand together"),
    (re.compile(r"(?<=\w);;(?=\s|$)"), "Two semicolons stand together"),
)


def check_punctuation(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """A dash after a comma; what single words show of punctuation is checked with them, see `check_marks`."""
    for at in scan.find(", -"):
        _report_stray(scan, at, at + 5, reporter)


def check_marks(scan: Scan, start: int, end: int, reporter: Reporter) -> None:
    """The marks at the ends of a word (a run without white space), and the space before it."""
    _report_stray(scan, max(scan.start, start - 2), end + 1, reporter)


def _report_stray(scan: Scan, start: int, end: int, reporter: Reporter) -> None:
    for pattern, message in _STRAY:
        for found in pattern.finditer(scan.text, start, end):
            line = scan.text[scan.text.rfind("\n", 0, found.start()) + 1 : found.start()]
            if scan.is_prose(*found.span()) and "|" not in line:
                reporter.report(PUNCTUATION, Span(*found.span()), f"{message}: “{found[0].strip()}”.")


_AFTER_HYPHEN = re.compile(r" (?!(?:and|or|to|as|but|vs|versus)\b)[a-z]{3,}")


def check_hyphen(scan: Scan, start: int, end: int, reporter: Reporter) -> None:
    """A word that ends in a hyphen, where the next word does not explain it as in “front- and backend”."""
    found = _AFTER_HYPHEN.match(scan.text, end)
    if found and scan.text[end - 2 : end] != "--" and scan.is_prose(start, found.end()):
        shown = scan.text[start : found.end()]
        reporter.report(PUNCTUATION, Span(start, found.end()), f"A space follows the hyphen in “{shown}”.")
