"""Operations on entries of lists: responsibilities, requirements, indicators, hiring steps, the career ladder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trellis.handbook import parserview
from trellis.handbook.diagnostics import Edit
from trellis.handbook.text import Span
from trellis.roles.definitions.editing import lines
from trellis.roles.definitions.editing.document import Document, Entry
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Facts, Said, Slot
from trellis.roles.definitions.editing.rows import Row

LONGEST = 4_000
"""Characters of one entry."""


@dataclass(frozen=True)
class Place:
    """An entry: whose list, which list, which entry of it, from 0."""

    holder: int
    slot: Slot
    at: int


@dataclass(frozen=True)
class EditEntry:
    """Put other words in the place of an entry's own; its sign, its identifier and what is nested in it stay."""

    place: Place
    words: str

    refusal = (
        "With these words the line would be read as something else: as a heading, as several entries, or as a "
        "statement of grade, reporting line or inheritance."
    )

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The words at the entry's place, its lines laid out as they were."""
        entry = entry_at(document, self.place)
        span = words_span(document, self.place, entry)
        wanted = clean(self.words)
        old = document.text[span.start : span.end]
        if source_of(document, self.place) == wanted:
            yield []
            return
        if tags_in(old) != tags_in(wanted):
            raise CannotEditError("The entry holds a template tag, which the form keeps as it is.")
        yield [Edit(span, lines.laid_out(document, old, wanted, span.start))]

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The one entry is another, at the same depth."""
        old, new = _slot(before, self.place), _slot(after, self.place)
        if len(old) != len(new) or old[self.place.at].depth != new[self.place.at].depth:
            return False
        kept = (*new[: self.place.at], old[self.place.at], *new[self.place.at + 1 :])
        return after.with_slot(self.place.holder, self.place.slot, kept) == before


@dataclass(frozen=True)
class AddEntry:
    """Add an entry after another and what is nested in it; `at` -1 makes it the first."""

    place: Place
    words: str

    refusal = (
        "With these words the line would be read as something else: as several entries, or as a statement of grade, "
        "reporting line or inheritance."
    )

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """A line beside the entry; in an empty list the first line; where there is no list, a section with one."""
        holder, slot, at = self.place.holder, self.place.slot, self.place.at
        wanted = clean(self.words)
        entries = document.entries(holder, slot)
        if entries and -1 <= at < len(entries):
            near = Place(holder, slot, max(at, 0))
            if slot is Slot.LADDER and document.row_at(entries[near.at].span) is None:
                yield [lines.paragraph_beside(document, entries[near.at].span, wanted, after=at >= 0)]
                return
            yield list(lines.beside(document, whole_row(document, near), wanted, after=at >= 0))
            return
        numbers = document.section_numbers(holder, slot)
        if not numbers:
            yield from lines.new_section(document, holder, slot, wanted)
            return
        yield list(lines.in_section(document, numbers[-1], slot, wanted))

    def is_done(self, before: Facts, after: Facts) -> bool:
        """There is one entry more, and nothing else is different."""
        old, new = _slot(before, self.place), _slot(after, self.place)
        if len(new) != len(old) + 1:
            return False
        at = _after(old, self.place.at) if 0 <= self.place.at < len(old) else 0
        kept = (*new[:at], *new[at + 1 :])
        return after.with_slot(self.place.holder, self.place.slot, kept) == before


@dataclass(frozen=True)
class RemoveEntry:
    """Take an entry away, with what is nested in it."""

    place: Place

    refusal = "The line says more than this one thing, or its list cannot be told from what stands around it."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The lines of the entry, and one of the gaps around it."""
        entry = entry_at(document, self.place)
        if self.place.slot is Slot.LADDER and document.row_at(entry.span) is None:
            yield [Edit(lines.with_a_gap(document, lines.line_range(document, entry.span)), "")]
            return
        yield list(lines.without(document, whole_row(document, self.place)))

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The entry and what was nested in it are gone."""
        old = _slot(before, self.place)
        kept = (*old[: self.place.at], *old[_after(old, self.place.at) :])
        return before.with_slot(self.place.holder, self.place.slot, kept) == after


@dataclass(frozen=True)
class RemoveSection:
    """Take the heading of an empty list away."""

    holder: int
    slot: Slot

    refusal = "Something still stands under the heading."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The heading and the gap before it."""
        numbers = document.section_numbers(self.holder, self.slot)
        if not numbers or document.entries(self.holder, self.slot):
            raise CannotEditError("There is no empty list here.", hint="Open the form again.")
        section = document.sections[numbers[-1]]
        if section.blocks or section.children or numbers[-1] == 0:
            raise CannotEditError(self.refusal)
        line = lines.line_range(document, document.sections.place(numbers[-1]))
        yield [Edit(Span(document.used_to(line.start), line.end), "")]

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The page says what it said."""
        return before == after


@dataclass(frozen=True)
class MoveEntry:
    """Move an entry, with what is nested in it, past its neighbour in the list."""

    place: Place
    down: bool

    refusal = "The entry cannot be moved further without changing what it says or stands under."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The two entries change places; signs and gaps stay where they are."""
        entry = entry_at(document, self.place)
        if self.place.slot is Slot.LADDER and document.row_at(entry.span) is None:
            yield list(lines.exchanged_paragraphs(document, entry.span, self._other_sentence(document)))
            return
        row = whole_row(document, self.place)
        there = row.at + (1 if self.down else -1)
        if not 0 <= there < len(row.siblings):
            raise CannotEditError("It is the last of its list already." if self.down else _FIRST, hint="")
        yield list(lines.exchanged(document, row, document.rows[row.siblings[there]]))

    def _other_sentence(self, document: Document) -> Span:
        """Where the neighbour of a paragraph of the career ladder stands. Raises CannotEditError."""
        there = self.place.at + (1 if self.down else -1)
        if not 0 <= there < len(document.entries(self.place.holder, self.place.slot)):
            raise CannotEditError("It is the last of its list already." if self.down else _FIRST, hint="")
        span = entry_at(document, Place(self.place.holder, self.place.slot, there)).span
        if document.row_at(span) is not None:
            raise CannotEditError(_BESIDE_A_LIST, hint="Move it in the text of the page.")
        return span

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The entry stands on the other side of its neighbour, and nothing else is different."""
        old, at = _slot(before, self.place), self.place.at
        end = _after(old, at)
        if self.down:
            first, middle, last = at, end, _after(old, end) if end < len(old) else end
        else:
            first, middle, last = _neighbour_above(old, at), at, end
        moved = (*old[:first], *old[middle:last], *old[first:middle], *old[last:])
        return before.with_slot(self.place.holder, self.place.slot, moved) == after


_FIRST = "It is the first of its list already."
_BESIDE_A_LIST = "A sentence does not change places with an entry of a list."


@dataclass(frozen=True)
class NestEntry:
    """Nest an entry in the one above it, or take it out again (`deeper` false)."""

    place: Place
    deeper: bool

    refusal = "The entry cannot be nested otherwise without changing more than itself."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The lines of the entry further in, or further out."""
        row = whole_row(document, self.place)
        if row.number is not None:
            raise CannotEditError("Entries of a numbered list are nested in the text.")
        if self.deeper:
            if row.at == 0:
                raise CannotEditError("There is no entry above it in which it could be nested.", hint="")
            yield list(lines.further_in(document, row, document.rows[row.siblings[row.at - 1]]))
            return
        if row.above is None:
            raise CannotEditError("It is not nested.", hint="")
        above = document.rows[row.above]
        if row.at + 1 < len(row.siblings) or row.span.end != above.span.end:
            raise CannotEditError(
                "Only the last of the nested entries can be taken out.", hint="Move it down first."
            )
        yield list(lines.further_out(row, above, document.text))

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The entry and what is nested in it are one step deeper or less deep."""
        old, at = _slot(before, self.place), self.place.at
        end, step = _after(old, at), 1 if self.deeper else -1
        moved = (*old[:at], *(Said(s.text, s.depth + step) for s in old[at:end]), *old[end:])
        return before.with_slot(self.place.holder, self.place.slot, moved) == after


# -- entries in the text


def entry_at(document: Document, place: Place) -> Entry:
    """The entry at a place. Raises CannotEditError."""
    entries = document.entries(place.holder, place.slot)
    if not 0 <= place.at < len(entries):
        raise CannotEditError("There is no such entry any more.", hint="Open the form again.")
    return entries[place.at]


def whole_row(document: Document, place: Place) -> Row:
    """The list entry at a place. Raises CannotEditError where it is none, or shares its lines with others."""
    entry = entry_at(document, place)
    row = document.row_at(entry.span)
    if row is None:
        raise CannotEditError(f"“{entry.said.text[:60]}” stands in no list, but in a table or a heading.")
    if not row.plain:
        raise CannotEditError(f"“{entry.said.text[:60]}” shares its line with another entry.")
    if sum(document.row_at(e.span) == row for e in document.entries(place.holder, place.slot)) > 1:
        raise CannotEditError(
            f"“{entry.said.text[:60]}” shares its list sign with another line.",
            hint="Give each line a sign of its own in the text of the page.",
        )
    return row


def words_span(document: Document, place: Place, entry: Entry) -> Span:
    """Where an entry's own words stand."""
    if place.slot is Slot.LADDER and document.row_at(entry.span) is None:
        begin, end = entry.span
        return Span(begin, begin + len(document.text[begin:end].rstrip()))
    return whole_row(document, place).words


