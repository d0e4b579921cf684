"""Which pages are translations, and how far each is behind."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.pages.queries import translations as queries
from trellis.pages.queries.current import current_edition
from trellis.pages.views.health import tabs
from trellis.web.exporting import file_response
from trellis.web.guarding import readers_only


@readers_only
def translations(request: HttpRequest) -> HttpResponse:
    """All translations, the one longest behind first."""
    edition = current_edition()
    rows = queries.listed(edition)
    values = {
        "rows": rows,
        "behind": sum(each.is_behind for each in rows),
        "table": queries.table(request, edition, rows),
        "tabs": tabs(edition, "translations"),
    }
    return render(request, "pages/translations.html", values)


@readers_only
def translations_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same list as a file."""
    edition = current_edition()
    rows = queries.exported(edition, queries.listed(edition))
    return file_response(form, "translations", queries.EXPORT_COLUMNS, rows)
