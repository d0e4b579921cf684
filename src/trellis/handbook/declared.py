"""YAML as typed values: what a room declares as a frozen data class is read from a data file, checked and reported.

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Duty(Declared):
        title: str
        description: str = ""
        permissions: tuple[Annotated[str, Matching("[a-z:-]+", "a permission such as cases:handle")], ...] = ()

A field without a default must be there. What is wrong is reported at its place with what would be right, once for each
fault; a value that cannot be read leaves out the smallest thing that cannot do without it. Keys may be written with
hyphens or underscores; for a key that is a word of Python, such as `if`, the field ends with an underscore: `if_`.

A field is a text, a whole number, a `Decimal`, a yes or no, a `date`, a `time`, a `Literal`, an enumeration, another
declared class, one of several that a `Literal` field tells apart, or a tuple or mapping (by text) of these, or any of
them `| None`. `Annotated` narrows one by `Matching`, `Between` or any `Check`.
"""

from __future__ import annotations

import keyword
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from trellis.handbook.declaredcodes import MISSING_KEY, UNKNOWN_KEY, WRONG_VALUE
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.scalars import READERS, WORDS, Wrong, one_word
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node

T = TypeVar("T")
D = TypeVar("D", bound="Declared")
MOST_SHOWN = 80
"""Characters of somebody's text that a message repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The base of what is read from YAML: it knows the node that it was read from."""

    node: Node = field(default_factory=lambda: Node(None, Span(0, 0)), repr=False, compare=False)

    def span_of(self, key: str, at: int | None = None) -> Span:
        """Where a field was written, or one item of it; where it was not, all of the value."""
        found = _under(self.node, key)
        if found is None:
            return self.node.span
        if at is not None and isinstance(found.value, list) and at < len(found.value):
            item: Node = found.value[at]
            return item.span
        return found.span

    def key_span_of(self, key: str) -> Span:
        """Where the name of a field was written, or an entry of this mapping."""
        return (
            self.node.key_spans.get(key) or self.node.key_spans.get(key.replace("_", "-")) or self.node.span
        )


class Check(NamedTuple):
    """What a value must be besides its type: `expected` completes “… must be”."""

    holds: Callable[[Any], bool]
    expected: str


def Matching(pattern: str, expected: str) -> Check:  # noqa: N802 - stands in annotations, like a type
    """A text that matches a pattern from its beginning to its end."""
    compiled = re.compile(pattern)
    return Check(lambda text: compiled.fullmatch(text) is not None, expected)


def Between(least: Any, most: Any) -> Check:  # noqa: N802 - as above
    """A number within bounds, both included."""
    return Check(lambda value: least <= value <= most, f"from {least} to {most}")


SLUG = Matching(
    r"[a-z0-9]+(-[a-z0-9]+)*", "a name of small letters, digits and hyphens, such as people-partner"
)
Slug = Annotated[str, SLUG]
"""The name by which records and addresses know a definition, for good."""


def read(node: Node, declared: type[D], reporter: Reporter, what: str = "") -> D | None:
    """The value that a node holds, or `None` where it lacks what it cannot do without; reports what is wrong.

    `what` names the thing in messages: `the duty “approver”`.
    """
    reading = _Reading(reporter)
    try:
        return reading.made(node, declared, what or "This")
    except Wrong as error:
        reading.wrong(what or "This", error)
    except _Incomplete:
        pass
    return None


def read_mapping(node: Node, declared: type[D], reporter: Reporter, what: str = "") -> dict[str, D]:
    """The readable entries of a mapping from names to values; `what` names one of them: `duty`."""
    if not isinstance(node.value, dict):
        reporter.report(WRONG_VALUE, node.span, f"Here must be a mapping of each {what} by its name.")
        return {}
    found = {}
    for key, value in node.items():
        made = read(value, declared, reporter, f"the {what} “{key[:MOST_SHOWN]}”")
        if made is not None:
            found[key] = made
    return found


