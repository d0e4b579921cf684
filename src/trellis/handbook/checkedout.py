"""Which revision a folder is checked out at, if what stands in it is what was committed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from trellis.handbook.git import GitError, entries_of, resolve, run, tree_of
from trellis.handbook.source import (
    is_data,
    is_page,
    is_skipped_name,
)

_last_trees: dict[Path, tuple[str, dict[str, str]]] = {}
"""Of each folder, the tree that was checked out when it was last asked for, with the identities of its files."""


def checked_out_revision(folder: Path, contents: Mapping[str, str]) -> str | None:
    """The commit checked out in a folder, with `+changes` where the contents are not the commit's; else `None`.

    Compares identities with the commit's tree: no filter or monitor that the repository configures is run.
    """
    if not any((parent / ".git").exists() for parent in (folder.resolve(), *folder.resolve().parents)):
        return None
    try:
        commit = resolve(folder, "HEAD")
        committed = _committed(folder, tree_of(folder, commit))
    except GitError:
        return None
    same = all(committed.get(path) == content for path, content in contents.items())
    gone = any(path not in contents and _is_read(path) for path in committed)
    return commit if same and not gone else f"{commit}+changes"


def _committed(folder: Path, tree: str) -> Mapping[str, str]:
    """The identities of the files of a tree or commit, brought forward from the last one by what differs."""
    before, known = _last_trees.get(folder, ("", {}))
    if before == tree:
        return known
    found = _brought_forward(folder, known, before, tree) if before else None
    if found is None:
        found = {entry.path: entry.id for entry in entries_of(folder, tree)}
    _last_trees[folder] = (tree, found)
    return found


def _brought_forward(folder: Path, known: Mapping[str, str], before: str, tree: str) -> dict[str, str] | None:
    """The files of a tree, from those of another one; `None` where Git no longer has that."""
    done = run(folder, "diff-tree", "-r", "-z", "--no-renames", before, tree)
    if done.returncode != 0:
        return None
    found = dict(known)
    words = done.stdout.split(b"\0")[:-1]
    for facts, name in zip(words[::2], words[1::2], strict=True):
        _old_mode, mode, _old, new, _status = facts.decode("ascii").split()
        path = os.fsdecode(name)
        if mode == "000000":
            found.pop(path, None)
        else:
            found[path] = new
    return found


def _is_read(path: str) -> bool:
    return (is_page(path) or is_data(path)) and not any(is_skipped_name(part) for part in path.split("/"))
