"""A handbook in Git as something that can be changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from trellis.handbook.merging import Conflict
from trellis.handbook.owning import repository_of
from trellis.handbook.repositories import Author, MovedError, NotWritableError, Repository
from trellis.handbook.spec import open_source

ANNA = Author("Writer One", "one@example.org")
BEN = Author("Writer Two", "two@example.org")
MAIN, SIDE = "refs/heads/main", "refs/heads/trellis/1"
PAGE = "# Leave\n\nFirst.\n\nSecond.\n"


def git(folder: Path, *arguments: str) -> str:
    settings = ("-c", "user.name=Maker", "-c", "user.email=maker@example.org")
    done = subprocess.run(
        ["git", "-C", folder, *settings, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository whose handbook lies in a folder of it, with one page."""
    book = tmp_path / "company" / "handbook"
    book.mkdir(parents=True)
    git(tmp_path / "company", "init", "--quiet", "--initial-branch=main")
    (book / "leave.md").write_text(PAGE)
    (tmp_path / "company" / "other.txt").write_text("Not of the handbook.\n")
    git(tmp_path / "company", "add", ".")
    git(tmp_path / "company", "commit", "--quiet", "-m", "Begin")
    return book


@pytest.fixture
def repository(folder: Path) -> Repository:
    found, path = repository_of(open_source([str(folder)]), "leave.md")
    assert path == "leave.md"
    return found


def commit(
    repository: Repository, text: str | None, branch: str = SIDE, path: str = "leave.md", **given
) -> str:
    tip = repository.tip(branch)
    arguments = {
        "parents": (tip or repository.tip(),), "author": ANNA, "committer": BEN, "message": "Change\n", "expected": tip,
    }  # fmt: skip
    data = None if text is None else text.encode()
    return repository.commit(branch, {path: data}, **{**arguments, **given})


def test_a_commit_on_a_branch_is_by_its_author_and_leaves_everything_else(repository, folder):
    made = commit(repository, PAGE + "\nThird.\n")

    assert (
        git(folder, "show", "-s", "--format=%an <%ae> %cn", made) == "Writer One <one@example.org> Writer Two"
    )
    assert repository.read(made, "leave.md", 1000) == (PAGE + "\nThird.\n").encode()
    assert git(folder, "show", f"{made}:other.txt") == "Not of the handbook."
    assert repository.changed(repository.tip() or "", made) == ("leave.md",)
    assert (folder / "leave.md").read_text() == PAGE
    assert git(folder, "status", "--porcelain") == ""


def test_a_page_can_be_added_and_taken_away(repository):
    added = commit(repository, "# New\n", path="new/page.md")
    gone = commit(repository, None)

    assert repository.read(added, "new/page.md", 100) == b"# New\n"
    assert repository.read(gone, "leave.md", 100) is None


def test_the_checked_out_branch_takes_the_files_along(repository, folder):
    made = commit(repository, PAGE + "\nThird.\n", branch=MAIN)

    assert repository.tip() == made
    assert (folder / "leave.md").read_text() == PAGE + "\nThird.\n"
    assert git(folder, "status", "--porcelain") == ""


def test_what_somebody_changed_by_hand_is_never_overwritten(repository, folder):
    before = repository.tip()
    (folder / "leave.md").write_text("By hand.\n")

    assert repository.uncommitted("leave.md")
    with pytest.raises(NotWritableError, match="cannot follow"):
        commit(repository, PAGE + "\nThird.\n", branch=MAIN)
    assert (folder / "leave.md").read_text() == "By hand.\n"
    assert repository.tip() == before


def test_of_two_who_commit_at_once_the_second_is_told(repository):
    first = repository.tip()
    commit(repository, "One.\n", branch=MAIN)

    with pytest.raises(MovedError, match="has moved meanwhile"):
        commit(repository, "Two.\n", branch=MAIN, parents=(first,), expected=first)
    assert repository.read(repository.tip() or "", "leave.md", 100) == b"One.\n"


def test_a_branch_that_must_be_new_is_not_taken_over(repository):
    commit(repository, "One.\n")

    with pytest.raises(MovedError):
        commit(repository, "Two.\n", expected=None)


def test_what_fits_is_merged_and_what_does_not_is_shown(repository):
    theirs = commit(repository, PAGE.replace("First", "Primo"))
    ours = commit(repository, PAGE.replace("Second", "Secondo"), branch=MAIN)

    merge = repository.merge(ours, theirs)
    assert merge.changes == {"leave.md": PAGE.replace("First", "Primo").replace("Second", "Secondo").encode()}
    assert merge.conflicts == ()

    against = commit(repository, PAGE.replace("First", "Erster"), branch=MAIN)
    [conflict] = repository.merge(against, theirs).conflicts
    assert isinstance(conflict, Conflict)
    assert repository.merge(against, theirs).changes == {}


def test_a_merge_has_two_parents_and_contains_both(repository, folder):
    theirs = commit(repository, PAGE.replace("First", "Primo"))
    tip = repository.tip()
    made = repository.commit(
        MAIN, repository.merge(tip, theirs).changes, parents=(tip, theirs), author=ANNA, committer=BEN,
        message="Merge\n", expected=tip,
    )  # fmt: skip

    assert repository.is_ancestor(theirs, made)
    assert git(folder, "blame", "--porcelain", "leave.md").count("author Writer One") == 1
    repository.delete_branch(SIDE, theirs)
    assert repository.tips("refs/heads/trellis") == {}


@pytest.mark.parametrize(
    "branch", ["refs/heads/../x", "main", "refs/heads/-x", "refs/heads/x.lock", "refs/tags/v1"]
)
def test_a_name_that_is_no_branch_is_refused(repository, branch):
    with pytest.raises(Exception, match="no name for a branch"):
        commit(repository, "One.\n", branch=branch, expected=None, parents=(repository.tip(),))


@pytest.mark.parametrize("path", ["../out.md", ".git/config", "a/../../b.md", "/abs.md"])
def test_a_path_out_of_the_tree_is_refused(repository, path):
    with pytest.raises(Exception, match="is no place for a page"):
        commit(repository, "One.\n", path=path)


def test_a_plain_folder_and_a_fixed_revision_cannot_be_changed(tmp_path, folder):
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.md").write_text("# A\n")
    with pytest.raises(NotWritableError, match="plain folder"):
        repository_of(open_source([str(plain)]), "a.md")

    tip = git(folder, "rev-parse", "HEAD")
    with pytest.raises(NotWritableError, match="is no branch"):
        repository_of(open_source([f"{folder}@{tip}"]), "leave.md")


def test_a_served_branch_of_a_bare_repository_can_be_changed(tmp_path, folder):
    bare = tmp_path / "bare.git"
    git(folder, "clone", "--quiet", "--bare", str(folder.parent), str(bare))
    repository, _path = repository_of(open_source([f"{bare}@main"]), "handbook/leave.md")

    made = commit(repository, "One.\n", branch=MAIN, path="handbook/leave.md")

    assert git(bare, "rev-parse", "main") == made


def test_names_cannot_forge_the_header_of_a_commit(repository, folder):
    made = commit(repository, "One.\n", author=Author("A\nparent 0 <x>", "a@b>\n"))

    assert git(folder, "show", "-s", "--format=%an|%ae", made) == "A parent 0 x|a@b"
