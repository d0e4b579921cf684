"""A handbook in Git as something that can be changed: commits on branches and merges, without a checkout.

Everything is written as objects first; a branch then moves from the very commit that was expected to the new one, or
stays. Whatever is killed in between leaves objects that nobody sees. Where the branch is checked out in a work tree,
the files there follow, unless somebody has changed them without committing.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

from trellis.handbook import git, shortcuts, writing
from trellis.handbook.git import GitError
from trellis.handbook.merging import Conflict, merge_texts
from trellis.handbook.source import printable

_REGULAR = "100644"
_NOTHING = "0" * 40
BRANCH = re.compile(r"refs/heads/[A-Za-z0-9][A-Za-z0-9._/-]*")


class NotWritableError(GitError):
    """The handbook cannot be changed through Trellis: it is a plain folder, or a fixed revision."""

    code = "handbook.not-writable"


class MovedError(GitError):
    """A branch no longer points to the commit that the change was made for."""

    code = "handbook.branch-moved"


class Author(NamedTuple):
    """Who a commit is by."""

    name: str
    email: str


class Merge(NamedTuple):
    """What two lines of commits make together: the files that differ from ours, and where both changed the same text.

    `changes` gives the bytes of each file, `None` for one that goes; a file in conflict is in `conflicts` alone.
    """

    base: str
    changes: Mapping[str, bytes | None]
    conflicts: tuple[Conflict, ...]


class _Blob(NamedTuple):
    mode: str
    id: str


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a part of a handbook lies in.

    `folder` is a work tree, a folder in one, or a bare repository; `prefix` the path of the handbook's files below the
    top of the tree (empty, or with a slash at its end); `branch` the whole name of the branch that is served. All
    paths that its methods take and give are those of the handbook's files, without the prefix.
    """

    folder: Path
    prefix: str
    branch: str
    has_work_tree: bool

    # -- reading

    def tip(self, branch: str = "") -> str | None:
        """The commit of a branch (the served one unless named); `None` where there is no such branch."""
        loose = shortcuts.loose_ref(self.folder, branch or self.branch) if not self.prefix else None
        if loose is not None:
            return loose
        found = self._git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{branch or self.branch}^{{commit}}"
        )
        return found.decode("ascii").strip() if found is not None else None

    def tips(self, below: str) -> dict[str, str]:
        """All branches below a name, with their commits."""
        listed = (
            self._git("for-each-ref", "--format=%(refname) %(objectname)", f"{below.rstrip('/')}/") or b""
        )
        return dict(line.split(" ", 1) for line in listed.decode("utf-8", "replace").splitlines())

    def read(self, commit: str, path: str, limit: int) -> bytes | None:
        """At most `limit` bytes of a file as it is in a commit; `None` where the commit has no such file.

        Raises GitError where its object is damaged.
        """
        blob = self._blobs(commit, [path]).get(path)
        return git.read_all_blobs(self.folder, [blob.id], limit)[blob.id] if blob is not None else None

    def read_all(self, commit: str, paths: Iterable[str], limit: int) -> dict[str, bytes]:
        """At most `limit` bytes of each of some files as a commit has them; those that it has not are left out."""
        blobs = self._blobs(commit, list(paths))
        found = git.read_blobs(self.folder, [blob.id for blob in blobs.values()], limit)
        return {path: found[blob.id] for path, blob in blobs.items() if blob.id in found}

    def changed(self, old: str, new: str) -> tuple[str, ...]:
        """The files that differ between two commits, in order. Files outside the handbook's folder do not count."""
        listed = self._of_commits("diff-tree", "-r", "-z", "--no-renames", "--name-only", old, new) or b""
        names = (name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name)
        return tuple(sorted(name[len(self.prefix) :] for name in names if name.startswith(self.prefix)))

    def merge_base(self, one: str, other: str) -> str:
        """The commit that two lines come from. Raises GitError where they have none in common."""
        found = self._of_commits("merge-base", one, other)
        if found is None:
            raise GitError(
                "The two branches have no common commit.",
                hint="Somebody replaced the history of a branch. Propose the change anew.",
                code="handbook.unrelated",
            )
        return found.decode("ascii").split()[0]

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether a commit is among those that another one builds on, or that one itself."""
        try:
            return self._of_commits("merge-base", "--is-ancestor", commit, of) is not None
        except GitError:  # One of them is no commit of this repository.
            return False

    def uncommitted(self, path: str) -> bool:
        """Whether a file of the checked-out branch was changed, or is there, without being committed."""
        if not self.has_work_tree:
            return False
        literal = {"GIT_LITERAL_PATHSPECS": "1"}
        words = ("status", "--porcelain", "-z", "--untracked-files=all", "--", path)
        return bool(git.run(self.folder, *words, variables=literal).stdout)

    # -- writing

    def commit(
        self,
        branch: str,
        changes: Mapping[str, bytes | None],
        *,
        parents: tuple[str, ...],
        author: Author,
        committer: Author,
        message: str,
        expected: str | None,
        tree_of: str = "",
    ) -> str:
        """Commit files (`None` takes one away) on top of the first parent, and move a branch there.

        All other files are those of the first parent, or of the commit `tree_of`.
        `expected` is the commit that the branch points to now, `None` where it must not exist yet. Raises MovedError
        where it points elsewhere: nothing has changed then. Raises GitError where Git refuses.
        """
        tree = self._tree(changes, tree_of or parents[0], parents)
        made = self.commit_tree(tree, parents, author=author, committer=committer, message=message)
        self.move(branch, made, expected)
        return made

    def commit_tree(
        self, tree: str, parents: tuple[str, ...], *, author: Author, committer: Author, message: str
    ) -> str:
        """A commit of a whole tree, signed where a key is configured; no branch moves.

        Raises SigningError where it cannot be signed, GitError where Git refuses.
        """
        follows = [word for parent in parents for word in ("-p", parent)]
        signing = writing.signing()
        variables = {**_people(author, committer), **(signing.variables() if signing else {})}
        words = (*(("-S",) if signing else ()), tree, *follows)
        done = git.run(self.folder, "commit-tree", *words, given=message.encode("utf-8"), variables=variables)
        if done.returncode != 0 and signing is not None:
            raise signing.refused(done.stderr)
        return self._checked_output("commit-tree", done).decode("ascii").strip()

    def move(self, branch: str, new: str, expected: str | None) -> None:
        """Move a branch to a commit, from the very one that is expected (`None`: it must not exist yet).

        Raises MovedError where it points elsewhere, NotWritableError where its files are checked out and cannot
        follow, GitError where Git refuses. Nothing has changed then.
        """
        if self.tip(_checked(branch)) != expected:
            raise _moved(branch)
        checked_out = branch == self.branch and self.has_work_tree and expected is not None
        if checked_out:
            self._bring_files(expected or "", new)
        done = git.run(self.folder, "update-ref", _checked(branch), new, expected or _NOTHING)
        if done.returncode != 0:
            if checked_out:
                self._bring_files(new, expected or "")
            if self.tip(branch) != expected:
                raise _moved(branch)
            said = printable(done.stderr.decode("utf-8", "replace").strip().partition("\n")[0])[:300]
            raise GitError(
                f"The branch “{_short(branch)}” cannot be moved: {said}",
                hint="If no Git program is at work in the repository, remove the lock that it names.",
                code="handbook.locked",
            )

    def delete_branch(self, branch: str, expected: str) -> None:
        """Delete a branch that points to a commit. Raises MovedError where it points elsewhere."""
        done = git.run(self.folder, "update-ref", "-d", _checked(branch), expected)
        if done.returncode != 0:
            raise _moved(branch)

    def first_parent(self, commit: str) -> str:
        """The commit that one was made on. Raises GitError for the first commit of all."""
        return (self._of_commits("rev-parse", "--verify", f"{commit}^1") or b"").decode("ascii").strip()

    def merged_by(self, commit: str, into: str) -> str:
        """The commit on the first-parent line of `into` that brought another commit in."""
        listed = self._must("rev-list", "--first-parent", "--ancestry-path", f"{commit}..{into}")
        found = listed.decode("ascii").split()
        return found[-1] if found else commit

    def merge(self, ours: str, theirs: str) -> Merge:
        """What `theirs` changes since it left `ours`, brought onto `ours`."""
        return self._merged(self.merge_base(ours, theirs), ours, theirs)

    def reversed(self, commit: str, ours: str) -> Merge:
        """What it takes to undo on `ours` what a commit changed against its first parent."""
        return self._merged(commit, ours, self.first_parent(commit))

    def _merged(self, base: str, ours: str, theirs: str) -> Merge:
        paths = self.changed(base, theirs)
        before, here, there = (self._blobs(commit, paths) for commit in (base, ours, theirs))
        wanted = [blob.id for part in (before, here, there) for blob in part.values()]
        contents = git.read_all_blobs(self.folder, wanted, _LARGEST)
        changes: dict[str, bytes | None] = {}
        conflicts: list[Conflict] = []
        for path in paths:
            old, own, new = before.get(path), here.get(path), there.get(path)
            if own == new:
                continue
            if own == old:
                changes[path] = contents[new.id] if new is not None else None
                continue
            merged = merge_texts(
                path, *(contents[blob.id] if blob is not None else None for blob in (old, own, new))
            )
            if isinstance(merged, Conflict):
                conflicts.append(merged)
            else:
                changes[path] = merged
        return Merge(base, changes, tuple(conflicts))

    # -- how

    def _tree(self, changes: Mapping[str, bytes | None], base: str, parents: tuple[str, ...]) -> str:
        """The tree of a commit with some files in other words; a file that is new has the mode of a parent."""
        for path, data in changes.items():
            writing.check_size(path, data)
        modes: dict[str, _Blob] = {}
        for commit in dict.fromkeys((*reversed(parents), base)):
            modes |= self._blobs(commit, list(changes))
        with tempfile.TemporaryDirectory(prefix="trellis-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._must("read-tree", base, variables=index)
            lines = []
            for path, data in changes.items():
                name = (self.prefix + checked_path(path)).encode("utf-8", "surrogateescape")
                if data is None:
                    lines.append(b"0 " + _NOTHING.encode() + b"\t" + name)
                else:
                    blob = self._must("hash-object", "-w", "--stdin", "--no-filters", given=data).strip()
                    mode = modes[path].mode if path in modes else _REGULAR
                    lines.append(mode.encode() + b" " + blob + b"\t" + name)
            if lines:
                given = b"\0".join(lines) + b"\0"
                self._must("update-index", "-z", "--index-info", given=given, variables=index)
            return self._must("write-tree", variables=index).decode("ascii").strip()

    def _bring_files(self, old: str, new: str) -> None:
        """Let the work tree follow from one commit to another; what somebody changed there stays, and refuses it."""
        top = self._must("rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").removesuffix("\n")
        git.run(Path(top), "update-index", "-q", "--refresh")
        done = git.run(Path(top), "read-tree", "-m", "-u", old, new)
        if done.returncode != 0:
            said = printable(done.stderr.decode("utf-8", "replace").strip().splitlines()[0])[:300]
            raise NotWritableError(
                f"The files in “{printable(top)}” cannot follow: {said}",
                hint="Commit or undo what was changed there by hand, then try again.",
            )

    def _blobs(self, commit: str, paths: list[str] | tuple[str, ...]) -> dict[str, _Blob]:
        """The regular files among paths as a commit has them."""
        if not paths:
            return {}
        found: dict[str, _Blob] = {}
        for start in range(0, len(paths), _AT_ONCE):
            names = [self.prefix + path for path in paths[start : start + _AT_ONCE]]
            listed = self._of_commits("ls-tree", "-z", "--full-tree", commit, "--", *names) or b""
            for record in listed.split(b"\0"):
                facts, _, name = record.partition(b"\t")
                if facts and facts.split()[1] == b"blob":
                    mode, _kind, identifier = facts.decode("ascii").split()
                    path = name.decode("utf-8", "surrogateescape")[len(self.prefix) :]
                    found[path] = _Blob(mode, identifier)
        return found

    def _of_commits(self, word: str, *arguments: str) -> bytes | None:
        """What Git says of commits, `None` for a no. What is asked by whole names is asked once."""
        end = arguments.index("--") if "--" in arguments else len(arguments)
        commits = [each.partition("^")[0] for each in arguments[:end] if not each.startswith("-")]
        if all(map(git.is_object_name, commits)) and len(arguments) <= _MOST_REMEMBERED:
            return shortcuts.of_commits(self.folder, word, *arguments)
        done = git.run(self.folder, word, *arguments, variables={"GIT_LITERAL_PATHSPECS": "1"})
        return None if done.returncode == 1 else self._checked_output(word, done)

    def _git(self, *arguments: str) -> bytes | None:
        done = git.run(self.folder, *arguments)
        return done.stdout if done.returncode == 0 else None

    def _must(self, *arguments: str, given: bytes = b"", variables: Mapping[str, str] | None = None) -> bytes:
        return self._checked_output(
            arguments[0], git.run(self.folder, *arguments, given=given, variables=variables)
        )

    @staticmethod
    def _checked_output(word: str, done: CompletedProcess[bytes]) -> bytes:
        if done.returncode != 0:
            said = printable(done.stderr.decode("utf-8", "replace").strip())[:300]
            raise GitError(f"Git refused “{word}”: {said}", hint="Run `git fsck` in the repository.")
        return done.stdout


_MOST_REMEMBERED = 30
"""Words of a question whose answer is remembered; longer ones are about many files at once."""

_LARGEST = 100 * 2**20
_AT_ONCE = 500
_LONGEST_NAME = 250
_LONGEST_PATH = 400


def checked_path(path: str) -> str:
    """The path again, if a file may be written there. Raises GitError for one that leads out, or that Git keeps."""
    parts = path.split("/")
    wrong = any(part in {"", ".", ".."} or part.casefold().startswith(".git") for part in parts)
    # A file system takes 255 bytes for one name; Git would take more, and nobody could check it out.
    wrong = wrong or any(len(part.encode("utf-8", "surrogatepass")) > _LONGEST_NAME for part in parts)
    if wrong or not path.isprintable() or "\\" in path or ":" in path or len(path) > _LONGEST_PATH:
        raise GitError(
            f"“{printable(path)[:200]}” is no place for a page.",
            hint="Use names of letters, digits, hyphens and slashes.",
            code="handbook.path",
        )
    return path


def _moved(branch: str) -> MovedError:
    return MovedError(
        f"The branch “{_short(branch)}” has moved meanwhile.",
        hint="Look at what is new there, and try again.",
    )


def _checked(branch: str) -> str:
    if not BRANCH.fullmatch(branch) or ".." in branch or branch.endswith((".lock", "/", ".")):
        raise GitError(f"“{printable(branch)}” is no name for a branch.", code="handbook.branch-name")
    return branch


def _short(branch: str) -> str:
    return printable(branch.removeprefix("refs/heads/"))


def _people(author: Author, committer: Author) -> dict[str, str]:
    return {
        "GIT_AUTHOR_NAME": _plain(author.name) or "unknown",
        "GIT_AUTHOR_EMAIL": _plain(author.email),
        "GIT_COMMITTER_NAME": _plain(committer.name) or "unknown",
        "GIT_COMMITTER_EMAIL": _plain(committer.email),
    }


def _plain(text: str) -> str:
    """A name or address without what would end it in a commit's header."""
    return " ".join("".join(" " if c in "<>\n\r\0" or not c.isprintable() else c for c in text).split())
