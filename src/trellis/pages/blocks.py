"""Clean HTML of a page as blocks and runs of text, so that two versions can be laid side by side.

The input is what `render` made: well-formed, with escaped attributes in double quotes. All pieces keep their HTML as
it was, so that what is put together again is as safe as before. A block is taken apart only when somebody looks into
it: most blocks of two versions are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple, TypeAlias

INLINE = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strike strong sub sup "
    "svg time u var wbr path".split()
)
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_WHOLE = frozenset({"img", "br", "wbr", "svg"})
_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*?(/?)>")
_TOKEN = re.compile(r"&#?\w+;|\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w+")
_ID = re.compile(r' id="[^"]*"')
_TAG = re.compile(r"<[^>]*>")
_COPY_LINK = re.compile(r'<a class="copy-link"[^>]*>#</a>')


class Token(NamedTuple):
    """A word, a space, a sign or a picture, with the start tags that it stands in; `key` says what equals it."""

    html: str
    key: str
    within: tuple[str, ...]


class _Node:
    """An element by its places in the whole HTML: its tags and what is between them."""

    __slots__ = ("begin", "children", "end", "inner_begin", "inner_end", "tag")

    def __init__(self, tag: str, begin: int, inner_begin: int) -> None:
        self.tag = tag
        self.begin = begin
        self.inner_begin = self.inner_end = self.end = inner_begin
        self.children: list[_Node] = []


class Run:
    """Text that flows: words with their markup, no block among them."""

    tag = "#run"

    def __init__(self, source: str, begin: int, end: int, nodes: list[_Node], *, exact: bool) -> None:
        self.html = source[begin:end]
        self._source = source
        self._range = begin, end
        self._nodes = nodes
        self._exact = exact

    @cached_property
    def tokens(self) -> list[Token]:
        """Its words, spaces and signs; white space equals any other, unless the run is of code."""
        return list(_tokens(self._source, *self._range, self._nodes, (), self._exact))

    @cached_property
    def words(self) -> Counter[str]:
        """The words that it shows, with how often."""
        return Counter(_WORD.findall(_TAG.sub("", self.html)))

    @cached_property
    def text(self) -> str:
        """What it says, in one line."""
        return " ".join(_TAG.sub("", self.html).split())

    @property
    def runs(self) -> Iterator[Run]:
        """Itself."""
        yield self


class Element:
    """A block: a paragraph, a list, an item, a cell, with what stands in it."""

    def __init__(self, source: str, node: _Node, *, exact: bool) -> None:
        self.tag = node.tag
        self.html = source[node.begin : node.end]
        self.start = source[node.begin : node.inner_begin]
        self._source = source
        self._node = node
        self._exact = exact

    @property
    def end(self) -> str:
        """The end tag, empty for what has none."""
        return self._source[self._node.inner_end : self._node.end]

    @cached_property
    def children(self) -> list[Block]:
        """What stands in it, in order."""
        return _grouped(self._source, self._node, exact=self._exact or self.tag == "pre")

    @cached_property
    def words(self) -> Counter[str]:
        """The words that it shows, with how often."""
        return Counter(_WORD.findall(_TAG.sub(" ", self.html)))

    @property
    def runs(self) -> Iterator[Run]:
        """The runs of text in it, in order."""
        for child in self.children:
            yield from child.runs


Block: TypeAlias = Run | Element


def blocks_of(html: str) -> list[Block]:
    """The blocks of some HTML. Links that copy the address of a heading are left out."""
    source = _COPY_LINK.sub("", html)
    return _grouped(source, _tree(source), exact=False)


def without_ids(html: str) -> str:
    """HTML without identifiers, which must not stand twice on a page."""
    return _ID.sub("", html)


def put_together(marked: Iterable[tuple[Token, str]], last: str = "") -> str:
    """Tokens as HTML, each with a further start tag that it stands in, or with none; `last` ends what such a tag
    begins.
    """
    out: list[str] = []
    open_now: tuple[str, ...] = ()
    marks: set[str] = set()
    for token, mark in marked:
        marks.add(mark)
        wanted = (*token.within, mark) if mark else token.within
        same = 0
        while same < min(len(open_now), len(wanted)) and open_now[same] == wanted[same]:
            same += 1
        out += [f"{last if start in marks else ''}{_end(start)}" for start in reversed(open_now[same:])]
        out += wanted[same:]
        out.append(token.html)
        open_now = wanted
    out += [f"{last if start in marks else ''}{_end(start)}" for start in reversed(open_now)]
    return "".join(out)


def _end(start: str) -> str:
    found = re.match(r"<(\w+)", start)
    return f"</{found[1]}>" if found is not None else ""


def _tree(source: str) -> _Node:
    """The elements of some well-formed HTML; what is open at its end ends there."""
    root = _Node("", 0, 0)
    stack = [root]
    for found in _ANY_TAG.finditer(source):
        closes, tag, closed = found.groups()
        if not closes:
            node = _Node(tag, found.start(), found.end())
            stack[-1].children.append(node)
            if not closed and tag not in _VOID:
                stack.append(node)
        elif len(stack) > 1:
            node = stack.pop()
            node.inner_end, node.end = found.start(), found.end()
    for node in stack:
        node.inner_end = node.end = len(source)
    return root


def _grouped(source: str, parent: _Node, *, exact: bool) -> list[Block]:
    """Blocks with the text between them gathered to runs; white space alone is none, unless it is `exact`."""
    made: list[Block] = []
    begin = parent.inner_begin
    waiting: list[_Node] = []

    def close(end: int) -> None:
        if begin < end and (exact or source[begin:end].strip()):
            made.append(Run(source, begin, end, list(waiting), exact=exact))
        waiting.clear()

    for child in parent.children:
        if child.tag in INLINE and not _holds_blocks(source, child):
            waiting.append(child)
            continue
        close(child.begin)
        made.append(Element(source, child, exact=exact))
        begin = child.end
    close(parent.inner_end)
    return made


def _is_whole(source: str, node: _Node) -> bool:
    """Whether an element is one sign to a reader, never taken apart."""
    start = source[node.begin : node.inner_begin]
    return node.tag in _WHOLE or 'class="task' in start or 'class="opaque"' in start


def _holds_blocks(source: str, node: _Node) -> bool:
    return any(child.tag not in INLINE or _holds_blocks(source, child) for child in node.children)


def _tokens(
    source: str, begin: int, end: int, nodes: list[_Node], within: tuple[str, ...], exact: bool
) -> Iterator[Token]:
    at = begin
    for node in nodes:
        yield from _words(source[at : node.begin], within, exact)
        whole = source[node.begin : node.end]
        if _is_whole(source, node):
            yield Token(whole, without_ids(whole), within)
        elif node.inner_begin < node.end:
            inner = (*within, source[node.begin : node.inner_begin])
            yield from _tokens(source, node.inner_begin, node.inner_end, node.children, inner, exact)
        at = node.end
    yield from _words(source[at:end], within, exact)


def _words(text: str, within: tuple[str, ...], exact: bool) -> Iterator[Token]:
    for found in _TOKEN.findall(text):
        yield Token(found, found if exact or found.strip() else " ", within)
