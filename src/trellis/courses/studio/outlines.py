"""The objectives and the outline of a course, changed line by line: what is not meant stays byte for byte.

What learners have done hangs on the keys of parts, and what lessons serve on those of objectives. Where a key was only
made of the words, it is written down before the words change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from trellis.courses.definitions.outlines import NAMED, OBJECTIVES, OUTLINE, Written, section_called, written
from trellis.courses.studio.lists import Listing, cut, items_of, page_of
from trellis.handbook.errors import TrellisError
from trellis.handbook.slugs import slug

KINDS = ("class", "external", "practical")
"""Parts that are no page."""
_SAID = re.compile(r"\s*\((?P<words>[^()]*)\)\s*$")
_FIRST = re.compile(r"\n(?=[ \t]*\n|[ \t]*(?:[-*+]|\d+[.)])[ \t])")
_SIGNS = re.compile(r"([\[\]\\*_`<>])")
_CALLED = {"objectives": (OBJECTIVES, "Objectives"), "outline": (OUTLINE, "Outline")}


class OutlineError(TrellisError):
    """A part or objective that is not there, or that cannot be so."""

    code = "outline"


class Row(NamedTuple):
    """A part as it is written: its place, its key for good, and what the form may change."""

    at: int
    key: str
    title: str
    kind: str
    destination: str
    minutes: int
    is_optional: bool


class Aim(NamedTuple):
    """An objective as it is written."""

    at: int
    key: str
    text: str


# -- reading


def rows_of(text: str, path: str) -> tuple[Row, ...]:
    """The parts that an outline lists."""
    page = page_of(text, path)
    return tuple(_row(at, each) for at, each in enumerate(written(page, section_called(page, OUTLINE))))


def has_outline(text: str, path: str) -> bool:
    """Whether a course says its parts, instead of leaving them to the names of its pages."""
    return section_called(page_of(text, path), OUTLINE) is not None


def aims_of(text: str, path: str) -> tuple[Aim, ...]:
    """The objectives that a course lists."""
    page = page_of(text, path)
    items = items_of(section_called(page, OBJECTIVES))
    return tuple(
        Aim(at, page.item_ids[item.span.start], " ".join(NAMED.sub("", item.text).split()))
        for at, item in enumerate(items)
    )


def _row(at: int, said: Written) -> Row:
    is_page = said.destination and said.kind not in KINDS
    key = said.key or ("" if is_page else said.fallback)
    return Row(
        at,
        key,
        said.title,
        said.kind or ("page" if is_page else ""),
        said.destination,
        said.minutes,
        said.is_optional,
    )


# -- writing


def part(
    title: str,
    destination: str = "",
    kind: str = "",
    minutes: int = 0,
    *,
    is_optional: bool = False,
    key: str = "",
) -> str:
    """A part as one line of an outline."""
    words = plain(title)
    if not words:
        raise OutlineError(_("A part needs a title."), hint=_("Say what it is."))
    head = f"[{words}]({address(destination)})" if destination else words
    said = [
        word
        for word in (
            kind if kind in KINDS else "",
            f"{minutes} minutes" if minutes else "",
            "optional" if is_optional else "",
        )
        if word
    ]
    return " ".join(
        filter(None, [head, f"({', '.join(said)})" if said else "", f"{{#{key}}}" if key else ""])
    )


def plain(title: str) -> str:
    """A title as words of Markdown, in one line."""
    return _SIGNS.sub(r"\\\1", " ".join(title.split()))[:300]


def address(destination: str) -> str:
    """An address as a link has it."""
    return f"<{destination}>" if re.search(r"[\s()]", destination) else destination


def moved(text: str, path: str, which: str, at: int, by: int) -> str:
    """With an objective or a part `by` places further down (up where it is negative); at the edge, as it was."""
    listing = _listing(text, path, which)
    to = max(0, min(at + by, len(listing.bodies) - 1))
    _check(listing, at)
    order = [each for each in range(len(listing.bodies)) if each != at]
    order.insert(to, at)
    return listing.ordered(order).text() if to != at else text


def reordered(text: str, path: str, which: str, order: Sequence[int]) -> str:
    """With all objectives or parts in another order."""
    listing = _listing(text, path, which)
    if sorted(order) != list(range(len(listing.bodies))):
        raise OutlineError(_("The list has changed meanwhile."), hint=_("Look at it as it is now."))
    return listing.ordered(order).text()


def removed(text: str, path: str, which: str, at: int) -> str:
    """Without an objective or a part."""
    listing = _listing(text, path, which)
    _check(listing, at)
    return listing.ordered([each for each in range(len(listing.bodies)) if each != at]).text()


def added(text: str, path: str, which: str, line: str) -> str:
    """With one more objective or part, at the end of its list; a course without the list gets one."""
    page = page_of(text, path)
    names, heading = _CALLED[which]
    section = section_called(page, names)
    items = items_of(section)
    if items:
        return cut(page.text, items).added(line).text()
    sign = "1." if which == "outline" else "-"
    if section is not None and section.heading is not None:
        at = section.heading.span.end
        rest = page.text[at:].lstrip("\n")
        return f"{page.text[:at].rstrip()}\n\n{sign} {line}\n" + (f"\n{rest}" if rest.strip() else "")
    outline = section_called(page, OUTLINE)
    block = f"## {heading}\n\n{sign} {line}\n"
    if which == "objectives" and outline is not None and outline.heading is not None:
        at = outline.heading.span.start
        return f"{page.text[:at].rstrip()}\n\n{block}\n{page.text[at:]}"
    return f"{page.text.rstrip()}\n\n{block}"


def with_outline(text: str, path: str, lines: Sequence[str]) -> str:
    """With an outline that says what the names of the pages have said so far; one that is there stays."""
    if has_outline(text, path):
        return text
    for line in lines:
        text = added(text, path, "outline", line)
    return text


def changed_part(text: str, path: str, at: int, *, title: str, minutes: int, is_optional: bool) -> str:
    """With another title, length, or being optional, of a part; its key, link and kind stay."""
    page = page_of(text, path)
    several = written(page, section_called(page, OUTLINE))
    if not 0 <= at < len(several):
        raise _gone()
    said = several[at]
    row = _row(at, said)
    if (row.title, row.minutes, row.is_optional) == (" ".join(title.split()), minutes, is_optional):
        return text
    body = part(title, said.destination, said.kind, minutes, is_optional=is_optional, key=row.key)
    return _with_first(_listing(text, path, "outline"), at, body).text()


def changed_aim(text: str, path: str, at: int, words: str) -> str:
    """With an objective in other words, under its key."""
    aims = aims_of(text, path)
    if not 0 <= at < len(aims):
        raise _gone()
    said = " ".join(words.split())
    if not said:
        raise OutlineError(_("An objective needs words."), hint=_("Begin with a verb."))
    if said == aims[at].text:
        return text
    return _with_first(_listing(text, path, "objectives"), at, f"{said} {{#{aims[at].key}}}").text()


def free_key(title: str, taken: Sequence[str]) -> str:
    """A key of a title that nothing else has."""
    made = re.sub(r"[^a-z0-9]+", "-", slug(title).casefold()).strip("-")[:40].strip("-") or "part"
    made = made if made[0].isalpha() else f"p-{made}"
    return next(
        key for n in range(1, len(taken) + 2) if (key := made if n == 1 else f"{made}-{n}") not in taken
    )


def _listing(text: str, path: str, which: str) -> Listing:
    page = page_of(text, path)
    return cut(page.text, items_of(section_called(page, _CALLED[which][0])))


def _with_first(listing: Listing, at: int, words: str) -> Listing:
    """With another first paragraph of an item; what stands below that in it stays."""
    rest = _FIRST.split(listing.bodies[at], maxsplit=1)
    body = words + (f"\n{rest[1]}" if len(rest) > 1 else "")
    return Listing(listing.heads, (*listing.bodies[:at], body, *listing.bodies[at + 1 :]), listing.tail)


def _check(listing: Listing, at: int) -> None:
    if not 0 <= at < len(listing.bodies):
        raise _gone()


def _gone() -> OutlineError:
    return OutlineError(_("This is no longer in the list."), hint=_("Look at the list as it is now."))
