"""The commands about roles, started as a person starts them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

from trellis.config.cli import main
from trellis.config.cli import trellis as group
from trellis.roles import asking, commands, completion
from trellis.roles.printing.screen import Screen, columns, padded, shown
from trellis.roles.tests.handbooks import COMPANY, files_of

PAGE = "job-families/eng/engineering.md"


class Answer(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def data(self):
        return json.loads(self.out)


@pytest.fixture
def handbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A handbook on the disk, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("TRELLIS_HANDBOOK", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    root = tmp_path / "handbook"
    for path, text in files_of(COMPANY).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / "index.md").write_text("# Welcome\n\nSee [Engineering](/job-families/eng/engineering/).\n")
    (root / "handbook.yml").write_text("organisation: Overspan\n")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def trellis(handbook: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command line in the handbook."""

    def run(*arguments: str) -> Answer:
        capsys.readouterr()
        status = main(list(arguments))
        out, err = capsys.readouterr()
        return Answer(status, out, err)

    return run


# -- show


def test_show_tells_what_a_role_inherits_and_from_where(trellis):
    answer = trellis("show", "Senior Bridge Engineer")

    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[0] == "Senior Bridge Engineer"
    chain = "Manager, Engineering → Director, Engineering → Chief Technology Officer (defined on no page)"
    assert f"  reports to  {chain}" in lines
    line = Path(PAGE).read_text().split("\n").index("- Write code that others can read") + 1
    assert f"  - Write code that others can read  [from Bridge Engineer, {PAGE}:{line}]" in lines
    assert "  extends      Bridge Engineer (grade 6)" in lines
    assert "  1. 30 minute call with a Recruiter" in lines
    assert "  - Uptime: > 99%" in lines


def test_show_as_data(trellis):
    found = trellis("show", "Senior Bridge Engineer", "--json").data

    assert (found["title"], found["grade"], found["family"]) == ("Senior Bridge Engineer", 7, "Engineering")
    assert [rung["title"] for rung in found["reports_to"]][-1] == "Chief Technology Officer"
    assert [line["from"] for line in found["responsibilities"]] == [
        "Senior Bridge Engineer",
        "Engineering (all levels)",
        "Bridge Engineer",
        "Bridge Engineer",
    ]


def test_words_without_quotes_are_one_title(trellis):
    assert trellis("show", "Senior", "Bridge", "Engineer").out.startswith("Senior Bridge Engineer\n")


def test_a_name_that_is_not_the_title_is_told_on_standard_error(trellis):
    answer = trellis("show", "senior bridg")

    assert answer.err == "“senior bridg” is taken for “Senior Bridge Engineer”.\n"
    assert answer.out.startswith("Senior Bridge Engineer\n")


def test_an_unknown_role_is_refused_with_suggestions(trellis):
    answer = trellis("show", "Seniro Brigde Enginer X")

    assert (answer.status, answer.out) == (2, "")
    assert "Did you mean “Senior Bridge Engineer”" in answer.err


def test_an_ambiguous_name_lists_the_candidates(trellis):
    answer = trellis("show", "engineering")

    assert answer.status == 2
    assert "job-families/eng/engineering#staff-bridge-engineer" in answer.err


# -- which handbook


def test_the_handbook_is_an_argument_an_option_the_folder_or_the_environment(trellis, tmp_path, monkeypatch):
    root = str(tmp_path / "handbook")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    assert trellis("show", "Bridge Engineer").status == 2
    assert trellis("show", "Bridge Engineer", root).status == 0
    assert trellis("show", "Bridge Engineer", "--handbook", root).status == 0
    monkeypatch.setenv("TRELLIS_HANDBOOK", root)
    assert trellis("show", "Bridge Engineer").status == 0


def test_a_folder_without_roles_says_what_to_do(trellis, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path / "handbook")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "page.md").write_text("# Nothing\n")

    answer = trellis("roles", str(tmp_path / "empty"))

    assert answer.status == 2
    assert "No page of" in answer.err
    assert "--handbook" in answer.err


