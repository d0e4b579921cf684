"""Jobs as pages show them: how far one is, and the list of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trellis.core import job_lists
from trellis.core.job_lists import Planned
from trellis.core.rules import Account, Job, JobState, can_administer, can_steer_job
from trellis.core.services.leases import called
from trellis.web.exporting import files_of
from trellis.web.filters import Choice, Filter, chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, Deed, table_of
from trellis.web.templatetags.shell import tag

JOBS = "jobs"
"""Under this name views of the list are saved."""
FILE = (
    "id",
    "name",
    "what",
    "state",
    "by",
    "schedule",
    "created",
    "started",
    "finished",
    "done",
    "total",
    "says",
    "trouble",
)
MINE = "mine"
_TONES = {"running": "info", "done": "good", "failed": "problem", "cancelled": "", "waiting": "attention"}


@dataclass(frozen=True)
class Progress:
    """How far a job is, as the component shows it. `percent` is none where the end is not known.

    `can_cancel` and `can_retry` say which buttons whoever looks has, `waits_until` when it is tried again.
    """

    key: str
    title: str
    state: str
    label: str
    tone: str
    percent: float | None
    told: str
    says: str
    trouble: str
    outcome_url: str
    url: str
    progress_url: str
    cancel_url: str
    retry_url: str
    is_finished: bool
    is_ending: bool
    can_cancel: bool
    can_retry: bool
    waits_until: datetime | None
    is_mine: bool


def progress_of(job: Job, who: Account) -> Progress:
    """A job for the component `web/components/job.html`, as somebody sees it who may see it."""
    may = can_steer_job(who, job)
    percent = 100 * job.done / job.total if job.total else None
    told = ""
    if job.total and not job.is_finished:
        figures = {
            "done": number_format(job.done, force_grouping=True),
            "total": number_format(job.total, force_grouping=True),
        }
        told = _("%(done)s of %(total)s") % figures
    return Progress(
        key=str(job.pk), title=called(job), state=job.state, label=str(JobState(job.state).label),
        tone=_TONES[job.state],
        percent=percent, told=told, says=job.says, trouble=job.trouble, outcome_url=job.address,
        url=reverse("web:job", args=[job.pk]), progress_url=reverse("web:job-progress", args=[job.pk]),
        cancel_url=reverse("web:job-cancel", args=[job.pk]), retry_url=reverse("web:job-retry", args=[job.pk]),
        is_finished=job.is_finished, is_ending=job.cancel_asked_at is not None and not job.is_finished,
        can_cancel=may and not job.is_finished and job.cancel_asked_at is None,
        can_retry=may and job.state in ("failed", "cancelled"),
        waits_until=job.run_at, is_mine=job.by_id == who.pk,
    )  # fmt: skip


def wanted(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, as `job_lists.jobs_for` takes it."""
    get = request.GET.get
    return {"text": get("q", "").strip()[:200], "state": get("state", ""), "whose": get("whose", "")}


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list of jobs shows; `running` are those of this page of the list that are under way."""
    asked = wanted(request)
    counted = job_lists.counts_by_state(job_lists.jobs_for(who, whose=asked["whose"], text=asked["text"]))
    states = {str(value): str(label) for value, label in JobState.choices}
    administers = can_administer(who)
    filters = [filter_of("state", _("State"), counted, asked["state"], states)]
    if administers:
        filters.append(_whose(asked["whose"], who))
    named = (
        ("q", _("Text"), asked["text"]),
        ("state", _("State"), states.get(asked["state"], asked["state"])),
        ("whose", _("Whose"), _("mine")),
    )
    table = table_of(
        request, "t-jobs", _("Jobs"), columns(administers=administers), job_lists.jobs_for(who, **asked),
        row_url=lambda job: reverse("web:job", args=[job.pk]), exports=files_of("web:jobs-export"),
        views=views_of(request, JOBS),
    )  # fmt: skip
    return {
        "table": table,
        "filters": tuple(filters),
        "chips": chips_for(request.GET, named),
        "text": asked["text"],
        "administers": administers,
        "running": [progress_of(job, who) for job in table.paged.rows if job.state == JobState.RUNNING][:5],
    }


def _whose(asked: str, who: Account) -> Filter:
    count = job_lists.jobs_for(who, whose=MINE).count()
    return Filter("whose", _("Whose"), (Choice(MINE, _("mine"), count, asked == MINE),))


def columns(*, administers: bool) -> tuple[Column[Job], ...]:
    """What the list says of a job; for whom it is only where it holds those of others."""
    whose = (
        (Column[Job]("by", _("For"), _for_whom, sort=("by__name",), before=_("for")),) if administers else ()
    )
    return (
        Column("job", _("Job"), called, under=lambda job: job.trouble if job.state == "failed" else job.says),
        Column(
            "state",
            _("State"),
            lambda job: tag(JobState(job.state).label, _TONES[job.state]),
            sort=("state",),
        ),
        Column("done", _("How far"), _how_far),
        *whose,
        Column("created", _("Asked for"), lambda job: _moment(job.created_at), sort=("created_at",)),
        Column(
            "finished",
            _("Ended"),
            lambda job: _moment(job.finished_at),
            sort=("finished_at",),
            before=_("ended"),
        ),
        Column("name", _("Name"), lambda job: job.name, sort=("name",), extra=True),
    )


def exported(found: Iterable[Job]) -> Iterable[dict[str, Any]]:
    """Jobs as plain values for a file."""
    for job in found:
        yield {
            "id": str(job.pk), "name": job.name, "what": job.what, "state": job.state,
            "by": job.by.name if job.by else "", "schedule": job.schedule, "created": job.created_at,
            "started": job.started_at, "finished": job.finished_at, "done": job.done, "total": job.total,
            "says": job.says, "trouble": job.trouble,
        }  # fmt: skip


def schedules_listing(request: HttpRequest) -> dict[str, Any]:
    """What begins by the clock, and the processes that do jobs."""
    rows = job_lists.planned()
    now = timezone.now()
    return {
        "table": table_of(
            request, "t-schedules", _("Regular jobs"), schedule_columns(), rows,
            row_url=lambda row: reverse("web:job", args=[row.last.pk]) if row.last else "",
            deeds=lambda shown: [
                Deed(_("Run now"), url=reverse("web:schedule-run", args=[row.name]), of=row.title) for row in shown
            ],
        ),
        "workers": [(worker, now - worker.seen_at < job_lists.ALIVE) for worker in job_lists.workers()],
        "health": job_lists.health(now),
    }  # fmt: skip


def schedule_columns() -> tuple[Column[Planned], ...]:
    """What the list says of something that begins by the clock."""
    return (
        Column("title", _("Job"), lambda row: row.title, under=lambda row: f"{row.cron} {row.zone}"),
        Column("next", _("Next time"), lambda row: _moment(row.next_at, row.zone), before=_("next time")),
        Column(
            "last",
            _("Last time"),
            lambda row: _moment(row.last_at, row.zone) or _("never"),
            before=_("last time"),
        ),
        Column("state", _("How it went"), _went),
    )


def _went(row: Planned) -> str:
    if row.last is None:
        return ""
    shown = tag(JobState(row.last.state).label, _TONES[row.last.state])
    return format_html("{} {}", shown, row.last.trouble) if row.last.trouble else shown


def _for_whom(job: Job) -> str:
    if job.by is not None:
        return job.by.name
    return format_html('<span class="faint">{}</span>', "Trellis")


def _how_far(job: Job) -> str:
    if not job.total:
        return ""
    return format_html('<span class="nowrap">{} / {}</span>', _figure(job.done), _figure(job.total))


def _figure(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def _moment(when: datetime | None, zone: str = "") -> str:
    """A moment in the reader's time zone, or in that of the clock by which something begins."""
    if when is None:
        return ""
    local = timezone.localtime(when, ZoneInfo(zone) if zone else None)
    return format_html('<span class="nowrap">{}</span>', date_format(local, "DATETIME_FORMAT"))
