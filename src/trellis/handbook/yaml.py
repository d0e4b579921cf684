"""YAML with addresses: every value knows its place, nothing is executed, nothing grows without bound.

YAML 1.2's core schema is read (`true`/`false`, `null`, whole numbers, decimals); everything else is text, so
that `no` is a country, `12:30` a time of day and `007` an agent. Tags are refused, duplicate keys reported.
Aliases are allowed as long as the text that they stand for, written out, stays within the bound for any YAML
text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml as pyyaml

from trellis.handbook.text import Span

MAX_NODES = 200_000
"""Values in one text, with everything counted that aliases repeat."""

MAX_DEPTH = 60
"""Lists and mappings within each other, likewise."""

MAX_PROBLEMS = 100
"""Problems reported of one text."""


class Node:
    """A value with its span: a scalar (`None`, bool, int, float, str), a list of nodes, or a mapping of nodes."""

    __slots__ = ("key_spans", "span", "value")

    def __init__(self, value: Any, span: Span, key_spans: dict[str, Span] | None = None) -> None:
        self.value = value
        self.span = span
        self.key_spans = key_spans or {}

    def __reduce__(self) -> tuple[type[Node], tuple[Any, Span, dict[str, Span]]]:
        return Node, (self.value, self.span, self.key_spans)

    def __repr__(self) -> str:
        return f"Node({self.value!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.value == other.value and self.span == other.span

    def __hash__(self) -> int:
        return hash(self.span)

    def get(self, key: str) -> Node | None:
        """The node under a key of a mapping, or `None`, also where this is no mapping."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self) -> Iterator[tuple[str, Node]]:
        """The keys and nodes of a mapping, in order; nothing where this is no mapping."""
        if isinstance(self.value, dict):
            yield from self.value.items()

    def plain(self) -> Any:
        """The value without addresses. What an alias repeats is shared, not copied."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class Problem(NamedTuple):
    """Something wrong with a YAML text: a stable word for its kind, a sentence, the place.

    `kind` is `syntax`, `duplicate-key`, `tag`, `alias`, `size` or `key`.
    """

    kind: str
    message: str
    span: Span


@dataclass(slots=True)
class Result:
    """What was read, as far as it could be, and what was wrong."""

    node: Node | None
    problems: list[Problem]


def parse(text: str, offset: int = 0) -> Result:
    """Read one YAML document; spans are shifted by `offset`. Never raises for any text."""
    return _Reader(text, offset).read()


_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*|(?=[eE])))([eE][-+]?[0-9]{1,3})?\Z")
_CONSTANTS = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "null": None,
    "~": None,
    "": None,
    "Null": None,
}
_FIRST = frozenset(("", *"tTfFnN~+-.0123456789"))
"""What a scalar that is no text begins with."""

_CORE = "tag:yaml.org,2002:"
_TAGS = {"!", *(_CORE + name for name in ("str", "int", "float", "bool", "null", "seq", "map"))}
_MERGE = "<<"


def scalar(text: str, plain: bool = True) -> Any:
    """The value of a scalar; `plain` says that it stands without quotes."""
    if not plain:
        return text
    if text[:1] not in _FIRST:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


class _Open:
    """A list or mapping that is being read: how many values it stands for, and how deep it is."""

    __slots__ = ("anchor", "height", "key", "node", "weight")

    def __init__(self, node: Node, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.key: Node | None = None
        self.weight = 1
        self.height = 1


class _Anchored(NamedTuple):
    node: Node
    weight: int
    height: int


class _Stop(Exception):
    """The text is larger than any handbook needs."""


class _Reader:
    """Builds nodes from the parser's events with a stack of its own, so that depth is bounded here."""

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset
        self.problems: list[Problem] = []
        self.anchors: dict[str, _Anchored] = {}
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.weight = 0

    def span(self, event: Any) -> Span:
        return Span(event.start_mark.index + self.offset, event.end_mark.index + self.offset)

    def problem(self, kind: str, message: str, span: Span) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(kind, message, span))

    def read(self) -> Result:
        try:
            for event in pyyaml.parse(self.text, Loader=pyyaml.CSafeLoader):
                if isinstance(event, pyyaml.DocumentEndEvent):
                    break
                self.take(event)
        except _Stop:
            pass
        except pyyaml.YAMLError as error:
            self.syntax(error)
        return Result(self.root, self.problems)

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is pyyaml.ScalarEvent:
            if event.tag is not None:
                self.check_tag(event)
            # Keys are always text.
            stack = self.stack
            at_key = stack and stack[-1].key is None and type(stack[-1].node.value) is dict
            value = event.value
            if not at_key and event.implicit[0] and event.tag is None:
                value = scalar(value)
            self.add(Node(value, self.span(event)), 1, 0, event.anchor)
        elif kind is pyyaml.MappingStartEvent or kind is pyyaml.SequenceStartEvent:
            self.check_tag(event)
            node = Node({} if kind is pyyaml.MappingStartEvent else [], self.span(event))
            self.bound(1, len(self.stack) + 1, node.span)
            self.stack.append(_Open(node, event.anchor))
        elif kind is pyyaml.MappingEndEvent or kind is pyyaml.SequenceEndEvent:
            self.close(event)
        elif kind is pyyaml.AliasEvent:
            self.alias(str(event.anchor), self.span(event))

    def close(self, event: pyyaml.Event) -> None:
        done = self.stack.pop()
        done.node.span = Span(done.node.span.start, self.span(event).end)
        # Its own weight is counted already.
        self.weight -= done.weight
        self.add(done.node, done.weight, done.height, done.anchor)

    def add(self, node: Node, weight: int, height: int, anchor: str | None) -> None:
        """A whole value: bounded, remembered for aliases, placed in what is open."""
        self.bound(weight, len(self.stack) + height, node.span)
        if anchor:
            self.anchors[anchor] = _Anchored(node, weight, height)
        if self.stack:
            parent = self.stack[-1]
            parent.weight += weight
            parent.height = max(parent.height, height + 1)
            self.place(node, parent)
        elif self.root is None:
            self.root = node

    def bound(self, weight: int, depth: int, span: Span) -> None:
        self.weight += weight
        if self.weight > MAX_NODES or depth > MAX_DEPTH:
            what = "more values" if self.weight > MAX_NODES else "deeper nesting"
            self.problem("size", f"The YAML has {what} than any handbook needs; the rest is not read.", span)
            self.keep_what_is_open()
            raise _Stop

    def keep_what_is_open(self) -> None:
        while self.stack:
            done = self.stack.pop()
            if self.stack:
                self.place(done.node, self.stack[-1])
            elif self.root is None:
                self.root = done.node

    def check_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag not in _TAGS:
            name = event.tag.replace(_CORE, "!!")[:80]
            self.problem(
                "tag", f"The tag “{name}” is not allowed: a handbook holds plain values.", self.span(event)
            )

    def alias(self, name: str, span: Span) -> None:
        found = self.anchors.get(name)
        if found is None:
            what = (
                "stands inside what it names"
                if any(o.anchor == name for o in self.stack)
                else "names nothing above it"
            )
            self.problem("alias", f"The alias “*{name}” {what}.", span)
            found = _Anchored(Node(None, span), 1, 0)
        node = Node(found.node.value, span, found.node.key_spans)
        self.add(node, found.weight, found.height, None)

    def place(self, node: Node, parent: _Open) -> None:
        container = parent.node
        if isinstance(container.value, list):
            container.value.append(node)
            return
        key, parent.key = parent.key, None
        if key is None:
            parent.key = node
        elif isinstance(key.value, dict | list):
            self.problem("key", "A key must be a word, not a list or mapping.", key.span)
        elif key.value == _MERGE and isinstance(node.value, dict):
            for name, value in node.value.items():
                container.value.setdefault(name, value)
                container.key_spans.setdefault(name, key.span)
        else:
            self.place_pair(key, node, container)

    def place_pair(self, key: Node, node: Node, container: Node) -> None:
        name = "null" if key.value is None else str(key.value)
        if name in container.key_spans and self.text_at(container.key_spans[name]) != _MERGE:
            self.problem(
                "duplicate-key",
                f"The key “{name[:80]}” stands here a second time; the first one counts.",
                key.span,
            )
            return
        container.value[name] = node
        container.key_spans[name] = key.span

    def text_at(self, span: Span) -> str:
        return self.text[span.start - self.offset : span.end - self.offset]

    def syntax(self, error: pyyaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        index = mark.index if mark is not None else self.unreadable()
        at = min(index, len(self.text)) + self.offset
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        self.problem("syntax", f"The YAML is broken here: {what}.", Span(at, at))
        self.keep_what_is_open()

    def unreadable(self) -> int:
        found = _UNREADABLE.search(self.text)
        return found.start() if found else 0


_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
