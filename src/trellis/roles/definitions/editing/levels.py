"""Operations on whole levels: add, rename, move, remove."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trellis.handbook import parserview
from trellis.handbook.diagnostics import Edit
from trellis.handbook.slugs import slug
from trellis.handbook.text import Span
from trellis.roles.definitions.editing import lines
from trellis.roles.definitions.editing.document import Document
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import ORDER, Facts, HolderFacts, Inherited, Said, Slot
from trellis.roles.definitions.editing.headings import (
    heading_source,
    heading_span,
    level_sections,
    level_span,
)
from trellis.roles.definitions.editing.statements import check_title
from trellis.roles.definitions.editing.wordings import (
    Target,
    grade_sentence,
    pointer,
    reporting_sentence,
    retitled,
    same_title,
)
from trellis.roles.definitions.headings import Topic
from trellis.roles.definitions.model import Level, Part

_PARTS = {Topic.RESPONSIBILITIES: Slot.RESPONSIBILITIES, Topic.REQUIREMENTS: Slot.REQUIREMENTS}
_IN_HEADING = re.compile(r"(\bgrade\s*#?)\d[\d.]*", re.IGNORECASE)


@dataclass(frozen=True)
class AddLevel:
    """Add a level after another one, in the manner of that one.

    `extends` is the level that it takes both lists over from; `responsibilities` and `requirements` are its first
    entries.
    """

    after: int
    title: str
    grade: float | None = None
    manager: Target | None = None
    extends: Target | None = None
    responsibilities: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()

    refusal = "A level of this title would be read as something else here."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """Its sections behind those of the level before it, written as that one is, else as the guide has it."""
        check_level_title(document, self.title)
        for target in (self.manager, self.extends):
            if target is not None:
                check_title(target.title)
        if self.grade is not None and not 0 < self.grade < 100:
            raise CannotEditError("A grade is a number from 1 to 99.", hint="Such as 7 or 9.5.")
        near = document.level(self.after)
        place = level_span(document, self.after).end
        gap = document.line_end * 2
        for written in (self._like(document, near), self._plain(document)):
            yield [Edit(Span(place, place), gap + gap.join(written))]

    def _like(self, document: Document, near: Level) -> list[str]:
        """The parts of a section each, with the headings of another level."""
        holder = document.holder(self.after)
        topics = {n: topic for topic, n in holder.sections}
        parts = [self._heading(document, near, holder.index)]
        graded, done = self.grade is None, set[Slot]()
        if self.manager is not None:
            parts.append(next(reporting_sentence(document, self.title, self.manager)))
        in_intro = not graded and Topic.GRADE not in topics.values() and not _IN_HEADING.search(parts[0])
        if in_intro and self.grade is not None:
            parts.append(grade_sentence(document, self.title, self.grade))
            graded = True
        for number in level_sections(document, self.after)[1:]:
            topic = topics.get(number)
            if topic is Topic.GRADE and not graded and self.grade is not None:
                sentence = grade_sentence(document, self.title, self.grade)
                parts += [self._heading(document, near, number), sentence]
                graded = True
            elif topic in _PARTS and _PARTS[topic] not in done:
                parts.append(self._heading(document, near, number))
                parts += self._list(document, Part(_PARTS[topic].value))
                done.add(_PARTS[topic])
        depth = min(document.sections[holder.index].level + 1, 6)
        for slot in (Slot.RESPONSIBILITIES, Slot.REQUIREMENTS):
            if slot not in done and (self.extends or getattr(self, slot.value)):
                parts.append(f"{'#' * depth} {self.title} {slot.value.capitalize()}")
                parts += self._list(document, Part(slot.value))
        return parts

    def _plain(self, document: Document) -> list[str]:
        """The level as the guide writes it."""
        depth = document.sections[document.holder(self.after).index].level
        below = "#" * min(depth + 1, 6)
        parts = [f"{'#' * depth} {self.title}"]
        if self.manager is not None:
            parts.append(f"The {self.title} reports to the {self.manager.title}.")
        if self.grade is not None:
            parts += [f"{below} {self.title} Job Grade", f"The {self.title} is a grade {self.grade:g}."]
        for part in Part:
            parts += [f"{below} {self.title} {part.value.capitalize()}", *self._list(document, part)]
        return parts

    def _heading(self, document: Document, near: Level, number: int) -> str:
        """A heading of another level with this title; the line under it as long as it."""
        number_of = f"{self.grade:g}" if self.grade is not None else ""
        old = heading_source(document, number)
        if self.grade is None:
            old = re.sub(r"\s*\(?\bgrade\s*#?\d[\d.]*\)?", "", old, flags=re.IGNORECASE)
        new = retitled(_IN_HEADING.sub(lambda found: found[1] + number_of, old), near, self.title)
        first, mark, underline = new.partition(document.line_end)
        return first + mark + underline[:1] * len(first) if underline.strip("=-") == "" and underline else new

    def _list(self, document: Document, part: Part) -> list[str]:
        words = [clean_entry(each) for each in getattr(self, part.value)]
        if self.extends is not None:
            words = [next(pointer(document, self.extends, part)), *words]
        sign = lines.first_sign(document, Slot(part.value))
        return [document.line_end.join(sign + each for each in words)] if words else []

    def is_done(self, before: Facts, after: Facts) -> bool:
        """There is one level more, which says what was asked for."""
        at = self.after + 1
        if len(after.holders) != len(before.holders) + 1:
            return False
        made, near = after.holders[at], before.holders[self.after]
        if after.without_holder(at) != before or made.track != near.track:
            return False
        extends = (
            tuple(Inherited((part,), same_title(self.extends.title)) for part in Part) if self.extends else ()
        )
        wanted = HolderFacts(
            same_title(self.title), made.track,
            (self.grade,) if self.grade is not None else (),
            (same_title(self.manager.title),) if self.manager else before.holders[0].manager and made.manager,
            extends,
            tuple(tuple(Said("", 0) for _ in getattr(self, slot.value, ())) for slot in ORDER),
        )  # fmt: skip
        said = replace(
            made,
            title=same_title(made.title),
            manager=tuple(same_title(t) for t in made.manager) if self.manager else made.manager,
            extends=tuple(Inherited(e.parts, e.title and same_title(e.title)) for e in made.extends),
            slots=tuple(tuple(Said("", s.depth) for s in slot) for slot in made.slots),
        )
        return said == wanted


@dataclass(frozen=True)
class RenameLevel:
    """Give a level another title: in its headings and sentences, and where the page names it by that title."""

    level: int
    title: str

    refusal = "The page names this level in a way that cannot be told from other words."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The title in the level's own headings and sentences and in those that name it; then without the latter."""
        level = document.level(self.level)
        if level.title == self.title.strip():
            yield []
            return
        check_level_title(document, self.title, besides=self.level)
        own = [heading_span(document, n) for n in level_sections(document, self.level)]
        own += [found.span for found in (level.grade, level.reports_to) if found is not None]
        naming = [
            reference.span
            for other in document.levels
            for reference in (
                *(e.target for e in other.extends if e.target is not None),
                *(other.reports_to.titles if other.reports_to else ()),
            )
            if same_title(reference.title) == same_title(level.title)
        ]
        ladders = [
            entry.span for n in range(len(document.levels) + 1) for entry in document.entries(n, Slot.LADDER)
        ]
        for spans in ([*own, *naming, *ladders], [*own, *naming], own, own[:1]):
            yield [*self._edits(document, level, spans), *self._links(document, level)]

    def _edits(self, document: Document, level: Level, spans: Sequence[Span]) -> Iterator[Edit]:
        taken: set[int] = set()
        pattern = re.compile(rf"(?<![\w-]){re.escape(level.title)}(?![\w-])")
        for span in spans:
            for found in pattern.finditer(document.text, span.start, span.end):
                if found.start() not in taken:
                    taken.add(found.start())
                    yield Edit(Span(*found.span()), self.title.strip())

    def _links(self, document: Document, level: Level) -> Iterator[Edit]:
        """Links of the page to the level's heading, whose anchor is made of its title."""
        old, new = f"(#{slug(level.title)})", f"(#{slug(self.title.strip())})"
        for link in document.page.links:
            begin = link.span.end - len(old)
            if document.text[begin : link.span.end] == old:
                yield Edit(Span(begin, link.span.end), new)

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The level has the title, and what named it names it still."""
        if len(before.holders) != len(after.holders) or after.holders[self.level].title != self.title.strip():
            return False
        old, new = same_title(before.holders[self.level].title), same_title(self.title)
        was, is_now = (_renamed(facts, self.level, old, new) for facts in (before, after))
        return was.is_but_for_summary(is_now)


def _renamed(facts: Facts, level: int, old: str, new: str) -> Facts:
    """Facts in which a level has one name, the old one and the new one alike."""

    def name(title: str | None) -> str | None:
        return new if title is not None and same_title(title) in (old, new) else title

    for at, holder in enumerate(facts.holders):
        facts = facts.with_holder(
            at,
            replace(
                holder,
                title="" if at == level else holder.title,
                manager=tuple(name(title) or "" for title in holder.manager),
                extends=tuple(Inherited(e.parts, name(e.title)) for e in holder.extends),
                slots=holder.with_slot(
                    Slot.LADDER,
                    tuple(
                        Said(same_title(said.text).replace(old, new), said.depth)
                        for said in holder.slot(Slot.LADDER)
                    ),
                ).slots,
            ),
        )
    return facts


@dataclass(frozen=True)
class MoveLevel:
    """Let a level and its neighbour change places, with all that stands under them."""

    level: int
    down: bool

    refusal = "The two levels cannot change places without changing what they say."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The two passages in each other's place."""
        document.level(self.level)
        first = self.level if self.down else self.level - 1
        if not 1 <= first < len(document.levels):
            raise CannotEditError(
                "It is the last level already." if self.down else "It is the first level already.", hint=""
            )
        if document.level(first).track != document.level(first + 1).track:
            raise CannotEditError("The two levels belong to different groups of the page.")
        if level_sections(document, first).stop != document.holder(first + 1).index:
            raise CannotEditError("Something else stands between the two levels.")
        check_above(document, first, first + 1)
        one, other = level_span(document, first), level_span(document, first + 1)
        yield [
            Edit(one, document.text[other.start : other.end]),
            Edit(other, document.text[one.start : one.end]),
        ]

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The two levels have changed places, and say what they said."""
        first = self.level if self.down else self.level - 1
        one, other = before.holders[first], before.holders[first + 1]
        return before.with_holder(first, other).with_holder(first + 1, one) == after


@dataclass(frozen=True)
class RemoveLevel:
    """Take a level away, with all that stands under it."""

    level: int

    refusal = "The level cannot be taken away without changing what the rest of the page says."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The lines of the level and one of the gaps around it."""
        span = level_span(document, self.level)
        if self.level < len(document.levels):
            check_above(document, self.level + 1)
        if parserview.has_tags(document.text[span.start : span.end]):
            raise CannotEditError("The level holds template tags, which may matter to what follows.")
        yield [Edit(Span(document.used_to(span.start), span.end), "")]

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The level is gone, and nothing else is different."""
        return before.without_holder(self.level) == after


def check_level_title(document: Document, title: str, besides: int = 0) -> None:
    """Raises CannotEditError where a level cannot have a title, or another one has it."""
    check_title(title)
    for number, level in enumerate(document.levels, start=1):
        if number != besides and same_title(level.title) == same_title(title):
            raise CannotEditError(f"There is a level “{level.title}” already.", hint="Choose another title.")


def check_above(document: Document, *numbers: int) -> None:
    """Raises CannotEditError where a level takes over what stands above it: that would be something else then."""
    for number in numbers:
        level = document.level(number)
        if any(found.target is None for found in level.extends):
            raise CannotEditError(f"“{level.title}” takes over what stands above it, and that would change.")


def clean_entry(words: str) -> str:
    """The words of a new entry in one line."""
    return " ".join(words.split())
