"""What stands under a title: whether a grade is stated there, whether lists are, whether further levels are."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from trellis.handbook.model import Paragraph, Section
from trellis.roles.definitions.facts import grade_in_facts
from trellis.roles.definitions.headings import PARTS, Announced, Topic, announced, is_named_role
from trellis.roles.definitions.names import fold
from trellis.roles.definitions.prose import inlines
from trellis.roles.definitions.sentences.grades import FoundGrade, grade_in, grades_in
from trellis.roles.definitions.sentences.reporting import reporting_in

_GROUPS = (Topic.LEVELS, Topic.SPECIALTIES, Topic.SEGMENTS)


class Evidence:
    """The sections of a page with what their headings announce, and what can be said of each title by what follows."""

    def __init__(self, sections: Sequence[Section], page_title: str) -> None:
        self.sections = sections
        self.said: list[Announced] = [_said(section, page_title) for section in sections]
        titles = (n for n, a in enumerate(self.said) if a.topic is Topic.TITLE and sections[n].title)
        self.graded = {n: self._has_grade(n) for n in titles}

    def is_again(self, n: int, title: str) -> bool:
        """Whether a section's heading is a title once more."""
        return fold(self.sections[n].title) == fold(title)

    def _run(self, index: int) -> list[int]:
        """The sections after a title up to the next title that is no sub-heading of a list."""
        found: list[int] = []
        part_depth: int | None = None
        for n in range(index + 1, len(self.sections)):
            topic, depth = self.said[n].topic, self.sections[n].level
            in_part = part_depth is not None and depth > part_depth
            if (
                topic is Topic.TITLE
                and not in_part
                and not (part_depth is None and self.is_again(n, self.sections[index].title))
            ):
                break
            if topic in PARTS:
                part_depth = depth if part_depth is None else min(part_depth, depth)
            elif topic is not Topic.TITLE:
                part_depth = None
            found.append(n)
        return found

    def _has_grade(self, index: int) -> bool:
        """Whether a grade is stated under a title itself: in its introduction or its Job Grade section."""
        if introduces_grade(self.sections[index]):
            return True
        title, depth = self.sections[index].title, self.sections[index].level
        for n in self._run(index):
            topic, scope = self.said[n]
            if topic is Topic.TITLE and self.is_again(n, title) and introduces_grade(self.sections[n]):
                return True
            if topic in _GROUPS:
                return False
            if topic is Topic.GRADE and states_grade(self.sections[n]):
                return not (scope and self.sections[n].level <= depth) or same_name(scope, title)
        return False

    def parts_under(self, index: int) -> bool:
        """Whether lists of responsibilities or requirements stand under a title, deeper than it."""
        depth = self.sections[index].level
        for n in self._run(index):
            if self.said[n].topic in _GROUPS:
                return False
            if self.said[n].topic in PARTS and self.sections[n].level > depth:
                return True
        return False

    def is_group(self, index: int) -> bool:
        """Whether a title without a grade stands over levels: a track, or the page's own name again."""
        depth = self.sections[index].level
        for n in range(index + 1, len(self.sections)):
            if self.sections[n].level <= depth:
                return False
            if self.said[n].topic is Topic.LEVELS or self.graded.get(n, False):
                return True
        return False

    def levels_follow_heading(self) -> bool:
        """Whether a title stands under a Levels heading: then the levels are there and nowhere else."""
        return any(
            self.said[child].topic is Topic.TITLE
            for n, a in enumerate(self.said)
            if a.topic is Topic.LEVELS
            for child in self.sections[n].children
        )

    def repeats_later(self, n: int) -> bool:
        """Whether a later heading of the same words has the grade."""
        return any(g and m > n and self.is_again(m, self.sections[n].title) for m, g in self.graded.items())

    def graded_depths(self) -> set[int]:
        """The depths at which titles with a grade stand."""
        return {self.sections[m].level for m, graded in self.graded.items() if graded}

    def reports(self, n: int) -> bool:
        """Whether a section says itself whom the role reports to."""
        return any(isinstance(b, Paragraph) and reporting_in(b.inline) for b in self.sections[n].blocks)


def _said(section: Section, page_title: str) -> Announced:
    """What a heading announces on a page: the page's own title with the word role announces nothing new."""
    if section.heading is None or (is_named_role(section.title) and fold(section.title) == fold(page_title)):
        return Announced(Topic.OTHER, "")
    return announced(section.title)


def heading_grade(section: Section) -> FoundGrade | None:
    """The grade that a heading states: "Job Grade: 7", "Senior Buyer (Grade 7)"."""
    return grade_in(section.heading.inline, in_grade_section=False) if section.heading else None


def introduces_grade(section: Section) -> bool:
    """Whether heading, facts or paragraphs of a section state a grade in full: with the word, or linked to the
    grades.
    """
    if heading_grade(section) is not None or grade_in_facts(section.blocks) is not None:
        return True
    return any(
        isinstance(block, Paragraph) and grade_in(block.inline, in_grade_section=False)
        for block in section.blocks
    )


def states_grade(section: Section) -> bool:
    """Whether a section states a grade, in its heading, a paragraph or a list."""
    return heading_grade(section) is not None or any(
        grade_in(inline, in_grade_section=True) for inline in inlines(section.blocks)
    )


def grade_subjects(section: Section) -> list[str]:
    """The roles that the sentences of a section give grades to, each once, in order."""
    found = (f for inline in inlines(section.blocks) for f in grades_in(inline, in_grade_section=True))
    return list(dict.fromkeys(f.subject for f in found if f.subject))


def same_name(scope: str, title: str) -> bool:
    """Whether the words beside a topic name a title: one's words are among the other's, or they are a slip away."""
    left, right = set(fold(scope).split()), set(fold(title).split())
    return not left or left <= right or right <= left or fuzz.ratio(fold(scope), fold(title)) >= 85


def close_name(scope: str, title: str) -> bool:
    """As `same_name`, or at least half of the words are shared."""
    left, right = set(fold(scope).split()), set(fold(title).split())
    return same_name(scope, title) or len(left & right) * 2 >= len(left | right)
