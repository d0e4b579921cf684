"""What the studio shows of a course: the text on somebody's desk, and what it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote

from django.utils.translation import gettext as _

from trellis.assessments.definitions.recognising import is_quiz
from trellis.core.rules import Account
from trellis.courses.definitions.courses import Course, Part
from trellis.courses.definitions.measuring import Measured
from trellis.courses.models import StudioStep
from trellis.courses.queries.catalogue import courses_now
from trellis.courses.studio import beginnings, outlines
from trellis.courses.studio.outlines import Aim, Row
from trellis.courses.studio.verbs import better
from trellis.courses.terms import courses_in, courses_of
from trellis.handbook.diagnostics import Diagnostic, Severity
from trellis.handbook.handbook import Handbook
from trellis.handbook.slugs import anchors_of
from trellis.pages.fingerprints import fingerprint
from trellis.pages.queries import editing, folders
from trellis.pages.queries import proposals as pages_proposals
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.editing import Desk
from trellis.pages.queries.folders import Bench, plain
from trellis.pages.queries.standings import Standing, standing_of
from trellis.people.days import today
from trellis.people.definitions.audiences import fits
from trellis.people.queries import audiences

ROOT = "courses"
LONGEST_KEY = 200
"""Characters of the key of a course, which is the name of a folder."""
MOST_FOUND = 12
"""Pages whose sections a search offers."""


class AimRow(NamedTuple):
    """An objective with how demanding it is, verbs that are better, and how many parts serve it."""

    aim: Aim
    measured: Measured
    better: tuple[str, ...]
    parts: int


class PartRow(NamedTuple):
    """A part as it is written, with what it is: `name` is its page within the course's folder, if it has one there.

    `is_for_others` is a part whose page the author may not read, as that of a quiz is for few: it has no name.
    """

    row: Row
    kind: str
    name: str
    path: str
    is_draft: bool
    faults: tuple[Diagnostic, ...]
    anchor: str
    is_for_others: bool = False


class LoosePage(NamedTuple):
    """A page of the folder that the outline leaves out."""

    name: str
    title: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class StudioCourse:
    """All that the course editor shows. `course` is what the text makes; `None` while it cannot be read."""

    bench: Bench
    desk: Desk
    seen: str
    title: str
    course: Course | None
    aims: tuple[AimRow, ...]
    parts: tuple[PartRow, ...]
    loose: tuple[LoosePage, ...]
    own: tuple[Diagnostic, ...]
    elsewhere: tuple[Diagnostic, ...]
    behind: tuple[str, ...]

    @property
    def errors(self) -> int:
        """How many faults keep it from being right."""
        return sum(each.severity is Severity.ERROR for each in self.own)

    @property
    def is_begun(self) -> bool:
        """Whether there is something to publish."""
        return bool(self.bench.drafts)


def folder_of(edition: Edition, key: str) -> str:
    """The folder of a course by its key, also of one that is only begun."""
    found = courses_in(edition).by_key.get(key)
    return found.folder if found is not None else f"{ROOT}/{key}"


def bench_of(edition: Edition, author: Account, key: str, number: int | None = None) -> Bench | None:
    """What somebody has begun for a course, in a proposal where one is named; `None` where there is none such."""
    if len(key) > LONGEST_KEY:
        return None
    proposal = pages_proposals.proposal_by_number(number) if number is not None else None
    if number is not None and (proposal is None or not proposal.is_open):
        return None
    return folders.bench(edition, author, folder_of(edition, key), proposal)


def course_page(bench: Bench, author: Account) -> StudioCourse | None:
    """What the course editor shows; `None` where there is no such course, nor the beginning of one."""
    path = f"{bench.folder}/course.md"
    desk = editing.desk(bench.edition, author, path, bench.proposal)
    if desk.is_new and desk.draft is None:
        return None
    handbook, text = bench.handbook, plain(desk.text)
    course = courses_of(handbook).at(path)
    rows = outlines.rows_of(text, path)
    page = handbook.pages.get(path)
    return StudioCourse(
        bench=bench, desk=desk, seen=fingerprint(desk.text), title=page.title if page is not None else desk.name,
        course=course, aims=_aims(text, path, course, handbook), parts=_parts(bench, course, rows, text),
        loose=_loose(bench, rows, course), own=bench.own, elsewhere=bench.elsewhere[:20], behind=bench.behind(),
    )  # fmt: skip


def is_there(bench: Bench, author: Account) -> bool:
    """Whether there is the page of the course still, as somebody has it now."""
    desk = editing.desk(bench.edition, author, f"{bench.folder}/course.md", bench.proposal)
    return not desk.is_new or desk.draft is not None


def can_undo(bench: Bench) -> bool:
    """Whether an act of the studio in a course can be taken back. One query."""
    rows = StudioStep.objects.filter(author_id=bench.author.pk, proposal=bench.proposal)
    return rows.filter(path__startswith=f"{bench.folder}/").exists()


def lines_without_outline(bench: Bench) -> tuple[str, ...]:
    """The lines of the outline of a course that leaves its parts to the names of its pages; none where it has one."""
    path = f"{bench.folder}/course.md"
    course = courses_of(bench.handbook).at(path)
    page = bench.handbook.pages.get(path)
    if course is None or page is None or outlines.has_outline(page.text, path):
        return ()
    return tuple(
        outlines.part(each.title, each.path.removeprefix(f"{bench.folder}/")) for each in course.parts
    )


def pages_of(bench: Bench) -> dict[str, str]:
    """The titles of the pages of a course by path, without the course itself."""
    below = f"{bench.folder}/"
    return {
        path: page.title
        for path, page in sorted(bench.handbook.pages.items())
        if path.startswith(below) and "/" not in path[len(below) :] and path != f"{below}course.md"
    }


def _aims(text: str, path: str, course: Course | None, handbook: Handbook) -> tuple[AimRow, ...]:
    lessons = courses_of(handbook).lessons
    own = [lessons[each.path] for each in course.parts if each.path in lessons] if course is not None else []
    found = []
    for aim in outlines.aims_of(text, path):
        measured, verbs = better(aim.text)
        found.append(AimRow(aim, measured, verbs, sum(aim.key in each.objectives for each in own)))
    return tuple(found)


def asks_elsewhere(key: str) -> bool:
    """Whether a course, as it is published, asks questions in a quiz whose page the reader does not see."""
    found, edition = courses_now().by_key.get(key), current_edition()
    parts = found.parts if found is not None else ()
    return any(each.kind == "quiz" and each.path and not edition.sees(each.path) for each in parts)


def _hidden_kind(path: str) -> str:
    """What a page is as it is published, where the reader does not see it; empty where there is none, or they do."""
    if not path or current_edition().sees(path):
        return ""
    return next(
        (part.kind for each in courses_now().by_key.values() for part in each.parts if part.path == path), ""
    )


def _parts(bench: Bench, course: Course | None, rows: Sequence[Row], text: str) -> tuple[PartRow, ...]:
    if not rows and course is not None and not outlines.has_outline(text, course.path):
        rows = [
            Row(
                at,
                "",
                each.title,
                "page",
                each.path.removeprefix(f"{bench.folder}/"),
                each.minutes,
                each.is_optional,
            )
            for at, each in enumerate(course.parts)
        ]
    return tuple(_part(bench, course, row) for row in rows)


def _part(bench: Bench, course: Course | None, row: Row) -> PartRow:
    found = _known(course, row)
    name, path = "", found.path if found is not None else ""
    if not path and row.kind == "page":
        path = (
            f"{bench.folder}/{row.destination}"
            if not row.destination.startswith("/")
            else row.destination[1:]
        )
    below = f"{bench.folder}/"
    if path.startswith(below):
        name = path.removeprefix(below)
    kind = found.kind if found is not None else row.kind
    if kind == "page":
        page = bench.handbook.pages.get(path)
        kind = "" if page is None else "quiz" if is_quiz(page) else "lesson"
    hidden = _hidden_kind(path) if not kind else ""
    if hidden:
        return PartRow(row, hidden, "", path, False, (), f"part-{row.at}", is_for_others=True)
    faults = tuple(each for each in bench.own if each.path == path)
    return PartRow(row, kind, name, path, path in bench.drafts, faults, f"part-{row.at}")


def _known(course: Course | None, row: Row) -> Part | None:
    if course is None:
        return None
    if row.key:
        return course.part(row.key)
    return next((each for each in course.parts if each.path and each.path.endswith(row.destination)), None)


def _loose(bench: Bench, rows: Sequence[Row], course: Course | None) -> tuple[LoosePage, ...]:
    taken = {each.path for each in course.parts} if course is not None else set()
    taken |= {f"{bench.folder}/{row.destination}" for row in rows}
    below = f"{bench.folder}/"
    return tuple(
        LoosePage(path.removeprefix(below), title, path in bench.drafts)
        for path, title in pages_of(bench).items()
        if path not in taken
    )


# -- the first page of the studio


class Begun(NamedTuple):
    """A course that somebody works on: in a proposal (its number), or as drafts (0)."""

    key: str
    title: str
    number: int
    drafts: int
    proposal: str
    is_mine: bool


def begun(edition: Edition, author: Account) -> tuple[Begun, ...]:
    """The courses that somebody has drafts for, and those that open proposals change. Three queries."""
    courses, rows = courses_in(edition).by_key, []
    drafts = folders.folders_begun(author, ROOT)

    def title(key: str) -> str:
        return courses[key].title if key in courses else key.replace("-", " ").capitalize()

    for (key, number), count in sorted(drafts.items()):
        if not number:
            rows.append(Begun(key, title(key), 0, count, "", True))
    for proposal, keys in folders.open_below(edition, ROOT):
        for key in keys:
            count = drafts.get((key, proposal.number), 0)
            mine = proposal.author_id == author.pk
            rows.append(Begun(key, title(key), proposal.number, count, proposal.title, mine))
    return tuple(rows)


def standing(bench: Bench) -> Standing | None:
    """Where the proposal stands that is worked on."""
    return standing_of(bench.edition, bench.proposal) if bench.proposal is not None else None


# -- sections of the handbook


class SectionFound(NamedTuple):
    """A section of a page, or the whole page, as something to include or to rely on."""

    path: str
    anchor: str
    title: str
    page: str

    @property
    def value(self) -> str:
        """How a form sends it."""
        return f"{self.path}#{self.anchor}" if self.anchor else self.path


def sections_matching(edition: Edition, query: str, without: str = "") -> tuple[SectionFound, ...]:
    """The sections of pages whose title or path has all words of a query; nothing for a query without words."""
    words = query.casefold().split()
    if not words:
        return ()
    found = []
    for path, page in edition.handbook.pages.items():
        if without and path.startswith(f"{without}/"):
            continue
        said = f"{page.title} {path}".casefold()
        if all(word in said for word in words):
            found.append(page)
        if len(found) == MOST_FOUND:
            break
    return tuple(each for page in found for each in sections_of(edition, page.path))


def sections_of(edition: Edition, path: str) -> tuple[SectionFound, ...]:
    """A page and its sections."""
    page = edition.handbook.pages.get(path)
    if page is None:
        return ()
    names = anchors_of(page, edition.handbook.settings.slugs).names
    own = [
        SectionFound(path, name, heading.text, page.title)
        for heading, name in zip(page.headings, names, strict=False)
        if heading.level > 1 and heading.text
    ]
    return (SectionFound(path, "", page.title, page.title), *own)


def section_named(edition: Edition, page: str, address: str) -> SectionFound | None:
    """The section that an address on a page means; `None` for one that leads nowhere in the handbook."""
    path, _sign, anchor = address.strip().partition("#")
    path = unquote(path)
    there = (
        normpath(path.lstrip("/") if path.startswith("/") else join(dirname(page), path)) if path else page
    )
    return next((each for each in sections_of(edition, there) if each.anchor == unquote(anchor)), None)


def unwritten(bench: Bench) -> tuple[LoosePage, ...]:
    """The pages of what is begun or proposed for a course where something still stands as the studio began it."""
    pages = ((path, bench.handbook.pages.get(path)) for path in bench.paths)
    return tuple(
        LoosePage(path.rpartition("/")[2], page.title, path in bench.drafts)
        for path, page in pages
        if page is not None and beginnings.is_unwritten(page.text)
    )


def who_finds(course: Course) -> list[tuple[str, bool]]:
    """Who of the people employed today would find a course, in words: all, managers, and those who are none."""
    facts = list(audiences.facts_on(today()).values())
    found = [fits(course.audience, each) for each in facts]
    managers = [fit for fit, each in zip(found, facts, strict=True) if each.is_manager]
    others = [fit for fit, each in zip(found, facts, strict=True) if not each.is_manager]
    said = _("%(n)d of %(all)d people")
    return [
        (f"{name}: {said % {'n': sum(several), 'all': len(several)}}", any(several))
        for name, several in ((_("Everybody"), found), (_("Managers"), managers), (_("Others"), others))
    ]
