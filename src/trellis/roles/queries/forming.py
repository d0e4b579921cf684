"""What the form for a job family shows: every field with its words, what it inherits, and what was changed so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.handbook import Handbook
from trellis.handbook.slugs import anchors_of
from trellis.handbook.text import Span
from trellis.pages import meaning, touching
from trellis.pages.addresses import source_address
from trellis.pages.fingerprints import fingerprint
from trellis.pages.meaning import Told
from trellis.pages.queries import draft_pictures, editing
from trellis.pages.queries.current import Edition, try_out
from trellis.pages.queries.editing import Desk, difference
from trellis.pages.queries.reading import rendered
from trellis.pages.queries.surroundings import surroundings_of
from trellis.pages.touching import Touched
from trellis.roles.addresses import role_address
from trellis.roles.definitions.editing.document import FAMILY, Document, read_document
from trellis.roles.definitions.editing.entries import Place, source_of
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Slot
from trellis.roles.definitions.editing.headings import level_span
from trellis.roles.definitions.editing.heads import summary_of
from trellis.roles.definitions.editing.wordings import Target, same_title
from trellis.roles.definitions.effective import effective
from trellis.roles.definitions.graph import Role, RoleGraph, RoleId
from trellis.roles.definitions.kind import NAME
from trellis.roles.definitions.model import Family, Level, Part
from trellis.roles.models import FormStep
from trellis.roles.queries.wording import grade_text, one_line
from trellis.web.diffs import Row, changed_lines, diff_rows

TITLES: dict[Slot, str | Promise] = {
    Slot.RESPONSIBILITIES: _("Responsibilities"),
    Slot.REQUIREMENTS: _("Requirements"),
    Slot.NICE_TO_HAVE: _("Nice to have"),
    Slot.INDICATORS: _("Performance indicators"),
    Slot.HIRING: _("Hiring steps"),
    Slot.LADDER: _("Career ladder: where one goes from here"),
}
_OF_ALL = (Slot.RESPONSIBILITIES, Slot.REQUIREMENTS, Slot.INDICATORS, Slot.HIRING, Slot.LADDER)
_OF_LEVEL = (Slot.RESPONSIBILITIES, Slot.REQUIREMENTS)
MOST_TITLES = 2_000
"""Titles of roles that a field offers."""


class EntryView(NamedTuple):
    """An entry in its field; `why` says why it can only be changed in the text."""

    at: int
    words: str
    depth: int
    why: str
    remarks: tuple[Diagnostic, ...]
    first: bool
    last: bool


class Inherited(NamedTuple):
    """An entry that holds without standing on this level: where it comes from."""

    text: str
    origin: str
    url: str
    source_url: str


class ExtensionView(NamedTuple):
    """A statement of inheritance; `title` is empty where it names no role but what stands above."""

    at: int
    title: str
    both: bool
    remarks: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """A list with a field for each entry."""

    slot: str
    title: str | Promise
    entries: tuple[EntryView, ...]
    extends: tuple[ExtensionView, ...]
    inherited: tuple[Inherited, ...]
    may_extend: bool
    is_empty_section: bool
    nests: bool
    holder: int

    @property
    def last_top(self) -> int:
        """The last entry that is not nested: a new one comes after it."""
        return max((entry.at for entry in self.entries if entry.depth == 0), default=-1)


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level; `why` says why its heading, place and facts can only be changed in the text."""

    number: int
    title: str
    grade: str
    grades: int
    manager: str
    shared_manager: str
    lists: tuple[ListView, ...]
    remarks: tuple[Diagnostic, ...]
    why: str
    first: bool
    last: bool
    track: str
    implicit: bool


