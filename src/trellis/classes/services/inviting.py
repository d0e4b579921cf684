"""What calendars are told: worked out from how things stand, written down with it, and sent after that.

Who runs a session or has a place in it should have its meetings in their calendar; nobody else should. `settle`
compares that with what was told last, so that it may be called after any change, and nothing is sent twice.
"""

from __future__ import annotations

import hashlib
import logging
import smtplib
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from trellis.classes.definitions import ical
from trellis.classes.models import Facilitator, Invitation, Meeting, Registration, Session
from trellis.core import rounds
from trellis.core.rules import Account
from trellis.core.speaking import speaking_to

AT_ONCE = 50
MOST_TRIES = 12
SENDING = timedelta(minutes=10)
"""How long a process has for one invitation before another one tries it."""
log = logging.getLogger(__name__)


def settle(session: Session) -> None:
    """Write down what calendars must be told of a session. Inside the transaction of what has changed."""
    meetings = list(session.meetings.select_related("session__room"))
    wanted = _people(session)
    there = {
        (each.meeting_id, each.person_id): each
        for each in Invitation.objects.filter(meeting__session=session)
    }
    now, is_new = timezone.now(), False
    for meeting in meetings:
        takes_place = not meeting.is_cancelled and session.state != Session.State.CANCELLED
        told = _digest(session, meeting)
        for person in wanted if takes_place else ():
            row = there.pop((meeting.pk, person), None)
            if row is None:
                Invitation.objects.create(
                    meeting=meeting, person_id=person, method=ical.REQUEST, told=told, next_try_at=now
                )
                is_new = True
            elif (row.method, row.told) != (ical.REQUEST, told):
                is_new |= _again(row, ical.REQUEST, told, now)
    for row in there.values():
        if row.method != ical.CANCEL:
            is_new |= _again(row, ical.CANCEL, "", now)
    if is_new:
        transaction.on_commit(rounds.soon)


def deliver(now: datetime) -> int:
    """Send what is due; gives how many were taken. Nothing happens without a mail server. In the rounds of mails."""
    if not settings.MAIL_IS_CONFIGURED:
        return 0
    due = Invitation.objects.filter(next_try_at__lte=now, tries__lt=MOST_TRIES)
    sent = 0
    rows = due.select_related("meeting__session__room", "person__account").order_by("next_try_at", "pk")
    for row in rows[:AT_ONCE]:
        claimed = Invitation.objects.filter(
            pk=row.pk, next_try_at=row.next_try_at, sequence=row.sequence, method=row.method
        ).update(next_try_at=now + SENDING, tries=F("tries") + 1)
        if claimed and _send(row):
            # Where it changed meanwhile, what is newer is sent in the next round.
            sent += Invitation.objects.filter(
                pk=row.pk, sequence=row.sequence, method=row.method, next_try_at=now + SENDING
            ).update(next_try_at=None, sent_at=now, tries=0)
    return sent


def event_of(meeting: Meeting, *, sequence: int = 0, person_mail: str = "", name: str = "") -> ical.Event:
    """A meeting as calendars show it, in the language that is active."""
    session, base = meeting.session, settings.TRELLIS_ADDRESS.rstrip("/")
    page = base + reverse("classes:session", args=[session.pk])
    joins = base + reverse("classes:join", args=[session.pk]) if session.link else ""
    parts = [_("Join: %(link)s") % {"link": joins} if joins else "", page]
    return ical.Event(
        uid=uid_of(meeting), begin=meeting.starts_at, end=meeting.ends_at, title=session.title,
        made=timezone.now(), sequence=sequence, words="\n".join(filter(None, parts)),
        place=place_of(session) or joins, url=page, organizer=_sender(), attendee=person_mail, attendee_name=name,
        is_cancelled=meeting.is_cancelled or session.state == Session.State.CANCELLED,
    )  # fmt: skip


def uid_of(meeting: Meeting) -> str:
    """The identifier of a meeting in all calendars, for good."""
    return f"{meeting.pk}@{urlsplit(settings.TRELLIS_ADDRESS).hostname or 'trellis'}"


def place_of(session: Session) -> str:
    """Where people go."""
    room = session.room
    if room is not None:
        return ", ".join(filter(None, (room.name, room.address)))
    return session.address


def _again(row: Invitation, method: str, told: str, now: datetime) -> bool:
    row.method, row.told, row.sequence = method, told, row.sequence + 1
    row.next_try_at, row.tries = now, 0
    row.save(update_fields=["method", "told", "sequence", "next_try_at", "tries"])
    return True


def _people(session: Session) -> set[UUID]:
    if session.state == Session.State.DRAFT:
        return set()
    runs = session.facilitators.filter(state=Facilitator.State.SET).values_list("person", flat=True)
    has = session.registrations.filter(state=Registration.State.REGISTERED).values_list("person", flat=True)
    return {*runs, *has}


def _digest(session: Session, meeting: Meeting) -> str:
    said = (
        meeting.starts_at.isoformat(), meeting.ends_at.isoformat(), session.title, place_of(session),
        "link" if session.link else "",
    )  # fmt: skip
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _send(row: Invitation) -> bool:
    """Mail one invitation. `True` also where there is nobody to send it to: trying again would not help."""
    account: Account | None = getattr(row.person, "account", None)
    if account is None or not account.is_active or not account.has_address:
        return True
    with speaking_to(account):
        event = event_of(row.meeting, sequence=row.sequence, person_mail=account.email, name=account.name)
        # It may have been cancelled for one person and take place for the others.
        content = ical.calendar([event], row.method)
        message = _message(row, account, event)
    message.attach_alternative(content.decode(), f"text/calendar; charset=utf-8; method={row.method}")
    message.attach("invite.ics", content, "application/ics")
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("An invitation could not be mailed: %s", error)
        return False
    return True


def _message(row: Invitation, account: Account, event: ical.Event) -> EmailMultiAlternatives:
    begin, end = localtime(row.meeting.starts_at), localtime(row.meeting.ends_at)
    hours = " – ".join(date_format(each, "TIME_FORMAT") for each in (begin, end))
    when = f"{date_format(begin)}, {hours}"
    told = {
        ical.CANCEL: _("Cancelled: %(title)s"), ical.REQUEST: _("Invitation: %(title)s"),
        "again": _("Changed: %(title)s"),
    }  # fmt: skip
    kind = "again" if row.method == ical.REQUEST and row.sequence else row.method
    subject = " ".join((told[kind] % {"title": event.title}).split())
    lines = [event.title, f"{when} ({begin.tzname()})", event.place, event.words]
    return EmailMultiAlternatives(
        subject, "\n".join(filter(None, lines)), None, [account.email],
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip


def _sender() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("<")[2].rstrip(">").strip()
