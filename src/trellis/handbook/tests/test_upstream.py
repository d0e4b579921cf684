"""The served branch and an upstream kept in step: every word is still there, whatever happens on either side."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook import joining, remotes, shortcuts, upstream
from trellis.handbook.owning import repository_of
from trellis.handbook.remotes import Remote, RemoteError
from trellis.handbook.repositories import Author, Repository
from trellis.handbook.spec import open_source
from trellis.handbook.tests.elsewhere import Elsewhere, git
from trellis.handbook.upstream import AGREED, State

ANNA = Author("Writer One", "one@example.org")
PAGE = "# Leave\n\nFirst.\n\nSecond.\n\nThird.\n"
MAIN = "refs/heads/main"


class Here:
    """A handbook in a folder of a repository that is checked out."""

    def __init__(self, folder: Path) -> None:
        self.top, self.book = folder / "company", folder / "company" / "handbook"
        self.book.mkdir(parents=True)
        git(self.top, "init", "--quiet", "--initial-branch=main")
        (self.book / "leave.md").write_text(PAGE)
        (self.top / "other.txt").write_text("Not of the handbook.\n")
        git(self.top, "add", ".")
        git(self.top, "commit", "--quiet", "-m", "Begin")
        self.repository: Repository = repository_of(open_source([str(self.book)]), "leave.md")[0]

    @property
    def tip(self) -> str:
        return git(self.top, "rev-parse", "main")

    def commit(self, text: str, path: str = "leave.md") -> str:
        return self.repository.commit(
            MAIN, {path: text.encode()}, parents=(self.tip,), author=ANNA, committer=ANNA, message="Here\n",
            expected=self.tip,
        )  # fmt: skip

    def read(self, path: str = "leave.md") -> str:
        return (self.book / path).read_text()


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


@pytest.fixture
def there(here: Here, tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path, of=here.top)


def round_of(here: Here, there: Elsewhere, **given) -> upstream.Standing:
    return upstream.synchronise(
        here.repository, Remote(there.url), largest=given.pop("largest", 2**20), **given
    )


def words_of(folder: Path) -> str:
    """Every text that a repository can still give, from all its branches and refs."""
    listed = git(folder, "rev-list", "--all", "--objects").splitlines()
    names = [line.split()[0] for line in listed]
    kinds = {name: git(folder, "cat-file", "-t", name) for name in names}
    return "\n".join(git(folder, "cat-file", "-p", name) for name in names if kinds[name] == "blob")


# -- in step


def test_what_is_committed_here_is_sent(here, there):
    round_of(here, there)
    made = here.commit(PAGE.replace("First", "Here"))

    standing = round_of(here, there)

    assert (standing.state, standing.pushed, standing.waiting) == (State.IN_STEP, True, 0)
    assert there.tip == made


def test_what_is_committed_there_comes_here_into_the_files_too(here, there):
    made = there.commit("handbook/leave.md", PAGE.replace("Second", "There"))

    standing = round_of(here, there)

    assert (standing.state, standing.received) == (State.IN_STEP, 1)
    assert here.tip == made
    assert "There." in here.read()
    assert git(here.top, "status", "--porcelain") == ""


def test_an_empty_repository_is_filled(here, tmp_path):
    there = Elsewhere(tmp_path)

    assert round_of(here, there).state is State.IN_STEP
    assert there.tip == here.tip


def test_a_second_round_changes_nothing(here, there):
    round_of(here, there)
    tip = here.tip

    standing = round_of(here, there)

    assert (standing.state, standing.pushed, here.tip) == (State.IN_STEP, False, tip)


def test_two_changes_that_fit_are_brought_together_in_a_commit_by_trellis(here, there):
    round_of(here, there)
    ours = here.commit(PAGE.replace("First", "Here"))
    theirs = there.commit("handbook/leave.md", PAGE.replace("Third", "There"))

    standing = round_of(here, there)

    assert standing.state is State.IN_STEP
    assert here.read() == PAGE.replace("First", "Here").replace("Third", "There")
    assert there.tip == here.tip
    assert git(here.top, "log", "-1", "--format=%an %P", "main") == f"Trellis {ours} {theirs}"


def test_what_lies_outside_the_handbook_comes_too_with_its_modes_and_links(here, there):
    round_of(here, there)
    here.commit(PAGE.replace("First", "Here"))
    there.commit("other.txt", "Changed.\n")
    git(there.clone, "update-index", "--chmod=+x", "other.txt")
    os.symlink("other.txt", there.clone / "link")
    git(there.clone, "add", "link")
    git(there.clone, "commit", "--quiet", "-m", "Modes")
    git(there.clone, "push", "--quiet", "origin", "HEAD:main")

    round_of(here, there)

    listed = git(here.top, "ls-tree", "-r", "main").splitlines()
    modes = {line.split("\t")[1]: line.split()[0] for line in listed}
    assert (modes["other.txt"], modes["link"]) == ("100755", "120000")
    assert (here.top / "other.txt").read_text() == "Changed.\n"


def test_a_push_that_comes_too_late_fetches_merges_and_pushes_again(here, there, monkeypatch):
    round_of(here, there)
    here.commit(PAGE.replace("First", "Here"))
    real, raced = remotes.push, []

    def push(*arguments, **named):
        if not raced:
            raced.append(there.commit("handbook/leave.md", PAGE.replace("Third", "There")))
        real(*arguments, **named)

    monkeypatch.setattr(remotes, "push", push)
    standing = round_of(here, there)

    assert standing.state is State.IN_STEP
    assert there.tip == here.tip
    assert "Here." in here.read()
    assert "There." in here.read()


# -- what Trellis does not decide by itself


def test_two_changes_of_one_line_leave_both_sides_as_they_are(here, there):
    round_of(here, there)
    ours = here.commit(PAGE.replace("First", "Here"))
    theirs = there.commit("handbook/leave.md", PAGE.replace("First", "There"))

    standing = round_of(here, there)

    assert standing.state is State.CONFLICT
    assert standing.files == ("handbook/leave.md",)
    assert (here.tip, there.tip) == (ours, theirs)
    assert "There." in words_of(here.top)


def test_a_history_that_was_replaced_waits_for_a_decision(here, there):
    there.commit("handbook/leave.md", PAGE.replace("First", "Gone there"))
    round_of(here, there)
    ours = here.tip
    theirs = there.replace("handbook/leave.md", PAGE.replace("First", "Instead"))

    standing = round_of(here, there)

    assert standing.state is State.REPLACED
    assert (standing.ours, standing.theirs) == (ours, theirs)
    assert (here.tip, there.tip) == (ours, theirs)
    assert round_of(here, there).state is State.REPLACED


def test_taking_theirs_keeps_ours_on_a_branch(here, there):
    there.commit("handbook/leave.md", PAGE.replace("First", "Gone there"))
    round_of(here, there)
    ours = here.commit(PAGE.replace("First", "Gone there").replace("Third", "Only here"))
    theirs = there.replace("handbook/leave.md", PAGE.replace("First", "Instead"))
    round_of(here, there)

    kept = upstream.take_theirs(here.repository, ours=ours, theirs=theirs)

    assert here.tip == theirs
    assert "Instead." in here.read()
    assert git(here.top, "rev-parse", kept) == ours
    assert round_of(here, there).state is State.IN_STEP
    assert {"Only here", "Gone there", "Instead"} <= set(words_of(here.top).replace(".", "").splitlines())


def test_keeping_ours_replaces_theirs_and_keeps_it_on_a_branch_here(here, there):
    there.commit("handbook/leave.md", PAGE.replace("First", "Gone there"))
    round_of(here, there)
    ours = here.tip
    theirs = there.replace("handbook/leave.md", PAGE.replace("First", "Instead"))
    round_of(here, there)

    kept = upstream.keep_ours(here.repository, Remote(there.url), ours=ours, theirs=theirs)

    assert there.tip == ours
    assert git(here.top, "rev-parse", kept) == theirs
    assert round_of(here, there).state is State.IN_STEP


def test_nothing_is_decided_about_what_nobody_has_seen(here, there):
    there.commit("handbook/leave.md", PAGE.replace("First", "Gone there"))
    round_of(here, there)
    seen = there.replace("handbook/leave.md", PAGE.replace("First", "Instead"))
    round_of(here, there)
    newer = there.commit("handbook/leave.md", PAGE.replace("First", "Newer"))

    with pytest.raises(upstream.DecisionError):
        upstream.keep_ours(here.repository, Remote(there.url), ours=here.tip, theirs=seen)

    assert there.tip == newer


def test_a_branch_that_was_deleted_there_is_pushed_again_only_when_somebody_says_so(here, there):
    round_of(here, there)
    theirs = there.tip
    git(there.bare, "update-ref", "-d", MAIN)

    assert round_of(here, there).state is State.GONE
    upstream.keep_ours(here.repository, Remote(there.url), ours=here.tip, theirs=theirs)

    assert there.tip == here.tip


def test_another_repository_is_not_mixed_in(here, tmp_path):
    (tmp_path / "x").mkdir()
    there = Elsewhere(tmp_path / "x", of=Here(tmp_path / "x").top)
    there.commit("handbook/leave.md", "# Another\n")
    git(there.clone, "checkout", "--quiet", "--orphan", "fresh")
    git(there.clone, "commit", "--quiet", "-m", "Fresh")
    git(there.clone, "push", "--quiet", "--force", "origin", "HEAD:main")
    tip = here.tip

    assert round_of(here, there).state is State.UNRELATED
    assert here.tip == tip


def test_a_file_that_is_too_large_is_named_and_nothing_is_taken_over(here, there):
    tip = here.tip
    there.commit("handbook/film.mp4", b"x" * 3_000_000)
    there.commit("handbook/leave.md", PAGE.replace("First", "There"))

    standing = round_of(here, there, largest=2**21)

    assert standing.state is State.LARGE
    assert standing.files == ("handbook/film.mp4 (2.9 MB)",)
    assert here.tip == tip
    assert round_of(here, there, largest=2**22).state is State.IN_STEP


def test_files_changed_by_hand_are_not_overwritten(here, there):
    there.commit("handbook/leave.md", PAGE.replace("Second", "There"))
    (here.book / "leave.md").write_text("By hand.\n")
    tip = here.tip

    standing = round_of(here, there)

    assert standing.state is State.BLOCKED
    assert "leave.md" in standing.detail
    assert (here.tip, here.read()) == (tip, "By hand.\n")


# -- trouble


def test_an_upstream_that_cannot_be_reached_is_told_and_sent_to_later(here, there):
    round_of(here, there)
    here.commit(PAGE.replace("First", "Here"))
    there.bare.rename(there.bare.with_suffix(".away"))

    standing = round_of(here, there)

    assert (standing.state, standing.waiting) == (State.UNREACHABLE, 1)
    there.bare.with_suffix(".away").rename(there.bare)
    assert round_of(here, there).state is State.IN_STEP
    assert there.tip == here.tip


def test_what_a_server_refuses_is_told_in_its_own_words(here, there):
    hook = there.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'The branch is protected.'\nexit 1\n")
    hook.chmod(0o755)
    tip = here.commit(PAGE.replace("First", "Here"))

    standing = round_of(here, there)

    assert standing.state is State.REJECTED
    assert "The branch is protected." in standing.detail
    assert here.tip == tip


def test_damaged_objects_from_there_are_refused(here, there):
    there.commit("handbook/leave.md", PAGE.replace("Second", "There"))
    blob = git(there.bare, "rev-parse", "main:handbook/leave.md")
    _damage(there.bare, blob)
    tip = here.tip

    standing = round_of(here, there)

    assert standing.state in {State.BROKEN, State.UNREACHABLE}
    assert standing.detail
    assert (here.tip, here.read()) == (tip, PAGE)


def test_a_damaged_object_here_is_named_and_nothing_moves(here, there):
    round_of(here, there)
    ours = here.commit(PAGE.replace("First", "Here"))
    theirs = there.commit("handbook/leave.md", PAGE.replace("Third", "There"))
    _damage(here.top / ".git", git(here.top, "rev-parse", "main:handbook/leave.md"))

    standing = round_of(here, there)

    assert standing.state is State.BLOCKED
    assert "damaged" in standing.detail
    assert (here.tip, there.tip) == (ours, theirs)


def _damage(folder: Path, name: str) -> None:
    file = folder / "objects" / name[:2] / name[2:]
    if not file.exists():  # It is in a pack, as a clone has it.
        for pack in list((folder / "objects" / "pack").glob("*.pack")):
            data = pack.read_bytes()
            shutil.rmtree(folder / "objects" / "pack")
            subprocess.run(["git", "-C", folder, "unpack-objects", "-q"], input=data, check=True)
    file.chmod(0o644)
    file.write_bytes(b"\0" + file.read_bytes()[1:])


def test_a_lock_that_a_killed_program_left_is_named(here, there):
    there.commit("handbook/leave.md", PAGE.replace("Second", "There"))
    (here.top / ".git" / "refs" / "heads" / "main.lock").touch()

    standing = round_of(here, there)

    assert standing.state is State.BLOCKED
    assert "main.lock" in standing.detail
    (here.top / ".git" / "refs" / "heads" / "main.lock").unlink()
    assert round_of(here, there).state is State.IN_STEP
    assert "There." in here.read()


class Countdown:
    """Ends the process, as `kill -9` does, where it is about to call Git for the n-th time."""

    def __init__(self, left: int) -> None:
        self.left, self.real = left, subprocess.Popen.__init__

    def __enter__(self) -> Countdown:
        def counting(process: object, *arguments: object, **named: object) -> None:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self.real(process, *arguments, **named)

        subprocess.Popen.__init__ = counting
        return self

    def __exit__(self, *_trouble: object) -> None:
        subprocess.Popen.__init__ = self.real


def killed(act: Callable[[], object], at: int) -> None:
    """Do something in a process of its own that is killed on the way."""
    process = os.fork()
    if process == 0:
        shortcuts.forget()
        with Countdown(at):
            act()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL


def points_of(act: Callable[[], object], every: int) -> list[int]:
    """Where to kill: at each of the last calls, which write and move branches, and at some of those before."""
    shortcuts.forget()
    with Countdown(ENOUGH) as countdown:
        act()
    calls = ENOUGH - countdown.left
    return [at for at in range(3, calls + 1) if at > calls - 7 or at % every == 0]


ENOUGH = 1000


class Copies:
    """Folders as they were, to begin again with."""

    def __init__(self, place: Path, *folders: Path) -> None:
        self.pairs = [(shutil.copytree(each, place / each.name, symlinks=True), each) for each in folders]

    def restore(self) -> None:
        for copy, folder in self.pairs:
            shutil.rmtree(folder)
            shutil.copytree(copy, folder, symlinks=True)


@pytest.mark.slow  # A process is started, and killed, for each point.
def test_killed_at_any_point_of_a_round_every_word_is_there_and_the_next_one_completes_it(
    here, there, tmp_path
):
    round_of(here, there)
    ours = here.commit(PAGE.replace("First", "Here"))
    theirs = there.commit("handbook/leave.md", PAGE.replace("Third", "There"))
    copies = Copies(tmp_path / "copies", here.top, there.bare)

    for at in points_of(lambda: round_of(here, there), every=14):
        copies.restore()

        killed(lambda: round_of(here, there), at)

        assert git(here.top, "merge-base", here.tip, ours) == ours
        assert git(there.bare, "merge-base", there.tip, theirs) == theirs
        git(here.top, "fsck", "--strict")
        assert round_of(here, there).state is State.IN_STEP
        assert here.read() == PAGE.replace("First", "Here").replace("Third", "There")
        assert there.tip == here.tip
        assert git(here.top, "status", "--porcelain") == ""


@pytest.mark.slow  # Likewise.
def test_killed_at_any_point_of_a_merge_it_is_merged_or_not_and_can_be_merged_again(here, tmp_path):
    repository, base = here.repository, here.tip
    side = repository.commit(
        "refs/heads/side", {"leave.md": PAGE.replace("Third", "Side").encode()}, parents=(base,), author=ANNA,
        committer=ANNA, message="Side\n", expected=None,
    )  # fmt: skip
    ours = here.commit(PAGE.replace("First", "Here"))
    copies = Copies(tmp_path / "copies", here.top)

    def merge() -> None:
        repository.commit(
            MAIN, repository.merge(ours, side).changes, parents=(ours, side), author=ANNA, committer=ANNA,
            message="Merge\n", expected=ours,
        )  # fmt: skip

    for at in points_of(merge, every=6):
        copies.restore()

        killed(merge, at)

        assert here.tip == ours or git(here.top, "merge-base", here.tip, side) == side
        git(here.top, "fsck", "--strict")
        if here.tip == ours:
            merge()
        assert here.read() == PAGE.replace("First", "Here").replace("Third", "Side")
        assert git(here.top, "status", "--porcelain") == ""


def test_an_address_that_git_would_take_for_something_else_never_reaches_it():
    for url in ("ext::sh -c id", "-u/tmp/x", "--upload-pack=x", "http://example.org/x.git", "https://a:b@c.example/x",
                "ftp://c.example/x", "https://c.example/", "file://host/x", "git://c.example/x", "c.example",
                "ssh://-oProxyCommand=x/y", "-x@c.example:y", "git@c.example:-y", "https://c.example/x?y"):  # fmt: skip
        with pytest.raises(remotes.GitError):
            remotes.checked_url(url)


@given(st.text(alphabet="-:/@.ahtpsfile+x \n[]?#%é", max_size=60))
def test_whatever_is_taken_for_an_address_is_no_option_and_no_helper(text):
    try:
        taken = remotes.checked_url(text)
    except remotes.GitError:
        return
    assert not taken.startswith("-")
    assert "::" not in taken
    assert Remote(taken).protocol in {"https", "http", "ssh", "file"}


def test_the_usual_addresses_are_taken():
    for url in ("https://gitlab.example.com/a/b.git", "ssh://git@c.example:2222/a.git", "git@c.example:a/b.git",
                "file:///srv/a.git", "http://127.0.0.1:8080/a.git"):  # fmt: skip
        assert remotes.checked_url(url) == url


def test_a_conversation_ends_when_its_time_is_over(here, tmp_path, monkeypatch):
    slow = tmp_path / "bin" / "ssh"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(remotes, "PATIENCE", 0.5)

    with pytest.raises(RemoteError, match="did not answer"):
        remotes.tips(here.top, Remote("git@127.0.0.1:a.git"), ("refs/heads/main",))


def test_join_names_the_files_that_one_side_deleted(here):
    base = here.tip
    gone = here.repository.commit(
        "refs/heads/gone", {"leave.md": None}, parents=(base,), author=ANNA, committer=ANNA, message="Gone\n",
        expected=None,
    )  # fmt: skip
    ours = here.commit(PAGE.replace("First", "Here"))

    joined = joining.join(replace(here.repository, prefix=""), ours, gone)

    assert joined == ("", ("handbook/leave.md",))
    assert here.repository.tip(AGREED) is None
