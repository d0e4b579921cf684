"""Imports as pages show them: the list of all, the rows of one, and the files that are had back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from trellis.core import import_lists, importing
from trellis.core.importing import Importer
from trellis.core.rules import Account, Fate, Import, ImportRow, ImportState
from trellis.core.services.import_rows import table_of as file_of
from trellis.core.tablefiles import LINES, WORKBOOK, Line
from trellis.web.exporting import MOST_ROWS, csv_response, workbook_response
from trellis.web.filters import chips_for, filter_of
from trellis.web.tables import Column, Table, table_of
from trellis.web.templatetags.shell import tag

LINE, WHY = "Trellis: line", "Trellis: why"
"""What the columns are called that the file of bad rows has besides its own; nobody has to match them."""
SAMPLED = 12
_TONES = {"new": "good", "changed": "info", "same": "", "bad": "problem"}
_STATE_TONES = {
    "brought": "attention", "looking": "info", "looked": "attention", "running": "info", "done": "good",
    "refused": "problem",
}  # fmt: skip


def wanted(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, as `import_lists.imports_for` takes it."""
    get = request.GET.get
    return {"text": get("q", "").strip()[:200], "kind": get("kind", ""), "state": get("state", "")}


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list of imports shows."""
    asked = wanted(request)
    offered = sorted(importing.offered_to(who), key=lambda each: str(each.title).casefold())
    kinds = {each.name: str(each.title) for each in offered}
    states = {str(value): str(label) for value, label in ImportState.choices}
    named = (
        ("q", _("Text"), asked["text"]),
        ("kind", _("What"), kinds.get(asked["kind"], asked["kind"])),
        ("state", _("State"), states.get(asked["state"], asked["state"])),
    )
    counted = import_lists.counts(import_lists.imports_for(who))
    return {
        "table": table_of(
            request, "t-imports", _("Imports"), columns(), import_lists.imports_for(who, **asked),
            row_url=lambda each: reverse("web:import", args=[each.pk]),
        ),
        "filters": (
            filter_of("kind", _("What"), counted["kind"], asked["kind"], kinds),
            filter_of("state", _("State"), counted["state"], asked["state"], states),
        ),
        "chips": chips_for(request.GET, named),
        "text": asked["text"],
        "importers": offered,
    }  # fmt: skip


def columns() -> tuple[Column[Import], ...]:
    """What the list says of an import."""
    return (
        Column("name", _("File"), lambda each: each.name, sort=("name",)),
        Column("kind", _("What"), lambda each: title_of(each), sort=("kind",)),
        Column("state", _("State"), state_of, sort=("state",)),
        Column("rows", _("Rows"), _rows, numeric=True, after=lambda each: _("rows")),
        Column(
            "bad", _("Bad"), lambda each: _figure((each.made or each.looked).get("bad")), numeric=True,
            after=lambda each: _("bad"),
        ),
        Column("by", _("By"), lambda each: each.by.name if each.by else "", sort=("by__name",), before=_("by")),
        Column("created", _("Brought"), lambda each: _moment(each.created_at), sort=("created_at",)),
    )  # fmt: skip


def title_of(found: Import) -> str:
    """What is imported."""
    importer = importing.importer_named(found.kind)
    return str(importer.title) if importer is not None else found.kind


def state_of(found: Import) -> str:
    """How far an import is, as a tag."""
    return tag(ImportState(found.state).label, _STATE_TONES[found.state])


def rows_listing(request: HttpRequest, found: Import) -> dict[str, Any]:
    """What became of the rows of an import, or would."""
    fate, text = request.GET.get("fate", ""), request.GET.get("q", "").strip()[:200]
    fates = {str(value): str(label) for value, label in Fate.choices}
    counted = (found.made if import_lists.is_real(found) else found.looked) or {}
    named = (("q", _("Text"), text), ("fate", _("Becomes"), fates.get(fate, fate)))
    return {
        "table": _rows_table(request, found, fate, text),
        "filters": (filter_of("fate", _("Becomes"), counted, fate, fates),),
        "chips": chips_for(request.GET, named),
        "text": text,
        "bad": counted.get("bad", 0),
    }


def _rows_table(request: HttpRequest, found: Import, fate: str, text: str) -> Table:
    labels = _labels(found)
    return table_of(
        request, "t-rows", _("Rows"),
        (
            Column("line", _("Line"), lambda row: row.number, sort=("number",), before=_("Line")),
            Column("what", _("About"), lambda row: row.what, sort=("what",)),
            Column("fate", _("Becomes"), lambda row: tag(Fate(row.fate).label, _TONES[row.fate]), sort=("fate",)),
            Column("why", _("What changes, or is wrong"), lambda row: _why(row, labels)),
        ),
        import_lists.rows_of(found, fate=fate, text=text),
        row_url=lambda row: "",
        has_files=False,  # it is part of a file that they have
    )  # fmt: skip


def _why(row: ImportRow, labels: dict[str, str]) -> str:
    if row.fate != Fate.BAD:
        said = ((label, before or _("empty"), after or _("empty")) for label, before, after in row.changes)
        return format_html_join(" ", "<p>{}: <del>{}</del> <ins>{}</ins></p>", said)
    parts = []
    for fault in row.faults:
        where = labels.get(fault["column"], "")
        value = format_html(" <code>{}</code>", fault["value"]) if fault["value"] else ""
        head = format_html("<b>{}</b>{}: ", where, value) if where else ""
        parts.append((head, fault["reason"], fault["remedy"]))
    return format_html_join(" ", "<p>{}{} {}</p>", parts)


def sample_table(request: HttpRequest, found: Import) -> Table:
    """The first rows of a file, as they stand there."""
    shown = found.headings[:SAMPLED]

    def cell(at: int) -> Any:
        return lambda row: row[at] if at < len(row) else ""

    return table_of(
        request, "t-sample", _("The first rows of the file"),
        [Column(str(at), heading, cell(at), before=heading if at else "") for at, heading in enumerate(shown)],
        found.sample, row_url=lambda row: "", has_files=False,
    )  # fmt: skip


def _labels(found: Import) -> dict[str, str]:
    importer = importing.importer_named(found.kind)
    return {each.key: str(each.label) for each in importer.columns} if importer is not None else {}


# -- files


def template_file(importer: Importer) -> HttpResponse:
    """A file with the headings and one row as an example."""
    names = [str(each.label) for each in importer.columns]
    example = {str(each.label): each.example for each in importer.columns}
    return csv_response(f"{importer.name}-template", names, [example])


def bad_rows_file(found: Import) -> HttpResponse:
    """The bad rows as they stand in the file, in its form, each with its line and why."""
    names, rows = [*found.headings, LINE, WHY], bad_rows(found)
    name = f"{found.kind}-bad-rows"
    if found.form == WORKBOOK:
        return workbook_response(name, names, rows)
    if found.form == LINES:
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        shown = {"Content-Disposition": f'attachment; filename="{name}.jsonl"'}
        return HttpResponse(text, content_type="application/jsonl; charset=utf-8", headers=shown)
    return csv_response(name, names, rows)


def bad_rows(found: Import) -> Iterator[dict[str, Any]]:
    """The bad rows by their headings. Raises TrellisError where the file is not kept any more."""
    labels = _labels(found)
    bad = import_lists.rows_of(found, fate=Fate.BAD)[:MOST_ROWS]
    why = {row.number: " ".join(_words(row.faults, labels)) for row in bad}
    with file_of(found) as table:
        lines: Iterable[Line] = table.lines() if why else ()
        for line in lines:
            if line.number in why:
                yield {**_cells(found.headings, line), LINE: line.number, WHY: why[line.number]}


def _cells(headings: Sequence[str], line: Line) -> dict[str, Any]:
    return dict(zip(headings, line.cells, strict=False))


def _words(faults: Sequence[dict[str, str]], labels: dict[str, str]) -> Iterator[str]:
    for fault in faults:
        where = labels.get(fault["column"], "")
        yield f"{where}: {fault['reason']} {fault['remedy']}".removeprefix(": ").strip()


def _rows(found: Import) -> str:
    counted = found.made or found.looked
    return _figure(sum(counted.values())) if counted else ""


def _figure(number: int | None) -> str:
    return "" if number is None else str(number_format(number, force_grouping=True))


def _moment(when: Any) -> str:
    shown = date_format(timezone.localtime(when), "DATETIME_FORMAT")
    return format_html('<span class="nowrap">{}</span>', shown)
