"""The settings at the top of a page: found, read, and recovered where they are broken.

YAML between `---` lines, TOML between `+++` lines, and keys that stand there as plain text because somebody lost the
lines. What cannot be read as a whole is read key by key.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any, NamedTuple

from trellis.handbook import yaml
from trellis.handbook.diagnostics import Code, Edit, Fix, Reporter
from trellis.handbook.filecodes import (
    BARE_FRONT_MATTER,
    BROKEN_DATA,
    BROKEN_FRONT_MATTER,
    DUPLICATE_KEY,
    NOT_A_MAPPING,
    NOT_PLAIN_YAML,
    UNCLOSED_FRONT_MATTER,
)
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node, Problem

MAX_LENGTH = 200_000
"""Characters of front matter that are looked at; no page needs a hundredth of it."""

_OPENING = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
}
_KEY_LINE = re.compile(
    r"(?P<key>[A-Za-z_][\w-]{0,60})[ \t]*:(?:[ \t]+(?P<value>[^\r\n]*?))?[ \t]*(?:\r?\n|\Z)"
)
_TOML_KEY = re.compile(r"^[ \t]*\[*[ \t]*([\w.\"'-]+)[ \t]*(?:=[ \t]*([^\r\n]*)|\]+)", re.MULTILINE)
_KNOWN_KEYS = {"title", "layout", "description", "kind", "canonical_path", "slug", "weight", "date", "tags"}
_SIMPLE_LINE = re.compile(
    r"(?P<key>[A-Za-z_][\w-]*):[ ]+"
    r"(?:\"(?P<double>[^\"\\\r\n]*)\"|'(?P<single>[^'\r\n]*)'|(?P<plain>[A-Za-z/](?:[^:#\r\n\t]|:(?=[^\s]))*?))[ ]*\n"
)


class Front(NamedTuple):
    """The front matter of a page: its mapping (`None`: there is none), and where the body begins."""

    node: Node | None
    body_start: int


def read(text: str, reporter: Reporter) -> Front:
    """Find and read the front matter; what is wrong goes to the reporter. Never fails."""
    opening = _OPENING.match(text)
    if opening is None:
        return _bare(text, reporter)
    fence = opening[1]
    closing = _CLOSING[fence].search(text, opening.end(), opening.end() + MAX_LENGTH)
    if closing is None:
        return _unclosed(text, opening, reporter)
    inner = Span(opening.end(), closing.start())
    if fence == "+++":
        return Front(_toml(text, inner, reporter), closing.end())
    if not _KEY_LINE.search(text, inner.start, inner.end) and _has_prose(text[inner.start : inner.end]):
        # A page that begins with a horizontal rule.
        return Front(None, 0)
    return Front(_simple(text, inner) or _yaml(text, inner, reporter), closing.end())


def _has_prose(inner: str) -> bool:
    lines = [line for line in inner.splitlines() if line.strip()]
    return any(line.startswith("#") for line in lines) and not any(
        line.startswith(("- ", "{", "[")) for line in lines
    )


def _simple(text: str, inner: Span) -> Node | None:
    """The mapping of front matter that is nothing but `key: text` lines, at a tenth of the cost; `None` for any
    other.
    """
    values: dict[str, Node] = {}
    keys: dict[str, Span] = {}
    at = inner.start
    while at < inner.end:
        found = _SIMPLE_LINE.match(text, at, inner.end)
        if found is None or found["key"] in values:
            return None
        group = found.lastgroup or "plain"
        value = found[group]
        if not value.isprintable():
            return None
        span = Span(*found.span(group))
        if group == "plain":
            value = yaml.scalar(value)
        else:
            span = Span(span.start - 1, span.end + 1)
        values[found["key"]] = Node(value, span)
        keys[found["key"]] = Span(*found.span("key"))
        at = found.end()
    return Node(values, Span(inner.start, at), keys) if values else None


# -- YAML


def _yaml(text: str, inner: Span, reporter: Reporter) -> Node | None:
    result = yaml.parse(text[inner.start : inner.end], inner.start)
    report_problems(result.problems, BROKEN_FRONT_MATTER, reporter)
    node = result.node
    if any(problem.kind == "syntax" for problem in result.problems):
        return _recovered(text, inner)
    if node is None or node.value is None:
        return Node({}, inner)
    if not isinstance(node.value, dict):
        reporter.report(NOT_A_MAPPING, _first_line(text, inner), "The front matter holds no keys.")
        return Node({}, inner)
    return node


def report_problems(problems: list[Problem], broken: Code, reporter: Reporter) -> None:
    """Report what is wrong with a YAML text; `broken` is the code for what cannot be read."""
    codes = {"syntax": broken, "duplicate-key": DUPLICATE_KEY}
    for problem in problems:
        span = Span(
            problem.span.start, min(max(problem.span.end, problem.span.start), len(reporter.source.text))
        )
        reporter.report(codes.get(problem.kind, NOT_PLAIN_YAML), span, problem.message)


def _recovered(text: str, inner: Span) -> Node:
    """The keys of a broken front matter, each read by itself; a value that is broken is the text as it stands."""
    values: dict[str, Node] = {}
    keys: dict[str, Span] = {}
    starts = _key_lines(text, inner)
    for number, found in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else inner.end
        name = found["key"]
        if name in values:
            continue
        values[name] = _recovered_value(text, found, end)
        keys[name] = Span(*found.span("key"))
    return Node(values, inner, keys)


def _key_lines(text: str, inner: Span) -> list[re.Match[str]]:
    found, at = [], inner.start
    while at < inner.end:
        match = _KEY_LINE.match(text, at, inner.end)
        if match is not None:
            found.append(match)
        line_end = text.find("\n", at, inner.end)
        at = inner.end if line_end < 0 else line_end + 1
    return found


def _recovered_value(text: str, found: re.Match[str], end: int) -> Node:
    result = yaml.parse(text[found.start() : end], found.start())
    node = result.node.get(found["key"]) if result.node is not None else None
    if node is not None and not result.problems:
        return node
    raw = found["value"] or ""
    span = (
        Span(*found.span("value")) if found["value"] is not None else Span(found.end("key"), found.end("key"))
    )
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        raw = raw[1:-1]
    return Node(raw.strip(" \"'“”"), span)


# -- faults at the edges


def _unclosed(text: str, opening: re.Match[str], reporter: Reporter) -> Front:
    if not _KEY_LINE.match(text, opening.end()):
        # A page that begins with a horizontal rule.
        return Front(None, 0)
    end = _end_of_keys(text, opening.end())
    fix = (
        Fix("Close the front matter.", (Edit(Span(end, end), f"{opening[1]}\n"),))
        if text[end - 1] == "\n"
        else None
    )
    reporter.report(
        UNCLOSED_FRONT_MATTER, Span(0, 3), "The front matter that begins here has no closing line.", fix=fix
    )
    inner = Span(opening.end(), end)
    node = _toml(text, inner, reporter) if opening[1] == "+++" else _recovered(text, inner)
    return Front(node, end)


def _end_of_keys(text: str, at: int) -> int:
    """Where a run of key lines, with their indented lines and list items, ends."""
    while at < len(text):
        found = _KEY_LINE.match(text, at)
        if found is None:
            line_end = text.find("\n", at) + 1 or len(text)
            line = text[at:line_end]
            if not line.strip() or not (line[0] in " \t" or line.startswith("- ")):
                break
            at = line_end
        else:
            at = found.end()
        if found is not None and found.end() == found.start():
            break
    return at


def _bare(text: str, reporter: Reporter) -> Front:
    """Keys at the top without their lines: at least one that tools know, and nothing else up to an empty line."""
    first = _KEY_LINE.match(text)
    if first is None or first["key"].lower() not in _KNOWN_KEYS:
        return Front(None, 0)
    end = _end_of_keys(text, 0)
    closing = _CLOSING["---"].match(text, end)
    rest = text[end : end + 1]
    if closing is None and rest not in ("", "\n", "\r"):
        return Front(None, 0)
    edits = [Edit(Span(0, 0), "---\n")] + ([] if closing else [Edit(Span(end, end), "---\n")])
    reporter.report(
        BARE_FRONT_MATTER,
        Span(first.start(), first.end("key") + 1),
        f"The page begins with the key “{first['key']}” as plain text: the line `---` above it is missing.",
        fix=Fix("Put `---` around the keys.", tuple(edits)),
    )
    inner = Span(0, end)
    return Front(_simple(text, inner) or _recovered(text, inner), closing.end() if closing else end)


def _first_line(text: str, inner: Span) -> Span:
    end = text.find("\n", inner.start, inner.end)
    return Span(inner.start, end if end >= 0 else inner.end)


# -- TOML


def _toml(text: str, inner: Span, reporter: Reporter) -> Node:
    source = text[inner.start : inner.end]
    places = _toml_places(text, inner)
    try:
        values = tomllib.loads(source.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reporter.report(
            BROKEN_FRONT_MATTER, _toml_place(text, inner, error), f"The TOML is broken here: {_said(error)}."
        )
        return Node({key: Node(_unquoted(text, span), span) for key, span in places.items()}, inner)
    return _toml_node(values, places, inner)


def _toml_places(text: str, inner: Span) -> dict[str, Span]:
    places: dict[str, Span] = {}
    for found in _TOML_KEY.finditer(text, inner.start, inner.end):
        group = 2 if found[2] is not None else 1
        places.setdefault(found[1].strip("\"'"), Span(*found.span(group)))
    return places


def _toml_node(value: Any, places: dict[str, Span], span: Span) -> Node:
    """TOML has no places of its own: a value stands where its key's line does, what is in it likewise."""
    if isinstance(value, dict):
        return Node(
            {key: _toml_node(inner, places, places.get(key, span)) for key, inner in value.items()}, span
        )
    if isinstance(value, list):
        return Node([_toml_node(inner, places, span) for inner in value], span)
    if value is None or isinstance(value, bool | int | float | str):
        return Node(value, span)
    return Node(str(value), span)


def _toml_place(text: str, inner: Span, error: Exception) -> Span:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    if found is None:
        return Span(inner.start, inner.start)
    at = inner.start
    for _ in range(int(found[1]) - 1):
        at = text.find("\n", at, inner.end) + 1 or inner.end
    at = min(at + int(found[2]) - 1, inner.end)
    return Span(at, at)


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return re.sub(r"\s*\(at .*\)$", "", str(error)).rstrip(".").replace("\n", " ")


def _unquoted(text: str, span: Span) -> str:
    return text[span.start : span.end].strip().strip("\"'")


__all__ = ["BROKEN_DATA", "Front", "read", "report_problems"]
