"""Attendance: by a code on the screen, by list, by the report of a meeting; corrected with a trace; credited.

Minutes are kept for each meeting and summed. Who was there for the share of the planned minutes that the session says
has attended: that is published, and on it the part of the course is credited; corrected to less, it is taken back.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes import rules
from trellis.classes.definitions.notices import MINE
from trellis.classes.definitions.reports import is_enough
from trellis.classes.events import AttendanceCorrected, AttendanceTakenBack, Attended, SessionMoved
from trellis.classes.models import Attendance, AttendanceChange, Meeting, Registration, Session
from trellis.classes.services import waits
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.classes.services.scheduling import locked
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.core.throttling import Throttle

CODE_LASTS = 300
"""Seconds after which the code on the screen is another one; the one before still counts."""
EARLY, LATE = timedelta(minutes=30), timedelta(minutes=30)
"""Around a meeting one can check in."""
TRIES = Throttle("class-check-in", limit=10, seconds=15 * 60)
Outcome = Registration.Outcome
State = Registration.State
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def code_of(session: Session, at: datetime) -> str:
    """The code on the screen at a moment: six letters and digits that are not mistaken for each other."""
    number = int(at.timestamp()) // CODE_LASTS
    made = hmac.new(session.check_secret.encode(), str(number).encode(), hashlib.sha256).digest()
    return "".join(_LETTERS[each % len(_LETTERS)] for each in made[:6])


def check_in(*, session: UUID, code: str, by: Account, now: datetime | None = None) -> Registration:
    """Say by the code on the screen that one is there: for the meeting that goes on. Again changes nothing.

    Raises NotThereError for who has no place, and ClassError for a wrong code, a wrong hour, or too many tries.
    """
    at = now or timezone.now()
    if TRIES.take(f"{session}:{by.pk}").tries < 0:
        raise ClassError(
            _("That was tried too often."), hint=_("Ask whoever runs the session to tick you off.")
        )
    with transaction.atomic():
        found = locked(session)
        row = found.registrations.filter(person=rules.myself(by), state=State.REGISTERED).first()
        if row is None:
            raise NotThereError
        given = "".join(code.split()).upper()
        good = {code_of(found, at), code_of(found, at - timedelta(seconds=CODE_LASTS))}
        if not any(hmac.compare_digest(given.encode(), each.encode()) for each in good):
            raise ClassError(
                _("That is not the code on the screen."),
                hint=_("It changes every five minutes."),
                field="code",
            )
        meeting = found.meetings.filter(
            is_cancelled=False, starts_at__lte=at + EARLY, ends_at__gte=at - LATE
        ).order_by("starts_at").first()  # fmt: skip
        if meeting is None:
            raise ClassError(_("No meeting of this session goes on now."))
        _write(row, found, {meeting: meeting.minutes}, Attendance.Way.CODE, by)
    return row


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one registration: minutes by meeting, or that they were excused; and why it is corrected."""

    registration: UUID
    minutes: Mapping[UUID, int]
    is_excused: bool = False
    reason: str = ""


def record(
    *, session: UUID, said: Sequence[Said], way: str = Attendance.Way.LIST, by: Account
) -> list[Registration]:
    """Write down who was there for how long. What stood there before is kept beside it. Again changes nothing.

    Raises NotThereError, ClassError for minutes that cannot be, before the session, or about oneself.
    """
    with transaction.atomic():
        found = locked(session)
        if not rules.can_run(by, found):
            raise NotThereError
        if (
            found.state in (Session.State.DRAFT, Session.State.CANCELLED)
            or found.starts_at - EARLY > timezone.now()
        ):
            raise ClassError(_("Nobody has been there yet."))
        meetings = {each.pk: each for each in found.meetings.filter(is_cancelled=False)}
        rows = {
            each.pk: each
            for each in found.registrations.filter(
                pk__in=[each.registration for each in said], state=State.REGISTERED
            )
        }
        changed = []
        for each in said:
            row = rows.get(each.registration)
            if row is None or not set(each.minutes) <= set(meetings):
                raise NotThereError
            if any(not 0 <= minutes <= 24 * 60 for minutes in each.minutes.values()):
                raise ClassError(_("Minutes are from 0 to those of a day."), field="minutes")
            if row.person_id == rules.myself(by) and _says_more(row, each):
                raise ClassError(
                    _("Nobody writes down that they were there themselves."),
                    hint=_("Somebody else who runs the session does, or the code on the screen."),
                )
            by_meeting = {meetings[key]: minutes for key, minutes in each.minutes.items()}
            if _write(row, found, by_meeting, way, by, reason=each.reason, is_excused=each.is_excused):
                changed.append(row)
    return changed


