"""Campaigns: what they say to whom they are for, what they would do and what came of them; and what people wait for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trellis.core.guarding import member_of
from trellis.courses import rules as of_courses
from trellis.courses.queries import catalogue, texts
from trellis.handbook.errors import TrellisError
from trellis.learning import campaignlists, rules, terms
from trellis.learning.addresses import catalogue_address
from trellis.learning.definitions.campaigns import Campaign as Said
from trellis.learning.queries import campaigns as queries
from trellis.learning.services import campaigning
from trellis.learning.views.guarding import tabs_of, trouble
from trellis.learning.views.reports import reader_of
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.web.exporting import file_response


@never_cache
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns that the reader follows: to come, running, over. Raises PermissionDenied for who follows none."""
    who = member_of(request)
    rows = campaignlists.rows_for(who)
    if not rows and not rules.can_see_all(who):
        raise PermissionDenied
    values = {"table": campaignlists.table_of(request, rows), "tabs": tabs_of(who, "campaigns")}
    return render(request, "learning/campaigns.html", values)


@never_cache
@require_safe
def campaign(request: HttpRequest, key: str) -> HttpResponse:
    """What a campaign says, for its audience and whoever follows it; that it was opened is counted once."""
    who, said = member_of(request), terms.campaigns().by_key.get(key)
    reach = queries.reach_of(who, key)
    follows = said is not None and rules.can_follow(who, said.owner)
    if said is None or (reach is None and not follows):
        raise Http404
    if reach is not None and request.method == "GET":
        campaigning.looked(reach=reach, by_banner=request.GET.get("by") == "banner")
    seeker = catalogue.seeker_of(who)
    now = catalogue.courses_now()
    values = {
        "campaign": said, "html": _words(said), "follows": follows,
        "courses": [each for each in map(now.by_key.get, said.courses)
                    if each is not None and of_courses.can_find(seeker, each)],
        "paths": [each for each in map(now.paths.get, said.paths)
                  if each is not None and of_courses.can_find(seeker, each)],
        "is_over": said.until < today(),
    }  # fmt: skip
    return render(request, "learning/campaign.html", values)


@require_POST
def dismiss(request: HttpRequest, key: str) -> HttpResponse:
    """Show the reader a banner no more, and go back to where it stood."""
    campaigning.dismiss(key=key, by=member_of(request))
    back = request.POST.get("back", "")
    return redirect(back if back == catalogue_address() else "learning:home")


@never_cache
@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """A campaign for who follows it: a dry run before and while it runs, and what came of it. Raises Http404."""
    who, said = member_of(request), terms.campaigns().by_key.get(key)
    runs = list(queries.runs_of(key))
    if not (said is not None or runs) or not rules.can_follow(who, said.owner if said is not None else ""):
        raise Http404
    begins_on = request.GET.get("run", "")
    row = next((each for each in runs if each.begins_on.isoformat() == begins_on), runs[0] if runs else None)
    found = queries.figures(row) if row is not None else None
    is_planned = (
        said is not None and said.until >= today() and (not begins_on or begins_on == said.from_.isoformat())
    )
    stopped = (
        row is not None and row.stopped_at is not None and said is not None and row.begins_on == said.from_
    )
    is_now = row is not None and row.stopped_at is None and row.begins_on <= today() <= row.ends_on
    values: dict[str, Any] = {
        "said": said, "row": row, "runs": runs, "found": found, "tabs": tabs_of(who, "campaigns"),
        "title": said.title if said is not None else row.title if row is not None else key,
        "lines": campaignlists.lines_of(found, row) if found is not None and row is not None else (),
        "preview": queries.preview(said) if said is not None and is_planned and not stopped else None,
        "mails": [said.from_ + timedelta(days=each) for each in said.steps] if said is not None else [],
        "page_url": _page_url(said) if said is not None else "",
        "may_stop": is_now and rules.can_stop(who, said.owner if said is not None else ""),
    }  # fmt: skip
    return render(request, "learning/campaign_report.html", values)


@require_POST
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """End a campaign that runs."""
    who, row = member_of(request), queries.run_of(key)
    said = terms.campaigns().by_key.get(key)
    if row is None or not rules.can_follow(who, said.owner if said is not None else ""):
        raise Http404
    try:
        campaigning.stop(campaign=row, by=who)
    except TrellisError as error:
        trouble(request, error)
    else:
        messages.success(request, _("Stopped. Nobody is told any more."))
    return redirect("learning:campaign-report", key)


@never_cache
@require_safe
def wanted(request: HttpRequest) -> HttpResponse:
    """The courses that people wait for to be held, by how many do."""
    who = reader_of(request)
    values = {
        "table": campaignlists.table_of_wanted(request, queries.wanted()),
        "tabs": tabs_of(who, "reports"),
    }
    return render(request, "learning/wanted.html", values)


@never_cache
@require_safe
def wanted_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    reader_of(request)
    return file_response(form, "wanted", campaignlists.WANTED, map(asdict, queries.wanted()))


def _words(said: Said) -> SafeString:
    """The text of a campaign as its page shows it; to who may not read that page, in the plain words of the mail."""
    edition = current_edition()
    if edition.sees(said.path) and said.path in edition.handbook.pages:
        return texts.of_page(edition, said.path)
    return mark_safe(linebreaks(said.text, autoescape=True))  # noqa: S308 - escaped


def _page_url(said: Said) -> str:
    edition = current_edition()
    page = edition.handbook.pages.get(said.path) if edition.sees(said.path) else None
    return page_address(page.url) if page is not None else ""
