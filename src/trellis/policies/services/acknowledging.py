"""What people do with what they were asked to read: acknowledge it, remind each other of it, exempt somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account, NotAllowedError, require_oneself
from trellis.core.services import notices
from trellis.core.services.events import publish, publish_all
from trellis.people.days import today
from trellis.policies import rules
from trellis.policies.addresses import reading_address
from trellis.policies.definitions.notices import ASKED
from trellis.policies.definitions.permissions import KEEP
from trellis.policies.events import Acknowledged, AcknowledgementEnded
from trellis.policies.models import Acknowledgement, AcknowledgementState, Version
from trellis.policies.queries import reading as queries
from trellis.policies.services.asking import WORK
from trellis.policies.services.errors import NewerVersionError, PolicyError
from trellis.work.phrases import filled
from trellis.work.services import items

AHEAD = timedelta(days=3)
"""So long before it is due people are reminded; then each week after."""
MOST_AT_ONCE = 500


def acknowledge(*, path: str, number: int, by: Account) -> Acknowledgement:
    """Say that one has read and understood a version of a policy. Said again, it changes nothing.

    Raises PolicyError where nobody asked or there is no such version, NewerVersionError where a later one says
    something else that concerns them, ActingError for whoever acts as somebody else.
    """
    require_oneself()
    with transaction.atomic():
        row = (
            Acknowledgement.objects.select_for_update(of=("self",))
            .select_related("asked", "read")
            .filter(person=by.person_id, path=path, is_current=True)
            .first()
            if by.person_id is not None
            else None
        )
        if row is not None and row.read is not None and row.read.number >= number:
            return row
        if row is None or row.state != AcknowledgementState.ASKED:
            raise PolicyError(_("You are not asked to acknowledge this policy."))
        version = Version.objects.filter(path=path, number=number).first()
        if version is None:
            raise PolicyError(_("There is no such version of this policy."))
        if number < queries.least_number(path, row):
            raise NewerVersionError
        now = timezone.now()
        row.state, row.read, row.acknowledged_at, row.acknowledged_by = (
            AcknowledgementState.DONE, version, now, by,
        )  # fmt: skip
        row.ended_at, row.waits = now, False
        row.save(update_fields=["state", "read", "acknowledged_at", "acknowledged_by", "ended_at", "waits"])
        items.settle(WORK, row.pk, done_by=by)
        publish(Acknowledged(row.pk, by.pk, row.person_id, path, number))
    return row


def remind(*, keys: Sequence[UUID], by: Account) -> int:
    """Remind people of what they have not read yet; how many were told. Nobody twice on a day by the same hand.

    Raises NotAllowedError where somebody among them is none of theirs.
    """
    with transaction.atomic():
        rows = _rows(keys)
        if not all(rules.can_remind(by, row.person) for row in rows):
            raise NotAllowedError(_("You may not remind these people."))
        return _remind(rows, f"{by.pk} {today().isoformat()}", by)


def exempt(*, keys: Sequence[UUID], because: str, by: Account) -> int:
    """Have people not acknowledge a policy until it says something else, and say why; how many were asked until now.

    Raises NotAllowedError and PolicyError.
    """
    why = " ".join(because.split())[:500]
    with transaction.atomic():
        rows = _rows(keys)
        if not rules.can_keep(by):
            raise NotAllowedError(_("You may not exempt people from policies."), permission=KEEP.name)
        if any(row.person_id == by.person_id for row in rows):
            raise NotAllowedError(_("Nobody exempts themselves."), hint=_("Ask a colleague to do it."))
        if not why:
            raise PolicyError(_("Say why they are exempt: it stands in the evidence."))
        now = timezone.now()
        for row in rows:
            row.state, row.exempted_by, row.exempt_because = AcknowledgementState.EXEMPT, by, why
            row.ended_at, row.waits = now, False
            row.save(update_fields=["state", "exempted_by", "exempt_because", "ended_at", "waits"])
            items.settle(WORK, row.pk)
        publish_all(
            [AcknowledgementEnded(row.pk, by.pk, row.person_id, row.path, str(row.state)) for row in rows]
        )
    return len(rows)


def remind_by_the_clock(now: datetime) -> int:
    """Remind people a few days before something is due, and each week after; how many were told."""
    n = 0
    rows = Acknowledgement.objects.filter(
        state=AcknowledgementState.ASKED, is_current=True, waits=True, due_at__lte=now + AHEAD
    ).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), MOST_AT_ONCE):
        with transaction.atomic():
            by_week: dict[str, list[Acknowledgement]] = {}
            for row in _rows(keys[start : start + MOST_AT_ONCE]):
                by_week.setdefault(_week_of(row, now.date()), []).append(row)
            n += sum(_remind(some, week, None) for week, some in by_week.items())
    return n


def _week_of(row: Acknowledgement, day: date) -> str:
    """Which reminder it is: the one ahead, or that of a week since it was due."""
    late = (day - row.due_at.date()).days
    return f"late {late // 7}" if late > 0 else "ahead"


def _rows(keys: Sequence[UUID]) -> list[Acknowledgement]:
    """Those of some rows that still wait, with person and account."""
    rows = Acknowledgement.objects.select_for_update(of=("self",)).filter(
        pk__in=keys[:MOST_AT_ONCE], state=AcknowledgementState.ASKED, is_current=True
    )
    return list(rows.select_related("person__account", "asked").order_by("pk"))


def _remind(rows: Sequence[Acknowledgement], key: str, by: Account | None) -> int:
    said = gettext_lazy("Not acknowledged yet: %(title)s")
    n = 0
    for row in rows:
        account = getattr(row.person, "account", None)
        if account is None:
            continue
        n += notices.notify(
            ASKED, [account], subject=filled(said, title=row.asked.title), address=reading_address(row.path), actor=by,
            key=f"policy reminder {row.pk} {key}"[:200],
        )  # fmt: skip
    Acknowledgement.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=timezone.now())
    return n
