"""Operations on what sentences state of a level: its grade, whom it reports to, what it extends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trellis.handbook import parserview
from trellis.handbook.diagnostics import Edit
from trellis.handbook.text import Span
from trellis.roles.definitions.editing import lines
from trellis.roles.definitions.editing.document import FAMILY, Document
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Facts, Inherited, Slot
from trellis.roles.definitions.editing.headings import heading_span, level_span
from trellis.roles.definitions.editing.wordings import (
    Target,
    grade_sentence,
    grade_texts,
    pointer,
    reporting_sentence,
    same_title,
)
from trellis.roles.definitions.headings import Topic
from trellis.roles.definitions.model import Extension, Part, Reference

__all__ = ["AddExtension", "RemoveExtension", "SetExtension", "SetGrade", "SetManager", "Target"]


@dataclass(frozen=True)
class SetGrade:
    """State another grade for a level, or its first one."""

    level: int
    grade: float

    refusal = "The grade cannot be changed here without changing something else."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """Another number in the sentence that states the grade; else a sentence of its own."""
        level = document.level(self.level)
        if not 0 < self.grade < 100:
            raise CannotEditError("A grade is a number from 1 to 99.", hint="Such as 7 or 9.5.")
        if len(level.grades) > 1:
            stated = " or ".join(f"{grade.value:g}" for grade in level.grades)
            raise CannotEditError(f"The page states several grades for “{level.title}”: {stated}.")
        if level.grade is None:
            yield from self._first(document)
            return
        if level.grade.value == self.grade:
            yield []
            return
        line = lines.line_range(document, level.grade.span)
        for span in (level.grade.span, line):
            for number in grade_texts(document.text, span, level.grade.value):
                yield [Edit(number, f"{self.grade:g}")]

    def _first(self, document: Document) -> Iterator[Sequence[Edit]]:
        level = document.level(self.level)
        sentence = grade_sentence(document, level.title, self.grade)
        numbers = [n for owner in document.owners(self.level) for n in owner.of(Topic.GRADE)]
        for number in numbers:
            section = document.sections[number]
            if any(parserview.has_tags(document.text[b.span.start : b.span.end]) for b in section.blocks):
                raise CannotEditError(f"The grade of “{level.title}” comes from a template tag.")
            yield [after_heading(document, number, sentence)]
        if numbers:
            return
        index = document.heading_of(self.level)
        if index == 0:
            yield [after_heading(document, 0, sentence)]
            return
        depth = min(document.sections[index].level + 1, 6)
        gap = document.line_end * 2
        first = next(iter(document.sections[index].children), None)
        for heading in (f"{level.title} Job Grade", "Job Grade"):
            block = f"{'#' * depth} {heading}{gap}{sentence}"
            if first is not None:
                at = heading_span(document, first).start
                yield [Edit(Span(at, at), block + gap)]
            else:
                at = level_span(document, self.level).end
                yield [Edit(Span(at, at), gap + block)]

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The level has this grade, and nothing else is different."""
        holder = replace(before.holders[self.level], grades=(self.grade,))
        return before.with_holder(self.level, holder).is_but_for_summary(after)


