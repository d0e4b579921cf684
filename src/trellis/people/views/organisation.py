"""Departments with who looks after them, spans and layers, and what in the organisation is to be looked at."""

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

from trellis.core import defined
from trellis.core.guarding import member_of
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.pages.queries.current import current_edition
from trellis.people import lists, organisation_lists, rules, terms
from trellis.people.days import today
from trellis.people.models import DepartmentDuty, Part
from trellis.people.organisation_forms import DutyForm, EndForm
from trellis.people.queries import chart, findings
from trellis.people.queries import organisation as queries
from trellis.people.services import organisation
from trellis.people.tabs import tabs_for
from trellis.roles.addresses import role_address
from trellis.web.charts.bars import Bar, bar
from trellis.web.charts.values import Chart
from trellis.web.exporting import file_response, files_of
from trellis.web.tables import table_of
from trellis.web.tabs import Tab

MOST_BARS = 20


# -- findings


@never_cache
@require_safe
def to_look_at(request: HttpRequest) -> HttpResponse:
    """What is to be looked at: of everybody for those who see records, else of those in one's line."""
    who = _finder(request)
    listing = organisation_lists.listing_of_findings(request, findings.findings_for(who, today()))
    counts, kind = listing["counts"], listing["kind"]
    address = reverse("people:findings")
    kinds = [Tab(_("Everything"), address, not kind, sum(counts.values()))]
    kinds += [
        Tab(title, f"{address}?kind={key}", kind == key, counts[key])
        for key, title in findings.KINDS.items()
        if counts[key] or kind == key
    ]
    values = {
        **listing,
        "tabs": tabs_for(who, "people:findings"),
        "kinds": kinds,
        "keep": [("kind", kind)] if kind else [],
    }
    return render(request, "people/findings.html", values)


@never_cache
@require_safe
def findings_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered findings as a file."""
    who = _finder(request)
    chosen = organisation_lists.listing_of_findings(request, findings.findings_for(who, today()))["chosen"]
    rows = organisation_lists.exported_findings(chosen)
    return file_response(form, "to-look-at", organisation_lists.FINDING_FILE, rows)


def _finder(request: HttpRequest) -> Account:
    who = member_of(request)
    if not findings.sees_findings(who):
        raise PermissionDenied
    return who


# -- spans and layers


@never_cache
@require_safe
def spans(request: HttpRequest) -> HttpResponse:
    """How many report to whom, how many layers there are, how large departments are; each number opens its rows."""
    who = member_of(request)
    tree = chart.tree_on(lists.day_of(request, who))
    every = _places(request, tree)
    managers = sorted(tree.direct(key) for key in tree.managers)
    span = terms.all_departments().span
    values = {
        **organisation_lists.listing_of_places(request, every), "tabs": tabs_for(who, "people:spans"), "day": tree.day,
        "is_today": tree.day == today(), "sees_records": lists.sees_records(who), "people": len(tree), "span": span,
        "managers": len(managers), "median": managers[len(managers) // 2] if managers else 0,
        "layers": max(tree.layer.values(), default=0), "charts": _charts(tree) if len(tree) else (),
        "text": "", "keep": [("on", request.GET["on"])] if request.GET.get("on") else [],
    }  # fmt: skip
    return render(request, "people/spans.html", values)


@never_cache
@require_safe
def spans_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered places as a file."""
    who = member_of(request)
    tree = chart.tree_on(lists.day_of(request, who))
    every = _places(request, tree)
    rows = organisation_lists.listing_of_places(request, every)["chosen"]
    return file_response(
        form, "places", organisation_lists.PLACE_FILE, organisation_lists.exported_places(rows)
    )


def _places(request: HttpRequest, tree: chart.Tree) -> list[queries.Place]:
    if organisation_lists.shows_everybody(request):
        return queries.places(tree, chart.all_names(tree.day))
    return queries.places(tree, chart.names_of(tree.managers), managers_only=True)


def _charts(tree: chart.Tree) -> tuple[Chart, ...]:
    address = reverse("people:spans")
    direct, layers = tree.spans, tree.layers
    sizes = [each for each in queries.units(tree) if each.own]
    sizes.sort(key=lambda each: -each.own)
    titled = _("%(title)s, %(fte)s full time")
    return (
        bar(
            "spans", _("Direct reports"),
            [
                Bar(
                    ngettext("%(n)d report", "%(n)d reports", number) % {"n": number}, count,
                    f"{address}?direct={number}#t-places",
                )
                for number, count in sorted(direct.items())
            ],
            what=_("Direct reports"), measure=_("Managers"),
        ),
        bar(
            "layers", _("Layers"),
            [
                Bar(_("Layer %(n)d") % {"n": number}, count, f"{address}?layer={number}#t-places")
                for number, count in sorted(layers.items())
            ],
            what=_("Layer"), measure=_("People"),
        ),
        bar(
            "departments", _("Departments"),
            [
                Bar(
                    titled % {"title": each.title, "fte": f"{tree.fte[each.name].normalize():f}"}, each.own,
                    f"{reverse('people:directory')}?department={each.name}",
                )
                for each in sizes[:MOST_BARS]
            ],
            what=_("Department"), measure=_("People"),
        ),
    )  # fmt: skip


