"""The example company as a repository of its own, so that it can be changed like a real handbook.

The copy lies in the data directory. As long as nobody has changed it, it follows what Trellis ships; from the first
change on it is its owner's.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from trellis.config import places
from trellis.handbook import git
from trellis.handbook.repositories import Author

TRELLIS = Author("Trellis", "trellis@localhost")
_BRANCH = "main"


def prepare(data: Path) -> Path:
    """The copy of the example in a data directory, made or brought up to date.

    Where Git is missing, or the copy cannot be made, the example itself: it can then be read and not be changed.
    """
    copy = places.example_copy(data)
    try:
        if not copy.exists():
            _make(copy)
        elif _is_ours(copy):
            _renew(copy)
    except (git.GitError, OSError):
        return copy if copy.exists() else places.EXAMPLE
    return copy


def _make(copy: Path) -> None:
    """All or nothing: whatever is cut off on the way leaves a folder that nobody looks at."""
    copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix="example-") as folder:
        new = Path(folder) / "handbook"
        shutil.copytree(places.EXAMPLE, new)
        _git(new, "init", "--quiet", f"--initial-branch={_BRANCH}")
        _commit(new, "The example company")
        os.replace(new, copy)


def _is_ours(copy: Path) -> bool:
    """Whether nobody but Trellis has committed, proposed or changed anything."""
    authors = set(_git(copy, "log", "--all", "--format=%ae").split())
    return authors == {TRELLIS.email} and not _git(copy, "status", "--porcelain")


def _renew(copy: Path) -> None:
    for entry in copy.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.copytree(places.EXAMPLE, copy, dirs_exist_ok=True)
    if _git(copy, "status", "--porcelain"):
        _commit(copy, "The example company, as it is now")


def _commit(folder: Path, message: str) -> None:
    _git(folder, "add", "--all", "--force", ".")
    names = {
        "GIT_AUTHOR_NAME": TRELLIS.name, "GIT_AUTHOR_EMAIL": TRELLIS.email,
        "GIT_COMMITTER_NAME": TRELLIS.name, "GIT_COMMITTER_EMAIL": TRELLIS.email,
    }  # fmt: skip
    _git(folder, "commit", "--quiet", "--no-gpg-sign", "--message", message, variables=names)


def _git(folder: Path, *arguments: str, variables: dict[str, str] | None = None) -> str:
    done = git.run(folder, *arguments, variables=variables)
    if done.returncode != 0:
        raise git.GitError(f"Git cannot {arguments[0]} in {folder}.", code="example")
    return done.stdout.decode("utf-8", "replace").strip()
