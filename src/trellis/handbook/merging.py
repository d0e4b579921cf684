"""Two changes of one text brought together, line by line: what fits is taken, what does not is shown piece by piece."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from trellis.handbook import git
from trellis.handbook.git import GitError

_WIDTHS = range(47, 200, 2)
"""How many signs a mark of a conflict may have; the first number is taken that no line of the texts looks like."""


class Piece(NamedTuple):
    """A stretch of a merged text: lines that both agree on (`ours` alone), or lines that both changed."""

    is_conflict: bool
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that both sides changed in the same place, or that one side deleted.

    `pieces` are the whole text in order; none where a side has no text of it (`base`, `ours`, `theirs` then say which).
    """

    path: str
    base: str | None
    ours: str | None
    theirs: str | None
    pieces: tuple[Piece, ...]

    def resolved(self, choices: list[str]) -> str:
        """The text with each conflict, in order, replaced by the text chosen for it.

        Raises ValueError where there are more or fewer choices than conflicts.
        """
        wanted = sum(piece.is_conflict for piece in self.pieces)
        if len(choices) != wanted:
            raise ValueError(f"{wanted} conflicts need as many texts, not {len(choices)}")
        chosen = iter(choices)
        return "".join(next(chosen) if piece.is_conflict else piece.ours for piece in self.pieces)


def merge_texts(path: str, base: bytes | None, ours: bytes | None, theirs: bytes | None) -> bytes | Conflict:
    """The text that holds both changes, or the conflict between them; both sides differ from the base here.

    A file that is not UTF-8 is never merged by lines: that is a conflict as a whole.
    """
    if ours is None or theirs is None or base is None:
        return _conflict(path, base, ours, theirs)
    try:
        for side in (base, ours, theirs):
            side.decode("utf-8")
    except UnicodeDecodeError:
        return _conflict(path, base, ours, theirs)
    width = next((width for width in _WIDTHS if not _mark(width).search(base + ours + theirs)), _WIDTHS[-1])
    merged, conflicts = _merge_file(base, ours, theirs, width)
    if not conflicts:
        return merged
    return _conflict(path, base, ours, theirs, _pieces(merged, _mark(width)))


def _conflict(
    path: str,
    base: bytes | None,
    ours: bytes | None,
    theirs: bytes | None,
    pieces: tuple[Piece, ...] = (),
) -> Conflict:
    return Conflict(path, _text(base), _text(ours), _text(theirs), pieces)


def _mark(width: int) -> re.Pattern[bytes]:
    n = b"{%d}" % width
    return re.compile(rb"^(?:(<" + n + rb"|\|" + n + rb"|>" + n + rb") [^\n]*|=" + n + rb")\n", re.MULTILINE)


def _merge_file(base: bytes, ours: bytes, theirs: bytes, width: int) -> tuple[bytes, int]:
    """What `git merge-file` makes of three texts, and how many conflicts it marked."""
    with tempfile.TemporaryDirectory(prefix="trellis-") as name:
        folder = Path(name)
        for side, data in (("ours", ours), ("base", base), ("theirs", theirs)):
            (folder / side).write_bytes(data)
        done = subprocess.run(
            ["git", "merge-file", "-p", "--diff3", f"--marker-size={width}", "ours", "base", "theirs"],
            cwd=folder,
            env=git.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
    if not 0 <= done.returncode <= 127:
        raise GitError("Git cannot merge the two texts.", hint="Change the page anew.")
    return done.stdout, done.returncode


def _pieces(merged: bytes, marks: re.Pattern[bytes]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    sides: list[str] = []
    at = 0
    for mark in marks.finditer(merged):
        text = merged[at : mark.start()].decode("utf-8")
        at = mark.end()
        if (mark[1] or b"")[:1] == b"<":
            if text:
                pieces.append(Piece(is_conflict=False, base=text, ours=text, theirs=text))
            sides = []
            continue
        sides.append(text)
        if len(sides) == 3:
            ours, base, theirs = sides
            pieces.append(Piece(is_conflict=True, base=base, ours=ours, theirs=theirs))
    rest = merged[at:].decode("utf-8")
    if rest:
        pieces.append(Piece(is_conflict=False, base=rest, ours=rest, theirs=rest))
    return tuple(pieces)


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "replace")
