"""The lists of a course or a path as they are written: objectives, parts, choices.

A part is told by its link; by what the parentheses at its end say: a kind, a length, `optional`; and by the key in
braces behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trellis.courses.definitions.durations import minutes_of
from trellis.handbook.model import List, ListItem, Section
from trellis.handbook.page import Page
from trellis.handbook.text import Span

OBJECTIVES = ("objectives", "learning objectives", "ziele", "lernziele")
OUTLINE = ("outline", "gliederung", "ablauf")
PARTS = ("parts", "teile")

NAMED = re.compile(r"\s*\{:?\s*#(?P<key>[A-Za-z][\w.-]*)\s*\}\s*$")
_SAID = re.compile(r"\s*\((?P<words>[^()]*)\)\s*$")
_KINDS = {
    "class": "class", "external": "external", "practical": "practical", "milestone": "milestone",
    "termin": "class", "extern": "external", "praktisch": "practical", "meilenstein": "milestone",
}  # fmt: skip
_OPTIONAL = ("optional", "freiwillig")
_OF_THESE = re.compile(r"(?P<n>\w+) (?:of these|davon)\s*:?\s*$", re.IGNORECASE)
_NUMBERS = {
    word: at
    for words in ("one two three four five six seven eight nine ten",
                  "eins zwei drei vier fünf sechs sieben acht neun zehn", "1 2 3 4 5 6 7 8 9 10")
    for at, word in enumerate(words.split(), 1)
} | {"eine": 1, "einer": 1, "eines": 1, "all": 10**6}  # fmt: skip


class Written(NamedTuple):
    """An item of an outline as it stands there. `link` is the place of its link among those of the page.

    `key` is what the braces say, `fallback` an identifier that the item has without them. Of a choice, `choices` are
    the items to choose `needed` from.
    """

    title: str
    span: Span
    link: int | None = None
    destination: str = ""
    kind: str = ""
    minutes: int = 0
    is_optional: bool = False
    key: str = ""
    fallback: str = ""
    needed: int = 0
    choices: tuple[Written, ...] = ()


class Listed(NamedTuple):
    """An item of a list: its text without the key, the key, and where it stands."""

    key: str
    text: str
    span: Span


def section_called(page: Page, names: Iterable[str]) -> Section | None:
    """The first section whose heading is one of some words."""
    wanted = set(names)
    return next((each for each in page.sections if each.heading and each.title.casefold() in wanted), None)


def listed(page: Page, section: Section | None) -> tuple[Listed, ...]:
    """The items of the lists of a section, those nested in them left out."""
    found = []
    for item in _items(section):
        text = " ".join(NAMED.sub("", item.text).split())
        if text:
            found.append(Listed(page.item_ids[item.span.start], text, item.span))
    return tuple(found)


def written(page: Page, section: Section | None) -> tuple[Written, ...]:
    """The parts that a section lists, in order."""
    places = {each.span.start: at for at, each in enumerate(page.links)}
    return tuple(_written(page, item, places) for item in _items(section))


def _written(page: Page, item: ListItem, places: dict[int, int]) -> Written:
    named = NAMED.search(item.text)
    text = NAMED.sub("", item.text)
    title, kind, minutes, is_optional = _told(text)
    link = next(iter(item.inline.links), None)
    found = _OF_THESE.search(title)
    needed = _NUMBERS.get(found["n"].casefold(), 0) if found is not None and link is None else 0
    inner = [each for block in item.blocks if isinstance(block, List) for each in block.items]
    choices = tuple(_written(page, each, places) for each in inner) if needed else ()
    return Written(
        title=" ".join((link.text if link is not None else title).split()) or " ".join(title.split()),
        span=item.span,
        link=places.get(link.span.start) if link is not None else None,
        destination=link.destination if link is not None else "",
        kind=kind, minutes=minutes, is_optional=is_optional,
        key=named["key"] if named is not None else "", fallback=page.item_ids[item.span.start],
        needed=min(needed, len(choices)), choices=choices,
    )  # fmt: skip


def _told(text: str) -> tuple[str, str, int, bool]:
    """The title, and what the parentheses at the end say; parentheses that say nothing known belong to the title."""
    found = _SAID.search(text)
    if found is None:
        return text, "", 0, False
    kind, minutes, is_optional, is_known = "", 0, False, True
    for word in (each.strip() for each in found["words"].split(",")):
        length = minutes_of(word)
        if word.casefold() in _KINDS:
            kind = _KINDS[word.casefold()]
        elif length is not None:
            minutes = length
        elif word.casefold() in _OPTIONAL:
            is_optional = True
        else:
            is_known = False
    return (text[: found.start()], kind, minutes, is_optional) if is_known else (text, "", 0, False)


def _items(section: Section | None) -> Iterator[ListItem]:
    for block in section.blocks if section is not None else ():
        if isinstance(block, List):
            yield from block.items
