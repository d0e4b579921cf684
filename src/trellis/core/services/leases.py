"""Which worker has which job, and what it may write of it.

A worker takes a job under a lease, a number that grows each time. Whatever is written of a running job names the lease,
in the same statement: a worker that lost it (it stood still, or was cut off) changes no row, and what it did in that
transaction is undone. So a job may at worst be begun twice, and each of its steps is committed once.

That a worker is gone is told by no clock: `beats` grows while it lives, and whoever sees it stand still for `LEASE`
seconds, counted by its own monotonic clock, takes its jobs away. A clock that jumps changes nothing about that.
"""

from __future__ import annotations

import json
import os
import socket
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from trellis.core import tasks
from trellis.core.job_events import JobCancelled, JobDone, JobFailed
from trellis.core.models import Access, Account, Job, JobState, Worker
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.core.tasks import Cancelled, LeaseLost, Outcome

LEASE = 30.0
"""Seconds that a worker may stand still before its jobs are given to others."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
"""Before a job is tried again; doubled each time."""
OWN, FAILURES = "jobs", "jobs-failed"
"""Kinds of notices: of one's own jobs, and for administrators of what begins by the clock."""
LONGEST_SENTENCE = 300


def register(*, kind: str, threads: int) -> Worker:
    """Note that this process does jobs from now on."""
    return Worker.objects.create(
        place=f"{socket.gethostname()[:100]} {os.getpid()}", kind=kind, threads=threads
    )


def beat(worker: UUID) -> bool:
    """Say that a worker lives; False where it was taken for dead, and has to register anew."""
    alive = Worker.objects.filter(pk=worker)
    return bool(alive.update(beats=F("beats") + 1, seen_at=timezone.now()))


def take(worker: UUID, now: datetime | None = None) -> Job | None:
    """Take the next job that may begin, of those that this version knows; `None` where there is none."""
    now = now or timezone.now()
    may_begin = Q(run_at=None) | Q(run_at__lte=now)
    # The clock was set back since: nobody waits longer than that for another try.
    may_begin |= Q(tries__gt=0, run_at__gt=now + LONGEST_PAUSE)
    waiting = Job.objects.filter(
        may_begin, state=JobState.WAITING, name__in=[task.name for task in tasks.tasks()]
    )
    if not waiting.exists():  # asked often: without a lock on the whole database
        return None
    with transaction.atomic():
        skips = connection.features.has_select_for_update_skip_locked
        job = waiting.order_by("-priority", "pk").select_for_update(skip_locked=skips).first()
        if job is None or not Worker.objects.filter(pk=worker).exists():
            return None
        job.state, job.worker_id, job.lease = JobState.RUNNING, worker, job.lease + 1
        job.tries, job.run_at, job.started_at = job.tries + 1, None, job.started_at or now
        job.save(update_fields=["state", "worker", "lease", "tries", "run_at", "started_at"])
    return job


def check(job: Job) -> None:
    """Raises LeaseLost where the job is somebody else's by now, Cancelled where somebody wants it to end."""
    held = _held(job).values_list("cancel_asked_at").first()
    if held is None:
        raise LeaseLost
    if held[0] is not None:
        raise Cancelled


def put(job: Job, *, is_step: bool, **values: Any) -> None:
    """Write how far a running job is; in the transaction of a step, what was done in it depends on this.

    Raises LeaseLost where the job is somebody else's by now.
    """
    if is_step:
        values["tries"] = 0  # it gets further: only tries without a step are counted
    if not _held(job).update(**values):
        raise LeaseLost
    for name, value in values.items():
        setattr(job, name, value)


def finish(job: Job, outcome: Outcome | None) -> None:
    """A job has come to its end: what came of it, the event and the notice, in one transaction. Raises LeaseLost."""
    outcome = outcome or Outcome()
    with transaction.atomic():
        put(
            job, is_step=False, state=JobState.DONE, worker=None, finished_at=timezone.now(), fault="", trouble="",
            says=str(outcome.says)[:LONGEST_SENTENCE], address=outcome.address[:500],
            result=json.dumps(dict(outcome.values)), done=job.total if job.total is not None else job.done,
        )  # fmt: skip
        # What the clock begins is done hundreds of times a day: the page of jobs tells that, and what such a job has
        # changed is an event of its own. In the log, for good, it would only hide what people did.
        if job.by_id is not None or not job.schedule:
            publish(JobDone(job.pk, job.by_id, job.name, job.schedule))
        _tell(job, _("Done: %(job)s"), job.says)


