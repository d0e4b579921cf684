"""`trellis import-all` at a terminal: what is told, how it ends."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from trellis.config import places, secret_key
from trellis.config.backups import asking, handbooks
from trellis.config.moving import bundle
from trellis.config.readers import Reader

if TYPE_CHECKING:
    from trellis.config.moving.bringing import Brought
    from trellis.config.moving.looking import Contents, Tell


def import_all(file: str, *, dry_run: bool, quiet: bool) -> int:
    """Take an export in and say what is to be done next; 0 when all is there. Raises TrellisError, and nothing is."""
    data = Reader().folder("TRELLIS_DATA", places.default_data())
    tell = asking.teller(quiet)
    had_data, had_key = data.exists(), (data / secret_key.FILE_NAME).exists()
    is_kept = False
    try:
        asking.set_up()  # makes a secret key where there is none
        from trellis.config.moving import bringing, looking

        with bundle.opened(Path(file)) as opened:
            tell("Looking through it …")
            contents = looking.look_through(opened)
            _say_what(contents, tell)
            if dry_run:
                return 0
            done = bringing.bring(opened, contents, tell=tell)
        is_kept = True
    finally:
        if not is_kept:
            asking.undo_key(data, had_data=had_data, had_key=had_key)
    _conclude(done, contents, tell)
    return 0


def _say_what(contents: Contents, tell: Tell) -> None:
    rows = sum(shape.rows for shape in contents.shapes)
    made = f"exported at {contents.made_at.isoformat(timespec='minutes')} by Trellis {contents.made_by}"
    tell(
        f"It is whole, {made}. Records: {rows:,}, files: {len(contents.files):,}, handbooks:"
        f" {len(contents.handbooks):,}."
    )
    for note in contents.notes:
        tell(note)


def _conclude(done: Brought, contents: Contents, tell: Tell) -> None:
    tell(
        f"Imported: {sum(done.rows.values()):,} records, {done.files:,} files, {done.events:,} sealed events."
    )
    words = handbooks.words_for(done.handbooks)
    is_default = (
        len(done.handbooks) == 1 and not done.handbooks[0][1].inside and not done.handbooks[0][1].mount
    )
    if words and not is_default:
        tell(f"Serve the handbook with:\n  export TRELLIS_HANDBOOK={shlex.quote(os.pathsep.join(words))}")
    if not words:
        tell("It holds no handbook: name one in TRELLIS_HANDBOOK.")
    tell(
        "Nobody has a password, passkey, token or webhook here. Start the site (./trellis up), sign in with the link"
        " that it prints, and send everybody a link for a new password."
    )
