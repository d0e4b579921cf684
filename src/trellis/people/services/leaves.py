"""Writes of leave: when somebody is away, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core.records import uuid7
from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.people import rules, terms
from trellis.people.events import LeaveKept
from trellis.people.models import Employment, Leave
from trellis.people.queries import records
from trellis.people.rules import NotAllowedError
from trellis.people.services.errors import PeopleError, StaleRecordError


@dataclass(frozen=True, slots=True)
class Away:
    """A leave: its kind in employment.yml, the first and the last day, which may not be known yet."""

    kind: str
    starts_on: date
    ends_on: date | None = None
    note: str = ""
    certificate_seen_on: date | None = None


def keep(
    *,
    employment: Employment,
    away: Away,
    by: Account,
    leave: Leave | None = None,
    seen: str | None = None,
    key: UUID | None = None,
) -> Leave:
    """Write a leave down, or change one; the same again writes nothing.

    `seen` is the state (`records.state_of`) that was looked at; a new leave gets `key` as its identifier, and the same
    key again gives the leave that was written down. Raises NotAllowedError, PeopleError, StaleRecordError.
    """
    with transaction.atomic():
        found = (
            Employment.objects.select_for_update(of=("self",)).select_related("person").get(pk=employment.pk)
        )
        if not rules.can_keep(by, found.person):
            raise NotAllowedError(_("Only who keeps their records writes down when somebody is away."))
        if leave is None and key is not None:
            sent = Leave.objects.filter(
                pk=key
            ).first()  # sent twice, or a key of something else: then it is no key
            leave, seen = (sent, None) if sent and sent.employment_id == found.pk else (None, None)
            key = None if sent else key
        row = Leave(id=key or uuid7(), employment=found, recorded_by=by)
        if leave is not None:
            row = Leave.objects.select_for_update(of=("self",)).get(pk=leave.pk)
        before = records.state_of(row)
        row.kind, row.starts_on, row.ends_on = away.kind, away.starts_on, away.ends_on
        row.note, row.certificate_seen_on = " ".join(away.note.split())[:500], away.certificate_seen_on
        if leave is not None and records.state_of(row) == before:
            return row
        if leave is not None and (row.withdrawn_at is not None or seen not in (None, before)):
            raise StaleRecordError
        _check(found, away, leave)
        row.save(force_insert=leave is None)
        publish(LeaveKept(found.person_id, by.pk, row.pk))
    return row


def withdraw(*, leave: Leave, by: Account) -> Leave:
    """Take a leave back; twice is once. Raises NotAllowedError."""
    with transaction.atomic():
        row = (
            Leave.objects.select_for_update(of=("self",))
            .select_related("employment__person")
            .get(pk=leave.pk)
        )
        if not rules.can_keep(by, row.employment.person):
            raise NotAllowedError(_("Only who keeps their records writes down when somebody is away."))
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            publish(LeaveKept(row.employment.person_id, by.pk, row.pk))
    return row


def _check(employment: Employment, away: Away, leave: Leave | None) -> None:
    kinds = terms.words().leave_kinds
    if away.kind not in kinds:
        raise PeopleError(
            _("There is no kind of leave “%(kind)s”.") % {"kind": away.kind},
            hint=_("There are: %(known)s.") % {"known": ", ".join(kinds)},
            field="kind",
        )
    if away.ends_on is not None and away.ends_on < away.starts_on:
        raise PeopleError(_("The last day lies before the first."), field="ends_on")
    if not employment.is_active_on(away.starts_on):
        raise PeopleError(_("They are not employed on this day."), field="starts_on")
    others = Leave.objects.filter(employment=employment, withdrawn_at=None)
    for other in others.exclude(pk=leave.pk) if leave is not None else others:
        begins_before_end = away.ends_on is None or other.starts_on <= away.ends_on
        if begins_before_end and (other.ends_on is None or other.ends_on >= away.starts_on):
            raise PeopleError(
                _("They are away from %(day)s already.") % {"day": date_format(other.starts_on)},
                hint=_("Change that leave, or choose other days."),
                field="starts_on",
            )
