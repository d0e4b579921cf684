"""Pages of competencies: all of them, and one with its levels side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.pages.queries.current import current_edition
from trellis.roles import panels
from trellis.roles.queries import competencies as queries
from trellis.roles.queries.competencies import CompetencyRow
from trellis.web.exporting import file_response, files_of
from trellis.web.filters import chips_for
from trellis.web.guarding import visitors_too
from trellis.web.tables import Column, table_of


@visitors_too
def competencies(request: HttpRequest) -> HttpResponse:
    """All competencies, found by any word of them."""
    edition, text = current_edition(), _text(request)
    rows = queries.rows_for(edition, text)
    values: dict[str, Any] = {
        "table": table_of(
            request, "t-competencies", _("Competencies"), _columns(), rows, row_url=lambda row: row.url,
            row_key=lambda row: row.key, exports=files_of("roles:competencies-export"),
        ),
        "all": len(queries.competencies_of(edition).by_key), "text": text,
        "chips": chips_for(request.GET, (("q", _("Text"), text),)),
    }  # fmt: skip
    return render(request, "roles/competencies.html", values)


@visitors_too
def competencies_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    rows = queries.rows_for(current_edition(), _text(request))
    return file_response(form, "competencies", queries.COLUMNS, queries.exported(rows))


@visitors_too
def competency(request: HttpRequest, key: str) -> HttpResponse:
    """A competency: its levels side by side, and what rooms above say of it."""
    edition = current_edition()
    found = queries.competencies_of(edition).by_key.get(key)
    if found is None:
        raise Http404
    values = {
        "row": queries.row_of(edition, found), "competency": found, "panels": panels.panels_beside(request, found),
        "crumbs": [(_("Roles"), reverse("roles:directory")), (_("Competencies"), reverse("roles:competencies"))],
    }  # fmt: skip
    return render(request, "roles/competency.html", values)


def _columns() -> tuple[Column[CompetencyRow], ...]:
    return (
        Column(
            "title", gettext_lazy("Competency"), lambda row: row.competency.title,
            sort=lambda row: row.competency.title.casefold(), under=lambda row: row.competency.description,
        ),
        Column(
            "owner", gettext_lazy("Owner"), lambda row: row.competency.owner, sort=lambda row: row.competency.owner
        ),
        Column(
            "levels", gettext_lazy("Levels"), lambda row: len(row.competency.levels),
            sort=lambda row: len(row.competency.levels), numeric=True, before=gettext_lazy("levels"),
        ),
        Column(
            "behaviors", gettext_lazy("Behaviors"), lambda row: row.competency.behaviors,
            sort=lambda row: row.competency.behaviors, numeric=True, before=gettext_lazy("behaviors"),
        ),
    )  # fmt: skip


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:200]
