"""Changing values of a YAML text where they stand: comments, order, quotes and spaces elsewhere stay as they are.

    rewritten(text, {"title": "Other words", "then": (Item(1, {...}), Item(0, {...}), Item(None, {...}))})

What is wanted is compared with what the text says, and only what differs is written: a value in its place, a key after
the one that it follows, an item of a list together with the comments above it. What comes out is read again and must
say what was wanted; else whole entries are written anew, and where even that does not do (an alias is in the way), the
text is left alone. Keys count as the same with hyphens and underscores, as `declared` reads them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from trellis.handbook.errors import TrellisError
from trellis.handbook.yaml import Node, parse, scalar

WIDTH = 90
"""Characters up to which a mapping is written within braces."""


class CannotRewriteError(TrellisError):
    """A text cannot be changed by values."""

    code = "cannot-rewrite"


class Item(NamedTuple):
    """An item of a list: which one it was in the text, if it stood there, and what it is to hold."""

    was: int | None
    value: Any


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def rewritten(text: str, wanted: Mapping[str, Any]) -> str:
    """The text of a mapping with other values. Raises CannotRewriteError where it cannot be written so that it holds.

    Values are texts, numbers, yes or no, mappings and lists; a list is a tuple of `Item` where it is known which item
    was which.
    """
    found = parse(text)
    if found.problems or (found.node is not None and not isinstance(found.node.value, dict | None)):
        raise CannotRewriteError("The text cannot be read.", hint="Correct it as text first.")
    if found.node is None or not found.node.value:
        return f"{_block(wanted, 0)}\n"
    for deep in (True, False):
        made = _applied(text, _Writer(text, deep=deep).mapping(found.node, wanted))
        again = parse(made)
        if not again.problems and again.node is not None and is_same(again.node.plain(), wanted):
            return made
    raise CannotRewriteError(
        "This text is written in a way that cannot be changed by values.", hint="Change it as text."
    )


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are written down alike, whatever the order of their keys."""
    return json.dumps(_normal(one), sort_keys=True) == json.dumps(_normal(other), sort_keys=True)


def _normal(value: Any) -> Any:
    if isinstance(value, Item):
        return _normal(value.value)
    if isinstance(value, Mapping):
        return {_name(str(key)): _normal(each) for key, each in value.items()}
    return [_normal(each) for each in value] if isinstance(value, list | tuple) else value


def _name(key: str) -> str:
    return key.replace("_", "-")


def _applied(text: str, edits: Sequence[_Edit], start: int = 0, end: int | None = None) -> str:
    """A part of a text with edits, whose places count from the beginning of the whole."""
    end = len(text) if end is None else end
    parts, at = [], start
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        parts += [text[at : edit.start], edit.text]
        at = max(at, edit.end)
    return "".join((*parts, text[at:end]))


