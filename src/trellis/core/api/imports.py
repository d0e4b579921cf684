"""Imports, for programs: what can be imported, bringing a file, the dry run, the import, and each row's fate."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core import import_lists, importing
from trellis.core.api.calls import caller_in
from trellis.core.api.files import BYTES, pieces
from trellis.core.api.paging import Paging, part_of, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.definitions.permissions import ADMINISTER
from trellis.core.importing import Importer
from trellis.core.models import Import, ImportRow, ImportWay
from trellis.core.rules import NotAllowedError
from trellis.core.services import imports

room = Room("Imports")
StateName = Literal["brought", "looking", "looked", "running", "done", "refused"]
FateName = Literal["new", "changed", "same", "bad"]
WayName = Literal["skip", "whole"]


class ImporterColumn(Schema):
    """A column that an importer knows."""

    key: str
    label: str
    help: str
    required: bool
    example: str


class ImporterDetail(Schema):
    """What can be imported. A file in JSON lines with these keys needs no matching."""

    kind: str
    title: str
    help: str
    columns: list[ImporterColumn]


class Fates(Schema):
    """How many rows there are of each fate."""

    new: int
    changed: int
    same: int
    bad: int


class MatchedColumn(Schema):
    """That a heading of a file stands for a column."""

    model_config = ConfigDict(extra="forbid")

    column: str = Field(max_length=100, description="The key of the column.")
    heading: str = Field(max_length=200)


class ImportDetail(Schema):
    """A file that was brought to be imported, and how far it is."""

    id: UUID
    kind: str
    name: str
    state: StateName = Field(description="`brought`, `looking`, `looked`, `running`, `done`, or `refused`.")
    way: WayName | None = Field(
        description="`skip` bad rows, or all or nothing (`whole`); null before it runs."
    )
    headings: list[str]
    columns: list[MatchedColumn]
    looked: Fates | None = Field(description="What the dry run found; null before it ended.")
    made: Fates | None = Field(description="What came of it; null before it ended.")
    job: UUID | None = Field(description="The job that does it, or did last.")
    imported_before: UUID | None = Field(description="An import of the same file that was done.")
    by: UUID | None
    created_at: datetime
    finished_at: datetime | None


class ImportFault(Schema):
    """What is wrong with a row: the column (empty for all of it), what stands there, why, and what to do."""

    column: str
    value: str
    reason: str
    remedy: str


class ImportChange(Schema):
    """What was changed of a record, in words, from what, to what."""

    what: str
    before: str
    after: str


class ImportRowDetail(Schema):
    """What became of a row, or would."""

    line: int = Field(description="The line of the file that it begins in.")
    fate: FateName
    about: str
    changes: list[ImportChange]
    faults: list[ImportFault]


class NewImport(Schema):
    """What is brought, and what the file is called."""

    kind: str = Field(min_length=1, max_length=40, description="Which importer takes it, such as `people`.")
    name: str = Field(min_length=1, max_length=400)


class ImportColumns(Schema):
    """Which heading stands for which column; what is not named is not imported."""

    model_config = ConfigDict(extra="forbid")

    columns: list[MatchedColumn] = Field(max_length=200)


class ImportRun(Schema):
    """How an import is done."""

    model_config = ConfigDict(extra="forbid")

    way: WayName = Field("skip", description="`skip` leaves bad rows out; `whole` imports all rows or none.")


class ImportFilters(Schema):
    """Which imports are wanted."""

    kind: str = Field("", max_length=40)
    state: StateName | None = None
    q: str = Field("", max_length=200, description="A part of the name of the file.")


class ImportRowFilters(Schema):
    """Which rows are wanted."""

    fate: FateName | None = None


@room.read("/importers", ImporterDetail, scope="imports:read", listed=True)
def list_importers(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What the caller may import, and the columns of each. For administrators."""
    _check(request)
    part = part_of(request, paging, importing.offered_to(caller_in(request).account), lambda each: each.name)
    return {**part, "items": [_importer_shown(each) for each in part["items"]]}


