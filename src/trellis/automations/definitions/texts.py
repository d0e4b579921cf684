"""Texts with places for what happened: `{{ event.duty }}`, `{{ actor }}`. Names only; nothing is computed in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from trellis.automations.definitions.catalogue import Sort

PLACE = re.compile(r"\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}")
_OPEN = re.compile(r"\{\{")
EVENT = "event."
WORDS: Mapping[str, str] = {
    "actor": "who did it",
    "object": "what it happened to",
    "automation": "the title of the automation",
    "day": "the day on which it happened",
}
"""What stands in braces besides the fields, and what it becomes."""


class Fault(NamedTuple):
    """What is wrong with a text, and what would be right."""

    message: str
    hint: str


def faults_of(text: str, fields: Mapping[str, Sort]) -> Iterator[Fault]:
    """The places of a text that cannot be filled in for a happening with these fields."""
    places = PLACE.findall(text)
    known = ", ".join([*WORDS, *(f"{EVENT}{name}" for name in fields)])
    for name in places:
        if name not in WORDS and _field(name) not in fields:
            yield Fault(f"There is nothing to put in the place of “{name}”.", f"Known are {known}.")
    if len(_OPEN.findall(text)) != len(places):
        yield Fault("A place in the text is not written whole.", "Write {{ event.name }}, with both braces.")


def filled(text: str, value_of: Callable[[str], str]) -> str:
    """The text with every place filled in. Values are put in as they are: a place within a value stays words."""
    return PLACE.sub(lambda found: value_of(found[1]), text)


def field_of(name: str) -> str | None:
    """The field that a place names; `None` for one of the words."""
    return _field(name) or None


def _field(name: str) -> str:
    return name.removeprefix(EVENT).replace("-", "_") if name.startswith(EVENT) else ""
