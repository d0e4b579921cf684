import json

import pytest
from click import unstyle

from trellis.config import cli, examining
from trellis.config.examining import FINE, NOTE, WRONG, Finding


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
