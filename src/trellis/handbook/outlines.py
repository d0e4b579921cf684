"""What other pages need to know of a page: its headings, its links and its anchors, without building its tree.

Most of a page is text in which nothing can be found but plain links. An outline cuts the page before its
headings, where nothing that stands above can matter, takes the links of plain pieces by a pattern, and gives
only the rest to the parser. What counts as plain is narrow on purpose: the outline is the same as that of the
whole tree, for every text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyromark

from trellis.handbook.markdown import INLINE_MARKS, OPTIONS, Builder, Open
from trellis.handbook.model import Heading, Inline, Link
from trellis.handbook.parserview import has_tags, replace_tags
from trellis.handbook.text import Span


class Outline(NamedTuple):
    """The headings in order (without those inside lists and quotes), the links, the anchors made by HTML."""

    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    html_anchors: tuple[str, ...]


def outline(text: str, start: int = 0) -> Outline:
    """The outline of `text[start:]`; spans are offsets in `text`.

    Agrees with `markdown.parse` on every page, at a fifth of its cost: the links are the same, the headings are
    those of the sections but for what is known of positions inside them.
    """
    made = _Gathered([], [], [])
    pieces = _pieces(text, start)
    if pieces is None:
        made.parse(text, start, len(text))
    else:
        for piece in pieces:
            made.take(text, piece)
    return Outline(tuple(made.headings), tuple(made.links), tuple(made.anchors))


def without_gaps(found: Outline) -> Outline:
    """An outline without what looks like wiki links and is none: the gaps `[[word]]` of a question.

    They stand below a heading of the second level that ends with `(cloze)`, up to the next one of its depth. A link
    would be told to lead nowhere, and would be written anew when a page of that name moves.
    """
    tops = [each for each in found.headings if each.level <= 2]
    ends = [each.span.start for each in tops[1:]]
    spans = [
        Span(each.span.start, end)
        for each, end in zip(tops, [*ends, sys.maxsize], strict=False)
        if each.level == 2 and each.text.casefold().endswith("(cloze)")
    ]
    links = tuple(
        link
        for link in found.links
        if link.kind != "wiki"
        or link.image
        or not any(span.start <= link.span.start < span.end for span in spans)
    )
    return found._replace(links=links)


# -- cutting a page into pieces

_FENCE = re.compile(r"\n([ ]*)(`{3,}|~{3,})([^\n]*)")
_INFO = re.compile(r"[\w .{}+-]*\Z")
_HTML_LINE = re.compile(r"\n {0,3}</?[a-zA-Z]")
_REACHING = re.compile(r"<(?:(script|pre|style|textarea)\b|(!--)|(![a-z\[]))", re.IGNORECASE)
_RAW_END = re.compile(r"</(script|pre|style|textarea)>", re.IGNORECASE)
_HEADING_CUT = re.compile(r"\n(?=#{1,6}[ \t\n])")
_EMPTY_LINE_CUT = re.compile(r"\n[ \t]*\n(?=[^\s])")


class _Piece(NamedTuple):
    """A range of the page that can be read by itself.

    `seen` is a line end and the text, with code blocks, template tags and characters outside ASCII blanked out.
    """

    start: int
    end: int
    seen: str


def _pieces(text: str, start: int) -> Iterator[_Piece] | None:
    """The page cut before its headings; `None` where it is not clear what reaches across such a cut.

    A heading at the start of a line ends whatever stands above it but a block of code, a comment or raw HTML.
    """
    # Everything is looked for behind a line end: that is much faster than `^`, as one byte for each character is.
    body = "\n" + (text[start:] if start else text)
    if not body.isascii():
        body = body.encode("ascii", "replace").decode("ascii")
    # One character is found ten times as fast as two: these come first.
    if "\r" in body or "]:" in body or ("<" in body and "<?" in body):
        return None
    # A backslash in place of each character of a tag sends every piece that might depend on it to the parser.
    seen = replace_tags(body, lambda tag: "\\" * len(tag)) if has_tags(body) else body
    reaching = _reaching(seen) if "<" in seen else []
    if reaching is None:
        return None
    if ("`" in seen and "```" in seen) or ("~" in seen and "~~~" in seen):
        fenced = _without_fences(seen, reaching)
        if fenced is None:
            return None
        seen = fenced
    pattern = _EMPTY_LINE_CUT if "<" in seen and _HTML_LINE.search(seen) else _HEADING_CUT
    return _cut(_Piece(start, start + len(seen) - 1, seen), pattern, reaching)


def _cut(piece: _Piece, pattern: re.Pattern[str], reaching: list[tuple[int, int]]) -> Iterator[_Piece]:
    """A piece cut at the places of a pattern that do not lie inside comments and raw HTML."""
    seen, base, last = piece.seen, piece.start - 1, 0
    for found in pattern.finditer(seen):
        at = found.end() - 1
        if at > last and not any(a < at < b for a, b in reaching):
            yield _Piece(base + last + 1, base + at + 1, seen[last : at + 1])
            last = at
    yield _Piece(base + last + 1, piece.end, seen[last:])


def _reaching(seen: str) -> list[tuple[int, int]] | None:
    """Comments and raw HTML, which empty lines do not end; `None` for what is rarer still."""
    found: list[tuple[int, int]] = []
    at = 0
    for opening in _REACHING.finditer(seen):
        if opening[3]:
            return None
        if opening.start() >= at:
            at = seen.find("-->", opening.end()) if opening[2] else _raw_end(seen, opening)
            at = at if at >= 0 else len(seen)
            found.append((opening.start(), at))
    return found


def _raw_end(seen: str, opening: re.Match[str]) -> int:
    name = opening[1].lower()
    return next((f.start() for f in _RAW_END.finditer(seen, opening.end()) if f[1].lower() == name), -1)


def _without_fences(seen: str, reaching: list[tuple[int, int]]) -> str | None:
    """The text with empty lines in place of code blocks; `None` if it is not clear where these begin and end.

    Clear is a block that begins at the start of a line, below no HTML, and ends with a line of the same marks.
    """
    if any("```" in seen[start:end] or "~~~" in seen[start:end] for start, end in reaching):
        return None
    parts: list[str] = []
    opening: re.Match[str] | None = None
    at = 0
    for fence in _FENCE.finditer(seen):
        if opening is None:
            if fence[1] or not _INFO.match(fence[3]) or _is_below_html(seen, fence.start()):
                return None
            opening = fence
            parts.append(seen[at : fence.start()])
        elif fence[2] != opening[2] or fence[3].strip(" \t") or len(fence[1]) > 3:
            return None
        else:
            at = fence.end()
            parts.append("\n" * (at - opening.start()))
            opening = None
    parts.append(seen[at:])
    made = "".join(parts)
    return None if opening is not None or "```" in made or "~~~" in made else made


def _is_below_html(seen: str, at: int) -> bool:
    """Whether HTML may stand in the lines directly above a place."""
    if "<" not in seen:
        return False
    return seen.find("<", max(seen.rfind("\n\n", 0, at + 1), 0), at) >= 0


# -- plain pieces

_NOT_PLAIN_HEADING = re.compile(r"[\t`*_~<\[\]{}\\|#]|&[#\w]")
_OTHER_HEADING = re.compile(r"\n {0,3}(?:#|=+[ \t]*(?=\n|\Z)|-+[ \t]*(?=\n|\Z))")
_HTML = re.compile(r"<[^\s\d=]")
_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
_LINK = re.compile(
    r"\[([^\[\]\n`*_~\\<>&|^\s\0](?:[^\[\]\n`*_~\\<>&|\0]*[^\[\]\n`*_~\\<>&|\s\0])?)\]"
    r"\(([^\s()<>\[\]\"'\\&`\0]*)\)"
)
_MAYBE_CODE = re.compile(
    r"\n(?:(?: {4}| {0,3}\t)[^\n]*\[|[ >]*(?:[-+*>]|\d{1,9}[.)])(?: {5}|[ ]*\t)[^\n]*\[|[ >]*>)"
)


class _Gathered(NamedTuple):
    """What was found so far."""

    headings: list[Heading]
    links: list[Link]
    anchors: list[str]

    def parse(self, text: str, start: int, end: int) -> None:
        """Give a range to the parser."""
        reader = _Reader(text, start, end)
        reader.read()
        self.headings.extend(reader.headings)
        self.links.extend(reader.links)
        self.anchors.extend(reader.anchors)

    def take(self, text: str, piece: _Piece) -> None:
        """Read a piece: its heading and its links by patterns where they are plain, else by the parser."""
        end = self.take_heading(text, piece)
        rest = piece if end == 0 else _Piece(piece.start + end, piece.end, piece.seen[end:])
        links = _plain_links(text, rest)
        if links is not None:
            self.links.extend(links)
        else:
            self.take_parts(text, rest)

    def take_heading(self, text: str, piece: _Piece) -> int:
        """Read the heading that a piece begins with, and return its length; 0 where it begins with none."""
        seen = piece.seen
        if seen[1:2] != "#":
            return 0
        end = seen.find("\n", 1)
        line = seen[1:] if end < 0 else seen[1:end]
        words = line.lstrip("#")
        level = len(line) - len(words)
        if level > 6 or (words and words[0] not in " \t"):
            return 0
        length = len(seen) - 1 if end < 0 else end
        if _NOT_PLAIN_HEADING.search(words):
            self.parse(text, piece.start, piece.start + length)
        else:
            self.headings.append(_plain_heading(text, piece.start, length, level))
        return length

    def take_parts(self, text: str, piece: _Piece) -> None:
        """Read a piece that is not plain, by the parts that empty lines make of it where nothing hangs together."""
        if "<" in piece.seen:
            self.parse(text, piece.start, piece.end)
            return
        waiting = -1
        for part in _cut(piece, _EMPTY_LINE_CUT, []):
            links = _plain_links(text, part)
            if links is None:
                waiting = part.start if waiting < 0 else waiting
                continue
            if waiting >= 0:
                self.parse(text, waiting, part.start)
                waiting = -1
            self.links.extend(links)
        if waiting >= 0:
            self.parse(text, waiting, piece.end)


def _plain_heading(text: str, start: int, length: int, level: int) -> Heading:
    words = text[start + level : start + length].rstrip("\n")
    plain = words.strip(" \t")
    at = start + level + words.find(plain)
    runs = ((0, at, len(plain)),) if plain else ()
    return Heading(Span(start, start + length), level, Inline(plain, runs, ()), None)


def _plain_links(text: str, piece: _Piece) -> list[Link] | None:
    """The links of a piece without its heading; `None` where it holds anything that a pattern cannot be sure of."""
    seen = piece.seen
    if _has_other_heading(seen) or ("<" in seen and _HTML.search(seen)):
        return None
    brackets = seen.count("[")
    if not brackets and "]" not in seen:
        return []
    if "\\" in seen or "|" in seen or "![" in seen:
        return None
    if "`" in seen:
        seen = _CODE.sub(lambda found: "\0" * len(found[0]), seen)
        if "`" in seen:
            return None
        brackets = seen.count("[")
    if _MAYBE_CODE.search(seen):
        return None
    links, base = [], piece.start - 1
    for found in _LINK.finditer(seen):
        start, end, middle = base + found.start(), base + found.end(), base + found.end(1)
        links.append(
            Link(Span(start, end), text[start + 1 : middle], text[middle + 2 : end - 1], "", "inline", False)
        )
    return links if len(links) == brackets == seen.count("]") else None


def _has_other_heading(seen: str) -> bool:
    """Whether a piece may hold a heading besides the one that it began with; a line of hyphens below text is one."""
    for found in _OTHER_HEADING.finditer(seen):
        at = found.start()
        if found[0][-1] == "#" or seen[seen.rfind("\n", 0, at) + 1 : at].strip():
            return True
    return False


# -- the rest


class _Reader(Builder):
    """Follows the events of headings, links and HTML only."""

    def __init__(self, text: str, start: int, end: int) -> None:
        super().__init__(text, start, end)
        self.headings: list[Heading] = []
        self.collecting = False
        self.depth = 0

    def read(self) -> None:
        """Go through the events."""
        events: Any = pyromark.events_with_range(self.body, options=OPTIONS, merge_text=not self.rewritten)
        for event, place in events:
            if type(event) is str:
                if self.collecting and event != "Rule":
                    self.add("\n", self.at(place["start"]), self.at(place["end"]))
                continue
            name, value = event.popitem()
            if self.collecting or not (name == "Text" or (type(value) is str and value in _PASSED)):
                self.take(name, value, place)

    def take(self, name: str, value: Any, place: Any) -> None:
        if name == "Start" or name == "End":
            kind, data = (value, None) if type(value) is str else next(iter(value.items()))
            if kind in _CONTAINERS:
                self.depth += 1 if name == "Start" else -1
            elif kind in _OUTLINED or (self.collecting and kind in INLINE_MARKS):
                self.begin(kind, data, place) if name == "Start" else self.end(kind, place)
        elif self.collecting or name == "InlineHtml" or name == "Html":
            begin, end = self.at(place["start"]), self.at(place["end"])
            if name == "Text":
                self.add(value, begin, end)
            else:
                self.inline_event(name, value, begin, end)

    def begin(self, kind: str, data: Any, place: Any) -> None:
        if kind == "Heading":
            self.take_inline()
            self.stack.append(Open(kind, self.at(place["start"]), data))
        else:
            self.open(kind, data, self.at(place["start"]))
        self.collecting = True

    def end(self, kind: str, place: Any) -> None:
        end = self.at(place["end"])
        if kind != "Heading":
            self.close(kind, 0, end)
            self.collecting = bool(self.marking) or len(self.stack) > 1
            if not self.collecting:
                self.parts, self.length, self.runs, self.marks = [], 0, [], []
            return
        container = self.stack.pop()
        heading = self.make_heading(container, Span(container.start, end))
        self.collecting = False
        if self.depth == 0:
            self.headings.append(heading)


_PASSED = {
    "Paragraph",
    "TableHead",
    "TableRow",
    "TableCell",
    "Table",
    "HtmlBlock",
    "CodeBlock",
    *INLINE_MARKS,
}
_OUTLINED = {"Heading", "Link", "Image"}
_CONTAINERS = {"Item", "List", "BlockQuote", "FootnoteDefinition"}