def read_list(node: Node, declared: type[D], reporter: Reporter, what: str = "") -> tuple[D, ...]:
    """The readable items of a list; `what` names one of them: `grant`."""
    if not isinstance(node.value, list):
        reporter.report(WRONG_VALUE, node.span, f"Here must be a list, with a {what} behind each hyphen.")
        return ()
    made = (read(item, declared, reporter, f"the {what} here") for item in node.value)
    return tuple(each for each in made if each is not None)


class Field(NamedTuple):
    """A field of a declared class, for its reference: `kind` is its type in words of a reader."""

    name: str
    kind: str
    is_required: bool
    default: Any


def fields_of(declared: type[Declared]) -> tuple[Field, ...]:
    """The fields of a declared class, for the page that describes the format."""
    return tuple(
        Field(
            each.name, _in_words(hint), _is_required(each), None if each.default is MISSING else each.default
        )
        for each, hint in _shape(declared).values()
    )


class _Incomplete(Exception):
    """A value lacks what it cannot do without; it is reported already."""


class _Reading:
    """Reads nodes, and reports where they are wrong."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter

    def wrong(self, what: str, error: Wrong) -> None:
        self.reporter.report(WRONG_VALUE, error.node.span, f"{_sentence(what)} must be {error.expected}.")

    def made(self, node: Node, declared: type[D], what: str) -> D:
        """A declared value. Raises Wrong where the node is no mapping, and _Incomplete where a value is lacking."""
        if not isinstance(node.value, dict):
            raise Wrong("a mapping of keys and values", node)
        shape = _shape(declared)
        written = self._known(node, shape, what)
        values: dict[str, Any] = {}
        is_whole = True
        for name, (each, hint) in shape.items():
            if name not in written:
                if _is_required(each):
                    is_whole = False
                    self._lacks(node, name, hint, what)
                continue
            try:
                values[name] = self.value(written[name], hint, f"“{name}” of {what}")
            except Wrong as error:
                self.wrong(f"“{name.removesuffix('_')}”", error)
                is_whole = is_whole and not _is_required(each)
            except _Incomplete:
                is_whole = is_whole and not _is_required(each)
        if not is_whole:
            raise _Incomplete
        return declared(node=node, **values)

    def _known(self, node: Node, shape: Mapping[str, Any], what: str) -> dict[str, Node]:
        found = {}
        for key, value in node.items():
            name = key.replace("-", "_")
            name = f"{name}_" if keyword.iskeyword(name) else name
            if name in shape:
                found[name] = value
                continue
            near = get_close_matches(name, list(shape), 1, 0.45)
            hint = f"Did you mean “{near[0]}”?" if near else f"Known are {', '.join(shape)}."
            self.reporter.report(
                UNKNOWN_KEY,
                node.key_spans.get(key, node.span),
                f"“{key[:MOST_SHOWN]}” is no key of {what[0].lower() + what[1:]}.",
                hint=hint,
            )
        return found

    def _lacks(self, node: Node, name: str, hint: Any, what: str) -> None:
        place = next(iter(node.key_spans.values()), node.span)
        self.reporter.report(
            MISSING_KEY,
            place,
            f"{_sentence(what)} has no “{name}”.",
            hint=f"Add “{name}:” with {_in_words(hint)}.",
        )

    def value(self, node: Node, hint: Any, what: str) -> Any:
        """A value of any type that a field can have. Raises Wrong or _Incomplete."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._checked(self.value(node, arguments[0], what), node, arguments[1:])
        if origin in (Union, types.UnionType):
            return self._one_of(node, arguments, what)
        if origin is tuple:
            return self._several(node, arguments[0], what)
        if origin is Literal:
            return one_word(node, [str(each) for each in arguments])
        if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
            return self._mapping(node, arguments[0], arguments[1], what)
        if isinstance(hint, type) and issubclass(hint, Declared):
            return self.made(node, hint, what)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint(one_word(node, [str(each.value) for each in hint]))
        return READERS[hint](node)

    def _checked(self, value: Any, node: Node, checks: tuple[Any, ...]) -> Any:
        for check in checks:
            if isinstance(check, Check) and not check.holds(value):
                raise Wrong(check.expected, node)
        return value

    def _several(self, node: Node, hint: Any, what: str) -> tuple[Any, ...]:
        """A list; a single value is a list of one. Items that are wrong are reported and left out."""
        if not isinstance(node.value, list):
            return () if node.value is None else (self.value(node, hint, what),)
        found = []
        for item in node.value:
            try:
                found.append(self.value(item, hint, what))
            except Wrong as error:
                self.wrong(f"each of {what}", error)
            except _Incomplete:
                continue
        return tuple(found)

    def _mapping(self, node: Node, key_hint: Any, hint: Any, what: str) -> dict[str, Any]:
        if not isinstance(node.value, dict):
            raise Wrong("a mapping of keys and values", node)
        found = {}
        for key, value in node.items():
            name = f"“{key[:MOST_SHOWN]}” of {what}"
            try:
                self.value(Node(key, node.key_spans.get(key, node.span)), key_hint, name)
                found[key] = self.value(value, hint, name)
            except Wrong as error:
                self.wrong(name, error)
            except _Incomplete:
                continue
        return found

    def _one_of(self, node: Node, choices: tuple[Any, ...], what: str) -> Any:
        if type(None) in choices:
            if node.value is None:
                return None
            choices = tuple(each for each in choices if each is not type(None))
        if len(choices) == 1:
            return self.value(node, choices[0], what)
        declared = [each for each in choices if isinstance(each, type) and issubclass(each, Declared)]
        if declared and isinstance(node.value, dict):
            return self.made(node, _told_apart(node, declared), what)
        for choice in choices:
            if choice not in declared:
                try:
                    return self.value(node, choice, what)
                except Wrong:
                    continue
        raise Wrong(" or ".join(_in_words(each) for each in choices), node)


