"""What stands on the agenda, what is written down, and who does what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.meetings import rules
from trellis.meetings.models import Action, Meeting, PrivateNote, Series, Topic
from trellis.meetings.services.errors import MeetingError, NoSeriesError, StaleMeetingError
from trellis.meetings.services.series import LONGEST, last_order, locked
from trellis.work.dues import due_by
from trellis.work.services import items

ACTION = "meeting-action"
TITLE = "Something from a regular meeting"
"""How an action is written down in My work: its words are sealed."""


def add_topic(*, series: UUID, key: UUID, text: str, by: Account) -> Topic:
    """Put a point on the agenda; the same key again is the same point. Raises NoSeriesError, MeetingError."""
    with transaction.atomic():
        found, _meeting = locked(series, by)
        before = Topic.objects.filter(pk=key, series=found).first()
        if before is not None:
            return before
        made = Topic(pk=key, series=found, order=last_order(found) + 1, by=by.person)
        made.text = _clean(text)
        made.save(force_insert=True)
    return made


def move_topic(*, series: UUID, topic: UUID, up: bool, by: Account) -> None:
    """Move a point one place; at the end it stays. Raises NoSeriesError."""
    with transaction.atomic():
        found, _meeting = locked(series, by)
        rows = list(found.topics.filter(covered_in=None).order_by("order", "pk"))
        at = next((at for at, each in enumerate(rows) if each.pk == topic), None)
        to = None if at is None else at - 1 if up else at + 1
        if at is None or to is None or not 0 <= to < len(rows):
            return
        rows[at], rows[to] = rows[to], rows[at]
        for place, each in enumerate(rows, 1):
            each.order = place
        Topic.objects.bulk_update(rows, ["order"])


def cover_topic(*, series: UUID, topic: UUID, by: Account, covered: bool = True) -> None:
    """Say that a point was talked about in this meeting, or that it was not after all. Raises NoSeriesError."""
    with transaction.atomic():
        found, meeting = locked(series, by)
        found.topics.filter(pk=topic).filter(covered_in=None if covered else meeting).update(
            covered_in=meeting if covered else None
        )


def drop_topic(*, series: UUID, topic: UUID, by: Account) -> None:
    """Take a point off the agenda that was not covered. Raises NoSeriesError."""
    with transaction.atomic():
        found, _meeting = locked(series, by)
        found.topics.filter(pk=topic, covered_in=None).delete()


def write_notes(*, series: UUID, meeting: UUID, text: str, seen: int, by: Account) -> Meeting:
    """Write the notes of both. Raises NoSeriesError, StaleMeetingError where the other one wrote meanwhile."""
    with transaction.atomic():
        row = _meeting(series, meeting, by)
        words = text.strip()
        if row.notes == words:
            return row
        if row.version != seen:
            raise StaleMeetingError
        if len(words) > LONGEST:
            raise MeetingError(_("That is too long."), field="notes")
        row.notes = words
        row.version += 1
        row.save(update_fields=["sealed_notes", "version"])
    return row


def write_private(*, series: UUID, meeting: UUID, text: str, by: Account) -> PrivateNote:
    """Write for oneself alone. Raises NoSeriesError."""
    with transaction.atomic():
        row = _meeting(series, meeting, by)
        assert by.person_id is not None  # else nothing is theirs
        made = PrivateNote.objects.filter(meeting=row, writer=by.person_id).first()
        made = made or PrivateNote(meeting=row, writer_id=by.person_id)
        if len(text) > LONGEST:
            raise MeetingError(_("That is too long."), field="text")
        made.text = text.strip()
        made.save()
    return made


def add_action(
    *, series: UUID, key: UUID, text: str, is_mine: bool, due_on: date | None, by: Account
) -> Action:
    """Write down who does what until when; it waits on them in My work. Raises NoSeriesError, MeetingError."""
    with transaction.atomic():
        found, meeting = locked(series, by)
        before = Action.objects.filter(pk=key, series=found).first()
        if before is not None:
            return before
        others = found.guest_id if found.host_id == by.person_id else found.host_id
        owner = by.person_id if is_mine and by.person_id is not None else others
        made = Action(pk=key, series=found, meeting=meeting, owner_id=owner, due_on=due_on)
        made.text = _clean(text)
        made.save(force_insert=True)
        account = getattr(made.owner, "account", None)
        if account is not None:
            due = due_by(due_on, account) if due_on is not None else None
            items.wait_on(
                ACTION, "meeting-action", made.pk, [account], title=TITLE, due_at=due, asked_by=None
            )
    return made


def finish_action(*, series: UUID, action: UUID, by: Account, done: bool = True) -> None:
    """Say that something is done, or that it is not after all. Either of the two may. Raises NoSeriesError."""
    with transaction.atomic():
        found = _series(series, by)
        row = found.actions.filter(pk=action).select_related("owner__account").first()
        if row is None or (row.done_at is not None) == done:
            return
        row.done_at = timezone.now() if done else None
        row.save(update_fields=["done_at"])
        account = getattr(row.owner, "account", None)
        if done:
            items.settle(ACTION, row.pk, done_by=by)
        elif account is not None:
            due = due_by(row.due_on, account) if row.due_on is not None else None
            items.wait_on(ACTION, "meeting-action", row.pk, [account], title=TITLE, due_at=due)


def _series(series: UUID, by: Account) -> Series:
    found = rules.seen(by).select_for_update(of=("self",)).filter(pk=series).first()
    if found is None:
        raise NoSeriesError
    return found


def _meeting(series: UUID, meeting: UUID, by: Account) -> Meeting:
    found = (
        Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting, series=_series(series, by)).first()
    )
    if found is None:
        raise NoSeriesError
    return found


def _clean(text: str) -> str:
    words = text.strip()
    if not words:
        raise MeetingError(_("Write something first."), field="text")
    if len(words) > 500:
        raise MeetingError(_("A point has 500 characters at most."), field="text")
    return words
