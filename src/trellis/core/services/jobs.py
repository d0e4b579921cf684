"""What people do with jobs: start, cancel, try again; and that old ones are forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import news, rules
from trellis.core.job_events import JobCancelled
from trellis.core.models import FINISHED, Account, Job, JobState, Schedule
from trellis.core.rules import NotAllowedError
from trellis.core.services.events import publish
from trellis.core.tasks import JobTask
from trellis.handbook.errors import TrellisError

LARGEST_ARGUMENTS = 2**20
KEPT = timedelta(days=30)
"""How long jobs that are finished stay, with what came of them."""
FORGOTTEN_AT_ONCE = 1000


class JobError(TrellisError):
    """The job cannot be started, or cannot be tried again."""

    code = "job"


def start(
    task: JobTask,
    *,
    by: Account | None,
    arguments: Mapping[str, Any] | None = None,
    positional: Sequence[Any] = (),
    what: str = "",
    key: str = "",
    at: datetime | None = None,
    schedule: str = "",
) -> Job:
    """Have a job done, at once or from a moment on, for somebody or (`by` is `None`) for the machine.

    `what` says of what, for people. While one with the same `key` is not finished, that one is given and none is
    started: put into it who asks for what. In a transaction, it begins once that is committed. Raises JobError for
    arguments of more than a megabyte, and TypeError for what JSON does not hold.
    """
    given = json.dumps({"args": list(positional), "kwargs": dict(arguments or {})}, ensure_ascii=False)
    if len(given) > LARGEST_ARGUMENTS:
        raise JobError(_("This is too much for one job."), hint=_("Choose less, and do the rest afterwards."))
    made = Job(
        name=task.name, arguments=given, by=by, what=what[:200], key=key[:200], run_at=at, schedule=schedule,
        priority=task.priority,
    )  # fmt: skip
    with transaction.atomic():
        standing = _unfinished(made.key)
        if standing is not None:
            return standing
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            standing = _unfinished(made.key)
            if standing is None:
                raise
            return standing
        transaction.on_commit(news.tell)
    return made


def cancel(*, job: Job, by: Account) -> Job:
    """End a job: at once where it waits, at its next step where it runs. Nothing changes where it is finished.

    What it has done until then stays. Raises NotAllowedError.
    """
    if not rules.can_steer_job(by, job):
        raise NotAllowedError(_("Only who started a job, and administrators, can cancel it."))
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        now = timezone.now()
        if job.state == JobState.WAITING:
            job.state, job.finished_at, job.cancel_asked_at = JobState.CANCELLED, now, now
            job.save(update_fields=["state", "finished_at", "cancel_asked_at"])
            publish(JobCancelled(job.pk, by.pk, job.name))
        elif job.state == JobState.RUNNING and job.cancel_asked_at is None:
            job.cancel_asked_at = now
            job.save(update_fields=["cancel_asked_at"])
    return job


def retry(*, job: Job, by: Account) -> Job:
    """Have a job tried again that failed or was cancelled; it goes on after its last step. Another stays as it is.

    Raises NotAllowedError, and JobError where the same is under way already.
    """
    if not rules.can_steer_job(by, job):
        raise NotAllowedError(_("Only who started a job, and administrators, can have it tried again."))
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state not in (JobState.FAILED, JobState.CANCELLED):
            return job
        if _unfinished(job.key) is not None:
            raise JobError(_("The same is under way already."), hint=_("Wait until it has ended."))
        job.state, job.tries, job.run_at, job.finished_at = JobState.WAITING, 0, None, None
        job.cancel_asked_at, job.fault, job.trouble = None, "", ""
        job.save(
            update_fields=["state", "tries", "run_at", "finished_at", "cancel_asked_at", "fault", "trouble"]
        )
        transaction.on_commit(news.tell)
    return job


def forget(now: datetime) -> int:
    """Forget jobs that were finished long ago, but for the last of each schedule; gives how many."""
    kept = Schedule.objects.filter(last__isnull=False).values("last")
    old = Job.objects.filter(~Q(pk__in=kept), state__in=FINISHED, finished_at__lt=now - KEPT)
    gone = 0
    while keys := list(old.order_by("finished_at").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        gone += Job.objects.filter(pk__in=keys).delete()[0]
    return gone


def _unfinished(key: str) -> Job | None:
    return Job.objects.filter(key=key, finished_at=None).first() if key else None
