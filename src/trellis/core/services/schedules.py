"""What begins by the clock: begun when it is time, once for all the times that were missed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import rules, tasks, zones
from trellis.core.models import Account, Job, Schedule
from trellis.core.rules import NotAllowedError
from trellis.core.services import jobs
from trellis.core.tasks import Timed
from trellis.handbook.errors import TrellisError


class ScheduleError(TrellisError):
    """There is no such schedule."""

    code = "schedule"


def start_due(now: datetime) -> int:
    """Begin what is due; gives how many. Any process may ask at any time: each time begins one job.

    A row that says another next time than the rule (the rule, the time zone of the organisation or the clock has
    changed since) is put right. Two queries where nothing is due.
    """
    known = {row.name: row for row in Schedule.objects.all()}
    organisation = zones.organisation_zone()
    begun = 0
    for timed in tasks.timed():
        row = known.get(timed.name)
        zone = organisation or ZoneInfo(row.zone if row is not None else "UTC")
        coming = timed.next_after(now, zone)
        if row is None:
            Schedule.objects.bulk_create(
                [Schedule(name=timed.name, zone=zone.key, next_at=coming)], ignore_conflicts=True
            )
        elif row.next_at <= now:
            begun += _begin(timed, now, coming, zone)
        elif row.next_at != coming:
            Schedule.objects.filter(name=timed.name, next_at=row.next_at).update(
                next_at=coming, zone=zone.key
            )
    return begun


def run_now(*, name: str, by: Account) -> Job:
    """Begin something at once that else begins by the clock; its next time stays.

    Gives the one that is under way, if any. Raises NotAllowedError, ScheduleError.
    """
    if not rules.can_administer(by):
        raise NotAllowedError(_("Only administrators begin what else begins by the clock."))
    timed = tasks.timed_named(name)
    if timed is None:
        raise ScheduleError(_("There is no such schedule."))
    with transaction.atomic():
        job = _start(timed)
        Schedule.objects.filter(name=name).update(last=job, last_at=timezone.now())
    return job


def _begin(timed: Timed, now: datetime, coming: datetime, zone: ZoneInfo) -> int:
    with transaction.atomic():
        row = Schedule.objects.select_for_update().filter(name=timed.name, next_at__lte=now).first()
        if row is None:
            return 0  # another process has just begun it
        row.last, row.last_at, row.next_at, row.zone = _start(timed), now, coming, zone.key
        row.save(update_fields=["last", "last_at", "next_at", "zone"])
    return 1


def _start(timed: Timed) -> Job:
    return jobs.start(
        timed.task, by=None, arguments=timed.arguments, schedule=timed.name, key=f"schedule {timed.name}"
    )
