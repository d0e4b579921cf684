"""What a learner has before them: the outline with how far they are, one part, and what they left in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import get_language

from trellis.core import defined
from trellis.core.prepared import Prepared
from trellis.handbook.meaning import Changed, compare, parts_of
from trellis.learning import terms
from trellis.learning.models import (
    CourseVersion,
    Enrollment,
    EnrollmentState,
    Note,
    PartProgress,
    PartState,
    Reply,
)
from trellis.learning.queries import lessons
from trellis.learning.queries.lessons import Shown, sees
from trellis.pages.queries.current import current_edition

LEAST_SHOWN = 5
"""So many people have to have answered a poll before anybody sees how."""


@dataclass(frozen=True, slots=True)
class Item:
    """A part in the outline: `state` is empty for what was not opened."""

    key: str
    title: str
    kind: str
    minutes: int
    is_optional: bool
    state: str
    progress: PartProgress | None
    part: Mapping[str, Any]

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return self.state == PartState.DONE


@dataclass(frozen=True, slots=True)
class Place:
    """A part with its neighbours."""

    item: Item
    before: Item | None
    after: Item | None
    number: int
    count: int


def enrollment_for(key: UUID) -> Enrollment | None:
    """An enrollment with its person and version, without the texts of lessons. One query."""
    return _ENROLLMENT.first(key=key)


_ENROLLMENT = Prepared(
    lambda key: (
        Enrollment.objects.filter(pk=key)
        .select_related("person__account", "version", "enrolled_by")
        .defer("version__texts")
    ),
    key=UUID,
)


def outline(enrollment: Enrollment) -> list[Item]:
    """The parts of a course with how far somebody is. One query."""
    rows = {each.part: each for each in _PARTS.all(enrollment=enrollment.pk)}
    for each in rows.values():
        each.enrollment = enrollment
    found = []
    for part in enrollment.version.outline:
        row = rows.get(part["key"])
        found.append(
            Item(
                part["key"], part["title"], part["kind"], part["minutes"], part["is_optional"],
                row.state if row is not None else "", row, part,
            )
        )  # fmt: skip
    return found


_PARTS = Prepared(
    lambda enrollment: PartProgress.objects.filter(enrollment=enrollment).select_related("done_by"),
    enrollment=UUID,
)


def place(items: list[Item], key: str) -> Place | None:
    """A part of an outline and what is before and after it."""
    at = next((at for at, each in enumerate(items) if each.key == key), None)
    if at is None:
        return None
    return Place(
        items[at],
        items[at - 1] if at else None,
        items[at + 1] if at + 1 < len(items) else None,
        at + 1,
        len(items),
    )


def resume_key(enrollment: Enrollment, items: list[Item]) -> str:
    """The part to go on with: where the learner was, unless that is done; else the first that is not done."""
    by_key = {each.key: each for each in items}
    last = by_key.get(enrollment.last_part)
    if last is not None and not last.is_done:
        return last.key
    waiting = [each for each in items if not each.is_done and each.state != PartState.ASKED]
    needed = [each for each in waiting if not each.is_optional]
    following = needed or waiting
    if last is not None:
        after = items[items.index(last) + 1 :]
        following = [each for each in after if each in following] or following
    return following[0].key if following else (items[0].key if items else "")


def text_of(enrollment: Enrollment, path: str) -> dict[str, Any] | None:
    """The Markdown of a lesson by the version that somebody takes. One query."""
    found = (_TEXTS.first(version=enrollment.version_id) or {}).get(path)
    return dict(found) if found is not None else None


_TEXTS = Prepared(
    lambda version: CourseVersion.objects.filter(pk=version).values_list("texts", flat=True), version=UUID
)


def lesson_of(enrollment: Enrollment, path: str) -> Shown | None:
    """A lesson as it is shown, by the text that the learner began with; `None` where it is not for them.

    One query; none where it was shown before to anybody who sees the same pages: versions do not change.
    """

    def made() -> Shown | None:
        text = text_of(enrollment, path)
        return lessons.shown(path, text) if text is not None else None

    key = ("lesson", enrollment.version_id, path, get_language())
    return current_edition().remember(key, made)


def replies_of(enrollment: Enrollment, part: str) -> dict[str, dict[str, Any]]:
    """What a learner put into the blocks of a lesson, by block. One query."""
    rows = _REPLIES.all(enrollment=enrollment.pk, part=part)
    return {block: {"kind": kind, "value": value, "counter": n} for block, kind, value, n in rows}


_REPLIES = Prepared(
    lambda enrollment, part: Reply.objects.filter(enrollment=enrollment, part=part).values_list(
        "block", "kind", "value", "counter"
    ),
    enrollment=UUID,
    part=str,
)


def notes_of(enrollment: Enrollment, part: str = "") -> list[Note]:
    """The notes, highlights and bookmarks of a learner in a course, or in one part of it. One query."""
    if part:
        return _NOTES.all(enrollment=enrollment.pk, part=part)
    return list(Note.objects.filter(enrollment=enrollment).order_by("written_at", "pk"))


_NOTES = Prepared(
    lambda enrollment, part: Note.objects.filter(enrollment=enrollment, part=part).order_by(
        "written_at", "pk"
    ),
    enrollment=UUID,
    part=str,
)


def polls_of(course: str, part: str) -> dict[str, dict[str, int]]:
    """How many chose what in the polls of a lesson, by block; only where enough people answered. One query."""
    counts: dict[str, Counter[str]] = {}
    for block, value, n in _POLLED.all(course=course, part=part):
        counts.setdefault(block, Counter())[value] = n
    return {block: dict(each) for block, each in counts.items() if each.total() >= LEAST_SHOWN}


_POLLED = Prepared(
    lambda course, part: (
        Reply.objects.filter(course=course, part=part, kind="poll")
        .exclude(value="")
        .order_by()
        .values_list("block", "value")
        .annotate(n=Count("value"))
    ),
    course=str,
    part=str,
)


@dataclass(frozen=True, slots=True)
class Newer:
    """What the newest text of a course says otherwise than the one that somebody takes.

    `changed` are the parts that would have to be done again, each with what its sections say; `gone` and `added` parts.
    """

    changed: tuple[tuple[str, tuple[Changed, ...], bool], ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


def is_outdated(enrollment: Enrollment) -> bool:
    """Whether the course says something else by now than the text that somebody takes. No query."""
    course = terms.course(enrollment.course)
    if course is None or enrollment.state != EnrollmentState.ACTIVE:
        return False
    now = {each["key"]: each["digest"] for each in terms.snapshot(course).outline}
    return now != {each["key"]: each["digest"] for each in enrollment.version.outline}


def newer(enrollment: Enrollment) -> Newer | None:
    """What is new since somebody began, word by word; `None` where the course is gone. Two queries."""
    course = terms.course(enrollment.course)
    if course is None:
        return None
    now = terms.snapshot(course)
    before = {each["key"]: each for each in enrollment.version.outline}
    after = {each["key"]: each for each in now.outline}
    done = set(enrollment.parts.filter(state=PartState.DONE).values_list("part", flat=True))
    texts = (
        CourseVersion.objects.filter(pk=enrollment.version_id).values_list("texts", flat=True).first() or {}
    )
    rule = defined.edition().handbook.settings.slugs
    changed = []
    for key, part in after.items():
        old = before.get(key)
        if old is None or old["digest"] == part["digest"]:
            continue
        then, today = texts.get(old["path"], {}), now.texts.get(part["path"], {})
        # That something has changed is told to every learner; the words only to who may see all pages they came from.
        if sees((old["path"], part["path"], *then.get("sources", ()), *today.get("sources", ()))):
            said = compare(
                parts_of(terms.page_of(old["path"], then.get("text", "")), rule),
                parts_of(terms.page_of(part["path"], today.get("text", "")), rule),
            )
        else:
            said = ()
        changed.append((part["title"], said, key in done))
    return Newer(
        tuple(changed), tuple(after[key]["title"] for key in after if key not in before),
        tuple(before[key]["title"] for key in before if key not in after),
    )  # fmt: skip
