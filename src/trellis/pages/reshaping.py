"""Blocks of a page made into others, moved and taken away: only the block and the blank lines beside it are written.

Every result is cut again before it counts. It does if the other blocks stand there in the same bytes, and the words of
the block are what they were; otherwise the text stays and the reader is told why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from django.utils.translation import gettext as _

from trellis.handbook.text import Span
from trellis.pages import items, runs
from trellis.pages.pieces import Piece, PieceError, Top, cannot, meant, opened, tops

KINDS = (
    "paragraph",
    *(f"heading-{level}" for level in range(1, 7)),
    "list",
    "steps",
    "quote",
    "code",
)
"""What a block can be made into."""

_LISTS = frozenset({"list", "steps"})
_CONTINUED = re.compile(r"\n[ \t>]*")
_BREAK = re.compile(r"(?:[ \t]+|\\)?\n")
_MARK_AT_START = re.compile(r"^(\s*)([#>|=]|[+*-](?=[ \t\n]|$))", re.MULTILINE)
_NUMBER_AT_START = re.compile(r"^(\s*\d+)([.)])", re.MULTILINE)
_CLOSING = re.compile(r"()(#+)$")
_ESCAPED = r"\1\\\2"
_SIGNS = re.compile(r"^([-*+])[ \t]", re.MULTILINE)
_QUOTED = re.compile(r"^ {0,3}> ?", re.MULTILINE)


def kind_of(top: Top) -> str:
    """What a block is among `KINDS`; its kind where it is none of them."""
    first = top.events[0][0]
    if top.kind == "heading":
        return f"heading-{first['Start']['Heading']['level'][1:]}"
    if top.kind == "list" and first["Start"]["List"] is not None:
        return "steps"
    return top.kind


def acted(text: str, start: int, number: int, fingerprint: str, act: str, into: str) -> tuple[str, int]:
    """The text after one of `turn`, `delete`, `up` and `down` on a block, and which block it or its neighbour is now.

    Raises PieceError as the functions below do.
    """
    if act == "turn":
        now = turned(text, start, number, fingerprint, into)
        is_joined = into in _LISTS and len(tops(now, start)) < len(tops(text, start))
        return now, number - 1 if is_joined and number else number
    if act == "delete":
        now = deleted(text, start, number, fingerprint)
        return now, max(0, min(number, len(tops(now, start)) - 1))
    if act in _MOVES:
        return moved(text, start, number, fingerprint, _MOVES[act]), number + _MOVES[act]
    raise PieceError(_("Nothing of this kind can be done with a block."))


_MOVES = {"up": -1, "down": 1}


# -- taking away and moving


def deleted(text: str, start: int, number: int, fingerprint: str) -> str:
    """The text without a block. Raises PieceError where the blocks around it would be read otherwise."""
    top = meant(text, start, number, fingerprint)
    before = tops(text, start)
    expected = [each for each in before if each.number != number]
    for candidate in _without(text, start, before, top):
        if _is_made_of(candidate, start, text, before, expected):
            return candidate
    raise PieceError(
        _("Without this block, those around it would be taken for something else."),
        hint=_("Delete it in the text."),
    )


def moved(text: str, start: int, number: int, fingerprint: str, by: int) -> str:
    """The text with a block and its neighbour in each other's place; `by` is -1 for the one above, 1 for the one below.

    Raises PieceError at the edge of the page, and where a block would be read otherwise in its new place.
    """
    meant(text, start, number, fingerprint)
    before = list(tops(text, start))
    if not 0 <= number + by < len(before):
        raise PieceError(
            _("This block is the first one already.") if by < 0 else _("This block is the last one already.")
        )
    upper = min(number, number + by)
    first, second = _whole(text, start, before[upper]), _whole(text, start, before[upper + 1])
    expected = [*before[:upper], before[upper + 1], before[upper], *before[upper + 2 :]]
    one, other = text[first.start : first.end], text[second.start : second.end]
    last = before[upper + 2].span.start if upper + 2 < len(before) else None
    gaps = (
        _gaps(text[before[upper - 1].span.end : first.start]) if upper else [text[start : first.start]],
        _gaps(text[first.end : second.start]),
        _gaps(text[second.end : last]) if last is not None else [text[second.end :]],
    )
    for above, between, below in product(*gaps):
        head = text[: before[upper - 1].span.end if upper else start]
        tail = text[last:] if last is not None else ""
        candidate = f"{head}{above}{other}{between}{one}{below}{tail}"
        if _is_made_of(candidate, start, text, before, expected):
            return candidate
    raise PieceError(
        _("In its new place, this block would be taken for something else."), hint=_("Move it in the text.")
    )


def _gaps(gap: str) -> list[str]:
    """What stands between two blocks, and a blank line where there is none."""
    return [gap, "\n\n"] if gap == "\n" else [gap]


def _whole(text: str, start: int, top: Top) -> Span:
    """A block from the beginning of its first line."""
    line = max(start, text.rfind("\n", 0, top.span.start) + 1)
    return Span(line if not text[line : top.span.start].strip() else top.span.start, top.span.end)


def _without(text: str, start: int, before: Sequence[Top], top: Top) -> Iterator[str]:
    """The text without a block: with the blank lines on one side of it, then with those on both."""
    begin, end = _whole(text, start, top)
    after = before[top.number + 1] if top.number + 1 < len(before) else None
    if after is not None:
        goes_on = _whole(text, start, after).start
        if not text[end:goes_on].strip():
            yield text[:begin] + text[goes_on:]
    above = text[start:begin].rstrip()
    yield text[:start] + above + text[end:]
    yield text[:begin] + text[end:]


def _is_made_of(
    candidate: str, start: int, text: str, before: Sequence[Top], expected: Sequence[Top]
) -> bool:
    """Whether a text has these blocks of another one, byte for byte and in this order, and between them what was there.
    Lists that now follow one another may have become one.
    """
    found = tops(candidate, start)
    waiting = list(expected)
    for top in found:
        source = top.source(candidate)
        while source:
            wanted = waiting.pop(0) if waiting else None
            if wanted is None or wanted.kind != top.kind or not source.startswith(wanted.source(text)):
                return False
            source = source[len(wanted.source(text)) :].lstrip()
            if source and top.kind != "list":
                return False
    return not waiting and _between(candidate, start, found) == _between(text, start, before)


def _between(text: str, start: int, found: Sequence[Top]) -> str:
    """What stands in no block, without white space: definitions of links."""
    at, parts = start, []
    for top in found:
        parts.append(text[at : top.span.start])
        at = top.span.end
    return "".join("".join((*parts, text[at:])).split())


# -- making something else of a block


def turned(text: str, start: int, number: int, fingerprint: str, into: str) -> str:
    """The text with a block made into another of `KINDS`, in the same words.

    A list becomes a paragraph for each item, and code holds the Markdown of the words, so that it gives them back.
    Raises PieceError where the words cannot be written like this.
    """
    top = meant(text, start, number, fingerprint)
    if into not in KINDS:
        raise PieceError(_("Nothing of this kind can be made of a block."))
    if kind_of(top) == into:
        return text
    turning = _Turning(text, start, top, into)
    for written in turning.writings():
        for candidate in turning.put(written):
            if turning.is_right(candidate, written):
                return candidate
    raise cannot()


class _Turning:
    """One block that is to become something else."""

    def __init__(self, text: str, start: int, top: Top, into: str) -> None:
        self.text, self.start, self.top, self.into = text, start, top, into
        self.piece = opened(text, top)
        self.before = tops(text, start)
        self.span = _whole(text, start, top)
        last = len(self.before) - 1
        joins = into in _LISTS
        self.first = top.number - (joins and top.number > 0 and self._is_list(top.number - 1))
        self.last = top.number + (joins and top.number < last and self._is_list(top.number + 1))

    def _is_list(self, number: int) -> bool:
        return self.before[number].kind == "list"

    def writings(self) -> Iterator[str]:
        """How the block could be written, best first."""
        source = self.text[self.span.start : self.span.end]
        if self.top.kind == "code":
            yield from self._of_code()
            return
        if not self.piece.runs or self.top.kind == "table":
            raise PieceError(_("This block stays what it is."), hint=_("Change it in the text."))
        contents = [_CONTINUED.sub("\n", self.text[run.span.start : run.span.end]) for run in self.piece.runs]
        if self.into == "paragraph":
            yield from [_QUOTED.sub("", source)] if self.top.kind == "quote" else _plain_and_escaped(contents)
        elif self.into.startswith("heading"):
            yield from self._headings(contents)
        elif self.into in _LISTS:
            yield from self._lists(contents)
        elif self.into == "quote":
            lines = "\n\n".join(contents) if self.top.kind == "heading" else source
            for each in _plain_and_escaped([lines]):
                yield "\n".join(
                    f"> {line}".rstrip() if not line.strip() else f"> {line}" for line in each.split("\n")
                )
        else:
            yield _fenced(source if self.top.kind == "list" else "\n\n".join(contents))

    def _of_code(self) -> Iterator[str]:
        words = code_of(self.top).strip("\n")
        if self.into != "paragraph" or not words.strip():
            raise PieceError(
                _("Code becomes a paragraph first, then something else."),
                hint=_("Make a paragraph of it, or delete it."),
            )
        yield words

    def _headings(self, contents: Sequence[str]) -> Iterator[str]:
        if len(contents) > 1:
            raise PieceError(
                _("Only a single part can become a heading."), hint=_("Make paragraphs of it first.")
            )
        words, signs = _BREAK.sub(" ", contents[0]), "#" * int(self.into[-1])
        yield f"{signs} {words}"
        yield f"{signs} {_CLOSING.sub(_ESCAPED, words)}"

    def _lists(self, contents: Sequence[str]) -> Iterator[str]:
        if self.top.kind == "list":
            yield items.with_signs(self.text, self.span, _items_of(self.top), _sign(self.text, self.into))
            return
        for escape in (False, True):
            made = []
            for number, content in enumerate(contents, 1):
                words = _escaped(content) if escape else content
                sign = f"{number}." if self.into == "steps" else _sign(self.text, self.into)
                made.append(f"{sign} " + words.replace("\n", "\n" + " " * (len(sign) + 1)))
            yield "\n".join(made)

    def put(self, written: str) -> Iterator[str]:
        """The text with the block written like this: with what stands around it, or parted from it by blank lines."""
        number = self.top.number
        above = self.before[number - 1].span.end if number else self.start
        below = self.before[number + 1].span.start if number + 1 < len(self.before) else len(self.text)
        left, right = self.text[above : self.span.start], self.text[self.span.end : below]
        lefts = _gaps(left) if number else [left]
        rights = _gaps(right) if number + 1 < len(self.before) else [right]
        if self.first < number and not left.strip():
            lefts.insert(0, "\n")
        if self.last > number and not right.strip():
            rights.insert(0, "\n")
        for one, other in product(lefts, rights):
            yield f"{self.text[:above]}{one}{written}{other}{self.text[below:]}"

    def is_right(self, candidate: str, written: str) -> bool:
        """Whether the other blocks are what they were, and the words of this one too, in a block of the wanted kind."""
        found = tops(candidate, self.start)
        after = len(found) - (len(self.before) - self.last - 1)
        others = [*self.before[: self.first], *self.before[self.last + 1 :]]
        now = [*found[: self.first], *found[after:]]
        if after <= self.first or [_kind_and_source(self.text, top) for top in others] != [
            _kind_and_source(candidate, top) for top in now
        ]:
            return False
        if _between(candidate, self.start, found) != _between(self.text, self.start, self.before):
            return False
        return self._says_the_same(candidate, found[self.first : after], written)

    def _says_the_same(self, candidate: str, made: Sequence[Top], written: str) -> bool:
        kinds = [kind_of(top) for top in made]
        if self.into == "code":
            return kinds == ["code"] and _fenced(code_of(made[0]).removesuffix("\n")) == written
        if self.into == "paragraph" and self.top.kind != "quote":
            is_wanted = set(kinds) == {"paragraph"}
        else:
            is_wanted = self.into in kinds or self.into == "paragraph"
        if self.top.kind == "code":
            return is_wanted and "".join(top.source(candidate) for top in made).split() == written.split()
        were = [opened(self.text, top) for top in self.before[self.first : self.last + 1]]
        return is_wanted and _words(were) == _words([opened(candidate, top) for top in made])


def code_of(top: Top) -> str:
    """What a block of code holds."""
    return "".join(
        event["Text"] for event, *_rest in top.events if isinstance(event, dict) and "Text" in event
    )


def _kind_and_source(text: str, top: Top) -> tuple[str, str]:
    return kind_of(top), top.source(text)


def _words(pieces: Sequence[Piece]) -> list[str]:
    return [runs.signature(run.html) for piece in pieces for run in piece.runs]


def _plain_and_escaped(contents: Sequence[str]) -> Iterator[str]:
    yield "\n\n".join(contents)
    yield "\n\n".join(map(_escaped, contents))


def _escaped(content: str) -> str:
    """Words whose lines begin with no sign of a block."""
    return _NUMBER_AT_START.sub(_ESCAPED, _MARK_AT_START.sub(_ESCAPED, content))


def _fenced(words: str) -> str:
    longest = max((len(found) for found in re.findall(r"`+", words)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{words}\n{fence}"


def _sign(text: str, into: str) -> str:
    """The sign of items on this page: the one that most lists have, or a number."""
    if into == "steps":
        return ""
    signs = _SIGNS.findall(text)
    return max(signs, key=signs.count) if signs else "-"


def _items_of(top: Top) -> list[int]:
    """Where the items of a list begin that are not nested."""
    depth, found = 0, []
    for event, begin, *_rest in top.events:
        if event == {"Start": "Item"} and depth == 1:
            found.append(begin)
        depth += 1 if isinstance(event, dict) and "Start" in event else 0
        depth -= 1 if isinstance(event, dict) and "End" in event else 0
    return found