def source_of(document: Document, place: Place) -> str:
    """An entry's own words as they are written, without what lays out its lines. Raises CannotEditError."""
    span = words_span(document, place, entry_at(document, place))
    return source_of_lines(document.text[span.start : span.end])


def source_of_lines(text: str) -> str:
    """Lines without the indentation of those after the first."""
    return "\n".join(
        line if at == 0 else line.lstrip(" \t>") for at, line in enumerate(re.split(r"\r\n|\r|\n", text))
    )


def clean(words: str) -> str:
    """What somebody typed as the words of one entry. Raises CannotEditError where it is nothing or too much."""
    kept = [line for line in words.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    found = "\n".join(kept).strip()
    if not found:
        raise CannotEditError("There are no words in it.", hint="Write some, or remove the entry.")
    if len(found) > LONGEST:
        raise CannotEditError(
            f"The entry has {len(found):,} characters; at most {LONGEST:,} fit.", hint="Split it."
        )
    return found


def tags_in(text: str) -> list[str]:
    """The template tags in a text."""
    return [text[begin:end] for begin, end in parserview.tags(text)] if parserview.has_tags(text) else []


def _slot(facts: Facts, place: Place) -> tuple[Said, ...]:
    return facts.holders[place.holder].slot(place.slot) if place.holder < len(facts.holders) else ()


def _after(said: Sequence[Said], at: int) -> int:
    """Where what comes after an entry and all that is nested in it begins."""
    end = at + 1
    while end < len(said) and said[end].depth > said[at].depth:
        end += 1
    return end


def _neighbour_above(said: Sequence[Said], at: int) -> int:
    above = at - 1
    while above > 0 and said[above].depth > said[at].depth:
        above -= 1
    return max(above, 0)
