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
        return fingerprint_of(self.source(text))


class Top(NamedTuple):
    """A top-level block before anybody looks into it: where it stands, what it is, and what the parser saw in it."""

    number: int
    span: Span
    kind: str
    events: list[tuple[Any, int, int, str]]

    def source(self, text: str) -> str:
        """Its Markdown."""
        return text[self.span.start : self.span.end]

    def fingerprint(self, text: str) -> str:
        """That of its piece."""
        return fingerprint_of(self.source(text))


def fingerprint_of(source: str) -> str:
    """By what a block is known again, from its Markdown."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


_TAGS = {
    "Paragraph": "div",
    "Item": "li",
    "BlockQuote": "blockquote",
    "Table": "table",
    "TableHead": "thead",
    "TableRow": "tr",
}


def cut(text: str, start: int = 0) -> tuple[Piece, ...]:
    """The top-level blocks of `text[start:]`. What lies between them (blank lines) belongs to none."""
    return tuple(opened(text, top) for top in tops(text, start))


def replaced(text: str, start: int, number: int, fingerprint: str, changed: Mapping[int, str]) -> str:
    """The text with some runs of one block in other words, given as HTML; everything outside of them stays as it is.

    Raises PieceError where the block is not the one that was meant, or where the words cannot be written there.
    """
    piece = opened(text, meant(text, start, number, fingerprint))
    emphasis = _emphasis(text)
    for at, html in sorted(changed.items()):
        if not 0 <= at < len(piece.runs):
            raise PieceError(_("This block has no such part."), hint=_("Look at it again, then change it."))
        if html != piece.runs[at].html:
            text, piece = _with_run(text, start, piece, at, html, emphasis)
    return text


def added(text: str, start: int, number: int, fingerprint: str, html: str, item: int | None = None) -> str:
    """The text with a new paragraph below a block, or with a new item below the `item`-th run of a list.

    Raises PieceError as `replaced` does.
    """
    top = meant(text, start, number, fingerprint)
    wanted = runs.signature(html)
    if not wanted:
        return text
    before = tops(text, start)
    for written in runs.written(html, _emphasis(text)):
        if item is None:
            end = top.span.end
            candidate = f"{text[:end]}\n\n{written}{text[end:]}"
            found = tops(candidate, start)
            rest = [each.source(candidate) for each in found if each.number != number + 1]
            if (
                len(found) == len(before) + 1
                and rest == [each.source(text) for each in before]
                and _shown(opened(candidate, found[number + 1])) == [wanted]
            ):
                return candidate
        else:
            piece = opened(text, top)
            if not 0 <= item < len(piece.runs):
                break
            candidate = items.with_item(text, piece.span, piece.runs[item].span, written)
            found = tops(candidate, start)
            if len(found) == len(before) and sorted(_shown(opened(candidate, found[number]))) == sorted(
                [*_shown(piece), wanted]
            ):
                return candidate
    raise cannot()


def begun(text: str, start: int, html: str) -> str:
    """A text that has no block yet with its first paragraph. Raises PieceError as `replaced` does."""
    wanted = runs.signature(html)
    if not wanted or tops(text, start):
        return text
    head, rest = text[:start], text[start:].lstrip()
    head, rest = f"{head}\n" if head.strip() else head, f"\n{rest}" if rest else ""
    for written in runs.written(html, _emphasis(text)):
        candidate = f"{head}{written}\n{rest}"
        if [_shown(opened(candidate, top)) for top in tops(candidate, start)] == [[wanted]]:
            return candidate
    raise cannot()


def meant(text: str, start: int, number: int, fingerprint: str) -> Top:
    """The block that a browser speaks of. Raises PieceError where it is not there any more."""
    found = tops(text, start)
    top = found[number] if 0 <= number < len(found) else None
    if top is None or top.fingerprint(text) != fingerprint:
        raise PieceError(_("This block has changed meanwhile."), hint=_("Look at it again, then change it."))
    return top


def _shown(piece: Piece) -> list[str]:
    return [runs.signature(run.html) for run in piece.runs]


def _emphasis(text: str) -> str:
    """The sign that this page stresses words with."""
    return "_" if len(_UNDERLINED.findall(text)) > len(_STARRED.findall(text)) else "*"


_UNDERLINED = re.compile(r"(?<![\w_])_(?=[^\s_])")
_STARRED = re.compile(r"(?<![\w*])\*(?=[^\s*])")


def _with_run(text: str, start: int, piece: Piece, at: int, html: str, emphasis: str) -> tuple[str, Piece]:
    """The text with one run in other words, and the piece as it is there."""
    begin, end = piece.runs[at].span
    shown = _shown(piece)
    shown[at] = runs.signature(html)
    for written in runs.written(html, emphasis):
        candidate = text[:begin] + written + text[end:]
        found = tops(candidate, start)
        now = opened(candidate, found[piece.number]) if len(found) > piece.number else None
        if (
            now is not None
            and (now.kind, now.shape, now.span.start) == (piece.kind, piece.shape, piece.span.start)
            and candidate[now.span.end :] == text[piece.span.end :]
            and _shown(now) == shown
        ):
            return candidate, now
    raise cannot()


def cannot() -> PieceError:
    """That a block cannot be written like this."""
    return PieceError(
        _("These words cannot be written here without being taken for something else."),
        hint=_("Edit the block as text."),
    )


# -- cutting


def tops(text: str, start: int = 0) -> tuple[Top, ...]:
    """The top-level blocks of `text[start:]`, none of them looked into: a fifth of the time that `cut` takes."""
    return tuple(_tops(text, start))


def _tops(text: str, start: int) -> Iterator[Top]:
    depth, number, top = 0, 0, None
    for event, begin, end, seen in markdown.events(text, start):
        name = _name(event)
        if depth == 0 and name != "End":
            kind = "rule" if event == "Rule" else _KINDS.get(name, "other")
            span = Span(begin, begin + len(text[begin:end].rstrip()))
            top = Top(number, span, kind, [])
        if top is not None:
            top.events.append((event, begin, end, seen))
        if isinstance(event, dict) and "Start" in event:
            depth += 1
        elif name == "End":
            depth -= 1
        if depth == 0 and top is not None:
            yield top
            number, top = number + 1, None


def _name(event: Any) -> str:
    """The name of what an event opens, `End`, or the event's own name."""
    if isinstance(event, str):
        return event
    ((key, value),) = event.items()
    if key != "Start":
        return str(key)
    return value if isinstance(value, str) else str(next(iter(value)))


def opened(text: str, top: Top) -> Piece:
    """A block with its runs."""
    locked = Piece(top.number, top.span, top.kind)
    source = top.source(text)
    if top.kind not in _EDITABLE or has_tags(source) or _SPECIAL.search(source):
        return locked
    try:
        found, shape, html = _runs(text, top)
    except LockedError:
        return locked
    if not found or len(found) > MOST_RUNS or not all(_comes_back(text, run) for run in found):
        return locked
    return locked._replace(runs=tuple(found), shape=tuple(shape), html=html)


def _comes_back(text: str, run: Run) -> bool:
    """Whether a run that nobody changes is written as it was, byte for byte: otherwise nobody may change it here."""
    return next(runs.written(run.html, "*")) == text[run.span.start : run.span.end]


def _runs(text: str, top: Top) -> tuple[list[Run], list[str], str]:
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
