"""Which repository a file of a handbook belongs to, and whether changes can be made there."""

from __future__ import annotations

from pathlib import Path

from trellis.handbook import git, shortcuts
from trellis.handbook.directory import DirectorySource
from trellis.handbook.git import GitSource
from trellis.handbook.repositories import BRANCH, NotWritableError, Repository
from trellis.handbook.source import MountedSources, Source, printable


def repository_of(source: Source, path: str) -> tuple[Repository, str]:
    """The repository that a file of a handbook belongs to, and the file's path there.

    Raises NotWritableError with the reason where changes cannot be made.
    """
    if isinstance(source, MountedSources):
        mount, inner = source.owner(path)
        return repository_of(source.sources[mount], inner)
    if isinstance(source, DirectorySource) and source.path.is_dir():
        return _checked_out(source.path), path
    if isinstance(source, GitSource):
        return _at_branch(source), path
    raise NotWritableError(
        "This handbook is no Git repository, so that nothing can be proposed.",
        hint="Serve a Git repository: `trellis up --handbook PATH`.",
    )


def _checked_out(folder: Path) -> Repository:
    shown = shortcuts.checked_out_branch(folder)
    if shown is not None and (folder / ".git" / "objects").is_dir():
        return Repository(folder, "", shown, has_work_tree=True)
    branch = git.run(folder, "symbolic-ref", "--quiet", "HEAD")
    if branch.returncode != 0:
        is_repository = git.run(folder, "rev-parse", "--git-dir").returncode == 0
        raise NotWritableError(
            f"No branch is checked out in “{printable(str(folder))}”."
            if is_repository
            else f"“{printable(str(folder))}” is a plain folder, no Git repository.",
            hint="Check a branch out there."
            if is_repository
            else "Make it one: `git init`, then commit the pages.",
        )
    prefix = git.run(folder, "rev-parse", "--show-prefix").stdout.decode("utf-8", "surrogateescape")
    return Repository(
        folder, prefix.removesuffix("\n"), branch.stdout.decode("utf-8").strip(), has_work_tree=True
    )


def _at_branch(source: GitSource) -> Repository:
    name = source.wanted
    if name == "HEAD":
        shown = git.run(source.path, "symbolic-ref", "--quiet", "HEAD").stdout.decode("utf-8").strip()
    else:
        shown = name if name.startswith("refs/heads/") else f"refs/heads/{name}"
    if (
        not BRANCH.fullmatch(shown)
        or git.run(source.path, "show-ref", "--verify", "--quiet", shown).returncode
    ):
        raise NotWritableError(
            f"“{printable(name)}” is no branch, so that nothing can be proposed.",
            hint="Serve a branch: `trellis up --handbook PATH@BRANCH`.",
        )
    head = git.run(source.path, "symbolic-ref", "--quiet", "HEAD").stdout.decode("utf-8").strip()
    bare = git.run(source.path, "rev-parse", "--is-bare-repository").stdout.strip() == b"true"
    prefix = git.run(source.path, "rev-parse", "--show-prefix").stdout.decode("utf-8", "surrogateescape")
    return Repository(source.path, prefix.removesuffix("\n"), shown, has_work_tree=not bare and head == shown)
