"""The past of a handbook's files: which commits touched them, what they were, who wrote each line.

Only plumbing of Git is asked, so that nothing in a repository's configuration changes the answers. Whatever comes from
outside (a path, the name of a commit) is looked up in Git's trees and in the commits that the served one builds on;
nothing else of a repository can be read here.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from trellis.handbook import git
from trellis.handbook.commits import Commit, commit_of
from trellis.handbook.directory import DirectorySource
from trellis.handbook.git import GitError, GitSource
from trellis.handbook.source import MountedSources, Source, is_data, is_page, is_skipped_name, printable

ADDED, CHANGED, DELETED = "added", "changed", "deleted"
RENAMED, MOVED = "renamed", "moved"

MOST_BYTES = 2 * 2**20
"""Of a file; what is larger was never a page for reading."""

NAME = re.compile(r"[0-9a-f]{7,64}")
"""How a commit may be named: its identifier, or the beginning of it."""

AT_ONCE = 200
"""Commits that are asked for together."""

_LONGEST_MESSAGE = 64 * 1024
_LONGEST_PATH = 1024
_RENAMES = ("-M", "-l1000")
_SECONDS = 120
_IDENTIFIER = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PLAIN_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_BLAMED = re.compile(r"(?P<commit>[0-9a-f]{40,64}) \d+ (?P<line>\d+)(?: (?P<count>\d+))?")


class NoHistoryError(GitError):
    """A handbook, or a part of one, of which Git knows nothing; `code` says why."""

    code = "handbook.no-history"


class Touch(NamedTuple):
    """That a commit touched a file.

    `how` is a constant of this module. `other` is the name before for `renamed`, the name after for `moved` (which is
    how a rename looks from the old name). `old` and `new` identify the contents, empty where there were none.
    """

    commit: str
    path: str
    how: str
    old: str
    new: str
    other: str = ""


class Entry(NamedTuple):
    """A regular file of a commit's tree: what identifies its contents, and how many bytes they have."""

    id: str
    size: int


