"""Markdown to the tree of `model`: the only module that knows the parser.

The parser is pulldown-cmark by way of pyromark: CommonMark with tables, task lists, footnotes, strikethrough, alerts,
heading attributes and wiki links. On top of it this module understands what real handbooks hold besides: ERB
and Liquid tags, Hugo short codes (all opaque), kramdown attribute lines, and `![[page#section]]` alone in a
paragraph as a transclusion.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyromark

from trellis.handbook import attributes, parserview
from trellis.handbook.model import (
    Block,
    Code,
    Footnote,
    Heading,
    Html,
    Include,
    Inline,
    Link,
    List,
    ListItem,
    Mark,
    Opaque,
    Paragraph,
    Quote,
    Rule,
    Section,
    Table,
)
from trellis.handbook.sectioning import sections_of
from trellis.handbook.text import Span

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_GFM
    | pyromark.Options.ENABLE_WIKILINKS
)

MAX_DEPTH = 48
"""Blocks nested deeper than this are laid beside each other: no page that people write needs more."""

_HTML_LINK = re.compile(r"""<(a|img)\b[^<>]*?\b(?:href|src)\s*=\s*["']([^"'<>]*)["']""", re.IGNORECASE)
_HTML_ANCHOR = re.compile(r"""<[a-z][^<>]*?\b(?:id|name)\s*=\s*["']([^"'<>\s]+)["']""", re.IGNORECASE)


class Parsed(NamedTuple):
    """The body of a page: its sections, its links in document order, anchors made by HTML, and what was too deep."""

    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    html_anchors: tuple[str, ...]
    too_deep: Span | None


def parse(text: str, start: int = 0) -> Parsed:
    """Parse `text[start:]`; all spans are offsets in `text`.

    Never fails: every text is a Markdown document. Costs about 30 microseconds per kilobyte.
    """
    return Builder(text, start).build()


def html(text: str) -> str:
    """Markdown to HTML as CommonMark requires, raw HTML passed through: sanitise it before anyone sees it."""
    rendered: str = pyromark.html(text, options=OPTIONS)
    return rendered


def events(text: str, start: int = 0) -> Iterator[tuple[Any, int, int, str]]:
    """What the parser sees in `text[start:]`, in its own words.

    Each event comes with where it begins and ends in `text`, and with what the parser was shown there, which differs
    from the text where characters were hidden from it.
    """
    builder = Builder(text, start)
    shown = builder.body.encode("utf-8", "surrogatepass") if builder.offsets is not None else b""
    found: Any = pyromark.events_with_range(builder.body, options=OPTIONS)
    for event, place in found:
        begin, end = place["start"], place["end"]
        seen = shown[begin:end].decode("utf-8", "replace") if shown else builder.body[begin:end]
        yield event, builder.at(begin), builder.at(end), seen


class Open:
    """A container that is being filled."""

    __slots__ = ("blocks", "data", "inline", "kind", "start")

    def __init__(self, kind: str, start: int, data: Any = None) -> None:
        self.kind = kind
        self.start = start
        self.data = data
        self.blocks: list[Any] = []
        self.inline: Inline | None = None


_EMPTY = Inline("", (), ())
INLINE_MARKS = {"Emphasis": "emphasis", "Strong": "strong", "Strikethrough": "strike"}
_ALERTS = {"Note": "note", "Tip": "tip", "Important": "important", "Warning": "warning", "Caution": "caution"}
_LEVELS = {f"H{n}": n for n in range(1, 7)}


class Builder:
    """Turns the parser's events into sections. One instance serves one page."""

    def __init__(self, text: str, start: int, end: int | None = None) -> None:
        self.text = text
        self.start = start
        self.body, self.offsets, self.rewritten = parserview.for_parser(text, start, end)
        self.links: list[Link] = []
        self.anchors: list[str] = []
        self.too_deep: Span | None = None
        self.stack: list[Open] = [Open("root", 0)]
        self.flat: list[tuple[Heading | None, list[Any], int]] = [(None, self.stack[0].blocks, start)]
        self.parts: list[str] = []
        self.length = 0
        self.runs: list[tuple[int, int, int]] = []
        self.marks: list[Mark] = []
        # What is marked, where it starts in the run and among its parts, the parser's data, its place in the page.
        self.marking: list[tuple[str, int, int, Any, int]] = []

    def at(self, byte: int) -> int:
        """The character offset in the whole text of a byte offset in the body."""
        if self.offsets is None:
            return byte + self.start
        ends, extras = self.offsets
        return byte - extras[bisect_right(ends, byte)] + self.start

    def build(self) -> Parsed:
        # The loop of the compiler: what is done here is done half a million times for a large handbook.
        table, base, add, stack = self.offsets is not None, self.start, self.add, self.stack
        events: Any = pyromark.events_with_range(self.body, options=OPTIONS)
        for event, place in events:
            begin, end = place["start"], place["end"]
            if table:
                begin, end = self.at(begin), self.at(end)
            else:
                begin, end = begin + base, end + base
            if type(event) is str:
                if event == "Rule":
                    stack[-1].blocks.append(Rule(Span(begin, end)))
                else:
                    add("\n", begin, end)
                continue
            name, value = event.popitem()
            if name == "Text":
                add(value, begin, end)
            elif name == "Start":
                if type(value) is str:
                    self.open(value, None, begin)
                else:
                    kind, data = value.popitem()
                    self.open(kind, data, begin)
            elif name == "End":
                self.close(value if type(value) is str else value.popitem()[0], begin, end)
            else:
                self.inline_event(name, value, begin, end)
        return Parsed(
            sections_of(self.flat, len(self.text)), tuple(self.links), tuple(self.anchors), self.too_deep
        )

    # -- inline

    def add(self, value: str, begin: int, end: int) -> None:
        if self.rewritten and end - begin == len(value) and value != "\n":
            value = self.text[begin:end]
        self.runs.append((self.length, begin, end - begin))
        self.parts.append(value)
        self.length += len(value)

    def inline_event(self, name: str, value: Any, begin: int, end: int) -> None:
        if name == "Code":
            started = self.length
            self.add_code(value, begin, end)
            self.marks.append(Mark("code", started, self.length, None))
        elif name == "InlineHtml":
            self.html_links(value, begin)
            if value[:3].lower() == "<br":
                self.add("\n", begin, end)
        elif name == "Html":
            self.html_links(value, begin)
        elif name == "TaskListMarker":
            for container in reversed(self.stack):
                if container.kind == "Item":
                    container.data = value
                    break
        elif name != "FootnoteReference" and isinstance(value, str):
            self.add(value, begin, end)

    def add_code(self, value: str, begin: int, end: int) -> None:
        """Add a code span, whose range holds the back-ticks as well."""
        base = self.start if self.offsets is None else 0
        seen = self.body if self.offsets is None else self.text
        inner = seen.find(value, begin - base, end - base)
        if inner >= 0:
            self.add(value, inner + base, inner + base + len(value))
            return
        if self.rewritten:
            # A line end became a space: take the page's own characters, with the same rules.
            own = self.text[begin:end].strip("`").replace("\r\n", " ").replace("\n", " ")
            own = own[1:-1] if own[:1] == own[-1:] == " " and own.strip() else own
            value = own if len(own) == len(value) else value
        self.add(value, begin, end)

    def html_links(self, raw: str, begin: int) -> None:
        # What the parser was shown may differ from the page in its characters, never in their places.
        own = self.text[begin : begin + len(raw)] if self.rewritten else raw
        for found in _HTML_LINK.finditer(raw):
            span = Span(begin + found.start(), begin + found.end())
            destination = own[slice(*found.span(2))]
            self.links.append(Link(span, "", destination, "", "html", found[1].lower() == "img"))
        self.anchors.extend(own[slice(*found.span(1))] for found in _HTML_ANCHOR.finditer(raw))

    def take_inline(self) -> Inline:
        if not self.parts:
            self.marks = []
            return _EMPTY
        made = Inline("".join(self.parts), tuple(self.runs), tuple(self.marks))
        self.parts, self.length, self.runs, self.marks = [], 0, [], []
        return made

    # -- containers

    def open(self, name: str, data: Any, begin: int) -> None:
        if name in INLINE_MARKS:
            self.marking.append((INLINE_MARKS[name], self.length, 0, None, 0))
        elif name == "Link" or name == "Image":
            self.marking.append((name.lower(), self.length, len(self.parts), data, begin))
        else:
            if self.parts:
                self.flush_item()
            self.stack.append(Open(name, begin, data))

    def flush_item(self) -> None:
        """What was gathered of a tight item's own text belongs to it before a nested block begins."""
        if self.parts:
            top = self.stack[-1]
            if top.inline is None:
                top.inline = self.take_inline()
            else:
                made = self.take_inline()
                top.blocks.append(Paragraph(made.source_span(0, len(made.text)), made))

    def close(self, name: str, begin: int, end: int) -> None:
        if name in INLINE_MARKS:
            kind, started, _, _, _ = self.marking.pop()
            self.marks.append(Mark(kind, started, self.length, None))
        elif name == "Link" or name == "Image":
            self.close_link(end)
        else:
            container = self.stack.pop()
            made = _MAKERS[container.kind](self, container, Span(container.start, end))
            if made is not None:
                self.place_block(made, container)

    def place_block(self, made: Any, container: Open) -> None:
        parent = self.stack[-1]
        if isinstance(made, Heading):
            if len(self.stack) == 1:
                parent.blocks = []
                self.flat.append((made, parent.blocks, made.span.start))
            else:
                parent.blocks.append(Paragraph(made.span, made.inline))
        elif len(self.stack) > MAX_DEPTH:
            self.too_deep = self.too_deep or container_span(container, made)
            parent.blocks.extend(container.blocks if not isinstance(made, Paragraph | Code) else (made,))
        else:
            parent.blocks.append(made)

    def close_link(self, end: int) -> None:
        kind, started, first, data, begin = self.marking.pop()
        text = "".join(self.parts[first:])
        link_type = data["link_type"]
        name = link_type if type(link_type) is str else next(iter(link_type))
        destination, title = data["dest_url"], data["title"]
        if self.rewritten and name != "Reference":
            destination, title = self.as_written(begin, end, destination, title)
        link = Link(
            Span(begin, end), text, destination, title, _LINK_KINDS.get(name, "reference"), kind == "image"
        )
        self.links.append(link)
        self.marks.append(Mark(kind, started, self.length, link))

    def as_written(self, begin: int, end: int, destination: str, title: str) -> tuple[str, str]:
        """The destination and title of a link in the page's own characters, where the parser saw others."""
        source = self.text[begin:end]
        tag = next(parserview.tags(source), None) if "<%" in source or "{" in source else None
        if tag is None and source.isascii():
            return destination, title
        if tag is not None:
            opening = source.rfind("](", 0, tag[0])
            return (source[opening + 2 :].rstrip(")") if opening >= 0 else destination), title
        for event in pyromark.events(source, options=OPTIONS):
            if isinstance(event, dict) and isinstance(start := event.get("Start"), dict):
                data = start.get("Link") or start.get("Image")
                if data:
                    return data["dest_url"], data["title"]
        return destination, title

    # -- blocks

    def make_paragraph(self, container: Open, span: Span) -> Block | None:
        inline = self.take_inline()
        source = self.text[span.start : span.end]
        if "{:" in source:
            inline = attributes.without_attribute_lines(inline)
            if not inline.text.strip() and "{:" in source:
                return None
        if self.rewritten and self.is_tags_only(span):
            return Opaque(span, source.strip())
        if source.startswith("![[") and (target := _include_target(inline)) is not None:
            return Include(span, target)
        parent = self.stack[-1]
        if parent.kind == "Item" and parent.inline is None and not parent.blocks:
            parent.inline = inline
            return None
        return Paragraph(span, inline)

    def is_tags_only(self, span: Span) -> bool:
        source = self.text[span.start : span.end]
        return bool(source.strip()) and not parserview.replace_tags(source, lambda tag: "").strip()

    def make_heading(self, container: Open, span: Span) -> Heading:
        inline = self.take_inline()
        identifier = container.data["id"]
        if "{:" in inline.text:
            inline, named = attributes.without_heading_attributes(inline)
            identifier = identifier or named
        return Heading(span, _LEVELS[container.data["level"]], inline, identifier)

    def make_item(self, container: Open, span: Span) -> ListItem:
        self.stack.append(container)
        self.flush_item()
        self.stack.pop()
        checked = container.data if isinstance(container.data, bool) else None
        inline = container.inline or _EMPTY
        if "{:" in inline.text:
            inline = attributes.without_attribute_lines(inline)
        return ListItem(span, inline, checked, tuple(container.blocks))

    def make_list(self, container: Open, span: Span) -> List:
        # Deep nesting may have laid foreign blocks beside the items.
        items = tuple(block for block in container.blocks if isinstance(block, ListItem))
        return List(span, container.data, items)

    def make_cell(self, container: Open, span: Span) -> Block | None:
        parent = self.stack[-1]
        parent.blocks.append(self.take_inline())
        return None

    def make_row(self, container: Open, span: Span) -> Block | None:
        table = self.stack[-1]
        if container.kind == "TableHead":
            table.data = tuple(container.blocks)
        else:
            table.blocks.append(tuple(container.blocks))
        return None

    def make_table(self, container: Open, span: Span) -> Table:
        header = container.data if container.data and isinstance(container.data[0], Inline) else ()
        return Table(span, header, tuple(container.blocks))

    def make_code(self, container: Open, span: Span) -> Code:
        info = container.data.get("Fenced", "") if isinstance(container.data, dict) else ""
        inline = self.take_inline()
        return Code(span, info, inline.text)

    def make_html(self, container: Open, span: Span) -> Html:
        self.take_inline()
        return Html(span, self.text[span.start : span.end])

    def make_quote(self, container: Open, span: Span) -> Quote:
        return Quote(span, _ALERTS.get(container.data or "", ""), tuple(container.blocks))

    def make_footnote(self, container: Open, span: Span) -> Footnote:
        return Footnote(span, str(container.data), tuple(container.blocks))


_MAKERS = {
    "Paragraph": Builder.make_paragraph,
    "Heading": Builder.make_heading,
    "Item": Builder.make_item,
    "List": Builder.make_list,
    "TableCell": Builder.make_cell,
    "TableHead": Builder.make_row,
    "TableRow": Builder.make_row,
    "Table": Builder.make_table,
    "CodeBlock": Builder.make_code,
    "HtmlBlock": Builder.make_html,
    "BlockQuote": Builder.make_quote,
    "FootnoteDefinition": Builder.make_footnote,
}
_LINK_KINDS = {"Inline": "inline", "Autolink": "autolink", "Email": "autolink", "WikiLink": "wiki"}


def container_span(container: Open, made: Any) -> Span:
    """Where a container that was nested too deep began."""
    return made.span if hasattr(made, "span") else Span(container.start, container.start + 1)


def _include_target(inline: Inline) -> str | None:
    """The target of a paragraph that is nothing but one `![[target]]`."""
    if len(inline.marks) != 1 or inline.marks[0].kind != "image":
        return None
    mark = inline.marks[0]
    if (
        mark.link is None
        or mark.link.kind != "wiki"
        or (mark.start, mark.end) != (0, len(inline.text.rstrip()))
    ):
        return None
    return mark.link.destination
