"""From clean HTML to a tree that the typesetter understands: tags, attributes and text as plain lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any, TypeAlias

Node: TypeAlias = Any
"""A text, or `[tag, attributes, children]`; plain JSON, because that is what the typesetter reads."""

Picture = Callable[[str], str | None]
"""Given the address of a picture, the name of the file that holds it; `None` where it cannot be set."""

DEEPEST = 24
"""Elements within each other; what is deeper stands at this depth. The typesetter calls itself for each."""

_NAMELESS = frozenset(
    {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "ul", "ol", "img", "pre", "code"}
)
_EMPTY = frozenset({"br", "hr", "img", "input", "col", "wbr"})
_LEFT_OUT = frozenset({"svg", "script", "style", "template", "button", "colgroup"})
_TRANSPARENT = frozenset(
    {"span", "div", "figure", "tbody", "bdi", "bdo", "time", "small", "dfn", "abbr", "ruby"}
)
_SPACE = re.compile("[ \\t\\r\\n\\f]+")
_DEPTHS = {f"h{level}": level for level in range(1, 7)}
_SAME = {
    "b": "strong",
    "i": "em",
    "cite": "em",
    "var": "em",
    "strike": "del",
    "s": "del",
    "samp": "code",
    "u": "ins",
}


def trees_of(
    texts: Iterable[str], site: str, picture: Picture, names: Iterable[str] = ()
) -> list[list[Node]]:
    """The nodes of each text of a document.

    A link to a name that stands in one of the texts, or is one of `names`, leads there; a path of the site becomes an
    address below `site`; a picture that cannot be set is told by its words.
    """
    links: list[Node] = []
    used = set(names)
    trees = []
    for text in texts:
        grower = _Grower(site.rstrip("/"), picture, links, used)
        grower.feed(text)
        grower.close()
        trees.append(grower.root)
    for link in links:
        if link[1]["to"] not in used:
            link[1]["to"] = ""
    return trees


class _Grower(HTMLParser):
    """Builds the tree while it reads."""

    def __init__(self, site: str, picture: Picture, links: list[Node], used: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.site = site
        self.picture = picture
        self.links = links
        self.used = used
        self.root: list[Node] = []
        self._open: list[tuple[str, list[Node]]] = [("", self.root)]
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = values.get("class", "").split()
        if self._skipped or tag in _LEFT_OUT or "copy-link" in classes:
            self._skipped += tag not in _EMPTY
            return
        if "visually-hidden" in classes:
            self._skipped += 1
            return
        made = self._made(tag, values, classes)
        children = self._open[-1][1]
        if made is not None:
            children.append(made)
            if len(self._open) < DEEPEST:
                children = made[2]
        if tag not in _EMPTY:
            self._open.append((tag, children))

    def close(self) -> None:
        """Put the boxes of tasks where their words begin, and their lists without bullets."""
        super().close()
        waiting = list(self.root)
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                continue
            waiting += node[2]
            if node[0] == "li":
                _begin_with_box(node[2])
            elif node[0] == "ul":
                node[1]["tasks"] = any(each[0] == "li" and _has_box(each[2]) for each in node[2] if each[2:])

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= tag not in _EMPTY
            return
        if tag in _EMPTY:
            return
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        if all(tag != "pre" for tag, _children in self._open):
            if data.isspace() and "\n" in data:
                return
            data = _SPACE.sub(" ", data)
        self._open[-1][1].append(data)

    def _made(self, tag: str, values: dict[str, str], classes: list[str]) -> Node | None:
        """The node of an element; `None` for one that only groups what it holds."""
        name = self._own_name(values.get("id", "")) if tag not in _NAMELESS else ""
        if tag in _DEPTHS:
            return ["h", {"level": _DEPTHS[tag], "name": name}, []]
        if tag == "a":
            return self._link(values.get("href", ""), name)
        if tag == "img":
            return self._picture(values)
        if tag == "div" and "callout" in classes:
            return ["callout", {}, []]
        if tag == "div" and "footnote-definition" in classes:
            return ["note", {"name": name}, []]
        if tag == "span" and "task" in classes:
            return ["task", {"done": "done" in classes}, []]
        if tag in ("td", "th"):
            return ["cell", _cell(tag, values, classes), []]
        if tag == "ol":
            start = values.get("start", "1")
            return ["ol", {"start": int(start) if start.isdecimal() and len(start) < 7 else 1}, []]
        if tag in _TRANSPARENT:
            return ["name", {"name": name}, []] if name else None
        return [_SAME.get(tag, tag), {}, [["name", {"name": name}, []]] if name else []]

    def _own_name(self, name: str) -> str:
        """The anchor of an element; of two with one name only the first has it."""
        if not name or name in self.used:
            return ""
        self.used.add(name)
        return name

    def _link(self, address: str, name: str) -> Node:
        inside = address[1:] if address.startswith("#") else ""
        outside = f"{self.site}{address}" if address.startswith("/") else address
        if outside.partition(":")[0] not in ("http", "https", "mailto", "tel"):
            outside = ""
        made: Node = ["a", {"to": inside, "url": "" if inside else outside, "name": name}, []]
        self.links.append(made)
        return made

    def _picture(self, values: dict[str, str]) -> Node:
        words = values.get("alt", "")
        file = self.picture(values.get("src", ""))
        width = values.get("width", "")
        size = int(width) if width.isdecimal() and len(width) < 5 else 0
        return ["img", {"file": file or "", "alt": words, "width": size}, []]


def _has_box(children: list[Node]) -> bool:
    """Whether an item is a task."""
    for each in children:
        if not isinstance(each, str):
            return bool(each[0] == "task" or (each[0] == "p" and _has_box(each[2])))
        if each.strip():
            return False
    return False


def _begin_with_box(children: list[Node]) -> None:
    """In an item of paragraphs, the box belongs to the first of them."""
    boxes = [each for each in children if each[0] == "task"]
    paragraph = next((each for each in children if each[0] == "p"), None)
    if boxes and paragraph is not None and children.index(boxes[0]) < children.index(paragraph):
        children.remove(boxes[0])
        paragraph[2].insert(0, boxes[0])


def _cell(tag: str, values: dict[str, str], classes: list[str]) -> dict[str, Any]:
    """A cell of a table: how far it reaches, where its text stands, whether it is a head."""
    spans = {}
    for name in ("colspan", "rowspan"):
        said = values.get(name, "1")
        spans[name] = min(max(int(said), 1), 50) if said.isdecimal() and len(said) < 4 else 1
    align = next((each for each in ("right", "center") if each in classes), "left")
    return {"head": tag == "th", "align": align, **spans}
