"""The health of the handbook: everything that the compiler says about it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.pages.codes import code_named
from trellis.pages.queries import health as health_queries
from trellis.pages.queries import trend as trends
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.findings import findings_table
from trellis.pages.queries.reviews import overdue_count
from trellis.pages.queries.translations import behind_count
from trellis.pages.rules import can_propose
from trellis.web.exporting import file_response
from trellis.web.guarding import readers_only
from trellis.web.saving import opening_address
from trellis.web.tabs import Tab


@readers_only
def health(request: HttpRequest) -> HttpResponse:
    """Everything that the compiler says about the handbook."""
    opening = opening_address(request, health_queries.PLACE)
    if opening:
        return redirect(opening)
    edition = current_edition()
    wanted = wanted_by(request)
    report = health_queries.report_for(edition, wanted, request.GET)
    context = {
        "report": report,
        "table": findings_table(request, edition, report, wanted, may_mend=can_propose(request.user)),
        "wanted": wanted,
        "tabs": tabs(edition, "findings"),
    }
    return render(request, "pages/health.html", context)


@readers_only
def health_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered diagnostics as a file."""
    edition = current_edition()
    entries = health_queries.entries_for(edition, wanted_by(request))
    return file_response(
        form, "health", health_queries.EXPORT_COLUMNS, health_queries.exported(edition, entries)
    )


@readers_only
def code(request: HttpRequest, code: str) -> HttpResponse:
    """What a code means, why it matters, what to do."""
    found = code_named(code)
    if found is None:
        raise Http404
    wanted = health_queries.Wanted(code=code)
    count = len(health_queries.entries_for(current_edition(), wanted))
    return render(request, "pages/code.html", {"code": found, "count": count})


@readers_only
def trend(request: HttpRequest) -> HttpResponse:
    """How the findings went over the last year: all of them, or those of one code."""
    edition, wanted = current_edition(), request.GET.get("code", "")
    known = code_named(wanted)
    counted = health_queries.counted_by_code(edition)
    context = {
        # The counts are of all pages: who does not see all is told none.
        "trend": trends.trend(timezone.localdate(), known.id if known is not None else "")
        if edition is edition.whole
        else None,
        "sees_all": edition is edition.whole,
        "code": known,
        "filters": (health_queries.code_filter(counted, known.id if known is not None else ""),),
        "tabs": tabs(edition, "trend"),
    }
    return render(request, "pages/trend.html", context)


def tabs(edition: Edition, current: str) -> tuple[Tab, ...]:
    """The aspects of health: what was found, what is due for a look, what is behind, how it went."""
    return (
        Tab(_("Findings"), reverse("pages:health"), current == "findings", len(edition.handbook.diagnostics)),
        Tab(_("Reviews"), reverse("pages:reviews"), current == "reviews", overdue_count(edition) or None),
        Tab(
            _("Translations"),
            reverse("pages:translations"),
            current == "translations",
            behind_count(edition) or None,
        ),
        Tab(_("Trend"), reverse("pages:trend"), current == "trend"),
    )


def wanted_by(request: HttpRequest) -> health_queries.Wanted:
    """What the address of a list of findings asks for."""
    get = request.GET.get
    group = get("group", "page")
    return health_queries.Wanted(
        severity=get("severity", ""),
        code=get("code", ""),
        folder=get("folder", ""),
        file=get("file", ""),
        owner=get("owner", "")[:200],
        age=get("age", ""),
        text=get("q", "").strip(),
        group=group if group in health_queries.GROUPS else "page",
        sort=get("sort", ""),
    )
