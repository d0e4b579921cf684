"""The items of the lists below a heading, cut apart so that they can be put together in another order.

The bullets and numbers, and what stands between two items, stay where they are; the words of the items move.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trellis.handbook.files import read_page
from trellis.handbook.model import List, ListItem, Section
from trellis.handbook.page import Page

_BULLET = re.compile(r"(?P<sign>[-*+]|(?P<number>\d{1,9})(?P<end>[.)]))(?P<gap>[ \t]+|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists of a section. `heads` stand before each item, with its bullet; `bodies` are the items; `tail` the rest."""

    heads: tuple[str, ...]
    bodies: tuple[str, ...]
    tail: str

    def text(self) -> str:
        """All of it, put together."""
        pairs = zip(self.heads, self.bodies, strict=True)
        return "".join(part for pair in pairs for part in pair) + self.tail

    def ordered(self, order: Sequence[int]) -> Listing:
        """The same items in another order; items that the order leaves out are gone with the last places."""
        chosen = [_moved(self.bodies[at], self.heads[at], self.heads[to]) for to, at in enumerate(order)]
        return Listing(self.heads[: len(order)], tuple(chosen), self.tail)

    def replaced(self, at: int, body: str) -> Listing:
        """With other words of one item."""
        bodies = (*self.bodies[:at], _indented(body, self.heads[at]), *self.bodies[at + 1 :])
        return Listing(self.heads, bodies, self.tail)

    def added(self, body: str) -> Listing:
        """With one more item at the end, under the next number. There has to be an item already."""
        head = _next_head(self.heads)
        return Listing((*self.heads, head), (*self.bodies, _indented(body, head)), self.tail)


def page_of(text: str, path: str) -> Page:
    """A text as the compiler reads it."""
    return read_page(path, text.encode("utf-8", "surrogatepass")).page


def items_of(section: Section | None) -> list[ListItem]:
    """The items of the lists of a section, those nested in them left out."""
    blocks = section.blocks if section is not None else ()
    return [item for block in blocks if isinstance(block, List) for item in block.items]


def cut(text: str, items: Iterable[ListItem]) -> Listing:
    """A text cut at the items of its lists."""
    heads, bodies, at = [], [], 0
    for item in items:
        found = _BULLET.match(text, item.span.start)
        start = found.end() if found is not None else item.span.start
        end = max(start, len(text[: item.span.end].rstrip()))
        heads.append(text[at:start])
        bodies.append(text[start:end])
        at = end
    return Listing(tuple(heads), tuple(bodies), text[at:])


def _width(head: str) -> int:
    return len(head) - (head.rfind("\n") + 1)


def _moved(body: str, old: str, new: str) -> str:
    """The lines of an item indented for its new bullet."""
    before, after = " " * _width(old), " " * _width(new)
    if before == after or "\n" not in body:
        return body
    first, *rest = body.split("\n")
    return "\n".join(
        [first, *(f"{after}{line[len(before) :]}" if line.startswith(before) else line for line in rest)]
    )


def _indented(body: str, head: str) -> str:
    return body.strip().replace("\n", "\n" + " " * _width(head))


def _next_head(heads: Sequence[str]) -> str:
    """What stands before an item behind the last one."""
    last = heads[-1]
    line = last[last.rfind("\n") + 1 :]
    between = "\n\n" if len(heads) > 1 and last.startswith("\n\n") and last.count("\n") == 2 else "\n"
    found = _BULLET.search(line)
    if found is None or found["number"] is None:
        return between + line
    numbers = [
        m["number"] for m in (_BULLET.search(each[each.rfind("\n") + 1 :]) for each in heads) if m is not None
    ]
    same = len(numbers) > 1 and len(set(numbers)) == 1
    number = found["number"] if same else str(int(found["number"]) + 1)
    return f"{between}{line[: found.start()]}{number}{found['end']}{found['gap'] or ' '}"
