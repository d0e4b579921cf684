"""Taking over what was learned before, such as in another system: who took which course, what was asked of whom.

What is written down counts as what is learned here; nobody is told, and nothing happens that hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core import calendars, defined
from trellis.core.rules import Account, NotAllowedError
from trellis.core.zones import organisation_zone
from trellis.courses.definitions.courses import AssignRule
from trellis.learning import rules, terms
from trellis.learning.definitions import needs
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.models import (
    OPEN,
    Assignment,
    AssignmentState,
    CourseVersion,
    Enrollment,
    EnrollmentState,
    Followed,
    PartProgress,
    PartState,
    Rating,
    Reason,
    Subject,
)
from trellis.learning.services import assigning, versions
from trellis.people.days import today
from trellis.work import dues

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Done:
    """A part that was done at a moment, after so many minutes, and what shows it; without evidence it was opened."""

    part: str
    at: datetime
    minutes: int
    evidence: str = "read"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a course at its end, and what its owner answered."""

    stars: int
    words: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """That somebody took a course; `key` becomes the identifier of the enrollment. It is completed by its parts."""

    key: UUID
    person: UUID
    course: str
    enrolled_at: datetime
    parts: tuple[Done, ...]
    reason: str = Reason.SELF
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """That a rule of the handbook asked somebody to take a course by a day; `done_by` is the enrollment that did it."""

    person: UUID
    course: str
    rule: AssignRule
    since: date
    due_on: date
    done_by: UUID | None = None
    done_on: date | None = None


def due_day(rule: AssignRule, begins: date) -> date:
    """By when a rule asks for something of somebody who was hired, or began in a role, on a day."""
    calendar = calendars.default_calendar()
    days, in_working_days = (
        (rule.due.days, rule.due.in_working_days) if rule.due is not None else (assigning.USUAL_DAYS, False)
    )
    if in_working_days:
        return calendars.add_working_days(begins, days, calendar)
    return calendars.add_working_days(begins + timedelta(days=days), 0, calendar)


def take_over(*, taken: Sequence[Taken], by: Account) -> list[Enrollment]:
    """Write enrollments down, with parts and ratings, by the texts of today. Who takes a course now keeps that.

    A completion that counts no more by now is written down as told. Raises NotAllowedError.
    """
    _require(by)
    kept = {
        key: versions.version_now(found)
        for key in {each.course for each in taken}
        if (found := terms.course(key))
    }
    with transaction.atomic():
        there = set(
            Enrollment.objects.filter(pk__in=[each.key for each in taken]).values_list("pk", flat=True)
        )
        under_way = set(
            Enrollment.objects.filter(person__in={each.person for each in taken}, state__in=OPEN)
            .values_list("person", "course")
        )  # fmt: skip
        rows, parts, ratings = list[Enrollment](), list[PartProgress](), list[Rating]()
        for each in taken:
            if each.key in there or (each.person, each.course) in under_way or each.course not in kept:
                continue
            row = _enrollment(each, kept[each.course], by)
            rows.append(row)
            parts += _parts(row, each)
            if each.said is not None and row.state == EnrollmentState.COMPLETED:
                ratings.append(_rating(row, each.said, by))
        Enrollment.objects.bulk_create(rows, batch_size=AT_ONCE)
        PartProgress.objects.bulk_create(parts, batch_size=AT_ONCE)
        Rating.objects.bulk_create(ratings, batch_size=AT_ONCE)
        _add_up_again(rows)
    return rows