class SpecialView(NamedTuple):
    """A specialty or segment with its lists."""

    number: int
    title: str
    lists: tuple[ListView, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """All of the form."""

    desk: Desk
    seen: str
    title: str
    description: str
    summary: str
    levels: tuple[LevelView, ...]
    lists: tuple[ListView, ...]
    specials: tuple[SpecialView, ...]
    remarks: tuple[Diagnostic, ...]
    elsewhere: tuple[Diagnostic, ...]
    told: tuple[Told, ...]
    touched: tuple[tuple[str | Promise, tuple[Touched, ...]], ...]
    rows: tuple[Row, ...]
    added: int
    removed: int
    undo: str
    steps: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def suggestion(self) -> str:
        """What the proposal could be called: the last things that were done."""
        return "; ".join(dict.fromkeys(self.steps[-2:]))[:200]


def form_page(edition: Edition, desk: Desk) -> FormPage:
    """What the form shows of the text on somebody's desk. Compiles the handbook with it."""
    after, _pictures = _tried(edition, desk)
    document = read_document(desk.text.removeprefix("\ufeff"))
    before = editing.committed(edition, desk.path, desk.commit).text or ""
    fill = _Filling(document, after, desk.path)
    levels = tuple(fill.level(number) for number in range(1, len(document.levels) + 1))
    added, removed = changed_lines(before, desk.text)
    summary = summary_of(document)
    touched = touching.touched_by(edition.handbook, after, [desk.path]) if added or removed else []
    steps = (
        tuple(FormStep.objects.filter(draft_id=desk.draft.pk).order_by("created_at", "pk"))
        if desk.draft
        else ()
    )
    seen = fingerprint(desk.text)
    return FormPage(
        desk=desk,
        seen=seen,
        title=document.page.title,
        description=document.page.description or "",
        summary=document.text[summary.start : summary.end] if summary else "",
        levels=levels,
        lists=() if document.is_one_role else tuple(fill.list_of(FAMILY, slot) for slot in _OF_ALL),
        specials=tuple(fill.specials()),
        remarks=tuple(found for found in fill.own if found not in fill.placed),
        elsewhere=tuple(f for f in difference(edition.handbook, after).new if f.path != desk.path)[:20],
        told=meaning.told(edition.handbook, after, [desk.path]) if added or removed else (),
        touched=tuple(touched),
        rows=tuple(diff_rows(before, desk.text)),
        added=added,
        removed=removed,
        undo=steps[-1].what if steps and steps[-1].after == seen else "",
        steps=tuple(step.what for step in steps),
        titles=_titles(after),
    )


class _Filling:
    """Fields filled from a document and the handbook compiled with it."""

    def __init__(self, document: Document, after: Handbook, path: str) -> None:
        self.document = document
        graph = after.assembled.get(NAME)
        self.graph = graph if isinstance(graph, RoleGraph) else RoleGraph()
        found = after.definitions.get(NAME, {}).get(path)
        self.family: Family | None = found if isinstance(found, Family) else None
        self.own = tuple(found for found in after.diagnostics if found.path == path)
        self.placed: list[Diagnostic] = []

    def level(self, number: int) -> LevelView:
        document, level = self.document, self.document.level(number)
        why, shared = "", False
        try:
            span = None if document.is_one_role else level_span(document, number)
            line = level.reports_to
            shared = bool(span and line and not span.start <= line.span.start < span.end)
        except CannotEditError as error:
            why = error.message
        manager = " or ".join(title.title for title in level.reports_to.titles) if level.reports_to else ""
        slots = [*_OF_LEVEL, *(_OF_ALL[2:] if document.is_one_role else ())]
        slots += [slot for slot in Slot if slot not in slots and document.entries(number, slot)]
        lists = tuple(self.of_one_role(number, slot) for slot in slots)
        lines = {level.line, *(found.line for found in (level.grade, level.reports_to) if found is not None)}
        return LevelView(
            number,
            level.title,
            grade_text(level.grade.value if level.grade else None),
            len(level.grades),
            "" if shared else manager,
            manager if shared else "",
            lists,
            self.remarks(lines),
            why,
            number == 1,
            number == len(document.levels),
            level.track or "",
            document.is_one_role,
        )

    def of_one_role(self, number: int, slot: Slot) -> ListView:
        """A list of a level; what the one role of a page has in common with the page is the page's."""
        shared = self.document.is_one_role and slot in (Slot.INDICATORS, Slot.HIRING, Slot.LADDER)
        return self.list_of(FAMILY if shared else number, slot)

    def specials(self) -> Iterator[SpecialView]:
        """The specialties that have a list; what is only listed by name is changed in the text."""
        first = len(self.document.levels) + 1
        for number, (_holder, special) in enumerate(self.document.specials, start=first):
            slots = [slot for slot in _OF_LEVEL if self.document.section_numbers(number, slot)]
            if slots:
                lists = tuple(self.list_of(number, slot) for slot in slots)
                yield SpecialView(number, special.title, lists)

    def list_of(self, number: int, slot: Slot) -> ListView:
        document = self.document
        entries = document.entries(number, slot)
        numbers = document.section_numbers(number, slot)
        part = Part(slot.value) if slot in _OF_LEVEL else None
        level = document.level(number) if 0 < number <= len(document.levels) else None
        return ListView(
            slot=slot.value,
            title=TITLES[slot],
            entries=tuple(self.entry(number, slot, at) for at in range(len(entries))),
            extends=tuple(self.extensions(level, part)) if level and part else (),
            inherited=tuple(self.inherited(number, part)) if level and part else (),
            may_extend=bool(level and part),
            is_empty_section=bool(numbers) and not entries and not document.sections[numbers[-1]].blocks,
            nests=slot in (Slot.RESPONSIBILITIES, Slot.REQUIREMENTS, Slot.NICE_TO_HAVE),
            holder=number,
        )

    def entry(self, number: int, slot: Slot, at: int) -> EntryView:
        entries = self.document.entries(number, slot)
        said, span = entries[at]
        try:
            words, why = source_of(self.document, Place(number, slot, at)), ""
        except CannotEditError as error:
            words, why = one_line(said.text), error.message
        line = self.document.page.source.line(span.start)
        later = [other.said.depth for other in entries[at + 1 :] if other.said.depth <= said.depth]
        earlier = [other.said.depth for other in entries[:at][::-1] if other.said.depth <= said.depth]
        first, last = not earlier or earlier[0] != said.depth, not later or later[0] != said.depth
        if slot is Slot.LADDER:
            own = self.list_at(span)
            first = first or self.list_at(entries[at - 1].span) != own
            last = last or self.list_at(entries[at + 1].span) != own
        return EntryView(
            at,
            words,
            min(said.depth, 4),
            why,
            self.remarks({line}),
            first,
            last,
        )

    def list_at(self, span: Span) -> tuple[int, ...]:
        """The list that an entry of the career ladder stands in; nothing for a sentence of its own."""
        row = self.document.row_at(span)
        return row.siblings if row is not None else ()

    def extensions(self, level: Level, part: Part) -> Iterator[ExtensionView]:
        for at, found in enumerate(level.extends):
            if part in found.parts:
                title = found.target.title if found.target else ""
                yield ExtensionView(at, title, len(found.parts) > 1, self.remarks({found.line}))

    def inherited(self, number: int, part: Part) -> Iterator[Inherited]:
        if self.family is None or number > len(self.family.levels):
            return
        key = RoleId(self.family.slug, self.family.levels[number - 1].slug)
        role = self.graph.roles.get(key)
        for found in effective(self.graph, key, part) if role is not None else ():
            if not found.own:
                url = role_address(found.origin.role) if found.origin.role is not None else ""
                source = source_address(found.origin.path, found.item.line)
                yield Inherited(one_line(found.item.text), found.origin.label, url, source)

    def remarks(self, lines: set[int]) -> tuple[Diagnostic, ...]:
        """What the compiler says about some lines; each remark is shown once."""
        found = tuple(each for each in self.own if each.start.line in lines and each not in self.placed)
        self.placed.extend(found)
        return found


def as_read(edition: Edition, desk: Desk) -> SafeString:
    """What readers will see of the page, its new pictures included; nothing where it is no page any more."""
    after, pictures = _tried(edition, desk)
    page, shown = after.pages.get(desk.path), Edition(after)
    if page is None:
        return SafeString("")
    html = rendered(shown, surroundings_of(shown, page)).html
    return mark_safe(draft_pictures.relocated(html, pictures))  # noqa: S308 - cleaned, addresses escaped


def _tried(edition: Edition, desk: Desk) -> tuple[Handbook, Mapping[str, str]]:
    """The handbook with the text on somebody's desk, and the pictures of the draft."""
    pictures = draft_pictures.pictures_beside(edition, desk.draft, desk.proposal)
    changes: dict[str, bytes | None] = {
        picture: b"" for picture in pictures if picture not in edition.handbook.assets
    }
    text = desk.text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
    return try_out({**changes, desk.path: text}), pictures


def last_step(desk: Desk) -> FormStep | None:
    """The step that can be taken back now: the last one, if nobody has changed the text since."""
    if desk.draft is None:
        return None
    step = FormStep.objects.filter(draft_id=desk.draft.pk).order_by("-created_at", "-pk").first()
    return step if step is not None and step.after == fingerprint(desk.text) else None


# -- roles to choose


def _titles(handbook: Handbook) -> tuple[str, ...]:
    graph = handbook.assembled.get(NAME)
    roles = graph if isinstance(graph, RoleGraph) else RoleGraph()
    return tuple(sorted({role.full_title for role in roles}))[:MOST_TITLES]


def target_of(handbook: Handbook, path: str, title: str) -> Target:
    """A role as somebody typed or chose its title, with its address where one page alone defines it."""
    graph = handbook.assembled.get(NAME)
    roles = graph if isinstance(graph, RoleGraph) else RoleGraph()
    wanted = same_title(title)
    found = [role for role in roles if wanted in (same_title(role.full_title), same_title(role.title))]
    return Target(title, _address(handbook, path, found[0]) if len(found) == 1 else "")


def _address(handbook: Handbook, path: str, role: Role) -> str:
    page = handbook.pages.get(role.family.path)
    if page is None:
        return ""
    anchor = ""
    if role.level.section:
        names = anchors_of(page, handbook.settings.slugs).names
        anchor = f"#{names[role.level.section - 1]}" if role.level.section <= len(names) else ""
    return anchor if page.path == path and anchor else f"{page.url}{anchor}"


def is_family(handbook: Handbook, path: str) -> bool:
    """Whether a page is a job family."""
    families: Mapping[str, object] = handbook.definitions.get(NAME, {})
    return path in families