@dataclass(frozen=True, slots=True)
class Archive:
    """The commits that the served one builds on, as far as they concern the handbook's folder.

    `folder` is a work tree, a folder in one, or a bare repository; `prefix` the path of the handbook's files below the
    top of the tree (empty, or with a slash at its end); `tip` the served commit. Paths go in and out without the
    prefix. Methods run one or two processes unless they say otherwise.
    """

    folder: Path
    prefix: str
    tip: str

    # -- which commits

    def touches(self, path: str) -> Iterator[Touch]:
        """The commits that touched a file, the newest first, renames followed within the handbook's folder.

        Read from Git in batches, as far as the caller goes on: each looks through the history again.
        """
        start: str | None = self.tip
        while start is not None:
            start, path = yield from self._under_one_name(start, path)

    def has(self, commit: str) -> bool:
        """Whether a commit is the served one or among those that it builds on."""
        return git.run(self.folder, "merge-base", "--is-ancestor", commit, self.tip).returncode == 0

    def named(self, name: str) -> tuple[str, ...]:
        """The commits whose identifiers begin so, reachable or not."""
        if not NAME.fullmatch(name):
            return ()
        if len(name) in {40, 64}:
            return (name,) if self.commits([name]) else ()
        listed = self._git("rev-parse", f"--disambiguate={name}") or b""
        return tuple(self.commits(listed.decode("ascii", "replace").split()[:AT_ONCE]))

    def commits(self, ids: Iterable[str]) -> dict[str, Commit]:
        """Commits by their identifiers; what is no commit is left out."""
        found = git.read_blobs(self.folder, ids, _LONGEST_MESSAGE)
        read = {identifier: commit_of(identifier, data) for identifier, data in found.items()}
        return {identifier: commit for identifier, commit in read.items() if commit is not None}

    def files_of(self, commits: Iterable[Commit]) -> dict[str, tuple[str, ...]]:
        """All files that each of some commits made different from its first parent, be they pages or not; files outside
        the handbook's folder do not count. One process.
        """
        wanted = list(commits)
        found: dict[str, list[str]] = {commit.id: [] for commit in wanted}
        words = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--root")
        fields = _fields(self.folder, words, [f"{commit.id} {commit.parent}".strip() for commit in wanted])
        identifier = ""
        for record in fields:
            if not record.startswith(b":"):
                identifier = record.decode("ascii", "replace").split(" ")[0].strip()
                continue
            name = os.fsdecode(next(fields, b""))
            if name.startswith(self.prefix):
                found.setdefault(identifier, []).append(name[len(self.prefix) :])
        return {identifier: tuple(names) for identifier, names in found.items()}

    def before(self, moment: datetime) -> str | None:
        """The commit that was served last before a moment, `None` where there was none. Looks through all commits."""
        # The first parents are the line of what was served; `--before` includes the second that it names.
        seconds = int(moment.timestamp()) - 1
        if seconds < 0:
            return None
        until = f"--before=@{seconds}"
        found = self._git("rev-list", "--max-count=1", "--first-parent", until, self.tip)
        return (found or b"").decode("ascii").strip() or None

    def edges(self) -> frozenset[str]:
        """The commits at which a shallow copy of a repository begins: what they hold may be much older."""
        place = (
            (self._git("rev-parse", "--git-path", "shallow") or b"")
            .decode("utf-8", "surrogateescape")
            .strip()
        )
        file = self.folder / place
        if not place or not file.is_file():
            return frozenset()
        return frozenset(file.read_text("ascii", "replace").split())

    # -- what was there

    def entry(self, commit: str, path: str) -> Entry | None:
        """A file as a commit has it; `None` where it has no regular file of this path."""
        if not readable(path):
            return None
        listed = self._git(
            "ls-tree", "-z", "-l", "--full-tree", commit, "--", self.prefix + path, literal=True
        )
        facts, _tab, name = (listed or b"").removesuffix(b"\0").partition(b"\t")
        words = facts.decode("ascii", "replace").split()
        if len(words) != 4 or not words[0].startswith("100") or os.fsdecode(name) != self.prefix + path:
            return None
        return Entry(words[2], int(words[3]) if words[3].isdigit() else 0)

    def contents(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The contents that identifiers name, by one process; a file that is too large is cut."""
        return git.read_blobs(self.folder, ids, MOST_BYTES)

    # -- who wrote what

    def blame(self, commit: str, path: str, chain: Sequence[tuple[str, str]] = ()) -> list[str]:
        """For each line of a file as a commit has it, the commit that wrote it; empty where it came from outside the
        handbook's folder.

        `chain` may give the commits that touched the file, with their parents, when they follow one another without a
        branch: Git then looks at no other. Without it, it looks through the whole history.
        """
        with tempfile.NamedTemporaryFile("w", prefix="trellis-", encoding="ascii") as revisions:
            given = ["-S", revisions.name] if chain else []
            revisions.writelines(f"{line}\n" for line in _as_line(commit, chain))
            revisions.flush()
            done = git.run(
                self.folder, "-c", "blame.ignoreRevsFile=", "blame", "--porcelain", "--no-textconv", *given,
                commit, "--", path,
            )  # fmt: skip
        return _blamed(done.stdout, self.prefix) if done.returncode == 0 else []

    # -- how

    def _under_one_name(self, start: str, path: str) -> Generator[Touch, None, tuple[str | None, str]]:
        """The touches of one name; ends where it was renamed from another, with where and how to go on."""
        skipped = 0
        while True:
            listed = self._git(
                "rev-list", f"--max-count={AT_ONCE}", f"--skip={skipped}", start, "--", path, literal=True
            )
            ids = (listed or b"").decode("ascii", "replace").split()
            for touch in touches_of(self.folder, self.prefix, ids, path):
                whole = self._with_rename(touch)
                yield whole
                if whole.how == RENAMED:
                    return self.commits([touch.commit])[touch.commit].parent or None, whole.other
            if len(ids) < AT_ONCE:
                return None, path
            skipped += AT_ONCE

    def _with_rename(self, touch: Touch) -> Touch:
        """The same touch, as a rename where the file only came from another name or went to one."""
        if touch.how not in {ADDED, DELETED}:
            return touch
        found = touches_of(self.folder, self.prefix, [touch.commit])
        return next((whole for whole in found if whole.path == touch.path), touch)

    def _git(self, *arguments: str, literal: bool = False) -> bytes | None:
        variables = {"GIT_LITERAL_PATHSPECS": "1"} if literal else {}
        done = git.run(self.folder, *arguments, variables=variables)
        return done.stdout if done.returncode == 0 else None


def archive_of(source: Source, path: str) -> tuple[Archive, str]:
    """The archive that a file of a handbook belongs to, and the file's path there.

    Raises NoHistoryError where the file lies in a plain folder (`handbook.no-git`), in a repository without a commit
    (`handbook.no-commit`), or outside all sources.
    """
    if isinstance(source, MountedSources):
        mount, inner = source.owner(path)
        return archive_of(source.sources[mount], inner)
    if isinstance(source, DirectorySource):
        return _archive(source.path if source.path.is_dir() else source.path.parent, "HEAD"), path
    if isinstance(source, GitSource):
        return _archive(source.path, source.wanted), path
    raise NoHistoryError("This handbook is not kept in Git.", code="handbook.no-git")


def readable(path: str) -> bool:
    """Whether a path may name a file of a handbook, now or in the past: a page or data file, nowhere hidden."""
    parts = path.split("/")
    wrong = any(part in {"", "..", "."} or is_skipped_name(part) for part in parts)
    return (
        not wrong and path.isprintable() and len(path) <= _LONGEST_PATH and (is_page(path) or is_data(path))
    )


def touches_of(folder: Path, prefix: str, commits: Sequence[str], path: str = "") -> Iterator[Touch]:
    """What each of some commits did to the files of a handbook, or to one of them (then a rename is an addition).

    A merge touched what it made different from all its parents. One process, whose answer is read as it comes.
    """
    renames = () if path else _RENAMES
    within = ("--", path) if path else ("--", ".") if prefix else ()
    words = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "-c", "--root", *renames, *within)
    commit = ""
    fields = _fields(folder, words, commits)
    for record in fields:
        if not record.startswith(b":"):
            commit = record.decode("ascii", "replace").strip()
            continue
        parents = len(record) - len(record.lstrip(b":"))
        facts = record.decode("ascii", "replace").lstrip(":").split()
        modes, ids, status = facts[: parents + 1], facts[parents + 1 : -1], facts[-1]
        first = os.fsdecode(next(fields, b""))
        second = os.fsdecode(next(fields, b"")) if parents == 1 and status[:1] in "RC" else ""
        yield from _read(commit, prefix, modes, ids, first, second)


def _read(
    commit: str, prefix: str, modes: list[str], ids: list[str], first: str, second: str
) -> Iterator[Touch]:
    """One record of `diff-tree` as touches of regular files within the handbook: two for a rename."""
    before = _inner(prefix, first) if modes[0].startswith("100") else ""
    after = _inner(prefix, second or first) if modes[-1].startswith("100") else ""
    old, new = ids[0] if before else "", ids[-1] if after else ""
    if before and after and before != after:
        yield Touch(commit, after, RENAMED, old, new, before)
        yield Touch(commit, before, MOVED, old, "", after)
    elif before or after:
        how = ADDED if not before else DELETED if not after else CHANGED
        yield Touch(commit, after or before, how, old, new)


def _inner(prefix: str, path: str) -> str:
    """A path of the whole tree within the handbook; empty where it lies outside, or is no page or data file."""
    inner = path[len(prefix) :] if path.startswith(prefix) else ""
    return inner if inner and readable(inner) else ""


def _fields(folder: Path, words: Sequence[str], commits: Sequence[str]) -> Iterator[bytes]:
    """What Git answers about some commits, taken apart at its zero bytes, as it comes."""
    if not commits:
        return
    with tempfile.TemporaryFile() as questions:
        questions.write("".join(f"{commit}\n" for commit in commits).encode("ascii"))
        questions.seek(0)
        with subprocess.Popen(
            git.command(folder, *words),
            env={**git.environment(), "GIT_LITERAL_PATHSPECS": "1"},
            stdin=questions,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert process.stdout is not None
            limit = threading.Timer(_SECONDS, process.kill)
            limit.start()
            try:
                rest = b""
                while block := process.stdout.read1(2**18):  # type: ignore[attr-defined]
                    *fields, rest = (rest + block).split(b"\0")
                    yield from fields
            finally:
                limit.cancel()
                process.kill()


# -- how


def _archive(folder: Path, revision: str) -> Archive:
    if _PLAIN_REVISION.fullmatch(revision):
        # Most answers need one process.
        both = git.run(folder, "rev-parse", "--show-prefix", f"{revision}^{{commit}}")
        prefix, _end, tip = os.fsdecode(both.stdout).removesuffix("\n").rpartition("\n")
        if both.returncode == 0 and "\n" not in prefix and _IDENTIFIER.fullmatch(tip):
            return Archive(folder, prefix, tip)
    shown = git.run(folder, "rev-parse", "--show-prefix")
    if shown.returncode != 0:
        raise NoHistoryError(
            f"“{printable(str(folder))}” is a plain folder, no Git repository.",
            hint="Make it one: `git init`, then commit the pages.",
            code="handbook.no-git",
        )
    tip = git.resolve(folder, revision)
    return Archive(folder, os.fsdecode(shown.stdout).removesuffix("\n"), tip)


def _as_line(commit: str, chain: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The commits of a chain as lines for Git: each with its parent, which follows the next of the chain."""
    waiting = commit
    for touching, parent in chain:
        if touching != waiting:
            yield f"{waiting} {touching}"
        if not parent:
            yield touching
            return
        yield f"{touching} {parent}"
        waiting = parent
    yield waiting


def _blamed(answer: bytes, prefix: str) -> list[str]:
    """The commits of `git blame --porcelain`, line by line."""
    lines: list[str] = []
    commit = ""
    names: dict[str, str] = {}
    for raw in answer.split(b"\n"):
        if raw.startswith(b"\t"):
            lines.append(commit if _inner(prefix, names.get(commit, "")) else "")
        elif raw.startswith(b"filename "):
            names[commit] = os.fsdecode(raw[len(b"filename ") :])
        else:
            found = _BLAMED.fullmatch(raw.decode("ascii", "replace"))
            commit = found["commit"] if found is not None else commit
    return lines


def chain_of(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """Some touches of one file, the newest first, if each began with what the next had made of it; else nothing."""
    found = tuple(touches)
    follows = all(newer.old == older.new for newer, older in pairwise(found))
    return found if found and follows and found[0].new and not found[-1].old else ()
