"""`trellis import` and `trellis export-all` at a terminal: in the name of the owner, without a job."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trellis.config.serving import SETTINGS
from trellis.handbook.errors import TrellisError

if TYPE_CHECKING:
    from trellis.core.rules import Account, Import

PIECE = 64 * 1024
MOST_TOLD = 100
"""Bad rows that are printed; as JSON all are."""


class CommandError(TrellisError):
    """The command was asked for what there is not."""

    code = "import-command"


class Here:
    """What the rows of an import are done with outside of a job: steps that are committed, and nothing that is told.

    The `cursor` is how many rows were done before, by a process that was killed.
    """

    key: None = None

    def __init__(self, by: Account, cursor: int | None = None) -> None:
        self.by, self.cursor = by, cursor

    @contextmanager
    def step(self, **_said: Any) -> Iterator[Here]:
        """A part that is committed as a whole."""
        from django.db import transaction

        with transaction.atomic():
            yield self

    def at(self, **_said: Any) -> None:
        """Nobody asks how far it is."""

    def report(self, **_said: Any) -> None:
        """Likewise."""


def run(kind: str, file: str, *, dry_run: bool, whole: bool, as_json: bool) -> int:
    """Import a file and print what came of it; 1 where rows were bad. Starts Django.

    Raises TrellisError for what cannot be imported at all.
    """
    found, bad = bring_in(Path(file), kind=kind, dry_run=dry_run, whole=whole, by=_start())
    _tell(found, bad, as_json=as_json)
    return 1 if bad else 0


def bring_in(
    path: Path, *, kind: str, dry_run: bool, whole: bool, by: Account
) -> tuple[Import, list[tuple[int, list[dict[str, str]]]]]:
    """Import a file, here and now; gives the import, and the bad rows with what is wrong with each.

    Headings are guessed, as nobody can be asked. With `whole`, nothing is imported where a row is bad. An import of the
    same file that was killed goes on, in the way in which it was begun. Raises TrellisError.
    """
    from trellis.core import import_lists, importing
    from trellis.core.rules import ImportState, ImportWay
    from trellis.core.services import imports

    if importing.importer_named(kind) is None:
        known = ", ".join(each.name for each in importing.importers())
        raise CommandError(f"Nothing called “{kind}” can be imported.", hint=f"There is: {known}.")
    with path.open("rb") as content:
        pieces = iter(lambda: content.read(PIECE), b"")
        found = imports.begin(kind=kind, name=path.name, pieces=pieces, by=by)
    before = imports.cut_off_before(found=found, by=by)
    if before is not None and not (dry_run and before.state == ImportState.RUNNING):
        imports.take_back(found=found, by=by)
        found = before
    if found.state == ImportState.RUNNING:
        _work(found, by, is_real=True)
        return found, list(import_lists.rows_of(found, fate="bad").values_list("number", "faults"))
    if found.state == ImportState.LOOKING:
        found = imports.begin_anew(found=found, by=by)
    found = imports.look(found=found, by=by, here=True)
    _work(found, by, is_real=False)
    counts = found.looked
    if not dry_run and counts["new"] + counts["changed"] and not (whole and counts["bad"]):
        way = ImportWay.WHOLE if whole else ImportWay.SKIP
        found = imports.run(found=found, way=way, by=by, here=True)
        _work(found, by, is_real=True)
    bad = import_lists.rows_of(found, fate="bad").values_list("number", "faults")
    return found, list(bad)


def _work(found: Import, by: Account, *, is_real: bool) -> None:
    """Go through the rows, after those that a process that was killed has done."""
    from django.db import IntegrityError

    from trellis.core.services import import_rows

    done = sum(import_rows.counted(found, is_real=is_real).values())
    try:
        import_rows.work(Here(by, done or None), found, is_real=is_real)
    except IntegrityError as error:
        raise CommandError(
            "Somebody else is importing this file at the moment.", hint="Wait until that has come to its end."
        ) from error
    found.refresh_from_db()


def export_all(file: str) -> None:
    """Write everything, as it is at one moment, into a file. Starts Django; raises TrellisError."""
    owner = _start()
    from trellis.config.backups import tables
    from trellis.core.services import everything

    draft = Path(f"{file}.part")
    try:
        with tables.snapshot():
            manifest = everything.write(draft, by=owner)
        draft.chmod(0o600)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    rows = sum(each["rows"] for each in manifest["records"].values())
    click.echo(f"{file}: {rows:,} records of {len(manifest['records'])} kinds, {manifest['files']:,} files.")


def _start() -> Account:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # takes longer than all of `trellis --help`

    django.setup()
    from trellis.config import preparing
    from trellis.core.queries import first_owner

    with preparing.alone():
        preparing.migrate()
    owner = first_owner()
    if owner is None:
        raise CommandError("There is no owner yet.", hint="Start the site first: ./trellis up")
    return owner


def _tell(found: Import, bad: list[tuple[int, list[dict[str, str]]]], *, as_json: bool) -> None:
    counts, is_done = found.made or found.looked, found.state == "done"
    if as_json:
        rows = [{"line": line, "faults": faults} for line, faults in bad]
        click.echo(
            json.dumps({"state": found.state, "imported": is_done, **counts, "bad_rows": rows}, indent=1)
        )
        return
    told = ", ".join(f"{counts[name]:,} {name}" for name in ("new", "changed", "same", "bad"))
    click.echo(f"{'Imported' if is_done else 'Nothing was imported'}: {told}.")
    for line, faults in bad[:MOST_TOLD]:
        for fault in faults:
            where = f"{fault['column']} “{fault['value']}”: " if fault["column"] else ""
            click.echo(f"line {line}: {where}{fault['reason']} {fault['remedy']}", err=True)
    if len(bad) > MOST_TOLD:
        click.echo(f"… and {len(bad) - MOST_TOLD:,} more bad rows; --json has all of them.", err=True)
