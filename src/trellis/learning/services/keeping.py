"""What learners leave in lessons: time, places, notes, answers; sent at once or once the connection is back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account, NotAllowedError
from trellis.learning import rules
from trellis.learning.definitions import watching
from trellis.learning.models import Enrollment, EnrollmentState, Note, NoteKind, PartProgress, Reply
from trellis.learning.services import progress
from trellis.learning.services.errors import LearningError

MOST_AT_ONCE = timedelta(hours=2)
"""More than this nobody reads in one stretch without a word from the browser."""
LONGEST = 20_000
MOST_NOTES = 2000
MOST_REPLIES = 2000
"""Blocks that a course has at most: what a browser makes up beyond that is not kept."""
KINDS = ("exercise", "tick", "poll", watching.KIND)


def beat(
    *,
    enrollment: Enrollment,
    part_key: str,
    seconds: int,
    anchor: str = "",
    by: Account,
    now: datetime | None = None,
) -> int:
    """Add time that somebody was seen to read, and the place where they are; how many seconds were added.

    Never more than has passed since they were heard of last, or opened the part: what a browser claims beyond that is
    not believed. So whatever is sent twice, or by two tabs, counts once.
    """
    if not rules.can_open(by, enrollment):
        raise NotAllowedError(_("This is not your course."))
    progress.part_of(enrollment, part_key)
    now = now or timezone.now()
    with transaction.atomic():
        row, _is_new = PartProgress.objects.select_for_update().get_or_create(
            enrollment=enrollment, part=part_key, defaults={"course": enrollment.course, "opened_at": now}
        )
        since = row.beat_at or row.opened_at
        passed = min(now - since, MOST_AT_ONCE)
        added = max(0, min(int(seconds), int(passed.total_seconds())))
        row.seconds, row.beat_at = row.seconds + added, now
        row.save(update_fields=["seconds", "beat_at"])
        place: dict[str, Any] = {"seconds": F("seconds") + added, "last_at": now}
        if enrollment.state == EnrollmentState.ACTIVE:
            place |= {"last_part": part_key, "last_anchor": anchor[:200]}
        Enrollment.objects.filter(pk=enrollment.pk).update(**place)
    return added


def reply(
    *, enrollment: Enrollment, part_key: str, block: str, kind: str, value: str, counter: int, by: Account
) -> Reply:
    """Keep what a learner put into a block of a lesson. An older one, by its counter, changes nothing.

    What was watched of a video is added to what was watched before, whichever comes first. Raises NotAllowedError,
    LearningError.
    """
    if not rules.can_open(by, enrollment):
        raise NotAllowedError(_("This is not your course."))
    progress.part_of(enrollment, part_key)
    if kind not in KINDS or not block or len(block) > 100 or len(value) > LONGEST:
        raise LearningError(_("This cannot be kept: it is too long."))
    seen = watching.watched(value) if kind == watching.KIND else None
    if kind == watching.KIND and seen is None:
        raise LearningError(_("This does not say what was watched."))
    own = Reply.objects.filter(enrollment=enrollment)
    if not own.filter(part=part_key, block=block).exists() and own.count() >= MOST_REPLIES:
        raise LearningError(_("This cannot be kept: there is too much of it in this course."))
    with transaction.atomic():
        row, is_new = Reply.objects.select_for_update().get_or_create(
            enrollment=enrollment, part=part_key, block=block,
            defaults={"course": enrollment.course, "kind": kind, "value": value, "counter": counter},
        )  # fmt: skip
        if seen is not None:
            _watch(row, seen, counter)
        elif not is_new and counter > row.counter:
            row.value, row.counter, row.at = value, counter, timezone.now()
            row.save(update_fields=["value", "counter", "at"])
    return row


def _watch(row: Reply, seen: watching.Watched, counter: int) -> None:
    """Add what was watched to what was watched before, with what is counted of it; the place is the newer one's."""
    before = watching.watched(row.value)
    older, newer = (before, seen) if counter >= row.counter else (seen, before)
    both = watching.together(older, newer) if older is not None and newer is not None else seen
    facts = (str(both), both.share, both.reached)
    if facts != (row.value, row.share, row.reached):
        row.value, row.share, row.reached = facts
        row.counter, row.at = max(counter, row.counter), timezone.now()
        row.save(update_fields=["value", "share", "reached", "counter", "at"])


def keep_note(
    *, enrollment: Enrollment, key: UUID, part_key: str, kind: str, anchor: str = "", quote: str = "", text: str = "",
    by: Account,
) -> Note:  # fmt: skip
    """Keep a note, a highlight or a bookmark under a key that the learner's browser made; again, it is changed.

    Raises NotAllowedError, also where the key is of somebody else's; LearningError.
    """
    if not rules.can_open(by, enrollment):
        raise NotAllowedError(_("This is not your course."))
    progress.part_of(enrollment, part_key)
    if kind not in NoteKind.values:
        raise LearningError(_("There is no such kind of note."))
    if kind == NoteKind.NOTE and not text.strip():
        raise LearningError(_("Write a few words first."), field="text")
    with transaction.atomic():
        found = Note.objects.select_for_update().filter(pk=key).first()
        if found is not None and found.enrollment_id != enrollment.pk:
            raise NotAllowedError(_("This is not your note."))
        if found is None and Note.objects.filter(enrollment=enrollment).count() >= MOST_NOTES:
            raise LearningError(_("There are too many notes in this course."))
        row = found or Note(pk=key, enrollment=enrollment, part=part_key, kind=kind)
        row.anchor, row.quote, row.text = anchor[:200], " ".join(quote.split())[:1000], text.strip()[:LONGEST]
        row.save()
    return row


def remove_note(*, key: UUID, by: Account) -> int:
    """Take away a note of one's own; what is gone already stays so."""
    deleted, _rows = Note.objects.filter(pk=key, enrollment__person=by.person_id).delete()
    return deleted
