"""Beginning, planning and ending regular meetings; one meeting begins, takes place or is skipped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.meetings import rules
from trellis.meetings.events import SeriesBegun, SeriesChanged
from trellis.meetings.kinds import kind_named
from trellis.meetings.models import Meeting, Series, Topic
from trellis.meetings.services import holding
from trellis.meetings.services.errors import MeetingError, NoSeriesError
from trellis.people.days import today
from trellis.work.services import items

State = Meeting.State
TO_COME = (State.NEXT, State.RUNNING)
LONGEST = 20_000


def begin(*, kind: str, guest: Person, weeks: int, first_on: date, by: Account) -> Series:
    """Begin a series with somebody, or give the one that there is. Raises NotAllowedError, MeetingError."""
    found = kind_named(kind)
    if found is None or not rules.can_begin(by, found, guest):
        raise NotAllowedError(_("You cannot begin such meetings with this person."))
    _check(weeks, first_on)
    assert by.person_id is not None  # `can_begin` has seen to it
    with transaction.atomic():
        series, made = Series.objects.get_or_create(
            kind=kind, host_id=by.person_id, guest=guest, ended_at=None, defaults={"weeks": weeks}
        )
        if made:
            holding.wait(Meeting.objects.create(series=series, planned_on=first_on))
            for at, text in enumerate(found.topics):
                topic = Topic(series=series, order=at + 1)
                topic.text = str(text)
                topic.save()
            publish(SeriesBegun(series.pk, by.pk, kind))
    return series


def plan(*, series: UUID, weeks: int, next_on: date, by: Account) -> Series:
    """Say how often, and when next. Raises NoSeriesError, MeetingError."""
    _check(weeks, next_on)
    with transaction.atomic():
        found, meeting = locked(series, by)
        found.weeks = weeks
        meeting.planned_on = next_on
        meeting.save(update_fields=["planned_on"])
        holding.wait(meeting)
        _changed(found, by, "planned", "weeks")
    return found


def start(*, series: UUID, by: Account) -> Meeting:
    """The meeting begins; again changes nothing. Raises NoSeriesError."""
    with transaction.atomic():
        found, meeting = locked(series, by)
        if meeting.state == State.NEXT:
            meeting.state = State.RUNNING
            meeting.save(update_fields=["state"])
            _changed(found, by, "started")
    return meeting


def finish(*, series: UUID, meeting: UUID, held_on: date, by: Account) -> Meeting:
    """The meeting took place; what was not covered is carried over, and the next one is planned.

    Gives the next one; for one that is over already, the next one as it is. Raises NoSeriesError, MeetingError.
    """
    if held_on > today():
        raise MeetingError(_("That day is still to come."), field="held_on")
    with transaction.atomic():
        found, now = locked(series, by)
        if now.pk != meeting:
            return now
        now.state, now.held_on = State.HELD, held_on
        now.save(update_fields=["state", "held_on"])
        return _follow(found, now, held_on, by, "held")


def skip(*, series: UUID, meeting: UUID, reason: str, by: Account) -> Meeting:
    """The meeting is left out; its agenda is carried over. As `finish`."""
    with transaction.atomic():
        found, now = locked(series, by)
        if now.pk != meeting:
            return now
        now.state = State.SKIPPED
        now.reason = reason.strip()[:500]
        now.save(update_fields=["state", "sealed_reason"])
        return _follow(found, now, now.planned_on, by, "skipped")


def end(*, series: UUID, by: Account) -> None:
    """The two do not meet any more; what was written stays for both. Again changes nothing. Raises NoSeriesError."""
    with transaction.atomic():
        found = rules.seen(by).filter(pk=series).first()
        if found is None:
            raise NoSeriesError
        found = Series.objects.select_for_update().get(pk=series)
        if found.ended_at is not None:
            return
        found.ended_at = timezone.now()
        _end(found, by)


def end_by_itself(*, series: Iterable[UUID]) -> int:
    """End some series whose reason is gone, such as that somebody reports to another; gives how many there were."""
    ended = 0
    for key in series:
        with transaction.atomic():
            found = Series.objects.select_for_update().filter(pk=key, ended_at=None).first()
            if found is not None:
                _end(found, None)
                ended += 1
    return ended


def locked(series: UUID, by: Account) -> tuple[Series, Meeting]:
    """A series that goes on, and its next meeting, for one of the two. Raises NoSeriesError."""
    if not rules.seen(by).filter(pk=series).exists():
        raise NoSeriesError
    found = Series.objects.select_for_update().get(pk=series)
    meeting = found.meetings.filter(state__in=TO_COME).first()
    if found.ended_at is not None or meeting is None:
        raise MeetingError(_("These meetings have come to an end."))
    return found, meeting


def _follow(series: Series, now: Meeting, since: date, by: Account, deed: str) -> Meeting:
    """Plan the next meeting, never in the past, and carry over what was not covered."""
    day = since + timedelta(weeks=series.weeks)
    while day < today():
        day += timedelta(weeks=series.weeks)
    if day <= now.planned_on and deed == "skipped":
        day = now.planned_on + timedelta(weeks=series.weeks)
    kind = kind_named(series.kind)
    if kind is not None and kind.after is not None:
        day = kind.after(max(since, today()))
    series.topics.filter(covered_in=None).update(carried=F("carried") + 1)
    _changed(series, by, deed)
    holding.settle(now, by)
    made = Meeting.objects.create(series=series, planned_on=day)
    holding.wait(made)
    return made


def _end(series: Series, by: Account | None) -> None:
    series.ended_at = timezone.now()
    _changed(series, by, "ended", "ended_at")
    for meeting in series.meetings.filter(state__in=TO_COME):
        holding.settle(meeting, by)
    series.meetings.filter(state__in=TO_COME).update(state=State.SKIPPED)
    for key in series.actions.filter(done_at=None).values_list("pk", flat=True):
        items.settle("meeting-action", key)


def _changed(series: Series, by: Account | None, deed: str, *fields: str) -> None:
    series.version += 1
    series.save(update_fields=["version", *fields])
    publish(SeriesChanged(series.pk, by.pk if by is not None else None, deed))


def _check(weeks: int, day: date) -> None:
    if not 1 <= weeks <= 52:
        raise MeetingError(_("Meet every 1 to 52 weeks."), field="weeks")
    if not today() <= day <= today() + timedelta(days=366):
        raise MeetingError(_("Choose a day to come, within a year."), field="next_on")


def last_order(series: Series) -> int:
    """The greatest place on the agenda."""
    found: int | None = series.topics.aggregate(most=Max("order"))["most"]
    return found or 0
