"""Keeping courses current: what the handbook says anew raises work for their owners, and ends it.

Every process looks in each round whether it serves another revision than before. A release note concerns the courses
about its topics; a changed page those that include it or have questions about it; a day of review the course or lesson
that names it. Whoever looked says why the course stays as it is, or changes it: then it ends by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import calendars, rounds
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.courses import terms
from trellis.courses.definitions.courses import Course
from trellis.courses.definitions.releases import USUAL_DAYS, Release, concerned_by
from trellis.intake import phrases, rules
from trellis.intake.addresses import update_address
from trellis.intake.definitions.notices import UPDATE
from trellis.intake.events import UpdateEnded, UpdateRaised
from trellis.intake.models import Cause, ContentUpdate, SeenCourse, SeenRevision, UpdateState
from trellis.intake.queries import sources
from trellis.intake.queries.sources import Texts
from trellis.intake.services.errors import IntakeError
from trellis.intake.services.writing import LONGEST, must, needed
from trellis.pages.queries.current import whole_edition
from trellis.people.days import today
from trellis.work import dues
from trellis.work.phrases import filled
from trellis.work.services import items

ABOUT = "content_update"
TO_LOOK = "content-update"
OLD_DAYS = 90
"""A release note of a day before these raises nothing: an old handbook that is taken over asks for nothing."""
SOON_DAYS = 14
"""So many days before a review is due it is raised."""


@dataclass
class _Seen:
    """What this process looked at last."""

    revision: str = ""


_seen = _Seen()
AT_ONCE = 20
"""So many courses are looked at in one transaction, which others may wait for."""


def follow(now: datetime) -> int:
    """Look at a new revision of the handbook; how many courses are to be looked at by it. Without news no query."""
    if whole_edition().handbook.revision == _seen.revision:
        return 0
    return rounds.by_steps(_looked(now))


def look(now: datetime) -> int:
    """Raise what a revision gives reason for, and end what it has changed; how many were raised."""
    return sum(_looked(now))


def _looked(now: datetime) -> Iterator[int]:
    """Look at some courses at a time, then at the release notes, each in a transaction; the last notes the revision.

    What a course says is remembered with what it gave reason for. So whoever is killed in between, or has no more time
    in this round, leaves the others to the next call, and the same revision again writes nothing. What the courses say
    is read before anything is locked.
    """
    handbook, courses = whole_edition().handbook, terms.all_courses()
    revision = handbook.revision[:200]
    if not SeenRevision.objects.filter(pk=1, revision=revision).exists():
        texts = {key: sources.texts_of(handbook, each) for key, each in courses.by_key.items()}
        is_last = False
        while not is_last:
            if whole_edition().handbook is not handbook:
                return  # the next call looks at what is served by now
            with transaction.atomic():
                SeenRevision.objects.get_or_create(pk=1, defaults={"revision": ""})
                seen = SeenRevision.objects.select_for_update().get(pk=1)
                if seen.revision == revision:
                    break
                before = dict(SeenCourse.objects.values_list("course", "texts"))
                other = [key for key, each in texts.items() if before.get(key) != each]
                some = {key: texts[key] for key in other[:AT_ONCE]}
                is_last = not some
                if is_last:
                    _end_changed(ContentUpdate.objects.all(), texts, now)
                    raised = _releases(texts, now)
                    SeenCourse.objects.exclude(course__in=texts).delete()
                    seen.revision, seen.at = revision, now
                    seen.save(update_fields=["revision", "at"])
                else:
                    _end_changed(ContentUpdate.objects.filter(course__in=some), texts, now)
                    raised = _changed_pages(some, before, now)
                    _remember(some)
            yield raised
    _seen.revision = handbook.revision


def look_at_days(now: datetime) -> int:
    """Raise the reviews that are due soon: for the clock. One that was raised for a day is not raised again for it."""
    handbook, courses = whole_edition().handbook, terms.all_courses()
    until, raised = today() + timedelta(days=SOON_DAYS), 0
    with transaction.atomic():
        rows = ContentUpdate.objects.filter(cause=Cause.REVIEW).values_list("source", "review_by")
        known = set(rows)
        for course in courses.by_key.values():
            for path, title, day in _reviews(course):
                if day <= until and (path, day) not in known:
                    texts = sources.texts_of(handbook, course)
                    parts = [(path, title)] if path != course.path else []
                    raised += _raise(
                        Cause.REVIEW,
                        path,
                        title,
                        course,
                        texts,
                        parts,
                        now,
                        due_on=max(day, today()),
                        review_by=day,
                    )
    return raised


def review(*, update: ContentUpdate, reason: str, by: Account) -> ContentUpdate:
    """Say that a course was looked at and stays as it is, and why. Again with the same words it writes nothing.

    Raises NotAllowedError, IntakeError without words, and for a course that was changed meanwhile.
    """
    with transaction.atomic():
        row = ContentUpdate.objects.select_for_update(of=("self",)).get(pk=update.pk)
        course = terms.course(row.course)
        must(rules.can_update(by, course.owner if course is not None else ""))
        words = needed(reason, _("Say why nothing has to change."), "reason")[:LONGEST]
        if row.state == UpdateState.REVIEWED and row.reason == words:
            return row
        if not row.is_open:
            raise IntakeError(_("Somebody has looked at this already."))
        _end(row, UpdateState.REVIEWED, timezone.now(), by, words)
    return row


def _reviews(course: Course) -> list[tuple[str, str, date]]:
    lessons = terms.all_courses().lessons
    found = [(course.path, course.title, course.review_by)] if course.review_by is not None else []
    own = (lessons[each.path] for each in course.parts if each.path in lessons)
    found += [(each.path, each.title, each.review_by) for each in own if each.review_by is not None]
    return found


def _releases(texts: Mapping[str, Texts], now: datetime) -> int:
    """Raise what release notes concern, each once for each course."""
    courses, raised = terms.all_courses(), 0
    releases = [each for each in terms.releases_in(whole_edition().handbook).values() if _is_new(each)]
    known = set(
        ContentUpdate.objects.filter(cause=Cause.RELEASE, source__in=[each.path for each in releases])
        .values_list("source", "course")
    )  # fmt: skip
    for release in releases:
        for each in concerned_by(release, courses):
            if (release.path, each.course.key) not in known:
                parts = [(lesson.path, lesson.title) for lesson in each.parts]
                raised += _raise(
                    Cause.RELEASE, release.path, release.title, each.course, texts[each.course.key], parts, now,
                    due_on=_after(release.days), topics=", ".join(each.topics),
                )  # fmt: skip
    return raised


def _is_new(release: Release) -> bool:
    return release.on is None or release.on >= today() - timedelta(days=OLD_DAYS)


def _changed_pages(texts: Mapping[str, Texts], before: Mapping[str, Texts], now: datetime) -> int:
    """Raise those of some courses that are read otherwise than before because of a page that is not theirs."""
    handbook, courses, raised = whole_edition().handbook, terms.all_courses(), 0
    for key in texts:
        course = courses.by_key[key]
        parts, pages = sources.read_otherwise(before.get(key, texts[key]), texts[key])
        named = [(path, handbook.pages[path].title) for path in parts]
        for path in pages:
            page = handbook.pages.get(path)
            raised += _raise(
                Cause.PAGE, path, page.title if page is not None else path, course, texts[key], named, now,
                due_on=_after(USUAL_DAYS),
            )  # fmt: skip
    return raised


def _remember(texts: Mapping[str, Texts]) -> None:
    SeenCourse.objects.bulk_create(
        [SeenCourse(course=key, texts=each) for key, each in texts.items()],
        update_conflicts=True, unique_fields=["course"], update_fields=["texts"],
    )  # fmt: skip


def _end_changed(rows: QuerySet[ContentUpdate], texts: Mapping[str, Texts], now: datetime) -> None:
    """End what is open of courses that say something else by now where they were to be looked at, or are gone."""
    for row in rows.select_for_update(of=("self",)).filter(state=UpdateState.OPEN):
        own = texts[row.course]["own"] if row.course in texts else None
        meant = [path for path, _title in row.parts] or list({*row.before, *(own or {})})
        if own is None or any(own.get(path) != row.before.get(path) for path in meant):
            _end(row, UpdateState.CHANGED, now, None)


def _raise(
    cause: Cause, source: str, title: str, course: Course, texts: Texts, parts: Sequence[tuple[str, str]],
    now: datetime, *, due_on: date, topics: str = "", review_by: date | None = None,
) -> int:  # fmt: skip
    """Have a course looked at; 1, or 0 where it is open for that already: then the parts are added."""
    values: dict[str, Any] = {
        "title": title[:300], "course_title": course.title[:300], "parts": [list(each) for each in parts],
        "topics": topics[:300], "revision": whole_edition().handbook.revision[:200], "before": texts["own"],
        "raised_at": now, "due_on": due_on, "review_by": review_by,
    }  # fmt: skip
    row, is_new = ContentUpdate.objects.get_or_create(
        cause=cause, source=source[:400], course=course.key[:200], state=UpdateState.OPEN, defaults=values
    )
    if not is_new:
        had = {path for path, _title in row.parts}
        if had and not had >= {path for path, _title in parts}:
            row.parts += [list(each) for each in parts if each[0] not in had]
            row.save(update_fields=["parts"])
        return 0
    people = list(rules.carers_of(course.owner)) or list(rules.triagers())
    items.wait_on(TO_LOOK, ABOUT, row.pk, people, title=str(row)[:300], due_at=partial(dues.due_by, due_on))
    notices.notify(
        UPDATE, people, subject=filled(phrases.LOOK, course=course.title, title=title), actor=None,
        address=update_address(row.pk), about=(ABOUT, row.pk),
    )  # fmt: skip
    publish(UpdateRaised(row.pk, None, course.key, cause))
    return 1


def _end(row: ContentUpdate, state: UpdateState, now: datetime, by: Account | None, reason: str = "") -> None:
    row.state, row.done_at, row.done_by, row.reason = state, now, by, reason
    row.save()
    items.settle(TO_LOOK, row.pk, done_by=by)
    publish(UpdateEnded(row.pk, by.pk if by is not None else None, row.course, state))


def _after(days: int) -> date:
    """The working day by which something is due."""
    return calendars.add_working_days(today(), days, calendars.default_calendar())
