"""What a page says beside its roles' lists: hiring processes, indicators, career ladders, specialties."""

from __future__ import annotations

import re

from trellis.handbook.model import List
from trellis.roles.definitions.headings import Topic, title_in
from trellis.roles.definitions.hiring import read_steps, step_in
from trellis.roles.definitions.indicators import read_indicators
from trellis.roles.definitions.lists import read_part
from trellis.roles.definitions.model import HiringProcess, HiringStep, Indicator, Ladder, Part, Specialty
from trellis.roles.definitions.prose import inlines, one_line, prose
from trellis.roles.definitions.sections import Sections
from trellis.roles.definitions.sentences.ladders import moves_in
from trellis.roles.definitions.structure.holders import Holder, Plan

_UNDEFINED = re.compile(
    r"not\s+(?:yet\s+)?(?:been\s+)?(?:yet\s+)?(?:currently\s+)?defined|to be (?:determined|defined)|\btbd\b",
    re.IGNORECASE,
)
_EXPLANATION = re.compile(r":\s|\s[-–—]\s")


class Asides:
    """Reads the sections of a plan that are no list of a role."""

    def __init__(self, sections: Sections, plan: Plan) -> None:
        self.sections = sections
        self.page = sections.page
        self.plan = plan

    def hiring(self, *holders: Holder) -> tuple[HiringProcess, ...]:
        """The hiring processes that some holders own, in order."""
        numbers = {n for holder in holders for n in holder.of(Topic.HIRING)}
        return tuple(self.process(n) for n in sorted(numbers))

    def process(self, number: int) -> HiringProcess:
        """One hiring process; where its section has no list, the lists below it count."""
        blocks = list(self.sections[number].blocks)
        if not any(isinstance(block, List) for block in blocks):
            blocks = list(self.sections.blocks_under(number))
        place, line = self.sections.place(number), self.sections.line(number)
        steps = read_steps(self.page, blocks) or self.steps_in_headings(number)
        return HiringProcess(self.sections[number].title, place, line, steps)

    def steps_in_headings(self, number: int) -> tuple[HiringStep, ...]:
        """The steps of a hiring process without any list: its sub-headings, where there are several."""
        children = self.sections[number].children
        headings = [heading for child in children if (heading := self.sections[child].heading) is not None]
        return (
            tuple(step_in(self.page, h.inline, title_in(h.text)) for h in headings)
            if len(headings) > 1
            else ()
        )

    def indicators(self, *holders: Holder) -> tuple[Indicator, ...]:
        """The indicators of some holders, in order."""
        made: list[Indicator] = []
        for holder in holders:
            scope = holder.title if holder.index else None
            for number in holder.of(Topic.INDICATORS):
                made.extend(read_indicators(self.sections, self.sections[number].blocks, scope))
        return tuple(sorted(made, key=lambda found: found.span))

    def ladders(self) -> tuple[Ladder, ...]:
        """All career ladders of the page, in order."""
        holders = [self.plan.family, *self.plan.tracks, *self.plan.levels, *self.plan.specialties]
        numbers = {n for holder in holders for n in holder.of(Topic.LADDER)}
        return tuple(self.ladder(n) for n in sorted(numbers))

    def ladders_of(self, holder: Holder) -> tuple[Ladder, ...]:
        """The career ladders of one holder."""
        return tuple(self.ladder(n) for n in holder.of(Topic.LADDER))

    def ladder(self, number: int) -> Ladder:
        """One career ladder."""
        section = self.sections[number]
        text = prose(section.blocks)
        moves = tuple(move for inline in inlines(section.blocks) for move in moves_in(inline))
        place, line = self.sections.place(number), self.sections.line(number)
        return Ladder(section.title, text, place, line, moves, _UNDEFINED.search(text) is not None)

    def specialties(self) -> tuple[Specialty, ...]:
        """The specialties of the page: those with headings, then those that are only listed."""
        return tuple(self.specialty(h) for h in self.plan.specialties) + self.listed(Topic.SPECIALTIES)

    def segments(self) -> tuple[Specialty, ...]:
        """As `specialties`, for segments."""
        return tuple(self.specialty(h) for h in self.plan.segments) + self.listed(Topic.SEGMENTS)

    def specialty(self, holder: Holder) -> Specialty:
        """A specialty or segment with its own lists."""
        responsibilities = read_part(self.sections, [holder], Part.RESPONSIBILITIES)
        requirements = read_part(self.sections, [holder], Part.REQUIREMENTS)
        return Specialty(
            holder.title,
            self.sections.place(holder.index),
            self.sections.line(holder.index),
            prose(self.sections[holder.index].blocks),
            responsibilities.items,
            requirements.items,
            (*responsibilities.extensions, *requirements.extensions),
        )

    def listed(self, topic: Topic) -> tuple[Specialty, ...]:
        """Specialties that stand as a plain list under their heading, without headings of their own."""
        made = []
        for number in self.plan.family.of(topic):
            section = self.sections[number]
            lists = () if section.children else section.blocks
            for item in (item for block in lists if isinstance(block, List) for item in block.items):
                text = one_line(item.text)
                title = _EXPLANATION.split(text, maxsplit=1)[0]
                made.append(Specialty(title, item.span, self.page.source.line(item.span.start), text))
        return tuple(made)
