"""The settings at the top of a page, changed where they stand: everything else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from trellis.handbook.files import read_page
from trellis.handbook.rewriting import CannotRewriteError, rewritten

_FENCED = re.compile(r"\A---[ \t]*\n(?P<inner>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def with_values(text: str, values: Mapping[str, Any], within: str = "") -> str:
    """The text of a page with other values in its front matter; `None` takes a key away.

    `within` is a key whose mapping the values belong to, such as `course`. A text without front matter gets one. Raises
    CannotRewriteError where the front matter is written in a way that cannot be changed by values.
    """
    found = _FENCED.match(text)
    if found is None:
        if text.startswith("+++"):
            raise CannotRewriteError("The settings are not in YAML.", hint="Change them as text.")
        kept = {key: value for key, value in values.items() if value is not None}
        inner = rewritten("", {within: kept} if within else kept)
        return f"---\n{inner}---\n\n{text}"
    wanted = _values(text)
    place = wanted.setdefault(within, {}) if within else wanted
    if not isinstance(place, dict):
        place = wanted[within] = {}
    for key, value in values.items():
        name = key if key in place else key.replace("-", "_") if key.replace("-", "_") in place else key
        if value is None:
            place.pop(name, None)
        else:
            place[name] = value
    if within and not place:
        wanted.pop(within)
    inner = rewritten(found["inner"], wanted)
    if inner and not inner.endswith("\n"):
        inner += "\n"
    return text[: found.start("inner")] + inner + text[found.end("inner") :]


def _values(text: str) -> dict[str, Any]:
    front = read_page("page.md", text.encode("utf-8", "surrogatepass")).page.front
    said = front.plain() if front is not None else {}
    return dict(said) if isinstance(said, dict) else {}
