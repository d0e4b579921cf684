"""Who has read what: by policy, and one by one; reminding people."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.policies import lists, rules
from trellis.policies.queries import progress as queries
from trellis.policies.rules import Account
from trellis.policies.services import acknowledging
from trellis.policies.views.reading import tabs_of
from trellis.web.charts.bars import Bar, bar
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address

MOST_BARS = 20


def seer_of(request: HttpRequest) -> Account:
    """Whoever asks, who sees the progress of somebody. Raises PermissionDenied."""
    who = member_of(request)
    if not queries.sees_progress(who):
        raise PermissionDenied
    return who


@never_cache
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far each policy is, among the people whom the reader sees."""
    who = seer_of(request)
    values = {"table": lists.table_of_progress(request, who), "tabs": tabs_of(who, "progress")}
    return render(request, "policies/progress.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who has acknowledged what, and who has not; whoever is chosen is reminded."""
    who = seer_of(request)
    if request.method == "POST":
        return _act(request, who)
    opening = opening_address(request, lists.PEOPLE)
    if opening:
        return redirect(opening)
    values = {**lists.listing_of_people(request, who), "tabs": tabs_of(who, "people")}
    path = values["wanted"].path
    if path:
        found = queries.by_department(who, path)
        values["progress"] = queries.together(found, path)
        values["chart"] = bar(
            "t-departments", _("Acknowledged by department"),
            [
                Bar(each.title, round(each.share, 1), lists.people_address(policy=path, department=each.key))
                for each in found[:MOST_BARS]
            ],
            unit="%", what=_("Department"), measure=_("Acknowledged"),
        )  # fmt: skip
    return render(request, "policies/people.html", values)


@never_cache
@require_safe
def people_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file: the evidence."""
    who = seer_of(request)
    rows = ordered(
        lists.people_columns(),
        queries.rows_of(who, lists.wanted_of(request)),
        request.GET.get("sort", "name"),
    )
    return file_response(form, "acknowledgements", queries.FILE, queries.evidence(rows[:MOST_ROWS]))


def _act(request: HttpRequest, who: Account) -> HttpResponse:
    query = request.GET.urlencode()
    back = f"{reverse('policies:people')}?{query}" if query else reverse("policies:people")
    try:
        keys = queries.keys_seen(who, [UUID(each) for each in request.POST.getlist("row")])
    except ValueError:
        raise Http404 from None
    if not keys:
        messages.error(request, _("Choose people first."))
        return redirect(back)
    if request.POST.get("action") == "exempt":
        return _exempt(request, who, keys, back)
    try:
        n = acknowledging.remind(keys=keys, by=who)
        said = ngettext("%(n)d person was reminded.", "%(n)d people were reminded.", n)
        messages.success(request, said % {"n": n})
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint or ''}".strip())
    return redirect(back)


def _exempt(request: HttpRequest, who: Account, keys: list[UUID], back: str) -> HttpResponse:
    """Ask why those who were chosen need not acknowledge it, then exempt them."""
    if not rules.can_keep(who):
        raise PermissionDenied
    trouble: TrellisError | None = None
    if "because" in request.POST:
        try:
            n = acknowledging.exempt(keys=keys, because=request.POST["because"], by=who)
        except TrellisError as error:
            trouble = error
        else:
            said = ngettext("%(n)d person is exempt.", "%(n)d people are exempt.", n)
            messages.success(request, said % {"n": n})
            return redirect(back)
    values = {"rows": queries.waiting(who, keys), "error": trouble, "back": back}
    return render(request, "policies/exempt.html", values, status=422 if trouble is not None else 200)
