import json
import socket
import threading

import pytest
from conftest import leave_one_part

from trellis.config import testing


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "postgres://postgres@127.0.0.1:5432/postgres"),
        ("db.example:5433", "postgres://postgres@db.example:5433/postgres"),
        ("postgres://ada:secret@db.example/main", "postgres://ada:secret@db.example/main"),
    ],
)
def test_server_for_tests_is_named_by_the_environment(value, expected):
    assert testing.postgres_url({testing.POSTGRES: value} if value else {}) == expected


def test_password_is_not_shown():
    assert testing.place("postgres://ada:secret@db.example/main") == "db.example:5432"


def test_port_where_nobody_listens_does_not_answer():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        assert not testing.answers(f"postgres://postgres@127.0.0.1:{port}/postgres")


def test_something_else_on_the_port_is_no_answer():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(5)
        url = f"postgres://postgres@127.0.0.1:{server.getsockname()[1]}/postgres"
        server_closes_at_once(server)

        assert not testing.answers(url)


def server_closes_at_once(server):
    def close_all():
        try:
            while True:
                server.accept()[0].close()
        except OSError:
            pass

    threading.Thread(target=close_all, daemon=True).start()


def test_outside_a_checkout_there_are_no_tests(monkeypatch, tmp_path):
    monkeypatch.setattr("trellis.config.places.PROJECT", tmp_path)

    with pytest.raises(testing.TestingError, match="need a checkout"):
        testing.run([], fast=True)


@pytest.fixture
def browser_runs(monkeypatch, tmp_path):
    """Runs of the browser's tests, each of which fails what is next in a list; gives the arguments of each run."""

    def play(*failures):
        monkeypatch.setattr(testing, "PROJECT", tmp_path)
        written = tmp_path / testing.BROWSER_CACHE / "v" / "cache" / "lastfailed"
        written.parent.mkdir(parents=True, exist_ok=True)
        coming = iter(failures)
        runs = []

        def run_pytest(arguments, _extra):
            failed = next(coming)
            runs.append(arguments)
            written.write_text(json.dumps(dict.fromkeys(failed, True)), encoding="utf-8")
            return not failed

        monkeypatch.setattr(testing, "_pytest", run_pytest)
        return testing._test_in_browser(), runs

    return play


def test_what_fails_once_in_the_browser_is_tried_again_and_named(browser_runs, capsys):
    fine, runs = browser_runs(["test_a.py::test_slow"], [])

    assert fine
    assert runs[1][-1] == "test_a.py::test_slow"
    assert "Tried once more" in capsys.readouterr().out


def test_what_fails_twice_in_the_browser_is_a_fault(browser_runs):
    fine, runs = browser_runs(["test_a.py::test_broken"], ["test_a.py::test_broken"])

    assert not fine
    assert len(runs) == 2


def test_many_failures_in_the_browser_are_not_tried_again(browser_runs):
    fine, runs = browser_runs([f"test_a.py::test_{number}" for number in range(4)])

    assert not fine
    assert len(runs) == 1


def test_only_files_with_tests_of_the_browser_are_read_for_it(browser_runs, tmp_path):
    for name, text in {
        "test_pages.py": "@pytest.mark.browser\n",
        "test_plain.py": "def test_it(): ...\n",
    }.items():
        (tmp_path / "tests").mkdir(exist_ok=True)
        (tmp_path / "tests" / name).write_text(text)

    _fine, runs = browser_runs([])

    assert "tests/test_pages.py" in runs[0]
    assert "tests/test_plain.py" not in runs[0]


def test_each_commit_runs_a_part_on_the_second_database_and_together_they_run_all():
    """Each test that takes long is in one part; all others are in each."""

    class Named:
        def __init__(self, number, fixtures):
            self.nodeid, self.fixturenames = f"test_{number}", fixtures

        def get_closest_marker(self, _name):
            return None

    class Config:
        def __init__(self, part):
            self.part, self.hook = part, self

        def getoption(self, name):
            return self.part if name == "--part" else "long"

        def pytest_deselected(self, items):
            pass

    parts = []
    for number in range(testing.PARTS):
        items = [Named(each, ("db",)) for each in range(30)] + [Named("plain", ())]
        leave_one_part(Config(f"{number}/{testing.PARTS}"), items)
        parts.append([each.nodeid for each in items])

    assert sorted(name for part in parts for name in part if name != "test_plain") == sorted(
        f"test_{number}" for number in range(30)
    )
    assert all("test_plain" in part for part in parts)


@pytest.mark.parametrize(
    ("seconds", "parts"), [(0.05, 4), (0.06, 4), (0.1, 8), (0.12, 8), (0.2, 16), (9, 16)]
)
def test_a_slower_machine_runs_a_smaller_part(seconds, parts):
    assert testing.parts_for(seconds) == parts