def test_paths_stand_behind_titles(handbook):
    words = asking.split_words(["Bridge", "Engineer", str(handbook)], 1, 1)

    assert words == (("Bridge Engineer",), (str(handbook),))


# -- diff


def test_diff_of_two_roles(trellis):
    answer = trellis("diff", "Bridge Engineer", "Senior Bridge Engineer")

    lines = answer.out.splitlines()
    assert "  grade       6 → 7" in lines
    assert any(line.startswith("  + Design changes that span several services  [") for line in lines)
    assert not any("Write code" in line for line in lines)
    assert "  = Write code" in trellis("diff", "Bridge Engineer", "Senior Bridge Engineer", "--all").out


def test_diff_as_data(trellis):
    found = trellis("diff", "Bridge Engineer", "Senior Bridge Engineer", "--json").data

    assert found["facts"]["grade"] == ["6", "7"]
    assert [line["text"] for line in found["responsibilities"]["only_second"]] == [
        "Design changes that span several services"
    ]


def test_diff_wants_two_roles(trellis):
    answer = trellis("diff", "Bridge Engineer")

    assert answer.status == 2
    assert "Name two roles." in answer.err


def git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@b.example", *arguments], check=True)


@pytest.mark.slow  # starts Git
def test_diff_of_two_revisions(trellis, handbook):
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "one")
    page = handbook / PAGE
    page.write_text(page.read_text().replace("[grade 8]", "[grade 9]"))
    git("commit", "--quiet", "-am", "two")
    page.write_text(page.read_text().replace("[grade 9]", "[grade 10]"))

    committed = trellis("diff", "--revisions", "HEAD~1", "HEAD")
    on_disk = trellis("diff", "--revisions", "HEAD", ".", "--json")

    assert "One role changed." in committed.out
    assert "  Grade 8 became 9." in committed.out.splitlines()
    assert [c["sentence"] for s in on_disk.data for c in s["changes"]] == ["Grade 9 became 10."]
    assert trellis("diff", "--revisions", "HEAD", "nonsense").status == 2


# -- path, impact


def test_path_between_two_roles(trellis):
    answer = trellis("path", "Bridge Engineer", "Director, Engineering")

    assert "One way, with what each step adds:" in answer.out
    assert "3. Director, Engineering (grade 10)" in answer.out
    found = trellis("path", "Bridge Engineer", "Director, Engineering", "--json").data
    assert found["complete"]
    assert [step["role"]["grade"] for step in found["ways"][0]["steps"]] == [7, 8, 10]


def test_path_from_one_role(trellis):
    answer = trellis("path", "Senior Bridge Engineer")

    assert "Two roles can be reached." in answer.out
    assert "└─ Director, Engineering (grade 10)" in answer.out
    assert [
        one["steps"] for one in trellis("path", "Senior Bridge Engineer", "--json").data["reachable"]
    ] == [1, 2]


def test_a_way_that_is_not_there(trellis):
    assert "No way leads there" in trellis("path", "Director, Engineering", "Bridge Engineer").out


def test_impact_of_a_role_a_page_and_a_heading(trellis):
    of_role = trellis("impact", "Senior Bridge Engineer")
    of_page = trellis("impact", PAGE, "--json").data
    of_heading = trellis("impact", f"{PAGE}#staff-bridge-engineer", "--json").data

    assert "Staff Bridge Engineer (extends it) loses 3 responsibilities and 3 requirements" in of_role.out
    assert [mention["path"] for mention in of_page["mentions"]] == ["index.md"]
    assert [role["title"] for role in of_heading["roles"]] == ["Staff Bridge Engineer"]


def test_impact_of_a_heading_that_is_not_there(trellis):
    answer = trellis("impact", f"{PAGE}#nothing")

    assert answer.status == 2
    assert "has no heading “#nothing”" in answer.err


# -- graph, roles


