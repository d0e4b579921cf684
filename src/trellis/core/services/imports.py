"""What people do with imports: bring a file, say what its columns mean, have it looked through, have it imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import filestore, filetypes, import_jobs, importing
from trellis.core.import_events import ImportBrought, ImportStarted
from trellis.core.import_lists import ABOUT, ATTACHED
from trellis.core.importing import Importer
from trellis.core.models import (
    Account,
    Attachment,
    Fate,
    Import,
    ImportMapping,
    ImportRow,
    ImportState,
    ImportWay,
    JobState,
)
from trellis.core.records import uuid7
from trellis.core.rules import NotAllowedError
from trellis.core.services import files, jobs
from trellis.core.services.events import publish
from trellis.core.tablefiles import TableFile, form_of, prepared
from trellis.core.tasks import JobTask
from trellis.handbook.errors import TrellisError

SAMPLE = 3
KEPT = timedelta(days=90)
"""How long an import is kept with its file, which is full of what people are called."""
MOST_WHOLE = 5_000
"""Rows of an import of all or nothing on SQLite: while it runs, nobody else can write."""
FORGOTTEN_AT_ONCE = 20


class ImportingError(TrellisError):
    """What was asked of an import cannot be done, or not now."""

    code = "import"


def begin(*, kind: str, name: str, pieces: Iterable[bytes], by: Account) -> Import:
    """Take a file to be imported, with a guess of what its headings mean.

    Raises NotAllowedError, TableFileError for what is no table, FileError for what is not taken, and StoreError.
    """
    importer = _importer(kind, by)
    key = uuid7()
    with filestore.drafted(files.bounded(pieces, ATTACHED)) as draft:
        form = form_of(draft.path)
        with filestore.drafted(prepared(draft.path, form)) as kept:
            table = TableFile(kept.path, form)
            sample = [list(line.cells) for line in islice(table.lines(), SAMPLE)]
            if not sample:
                raise ImportingError(
                    _("The file has headings and no rows."), hint=_("Fill in rows below the headings.")
                )
            safe = filetypes.safe_name(name, _("import"))
            stored = f"{safe.rpartition('.')[0] or safe}.{form}"
            with transaction.atomic():
                made = Import.objects.create(
                    pk=key, by=by, kind=kind, name=safe, digest="", form=form,
                    headings=[importing.printable(each) for each in table.headings],
                    sample=[[importing.printable(cell[:200]) for cell in row] for row in sample],
                    mapping=importing.guess(importer, table.headings, remembered(by, kind)),
                )  # fmt: skip
                publish(ImportBrought(made.pk, by.pk, kind))
            try:
                attached = files.attach(
                    about=ABOUT, key=key, name=stored, pieces=filestore.pieces_of(kept.path), by=by
                )
            except BaseException:
                Import.objects.filter(pk=key).delete()
                raise
    made.digest = attached.stored.digest
    made.save(update_fields=["digest"])
    return made


def remembered(account: Account, kind: str) -> dict[str, str]:
    """What somebody said last that their headings mean: for a column, the heading."""
    found = ImportMapping.objects.filter(account=account, kind=kind).first()
    return dict(found.headings) if found is not None else {}


def match(*, found: Import, mapping: Mapping[str, int], by: Account) -> Import:
    """Say which heading stands for which column, by its number; what a dry run said before counts no more.

    It is remembered for the next file. Raises NotAllowedError, and ImportingError for what lacks a column that is
    needed, names one twice, or has begun already.
    """
    importer = _importer(found.kind, by)
    with transaction.atomic():
        row = _locked(found)
        _check_mapping(importer, row, mapping)
        if row.state not in (ImportState.BROUGHT, ImportState.LOOKED):
            _check_stopped(row, ImportState.LOOKING)
        row.mapping, row.state, row.looked = dict(mapping), ImportState.BROUGHT, {}
        row.save(update_fields=["mapping", "state", "looked"])
        ImportRow.objects.filter(of=row).delete()
        headings = {column: row.headings[at] for column, at in mapping.items()}
        ImportMapping.objects.update_or_create(account=by, kind=row.kind, defaults={"headings": headings})
    return row


def look(*, found: Import, by: Account, here: bool = False) -> Import:
    """Have an import looked through: what would become of each row. The same again begins it anew.

    Where it is done `here`, by whoever calls (with `import_rows.work`), no job is started.
    Raises NotAllowedError, and ImportingError where it lacks a column, is under way or over.
    """
    importer = _importer(found.kind, by)
    with transaction.atomic():
        row = _locked(found)
        _check_mapping(importer, row, row.mapping)
        if row.state not in (ImportState.BROUGHT, ImportState.LOOKED):
            _check_stopped(row, ImportState.LOOKING)
        ImportRow.objects.filter(of=row).delete()
        row.state, row.looked = ImportState.LOOKING, {}
        _start(row, None if here else import_jobs.look_through, by)
    return row


def run(*, found: Import, way: ImportWay, by: Account, here: bool = False) -> Import:
    """Have an import done that was looked through. One that was cancelled goes on after its last step.

    `here` is as with `look`.
    Raises NotAllowedError, and ImportingError: for what was not looked through or is over, where nothing would change,
    and for all or nothing where rows are bad, or more than the database can hold back for.
    """
    _importer(found.kind, by)
    with transaction.atomic():
        row = _locked(found)
        if row.state != ImportState.LOOKED:
            _check_stopped(row, ImportState.RUNNING)
            assert row.job is not None
            jobs.retry(job=row.job, by=by)
            return row
        _check_worth_it(row, way)
        row.state, row.way = ImportState.RUNNING, way
        publish(ImportStarted(row.pk, by.pk, row.kind, way))
        _start(row, None if here else import_jobs.import_file, by)
    return row


def cut_off_before(*, found: Import, by: Account) -> Import | None:
    """An import of the same file that somebody looked through or did without a job, and that has not come to its end.

    Whoever does it is not written down anywhere: it may be under way. Each row is done once all the same.
    Raises NotAllowedError.
    """
    _importer(found.kind, by)
    same = Import.objects.filter(kind=found.kind, digest=found.digest, job=None)
    open_ones = same.filter(state__in=[ImportState.LOOKING, ImportState.RUNNING]).exclude(pk=found.pk)
    return open_ones.order_by("created_at").first()


def begin_anew(*, found: Import, by: Account) -> Import:
    """Forget what a dry run that nobody goes on with said so far. Raises NotAllowedError and ImportingError."""
    _importer(found.kind, by)
    with transaction.atomic():
        row = _locked(found)
        if row.state != ImportState.LOOKING or row.job is not None:
            raise ImportingError(
                _("This import is under way."), hint=_("Wait until it has ended, or cancel it.")
            )
        ImportRow.objects.filter(of=row).delete()
        row.state = ImportState.BROUGHT
        row.save(update_fields=["state"])
    return row


def take_back(*, found: Import, by: Account) -> None:
    """Forget a file that was brought and not begun with. Raises NotAllowedError and ImportingError."""
    _importer(found.kind, by)
    with transaction.atomic():
        row = _locked(found)
        if row.state != ImportState.BROUGHT:
            raise ImportingError(_("This import has begun already."))
        _forget(row, timezone.now())


def forget(now: datetime) -> int:
    """Forget imports that are old, with their files; gives how many."""
    old = list(Import.objects.filter(created_at__lt=now - KEPT).order_by("created_at")[:FORGOTTEN_AT_ONCE])
    for each in old:
        with transaction.atomic():
            _forget(each, now)
    return len(old)


def _forget(found: Import, now: datetime) -> None:
    Attachment.objects.filter(about=ABOUT, object=found.pk, removed_at=None).update(removed_at=now)
    found.delete()


def _importer(kind: str, by: Account) -> Importer:
    importer = importing.importer_named(kind)
    if importer is None or not importing.may_import(by, kind):
        raise NotAllowedError(
            _("You may not import this."), permission=importer.permission if importer is not None else ""
        )
    return importer


def _locked(found: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=found.pk)


def _check_mapping(importer: Importer, found: Import, mapping: Mapping[str, int]) -> None:
    lacking = [str(each.label) for each in importer.columns if each.required and each.key not in mapping]
    if lacking:
        raise ImportingError(
            _("Nothing is chosen for: %(columns)s.") % {"columns": ", ".join(lacking)},
            hint=_("Say which heading of the file stands for it."),
        )
    known = all(importer.column(key) is not None for key in mapping)
    if not known or not all(0 <= at < len(found.headings) for at in mapping.values()):
        raise ImportingError(_("There is no such column."), hint=_("Choose one of those that the file has."))
    if len(set(mapping.values())) < len(mapping):
        raise ImportingError(
            _("One heading cannot stand for two columns."), hint=_("Choose another one for one of them.")
        )


def _check_stopped(found: Import, state: ImportState) -> None:
    """Raises ImportingError unless the job of this state has ended without having come to its end."""
    if found.is_finished:
        raise ImportingError(_("This import is over."), hint=_("Bring the file again for another one."))
    ended = found.job is not None and found.job.state in (JobState.CANCELLED, JobState.FAILED)
    if found.state == state and ended:
        return
    if found.state in (ImportState.BROUGHT, ImportState.LOOKED):
        raise ImportingError(_("It was not looked through yet."), hint=_("Begin with the dry run."))
    raise ImportingError(_("This import is under way."), hint=_("Wait until it has ended, or cancel it."))


def _check_worth_it(found: Import, way: ImportWay) -> None:
    counts = found.looked
    if way == ImportWay.WHOLE and counts[Fate.BAD]:
        raise ImportingError(
            _("Nothing would be imported. Bad rows: %(bad)d.") % {"bad": counts[Fate.BAD]},
            hint=_("Correct them and bring the file again, or skip them."),
        )
    if not counts[Fate.NEW] + counts[Fate.CHANGED]:
        raise ImportingError(_("Nothing would be new or changed."), hint=_("There is nothing to import."))
    holds_back = connection.features.has_select_for_update
    if way == ImportWay.WHOLE and not holds_back and sum(counts.values()) > MOST_WHOLE:
        raise ImportingError(
            _("On SQLite, all or nothing works for %(most)d rows: nobody else could write meanwhile.")
            % {"most": MOST_WHOLE},
            hint=_("No row is bad: choose to skip bad rows, which comes to the same, or split the file."),
        )


def _start(found: Import, task: JobTask | None, by: Account) -> None:
    found.job = None
    if task is not None:
        key = f"import {found.pk}"
        found.job = jobs.start(task, by=by, arguments={"key": str(found.pk)}, what=found.name, key=key)
    found.save(update_fields=["state", "way", "looked", "job"])
