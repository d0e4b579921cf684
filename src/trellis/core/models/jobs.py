"""Work that takes longer than an answer: jobs, the processes that do them, and what begins them by the clock."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.models.accounts import Account
from trellis.core.records import Record


class JobState(models.TextChoices):
    """Where a job is. The last three are final, until somebody has it tried again."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


FINISHED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Worker(Record):
    """A process that does jobs, as long as it lives. `beats` grows while it does; whoever sees it stand still for long
    takes its jobs away. `seen_at` is the clock of that process, and only for people to read.
    """

    place = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    threads = models.PositiveIntegerField()
    beats = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.place


class Job(Record):
    """Something to be done beside the answers: what, for whom, how far it is, and what came of it.

    `lease` grows each time that a worker takes the job: what is written for it names the lease that it was taken with,
    so that a worker that lost it writes nothing. `cursor` is where the next try goes on, as JSON; `tries` counts those
    in a row that did not get a step further. `run_at` is empty for what may begin at once. While a job with a `key` is
    not finished, there is no other with it.
    """

    name = models.CharField(max_length=80)
    what = models.CharField(max_length=200, blank=True)
    arguments = models.TextField(default='{"args": [], "kwargs": {}}')
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs")
    schedule = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=200, blank=True)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    run_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    lease = models.PositiveBigIntegerField(default=0)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs")
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True, blank=True)
    says = models.CharField(max_length=300, blank=True)
    cursor = models.TextField(blank=True)
    result = models.TextField(blank=True)
    address = models.CharField(max_length=500, blank=True)
    fault = models.CharField(max_length=200, blank=True)
    trouble = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-priority", "id"], condition=Q(state=JobState.WAITING), name="job_to_do"),
            models.Index(fields=["-created_at", "-id"], name="job_newest_first"),
            models.Index(fields=["by", "-created_at", "-id"], name="job_of_account"),
            models.Index(fields=["state", "-created_at", "-id"], name="job_in_state"),
            models.Index(
                fields=["finished_at"], condition=Q(finished_at__isnull=False), name="job_to_forget"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key="") & Q(finished_at=None), name="job_once_for_a_key"
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, worker__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(worker=None)),
                name="job_runs_at_a_worker",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED, finished_at__isnull=False)
                | (~Q(state__in=FINISHED) & Q(finished_at=None)),
                name="job_finished_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in FINISHED


class Schedule(models.Model):
    """When something that is done by the clock was begun last, and when it is next; `zone` is that of `next_at`."""

    name = models.CharField(max_length=80, primary_key=True)
    zone = models.CharField(max_length=60)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)
    last = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.name}, next {self.next_at.isoformat()}"
