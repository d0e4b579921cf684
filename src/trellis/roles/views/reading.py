"""Pages of roles. Each view reads the address, asks one question, and renders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.pages.queries.current import Edition, current_edition
from trellis.roles import panels
from trellis.roles.addresses import family_slug, parsed_key
from trellis.roles.definitions.graph import Role, RoleId
from trellis.roles.queries import (
    choosing,
    comparing,
    diagrams,
    expectations,
    families,
    journeys,
    levels,
    listing,
)
from trellis.roles.queries.directory import EXPORT_COLUMNS, Wanted, exported, rows_for
from trellis.roles.queries.graph import role_of
from trellis.web.exporting import file_response, files_of
from trellis.web.guarding import visitors_too
from trellis.web.saving import opening_address, views_of
from trellis.web.tables import table_of

FILTERS = ("department", "family", "grade", "leads", "indicators", "sort")


@visitors_too
def directory(request: HttpRequest) -> HttpResponse:
    """All roles, with filters in the address."""
    opening = opening_address(request, listing.PLACE)
    if opening:
        return redirect(opening)
    edition = current_edition()
    wanted = _wanted(request)
    listed = listing.listing(edition, replace(wanted, sort=""), request.GET)
    table = table_of(
        request,
        "t-roles",
        _("Roles"),
        listing.columns(),
        listed.rows,
        row_url=lambda row: row.url,
        exports=files_of("roles:export"),
        views=views_of(request, listing.PLACE),
    )
    return render(request, "roles/directory.html", {"listing": listed, "table": table, "wanted": wanted})


@visitors_too
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered directory as a file."""
    rows = rows_for(current_edition(), _wanted(request))
    return file_response(form, "roles", EXPORT_COLUMNS, exported(rows))


@visitors_too
def family(request: HttpRequest, family: str) -> HttpResponse:
    """A job family."""
    edition = current_edition()
    found = families.family_of(edition, family_slug(family.strip("/")))
    if found is None:
        raise Http404
    page = families.family_page(edition, found)
    context = {"page": page, "crumbs": _crumbs(page), "diagram": diagrams.ladder_diagram(edition, found)}
    return render(request, "roles/family.html", context)


@visitors_too
def level(request: HttpRequest, family: str, level: str, tab: str = "expectations") -> HttpResponse:
    """A level of a family: what is expected, or one of its other tabs."""
    edition = current_edition()
    role = _role_or_404(edition, RoleId(family_slug(family), level))
    page = levels.level_page(edition, role)
    context = {
        "page": page,
        "crumbs": [*_crumbs(page), (page.family, page.family_url)],
        "tabs": listing.level_tabs(edition, role, tab),
        "panels": panels.panels_for(request, role) if tab == "expectations" else [],
        **_TABS[tab](edition, role, request),
    }
    return render(request, f"roles/level_{tab}.html", context)


@visitors_too
def compare(request: HttpRequest) -> HttpResponse:
    """Two levels side by side."""
    edition = current_edition()
    first = role_of(edition, parsed_key(request.GET.get("a", "")))
    second = role_of(edition, parsed_key(request.GET.get("b", "")))
    text = request.GET.get("q", "").strip()
    context: dict[str, Any]
    if first is None or second is None:
        context = {"text": text, "choices": choosing.choices(edition, text, first, second)}
        if request.headers.get("HX-Request"):
            return render(request, "roles/parts/choices.html", context)
        slots = {"first": choosing.chosen(first), "second": choosing.chosen(second)}
        return render(request, "roles/compare_choose.html", {**context, **slots})
    context = {
        "first": levels.level_page(edition, first),
        "second": levels.level_page(edition, second),
        "parts": comparing.compared(edition, first, second),
    }
    return render(request, "roles/compare.html", context)


@visitors_too
def journey(request: HttpRequest) -> HttpResponse:
    """The way from one role to another, with what each step adds."""
    edition = current_edition()
    start = _role_or_404(edition, parsed_key(request.GET.get("from", "")))
    end = _role_or_404(edition, parsed_key(request.GET.get("to", "")))
    context = {
        "start": levels.level_page(edition, start),
        "end": levels.level_page(edition, end),
        "ways": journeys.journeys(edition, start, end),
    }
    return render(request, "roles/path.html", context)


@visitors_too
def reporting(request: HttpRequest) -> HttpResponse:
    """Who reports to whom in the whole handbook, as a tree."""
    edition = current_edition()
    tree = edition.remember(("reporting", get_language()), lambda: _reporting_tree(edition))
    return render(request, "roles/reporting.html", {"tree": tree})


def _reporting_tree(edition: Edition) -> str:
    """The tree as HTML: with a thousand roles it takes longer than a reader should wait."""
    return render_to_string("roles/parts/tree.html", {"tree": listing.reporting_tree(edition)})


def _expectations_tab(edition: Edition, role: Role, request: HttpRequest) -> dict[str, Any]:
    return {
        "expectations": expectations.expectations_of(edition, role),
        "by_origin": request.GET.get("group") == "origin",
        "stops": journeys.next_stops(edition, role),
    }


def _next_tab(edition: Edition, role: Role, request: HttpRequest) -> dict[str, Any]:
    return {
        "stops": journeys.next_stops(edition, role),
        "destinations": journeys.destinations(edition, role),
        "ladders": levels.ladders_of(role),
        "diagram": diagrams.ladder_diagram(edition, role.family, role.id),
    }


def _hiring_tab(edition: Edition, role: Role, request: HttpRequest) -> dict[str, Any]:
    processes, own = levels.hiring_of(role)
    return {"processes": processes, "own": own}


def _indicators_tab(edition: Edition, role: Role, request: HttpRequest) -> dict[str, Any]:
    own, shared = levels.indicators_of(role)
    return {"own": own, "shared": shared}


def _reporting_tab(edition: Edition, role: Role, request: HttpRequest) -> dict[str, Any]:
    return {"diagram": diagrams.reporting_diagram(edition, role), "reports": levels.reports(edition, role)}


_TABS = {
    "expectations": _expectations_tab,
    "next": _next_tab,
    "hiring": _hiring_tab,
    "indicators": _indicators_tab,
    "reporting": _reporting_tab,
}


def _wanted(request: HttpRequest) -> Wanted:
    given = {name: request.GET.get(name, "") for name in FILTERS}
    return Wanted(text=request.GET.get("q", "").strip(), **given)


def _role_or_404(edition: Edition, key: RoleId | None) -> Role:
    role = role_of(edition, key)
    if role is None:
        raise Http404
    return role


def _crumbs(page: families.FamilyPage | levels.LevelPage) -> list[tuple[str, str]]:
    base = listing.directory_address()
    crumbs = [(_("Roles"), base)]
    if page.department:
        crumbs.append((page.department, listing.directory_address(department=page.department_key)))
    return crumbs
