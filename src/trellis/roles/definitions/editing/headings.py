"""Headings of a page, how they are written, and how far what stands under one of them reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trellis.handbook.text import Span
from trellis.roles.definitions.editing.document import FAMILY, Document
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Slot
from trellis.roles.definitions.headings import Topic

NAMES = {
    Slot.RESPONSIBILITIES: "Responsibilities",
    Slot.REQUIREMENTS: "Requirements",
    Slot.NICE_TO_HAVE: "Nice-to-haves",
    Slot.INDICATORS: "Performance Indicators",
    Slot.HIRING: "Hiring Process",
    Slot.LADDER: "Career Ladder",
}
_IDENTIFIER = re.compile(r"[ \t]*\{:?[ \t]*#[^}\r\n]*\}|\r?\n[ \t]*\{:[^}\r\n]*\}")


def heading_span(document: Document, number: int) -> Span:
    """The lines of a heading, without the last line's end."""
    span = document.sections.place(number)
    return Span(span.start, span.start + len(document.text[span.start : span.end].rstrip()))


def heading_source(document: Document, number: int) -> str:
    """A heading as it is written, without an anchor of its own: that belongs to one place only."""
    span = heading_span(document, number)
    return _IDENTIFIER.sub("", document.text[span.start : span.end])


def heading_like(document: Document, holder: int, slot: Slot) -> Iterator[str]:
    """Ways to write the heading of a section that a holder lacks, in the manner of the page."""
    name = NAMES[slot]
    if holder == FAMILY or document.is_one_role:
        yield f"## {name}"
        yield f"# {name}"
        return
    level = document.level(holder)
    depth = min(document.sections[document.holder(holder).index].level + 1, 6)
    yield f"{'#' * depth} {level.title} {name}"
    yield f"{'#' * depth} {name}"


def level_sections(document: Document, number: int) -> range:
    """The sections of a level, one after the other. Raises CannotEditError where others stand among them."""
    holder = document.holder(number)
    sections, owned = document.sections.all, {n for _, n in holder.sections}
    end = holder.index + 1
    while end < len(sections) and (sections[end].level > holder.depth or end in owned):
        end += 1
    mine = range(holder.index, end)
    title = document.level(number).title
    if any(n not in mine for n in owned):
        raise CannotEditError(f"The parts of “{title}” stand in several places of the page.")
    others = (*document.plan.levels, *document.plan.tracks, document.plan.family)
    for other in others:
        if other is holder:
            continue
        if (other.index in mine and other.index) or any(
            n in mine and topic is not Topic.OTHER for topic, n in other.sections
        ):
            raise CannotEditError(f"Parts of another role stand among those of “{title}”.")
    return mine


def level_span(document: Document, number: int) -> Span:
    """The text of a level from its heading on, without the blank lines at its end."""
    mine = level_sections(document, number)
    begin = heading_span(document, mine.start).start
    sections = document.sections.all
    end = heading_span(document, mine.stop).start if mine.stop < len(sections) else len(document.text)
    return Span(begin, document.used_to(end))


def level_end(document: Document, number: int) -> int:
    """Where what comes after a level begins, the page's end included."""
    mine = level_sections(document, number)
    if mine.stop < len(document.sections.all):
        return heading_span(document, mine.stop).start
    return len(document.text)
