"""Doing jobs: threads that take one after the other, and a heartbeat that says that they live.

Any number of processes do this beside each other; `services.leases` sees to it that no step is done twice.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.util import Finalize
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from trellis.core import news, rounds, tasks, tracing, zones
from trellis.core.giving_way import giving_way
from trellis.core.models import Job
from trellis.core.running import Run
from trellis.core.services import leases, schedules
from trellis.core.speaking import speaking_to
from trellis.core.taskbackend import context_of
from trellis.core.tasks import Cancelled, JobTask, LeaseLost, Outcome, Stopped
from trellis.handbook.errors import TrellisError

HERE, APART = "here", "apart"
"""Where jobs are done, as TRELLIS_WORKERS says: in the processes that answer, or in those of `trellis worker`."""
THREADS = 2
BEAT = 5.0
"""Seconds between two signs of life; with each, schedules and other workers are looked after."""
PAUSE = 2.0
"""Seconds until a thread looks for a job that another process was asked for."""
PATIENCE = 5.0
"""Seconds that a step may still take when the process is asked to end."""

log = logging.getLogger(__name__)


class Workshop:
    """The threads of one process that do jobs."""

    def __init__(self, kind: str, threads: int = THREADS, pause: float = PAUSE, beat: float = BEAT) -> None:
        self._kind, self._count, self._pause, self._beat = kind, threads, pause, beat
        self._stopping = threading.Event()
        self._worker: UUID | None = None
        self._threads: list[threading.Thread] = []
        self._in_hand: set[UUID] = set()
        self._strays: set[tuple[UUID, int]] = set()

    def open(self) -> None:
        """Begin, in threads that end with the process."""
        names = [
            ("heartbeat", self._keep_beating),
            *[(f"worker {n + 1}", self._keep_working) for n in range(self._count)],
        ]
        for name, work in names:
            thread = threading.Thread(target=work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def close(self, patience: float = PATIENCE) -> None:
        """Take no more jobs, have those that run stop at their next step, and give them to others."""
        self._stopping.set()
        news.tell()
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))
        worker, self._worker = self._worker, None
        if worker is not None:
            with suppress(DatabaseError):
                leases.leave(worker)
            connection.close()

    def _keep_beating(self) -> None:
        watch = leases.Watch()
        while not self._stopping.is_set():
            try:
                self._look_after(watch)
            except DatabaseError as error:
                log.warning("No sign of life could be written; it is tried again: %s", error)
            except Exception:  # whatever a schedule raises must not end the heartbeat
                log.exception("What begins by the clock could not be looked after; it is tried again.")
            connection.close()
            self._stopping.wait(self._beat)

    def _look_after(self, watch: leases.Watch) -> None:
        if self._worker is None or not leases.beat(self._worker):
            self._worker = leases.register(kind=self._kind, threads=self._count).pk
        lost = watch.look(own=self._worker)
        if lost:
            log.warning("%d jobs of a process that is gone go on in another.", lost)
        self._put_strays_back(self._worker)
        if lost + schedules.start_due(timezone.now()):
            news.tell()

    def _put_strays_back(self, worker: UUID) -> None:
        """What the database says this process does, and none of its threads has done for a beat."""
        ours = leases.strays(worker)
        strays = {(key, lease) for key, lease in ours if key not in self._in_hand}
        for key, lease in strays & self._strays:
            leases.put_back(key, lease)
        self._strays = strays

    def _keep_working(self) -> None:
        rounds.know_addresses()
        with giving_way(self._stopping.wait):
            self._take_jobs()

    def _take_jobs(self) -> None:
        while not self._stopping.is_set():
            heard, found = news.told(), False
            try:
                found = self._worker is not None and self._work(self._worker)
            except DatabaseError as error:
                log.warning("The database does not answer; jobs wait until it does: %s", error)
            except Exception:  # a thread that ends would leave all jobs undone
                log.exception("A job could not be taken or put away; another process takes it.")
            connection.close()
            if not found:
                news.wait(heard, self._pause)

    def _work(self, worker: UUID) -> bool:
        job = leases.take(worker)
        if job is None:
            return False
        self._in_hand.add(job.pk)
        try:
            do(job, self._stopping.is_set)
        finally:
            self._in_hand.discard(job.pk)
        return True


def work_off() -> int:
    """Do all that may begin now, in this thread; gives how many jobs that were. For tests and programs."""
    worker, count = leases.register(kind="once", threads=1).pk, 0
    try:
        while (job := leases.take(worker)) is not None:
            do(job)
            count += 1
    finally:
        leases.leave(worker)
    return count


def do(job: Job, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Do a job that was taken, and write down what came of it. What another worker has by now is left to that."""
    with suppress(LeaseLost):
        _do(job, is_stopping)


def _do(job: Job, is_stopping: Callable[[], bool]) -> None:
    task = tasks.task_named(job.name)
    assert task is not None  # only those that are known are taken
    zone = zones.organisation_zone() if job.schedule else None
    language = speaking_to(job.by) if job.by is not None else override(settings.LANGUAGE_CODE)
    with language, timezone.override(zone):
        try:
            leases.check(job)
            outcome = _call(task, job, is_stopping)
        except Cancelled:
            leases.cancel(job)
        except LeaseLost:
            raise
        except Stopped:
            leases.give_back(job)
        except TrellisError as error:
            message = f"{error.message} {error.hint}".strip()
            leases.fail(job, fault=type(error).__name__, trouble=message, for_good=True)
        except (
            Exception,
            SystemExit,
        ) as error:  # whatever it is, it is tried again
            log.exception("The job %s (%s) failed.", job.name, job.pk)
            said = _("Something went wrong that Trellis did not expect. Its log tells more.")
            leases.fail(job, fault=type(error).__name__, trouble=said, for_good=False)
        else:
            leases.finish(job, outcome)


def _call(task: JobTask, job: Job, is_stopping: Callable[[], bool]) -> Outcome | None:
    if job.by is not None and not job.by.is_active:
        raise tasks.JobFailed(_("The account for which this was to be done is closed."))
    given = json.loads(job.arguments)
    first = [Run(job, is_stopping)] if task.takes_run else [context_of(job)] if task.takes_context else []
    with tracing.span(f"job {task.name}"):
        result = task.call(*first, *given["args"], **given["kwargs"])
    if isinstance(result, Outcome):
        return result
    return Outcome(values={} if result is None else {"value": result})


_workshop: Workshop | None = None


def start(kind: str = HERE) -> None:
    """Do jobs in this process from now on, until it ends. Called by a server's process."""
    global _workshop  # noqa: PLW0603 - one for each process, by design
    _workshop = Workshop(kind)
    _workshop.open()
    # Processes of a server end without asking anybody; this is what they still do.
    Finalize(None, _workshop.close, exitpriority=10)
