"""What people acknowledged elsewhere, such as on paper or in the system before this one, written down for them."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.policies import rules
from trellis.policies.definitions.permissions import KEEP
from trellis.policies.events import AcknowledgementTakenOver
from trellis.policies.models import Acknowledgement, AcknowledgementState, Version
from trellis.policies.queries import reading
from trellis.policies.services.asking import WORK
from trellis.policies.services.errors import PolicyError
from trellis.work.services import items

LONGEST_SOURCE = 200


def take_in(
    *, person: Person, path: str, number: int | None, on: date, source: str, by: Account
) -> tuple[Acknowledgement, bool]:
    """Write down that somebody who is asked acknowledged a policy on a day, and where; whether it was not known yet.

    Without the `number` of a version it is the one that they are asked for: whoever says so vouches that it reads as
    what they had before them. The evidence names both. Raises NotAllowedError, also for oneself; PolicyError where
    they are not asked, for a version that there is not or that is too old by now, a day to come, and without a source.
    """
    _check_may(person, by)
    where = " ".join(source.split())[:LONGEST_SOURCE]
    if not where:
        raise PolicyError(_("Say where it was acknowledged: it stands in the evidence."), field="source")
    if on > today():
        raise PolicyError(_("This day lies ahead."), field="acknowledged_on")
    with transaction.atomic():
        rows = Acknowledgement.objects.select_for_update(of=("self",)).select_related("asked", "read")
        row = rows.filter(person=person, path=path, is_current=True).first()
        version = _version(path, number, row)
        if (
            row is not None
            and row.read is not None
            and version is not None
            and row.read.number >= version.number
        ):
            return row, False
        if row is None or row.state != AcknowledgementState.ASKED:
            raise PolicyError(_("They are not asked to acknowledge this policy."), field="person")
        if version is None:
            raise PolicyError(_("There is no such version of this policy."), field="version")
        if version.number < reading.least_number(path, row):
            raise PolicyError(
                _("The policy says something else by now that they have to read."),
                hint=_("Leave this row out: they are asked for what is new."), field="version",
            )  # fmt: skip
        _write_down(row, version, on, where, by)
        items.settle(WORK, row.pk, done_by=by)
        publish(AcknowledgementTakenOver(row.pk, by.pk, person.pk, path, version.number))
    return row, True


def _check_may(person: Person, by: Account) -> None:
    if not rules.can_keep(by):
        raise NotAllowedError(_("You may not write down what others acknowledged."), permission=KEEP.name)
    if by.person_id == person.pk:
        raise NotAllowedError(
            _("Nobody acknowledges for themselves by a file."), hint=_("Read the policy here.")
        )


def _write_down(row: Acknowledgement, version: Version, on: date, where: str, by: Account) -> None:
    row.state, row.read = AcknowledgementState.DONE, version
    row.acknowledged_by, row.taken_from = by, where
    row.acknowledged_at = datetime.combine(on, time(12), timezone.get_default_timezone())
    row.ended_at, row.waits = timezone.now(), False
    row.save(
        update_fields=[
            "state", "read", "acknowledged_by", "taken_from", "acknowledged_at", "ended_at", "waits",
        ]
    )  # fmt: skip


def _version(path: str, number: int | None, row: Acknowledgement | None) -> Version | None:
    if number is None:
        return row.read or row.asked if row is not None else None
    return Version.objects.filter(path=path, number=number).first()
