import json
import subprocess

import pytest
from click.testing import CliRunner, Result

from trellis.handbook.commands import check
from trellis.handbook.errors import TrellisError
from trellis.version import VERSION

FAULTY = "# Page\n\nWe see the the plan. \n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "page.md").write_text(FAULTY)
    return tmp_path


def run(*words: str) -> tuple[Result, int]:
    """The result and the exit status, which `trellis` itself takes from what the command returns."""
    result = CliRunner().invoke(check, words, standalone_mode=False)
    if isinstance(result.exception, TrellisError):
        return result, 2
    return result, result.return_value if result.exception is None else getattr(
        result.exception, "exit_code", 1
    )


def test_findings_are_shown_with_paths_from_the_current_folder(folder):
    result, status = run("book")

    assert status == 1
    assert "book/page.md:3:8: warning HB110" in result.output
    assert "book/page.md:3:21: note HB104" in result.output


def test_current_folder_is_checked_unless_a_path_is_given(folder):
    assert "book/page.md:3:8:" in run()[0].output


def test_clean_handbook_has_status_0(folder):
    (folder / "book" / "page.md").write_text("# Page\n\nFine.\n")

    result, status = run("book")

    assert (result.output, status) == ("No faults in 1 file.\n", 0)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--ignore", "HB110"), 0),
        (("--ignore", "HB110", "--fail-on", "note"), 1),
        (("--fail-on", "error"), 0),
        (("--exit-zero",), 0),
        (("--select", "trailing-space"), 0),
        (("--select", "HB1,HB2"), 1),
        (("--min-severity", "error"), 1),
    ],
)
def test_status_depends_on_what_counts(folder, words, status):
    assert run("book", *words)[1] == status


@pytest.mark.parametrize(
    "words",
    [("nowhere",), ("book", "--select", "HB9999"), ("book", "--format", "xml"), ("book", "--watch", "--fix")],
)
def test_wrong_usage_has_status_2(folder, words):
    assert run(*words)[1] == 2


def test_a_folder_without_anything_to_read_is_refused(folder):
    (folder / "empty").mkdir()

    result, status = run("empty")

    assert status == 2
    assert "nothing to read" in str(result.exception)


def test_what_is_hidden_is_said_since_it_may_fail_the_command(folder):
    result, status = run("book", "--min-severity", "error")

    assert status == 1
    assert result.output == "Nothing so grave in 1 file. 2 less grave ones are not shown.\n"


def test_min_severity_hides_the_rest(folder):
    assert "HB104" not in run("book", "--min-severity", "warning")[0].output


def test_settings_of_the_handbook_count(folder):
    (folder / "book" / "handbook.yml").write_text(
        "ignore: [HB110]\npaths:\n  - path: page.md\n    ignore: [HB104]\n"
    )

    assert run("book")[1] == 0


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab"])
def test_reports_for_programs_are_json(folder, form):
    assert json.loads(run("book", "--format", form)[0].output)


def test_sarif_says_which_trellis_it_was(folder):
    driver = json.loads(run("book", "--format", "sarif")[0].output)["runs"][0]["tool"]["driver"]

    assert driver["version"] == VERSION


UNREAD = "2 links lead to pages that were not read; say `complete: true` in handbook.yml where this is all of the site."


def write_partly_read(book, settings):
    (book / "page.md").write_text("# Page\n\n[a](/elsewhere/a/), [b](/elsewhere/b/), [c](/shop/c/)\n")
    if settings is not None:
        (book / "handbook.yml").write_text(settings)


def test_links_that_could_not_be_judged_are_counted_where_somebody_can_settle_it(folder):
    write_partly_read(folder / "book", "outside: [/shop/]\n")

    assert run("book")[0].output == f"No faults in 2 files.\n{UNREAD}\n"
    assert run("book")[0].output.count(UNREAD) == 1, "from the cache"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (None, ()),
        ("outside: [/shop/, /elsewhere/]", ()),
        ("complete: true\noutside: [/shop/, /elsewhere/]", ()),
        ("outside: [/shop/]", ("--quiet",)),
        ("outside: [/shop/]", ("--statistics",)),
        ("outside: [/shop/]", ("--json",)),
        ("outside: [/shop/]", ("--format", "sarif")),
        ("outside: [/shop/]", ("--format", "gitlab")),
    ],
)
def test_nothing_else_is_said_about_links_that_could_not_be_judged(folder, settings, words):
    write_partly_read(folder / "book", settings)

    assert "not read" not in run("book", *words)[0].output


def test_report_goes_to_a_file(folder):
    result, status = run("book", "--json", "--output", "report.json")

    assert (result.output, status) == ("", 1)
    assert json.loads((folder / "report.json").read_text())["summary"]["warning"] == 1


def test_fix_mends_and_a_second_run_changes_nothing(folder):
    result, status = run("book", "--fix")

    assert status == 0
    assert "Mended 2 faults in 1 file." in result.output
    assert (folder / "book" / "page.md").read_text() == "# Page\n\nWe see the plan.\n"
    assert "Mended 0 faults in 0 files." in run("book", "--fix")[0].output


def test_fix_mends_only_what_is_selected(folder):
    run("book", "--fix", "--select", "HB104")

    assert (folder / "book" / "page.md").read_text() == "# Page\n\nWe see the the plan.\n"


def test_diff_changes_nothing(folder):
    result, status = run("book", "--fix", "--diff")

    assert status == 1
    assert "-We see the the plan. \n+We see the plan.\n" in result.output
    assert (folder / "book" / "page.md").read_text() == FAULTY


def test_colour_only_where_it_is_wanted(folder, monkeypatch):
    assert "\x1b" not in run("book")[0].output

    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = CliRunner().invoke(check, ("book",), standalone_mode=False).output
    assert "\x1b[1;33m" in coloured

    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in CliRunner().invoke(check, ("book",), standalone_mode=False).output


def test_statistics_and_quiet(folder):
    assert run("book", "--statistics")[0].output.splitlines() == [
        "     1  HB104* note     trailing-space (1 file)",
        "     1  HB110* warning  doubled-word (1 file)",
    ]
    assert len(run("book", "--quiet")[0].output.splitlines()) == 2


def test_explain_and_list_of_codes(folder):
    assert run("--explain", "doubled-word")[0].output.startswith("# HB110 doubled-word\n")
    assert "HB110  warning  doubled-word" in run("--codes")[0].output
    assert run("--explain", "HB9999")[1] == 2


def test_result_is_the_same_from_the_cache(folder):
    cold = run("book")[0].output

    assert run("book")[0].output == cold == run("book", "--no-cache")[0].output


def test_kinds_come_through_the_door(folder):
    class Doors:
        def kinds(self):
            return ()

    result = CliRunner().invoke(check, ("book",), obj=Doors(), standalone_mode=False)

    assert result.return_value == 1


def test_revision_in_git_can_be_checked_but_not_mended(folder):
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-C", "book", "-c", "user.name=A", "-c", "user.email=a@example.com", *words], check=True
        )

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "First")
    (folder / "book" / "page.md").write_text("# Page\n\nFine.\n")

    assert "page.md:3:8: warning HB110" in run("book@HEAD")[0].output
    assert run("book@HEAD", "--fix")[1] == 2
    assert run("book")[1] == 0
