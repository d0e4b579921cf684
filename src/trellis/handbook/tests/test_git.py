"""Revisions of repositories, read without a checkout, and everything that a repository must not be able to do."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from trellis.handbook import git
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.directory import DirectorySource
from trellis.handbook.git import GitError, GitSource
from trellis.handbook.source import Limits


class Repository:
    """A repository that a test fills."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | {
            "GIT_CONFIG_GLOBAL": "/dev/null"
        }
        done = subprocess.run(
            ["git", "-C", str(self.path), *identity, *arguments],
            check=True,
            capture_output=True,
            input=stdin,
            env=environment,
        )
        return done.stdout.decode().strip()

    def commit(self, files: dict[str, str | None]) -> str:
        for path, text in files.items():
            file = self.path / path
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def test_any_revision_is_read(repository: Repository) -> None:
    first = repository.commit({"a.md": "# One\n", "logo.png": "x"})
    repository.commit({"a.md": "# Two\n", "b/c.md": "# New\n"})
    repository.git("tag", "v1", first)

    for revision, text in (
        ("HEAD", b"# Two\n"),
        ("main", b"# Two\n"),
        ("v1", b"# One\n"),
        (first[:8], b"# One\n"),
        ("HEAD~1", b"# One\n"),
    ):
        source = GitSource(repository.path, revision)
        source.list()
        assert source.read(["a.md", "none.md"], 100) == {"a.md": text, "none.md": None}
    assert list(GitSource(repository.path, "v1").list().files) == ["a.md", "logo.png"]


def test_commit_and_directory_agree(repository: Repository) -> None:
    commit = repository.commit({"a.md": "# One\n", "data.yml": "a: 1\n"})

    from_git = compile_handbook(GitSource(repository.path, "HEAD"))
    from_disk = compile_handbook(DirectorySource(repository.path))

    assert from_git.revision == from_disk.revision == commit
    assert {p: page.text for p, page in from_git.pages.items()} == {
        p: page.text for p, page in from_disk.pages.items()
    }


def test_uncommitted_changes_are_marked(repository: Repository) -> None:
    commit = repository.commit({"a.md": "# One\n", "b.md": "# Two\n"})
    (repository.path / "a.md").write_text("# Changed\n")
    changed = compile_handbook(DirectorySource(repository.path)).revision
    repository.git("checkout", "--quiet", "a.md")
    (repository.path / "b.md").unlink()
    gone = compile_handbook(DirectorySource(repository.path)).revision

    assert changed == gone == f"{commit}+changes"


def test_a_commit_is_known_as_what_is_checked_out_however_it_came_there(repository: Repository) -> None:
    source = DirectorySource(repository.path)
    first = repository.commit({"a.md": "# One\n", "b/c.md": "# Two\n"})
    revisions = [compile_handbook(source).revision]
    for files in ({"d/e.md": "# New\n"}, {"b/c.md": None}, {"a.md": "# Other\n"}, {}):
        commit = repository.commit(files)
        revisions.append(compile_handbook(source).revision)
        assert revisions[-1] == commit
    repository.git("checkout", "--quiet", first)

    assert compile_handbook(source).revision == first == revisions[0]


def test_folder_inside_a_repository_is_its_part(repository: Repository) -> None:
    commit = repository.commit({"docs/a.md": "# A\n", "src/b.md": "# B\n"})

    source = GitSource(repository.path / "docs", "HEAD")

    assert list(source.list().files) == ["a.md"]
    assert compile_handbook(DirectorySource(repository.path / "docs")).revision == commit


def test_folder_that_the_revision_lacks_is_said(repository: Repository) -> None:
    repository.commit({"a.md": "# A\n"})
    repository.commit({"docs/b.md": "# B\n"})

    with pytest.raises(GitError, match="“docs” does not exist in revision"):
        GitSource(repository.path / "docs", "HEAD~1").list()


def test_bare_repository_is_read(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.md": "# A\n"})
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))

    assert list(GitSource(tmp_path / "bare.git", "main").list().files) == ["a.md"]


def test_repository_without_commits_is_said_kindly(repository: Repository) -> None:
    with pytest.raises(GitError, match="has no commit yet") as caught:
        GitSource(repository.path, "HEAD").list()

    assert "Leave out the revision" in caught.value.hint or "leave out the revision" in caught.value.hint
    assert compile_handbook(DirectorySource(repository.path)).pages == {}


