"""Signed commits, and a bound on how large a file may be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from trellis.handbook.owning import repository_of
from trellis.handbook.repositories import Author
from trellis.handbook.signing import Signing, SigningError
from trellis.handbook.spec import open_source
from trellis.handbook.tests.elsewhere import git
from trellis.handbook.writing import LargeFileError, Writing, write_with

ANNA = Author("Writer One", "one@example.org")
MAIN = "refs/heads/main"


@pytest.fixture
def repository(tmp_path: Path):
    folder = tmp_path / "book"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "a.md").write_text("# A\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Begin")
    yield repository_of(open_source([str(folder)]), "a.md")[0]
    write_with(Writing())


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "trellis", "-f", file], check=True)
    return file


def commit(repository, data: bytes = b"# B\n") -> str:
    tip = repository.tip()
    return repository.commit(
        MAIN, {"a.md": data}, parents=(tip,), author=ANNA, committer=ANNA, message="Change\n", expected=tip
    )


def test_commits_are_signed_with_the_key_that_is_configured(repository, key, tmp_path):
    write_with(Writing(Signing(str(key))))
    allowed = tmp_path / "allowed"
    allowed.write_text(f"one@example.org {key.with_suffix('.pub').read_text()}")

    made = commit(repository)

    done = subprocess.run(
        ["git", "-C", repository.folder, "-c", f"gpg.ssh.allowedSignersFile={allowed}", "verify-commit", made],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert 'Good "git" signature for one@example.org' in done.stderr


def test_without_a_key_commits_are_not_signed(repository):
    assert "gpgsig" not in git(repository.folder, "cat-file", "-p", commit(repository))


def test_a_key_that_does_not_work_is_told_and_nothing_is_committed(repository, tmp_path):
    write_with(Writing(Signing(str(tmp_path / "nowhere"))))
    tip = repository.tip()

    with pytest.raises(SigningError, match="cannot be signed"):
        commit(repository)

    assert repository.tip() == tip


def test_a_key_is_checked_without_a_trace(key, tmp_path):
    Signing(str(key)).check()
    with pytest.raises(SigningError):
        Signing(str(tmp_path / "nowhere")).check()


def test_a_key_with_a_passphrase_is_refused_and_nobody_is_asked(tmp_path):
    file = tmp_path / "locked"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", file], check=True)

    with pytest.raises(SigningError):
        Signing(str(file)).check()


def test_a_file_that_is_too_large_is_refused_with_its_size(repository):
    write_with(Writing(largest=2**20))
    tip = repository.tip()

    with pytest.raises(LargeFileError, match=r"“a.md” has 1.5 MB; a file of the handbook has at most 1 MB"):
        commit(repository, b"x" * (3 * 2**19))

    assert repository.tip() == tip