@dataclass(frozen=True)
class SetManager:
    """Say whom a level reports to (`None`: nothing); for the family, whom all its levels report to."""

    holder: int
    target: Target | None

    refusal = "The reporting line cannot be changed here without changing something else."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """Another title in the sentence, a sentence of the level's own, or none."""
        owner = document.family if self.holder == FAMILY else document.level(self.holder)
        line = owner.reports_to
        own = line is not None and self._is_own(document, line.span)
        if self.target is None:
            if line is None or not own:
                raise CannotEditError(
                    "The level says nothing of its own: the line holds for all levels of the page.",
                    hint="Name somebody for this level, or change the sentence at the top.",
                )
            yield from sentence_gone(document, line.span)
            return
        check_title(self.target.title)
        if line is not None and own:
            if [same_title(reference.title) for reference in line.titles] == [same_title(self.target.title)]:
                yield []
                return
            yield from retargeted(document, line.titles, self.target)
            return
        if self.holder == FAMILY:
            raise CannotEditError("The page says nothing of whom all its levels report to.")
        number = document.heading_of(self.holder)
        for block in document.sections[number].blocks:
            source = document.text[block.span.start : block.span.end]
            if parserview.has_tags(source) and "report" in source.lower():
                raise CannotEditError("The reporting line comes from a template tag.")
        for sentence in reporting_sentence(document, document.level(self.holder).title, self.target):
            yield [after_heading(document, number, sentence)]

    def _is_own(self, document: Document, span: Span) -> bool:
        if self.holder == FAMILY or document.is_one_role:
            return True
        if document.level(self.holder).section == 0:
            return False
        mine = level_span(document, self.holder)
        return mine.start <= span.start < mine.end

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The level, or each level that takes the family's line, reports to somebody else."""
        wanted = (same_title(self.target.title),) if self.target is not None else None
        if len(before.holders) != len(after.holders):
            return False
        now = after.holders[self.holder].manager
        if wanted is not None and tuple(same_title(title) for title in now) != wanted:
            return False
        if wanted is None and now == before.holders[self.holder].manager:
            return False
        shared = self.holder == FAMILY
        old = before.holders[self.holder].manager
        undone = after
        for at, (was, is_now) in enumerate(zip(before.holders, after.holders, strict=True)):
            if at == self.holder or (shared and was.manager == old and is_now.manager == now):
                undone = undone.with_holder(at, replace(is_now, manager=was.manager))
        return undone.is_but_for_summary(before)


@dataclass(frozen=True)
class AddExtension:
    """Let a list of a level take over what another role states."""

    holder: int
    part: Part
    target: Target

    refusal = "The sentence of inheritance would be read as something else on this page."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """A bullet before the first entry of the list, in the wording of the page."""
        check_title(self.target.title)
        slot = Slot(self.part.value)
        numbers = document.section_numbers(self.holder, slot)
        for wording in pointer(document, self.target, self.part):
            entries = document.entries(self.holder, slot)
            row = document.row_at(entries[0].span) if entries else None
            if row is not None and row.plain and row.above is None:
                yield list(lines.beside(document, row, wording, after=False))
            elif numbers:
                yield list(lines.in_section(document, numbers[0], slot, wording))
            else:
                yield from lines.new_section(document, self.holder, slot, wording)

    def is_done(self, before: Facts, after: Facts) -> bool:
        """There is one inheritance more, of this role."""
        old, new = before.holders[self.holder].extends, after.holders[self.holder].extends
        if len(new) != len(old) + 1:
            return False
        for at, said in enumerate(new):
            if (
                said.parts == (self.part,)
                and said.title
                and same_title(said.title) == same_title(self.target.title)
            ):
                kept = replace(after.holders[self.holder], extends=(*new[:at], *new[at + 1 :]))
                if after.with_holder(self.holder, kept) == before:
                    return True
        return False


@dataclass(frozen=True)
class SetExtension:
    """Let a statement of inheritance name another role."""

    holder: int
    at: int
    target: Target

    refusal = "The sentence of inheritance says more than this and cannot be changed here alone."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The other title in the place of the one that stands there."""
        check_title(self.target.title)
        found = extension_at(document, self.holder, self.at)
        if found.target is None:
            raise CannotEditError("The sentence names no role, but what stands above it.")
        if same_title(found.target.title) == same_title(self.target.title):
            yield []
            return
        yield from retargeted(document, (found.target,), self.target)

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The one statement names this role."""
        old, new = before.holders[self.holder].extends, after.holders[self.holder].extends
        if len(old) != len(new):
            return False
        said = new[self.at]
        named = said.title is not None and same_title(said.title) == same_title(self.target.title)
        kept = (*new[: self.at], Inherited(said.parts, old[self.at].title), *new[self.at + 1 :])
        undone = after.with_holder(self.holder, replace(after.holders[self.holder], extends=kept))
        return named and undone.is_but_for_summary(before)


