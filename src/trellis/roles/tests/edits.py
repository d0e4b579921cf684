"""Every operation that the form offers on a text, each with the one that takes it back where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import NamedTuple

from trellis.roles.definitions.editing.applying import Operation
from trellis.roles.definitions.editing.document import Document, Entry
from trellis.roles.definitions.editing.entries import (
    AddEntry,
    EditEntry,
    MoveEntry,
    NestEntry,
    Place,
    RemoveEntry,
    RemoveSection,
    source_of,
)
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Slot
from trellis.roles.definitions.editing.heads import Key, SetKey, SetSummary
from trellis.roles.definitions.editing.levels import AddLevel, MoveLevel, RemoveLevel, RenameLevel
from trellis.roles.definitions.editing.statements import (
    AddExtension,
    RemoveExtension,
    SetExtension,
    SetGrade,
    SetManager,
    Target,
)
from trellis.roles.definitions.model import Part

WORDS = "Keep promises to **all** colleagues"
TITLE = "Chief Bridge Painter"
BOSS = Target("Director, Bridges", "/job-families/bridges/#director-bridges")


class Trial(NamedTuple):
    """An operation, and those that take it back one after the other (none: nothing does)."""

    does: Operation
    undoes: tuple[Operation, ...] = ()


def trials(document: Document, at: int = 0) -> Iterator[Trial]:
    """Operations on all parts of a page; `at` chooses among the entries of each list."""
    yield Trial(SetKey(Key.DESCRIPTION, 'What "we" do: all'))
    yield Trial(SetSummary(WORDS))
    for holder in range(len(document.levels) + 1):
        for slot in Slot:
            yield from _on_entries(document, holder, slot, at)
        if holder:
            yield from _on_level(document, holder)
    for special in range(len(document.specials)):
        for slot in (Slot.RESPONSIBILITIES, Slot.REQUIREMENTS):
            number = len(document.levels) + 1 + special
            if document.section_numbers(number, slot):
                yield from _on_entries(document, number, slot, at)


def _on_entries(document: Document, holder: int, slot: Slot, at: int) -> Iterator[Trial]:
    entries = document.entries(holder, slot)
    if not entries:
        back: tuple[Operation, ...] = (RemoveEntry(Place(holder, slot, 0)),)
        if not document.section_numbers(holder, slot):
            back = (*back, RemoveSection(holder, slot))
        yield Trial(AddEntry(Place(holder, slot, -1), WORDS), back)
        return
    at %= len(entries)
    place = Place(holder, slot, at)
    nested = len(
        list(
            takewhile(lambda entry: entry.said.depth > entries[at].said.depth, islice(entries, at + 1, None))
        )
    )
    yield Trial(AddEntry(place, WORDS), (RemoveEntry(Place(holder, slot, at + 1 + nested)),))
    yield Trial(RemoveEntry(place))
    try:
        words = source_of(document, place)
        # How further lines were indented is forgotten with them.
        yield Trial(EditEntry(place, WORDS), () if "\n" in words else (EditEntry(place, words),))
    except CannotEditError:
        yield Trial(EditEntry(place, WORDS))
    if at + 1 < len(entries) and entries[at + 1].said.depth == entries[at].said.depth:
        yield Trial(MoveEntry(place, down=True), (MoveEntry(Place(holder, slot, at + 1), down=False),))
        if slot is Slot.RESPONSIBILITIES:
            there = Place(holder, slot, at + 1)
            yield Trial(NestEntry(there, deeper=True), (NestEntry(there, deeper=False),))


def _are_alike(document: Document, one: Entry, other: Entry) -> bool:
    """Whether both steps of a career ladder are sentences, or entries of one list."""
    rows = [document.row_at(entry.span) for entry in (one, other)]
    return len({row.siblings if row else () for row in rows}) == 1


def _on_level(document: Document, number: int) -> Iterator[Trial]:
    level = document.level(number)
    if level.grade is not None:
        yield Trial(SetGrade(number, level.grade.value + 1), (SetGrade(number, level.grade.value),))
    else:
        yield Trial(SetGrade(number, 7))
    yield Trial(SetManager(number, BOSS), () if level.reports_to else (SetManager(number, None),))
    for part in Part:
        if document.section_numbers(number, Slot(part.value)):
            before = sum(e.parts != (Part.REQUIREMENTS,) for e in level.extends)
            at = before if part is Part.RESPONSIBILITIES else len(level.extends)
            yield Trial(AddExtension(number, part, Target("Bridge Painter")), (RemoveExtension(number, at),))
    if level.extends:
        yield Trial(SetExtension(number, 0, Target("Bridge Painter")))
        yield Trial(RemoveExtension(number, 0))
    if level.section:
        added = AddLevel(number, TITLE, 9, BOSS, Target(level.title), ("Paint",), ("Steady hand", "Calm"))
        yield Trial(added, (RemoveLevel(number + 1),))
        yield Trial(RenameLevel(number, TITLE), (RenameLevel(number, level.title),))
        yield Trial(RemoveLevel(number))
        if number < len(document.levels):
            yield Trial(MoveLevel(number, down=True), (MoveLevel(number + 1, down=False),))
