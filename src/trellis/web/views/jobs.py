"""Jobs: one's own for everybody, all for administrators; how far each is, to be cancelled and tried again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.core import job_lists
from trellis.core.guarding import account_of, administrators_only
from trellis.core.rules import Job, JobState
from trellis.core.services import jobs as services
from trellis.core.services import schedules as schedule_services
from trellis.handbook.errors import TrellisError
from trellis.web import jobs as lists
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address

STOP_ASKING = 286
"""The status by which HTMX hears that nothing more will come."""


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """One's own jobs; for administrators all, with whom they are for."""
    opening = opening_address(request, lists.JOBS)
    if opening:
        return redirect(opening)
    return render(request, "web/jobs.html", lists.listing(request, account_of(request)))


@require_safe
def jobs_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = job_lists.jobs_for(account_of(request), **lists.wanted(request))
    rows = ordered(lists.columns(administers=True), found, request.GET.get("sort", ""))
    return file_response(form, "jobs", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@require_safe
def job(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far a job is and what came of it, kept up to date while it is under way."""
    found = _found(request, key)
    context = {"job": found, "progress": lists.progress_of(found, account_of(request))}
    return render(request, "web/job.html", context)


@require_safe
def progress(request: HttpRequest, key: UUID) -> HttpResponse:
    """The part of a page that says how far a job is; asked for again until it has ended."""
    found = _found(request, key)
    context = {"job": lists.progress_of(found, account_of(request)), "is_news": found.is_finished}
    status = STOP_ASKING if found.is_finished and request.headers.get("HX-Request") else 200
    return render(request, "web/partials/job.html", context, status=status)


@require_POST
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a job."""
    done = services.cancel(job=_found(request, key), by=account_of(request))
    if done.state == JobState.CANCELLED:
        messages.success(request, _("Cancelled."))
    elif done.is_finished:
        messages.info(request, _("It had ended already."))
    else:
        messages.info(request, _("It ends as soon as what it does right now is done."))
    return redirect("web:job", key)


@require_POST
def retry(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have a job tried again."""
    try:
        services.retry(job=_found(request, key), by=account_of(request))
    except services.JobError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    else:
        messages.success(request, _("It is tried again."))
    return redirect("web:job", key)


@administrators_only
@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    """What begins by the clock, how it went last, when it is next; and the processes that do jobs."""
    return render(request, "web/schedules.html", lists.schedules_listing(request))


@administrators_only
@require_POST
def run_schedule(request: HttpRequest, name: str) -> HttpResponse:
    """Begin something at once that else begins by the clock, and go to its job."""
    try:
        begun = schedule_services.run_now(name=name, by=account_of(request))
    except schedule_services.ScheduleError:
        raise Http404 from None
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return redirect("web:schedules")
    return redirect("web:job", begun.pk)


def _found(request: HttpRequest, key: UUID) -> Job:
    found = job_lists.job_for(account_of(request), key)
    if found is None:
        raise Http404
    return found
