"""The text of a job family with the place of everything in it that can be edited."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from trellis.handbook import frontmatter
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.model import List, Paragraph
from trellis.handbook.page import Page
from trellis.handbook.text import SourceText, Span
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import ORDER, Facts, HolderFacts, Inherited, Said, Slot
from trellis.roles.definitions.editing.rows import Row, rows_of
from trellis.roles.definitions.headings import Topic
from trellis.roles.definitions.model import Extension, Family, Indicator, Level, ReportingLine, Specialty
from trellis.roles.definitions.parse import parse_family
from trellis.roles.definitions.prose import prose
from trellis.roles.definitions.sections import Sections
from trellis.roles.definitions.structure.holders import Holder, Plan
from trellis.roles.definitions.structure.walk import plan

FAMILY = 0
"""The number of the family among the holders; levels count from 1 in the order of the page, and after them those
specialties and segments that have headings of their own.
"""

_TOPICS = {
    Slot.RESPONSIBILITIES: (Topic.RESPONSIBILITIES, Topic.BOTH),
    Slot.REQUIREMENTS: (Topic.REQUIREMENTS,),
    Slot.NICE_TO_HAVE: (Topic.NICE_TO_HAVE,),
    Slot.INDICATORS: (Topic.INDICATORS,),
    Slot.HIRING: (Topic.HIRING,),
    Slot.LADDER: (Topic.LADDER,),
}
_OF_SPECIAL = (Slot.RESPONSIBILITIES, Slot.REQUIREMENTS)
_LISTS = {Slot.RESPONSIBILITIES, Slot.REQUIREMENTS, Slot.NICE_TO_HAVE}


class Entry(NamedTuple):
    """An entry of a list as it stands in the text."""

    said: Said
    span: Span


class Document:
    """A text, parsed. `text` has no byte order mark."""

    def __init__(self, text: str) -> None:
        self.text = text
        source = SourceText(text)
        front = frontmatter.read(text, Reporter("", source))
        self.page = Page("page.md", source, front.node, front.body_start)
        self.sections = Sections(self.page)
        self.family: Family = parse_family(self.page)
        self._entries: dict[tuple[int, Slot], list[Entry]] = {}

    @cached_property
    def plan(self) -> Plan:
        """Who owns which section."""
        return plan(self.sections.all, self.page.title)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels in the order of the page."""
        return self.family.levels

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All entries of lists on the page, in order."""
        return rows_of(self.page)

    @cached_property
    def line_end(self) -> str:
        """How most lines end."""
        return "\r\n" if self.text.count("\r\n") * 2 > self.text.count("\n") else "\n"

    def used_to(self, before: int) -> int:
        """The end of the last line with words on it before an offset, without its line end."""
        used = len(self.text[:before].rstrip())
        source = self.page.source
        return source.line_span(source.line(max(used - 1, 0))).end if used else 0

    # -- holders

    @cached_property
    def specials(self) -> tuple[tuple[Holder, Specialty], ...]:
        """Specialties, then segments, with the sections that they own; those that are only listed own none."""
        own, family = self.plan, self.family
        return (
            *zip(own.specialties, family.specialties, strict=False),
            *zip(own.segments, family.segments, strict=False),
        )

    def special(self, number: int) -> tuple[Holder, Specialty] | None:
        """A specialty by its number among the holders."""
        at = number - len(self.levels) - 1
        return self.specials[at] if 0 <= at < len(self.specials) else None

    def level(self, number: int) -> Level:
        """A level by its number, from 1. Raises CannotEditError."""
        if not 1 <= number <= len(self.levels):
            raise CannotEditError("There is no such level any more.", hint="Open the form again.")
        return self.levels[number - 1]

    def owners(self, number: int) -> list[Holder]:
        """Who owns the sections of a holder: several for the family, whose tracks share its lists."""
        shared = [self.plan.family, *self.plan.tracks]
        if number == FAMILY:
            return shared
        level = self.level(number)
        if not self.plan.levels:
            return shared if level.implicit else []
        own = self.plan.levels[number - 1]
        return [own, *shared] if level.implicit else [own]

    def holder(self, number: int) -> Holder:
        """The owner of a level that has a heading of its own. Raises CannotEditError for any other."""
        level = self.level(number)
        if not self.plan.levels or self.plan.levels[number - 1].base:
            raise CannotEditError(f"“{level.title}” has no heading of its own on this page.")
        return self.plan.levels[number - 1]

    def section_numbers(self, number: int, slot: Slot) -> list[int]:
        """The sections in which a list of a holder stands, in the order of the page."""
        special = self.special(number)
        if special is not None:
            return special[0].of(*_TOPICS[slot]) if slot in _OF_SPECIAL else []
        if number != FAMILY and self.level(number).implicit and slot not in _LISTS:
            return []
        if number == FAMILY and slot in _LISTS and self.is_one_role:
            return []
        return sorted(n for owner in self.owners(number) for n in owner.of(*_TOPICS[slot]))

    @property
    def is_one_role(self) -> bool:
        """Whether the page describes one role that has no heading of its own."""
        return len(self.levels) == 1 and self.levels[0].implicit

    def heading_of(self, number: int) -> int:
        """The section that begins a level; 0, the page's beginning, for the one role of a page."""
        return 0 if self.is_one_role and self.levels[0].section == 0 else self.holder(number).index

    # -- entries

    def entries(self, number: int, slot: Slot) -> list[Entry]:
        """The entries of one list of a holder."""
        if (number, slot) not in self._entries:
            self._entries[number, slot] = self._read_entries(number, slot)
        return self._entries[number, slot]

    def _read_entries(self, number: int, slot: Slot) -> list[Entry]:
        special = self.special(number)
        if special is not None:
            items = getattr(special[1], slot.value) if slot in _OF_SPECIAL else ()
            return [Entry(Said(item.text, item.depth), item.span) for item in items]
        if slot is Slot.LADDER:
            return list(self._ladder(number))
        owner = self.family if number == FAMILY else self.level(number)
        if slot is Slot.HIRING:
            steps = (step for process in owner.hiring for step in process.steps)
            return [Entry(Said(step.text, 0), step.span) for step in steps]
        if slot is Slot.INDICATORS:
            return [Entry(Said(_with_target(found), 0), found.span) for found in owner.indicators]
        return [Entry(Said(item.text, item.depth), item.span) for item in getattr(owner, slot.value)]

    def _ladder(self, number: int) -> Iterator[Entry]:
        for block in self.sections.blocks(self.section_numbers(number, Slot.LADDER)):
            if isinstance(block, Paragraph):
                yield Entry(Said(prose((block,)), 0), block.span)
            elif isinstance(block, List):
                for item in block.items:
                    yield Entry(Said(prose((block._replace(items=(item,)),)), 0), item.span)

    def row_at(self, span: Span) -> Row | None:
        """The innermost entry of a list that holds the start of a span."""
        at = bisect_right(self._starts, span.start) - 1
        while at >= 0:
            row = self.rows[at]
            if span.start < row.item.span.end:
                return row
            at = row.above if row.above is not None else -1
        return None

    @cached_property
    def _starts(self) -> list[int]:
        """Where each entry of a list begins: in order, since each stands before those nested in it."""
        return [row.item.span.start for row in self.rows]

    # -- facts

    @cached_property
    def facts(self) -> Facts:
        """What the page says."""
        family = self.family
        levels = [
            self._facts(
                n,
                level.title,
                level.track,
                tuple(grade.value for grade in level.grades),
                level.reports_to,
                level.extends,
            )
            for n, level in enumerate(self.levels, start=1)
        ]
        own = (None, ()) if self.is_one_role else (family.reports_to, family.extends)
        shared = self._facts(FAMILY, "", None, (), *own)
        specials = [
            self._facts(n, special.title, None, (), None, special.extends)
            for n, (_holder, special) in enumerate(self.specials, start=len(levels) + 1)
        ]
        return Facts(
            family.title,
            family.description or "",
            family.intro,
            (shared, *levels, *specials),
            (
                *(("track", track.title) for track in family.tracks),
                *(special.title for special in (*family.specialties, *family.segments)),
            ),
        )

    def _facts(
        self,
        number: int,
        title: str,
        track: str | None,
        grades: tuple[float, ...],
        line: ReportingLine | None,
        extends: tuple[Extension, ...],
    ) -> HolderFacts:
        return HolderFacts(
            title,
            track,
            grades,
            tuple(reference.title for reference in line.titles) if line else (),
            tuple(Inherited(e.parts, e.target.title if e.target else None) for e in extends),
            tuple(tuple(entry.said for entry in self.entries(number, slot)) for slot in ORDER),
        )


@lru_cache(maxsize=8)
def read_document(text: str) -> Document:
    """A text, parsed; remembered, since an action reads the text that the form showed, and the form what it made."""
    return Document(text)


def _with_target(found: Indicator) -> str:
    return f"{found.name} {found.target}" if found.target else found.name