@room.read("/imports", ImportDetail, scope="imports:read", listed=True)
def list_imports(
    request: HttpRequest, filters: Query[ImportFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The imports of what the caller may import, the newest first. They are kept for ninety days."""
    _check(request)
    found = import_lists.imports_for(
        caller_in(request).account, kind=filters.kind, state=filters.state or "", text=filters.q
    )
    part = part_of_query(request, paging, found, "-created_at", "-pk")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/imports/{uuid:import_id}", ImportDetail, scope="imports:read")
def get_import(request: HttpRequest, import_id: UUID) -> ImportDetail:
    """An import: how far it is, and how many rows there are of each fate."""
    return _shown(_import(request, import_id))


@room.read("/imports/{uuid:import_id}/rows", ImportRowDetail, scope="imports:read", listed=True)
def list_import_rows(
    request: HttpRequest, import_id: UUID, filters: Query[ImportRowFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """What became of each row; before the import runs, what the dry run says would."""
    found = import_lists.rows_of(_import(request, import_id), fate=filters.fate or "")
    part = part_of_query(request, paging, found, "number", "pk")
    return {**part, "items": [_row_shown(each) for each in part["items"]]}


@room.write("PUT", "/imports", ImportDetail, scope="imports:write", media=BYTES)
def create_import(request: HttpRequest, new: Query[NewImport]) -> ImportDetail:
    """Bring a file of records; its bytes are the body: CSV, an .xlsx workbook or JSON lines.

    Its headings are guessed; say otherwise with `match_import`, then have it looked through with `look_at_import`.
    """
    who = caller_in(request).account
    return _shown(imports.begin(kind=new.kind, name=new.name, pieces=pieces(request), by=who))


@room.write("PUT", "/imports/{uuid:import_id}/columns", ImportDetail, scope="imports:write")
def match_import(request: HttpRequest, import_id: UUID, said: ImportColumns) -> ImportDetail:
    """Say which heading stands for which column. What a dry run said before counts no more."""
    found = _import(request, import_id)
    unknown = [each.heading for each in said.columns if each.heading not in found.headings]
    if unknown:
        raise imports.ImportingError(
            _("The file has no heading “%(heading)s”.") % {"heading": unknown[0]},
            hint=_("Choose one of those that the file has."),
        )
    mapping = {each.column: found.headings.index(each.heading) for each in said.columns}
    return _shown(imports.match(found=found, mapping=mapping, by=caller_in(request).account))


@room.write("POST", "/imports/{uuid:import_id}/look", ImportDetail, scope="imports:write")
def look_at_import(request: HttpRequest, import_id: UUID) -> ImportDetail:
    """Begin the dry run, which is a job: it says of each row what would become of it, and changes nothing."""
    return _shown(imports.look(found=_import(request, import_id), by=caller_in(request).account))


@room.write("POST", "/imports/{uuid:import_id}/run", ImportDetail, scope="imports:write")
def run_import(request: HttpRequest, import_id: UUID, how: ImportRun) -> ImportDetail:
    """Begin the import, which is a job, after its dry run; one that was cancelled goes on after its last step."""
    found = _import(request, import_id)
    return _shown(imports.run(found=found, way=ImportWay(how.way), by=caller_in(request).account))


def _check(request: HttpRequest) -> None:
    if not importing.offered_to(caller_in(request).account):
        raise NotAllowedError(_("Only administrators import records."), permission=ADMINISTER.name)


def _import(request: HttpRequest, key: UUID) -> Import:
    _check(request)
    found = import_lists.import_for(caller_in(request).account, key)
    if found is None:
        raise not_found(_("There is no such import."))
    return found


def _importer_shown(each: Importer) -> ImporterDetail:
    columns = [
        ImporterColumn(
            key=column.key, label=str(column.label), help=str(column.help), required=column.required,
            example=column.example,
        )
        for column in each.columns
    ]  # fmt: skip
    return ImporterDetail(kind=each.name, title=str(each.title), help=str(each.help), columns=columns)


def _shown(each: Import) -> ImportDetail:
    same = import_lists.imported_before(each) if not hasattr(each, "before") else None
    before = each.before if hasattr(each, "before") else same.pk if same is not None else None
    return ImportDetail(
        id=each.pk, kind=each.kind, name=each.name, state=cast(StateName, str(each.state)),
        way=cast(WayName, str(each.way)) if each.way else None, headings=each.headings,
        columns=[MatchedColumn(column=key, heading=each.headings[at]) for key, at in each.mapping.items()],
        looked=Fates(**each.looked) if each.looked else None, made=Fates(**each.made) if each.made else None,
        job=each.job_id, imported_before=before, by=each.by_id,
        created_at=each.created_at, finished_at=each.finished_at,
    )  # fmt: skip


def _row_shown(each: ImportRow) -> ImportRowDetail:
    return ImportRowDetail(
        line=each.number, fate=cast(FateName, str(each.fate)), about=each.what,
        changes=[ImportChange(what=what, before=was, after=now) for what, was, now in each.changes],
        faults=[ImportFault(**fault) for fault in each.faults],
    )  # fmt: skip