# -- departments


@never_cache
@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """All departments with their people, who looks after them, and what is open."""
    who = member_of(request)
    units = queries.units(chart.tree_on(today()))
    table = table_of(
        request, "t-departments", _("Departments"), organisation_lists.unit_columns(), units,
        row_url=lambda row: reverse("people:department", args=[row.name]), row_key=lambda row: row.name,
        exports=files_of("people:departments-export"),
    )  # fmt: skip
    values = {"tabs": tabs_for(who, "people:departments"), "table": table}
    return render(request, "people/departments.html", values)


@never_cache
@require_safe
def departments_file(request: HttpRequest, form: str) -> HttpResponse:
    """The departments as a file."""
    member_of(request)
    rows = organisation_lists.exported_units(queries.units(chart.tree_on(today())))
    return file_response(form, "departments", organisation_lists.UNIT_FILE, rows)


@never_cache
@require_safe
def department(request: HttpRequest, name: str) -> HttpResponse:
    """A department: who heads it and looks after it, what is within, and which positions are planned."""
    return _department(request, name)


@never_cache
@require_http_methods(["POST"])
def give_duty(request: HttpRequest, name: str) -> HttpResponse:
    """Say who heads a department, or is its people partner."""
    who = _keeper(request)
    form = DutyForm(request.POST)
    if not form.is_valid():
        return _department(request, name, form)
    given = form.cleaned_data
    try:
        organisation.give_duty(
            department=name,
            person=given["person"],
            part=Part(given["part"]),
            starts_on=given["starts_on"],
            by=who,
        )
    except TrellisError as error:
        _tell(form, error)
        return _department(request, name, form)
    messages.success(request, _("%(name)s looks after it.") % {"name": given["person"].name})
    return redirect("people:department", name)


@never_cache
@require_http_methods(["POST"])
def end_duty(request: HttpRequest, name: str, key: UUID) -> HttpResponse:
    """Say until when somebody looks after a department."""
    who = _keeper(request)
    duty = DepartmentDuty.objects.filter(pk=key, department=name).first()
    if duty is None:
        raise Http404
    form = EndForm(request.POST)
    try:
        if not form.is_valid():
            messages.error(request, _("Write the last day."))
        else:
            organisation.end_duty(duty=duty, ends_on=form.cleaned_data["ends_on"], by=who)
            messages.success(request, _("Saved."))
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return redirect("people:department", name)


def _department(request: HttpRequest, name: str, form: DutyForm | None = None) -> HttpResponse:
    who = member_of(request)
    tree = chart.tree_on(today())
    unit = next((each for each in queries.units(tree) if each.name == name), None)
    if unit is None:
        raise Http404
    every = terms.all_departments()
    found = unit.department
    head = terms.role_titled(found.head) if found is not None and found.head else None
    values = {
        "unit": unit, "found": found, "head_url": role_address(head) if head is not None else "",
        "crumbs": [
            (_("Departments"), reverse("people:departments")),
            *(
                (every.title_of(each), reverse("people:department", args=[each]))
                for each in reversed(list(every.above(name))[1:])
            ),
        ],
        "below": [each for each in queries.units(tree) if each.department and each.department.parent == name],
        "duties": queries.duties_of(name)[:50], "seats": queries.seats_of(every.below(name) if found else (name,)),
        "source": _source_of(name), "may_keep": rules.can_keep_organisation(who), "may_plan": rules.can_plan(who),
        "form": form or DutyForm(), "today": today(), "titles": every,
        "people_url": f"{reverse('people:directory')}?department={name}",
        "chart_url": f"{reverse('people:chart')}?department={name}",
        "somebody": _somebody(tree, name) if rules.can_keep_organisation(who) else (),
    }  # fmt: skip
    return render(request, "people/department.html", values, status=400 if form is not None else 200)


def _source_of(name: str) -> str:
    """Where the handbook defines a department; empty where nobody wrote it down, or whoever asks may not read it."""
    found = terms.department_source(name, current_edition().handbook.data)
    return defined.address_of(*found) if found is not None else ""


def _somebody(tree: chart.Tree, department: str) -> list[str]:
    """People who are likely to be meant: those of the department to whom somebody reports."""
    keys = [key for key in tree.managers if tree.nodes[key].department == department]
    return sorted(chart.names_of(keys[:100]).values(), key=str.casefold)


def _keeper(request: HttpRequest) -> Account:
    who = member_of(request)
    if not rules.can_keep_organisation(who):
        raise PermissionDenied
    return who


def _tell(form: DutyForm, error: TrellisError) -> None:
    field = getattr(error, "field", "")
    form.add_error(field if field in form.fields else None, f"{error.message} {error.hint}".strip())
