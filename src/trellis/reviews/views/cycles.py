"""Cycles: opening one after a look at whom it is for, how far it is, reminding, closing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.reviews import indicators, lists, rules, terms
from trellis.reviews.addresses import cycle_address
from trellis.reviews.definitions.reading import SEEN
from trellis.reviews.models import ReviewCycle
from trellis.reviews.queries import boards, progress
from trellis.reviews.queries.progress import Progress
from trellis.reviews.services import opening as services
from trellis.reviews.services import sharing
from trellis.reviews.views.around import of_members, tabs_for, told
from trellis.web.charts.bars import Bar, bar
from trellis.web.charts.values import Chart
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.tables import MOST_SELECTED

MOST_BARS = 20


@of_members
@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    """The cycles that were opened, and those of the handbook that can be."""
    who = _seer(request)
    there = set(ReviewCycle.objects.filter(closed_at=None).values_list("name", flat=True))
    ready = (
        [(name, each) for name, each in terms.cycles().items() if name not in there]
        if rules.can_run(who)
        else []
    )
    values = {"table": lists.table_of_cycles(request, who), "ready": ready, "tabs": tabs_for(who, "cycles")}
    return render(request, "reviews/cycles.html", values)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, name: str) -> HttpResponse:
    """Whom a cycle is for, before it is opened; sent, it opens."""
    who, found = account_of(request), terms.cycles().get(name)
    if not rules.can_run(who):
        raise PermissionDenied
    if found is None:
        raise Http404
    trouble: TrellisError | None = None
    if request.method == "POST":
        try:
            made = services.open_cycle(name=name, by=who)
        except TrellisError as error:
            trouble = error
        else:
            messages.success(request, _("The cycle is open. Those who write have it in My work."))
            return redirect(cycle_address(made.pk))
    day = max(found.calendar.opens or today(), today())
    departments = people_terms.all_departments()
    meant = services.meant(found, day)
    known: dict[str, int] = {}
    for each in meant.people.values():
        top = next(iter(sorted(each.departments, key=lambda one: len(list(departments.above(one))))), "")
        known[top] = known.get(top, 0) + 1
    values = {
        "definition": found, "name": name, "meant": meant, "total": len(meant.people), "opens": day,
        "days": found.days(found.calendar.opens or day), "error": trouble,
        "parts": sorted((departments.title_of(key), n) for key, n in known.items()),
    }  # fmt: skip
    return render(request, "reviews/open.html", values, status=422 if trouble else 200)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far a cycle is: by state and department, one by one; whoever is chosen is reminded."""
    who, found = _seer(request), _cycle_or_404(request, key)
    if request.method == "POST":
        return _remind(request, who, found)
    return render(request, "reviews/cycle.html", _values(request, who, found))


@of_members
@require_POST
def act(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take joiners in, or close."""
    who, found = _seer(request), _cycle_or_404(request, key)
    if not rules.can_run(who):
        raise PermissionDenied
    seen = request.POST.get("seen", "")
    try:
        if request.POST.get("act") == "join":
            n = services.add_joiners(cycle=found.pk, by=who)
            messages.success(
                request, ngettext("%(n)d person was added.", "%(n)d people were added.", n) % {"n": n}
            )
        elif request.POST.get("act") == "close":
            services.close_cycle(cycle=found.pk, by=who, seen=int(seen) if seen.isdecimal() else 0)
            messages.success(request, _("The cycle is closed."))
        else:
            raise Http404
    except TrellisError as error:
        told(request, error)
    return redirect(cycle_address(key))


@of_members
@require_safe
def file(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The filtered list as a file."""
    who, found = _seer(request), _cycle_or_404(request, key)
    rows = progress.rows_of(who, found, lists.wanted_of(request))
    rows = ordered(lists.columns(found), rows, request.GET.get("sort", "name"))
    return file_response(form, "reviews", progress.FILE, progress.exported(rows[:MOST_ROWS]))


def _values(request: HttpRequest, who: Account, found: ReviewCycle) -> dict[str, Any]:
    parts = progress.by_department(who, found)
    runs = rules.can_run(who)
    here = cycle_address(found.pk)
    talent = found.talent
    whole = progress.together(parts, found.title)
    # Whoever runs cycles sees all of their reviews.
    joiners = services.count_joiners(found, sum(whole.counts.values())) if runs and found.is_open else 0
    seen = sum(whole.counts.get(str(each), 0) for each in SEEN)
    shares = indicators.distribution(found) if runs and talent is not None and seen else None
    expected = (talent or {}).get("expected") or [None, None, None]
    return {
        **lists.listing(request, who, found, parts), "cycle": found, "whole": whole,
        "runs": runs, "here": here, "tabs": tabs_for(who, "cycles"),
        "joiners": joiners,
        "boards": boards.boards_for(who, found) if talent is not None else [],
        "shares": [
            (name, shares[step], expected[step - 1])
            for step, name in enumerate((talent or {}).get("performance", ()), 1)
        ] if shares else [],
        "chart": _chart(found, parts, here),
    }  # fmt: skip


def _chart(found: ReviewCycle, parts: Collection[Progress], here: str) -> Chart | None:
    """How far departments are: until reviews are shared, what managers handed in; then what is signed off."""
    behind = [each for each in parts if each.total]
    if len(behind) < 2:
        return None
    if found.shared_from > today() and found.is_open:
        behind = sorted(behind, key=lambda each: each.share_handed_in)
        title, measure = _("Handed in by managers, by department"), _("Handed in")
        shares = [(each, each.share_handed_in) for each in behind]
    else:
        title, measure = _("Signed off by department"), _("Signed off")
        shares = [(each, each.share) for each in behind]
    bars = [Bar(each.title, share, f"{here}?department={each.key}") for each, share in shares[:MOST_BARS]]
    return bar("t-departments", title, bars, unit="%", what=_("Department"), measure=measure)


def _remind(request: HttpRequest, who: Account, found: ReviewCycle) -> HttpResponse:
    try:
        keys = [UUID(each) for each in request.POST.getlist("row")[:MOST_SELECTED]]
    except ValueError:
        raise Http404 from None
    if not keys:
        messages.error(request, _("Choose people first."))
        return redirect(request.get_full_path())
    n = sharing.remind(keys=keys, by=who)
    messages.success(
        request, ngettext("%(n)d person was reminded.", "%(n)d people were reminded.", n) % {"n": n}
    )
    return redirect(request.get_full_path())


def _seer(request: HttpRequest) -> Account:
    who = account_of(request)
    if not rules.can_see_progress(who):
        raise PermissionDenied
    return who


def _cycle_or_404(request: HttpRequest, key: UUID) -> ReviewCycle:
    found = progress.cycle_for(account_of(request), key)
    if found is None:
        raise Http404
    return found