def _told_apart(node: Node, choices: list[type[Declared]]) -> type[Declared]:
    """Which of several classes a mapping is: the one whose field with a single word says what the mapping says."""
    if len(choices) == 1:
        return choices[0]
    for name in dict.fromkeys(name for each in choices for name in _tags(each)):
        words = {word: each for each in choices for word in [_tags(each).get(name)] if word is not None}
        found = _under(node, name)
        if found is not None:
            return words[one_word(found, list(words))]
        raise Wrong(f"a mapping with “{name}:” and one of {', '.join(words)}", node)
    raise TypeError("Classes to choose from need a field with a Literal of one word.")


def _tags(declared: type[Declared]) -> dict[str, str]:
    return {
        name: str(get_args(hint)[0])
        for name, (_each, hint) in _shape(declared).items()
        if get_origin(hint) is Literal and len(get_args(hint)) == 1
    }


def _shape(declared: type[Declared]) -> dict[str, tuple[Any, Any]]:
    """The fields with their types, by name."""
    found = _shapes.get(declared)
    if found is None:
        hints = get_type_hints(declared, include_extras=True)
        found = {each.name: (each, hints[each.name]) for each in fields(declared) if each.name != "node"}
        _shapes[declared] = found
    return found


_shapes: dict[type[Declared], dict[str, tuple[Any, Any]]] = {}


def _is_required(each: Any) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _under(node: Node, key: str) -> Node | None:
    key = key.removesuffix("_")
    return node.get(key) or node.get(key.replace("_", "-"))


def _sentence(what: str) -> str:
    return what[:1].upper() + what[1:]


def _in_words(hint: Any) -> str:
    """What a reader would call a type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return next(
            (each.expected for each in arguments[1:] if isinstance(each, Check)), _in_words(arguments[0])
        )
    if origin in (Union, types.UnionType):
        return " or ".join(_in_words(each) for each in arguments if each is not type(None))
    if origin is tuple:
        return f"a list, each {_in_words(arguments[0])}"
    if origin is Literal:
        return " or ".join(f"“{each}”" for each in arguments)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " or ".join(f"“{each.value}”" for each in hint)
    return WORDS.get(hint, "a mapping")
