"""The upstream from the environment, and what `trellis doctor` and `trellis sync` say of it."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from trellis.config.readers import Reader, SettingError
from trellis.config.upstreams import read_upstream
from trellis.handbook.tests.elsewhere import Elsewhere, git
from trellis.pages.forges.forge import Access, Kind

TOKEN = "tok-en-5ecret-0123456789"


def read(**environ):
    names = {f"TRELLIS_UPSTREAM{name}": value for name, value in environ.items()}
    return read_upstream(Reader(names), 2**20)


def test_there_is_none_unless_one_is_named():
    assert read(_TOKEN=TOKEN) is None


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (
            "https://gitlab.example.com/people/hr/handbook.git",
            Access(Kind.GITLAB, "https://gitlab.example.com/api/v4", "people/hr/handbook"),
        ),
        (
            "git@gitlab.com:people/handbook.git",
            Access(Kind.GITLAB, "https://gitlab.com/api/v4", "people/handbook"),
        ),
        (
            "https://github.com/people/handbook",
            Access(Kind.GITHUB, "https://api.github.com", "people/handbook"),
        ),
        ("https://git.example.com/people/handbook.git", None),
    ],
)
def test_the_interface_for_merge_requests_is_guessed_from_the_address(url, wanted):
    found = read(**{"": url, "_TOKEN": TOKEN}).access

    assert found == (None if wanted is None else Access(wanted.kind, wanted.root, wanted.project, TOKEN))


def test_the_guess_can_be_put_right():
    url = {"": "https://git.example.com/people/handbook.git", "_TOKEN": TOKEN, "_API": "gitlab"}

    assert read(**url).access.root == "https://git.example.com/api/v4"
    assert read(**url, _API_URL="https://api.example.com/v4").access.root == "https://api.example.com/v4"
    assert read(**{**url, "_API": "none"}).access is None


def test_without_a_token_merge_requests_are_not_used():
    assert read(**{"": "https://gitlab.example.com/a/b.git"}).access is None


@pytest.mark.parametrize(
    "environ",
    [
        {"": "ext::sh -c id"},
        {"": f"https://user:{TOKEN}@gitlab.example.com/a/b.git"},
        {"": "http://gitlab.example.com/a/b.git"},
        {"": "--upload-pack=id"},
        {"_BRANCH": "-x"},
        {"_BRANCH": "a..b"},
        {"_TOKEN": f"{TOKEN} x"},
        {"_SECRET": "short"},
        {"_INTERVAL": "5"},
        {"_INTERVAL": "often"},
        {"_API": "other"},
        {"_API_URL": "http://gitlab.example.com/api"},
    ],
)
def test_what_makes_no_sense_stops_the_start_and_repeats_no_secret(environ):
    with pytest.raises(SettingError) as caught:
        read(**{"": "https://gitlab.example.com/a/b.git", **environ})

    assert caught.value.message.startswith("TRELLIS_UPSTREAM")
    assert TOKEN not in f"{caught.value.message} {caught.value.hint}"


def test_no_secret_is_shown_of_it():
    found = read(**{"": "https://gitlab.example.com/a/b.git", "_TOKEN": TOKEN, "_SECRET": "hook-5ecret-0123"})

    assert TOKEN not in repr(found)
    assert "hook-5ecret" not in repr(found)


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "book"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "index.md").write_text("# Home\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Begin")
    return folder


@pytest.fixture
def doctor(run_trellis, book):
    def run(**environ):
        done = run_trellis("doctor", "--json", TRELLIS_HANDBOOK=str(book), **environ)
        assert TOKEN not in done.stdout + done.stderr
        return done.returncode, {each["thing"]: each for each in json.loads(done.stdout)["findings"]}

    return run


def test_doctor_looks_whether_the_upstream_lets_trellis_in(doctor, book, tmp_path):
    there = Elsewhere(tmp_path, of=book)

    status, findings = doctor(TRELLIS_UPSTREAM=there.url)

    assert status == 0
    assert findings["Upstream"]["text"] == f"{there.url}, branch main at {there.tip[:7]}"
    assert findings["Merge requests"]["text"] == "not used"


def test_doctor_tells_of_an_upstream_a_server_and_a_key_that_do_not_work(doctor, tmp_path):
    status, findings = doctor(
        TRELLIS_UPSTREAM="http://127.0.0.1:1/a/b.git",
        TRELLIS_UPSTREAM_TOKEN=TOKEN,
        TRELLIS_SIGNING_KEY=str(tmp_path / "nowhere"),
    )

    assert status == 1
    assert findings["Upstream"]["state"] == "wrong"
    assert findings["Signing key"]["state"] == "wrong"


def test_doctor_signs_with_the_key(doctor, tmp_path):
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)

    status, findings = doctor(TRELLIS_SIGNING_KEY=str(key))

    assert (status, findings["Signing key"]["state"]) == (0, "fine")


@pytest.mark.slow  # Two processes with Django.
def test_sync_brings_the_two_in_step_and_says_so(run_trellis, environ, prepared, book, tmp_path):
    there = Elsewhere(tmp_path, of=book)
    there.commit("index.md", "# Home\n\nFrom there.\n")
    names = {"TRELLIS_HANDBOOK": str(book), "TRELLIS_UPSTREAM": there.url}

    early = run_trellis("sync", **names)
    assert (early.returncode, "Start the site once" in early.stderr) == (2, True)

    shutil.copytree(prepared, environ["TRELLIS_DATA"], dirs_exist_ok=True)
    done = run_trellis("sync", **names)

    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "In step")
    assert (book / "index.md").read_text() == "# Home\n\nFrom there.\n"


def test_sync_without_an_upstream_says_how_to_name_one(run_trellis, book):
    done = run_trellis("sync", TRELLIS_HANDBOOK=str(book))

    assert done.returncode == 2
    assert "TRELLIS_UPSTREAM" in done.stderr
