import json
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from types import SimpleNamespace

import pytest
from click import unstyle

from trellis.config import cli, examining, preparing
from trellis.config.examining import FINE, NOTE, WRONG, Finding
from trellis.core import tracing
from trellis.core.job_lists import Health
from trellis.pages.queries.branches import Verdict as Apart


@pytest.fixture
def doctor(tmp_path, monkeypatch, run_trellis):
    """Runs `trellis doctor --json` in a process and gives its exit status and findings by thing."""

    def run(**environment):
        done = run_trellis("doctor", "--json", **environment)
        report = json.loads(done.stdout)
        return done.returncode, {finding["thing"]: finding for finding in report["findings"]}

    return run


def test_new_checkout_is_well(doctor, tmp_path):
    status, findings = doctor()

    assert status == 0
    assert {thing: finding["state"] for thing, finding in findings.items() if finding["state"] == WRONG} == {}
    assert findings["Database"]["state"] == NOTE
    assert findings["Secret key"]["text"] == str(tmp_path / "data" / "secret-key")
    assert "pages" in findings["Handbook"]["text"]


def test_setting_that_makes_no_sense_is_explained(doctor):
    status, findings = doctor(TRELLIS_DEBUG="perhaps")

    assert status == 1
    assert findings["Settings"]["state"] == WRONG
    assert findings["Settings"]["text"].startswith("TRELLIS_DEBUG is 'perhaps'")
    assert "Database" not in findings


def test_key_that_others_can_read_is_told(doctor, tmp_path):
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "secret-key"
    file.write_text("k" * 50)
    file.chmod(0o644)

    status, findings = doctor()

    assert status == 1
    assert findings["Secret key"]["remedy"] == f"chmod 600 {file}"


def test_database_that_does_not_answer_is_told(doctor):
    status, findings = doctor(TRELLIS_DATABASE="postgres://nobody@127.0.0.1:1/trellis")

    assert status == 1
    assert findings["Database"]["state"] == WRONG
    assert "Connection refused" in findings["Database"]["text"]
    assert findings["Handbook"]["state"] == FINE


def test_handbook_that_is_not_there_is_told(doctor):
    status, findings = doctor(TRELLIS_HANDBOOK="/nowhere")

    assert status == 1
    assert "/nowhere" in findings["Handbook"]["text"]


def test_folder_without_pages_is_a_note(doctor, tmp_path):
    (tmp_path / "empty").mkdir()

    status, findings = doctor(TRELLIS_HANDBOOK=str(tmp_path / "empty"))

    assert status == 0
    assert findings["Handbook"]["state"] == NOTE


def test_migrations_that_wait_are_a_note(doctor, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "trellis.sqlite3").touch()

    status, findings = doctor()

    assert status == 0
    assert findings["Migrations"]["remedy"] == "./trellis up applies them."


def test_server_for_tests_is_optional(doctor):
    status, findings = doctor(TRELLIS_TEST_POSTGRES="127.0.0.1:1")

    assert status == 0
    assert findings["PostgreSQL"]["state"] == NOTE


def test_text_puts_the_remedy_below():
    findings = [Finding("Git", FINE, "2.39"), Finding("Database", WRONG, "gone", "Start it.\nThen wait.")]

    assert unstyle(examining.as_text(findings)).splitlines() == [
        "ok  Git       2.39",
        "!!  Database  gone",
        "              Start it.",
        "              Then wait.",
    ]


def test_json_says_whether_all_is_well():
    assert json.loads(examining.as_json([Finding("Git", NOTE, "x")]))["well"] is True
    assert json.loads(examining.as_json([Finding("Git", WRONG, "x")]))["well"] is False


@pytest.mark.django_db
def test_doctor_runs_in_this_process_too(capsys):
    assert cli.main(["doctor"]) in (cli.FINE, cli.FINDINGS)
    assert "Python" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("health", "state", "says"),
    [
        ((1, 0, None, 0), FINE, ""),
        ((0, 0, None, 0), FINE, ""),
        ((0, 3, 1, 0), NOTE, "trellis worker"),
        ((2, 3, 1, 0), FINE, ""),
        ((2, 3, 90, 0), NOTE, "start another"),
        ((2, 0, None, 1), NOTE, "page Jobs"),
    ],
)
def test_it_tells_whether_somebody_does_the_jobs_that_wait(health, state, says):
    workers, waiting, minutes, failed = health
    since = None if minutes is None else datetime.now(UTC) - timedelta(minutes=minutes)

    found = examining._jobs(Health(workers, waiting, since, failed))

    assert (found.thing, found.state, says in found.remedy) == ("Jobs", state, True)


def test_the_index_of_the_search_is_made_again_and_looked_at(started, doctor, run_trellis):
    done = run_trellis("reindex")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "The index was as it should be.")

    _status, findings = doctor()

    assert (findings["Search"]["state"], findings["Search"]["text"]) == (FINE, "0 records can be found")


def test_restore_that_was_cut_off_missing_traces_and_open_numbers_are_told(tmp_path, monkeypatch):
    (tmp_path / preparing.RESTORING).mkdir()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setattr(tracing, "is_installed", lambda: False)
    place = SimpleNamespace(
        TRELLIS_DATA=tmp_path, TRELLIS_METRICS_TOKEN="", TRELLIS_METRICS_NETWORKS=[ip_network("10.0.0.0/8")]
    )

    data, (traces,), numbers = examining._data(place), examining._traces(), examining._numbers(place)

    assert examining.RESTORING == preparing.RESTORING
    assert (data.state, traces.state, numbers.state) == (WRONG, WRONG, FINE)
    assert data.remedy.startswith("Restore the backup again")
    assert "opentelemetry-sdk" in traces.remedy
    assert numbers.text == "/metrics, from 10.0.0.0/8 and not through a proxy"


@pytest.mark.django_db
def test_clock_of_the_database_is_compared():
    assert preparing.clocks_apart() < 5


@pytest.mark.parametrize(
    ("verdict", "state", "text", "remedy"),
    [
        (Apart(3, (), (), ()), FINE, "3 of proposals", ""),
        (Apart(0, (), (7,), ()), WRONG, "open without one: #7", "Restore these branches"),
        (Apart(1, ((Path("/b"), "trellis/1"),), (), ()), NOTE, "1 that no proposal knows", "branch -D trellis/1"),
        (Apart(9, (), (), tuple(range(1, 8))), NOTE, "7 closed for more than a year", "#5 and 2 more"),
    ],
)  # fmt: skip
def test_branches_and_proposals_that_are_apart_are_told_with_what_to_do(verdict, state, text, remedy):
    found = examining._branches(verdict)

    assert (found.thing, found.state) == ("Branches", state)
    assert text in found.text
    assert remedy in found.remedy


def test_it_looks_at_the_branches_of_the_handbook_that_is_served(started, doctor):
    _status, findings = doctor()

    assert findings["Branches"]["state"] == FINE