@pytest.mark.parametrize(
    "revision", ["none", "-h", "--help", "--all", "", "a\nb", "main:a.md", "x" * 5000, "HEAD^9", "\udcff"]
)
def test_unknown_revision_is_said_kindly(repository: Repository, revision: str) -> None:
    repository.commit({"a.md": "# A\n"})

    with pytest.raises(GitError, match="has no revision") as caught:
        GitSource(repository.path, revision).list()

    assert caught.value.code == "handbook.unknown-revision"


def test_folder_that_is_no_repository_is_said_kindly(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not a Git repository"):
        GitSource(tmp_path, "main").list()
    with pytest.raises(GitError, match="There is no folder"):
        GitSource(tmp_path / "none", "main").list()


def test_repository_runs_nothing(repository: Repository, tmp_path: Path) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\n")
    trap.chmod(0o755)
    repository.commit({"a.md": "# A\n", ".gitattributes": "*.md filter=trap diff=trap\n"})
    for key in (
        "filter.trap.clean",
        "filter.trap.smudge",
        "diff.trap.textconv",
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
    ):
        repository.git("config", key, str(trap))
    hooks = repository.path / ".git/hooks"
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / hook).write_text(trap.read_text())
        (hooks / hook).chmod(0o755)
    (repository.path / "a.md").write_text("# Changed\n")

    compile_handbook(GitSource(repository.path, "HEAD"))
    compile_handbook(DirectorySource(repository.path))

    assert not (tmp_path / "sprung").exists()


def test_environment_cannot_point_elsewhere(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"a.md": "# A\n"})
    other = Repository(tmp_path / "other")
    other.commit({"wrong.md": "# Wrong\n"})
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))

    assert list(GitSource(repository.path, "HEAD").list().files) == ["a.md"]


def test_links_submodules_and_odd_names_in_a_tree(repository: Repository) -> None:
    repository.commit({"a.md": "# A\n", "part/b.md": "# B\n"})
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"x")
    head = repository.git("rev-parse", "HEAD")

    def link(target: bytes) -> str:
        return repository.git("hash-object", "-w", "--stdin", stdin=target)

    entries = [
        ("120000", link(b"part/b.md"), "alias.md"),
        ("120000", link(b"../../etc/passwd"), "out.md"),
        ("120000", link(b"/etc/passwd"), "absolute.md"),
        ("120000", link(b"one.md"), "two.md"),
        ("120000", link(b"two.md"), "one.md"),
        ("120000", link(b"part"), "folder"),
        ("160000", head, "module"),
        ("100644", blob, "odd\nname.md"),
        ("100644", blob, ".hidden/x.md"),
    ]
    for mode, identifier, path in entries:
        repository.git("update-index", "--add", "--cacheinfo", mode, identifier, path)
    repository.git("commit", "--quiet", "--message=odd")
    source = GitSource(repository.path, "HEAD")

    listing = source.list()

    assert list(listing.files) == ["a.md", "alias.md", "part/b.md"]
    assert source.read(["alias.md"], 100) == {"alias.md": b"# B\n"}
    assert {s.path: s.reason for s in listing.skipped} == {
        "out.md": "is a link that leads out of the handbook",
        "absolute.md": "is a link that leads out of the handbook",
        "two.md": "is a link that leads nowhere or to itself",
        "one.md": "is a link that leads nowhere or to itself",
        "folder": "is a link to a folder that is read at its own place",
        "module": "is a submodule: mount it as a source of its own",
        "odd\\x0aname.md": "has a name with characters that cannot be shown or linked to",
    }


def test_large_blobs_are_cut_and_the_next_is_whole(repository: Repository) -> None:
    repository.commit({"a.md": "a" * 3_000_000, "b.md": "bb"})
    source = GitSource(repository.path, "HEAD")
    source.list()

    read = source.read(["a.md", "b.md"], 10)

    assert read == {"a.md": b"a" * 10, "b.md": b"bb"}


def test_number_of_files_is_bounded(repository: Repository) -> None:
    repository.commit({f"{n}.md": "x" for n in range(5)})

    listing = GitSource(repository.path, "HEAD", Limits(files=2)).list()

    assert len(listing.files) == 2
    assert "at most 2 files" in listing.skipped[0].reason


def test_missing_git_is_said_kindly(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")

    with pytest.raises(GitError, match="“git” is not installed"):
        GitSource(repository.path, "HEAD").list()
    with pytest.raises(GitError, match="“git” is not installed"):
        git.read_blobs(repository.path, ["a" * 40], 10)
