"""Reads of jobs, of what begins by the clock, and of the processes that do them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from trellis.core import rules, tasks
from trellis.core.models import Account, Job, JobState, Schedule, Worker
from trellis.core.objects import Described
from trellis.core.services.leases import called

ALIVE = timedelta(minutes=2)
"""A worker that gave a sign of life within this is shown as alive."""


@dataclass(frozen=True, slots=True)
class Health:
    """How jobs fare: processes that do them, jobs that wait (and since when), and those that failed in the last day."""

    workers: int
    waiting: int
    waits_since: datetime | None
    failed: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What begins by the clock, as a list shows it."""

    name: str
    title: str
    cron: str
    zone: str
    next_at: datetime | None
    last_at: datetime | None
    last: Job | None


def jobs_for(who: Account, *, whose: str = "", state: str = "", text: str = "") -> QuerySet[Job]:
    """The jobs that somebody may see, the newest first; `whose` is `mine` or (for administrators) empty."""
    found = Job.objects.select_related("by").order_by("-created_at", "-pk")
    if whose == "mine" or not rules.can_administer(who):
        found = found.filter(by=who)
    if state in JobState.values:
        found = found.filter(state=state)
    if text:
        known = [task.name for task in tasks.tasks() if text.casefold() in str(task.title).casefold()]
        named = Q(name__in=known) | Q(name__icontains=text) | Q(what__icontains=text)
        found = found.filter(named | Q(by__name__icontains=text))
    return found


def counts_by_state(found: QuerySet[Job]) -> dict[str, int]:
    """How many jobs are in each state."""
    return dict(found.order_by().values_list("state").annotate(Count("pk")))


def job_for(who: Account, key: UUID) -> Job | None:
    """A job, where somebody may see it."""
    found = Job.objects.select_related("by").filter(pk=key).first()
    return found if found is not None and rules.can_see_job(who, found) else None


def planned() -> list[Planned]:
    """All that begins by the clock; one query."""
    rows = {row.name: row for row in Schedule.objects.select_related("last")}
    found = []
    for timed in tasks.timed():
        row = rows.get(timed.name)
        found.append(
            Planned(
                name=timed.name, title=str(timed.title), cron=timed.cron, zone=row.zone if row else "",
                next_at=row.next_at if row else None, last_at=row.last_at if row else None,
                last=row.last if row else None,
            )
        )  # fmt: skip
    return found


def workers() -> list[Worker]:
    """The processes that do jobs, the oldest first."""
    return list(Worker.objects.annotate(running=Count("jobs")).order_by("started_at", "pk"))


def health(now: datetime | None = None) -> Health:
    """How jobs fare, in two queries."""
    now = now or timezone.now()
    due = Q(state=JobState.WAITING) & (Q(run_at=None) | Q(run_at__lte=now))
    found = Job.objects.aggregate(
        waiting=Count("pk", filter=due),
        since=Min("created_at", filter=due),
        failed=Count("pk", filter=Q(state=JobState.FAILED, finished_at__gt=now - timedelta(days=1))),
    )
    alive = Worker.objects.filter(seen_at__gt=now - ALIVE).count()
    return Health(alive, found["waiting"], found["since"], found["failed"])


def values_of(job: Job) -> dict[str, object]:
    """What came of a job, for programs."""
    return dict(json.loads(job.result)) if job.result else {}


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Jobs for `core.objects`."""
    return {
        job.pk: Described(called(job), reverse("web:job", args=[job.pk]))
        for job in Job.objects.filter(pk__in=keys).only("pk", "name", "what")
    }