@dataclass(frozen=True)
class RemoveExtension:
    """Take a statement of inheritance away."""

    holder: int
    at: int

    refusal = "The sentence of inheritance says more than this and cannot be taken away here alone."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The bullet gone, or the sentence."""
        found = extension_at(document, self.holder, self.at)
        row = document.row_at(found.span)
        if row is not None and row.plain:
            yield list(lines.without(document, row))
        else:
            yield from sentence_gone(document, found.span)

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The one statement is gone, and nothing else is different."""
        old = before.holders[self.holder].extends
        kept = replace(before.holders[self.holder], extends=(*old[: self.at], *old[self.at + 1 :]))
        return before.with_holder(self.holder, kept).is_but_for_summary(after)


# -- sentences in the text


def extension_at(document: Document, holder: int, at: int) -> Extension:
    """A statement of inheritance by its number. Raises CannotEditError."""
    owner = document.family if holder == FAMILY else document.level(holder)
    if not 0 <= at < len(owner.extends):
        raise CannotEditError("There is no such inheritance any more.", hint="Open the form again.")
    return owner.extends[at]


def check_title(title: str) -> None:
    """Raises CannotEditError where some words cannot be the title of a role."""
    if not title.strip() or len(title) > 120 or re.search(r"[\r\n\[\]<>|]", title):
        raise CannotEditError(
            "That is no title of a role.", hint="Choose one from the list, or write its title."
        )


def retargeted(document: Document, titles: Sequence[Reference], target: Target) -> Iterator[Sequence[Edit]]:
    """Another title where one or several stand, links and all; a link is kept where the new one has an address."""
    first, last = titles[0], titles[-1]
    begin, end = first.span.start, last.span.end
    linked = False
    for link in document.page.links:
        if link.span.start <= end and link.span.end >= begin and link.kind != "html":
            covers_first = link.span.start <= first.span.start < link.span.end
            covers_last = link.span.start < last.span.end <= link.span.end
            linked = linked or covers_first or covers_last
            begin = min(begin, link.span.start) if covers_first else begin
            end = max(end, link.span.end) if covers_last else end
    old = document.text[begin:end]
    if parserview.has_tags(old):
        raise CannotEditError("The title comes from a template tag.")
    for words in target.written(linked=linked):
        yield [Edit(Span(begin, end), words)]


def sentence_gone(document: Document, span: Span) -> Iterator[Sequence[Edit]]:
    """A sentence taken away: with its line where it is alone there."""
    row = document.row_at(span)
    if (
        row is not None
        and row.plain
        and document.text[row.words.start : row.words.end].strip() == _slice(document, span)
    ):
        yield list(lines.without(document, row))
        return
    whole = lines.line_range(document, span)
    if document.text[whole.start : whole.end].strip() == _slice(document, span):
        yield [Edit(lines.with_a_gap(document, whole), "")]
    text, end = document.text, span.end
    while end < len(text) and text[end] in " \t":
        end += 1
    yield [Edit(Span(span.start, end), "")]


def _slice(document: Document, span: Span) -> str:
    return document.text[span.start : span.end].strip()


def after_heading(document: Document, number: int, sentence: str) -> Edit:
    """A paragraph straight under a heading; for section 0 after all that stands before the first one."""
    gap = document.line_end * 2
    blocks = document.sections[number].blocks
    if number == 0 and not blocks:
        at = document.page.body_start
        return Edit(Span(at, at), f"{document.line_end}{sentence}{document.line_end}")
    if number == 0:
        end = max(lines.line_range(document, block.span).end for block in blocks)
        return Edit(Span(end, end), gap + sentence)
    end = lines.line_range(document, document.sections.place(number)).end
    return Edit(Span(end, end), gap + sentence)
