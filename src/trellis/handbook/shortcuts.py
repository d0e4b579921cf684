"""Answers about a repository that need no Git process: where a branch points, and what was asked of commits before.

A process takes some milliseconds of processor time, and a page of a proposal asked for a dozen. Only what is certain is
answered here: a ref that lies in a file of its own, and questions about commits that are named in full, whose answers
never change. For everything else Git is asked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from trellis.handbook import git
from trellis.handbook.source import printable

_NAME = re.compile(rb"(?:[0-9a-f]{40}|[0-9a-f]{64})\n?")
_LONGEST = 1024


def loose_ref(folder: Path, ref: str) -> str | None:
    """The commit that a ref points to, where it has a file of its own; `None` where Git has to be asked.

    `folder` is the top of a work tree whose repository is its `.git`, or a bare repository.
    """
    store = _store_of(folder)
    found = _content(store / ref) if store is not None else None
    return found.decode("ascii").strip() if found is not None and _NAME.fullmatch(found) else None


def checked_out_branch(folder: Path) -> str | None:
    """The whole name of the branch that is checked out; `None` where Git has to be asked."""
    store = _store_of(folder)
    found = _content(store / "HEAD") if store is not None else None
    if found is None or not found.startswith(b"ref: refs/heads/"):
        return None
    return found.decode("utf-8", "surrogateescape").removeprefix("ref: ").removesuffix("\n")


def _store_of(folder: Path) -> Path | None:
    inner = folder / ".git"
    if inner.is_dir():
        return inner
    # Where `.git` is a file, the repository lies elsewhere, and what lies here are the files of a work tree.
    return None if inner.exists() or not (folder / "objects").is_dir() else folder


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST)
    except OSError:
        return None


def of_commits(folder: Path, *words: str) -> bytes | None:
    """What Git says to a question about commits, all of them named in full; `None` where it says no.

    The answer is remembered, because it never changes. Raises GitError where Git fails.
    """
    return _asked(folder, words)


def forget() -> None:
    """Ask Git again for everything: for tests that count how often it is asked."""
    _asked.cache_clear()


@lru_cache(maxsize=4096)
def _asked(folder: Path, words: tuple[str, ...]) -> bytes | None:
    done = git.run(folder, *words, variables={"GIT_LITERAL_PATHSPECS": "1"})
    if done.returncode not in {0, 1}:
        said = printable(done.stderr.decode("utf-8", "replace").strip())[:300]
        raise git.GitError(f"Git refused “{words[0]}”: {said}", hint="Run `git fsck` in the repository.")
    return done.stdout if done.returncode == 0 else None