def take_over_assignments(*, wanted: Sequence[Wanted], by: Account) -> int:
    """Write down what rules of the handbook asked for and by when, and who has done it; how many.

    What was assigned in the meantime, by the same rule, is due on that day. Raises NotAllowedError.
    """
    _require(by)
    with transaction.atomic():
        known = {
            (row.person_id, row.key): row
            for row in Assignment.objects.select_for_update().filter(
                person__in={each.person for each in wanted}, subject=Subject.COURSE, is_current=True
            )
        }
        new, old = list[Assignment](), list[Assignment]()
        for each in wanted:
            found = known.get((each.person, each.course))
            if found is not None and (found.by_hand or found.state != AssignmentState.OPEN):
                continue
            row = found or Assignment(person_id=each.person, subject=Subject.COURSE, key=each.course)
            _say(row, each)
            (old if found is not None else new).append(row)
        Assignment.objects.bulk_create(new, batch_size=AT_ONCE)
        Assignment.objects.bulk_update(
            old, ["state", "assigned_at", "due_on", "due_at", "done_on", "ended_at", "enrollment", "waits"],
            batch_size=200,
        )  # fmt: skip
    return len(new) + len(old)


def _enrollment(each: Taken, version: CourseVersion, by: Account) -> Enrollment:
    needed = set(version.required_keys)
    done = {part.part: part for part in each.parts if part.evidence}
    last = max((part.at for part in each.parts), default=None)
    row = Enrollment(
        pk=each.key, person_id=each.person, course=each.course, version=version, revision=version.revision,
        reason=each.reason, enrolled_at=each.enrolled_at, total=len(needed), done=len(needed & set(done)),
        started_at=each.enrolled_at if each.parts else None, last_at=last,
        last_part=each.parts[-1].part if each.parts else "", seconds=60 * sum(part.minutes for part in each.parts),
    )  # fmt: skip
    if needed and needed <= set(done):
        row.state = EnrollmentState.COMPLETED
        row.completed_at = row.ended_at = max(done[key].at for key in needed)
        row.completed_on = row.completed_at.astimezone(organisation_zone() or UTC).date()
        row.valid_until = needs.valid_until(row.completed_on, version.valid_months)
        if row.valid_until is not None and row.valid_until < today():
            row.expired_on = row.valid_until + timedelta(days=1)
    return row


def _parts(row: Enrollment, each: Taken) -> Iterable[PartProgress]:
    outline = {part["key"]: part for part in row.version.outline}
    for part in each.parts:
        if part.part not in outline:
            continue
        said: dict[str, Any] = {}
        if part.evidence:
            said = {
                "state": PartState.DONE, "done_at": part.at, "evidence": part.evidence[:200], "revision": row.revision,
                "digest": outline[part.part]["digest"],
            }  # fmt: skip
        yield PartProgress(
            enrollment=row, course=row.course, part=part.part, seconds=60 * part.minutes,
            opened_at=part.at - timedelta(minutes=part.minutes), **said,
        )  # fmt: skip


def _rating(row: Enrollment, said: Said, by: Account) -> Rating:
    made = Rating(enrollment=row, course=row.course, stars=said.stars, words=said.words)
    assert row.completed_at is not None  # it is completed
    made.said_at = row.completed_at + timedelta(minutes=5)
    if said.answer:
        made.answer, made.answered_at, made.answered_by = said.answer, made.said_at + timedelta(days=2), by
    return made


def _say(row: Assignment, each: Wanted) -> None:
    course = terms.course(each.course)
    row.title = (course.title if course is not None else each.course)[:300]
    row.is_required, row.by_rule = each.rule.required, assigning.rule_name(each.rule)
    row.assigned_at = _at(each.since)
    row.due_on = each.due_on
    row.due_at = datetime.combine(each.due_on, dues.LAST_MOMENT, calendars.zone_of(None))
    row.revision = row.revision or defined.revision()[:200]
    if each.done_on is not None:
        row.state, row.done_on, row.enrollment_id = AssignmentState.DONE, each.done_on, each.done_by
        row.ended_at, row.waits = _at(each.done_on), False


def _add_up_again(rows: Sequence[Enrollment]) -> None:
    """Have the sums of days that were added up already be made again, from the first that has changed."""
    first = min((each.enrolled_at for each in rows), default=None)
    if first is not None:
        day = first.astimezone(organisation_zone() or UTC).date()
        Followed.objects.filter(summed_until__gte=day).update(summed_until=day - timedelta(days=1))


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def _require(by: Account) -> None:
    if not rules.can_keep(by):
        raise NotAllowedError(_("You may not write down what others learned."), permission=KEEP.name)