class _Writer:
    """Compares nodes with what is wanted. `deep` is whether values within entries are changed where they stand."""

    def __init__(self, text: str, *, deep: bool) -> None:
        self.text = text
        self.deep = deep

    def value(self, node: Node, wanted: Any) -> list[_Edit] | None:
        """What changes a value where it stands; `None` where its entry must be written anew."""
        if is_same(node.plain(), wanted):
            return []
        if isinstance(wanted, Mapping) and isinstance(node.value, dict) and node.value and wanted:
            return self.mapping(node, wanted)
        if isinstance(wanted, list | tuple) and isinstance(node.value, list) and node.value and wanted:
            return self.list(node, wanted)
        is_plain = not isinstance(wanted, Mapping | list | tuple) and not isinstance(node.value, dict | list)
        start, end = node.span.start, self.end_of(node)
        if is_plain and end > start and self.text[start] not in "|>&*!" and not _is_long(wanted):
            return [_Edit(start, end, _inline(wanted))]
        if self.is_flow(node):
            return [_Edit(start, end, _inline(wanted))]
        return None

    def mapping(self, node: Node, wanted: Mapping[str, Any]) -> list[_Edit]:
        if self.is_flow(node):
            return self.flow_mapping(node, wanted)
        keys = {_name(key): key for key in node.value}
        column = self.column(next(iter(node.key_spans.values())).start)
        gone = [key for name, key in keys.items() if name not in wanted]
        new = [name for name in wanted if name not in keys]
        edits: list[_Edit] = []
        if self.renames(node, gone, new, wanted):
            span = node.key_spans[gone[0]]
            edits.append(_Edit(span.start, span.end, new[0]))
            edits += self.entry(node, gone[0], wanted[new[0]], column)
            keys[new[0]] = gone[0]
            gone, new = [], []
        if any(self.is_after_hyphen(node.key_spans[key].start) for key in gone):
            return [_Edit(node.span.start, self.end_of(node), _item(wanted, column))]
        for key in gone:
            start = self.line_start(node.key_spans[key].start)
            edits.append(_Edit(start, self.line_end(self.entry_end(node, key)) + 1, ""))
        last = list(node.value)[-1]
        added: dict[int, str] = {}
        for name, value in wanted.items():
            if name in new:
                at = self.line_end(self.entry_end(node, last))
                added[at] = added.get(at, "") + f"\n{' ' * column}{name}:{_after_key(value, column)}"
            elif name in keys:
                last = keys[name]
                if name not in (_name(each) for each in node.value):
                    continue  # renamed above
                edits += self.entry(node, last, value, column)
        return [*edits, *(_Edit(at, at, words) for at, words in added.items())]

    def renames(self, node: Node, gone: list[str], new: list[str], wanted: Mapping[str, Any]) -> bool:
        """Whether one key takes the place of another on its line."""
        if not self.deep or len(gone) != 1 or len(new) != 1:
            return False
        return not isinstance(node.value[gone[0]].value, dict | list) and not isinstance(
            wanted[new[0]], Mapping | list | tuple
        )

    def entry(self, node: Node, key: str, wanted: Any, column: int) -> list[_Edit]:
        """What changes the value of a key of a mapping in block style."""
        if is_same(node.value[key].plain(), wanted):
            return []
        edits = self.value(node.value[key], wanted) if self.deep else None
        if edits is not None:
            return edits
        colon = self.text.index(":", node.key_spans[key].end) + 1
        return [_Edit(colon, self.entry_end(node, key), _after_key(wanted, column))]

    def flow_mapping(self, node: Node, wanted: Mapping[str, Any]) -> list[_Edit]:
        keys = {_name(key): key for key in node.value}
        whole = [_Edit(node.span.start, node.span.end, _inline(wanted))]
        if set(keys) != set(wanted):
            return whole
        edits: list[_Edit] = []
        for name, value in wanted.items():
            changed = self.value(node.value[keys[name]], value)
            if changed is None:
                return whole
            edits += changed
        return edits

    def list(self, node: Node, wanted: Sequence[Any]) -> list[_Edit] | None:
        items = [each if isinstance(each, Item) else Item(None, each) for each in wanted]
        stay = [each.was for each in items] == list(range(len(node.value)))
        if self.is_flow(node):
            nested = [self.value(node.value[each.was or 0], each.value) for each in items] if stay else [None]
            if None in nested:
                return [_Edit(node.span.start, node.span.end, _inline(wanted))]
            return [edit for edits in nested for edit in edits or ()]
        hyphens = [self.hyphen_of(each) for each in node.value]
        if None in hyphens:
            return None
        first = hyphens[0] or 0
        column = self.column(first)
        bounds = [self.with_comments(first)]
        bounds += [min(self.line_end(self.end_of(each)) + 1, len(self.text)) for each in node.value]
        parts = [self.chunk(node, each, bounds, column) for each in items]
        region = "".join(part if part.endswith("\n") else f"{part}\n" for part in parts)
        if not self.text[: bounds[-1]].endswith("\n"):
            region = region.removesuffix("\n")
        return [_Edit(bounds[0], bounds[-1], region)]

    def chunk(self, node: Node, item: Item, bounds: Sequence[int], column: int) -> str:
        """The lines of an item, with the comments above it."""
        if item.was is None:
            return f"{' ' * column}- {_item(item.value, column + 2)}\n"
        was: Node = node.value[item.was]
        start, end = bounds[item.was], bounds[item.was + 1]
        edits = self.value(was, item.value)
        if edits is None:
            edits = [_Edit(was.span.start, self.end_of(was), _item(item.value, column + 2))]
        return _applied(self.text, edits, start, end)

    def hyphen_of(self, item: Node) -> int | None:
        at = item.span.start - 1
        while at >= 0 and self.text[at] == " ":
            at -= 1
        return at if at >= 0 and self.text[at] == "-" else None

    def with_comments(self, at: int) -> int:
        """The beginning of a line, or of the comments right above it."""
        start = self.line_start(at)
        while start:
            above = self.line_start(start - 1)
            if not self.text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start

    def is_flow(self, node: Node) -> bool:
        return self.text[node.span.start : node.span.start + 1] in ("{", "[")

    def is_after_hyphen(self, at: int) -> bool:
        return bool(self.text[self.line_start(at) : at].strip())

    def end_of(self, node: Node) -> int:
        """Where the last character of a value stands; the parser ends blocks only where something else begins."""
        if isinstance(node.value, dict | list) and node.value and not self.is_flow(node):
            children = node.value.values() if isinstance(node.value, dict) else node.value
            ends = [self.end_of(child) for child in children]
            return max(*ends, *(span.end + 1 for span in node.key_spans.values()), 0)
        end = node.span.end
        while end > node.span.start and self.text[end - 1] in " \n\r\t":
            end -= 1
        return end

    def entry_end(self, node: Node, key: str) -> int:
        colon = self.text.index(":", node.key_spans[key].end) + 1
        return max(self.end_of(node.value[key]), colon)

    def column(self, at: int) -> int:
        return at - self.line_start(at)

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found


