"""Two lines of commits brought together as whole trees: every file, mode, link and submodule of the repository.

A proposal changes pages of the handbook, and `Repository.merge` is enough for it. What is committed elsewhere may
change anything, also outside the handbook's folder, and none of it may be lost.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from trellis.handbook import git
from trellis.handbook.git import GitError
from trellis.handbook.merging import Conflict, merge_texts
from trellis.handbook.repositories import Repository
from trellis.handbook.source import printable

_REGULAR = (b"100644", b"100755")
_LARGEST_TEXT = 10 * 2**20


class Joined(NamedTuple):
    """The tree that holds both changes, or (then there is none) the files that both changed in the same place."""

    tree: str
    conflicts: tuple[str, ...]


class LargeFile(NamedTuple):
    """A file of some commit, with its size in bytes."""

    path: str
    size: int


def join(repository: Repository, ours: str, theirs: str) -> Joined:
    """Bring two lines together. Writes objects and nothing else. Raises GitError where Git cannot."""
    base = repository.merge_base(ours, theirs)
    with tempfile.TemporaryDirectory(prefix="trellis-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        _must(repository, "read-tree", "-i", "-m", "--aggressive", base, ours, theirs, variables=index)
        listed = _must(repository, "ls-files", "--unmerged", "-z", "--full-name", variables=index)
        conflicts, solved = [], []
        for path, sides in _unmerged(listed).items():
            merged = _merged(repository, path, sides)
            if merged is None:
                conflicts.append(printable(path.decode("utf-8", "replace")))
            else:
                solved.append(merged)
        if conflicts:
            return Joined("", tuple(sorted(conflicts)))
        if solved:
            given = b"".join(line + b"\0" for line in solved)
            _must(repository, "update-index", "-z", "--index-info", given=given, variables=index)
        return Joined(_must(repository, "write-tree", variables=index).decode("ascii").strip(), ())


def larger_than(repository: Repository, limit: int, commit: str, known: Sequence[str]) -> list[LargeFile]:
    """The files larger than a limit that a commit brings with its history, besides what is known already."""
    listed = _must(
        repository, "rev-list", "--objects", "--end-of-options", commit, *(f"^{each}" for each in known)
    )
    sized = _must(repository, "cat-file", "--batch-check=%(objecttype) %(objectsize) %(rest)", given=listed)
    found = []
    for line in sized.decode("utf-8", "replace").splitlines():
        kind, _space, rest = line.partition(" ")
        size, _space, path = rest.partition(" ")
        if kind == "blob" and size.isdecimal() and int(size) > limit:
            found.append(LargeFile(printable(path)[:200], int(size)))
    return sorted(found)


def count(repository: Repository, newer: str, older: str) -> int:
    """How many commits one line has that another has not."""
    return int(_must(repository, "rev-list", "--count", newer, f"^{older}").decode("ascii"))


class Said(NamedTuple):
    """A commit in short: its name, who it is by, and its first line."""

    commit: str
    author: str
    subject: str


def only_in(repository: Repository, newer: str, older: str, most: int) -> tuple[Said, ...]:
    """The commits that one line has and another has not, merges left out, the newest first, at most so many."""
    words = ("--no-merges", f"--max-count={most}", "--format=%h%x00%an%x00%s", newer, f"^{older}")
    listed = _must(repository, "log", *words).decode("utf-8", "replace")
    return tuple(
        Said(*(printable(part)[:200] for part in line.split("\0", 2))) for line in listed.splitlines()
    )


def _unmerged(listed: bytes) -> dict[bytes, dict[int, tuple[bytes, bytes]]]:
    """The mode and object of each side (1 base, 2 ours, 3 theirs) of each file that Git did not bring together."""
    found: dict[bytes, dict[int, tuple[bytes, bytes]]] = {}
    for record in listed.split(b"\0"):
        facts, _tab, path = record.partition(b"\t")
        if facts:
            mode, identifier, stage = facts.split()
            found.setdefault(path, {})[int(stage)] = (mode, identifier)
    return found


def _merged(repository: Repository, path: bytes, sides: dict[int, tuple[bytes, bytes]]) -> bytes | None:
    """The line for Git's index with both changes of a text, `None` where they do not fit."""
    modes = {mode for mode, _identifier in sides.values()}
    if len(sides) != 3 or not modes <= set(_REGULAR):
        return None
    names = [identifier.decode("ascii") for _mode, identifier in (sides[1], sides[2], sides[3])]
    contents = git.read_all_blobs(repository.folder, names, _LARGEST_TEXT + 1)
    texts = [contents[name] for name in names]
    if max(map(len, texts)) > _LARGEST_TEXT:
        return None
    merged = texts[1]
    if names[1] != names[2]:
        found = merge_texts(printable(path.decode("utf-8", "replace")), *texts)
        if isinstance(found, Conflict):
            return None
        merged = found
    # Of two modes the one that differs from the base was meant.
    mode = sides[3][0] if sides[2][0] == sides[1][0] else sides[2][0]
    blob = _must(repository, "hash-object", "-w", "--stdin", "--no-filters", given=merged).strip()
    return mode + b" " + blob + b" 0\t" + path


def _must(
    repository: Repository, *arguments: str, given: bytes = b"", variables: dict[str, str] | None = None
) -> bytes:
    done = git.run(repository.folder, *arguments, given=given, variables=variables)
    if done.returncode != 0:
        said = printable(" ".join(done.stderr.decode("utf-8", "replace").split()))[:300]
        raise GitError(f"Git refused “{arguments[0]}”: {said}", hint="Run `git fsck` in the repository.")
    return done.stdout
