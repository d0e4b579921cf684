"""`trellis backup` and `trellis restore` at a terminal: what is asked, what is told, how they end."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trellis.config import places, secret_key
from trellis.config.backups import checking, keys
from trellis.config.readers import Reader
from trellis.config.serving import SETTINGS
from trellis.handbook.errors import TrellisError

if TYPE_CHECKING:
    from trellis.config.backups.restoring import Restored

PASSPHRASE = "TRELLIS_BACKUP_PASSPHRASE"  # noqa: S105 - the name of a variable
STANDARD_OUTPUT = "-"
SECRET = "TRELLIS_SECRET_KEY"  # noqa: S105 - as above


class AskingError(TrellisError):
    """A backup was asked for in a way that cannot be done."""

    code = "backup"


def backup(target: str, *, with_keys: bool, keep: int | None, quiet: bool) -> int:
    """Make a backup and look through it; 0 when it is whole. Raises TrellisError where none can be made."""
    place = Path(target)
    if keep is not None and not place.is_dir():
        raise AskingError("--keep needs a folder in --to.", hint="Such as --to /var/backups/trellis")
    if target == STANDARD_OUTPUT and sys.stdout.isatty():
        raise AskingError("A backup is nothing for a terminal.", hint="Send it on: trellis backup --to - | …")
    passphrase = _passphrase(confirm=True) if with_keys else None
    set_up()
    from django.db import DatabaseError

    from trellis.config.backups import making

    tell = teller(quiet)
    try:
        if target == STANDARD_OUTPUT:
            making.write(sys.stdout.buffer, passphrase=passphrase, tell=tell)
            return 0
        file = making.file_in(place, datetime.now(UTC)) if place.is_dir() else place
        with making.new_file(file) as out:
            making.write(out, passphrase=passphrase, tell=tell)
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise AskingError(f"The database cannot be read: {reason}", hint="See ./trellis doctor.") from error
    contents = _looked_through(file)
    tell(
        f"{file}: {file.stat().st_size / 2**20:,.1f} MB, {contents.rows:,} rows, read again and whole."
        + ("" if with_keys else " The secret keys are not in it (--with-keys).")
    )
    if keep is not None:
        for gone in making.prune(place, keep):
            tell(f"Deleted {gone.name}.")
    return 0


def verify(file: str, *, quiet: bool) -> int:
    """Look through a backup and say what it holds; 0 when it is whole. Raises ArchiveError where it is not."""
    contents = _looked_through(Path(file))
    tell, said = teller(quiet), contents.manifest
    tell(f"{file} is whole: {contents.rows:,} rows, {contents.files:,} stored files.")
    tell(f"Made at {said['made_at']} by Trellis {said['trellis']} of a database in {said['database']}.")
    tell(f"Handbooks: {', '.join(kept.name for kept in contents.kept) or 'none'}.")
    tell(
        f"Events: {said['events'].get('size', 0):,} sealed, {said['events'].get('waiting', 0):,} to be sealed."
    )
    tell("Secret keys: sealed with a passphrase." if contents.keys else "Secret keys: not in it.")
    return 0


def restore(file: str, *, with_keys: bool, quiet: bool) -> int:
    """Restore a backup and say what is to be done next. Raises TrellisError where it cannot be, and then nothing is.

    0 when all is there; 1 when the log of events was not whole where the backup was made, which is no reason to lose
    the rest.
    """
    data = Reader().folder("TRELLIS_DATA", places.default_data())
    tell = teller(quiet)
    with Path(file).open("rb") as source:
        tell("Looking through it …")
        contents = checking.look_through(source)
        if with_keys and contents.keys is None:
            raise AskingError(
                "The backup holds no secret keys.", hint="Restore without --with-keys; see what is lost then."
            )
        opened = keys.unseal(contents.keys or b"", _passphrase(confirm=False)) if with_keys else {}
        had_data, had_key = data.exists(), (data / secret_key.FILE_NAME).exists()
        if opened:
            _check_key(data, opened)
            os.environ[SECRET] = opened[SECRET]
        try:
            set_up()  # makes a secret key where there is none
            from trellis.config.backups import restoring

            source.seek(0)
            done = restoring.restore(source, contents, tell=tell)
        except BaseException:
            undo_key(data, had_data=had_data, had_key=had_key)
            raise
    if opened:
        secret_key.store(data, opened[SECRET])
    _conclude(done, contents, opened, tell)
    return _faults(done)


def _conclude(
    done: Restored, contents: checking.Contents, opened: Mapping[str, str], tell: checking.Tell
) -> None:
    from trellis.config.backups import handbooks

    sealed = done.verdict.sealed if done.verdict is not None else 0
    tell(
        f"Restored: {sum(done.rows.values()):,} rows, {done.files:,} stored files, {sealed:,} sealed events."
    )
    words = handbooks.words_for(done.handbooks)
    is_default = (
        len(done.handbooks) == 1 and not done.handbooks[0][1].inside and done.handbooks[0][1].mount is None
    )
    if words and not is_default:
        tell(f"Serve the handbook with:\n  export TRELLIS_HANDBOOK={shlex.quote(os.pathsep.join(words))}")
    said = contents.manifest["settings"]
    if said:
        tell("The site was set up with:")
        for name, value in said.items():
            tell(f"  {name}={shlex.quote(str(value))}")
    if missing := [name for name in contents.manifest["settings_not_kept"] if name not in opened]:
        tell(f"Set as well, but not kept in a backup: {', '.join(map(str, missing))}.")
    for name in opened:
        if name != SECRET:
            tell(f"  export {name}={shlex.quote(opened[name])}")
    if not done.is_signed:
        tell(
            "The secret key is another one than the site had: apps for codes and webhooks must be set up anew, sealed"
            " files cannot be read, and the signatures of the log of events cannot be checked."
        )
    tell("Everybody signs in again. Start the site: ./trellis up")


def _faults(done: Restored) -> int:
    if done.verdict is None or not done.verdict.faults:
        return 0
    click.secho("The log of events is not whole; it was not when the backup was made:", fg="red", err=True)
    for fault in done.verdict.faults:
        click.echo(f"  {fault}", err=True)
    return 1


def _check_key(data: Path, opened: Mapping[str, str]) -> None:
    present = os.environ.get(SECRET) or ""
    file = data / secret_key.FILE_NAME
    if not present and file.exists():
        present = secret_key.stored_key(data)
    if present and present != opened.get(SECRET):
        raise AskingError(
            "There is a secret key here, and it is another one than in the backup.",
            hint=f"Move {file} away or unset {SECRET}, or restore without --with-keys.",
        )


def undo_key(data: Path, *, had_data: bool, had_key: bool) -> None:
    """What failed leaves no trace: neither a key that was made for it nor the folder."""
    with suppress(OSError):
        if not had_key:
            (data / secret_key.FILE_NAME).unlink(missing_ok=True)
        if not had_data:
            data.rmdir()


def set_up() -> None:
    """Start Django, which makes a secret key where there is none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # takes longer than all of `trellis --help`

    django.setup()


def _passphrase(*, confirm: bool) -> str:
    given = os.environ.get(PASSPHRASE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise AskingError(
            "There is no passphrase.", hint=f"Put it into {PASSPHRASE}, or run this in a terminal."
        )
    asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True)
    return asked


def _looked_through(file: Path) -> checking.Contents:
    try:
        with file.open("rb") as source:
            return checking.look_through(source)
    except FileNotFoundError:
        raise AskingError(f"There is no file {file}.") from None


def teller(quiet: bool) -> checking.Tell:
    """What prints a line on standard error, unless nothing is to be told."""

    def tell(line: str) -> None:
        if not quiet:
            click.echo(line, err=True)

    return tell
