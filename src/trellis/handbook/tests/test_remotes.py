"""What Git is told about another server, and that nothing secret is seen on the way."""

from __future__ import annotations

import base64
import os
import shutil
from pathlib import Path

import pytest

from trellis.handbook import remotes
from trellis.handbook.remotes import Remote, RemoteError, Trouble
from trellis.handbook.tests.elsewhere import Elsewhere, git, served_by_http

TOKEN = "tok-en-5ecret-0123456789"
BASIC = base64.b64encode(f"oauth2:{TOKEN}".encode()).decode()
MAIN = "refs/heads/main"


@pytest.fixture
def there(tmp_path: Path) -> Elsewhere:
    made = Elsewhere(tmp_path)
    git(made.bare, "config", "http.receivepack", "true")
    return made


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "Begin")
    return folder


@pytest.fixture
def command_lines(tmp_path: Path, monkeypatch) -> Path:
    """Every command line of Git, and of what it starts, as a list of processes would show it."""
    log, folder = tmp_path / "seen.log", tmp_path / "bin"
    folder.mkdir()
    real = shutil.which("git")
    (folder / "git").write_text(f'#!/bin/sh\nps -eo args >>"{log}"\necho "$@" >>"{log}"\nexec {real} "$@"\n')
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return log


def test_the_token_lets_git_in_and_no_list_of_processes_shows_it(here, there, command_lines):
    with served_by_http(there.bare, f"Basic {BASIC}") as url:
        remote = Remote(url, user="oauth2", token=TOKEN)
        tip = git(here, "rev-parse", "main")

        remotes.push(here, remote, tip, MAIN)

        assert remotes.tips(here, remote, (MAIN,)) == {MAIN: tip}
    seen = command_lines.read_text()
    assert "push" in seen
    assert TOKEN not in seen
    assert BASIC not in seen


def test_a_wrong_token_is_refused_without_being_repeated(here, there):
    with served_by_http(there.bare, "Basic other") as url, pytest.raises(RemoteError) as caught:
        remotes.tips(here, Remote(url, user="oauth2", token=TOKEN), (MAIN,))

    assert caught.value.kind is Trouble.DENIED
    assert TOKEN not in str(caught.value)
    assert BASIC not in str(caught.value)


def test_a_token_is_not_sent_to_another_server(there):
    names = Remote("https://one.example/a.git", user="oauth2", token=TOKEN).variables()

    keys = [value for name, value in names.items() if name.startswith("GIT_CONFIG_KEY")]
    assert "http.https://one.example/.extraHeader" in keys
    assert "http.extraHeader" not in keys
    assert names["GIT_ALLOW_PROTOCOL"] == "https"


def test_nothing_secret_is_in_what_is_shown_of_a_remote():
    remote = Remote("https://one.example/a.git", user="oauth2", token=TOKEN)

    assert TOKEN not in repr(remote)
    assert (
        remote.redacted(f"fatal: {TOKEN} {BASIC} https://u:p@one.example/")
        == "fatal: ••• ••• https://one.example/"
    )


def test_git_is_traced_by_nobody(monkeypatch):
    monkeypatch.setenv("GIT_TRACE_CURL", "1")
    monkeypatch.setenv("GIT_TRACE_REDACT", "0")

    assert not [name for name in remotes.git.environment() if name.startswith("GIT_TRACE")]


def test_a_redirect_is_not_followed():
    variables = Remote("https://one.example/a.git").variables()

    settings = {
        variables[f"GIT_CONFIG_KEY_{n}"]: variables[f"GIT_CONFIG_VALUE_{n}"]
        for n in range(int(variables["GIT_CONFIG_COUNT"]))
    }
    assert settings["http.followRedirects"] == "false"
    assert settings["credential.helper"] == ""