def test_graph_is_a_reporting_tree(trellis):
    assert trellis("graph").out == (
        "Chief Technology Officer  defined on no page, leads 1, 5 in all\n"
        "└─ Director, Engineering  grade 10, leads 2, 4 in all\n"
        "   ├─ Staff Bridge Engineer  grade 8\n"
        "   └─ Manager, Engineering  grade 8, leads 2\n"
        "      ├─ Bridge Engineer  grade 6\n"
        "      └─ Senior Bridge Engineer  grade 7\n"
    )


@pytest.mark.parametrize(
    ("form", "begins"), [("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<svg"), ("json", "{")]
)
def test_graph_in_other_forms(trellis, form: str, begins: str):
    answer = trellis("graph", "--format", form, "--kind", "next", "--family", "Engineering")

    assert answer.status == 0
    assert answer.out.startswith(begins)


def test_a_tree_of_anything_but_reporting_lines_is_refused(trellis):
    assert trellis("graph", "--kind", "next").status == 2


def test_graph_into_a_file(trellis, handbook):
    trellis("graph", "--format", "svg", "--output", "roles.svg")

    assert (handbook / "roles.svg").read_text().startswith("<svg")
    assert trellis("graph", "--format", "svg", "--output", "no/such/folder.svg").status == 2


def test_graph_tells_loose_ends(trellis):
    assert "Chief Technology Officer" in trellis("graph", "--loose-ends").out
    assert (
        trellis("graph", "--loose-ends", "--json").data["undefined"][0]["title"] == "Chief Technology Officer"
    )


def test_roles_are_an_aligned_table(trellis):
    lines = trellis("roles", "--grade", "8").out.splitlines()

    assert [line.split("  ")[0] for line in lines] == [
        "ROLE",
        "Staff Bridge Engineer",
        "Manager, Engineering",
    ]
    assert len({line.index("8") for line in lines[1:]}) == 1


def test_roles_as_data_in_order(trellis):
    found = trellis("roles", "--department", "eng", "--text", "bridge", "--sort", "title", "--json").data

    assert [role["title"] for role in found] == [
        "Bridge Engineer",
        "Senior Bridge Engineer",
        "Staff Bridge Engineer",
    ]


def test_roles_below_a_role_and_roles_that_ask_for_something(trellis):
    assert len(trellis("roles", "--reports-to", "Director, Engineering", "--json").data) == 4
    assert len(trellis("roles", "--requirement", "experience with budgets", "--json").data) == 1
    assert "two families" in trellis("roles", "--shared").out


