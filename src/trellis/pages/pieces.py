"""A page cut into its top-level blocks, so that one can be changed without touching a byte of the others.

A block of common Markdown has *runs*: the words of a paragraph, a heading, an item, a cell. A run is given to a browser
as HTML that remembers how each part was written, so that unchanged HTML becomes the very same Markdown. What stands
between the runs (markers, indentation, bars of a table) is never touched. Blocks that hold anything else are locked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from trellis.handbook import markdown
from trellis.handbook.errors import TrellisError
from trellis.handbook.parserview import has_tags
from trellis.handbook.text import Span
from trellis.pages import items, runs
from trellis.pages.runs import LockedError

MOST_RUNS = 400
"""Of a block that can be edited as it looks; a longer one is edited as text."""

_KINDS = {
    "Paragraph": "paragraph",
    "Heading": "heading",
    "List": "list",
    "BlockQuote": "quote",
    "Table": "table",
    "CodeBlock": "code",
    "HtmlBlock": "html",
    "FootnoteDefinition": "footnote",
}
_EDITABLE = frozenset({"paragraph", "heading", "list", "quote", "table"})
_HOLDERS = frozenset({"Paragraph", "Heading", "Item", "TableCell"})
_WITHIN = frozenset({*_HOLDERS, "List", "BlockQuote", "Table", "TableHead", "TableRow"})
_BLOCKS = frozenset({"HtmlBlock", "CodeBlock", "FootnoteDefinition", "Rule"})
_SPECIAL = re.compile(r"\{[:#.]|!\[\[|^\s*\[[^\]]+\]:", re.MULTILINE)
"""Attributes, transclusions, link definitions."""


class PieceError(TrellisError):
    """A block that cannot be changed like this."""

    code = "piece"


class Run(NamedTuple):
    """Words that can be edited: where they stand in the page, and as HTML."""

    span: Span
    html: str


class Piece(NamedTuple):
    """A top-level block: where it stands, what it is, and its runs; a block without runs is locked.

    `shape` names the containers of the runs, so that two blocks can be told to be built alike; `html` is the block
    with its runs in their places.
    """

    number: int
    span: Span
    kind: str
    runs: tuple[Run, ...] = ()
    shape: tuple[str, ...] = ()
    html: str = ""

    def source(self, text: str) -> str:
        """Its Markdown."""
        return text[self.span.start : self.span.end]

    def fingerprint(self, text: str) -> str:
        """By what it is told that a browser speaks of this block as it is now."""
        return hashlib.sha256(self.source(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]


_TAGS = {
    "Paragraph": "div",
    "Item": "li",
    "BlockQuote": "blockquote",
    "Table": "table",
    "TableHead": "thead",
    "TableRow": "tr",
}


class _Top(NamedTuple):
    kind: str
    begin: int
    end: int
    events: list[tuple[Any, int, int, str]]


def cut(text: str, start: int = 0) -> tuple[Piece, ...]:
    """The top-level blocks of `text[start:]`. What lies between them (blank lines) belongs to none."""
    return tuple(_piece(text, number, top) for number, top in enumerate(_tops(text, start)))


def replaced(text: str, start: int, number: int, fingerprint: str, changed: Mapping[int, str]) -> str:
    """The text with some runs of one block in other words, given as HTML; everything outside of them stays as it is.

    Raises PieceError where the block is not the one that was meant, or where the words cannot be written there.
    """
    piece = _meant(text, start, number, fingerprint)
    emphasis = _emphasis(text)
    for at, html in sorted(changed.items()):
        if not 0 <= at < len(piece.runs):
            raise PieceError(_("This block has no such part."), hint=_("Look at it again, then change it."))
        if html != piece.runs[at].html:
            text = _with_run(text, start, piece, at, html, emphasis)
            piece = cut(text, start)[number]
    return text


def added(text: str, start: int, number: int, fingerprint: str, html: str, item: int | None = None) -> str:
    """The text with a new paragraph below a block, or with a new item below the `item`-th run of a list.

    Raises PieceError as `replaced` does.
    """
    piece = _meant(text, start, number, fingerprint)
    wanted = runs.signature(html)
    if not wanted:
        return text
    before = cut(text, start)
    for written in runs.written(html, _emphasis(text)):
        if item is None:
            end = piece.span.end
            candidate = f"{text[:end]}\n\n{written}{text[end:]}"
            found = cut(candidate, start)
            rest = [each.source(candidate) for each in found if each.number != number + 1]
            if (
                len(found) == len(before) + 1
                and rest == [each.source(text) for each in before]
                and [runs.signature(run.html) for run in found[number + 1].runs] == [wanted]
            ):
                return candidate
        elif 0 <= item < len(piece.runs):
            candidate = items.with_item(text, piece.span, piece.runs[item].span, written)
            found = cut(candidate, start)
            shown = [runs.signature(run.html) for run in piece.runs]
            if len(found) == len(before) and sorted(
                runs.signature(run.html) for run in found[number].runs
            ) == sorted([*shown, wanted]):
                return candidate
    raise _cannot()


def _meant(text: str, start: int, number: int, fingerprint: str) -> Piece:
    pieces = cut(text, start)
    piece = pieces[number] if 0 <= number < len(pieces) else None
    if piece is None or piece.fingerprint(text) != fingerprint:
        raise PieceError(_("This block has changed meanwhile."), hint=_("Look at it again, then change it."))
    return piece


def _emphasis(text: str) -> str:
    """The sign that this page stresses words with."""
    return "_" if len(_UNDERLINED.findall(text)) > len(_STARRED.findall(text)) else "*"


_UNDERLINED = re.compile(r"(?<![\w_])_(?=[^\s_])")
_STARRED = re.compile(r"(?<![\w*])\*(?=[^\s*])")


def _with_run(text: str, start: int, piece: Piece, at: int, html: str, emphasis: str) -> str:
    begin, end = piece.runs[at].span
    shown = [runs.signature(run.html) for run in piece.runs]
    shown[at] = runs.signature(html)
    for written in runs.written(html, emphasis):
        candidate = text[:begin] + written + text[end:]
        found = cut(candidate, start)
        now = found[piece.number] if len(found) > piece.number else None
        if (
            now is not None
            and (now.kind, now.shape, now.span.start) == (piece.kind, piece.shape, piece.span.start)
            and candidate[now.span.end :] == text[piece.span.end :]
            and [runs.signature(run.html) for run in now.runs] == shown
        ):
            return candidate
    raise _cannot()


def _cannot() -> PieceError:
    return PieceError(
        _("These words cannot be written here without being taken for something else."),
        hint=_("Edit the block as text."),
    )


# -- cutting


def _tops(text: str, start: int) -> Iterator[_Top]:
    depth, top = 0, None
    for event, begin, end, seen in markdown.events(text, start):
        name = _name(event)
        if name == "End":
            depth -= 1
        if depth == 0 and name != "End":
            kind = "rule" if event == "Rule" else _KINDS.get(name, "other")
            top = _Top(kind, begin, end, [])
        if top is not None:
            top.events.append((event, begin, end, seen))
        if isinstance(event, dict) and "Start" in event:
            depth += 1
        if depth == 0 and top is not None:
            yield top
            top = None


def _name(event: Any) -> str:
    """The name of what an event opens, `End`, or the event's own name."""
    if isinstance(event, str):
        return event
    ((key, value),) = event.items()
    if key != "Start":
        return str(key)
    return value if isinstance(value, str) else str(next(iter(value)))


