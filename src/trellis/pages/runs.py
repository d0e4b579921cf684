"""A run of words between Markdown and the HTML that is edited in a browser, there and back without losing a byte.

Each part of the HTML remembers how it was written: `data-o` and `data-c` are the marks before and after it; `data-md`
is the Markdown of what shows otherwise than it is written (`data-t`: what it showed), such as a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from html.parser import HTMLParser
from typing import Any, NamedTuple

from trellis.handbook import destinations
from trellis.handbook.text import Span

Event = tuple[Any, int, int, str]

_MARKS = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "del", "Link": "a"}
_WRITTEN_OUT = frozenset({"Inline", "Reference", "Collapsed", "Shortcut"})
_SAME = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_TAGS = frozenset({"strong", "em", "del", "code", "a", "span", "br", "img"})
_SPECIALS = re.compile(r"([\\`*_\[\]<>~|])")
_AT_START = re.compile(r"^(\s*)([#+\-=>])")
_NUMBERED = re.compile(r"^(\s*\d+)([.)])")
_PLAIN_CODE = re.compile(r"`[^`\s](?:[^`\n]*[^`\s])?`")
_ENTITY = re.compile(r"&(?=#?\w+;)")


class LockedError(Exception):
    """What stands here cannot be edited as it looks."""


class Node(NamedTuple):
    """A part of an edited run: words (`tag` is empty), or an element with what stands in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Node]
    text: str = ""


# -- from Markdown to HTML


def run_of(text: str, events: Sequence[Event]) -> tuple[Span, str]:
    """The span of a run and its HTML. Raises LockedError where something in it is not common Markdown."""
    first, last = events[0], events[-1]
    start = _begin(text, first, 0)
    out: list[str] = []
    at = start
    opened: list[tuple[str, int, str]] = []
    waiting: tuple[str, int, str] | None = None
    skipping = 0
    atom = 0
    for event in events:
        what, begin, end, _seen = event
        name, value = _split(what)
        if skipping:
            skipping += 1 if name == "Start" else -1 if name == "End" else 0
            if not skipping:
                out.append(_atom(text[atom:end]))
                at = end
            continue
        begin = _begin(text, event, at)
        if waiting is not None:
            tag, from_, more = waiting
            out.append(f'<{tag} data-o="{_attribute(text[from_:begin])}"{more}')
            opened.append((tag, len(out) - 1, ""))
            at, waiting = begin, None
        if name == "End":
            if not opened:
                raise LockedError
            tag, place, _ = opened.pop()
            out[place] += f' data-c="{_attribute(text[at:end])}">'
            out.append(f"</{tag}>")
            at = end
            continue
        if begin > at:
            if not out or not _is_break(out[-1]):
                raise LockedError
            out[-1] = _broken_line(text, out[-1], at, begin)
        if name == "Start":
            kind = value if isinstance(value, str) else next(iter(value))
            if kind in _MARKS and (kind != "Link" or value["Link"]["link_type"] in _WRITTEN_OUT):
                more = f' title="{_attribute(value["Link"]["dest_url"])}"' if kind == "Link" else ""
                waiting = (_MARKS[kind], begin, more)
                at = begin
            else:
                skipping, atom = 1, begin
            continue
        out.append(_leaf(text, name, value, begin, event))
        at = end
    if opened or waiting is not None or skipping:
        raise LockedError
    return Span(start, last[2]), "".join(out)


def _begin(text: str, event: Event, least: int) -> int:
    """Where a part begins, with the backslash that escapes its first character."""
    begin = event[1]
    is_text = isinstance(event[0], dict) and "Text" in event[0]
    return begin - 1 if is_text and begin > least and text[begin - 1] == "\\" else begin


def _split(what: Any) -> tuple[str, Any]:
    if isinstance(what, str):
        return what, None
    ((name, value),) = what.items()
    return name, value


def _leaf(text: str, name: str, value: Any, begin: int, event: Event) -> str:
    raw, seen = text[begin : event[2]], event[3]
    if name == "Text":
        shown = text[event[1] : event[2]] if value == seen else value
        return escape(shown, quote=False) if shown == raw else _kept(raw, shown)
    if name == "SoftBreak":
        return _kept(raw, " ")
    if name == "HardBreak":
        return f'<br data-md="{_attribute(raw)}">'
    if name == "Code" and _PLAIN_CODE.fullmatch(raw):
        return f'<code data-o="`" data-c="`">{escape(raw[1:-1], quote=False)}</code>'
    if name == "Code":
        return _atom(raw)
    raise LockedError


def _is_break(html: str) -> bool:
    return html.startswith('<span data-t=" " data-md="\n') or html.startswith("<br ")