def test_nobody_fits(trellis):
    assert trellis("roles", "--grade", "15").out == "No role fits.\n"


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--grade", "seven", "is no grade"),
        ("--department", "marketing", "No department is called"),
        ("--family", "Marketing", "No job family is called"),
        ("--reports-to", "Zeppelin Pilot", "No role is called"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(trellis, option: str, value: str, message: str):
    answer = trellis("roles", option, value)

    assert answer.status == 2
    assert message in answer.err


# -- export


def test_export_is_a_list_with_an_object_for_each_page_and_paths_inside_the_folder(trellis, handbook):
    found = trellis("export", "job-families", str(handbook / "job-families")).data

    assert [(one["path"], one["title"], len(one["levels"])) for one in found] == [
        ("eng/engineering.md", "Engineering", 3),
        ("eng/management.md", "Engineering Management", 2),
    ]


def test_a_page_of_the_folder_that_says_nothing_about_a_role_is_there_with_empty_lists(trellis, handbook):
    (handbook / "job-families" / "eng" / "index.md").write_text("# Engineering\n\nWelcome.\n")

    (found,) = [
        one for one in trellis("export", "job-families", "job-families").data if one["path"] == "eng/index.md"
    ]

    assert found == {
        "path": "eng/index.md",
        "title": "Engineering",
        "description": None,
        "levels": [],
        "family_responsibilities": [],
        "family_requirements": [],
        "hiring_steps": [],
        "performance_indicators": [],
        "career_ladder": None,
        "specialties": [],
    }


def test_ordinary_pages_outside_the_folder_are_no_families(trellis):
    assert "index.md" not in [one["path"] for one in trellis("export", "job-families").data]


def test_a_single_page_is_exported(trellis):
    assert [one["path"] for one in trellis("export", "job-families", PAGE).data] == ["engineering.md"]


def test_export_as_csv_and_as_a_workbook(trellis, handbook):
    rows = list(csv.DictReader(io.StringIO(trellis("export", "job-families", "--format", "csv").out)))
    trellis("export", "job-families", "--format", "xlsx", "--output", "families.xlsx")

    assert [row["grade"] for row in rows] == ["6", "7", "8", "8", "10"]
    assert (handbook / "families.xlsx").read_bytes().startswith(b"PK")


def test_export_of_one_posting_and_of_all(trellis):
    one = trellis("export", "jobposting", "Bridge Engineer", "--date", "2026-11-02").data
    every = trellis("export", "jobposting", "--all").data

    assert (one["title"], one["datePosted"]) == ("Bridge Engineer", "2026-11-02")
    assert one["hiringOrganization"]["name"] == "Overspan"
    assert len(every) == 5
    assert trellis("export", "jobposting").status == 2
    assert trellis("export", "jobposting", "Bridge Engineer", "--date", "tomorrow").status == 2


# -- at a terminal


def test_completion_gives_titles_with_their_grade(handbook, monkeypatch):
    context = click.Context(commands.show)
    items = completion.complete_role(context, commands.show.params[0], "sen")

    assert [(item.value, item.help) for item in items] == [("Senior Bridge Engineer", "grade 7, Engineering")]
    monkeypatch.setenv("_TRELLIS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "trellis show sen")
    assert (
        completion.complete_role(context, commands.show.params[0], "sen")[0].value
        == r"Senior\ Bridge\ Engineer"
    )
    monkeypatch.setenv("COMP_WORDS", "trellis show 'sen")
    assert (
        completion.complete_role(context, commands.show.params[0], "sen")[0].value == "Senior Bridge Engineer"
    )


def test_completion_is_silent_where_there_is_no_handbook(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("TRELLIS_HANDBOOK", raising=False)
    monkeypatch.chdir(tmp_path)

    assert completion.complete_department(click.Context(commands.roles), commands.roles.params[0], "e") == []
    assert completion.complete_family(click.Context(commands.roles), commands.roles.params[0], "e") == []


def test_lines_fit_the_terminal_and_columns_are_cut():
    screen = Screen(width=40)

    wrapped = list(screen.wrapped("word " * 30, "  • "))
    table = list(screen.table(("ROLE", "FAMILY"), [("a" * 18, "b" * 60), ("c", "d")], keep=(0,)))

    assert all(columns(line) <= 40 for line in (*wrapped, *table))
    assert wrapped[1].startswith("    word")
    assert table[1].startswith("a" * 18 + "  b")
    assert table[1].endswith("…")


def test_a_pipe_gets_whole_lines():
    assert list(Screen().wrapped("word " * 30, "- ")) == ["- " + " ".join(["word"] * 30)]


def test_colour_is_for_screens_that_have_it():
    assert Screen(colour=True).paint("x", "head") == "\x1b[1mx\x1b[0m"
    assert Screen().paint("x", "head") == "x"


def test_nothing_that_a_terminal_obeys_is_shown():
    assert shown("a\x1b[31m\x07\nb\u202e") == "a [31m b"


def test_wide_letters_take_two_columns():
    assert columns("橋") == 2
    assert padded("橋橋橋", 5) == "橋橋…"


@pytest.mark.parametrize("command", ["show", "diff", "path", "impact", "graph", "roles", "export"])
def test_every_command_has_help(command: str):
    result = CliRunner().invoke(group, [command, "--help"])

    assert result.exit_code == 0
    assert "Usage:" in result.output
