"""What the clock brings: reminders, sessions that are over, those that too few want, and the question how it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from trellis.classes import terms
from trellis.classes.definitions.notices import MINE, RUNNING
from trellis.classes.models import Facilitator, Meeting, Registration, Session
from trellis.classes.services import waits
from trellis.classes.services.scheduling import facilitator_accounts, locked
from trellis.core.rules import Account
from trellis.core.services import notices

AT_ONCE = 200
State = Session.State
FEW_DAYS = timedelta(days=3)
"""So long before its beginning it is told that too few want a session."""


def remind(now: datetime) -> int:
    """Remind who takes part in or runs a meeting, as many hours before as the handbook says; gives how many."""
    told, nearer = 0, now
    for ahead in sorted(set(terms.classes().remind)):
        until = now + timedelta(hours=ahead)
        meetings = Meeting.objects.filter(
            is_cancelled=False, session__state__in=(State.OPEN, State.RUNNING), starts_at__gt=nearer,
            starts_at__lte=until,
        )  # fmt: skip
        nearer = until
        for each in meetings.select_related("session").order_by("starts_at")[:AT_ONCE]:
            told += _remind(each, ahead)
    return told


def follow(now: datetime) -> int:
    """Have sessions that are over wait for their attendance, and ask who was there how it was; gives how many."""
    over = Session.objects.filter(state__in=(State.OPEN, State.RUNNING), ends_at__lte=now)
    keys = list(over.order_by("ends_at").values_list("pk", flat=True)[:AT_ONCE])
    for key in keys:
        with transaction.atomic():
            found = locked(key)
            found.state = State.HELD
            found.began_at = found.began_at or found.starts_at
            found.finished_at = found.finished_at or found.ends_at
            found.save(update_fields=["state", "began_at", "finished_at"])
            found.registrations.filter(
                state__in=(Registration.State.WAITING, Registration.State.ASKED)
            ).update(state=Registration.State.LAPSED)
            waits.preparing(found)
            waits.entering(found)
            notices.notify(
                MINE, _taking_part(found), text=found.title, subject=gettext_lazy("How was the session?"),
                address=reverse("classes:feedback", args=[found.pk]), about=("class_session", found.pk),
                key=f"class-feedback:{found.pk}",
            )  # fmt: skip
    return len(keys)


def tell_of_few(now: datetime) -> int:
    """Tell who runs a session that fewer want it than its minimum, three days before; gives how many."""
    rows = Session.objects.filter(
        state=State.OPEN, minimum__isnull=False, starts_at__gt=now, starts_at__lte=now + FEW_DAYS
    ).annotate(n=Count("registrations", filter=Q(registrations__state="registered")))
    told = 0
    for each in rows.select_related("scheduled_by__account").order_by("starts_at")[:AT_ONCE]:
        if each.n < (each.minimum or 0):
            owner = getattr(each.scheduled_by, "account", None)
            people = {one.pk: one for one in (*facilitator_accounts(each), *([owner] if owner else []))}
            told += notices.notify(
                RUNNING, people.values(), text=each.title, about=("class_session", each.pk),
                subject=gettext_lazy("Fewer people than the minimum want a session"),
                address=reverse("classes:session", args=[each.pk]), key=f"class-few:{each.pk}",
            )  # fmt: skip
    return told


def _remind(meeting: Meeting, ahead: int) -> int:
    session = meeting.session
    values: dict[str, Any] = {
        "address": reverse("classes:session", args=[session.pk]), "about": ("class_session", session.pk),
        "text": session.title, "key": f"class-remind:{meeting.pk}:{meeting.starts_at:%Y%m%d%H%M}:{ahead}",
    }  # fmt: skip
    soon = gettext_lazy("A session begins soon") if ahead <= 2 else gettext_lazy("A session is coming up")
    told = notices.notify(MINE, _taking_part(session), subject=soon, **values)
    return told + notices.notify(RUNNING, facilitator_accounts(session), subject=soon, **values)


def _taking_part(session: Session) -> list[Account]:
    rows = session.registrations.filter(state=Registration.State.REGISTERED).select_related("person__account")
    runs = set(session.facilitators.filter(state=Facilitator.State.SET).values_list("person", flat=True))
    return [
        each.person.account
        for each in rows
        if each.person_id not in runs and getattr(each.person, "account", None) is not None
    ]