# -- writing values


_PLAIN = re.compile(r"[^\W_][\w.,()@/’“”–+-]*(?: [\w.,()@/’“”–+-]+)*")
_WORDS_OF_OTHERS = re.compile(r"(?i:yes|no|on|off|y|n|null|true|false)|[0-9][0-9_.:eE+-]*")
"""What older readers of YAML take for something else than a text."""
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def _after_key(value: Any, column: int) -> str:
    """A value behind the colon of its key, which stands in a column."""
    if isinstance(value, list | tuple) and value and not _is_short(value):
        indent = " " * (column + 2)
        return "".join(f"\n{indent}- {_item(_plain(each), column + 4)}" for each in value)
    if isinstance(value, Mapping) and value and not _is_short(value):
        return f"\n{' ' * (column + 2)}{_block(value, column + 2)}"
    if _is_long(value):
        return " |-\n" + "\n".join(
            f"{' ' * (column + 2)}{line}" if line else "" for line in value.split("\n")
        )
    return f" {_inline(value)}"


def _item(value: Any, column: int) -> str:
    """An item behind its hyphen; further lines of it begin in a column."""
    if isinstance(value, Mapping) and value and not _is_short(value):
        return _block(value, column)
    return _inline(value)


def _block(value: Mapping[str, Any], column: int) -> str:
    return f"\n{' ' * column}".join(f"{key}:{_after_key(each, column)}" for key, each in value.items())


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Item) else value


def _is_short(value: Any) -> bool:
    """Whether a list or mapping reads well in one line: a mapping of single values, a list of them."""
    several = value.values() if isinstance(value, Mapping) else map(_plain, value)
    within = Mapping if not isinstance(value, Mapping) else ()
    for each in several:
        if _is_long(each) or isinstance(each, within):
            return False
        if isinstance(each, Mapping | list | tuple) and not _is_short(each):
            return False
    return len(_inline(value)) <= WIDTH


def _is_long(value: Any) -> bool:
    """Whether a text is best written over several lines."""
    if not isinstance(value, str) or "\n" not in value or _UNPRINTABLE.search(value):
        return False
    is_neat = all(line == line.rstrip() for line in value.split("\n")) and not value.startswith((" ", "\n"))
    return is_neat and not value.endswith("\n") and value.replace("\n", "").isprintable()


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inline(_plain(each)) for each in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)


def _text(value: str) -> str:
    is_word = isinstance(scalar(value), str) and not _WORDS_OF_OTHERS.fullmatch(value)
    if is_word and _PLAIN.fullmatch(value) and "," not in value:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
