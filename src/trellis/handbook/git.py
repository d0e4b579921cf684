"""A handbook at any revision of a Git repository, read without a checkout by the `git` program.

One `git ls-tree` lists, one `git cat-file --batch` reads. Nothing that a repository configures is run: no hooks, no
filters, no transports, no prompts; a word from a user never stands where Git looks for options.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from trellis.handbook.source import (
    DEFAULT_LIMITS,
    UNPRINTABLE,
    File,
    Limits,
    Listing,
    Skipped,
    SourceError,
    folder_name,
    is_skipped_name,
    printable,
)

_TIMEOUT_SECONDS = 120
_FIXED = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "core.pager=cat", "core.quotePath=true")
_DROPPED = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE",
    "GIT_CEILING_DIRECTORIES",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
)


class GitError(SourceError):
    """A repository that cannot answer: none there, no commit, no such revision."""

    code = "handbook.git"


def command(repository: Path, *arguments: str) -> list[str]:
    """A `git` command line for a repository, with everything switched off that it could make Git run."""
    trusted = f"safe.directory={os.path.realpath(repository)}"
    settings = [word for setting in (*_FIXED, trusted) for word in ("-c", setting)]
    return ["git", "--no-pager", "--no-replace-objects", *settings, "-C", str(repository), *arguments]


def environment() -> dict[str, str]:
    """The environment for Git: no prompt, no transport, no repository but the one that is named."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _DROPPED and not name.startswith("GIT_TRACE")
    }
    fixed = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "LC_ALL": "C",
    }
    return kept | fixed | {"GIT_NO_LAZY_FETCH": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_ASKPASS": "true"}


def settings_as_variables(settings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Settings for one call of Git through its environment, where no list of processes shows them."""
    found: dict[str, str] = {}
    count = 0
    for name, value in settings:
        found |= {f"GIT_CONFIG_KEY_{count}": name, f"GIT_CONFIG_VALUE_{count}": value}
        count += 1
    return {**found, "GIT_CONFIG_COUNT": str(count)}


def run(
    repository: Path, *arguments: str, given: bytes = b"", variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run Git in a repository, with some bytes on its standard input; the caller looks at the exit status.

    `variables` are set in its environment besides ours. Raises GitError where Git is missing or hangs.
    """
    try:
        return subprocess.run(
            command(repository, *arguments),
            env={**environment(), **(variables or {})},
            input=given,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError(
            "The program “git” is not installed.", hint="Install Git.", code="handbook.git-missing"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise GitError(
            f"Git did not answer within {_TIMEOUT_SECONDS} seconds.", code="handbook.git-slow"
        ) from error


class Entry(NamedTuple):
    """A line of a tree, as `git ls-tree -l` tells it."""

    mode: str
    type: str
    id: str
    size: int
    path: str


class GitSource:
    """The files of one revision of a repository.

    `repository` may be a work tree, a folder inside one (its part of the revision is read) or a bare repository;
    `revision` is anything that names a commit. The revision is resolved at each `list`, so that a branch moves on.
    """

    def __init__(
        self, repository: str | os.PathLike[str], revision: str = "HEAD", limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self.path = Path(repository)
        self.wanted = revision
        self.limits = limits
        self.mounts: tuple[str, ...] = ("",)
        self._blobs: dict[str, str] = {}
        self._commit = ""

    @property
    def name(self) -> str:
        """The path and the revision as they were asked for."""
        return printable(f"{self.path}@{self.wanted}")

    @property
    def folder(self) -> str:
        """What the folder is called; a bare repository has the name of what it is cloned to."""
        return folder_name(self.path).removesuffix(".git")

    @property
    def identity(self) -> str:
        """The real path and the revision as it was asked for."""
        return f"git {os.path.realpath(self.path)}@{self.wanted}"

    def list(self) -> Listing:
        """The files of the revision. Raises GitError with what is missing."""
        commit = resolve(self.path, self.wanted)
        tree = _Tree(self.path, entries_of(self.path, tree_of(self.path, commit)), self.limits)
        self._blobs, self._commit = tree.blobs, commit
        return Listing(tree.files, tuple(tree.skipped), commit)

    def read(self, paths: Iterable[str], limit: int) -> dict[str, bytes | None]:
        """The bytes of files, at most `limit` of each, by one Git process."""
        wanted = {path: self._blobs.get(path) for path in paths}
        data = read_blobs(self.path, [blob for blob in wanted.values() if blob], limit)
        return {path: data.get(blob) if blob else None for path, blob in wanted.items()}

    def revision(self, contents: Mapping[str, str]) -> str:
        """The commit."""
        return self._commit


def resolve(repository: Path, revision: str) -> str:
    """The identifier of the commit that a revision names.

    Raises GitError, each with a hint: not a repository, no commit yet, no such revision.
    """
    if not os.path.isdir(repository):
        raise GitError(
            f"There is no folder “{printable(str(repository))}”.",
            hint="Give the path of a Git repository before the “@”.",
            code="handbook.not-found",
        )
    if not revision or revision.startswith("-") or not revision.isprintable():
        raise _unknown(repository, revision)
    found = run(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = found.stdout.decode("ascii", "replace").strip().splitlines()[-1:]
    if found.returncode == 0 and commit and _is_hex(commit[0]):
        return commit[0]
    raise _why_not(repository, revision)


def _why_not(repository: Path, revision: str) -> GitError:
    where = printable(str(repository))
    inside = run(repository, "rev-parse", "--git-dir")
    if inside.returncode != 0:
        said = inside.stderr.decode("utf-8", "replace").strip().splitlines()
        hint = "Leave out the revision to read the folder as it is."
        if said and "not a git repository" not in said[0]:
            hint = f"Git says: {printable(said[0])}"
        return GitError(f"“{where}” is not a Git repository.", hint=hint, code="handbook.not-a-repository")
    if not run(repository, "rev-list", "--max-count=1", "--all").stdout.strip():
        return GitError(
            f"The repository “{where}” has no commit yet.",
            hint="Commit something, or leave out the revision to read the folder as it is.",
            code="handbook.no-commit",
        )
    return _unknown(repository, revision)


def _unknown(repository: Path, revision: str) -> GitError:
    return GitError(
        f"The repository “{printable(str(repository))}” has no revision “{printable(revision)[:200]}”.",
        hint="Name a branch, a tag or a commit; `git log --oneline --all` shows them.",
        code="handbook.unknown-revision",
    )


def _is_hex(word: str) -> bool:
    return len(word) in (40, 64) and all(c in "0123456789abcdef" for c in word)


def tree_of(repository: Path, commit: str) -> str:
    """The tree of a commit that a folder of the work tree stands for. Raises GitError where the commit has none."""
    prefix = _prefix(repository)
    if not prefix:
        return commit
    found = run(repository, "rev-parse", "--verify", "--quiet", f"{commit}:{prefix}")
    tree = found.stdout.decode("ascii", "replace").strip()
    if found.returncode != 0 or not _is_hex(tree):
        raise GitError(
            f"The folder “{printable(prefix)}” does not exist in revision {commit[:12]}.",
            hint="Name a revision in which the folder exists.",
            code="handbook.no-folder",
        )
    return tree


def _prefix(repository: Path) -> str:
    """The path of a folder below the top of its work tree, without a slash at its end; empty at the top."""
    shown = run(repository, "rev-parse", "--show-prefix").stdout
    return os.fsdecode(shown).removesuffix("\n").rstrip("/")


def entries_of(repository: Path, tree: str) -> Iterator[Entry]:
    """What a tree holds; `tree` is an identifier."""
    listed = run(repository, "ls-tree", "-r", "-z", "-l", "--full-tree", tree)
    if listed.returncode != 0:
        said = printable(listed.stderr.decode("utf-8", "replace").strip())[:300]
        raise GitError(f"Git cannot list {tree[:12]}: {said}.", hint="Run `git fsck` in the repository.")
    for record in listed.stdout.split(b"\0"):
        if record:
            facts, _, path = record.partition(b"\t")
            mode, kind, identifier, size = facts.decode("ascii").split()
            yield Entry(mode, kind, identifier, int(size) if size.isdigit() else 0, os.fsdecode(path))


class _Tree:
    """Sorts the entries of a tree into files and what is left out."""

    def __init__(self, repository: Path, entries: Iterable[Entry], limits: Limits) -> None:
        self.files: dict[str, File] = {}
        self.blobs: dict[str, str] = {}
        self.skipped: list[Skipped] = []
        links: list[Entry] = []
        for entry in entries:
            if any(is_skipped_name(part) for part in entry.path.split("/")):
                continue
            if len(self.files) + len(links) >= limits.files:
                self.skip(
                    entry, f"and what follows are not read: a handbook has at most {limits.files:,} files"
                )
                break
            if not entry.path.isprintable():
                self.skip(entry, UNPRINTABLE)
            elif entry.mode == "120000":
                links.append(entry)
            elif entry.type == "blob":
                self.add(entry.path, entry)
            else:
                self.skip(entry, "is a submodule: mount it as a source of its own")
        if links:
            self.links(links, read_blobs(repository, [link.id for link in links], _LONGEST_LINK))
        self.files = {path: self.files[path] for path in sorted(self.files)}

    def add(self, path: str, entry: Entry) -> None:
        self.files[path] = File(path, entry.size, entry.id, entry.id)
        self.blobs[path] = entry.id

    def skip(self, entry: Entry, reason: str) -> None:
        self.skipped.append(Skipped(printable(entry.path), reason))

    def links(self, links: Sequence[Entry], texts: Mapping[str, bytes]) -> None:
        """A symbolic link to a file of the tree is that file, over any number of links up to a bound."""
        targets = {link.path: _target(link.path, os.fsdecode(texts.get(link.id, b""))) for link in links}
        folders = {parent for path in self.blobs for parent in _parents(path)}
        sizes = {path: file.size for path, file in self.files.items()}
        blobs = dict(self.blobs)
        for link in links:
            target, steps = targets[link.path], 0
            while target in targets and steps < _LINK_STEPS:
                target, steps = targets[target], steps + 1
            if target in blobs:
                self.add(link.path, link._replace(id=blobs[target], size=sizes[target]))
            elif target == ".." or target.startswith(("../", "/")):
                self.skip(link, "is a link that leads out of the handbook")
            elif target in folders or target == ".":
                self.skip(link, "is a link to a folder that is read at its own place")
            else:
                self.skip(link, "is a link that leads nowhere or to itself")


_LONGEST_LINK = 4096
_LINK_STEPS = 40


def _target(path: str, text: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), text))


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def read_blobs(repository: Path, blobs: Iterable[str], limit: int) -> dict[str, bytes]:
    """The contents of blobs by identifier, at most `limit` bytes of each; missing ones are left out.

    One process for all. Raises GitError where Git is missing.
    """
    wanted = [blob for blob in dict.fromkeys(blobs) if _is_hex(blob)]
    if not wanted:
        return {}
    # A file instead of a pipe for the questions: Git may answer at its own pace without blocking on us.
    with tempfile.TemporaryFile() as questions:
        questions.write("".join(f"{blob}\n" for blob in wanted).encode("ascii"))
        questions.seek(0)
        try:
            process = subprocess.Popen(
                command(repository, "cat-file", "--batch", "--buffer"),
                env=environment(),
                stdin=questions,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except FileNotFoundError as error:
            raise GitError("The program “git” is not installed.", code="handbook.git-missing") from error
        with process:
            assert process.stdout is not None
            try:
                return _answers(process.stdout, limit)
            finally:
                process.kill()


def read_all_blobs(repository: Path, blobs: Iterable[str], limit: int) -> dict[str, bytes]:
    """The same, where none may be missing. Raises GitError that names the first damaged or missing one."""
    wanted = list(blobs)
    found = read_blobs(repository, wanted, limit)
    for blob in wanted:
        if blob not in found:
            raise GitError(
                f"The object {blob[:12]} of the repository is damaged or missing; nothing was changed.",
                hint="Run `git fsck` in the repository, and fetch the object from another copy.",
                code="handbook.damaged",
            )
    return found


def is_object_name(name: str) -> bool:
    """Whether some words are the whole name of an object."""
    return len(name) in {40, 64} and _is_hex(name)


def _answers(stream: IO[bytes], limit: int) -> dict[str, bytes]:
    """Read `<id> <type> <size>`, a line end, that many bytes and a line end, over and over."""
    found: dict[str, bytes] = {}
    while line := stream.readline():
        words = line.decode("ascii", "replace").split()
        if len(words) != 3 or not words[2].isdigit():
            continue
        size = int(words[2])
        data = stream.read(min(size, limit))
        left = size - len(data) + 1
        while left > 0 and (dropped := stream.read(min(left, 2**20))):
            left -= len(dropped)
        found[words[0]] = data
    return found