def _broken_line(text: str, html: str, at: int, begin: int) -> str:
    """A line break with what stands before the words of the next line: indentation, the sign of a quote."""
    gap = text[at:begin]
    if gap.strip(" \t>"):
        raise LockedError
    mark = 'data-md="'
    place = html.index(mark) + len(mark)
    end = html.index('"', place)
    return html[:end] + _attribute(gap) + html[end:]


def _kept(raw: str, shown: str) -> str:
    return (
        f'<span data-t="{_attribute(shown)}" data-md="{_attribute(raw)}">{escape(shown, quote=False)}</span>'
    )


def _atom(raw: str) -> str:
    """What is shown as it is written and kept as one: pictures, addresses, names in double brackets."""
    return (
        f'<span class="atom" contenteditable="false" data-md="{_attribute(raw)}">'
        f"{escape(raw, quote=False)}</span>"
    )


def _attribute(text: str) -> str:
    return escape(text, quote=True)


# -- from HTML to Markdown


def written(html: str, emphasis: str) -> Iterator[str]:
    """The Markdown of a run that came back from a browser: as it stands, then with everything escaped that might be
    taken for a mark, to be tried in this order. `emphasis` is the mark for words that are stressed anew.
    """
    nodes = read(html)
    for careful in (False, True):
        yield _trimmed(_written(nodes, emphasis, careful=careful))


def signature(html: str) -> str:
    """What a run shows: its words and marks, however they are written."""
    return " ".join("".join(_shown(read(html))).split())


def read(html: str) -> list[Node]:
    """The parts of an edited run. Elements that no run has are left out, their words stay."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Node] = []
        self.stack: list[tuple[str, list[Node]]] = [("", self.root)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = _SAME.get(tag, tag)
        if name not in _TAGS:
            return
        node = Node(name, {key: value or "" for key, value in attrs}, [])
        self.stack[-1][1].append(node)
        if name not in {"br", "img"}:
            self.stack.append((name, node.children))

    def handle_endtag(self, tag: str) -> None:
        name = _SAME.get(tag, tag)
        if any(name == opened for opened, _children in self.stack[1:]):
            while self.stack.pop()[0] != name:
                pass

    def handle_data(self, data: str) -> None:
        self.stack[-1][1].append(Node("", {}, [], data))


def _text(nodes: Sequence[Node]) -> str:
    return "".join(node.text if not node.tag else _text(node.children) for node in nodes)


def _written(nodes: Sequence[Node], emphasis: str, *, careful: bool) -> str:
    return "".join(_part(node, emphasis, careful=careful) for node in nodes)


def _part(node: Node, emphasis: str, *, careful: bool) -> str:
    own = node.attributes
    if not node.tag:
        return _escaped(node.text) if careful else node.text
    if node.tag in {"br", "img"}:
        return own.get("data-md", " ")
    if node.tag == "span":
        kept = "data-md" in own and (own.get("class") == "atom" or _text(node.children) == own.get("data-t"))
        return own["data-md"] if kept else _written(node.children, emphasis, careful=careful)
    if node.tag == "code":
        words = _text(node.children).replace("\n", " ")
        mark = own.get("data-o") or "`"
        return f"{mark}{words}{mark}" if words.strip() and "`" not in words else words
    inner = _written(node.children, emphasis, careful=careful)
    words = inner if node.tag == "a" else inner.strip()
    if not words.strip():
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    if node.tag == "a":
        before = after = ""
    opens, closes = _marks(node, emphasis)
    return f"{before}{opens}{words}{closes}{after}"


def _marks(node: Node, emphasis: str) -> tuple[str, str]:
    own = node.attributes
    if "data-o" in own and "data-c" in own:
        return own["data-o"], own["data-c"]
    if node.tag == "a":
        goal = own.get("data-href", "").strip()
        path, hash_, anchor = goal.partition("#")
        goal = goal if ":" in path else f"{destinations.encoded(path)}{hash_}{destinations.encoded(anchor)}"
        return ("[", f"]({goal})") if goal and not re.search(r"[\s()<>]", goal) else ("", "")
    mark = {"strong": "**", "em": emphasis, "del": "~~"}[node.tag]
    return mark, mark


def _escaped(text: str) -> str:
    text = _ENTITY.sub("&amp;", _SPECIALS.sub(r"\\\1", text))
    text = _NUMBERED.sub(r"\1\\\2", text)
    return _AT_START.sub(r"\1\\\2", text)


def _trimmed(text: str) -> str:
    return text.strip(" \t\n") if text.strip() else ""


def _shown(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if not node.tag:
            yield node.text.replace("<", "&lt;")
        elif node.tag in {"br", "img"}:
            yield " "
        elif node.tag == "span" and node.attributes.get("class") == "atom":
            yield f"<{node.attributes.get('data-md', '')}>"
        elif node.tag == "span" or not _text(node.children).strip():
            yield from _shown(node.children)
        else:
            inner = "".join(_shown(node.children))
            before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
            yield f"{before}<{node.tag}>{inner.strip()}</{node.tag}>{after}"
