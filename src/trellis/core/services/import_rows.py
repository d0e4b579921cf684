"""The rows of an import, in the dry run and in earnest: what becomes of each, written down in the transaction that
made it so.

Both go the same way through the importer and its services. The dry run undoes what a few rows did together, and keeps
what became of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from hashlib import blake2b
from itertools import islice
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import attachments, filestore, importing
from trellis.core.filereading import read
from trellis.core.import_events import ImportEnded
from trellis.core.import_lists import ABOUT
from trellis.core.importing import Fault, Importer, Put, Values
from trellis.core.models import Account, Fate, Import, ImportRow, ImportState, ImportWay
from trellis.core.services import search_index
from trellis.core.services.events import publish
from trellis.core.services.import_earlier import Asked, Earlier
from trellis.core.tablefiles import Line, TableFile
from trellis.core.tasks import JobFailed
from trellis.handbook.errors import TrellisError

AT_ONCE = 50
"""Rows of one step, which holds what it writes (on SQLite the whole database) until it is committed."""
MOST_KEPT = 10_000
"""Bad rows that are listed of an import of all or nothing that was refused."""


class _Undone(Exception):
    """A row of some that are done together, or of an import of all or nothing, is bad."""


@contextmanager
def table_of(found: Import) -> Iterator[TableFile]:
    """The file of an import, unsealed for as long as this lasts. Raises TableFileError, StoreError and JobFailed."""
    attached = attachments.attachments_of(ABOUT, found.pk).first()
    if attached is None:
        raise JobFailed(_("The file is not kept any more."), hint=_("Bring it again."))
    with filestore.drafted(read(attached.stored)) as draft:
        yield TableFile(draft.path, found.form)


def work(run: Any, found: Import, *, is_real: bool) -> None:
    """Go through all rows; `run` is what a job is given. Goes on after its cursor, so that each row is done once.

    Raises JobFailed, TableFileError and `tasks.Stopped`.
    """
    importer, by = importing.importer_named(found.kind), run.by
    if importer is None or by is None or not importing.may_import(by, found.kind):
        raise JobFailed(_("Whoever wanted this may not import it any more."))
    with table_of(found) as table:
        run.report(total=sum(1 for _line in table.lines()))
        rows = asked(importer, found.mapping, table)
        if is_real and found.way == ImportWay.WHOLE:
            _all_or_nothing(run, found, importer, rows)
        else:
            done = run.cursor or 0
            earlier = Earlier(importer, () if is_real else asked(importer, found.mapping, table))
            earlier.keep(islice(rows, done))  # read again, since a later row may be the same as one of them
            while some := tuple(islice(rows, AT_ONCE)):
                done += len(some)
                with run.step(cursor=done, done=done):
                    _put_some(found, importer, some, by, is_real=is_real, before=earlier.needed_by(some))
                earlier.keep(some)
    with run.step():
        conclude(found, is_real=is_real, by=by)


def asked(importer: Importer, mapping: dict[str, int], table: TableFile) -> Iterator[Asked]:
    """The rows of a file, read and held against each other. The same in each try."""
    seen: dict[bytes, int] = {}
    for line in table.lines():
        if line.trouble:
            yield Asked(line, {}, (Fault("", "", line.trouble, line.remedy),))
            continue
        values, faults = importing.read_row(importer, mapping, line.cells)
        if not faults:
            faults = _twice(importer, values, line, seen)
        yield Asked(line, values, tuple(faults))


def _twice(importer: Importer, values: Values, line: Line, seen: dict[bytes, int]) -> list[Fault]:
    names = [blake2b(name.encode(), digest_size=12).digest() for name in importer.identify(values)]
    before = next((seen[name] for name in names if name in seen), None)
    if before is None:
        seen.update(dict.fromkeys(names, line.number))
        return []
    return [
        Fault(
            "", "", _("This is about the same as line %(line)d.") % {"line": before},
            _("Keep the one that is right."),
        )
    ]  # fmt: skip


def _put_some(
    found: Import,
    importer: Importer,
    some: Sequence[Asked],
    by: Account,
    *,
    is_real: bool,
    before: Sequence[Asked] = (),
) -> list[ImportRow]:
    """What becomes of some rows; in a dry run, after those gone by `before` that they need, and all of it undone.

    Where their room does many at once, they are done so; where one of them cannot be, that is undone, and each is done
    by itself.
    """
    every, rows = (*before, *some), None
    if importer.together is not None:
        with suppress(_Undone):
            around = importer.together([each.values for each in every if not each.faults])
            rows = _put_all(found, importer, every, by, around, is_real=is_real, is_strict=True)
    if rows is None:
        rows = _put_all(found, importer, every, by, nullcontext(), is_real=is_real)
    return ImportRow.objects.bulk_create(rows[len(before) :])


def _put_all(
    found: Import,
    importer: Importer,
    every: Sequence[Asked],
    by: Account,
    together: AbstractContextManager[None],
    *,
    is_real: bool,
    is_strict: bool = False,
) -> list[ImportRow]:
    """What becomes of rows in one transaction. Where it is strict, raises _Undone for one that is refused."""
    rows = []
    with transaction.atomic():
        with search_index.together(), together:
            for each in every:
                row = _put(found, importer, each, by, is_real=is_real, is_strict=is_strict)
                if is_strict and row.fate == Fate.BAD and not each.faults:
                    raise _Undone
                rows.append(row)
        if not is_real:
            transaction.set_rollback(True)
    return rows


def _put(
    found: Import, importer: Importer, each: Asked, by: Account, *, is_real: bool, is_strict: bool
) -> ImportRow:
    """What becomes of a row. One that is refused is undone by itself; where it is strict, with all around it."""
    row = ImportRow(of=found, is_real=is_real, number=each.line.number)
    faults, put = list(each.faults), None
    if not faults:
        try:
            with transaction.atomic(savepoint=not is_strict):
                put = importer.put(each.values, by)
        except TrellisError as error:
            faults = [_fault(found, importer, error, each.line)]
        except (DataError, IntegrityError):
            reason = _("The database does not take this row.")
            faults = [Fault("", "", reason, _("Look whether another record is like it."))]
    if put is None:
        row.fate, row.faults, row.what = (
            Fate.BAD,
            [fault.plain() for fault in faults],
            _called(importer, each),
        )
        return row
    _say(row, put)
    return row


def _say(row: ImportRow, put: Put) -> None:
    row.fate, row.what = put.fate, put.what[:200]
    row.changes = [list(change) for change in put.changes]


def _fault(found: Import, importer: Importer, error: TrellisError, line: Line) -> Fault:
    """A refusal, with what stands in the column that it is about; services say a field, which a column may be."""
    said = getattr(error, "column", "") or getattr(error, "field", "")
    column = said if importer.column(said) is not None else ""
    at = found.mapping.get(column)
    cell = line.cells[at] if at is not None and at < len(line.cells) else ""
    return importing.fault_of(error, column, cell)


def _called(importer: Importer, each: Asked) -> str:
    """What a bad row is about, as far as it says: its first column."""
    return str(each.values.get(importer.columns[0].key, ""))[:200]


def _all_or_nothing(run: Any, found: Import, importer: Importer, rows: Iterator[Asked]) -> None:
    """All rows in one transaction, or none of them; then the bad ones are kept, so that people see why."""
    if run.cursor is not None:
        return
    bad: list[ImportRow] = []
    done = 0
    try:
        with run.step() as step:
            while some := tuple(islice(rows, AT_ONCE)):
                made = _put_some(found, importer, some, run.by, is_real=True)
                bad += [row for row in made if row.fate == Fate.BAD][: MOST_KEPT - len(bad)]
                done += len(some)
                run.report()  # only hears whether to stop: a word written here would lock the job until the end
            if bad:
                raise _Undone
            step.at(cursor=done, done=done)
    except _Undone:
        with run.step(cursor=done, done=done):
            ImportRow.objects.bulk_create(bad, batch_size=500)


def conclude(found: Import, *, is_real: bool, by: Account) -> None:
    """Count what became of the rows and say that this part is over. In the transaction of a step."""
    row = Import.objects.select_for_update(of=("self",)).get(pk=found.pk)
    counts = counted(row, is_real=is_real)
    if not is_real:
        row.looked, row.state = counts, ImportState.LOOKED
        row.save(update_fields=["looked", "state"])
        return
    is_written = not (row.way == ImportWay.WHOLE and counts[Fate.BAD])
    row.made, row.finished_at = counts, timezone.now()
    row.state = ImportState.DONE if is_written else ImportState.REFUSED
    row.save(update_fields=["made", "state", "finished_at"])
    publish(ImportEnded(row.pk, by.pk, row.kind, is_written, **counts))


def counted(found: Import, *, is_real: bool) -> dict[str, int]:
    """How many rows there are of each fate."""
    rows = ImportRow.objects.filter(of=found, is_real=is_real)
    counts = dict(rows.order_by().values_list("fate").annotate(Count("pk")))
    return {str(fate): counts.get(str(fate), 0) for fate in Fate.values}
