"""The example company as a repository that can be changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from trellis.config import example, places
from trellis.handbook import git


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """What Trellis ships: a small company."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "index.md").write_text("# Home\n")
    monkeypatch.setattr(places, "EXAMPLE", folder)
    return folder


def log(copy: Path) -> list[str]:
    done = subprocess.run(
        ["git", "-C", copy, "log", "--format=%s"], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_the_example_becomes_a_repository_once(tmp_path, shipped):
    copy = example.prepare(tmp_path / "data")
    again = example.prepare(tmp_path / "data")

    assert copy == again == places.default_handbook(tmp_path / "data")
    assert log(copy) == ["The example company"]
    assert (copy / "index.md").read_text() == "# Home\n"


def test_a_copy_that_nobody_changed_follows_what_is_shipped(tmp_path, shipped):
    copy = example.prepare(tmp_path / "data")
    (shipped / "index.md").write_text("# Hello\n")

    example.prepare(tmp_path / "data")

    assert (copy / "index.md").read_text() == "# Hello\n"
    assert len(log(copy)) == 2


@pytest.mark.parametrize("committed", [True, False])
def test_a_copy_that_somebody_changed_is_theirs(tmp_path, shipped, committed):
    copy = example.prepare(tmp_path / "data")
    (copy / "index.md").write_text("# Mine\n")
    if committed:
        names = ("-c", "user.name=Me", "-c", "user.email=me@example.org")
        subprocess.run(["git", "-C", copy, *names, "commit", "--quiet", "-am", "Mine"], check=True)
    (shipped / "index.md").write_text("# Hello\n")

    example.prepare(tmp_path / "data")

    assert (copy / "index.md").read_text() == "# Mine\n"


def test_without_git_the_example_is_read_where_it_lies(tmp_path, shipped, monkeypatch):
    def missing(*arguments: object, **variables: object) -> None:
        raise git.GitError("The program “git” is not installed.")

    monkeypatch.setattr(git, "run", missing)

    assert example.prepare(tmp_path / "data") == shipped