def settle(*, session: UUID, by: Account) -> Session:
    """Say that attendance is complete: who was not written down has missed it, and is offered another session.

    Again changes nothing. Raises NotThereError, ClassError before the session has ended.
    """
    with transaction.atomic():
        found = locked(session)
        if not rules.can_run(by, found):
            raise NotThereError
        if found.settled_at is not None:
            return found
        if found.state in (Session.State.DRAFT, Session.State.CANCELLED) or (
            found.finished_at is None and found.ends_at > timezone.now()
        ):
            raise ClassError(_("The session has not ended yet."))
        found.settled_at = timezone.now()
        if found.state != Session.State.HELD:
            found.state, found.finished_at = Session.State.HELD, found.finished_at or found.ends_at
        found.save(update_fields=["settled_at", "state", "finished_at"])
        planned = _planned(found)
        for row in found.registrations.filter(state=State.REGISTERED).select_related("person__account"):
            _judge(row, found, planned, by, is_final=True)
            if row.outcome == Outcome.MISSED:
                _offer_another(row, found)
        waits.entering(found, done_by=by)
        publish(SessionMoved(found.pk, by.pk, "settled"))
    return found


def _says_more(row: Registration, said: Said) -> bool:
    """Whether something else is said of somebody than what stands there: lists are sent whole, one's own row too."""
    there = dict(row.attendance.values_list("meeting", "minutes"))
    is_new = any(there.get(meeting) != minutes for meeting, minutes in said.minutes.items())
    return is_new or (said.is_excused and row.outcome != Outcome.EXCUSED)


def _write(
    row: Registration, session: Session, by_meeting: Mapping[Meeting, int], way: str, by: Account | None, *,
    reason: str = "", is_excused: bool = False,
) -> bool:  # fmt: skip
    there = {each.meeting_id: each for each in row.attendance.all()}
    changed = False
    for meeting, minutes in by_meeting.items():
        before = there.get(meeting.pk)
        if before is not None and before.minutes == minutes:
            continue
        # A code says that somebody was there, and not for how long: it lowers nothing that is known better.
        if before is not None and way == Attendance.Way.CODE and before.minutes >= minutes:
            continue
        changed = True
        me = by.person_id if by is not None else None
        AttendanceChange.objects.create(
            registration=row, before=before.minutes if before else None, after=minutes, way=way,
            reason=reason[:300], by_id=me,
        )  # fmt: skip
        Attendance.objects.update_or_create(
            registration=row, meeting=meeting,
            defaults={"minutes": minutes, "way": way, "by_id": me, "recorded_at": timezone.now()},
        )  # fmt: skip
        if before is not None:
            publish(AttendanceCorrected(row.pk, by.pk if by is not None else None, minutes))
    outcome = row.outcome
    _judge(row, session, _planned(session), by, is_final=session.settled_at is not None, anew=True)
    if is_excused and not row.is_credited:
        row.outcome = Outcome.EXCUSED
        row.save(update_fields=["outcome"])
    return changed or outcome != row.outcome


def _judge(
    row: Registration,
    session: Session,
    planned: int,
    by: Account | None,
    *,
    is_final: bool,
    anew: bool = False,
) -> None:
    """What the minutes of somebody make; when they become enough, or are not any more, that is published."""
    rows = list(row.attendance.filter(meeting__is_cancelled=False).values_list("minutes", flat=True))
    minutes = min(sum(rows), planned) if rows else None
    if minutes is not None and is_enough(minutes, planned, session.share):
        outcome = Outcome.ATTENDED
    elif row.outcome == Outcome.EXCUSED and not anew:
        outcome = Outcome.EXCUSED
    elif not is_final:
        outcome = Outcome.OPEN
    else:
        outcome = Outcome.PARTIAL if minutes else Outcome.MISSED
    row.minutes, row.outcome = minutes, outcome
    counts = outcome == Outcome.ATTENDED
    turned, row.is_credited = counts != row.is_credited, counts
    row.save(update_fields=["minutes", "outcome", "is_credited"])
    if turned:
        _turned(row, session, by)


def _turned(row: Registration, session: Session, by: Account | None) -> None:
    """Say that somebody has attended, or, by a correction, that they have not after all: of that they are told."""
    asked_by, made = (
        by.pk if by is not None else None,
        (session.pk, row.person_id, session.course, session.part),
    )
    if row.is_credited:
        publish(Attended(row.pk, asked_by, *made, row.minutes or 0))
        return
    publish(AttendanceTakenBack(row.pk, asked_by, *made))
    account = getattr(row.person, "account", None)
    if account is not None:
        notices.notify(
            MINE, [account], text=session.title, about=("class_session", session.pk), actor=by,
            subject=gettext_lazy("Your attendance was corrected: the session does not count any more"),
            address=reverse("classes:session", args=[session.pk]),
        )  # fmt: skip


def _planned(session: Session) -> int:
    return sum(each.minutes for each in session.meetings.filter(is_cancelled=False))


def _offer_another(row: Registration, session: Session) -> None:
    account = getattr(row.person, "account", None)
    if account is not None and session.course:
        notices.notify(
            MINE, [account], text=session.title, about=("class_session", session.pk),
            subject=gettext_lazy("You missed a session: here are others"), key=f"class-missed:{row.pk}",
            address=f"{reverse('classes:home')}?course={session.course}",
        )  # fmt: skip
