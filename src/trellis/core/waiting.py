"""What waits and what was given up in this room, as numbers for monitoring. Each asks once, by an index."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils import timezone

from trellis.core import job_lists
from trellis.core.measuring import Measure, Values
from trellis.core.models import Delivery, Event, Job, JobState, Mail, TreeHead


def _unsealed() -> Values:
    return {(): Event.objects.filter(position=None).count()}


def _sealed() -> Values:
    head = TreeHead.objects.order_by("-size").first()
    return {(): head.size if head is not None else 0}


def _deliveries() -> Values:
    waiting = Delivery.objects.filter(done_at=None, dead_at=None).count()
    return {("waiting",): waiting, ("dead",): Delivery.objects.filter(dead_at__isnull=False).count()}


def _mails() -> Values:
    found = Mail.objects.filter(sent_at=None).aggregate(
        waiting=Count("pk", filter=Q(tries=0)), refused=Count("pk", filter=Q(tries__gt=0))
    )
    return {("waiting",): found["waiting"], ("refused",): found["refused"]}


def _jobs() -> Values:
    health = job_lists.health()
    running = Job.objects.filter(state=JobState.RUNNING).count()
    return {("waiting",): health.waiting, ("running",): running, ("failed in the last day",): health.failed}


def _workers() -> Values:
    return {(): job_lists.health().workers}


def _clock() -> Values:
    return {(): timezone.now().timestamp()}


MEASURES = (
    Measure("trellis_events_unsealed", "Events that wait to be sealed.", _unsealed),
    Measure("trellis_events_sealed", "Events that are sealed.", _sealed),
    Measure("trellis_deliveries", "Reactions to events that wait or were given up.", _deliveries, ("state",)),
    Measure("trellis_mails", "Mails that wait, or wait because they were refused.", _mails, ("state",)),
    Measure("trellis_jobs", "Jobs that wait, run, or failed in the last day.", _jobs, ("state",)),
    Measure("trellis_workers", "Processes that do jobs and gave a sign of life lately.", _workers),
    Measure("trellis_clock_seconds", "What this machine takes for the time, in seconds since 1970.", _clock),
)