def _piece(text: str, number: int, top: _Top) -> Piece:
    end = top.begin + len(text[top.begin : top.end].rstrip())
    span = Span(top.begin, end)
    locked = Piece(number, span, top.kind)
    source = text[top.begin : end]
    if top.kind not in _EDITABLE or has_tags(source) or _SPECIAL.search(source):
        return locked
    try:
        found, shape, html = _runs(text, top)
    except LockedError:
        return locked
    if not found or len(found) > MOST_RUNS or not all(_comes_back(text, run) for run in found):
        return locked
    return Piece(number, span, top.kind, tuple(found), tuple(shape), html)


def _comes_back(text: str, run: Run) -> bool:
    """Whether a run that nobody changes is written as it was, byte for byte: otherwise nobody may change it here."""
    return next(runs.written(run.html, "*")) == text[run.span.start : run.span.end]


def _runs(text: str, top: _Top) -> tuple[list[Run], list[str], str]:
    """The runs of a block, the names of everything that opens in it, and its HTML. Raises LockedError for what is not
    common.
    """
    made: list[Run] = []
    shape: list[str] = []
    out: list[str] = []
    tags: list[str] = []
    inline: list[tuple[Any, int, int, str]] = []
    depth = 0

    def close() -> None:
        if inline:
            made.append(Run(*runs.run_of(text, inline)))
            out.append(f'<div class="run" data-run="{len(made) - 1}">{made[-1].html}</div>')
            inline.clear()

    for event, begin, end, seen in top.events:
        name = _name(event)
        if depth == 0 and name in _WITHIN:
            close()
            if event == {"Start": {"BlockQuote": None}} or name != "BlockQuote":
                shape.append(_shape(event, name))
                tags.append(_tag(event, name, tags))
                out.append(f"<{tags[-1]}>")
                continue
            raise LockedError
        if name == "End" and depth == 0:
            close()
            out.append(f"</{tags.pop().split()[0]}>")
            continue
        if depth == 0 and name in _BLOCKS:
            raise LockedError
        if name == "TaskListMarker" and not inline:
            continue
        depth += 1 if isinstance(event, dict) and "Start" in event else -1 if name == "End" else 0
        inline.append((event, begin, end, seen))
    close()
    return made, shape, "".join(out)


def _tag(event: Any, name: str, above: list[str]) -> str:
    if name == "Heading":
        return f"h{event['Start']['Heading']['level'][1:]}"
    if name == "List":
        first = event["Start"]["List"]
        return "ul" if first is None else f'ol start="{int(first)}"'
    if name == "TableCell":
        return "th" if above[-1] == "thead" else "td"
    return _TAGS[name]


def _shape(event: Any, name: str) -> str:
    value = event["Start"]
    return f"{name} {value[name]['level']}" if name == "Heading" else name
