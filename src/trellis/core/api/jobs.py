"""Jobs, for programs: how far one is, what came of it, cancelling it, having it tried again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.core import job_lists
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.models import Job
from trellis.core.services import jobs
from trellis.core.services.leases import called

room = Room("Jobs")
StateName = Literal["waiting", "running", "done", "failed", "cancelled"]


class JobDetail(Schema):
    """A job: what takes longer than an answer."""

    id: UUID
    name: str = Field(description="What kind of job, such as `pages.mend`.")
    title: str = Field(description="What is done, in words.")
    state: StateName
    by: UUID | None = Field(
        description="The account for which it is done; null for what begins by the clock."
    )
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    next_try_at: datetime | None = Field(description="When a try comes; null for at once, or none.")
    done: int = Field(description="How much is done, of `total`.")
    total: int | None = Field(description="How much there is to do; null where that is not known.")
    says: str = Field(description="What it does right now, or what came of it, in words.")
    trouble: str = Field(description="What went wrong with the last try, in words.")
    address: str = Field(description="Where people see what came of it.")
    result: dict[str, Any] = Field(description="What came of it, for programs.")


class JobFilters(Schema):
    """Which jobs are wanted."""

    state: StateName | None = None
    whose: Literal["mine", ""] = Field("", description="`mine`; else administrators see those of all.")
    q: str = Field(
        "", max_length=200, description="A word in what is done, or in the name of whom it is for."
    )


@room.read("/jobs", JobDetail, scope="jobs:read", listed=True)
def list_jobs(request: HttpRequest, filters: Query[JobFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The caller's jobs, the newest first; for administrators those of all."""
    found = job_lists.jobs_for(
        caller_in(request).account, whose=filters.whose, state=filters.state or "", text=filters.q
    )
    part = part_of_query(request, paging, found, "-created_at", "-pk")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/jobs/{uuid:job_id}", JobDetail, scope="jobs:read")
def get_job(request: HttpRequest, job_id: UUID) -> JobDetail:
    """A job: how far it is, and what came of it. Finished jobs are kept for thirty days."""
    return _shown(_job(request, job_id))


@room.write("POST", "/jobs/{uuid:job_id}/cancel", JobDetail, scope="jobs:write")
def cancel_job(request: HttpRequest, job_id: UUID) -> JobDetail:
    """End a job: at once where it waits, after its present step where it runs."""
    return _shown(jobs.cancel(job=_job(request, job_id), by=caller_in(request).account))


@room.write("POST", "/jobs/{uuid:job_id}/retry", JobDetail, scope="jobs:write")
def retry_job(request: HttpRequest, job_id: UUID) -> JobDetail:
    """Have a job tried again that failed or was cancelled. It goes on after its last step."""
    return _shown(jobs.retry(job=_job(request, job_id), by=caller_in(request).account))


def _job(request: HttpRequest, job_id: UUID) -> Job:
    found = job_lists.job_for(caller_in(request).account, job_id)
    if found is None:
        raise not_found(_("There is no such job."))
    return found


def _shown(job: Job) -> JobDetail:
    return JobDetail(
        id=job.pk, name=job.name, title=called(job), state=cast(StateName, str(job.state)), by=job.by_id,
        created_at=job.created_at, started_at=job.started_at, finished_at=job.finished_at,
        next_try_at=job.run_at, done=job.done, total=job.total, says=job.says, trouble=job.trouble,
        address=job.address, result=job_lists.values_of(job),
    )  # fmt: skip