def fail(job: Job, *, fault: str, trouble: str, for_good: bool) -> None:
    """A try has failed: it is tried again after a pause, or given up. Raises LeaseLost."""
    task = tasks.task_named(job.name)
    most = task.tries if task is not None else tasks.MOST_TRIES
    with transaction.atomic():
        if not for_good and job.tries < most:
            pause = min(FIRST_PAUSE * 2 ** min(max(job.tries - 1, 0), 20), LONGEST_PAUSE)
            put(job, is_step=False, state=JobState.WAITING, worker=None, run_at=timezone.now() + pause,
                fault=fault[:200], trouble=trouble[:1000])  # fmt: skip
            return
        put(job, is_step=False, state=JobState.FAILED, worker=None, finished_at=timezone.now(),
            fault=fault[:200], trouble=trouble[:1000])  # fmt: skip
        _note_failure(job)


def cancel(job: Job) -> None:
    """A running job has ended because somebody cancelled it. Raises LeaseLost."""
    with transaction.atomic():
        put(job, is_step=False, state=JobState.CANCELLED, worker=None, finished_at=timezone.now())
        publish(JobCancelled(job.pk, job.by_id, job.name))


def give_back(job: Job) -> None:
    """The process ends: the job waits for another, which goes on at once. Raises LeaseLost."""
    put(job, is_step=False, state=JobState.WAITING, worker=None, tries=max(job.tries - 1, 0))


def leave(worker: UUID) -> int:
    """A worker is gone: what it still had waits for another; gives how many jobs that were.

    A job that ends its worker each time, and never gets a step further, is given up like one that fails.
    """
    with transaction.atomic():
        if not Worker.objects.select_for_update().filter(pk=worker).exists():
            return 0
        left = list(Job.objects.select_for_update().filter(worker=worker, state=JobState.RUNNING))
        for job in left:
            _put_back(job)
        Worker.objects.filter(pk=worker).delete()
    return len(left)


def strays(worker: UUID) -> set[tuple[UUID, int]]:
    """What a worker has, by the database: jobs with their leases."""
    return set(Job.objects.filter(worker=worker).values_list("pk", "lease"))


def put_back(key: UUID, lease: int) -> None:
    """A worker that lives has a job that none of its threads does: it could not put it away. Somebody takes it anew."""
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(of=("self",))
            .filter(pk=key, lease=lease, state=JobState.RUNNING)
            .first()
        )
        if job is not None:
            _put_back(job)


class Watch:
    """Sees which workers stand still, for one process that looks from time to time."""

    def __init__(self) -> None:
        self._seen: dict[UUID, tuple[int, float]] = {}

    def look(self, own: UUID | None = None, lease: float | None = None) -> int:
        """Take away the jobs of workers that stood still for a lease; gives how many jobs that were."""
        now, before = time.monotonic(), self._seen
        self._seen, lost = {}, 0
        for key, beats in Worker.objects.values_list("pk", "beats"):
            known = before.get(key)
            since = known[1] if known is not None and known[0] == beats else now
            if key != own and now - since >= (LEASE if lease is None else lease):
                lost += leave(key)
            else:
                self._seen[key] = (beats, since)
        return lost


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, lease=job.lease, state=JobState.RUNNING)


def _put_back(job: Job) -> None:
    task = tasks.task_named(job.name)
    most = task.tries if task is not None else tasks.MOST_TRIES
    if job.cancel_asked_at is not None:
        cancel(job)
    elif job.tries < most:
        put(job, is_step=False, state=JobState.WAITING, worker=None)
    else:
        put(job, is_step=False, state=JobState.FAILED, worker=None, finished_at=timezone.now(), fault="WorkerLost",
            trouble=str(_("Each process that did it ended before it got a step further.")))  # fmt: skip
        _note_failure(job)


def _note_failure(job: Job) -> None:
    publish(JobFailed(job.pk, job.by_id, job.name, job.fault, job.schedule))
    _tell(job, _("Failed: %(job)s"), job.trouble)
    if job.schedule:
        able = Account.objects.filter(Q(is_owner=True) | Q(access=Access.ADMINISTRATOR), is_active=True)
        _notify(FAILURES, job, able, _("A regular job failed: %(job)s"), job.trouble)


def _tell(job: Job, subject: Any, text: str) -> None:
    if job.by is not None:
        _notify(OWN, job, [job.by], subject, text)


def _notify(kind: str, job: Job, accounts: Any, subject: Any, text: str) -> None:
    notices.notify(
        kind, accounts, subject=lazy(lambda: subject % {"job": called(job)}, str)(), text=text,
        address=reverse("web:job", args=[job.pk]), key=f"job {job.pk} {job.lease} {kind}",
    )  # fmt: skip


def called(job: Job) -> str:
    """What people read of a job: what is done, and of what."""
    title = tasks.title_of(job.name)
    return f"{title}: {job.what}" if job.what else title
