"""When a page changed last, where Git knows.

The history of a large repository takes seconds to read, so a thread reads it; until it is known, pages say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trellis.handbook import git
from trellis.handbook.directory import DirectorySource
from trellis.handbook.errors import TrellisError
from trellis.handbook.git import GitSource
from trellis.handbook.source import MountedSources, Source
from trellis.pages.queries.current import Edition

_FORMAT = "%x01%H%x00%cI%x00%an"


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a page: when, by whom, in which commit."""

    when: datetime
    author: str
    commit: str


def last_change(edition: Edition, path: str) -> Change | None:
    """The last commit that touched a file; `None` where it is not known."""
    changes: Mapping[str, Change] = edition.kept("history")
    return changes.get(path)


def learn_history(edition: Edition) -> None:
    """Read when every file changed last, and remember it for this edition and those after it. Takes seconds."""
    known = edition.kept("history")
    known.update(_changes(edition.handbook.source, ""))


def _changes(source: Source, mount: str) -> Iterator[tuple[str, Change]]:
    if isinstance(source, MountedSources):
        for inner_mount, inner in source.sources.items():
            yield from _changes(inner, f"{inner_mount}/" if inner_mount else "")
    elif isinstance(source, DirectorySource):
        folder = source.path if source.path.is_dir() else source.path.parent
        yield from _log(folder, "HEAD", mount)
    elif isinstance(source, GitSource):
        yield from _log(source.path, source.wanted, mount)


def _log(folder: Path, revision: str, mount: str) -> Iterator[tuple[str, Change]]:
    """The files of a folder with their last commits; nothing where it is no repository."""
    try:
        done = git.run(
            folder, "log", f"--format={_FORMAT}", "--name-only", "--no-renames", "--relative", "-z",
            "--end-of-options", revision, "--", ".",
        )  # fmt: skip
    except TrellisError:
        return
    if done.returncode != 0:
        return
    seen: set[str] = set()
    for commit in done.stdout.decode("utf-8", "replace").split("\x01")[1:]:
        identifier, when, rest = commit.split("\x00", 2)
        author, _end, names = rest.partition("\x00")
        change = Change(datetime.fromisoformat(when), author.strip("\n"), identifier)
        for name in names.strip("\x00\n").split("\x00"):
            path = name.strip("\n")
            if path and path not in seen:
                seen.add(path)
                yield f"{mount}{path}", change
