"""The documentation: its links lead somewhere, its commands exist, its tables are whole, its wordings are read so."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from trellis.config import cli
from trellis.handbook.compiler import Compiler, compile_handbook
from trellis.handbook.files import read_page
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.report import json as json_report
from trellis.handbook.report.model import Report
from trellis.handbook.settings import SETTINGS, Settings
from trellis.handbook.slugs import anchors_of
from trellis.handbook.source import MemorySource
from trellis.handbook.wording import LISTS
from trellis.roles.definitions.checks.options import Options
from trellis.roles.definitions.exporting import family_export
from trellis.roles.definitions.kinds import KINDS
from trellis.roles.definitions.model import Family

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GUIDE = DOCS / "guide" / "writing-job-families.md"
SETTINGS_PAGE = DOCS / "reference" / "handbook-yml.md"


@cache
def page_of(path: Path) -> Page:
    return read_page(path.relative_to(ROOT).as_posix(), path.read_bytes()).page


def documents() -> list[Path]:
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def fences(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def table_rows(text: str) -> list[list[str]]:
    """The cells of the first table in a text, its head left out."""
    lines = text[text.index("|") :].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip(" |").split(" | ")] for line in lines]


# -- links


def dead_links(path: Path) -> Iterator[str]:
    for link in page_of(path).links:
        if re.match(r"[a-z]+:", link.destination):
            continue
        place, _, anchor = link.destination.partition("#")
        target = (path.parent / place).resolve() if place else path
        if not target.exists() or (anchor and anchor not in anchors_of(page_of(target)).names):
            yield f"{name_of(path)}: {link.destination}"


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_links_and_anchors_lead_somewhere(path):
    assert list(dead_links(path)) == []


def test_every_document_can_be_reached_from_the_index():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path not in reached and path.suffix == ".md" and path.exists():
            reached.add(path)
            waiting += [
                (path.parent / link.destination.partition("#")[0]).resolve() for link in page_of(path).links
            ]

    assert [name_of(path) for path in documents() if path not in reached] == []


# -- commands


TRELLIS = re.compile(r"\$ (?:[./]+/)?trellis (?P<arguments>.*)")


def shown_commands() -> list[tuple[str, str]]:
    """The arguments of every command of ours that a page shows, with the page."""
    return [
        (name_of(path), found["arguments"])
        for path in documents()
        for block in fences(path, "console")
        for line in block.splitlines()
        if (found := TRELLIS.match(line))
    ]


def misread(command: click.Command, name: str, arguments: list[str]) -> str | None:
    """Why a command would not take these arguments; None if it would."""
    context = click.Context(command, info_name=name, **command.context_settings)
    try:
        values, rest, _ = command.make_parser(context).parse_args(arguments)
    except click.UsageError as error:
        return error.format_message()
    for parameter in command.params:
        given = values.get(parameter.name or "")
        words = [str(word) for word in (given if isinstance(given, list | tuple) else [given]) if word]
        # A synopsis may show several values, `json|csv`.
        if isinstance(parameter.type, click.Choice) and not set("|".join(words).split("|")) - {""} <= set(
            parameter.type.choices
        ):
            return f"{words} are not among {', '.join(parameter.type.choices)}"
    if not isinstance(command, click.Group):
        return None
    below = command.get_command(context, rest[0]) if rest else None
    return (
        f"there is no {name} {' '.join(rest)}"
        if below is None
        else misread(below, f"{name} {rest[0]}", rest[1:])
    )


@pytest.mark.parametrize(("where", "line"), shown_commands())
def test_shown_command_would_run(where, line):
    assert misread(cli.trellis, "trellis", shlex.split(line, comments=True)) is None


def tour() -> list[Any]:
    """The commands of the README that show what they print, with the lines shown; `…` stands for lines left out."""
    blocks = [block.splitlines() for block in fences(ROOT / "README.md", "console")]
    commands = [(TRELLIS.match(lines[0]), lines[1:]) for lines in blocks]
    return [
        pytest.param(found["arguments"], shown, id=found["arguments"])
        for found, shown in commands
        if found and shown[:1] and shown[0][0] != "$"
    ]


@pytest.mark.slow  # compiles the example company
@pytest.mark.parametrize(("arguments", "shown"), tour())
def test_readme_shows_what_the_command_prints(arguments, shown, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(ROOT / "example" / "handbook")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    cli.main(shlex.split(arguments))

    printed = iter(capsys.readouterr().out.splitlines())
    assert [line for line in shown if line != "…" and line not in printed] == []


# -- settings


def test_every_variable_that_is_read_is_described():
    code = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py") if "tests" not in path.parts
    )
    read = set(re.findall(r"(?<![A-Z_])TRELLIS_[A-Z_]+[A-Z]", code))
    for_tests = {name for name in read if name.startswith("TRELLIS_TEST_")}
    described = {page: (DOCS / page).read_text("utf-8") for page in ("operations.md", "development.md")}

    assert "TRELLIS_DATABASE" in read
    assert [name for name in sorted(read - for_tests) if f"`{name}`" not in described["operations.md"]] == []
    assert [name for name in sorted(for_tests) if f"`{name}`" not in described["development.md"]] == []


def settings_table() -> list[list[str]]:
    """The table of settings as the code has it. Put its rows into handbook-yml.md when this changes."""
    return [[f"[`{name}`](#{name})", default_of(name), setting.meaning] for name, setting in SETTINGS.items()]


def default_of(name: str) -> str:
    if name == "limits":
        return f"`page_bytes: {Settings().page_bytes}`"
    value = getattr(Settings(), SETTINGS[name].field or name)
    if value in ((), "", {}):
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return ", ".join(f"`{entry}`" for entry in (value if isinstance(value, tuple) else (value,)))


def test_table_of_settings_is_that_of_the_code():
    assert table_rows(SETTINGS_PAGE.read_text("utf-8")) == settings_table()


def test_every_setting_has_its_own_section():
    headings = {heading.text for heading in page_of(SETTINGS_PAGE).headings}

    assert [name for name in SETTINGS if name not in headings] == []


def test_settings_of_job_families_and_word_lists_are_described():
    text = SETTINGS_PAGE.read_text("utf-8")
    options = {field.name for field in dataclasses.fields(Options)}

    assert {row[0].strip("`") for row in table_rows(text[text.index("### job-family") :])} == options
    assert [name for name in LISTS if f"`{name}`" not in text] == []


@pytest.mark.parametrize("example", fences(SETTINGS_PAGE, "yaml"))
def test_example_of_a_setting_is_read_without_a_fault(example):
    handbook = compile_handbook(MemorySource({"handbook.yml": example}), kinds=KINDS)

    found = [
        each.message for each in handbook.diagnostics if each.code != "HB022"
    ]  # there are no pages to match
    assert found == []


# -- forms of output


def job_families(**pages: str) -> Handbook:
    files = {f"job-families/finance/{name}.md": text for name, text in pages.items()}
    return compile_handbook(MemorySource(files), kinds=KINDS)


def template(number: int) -> str:
    """One of the templates in the guide for writers, counted from 1."""
    return [block for block in fences(GUIDE, "markdown") if block.startswith("---")][number - 1]


def test_text_report_is_as_shown(monkeypatch, tmp_path, capsys):
    """Its codes of job families also prove that the command line hands the kinds to the compiler."""
    page = tmp_path / "handbook" / "job-families" / "finance" / "ledger.md"
    page.parent.mkdir(parents=True)
    (tmp_path / "handbook" / "handbook.yml").write_text("organisation: Example\n")
    text = template(1).replace("keep the books of", "in this exciting opportunity keep the the books of")
    page.write_text(
        text.replace("The Ledger Manager is a [grade 8]", "The Senior Ledger Accountant is a [grade 8]")
    )
    monkeypatch.chdir(tmp_path / "handbook")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    assert cli.main(["check", "--ignore", "JF304"]) == cli.FINDINGS
    assert capsys.readouterr().out == fences(DOCS / "reference" / "diagnostic-formats.md", "text")[0]


def described_fields(path: Path, *, after: str) -> set[str]:
    text = path.read_text("utf-8")
    rows = table_rows(text[text.index(after) + len(after) :])
    return {name for row in rows for name in re.findall(r"`(\w+)`", row[0])}


def test_fields_of_the_json_report_are_described():
    page = DOCS / "reference" / "diagnostic-formats.md"
    handbook = compile_handbook(MemorySource({"page.md": "# Lead\n\nWe say the the twice.\n"}))
    source = handbook.pages["page.md"].source
    report = Report(handbook.diagnostics, {}, lambda path: source, str, 1, handbook.revision)
    document = json_report.document(report)

    assert described_fields(page, after="## json") == set(document)
    assert described_fields(page, after="Each diagnostic:") == set(document["diagnostics"][0])


def test_fields_of_the_export_are_described():
    page = DOCS / "reference" / "json-export.md"
    family = next(iter(job_families(ledger=template(1)).definitions["job-family"].values()))
    exported = family_export(family, "ledger.md")

    assert described_fields(page, after="## Job families") == set(exported)
    assert described_fields(page, after="Each level:") == set(exported["levels"][0])


# -- the guide for writers

EXPECTED_OF_A_PAGE_ALONE = {"JF304", "JF308"}
"""A manager who is described on another page, and a next step that the second template leaves open."""


@pytest.mark.parametrize("number", [1, 2])
def test_template_is_a_good_job_family(number):
    handbook = job_families(page=template(number))

    assert {found.code for found in handbook.diagnostics} <= EXPECTED_OF_A_PAGE_ALONE
    assert len(handbook.assembled["job-family"]) == 3


PAGE = """\
---
layout: job_family_page
title: Ledger Accounting
---

## Levels

### Ledger Accountant

#### Job Grade

The Ledger Accountant is a grade 6.

#### Responsibilities

- Books invoices

### Senior Ledger Accountant

{introduction}

#### Job Grade

{grade}

#### Responsibilities

{responsibility}

## Performance Indicators

- {indicator}

## Hiring Process

1. {step}
"""
PLAIN = {
    "introduction": "They look after the ledger.",
    "grade": "The Senior Ledger Accountant is a grade 7.",
    "responsibility": "- Closes the month",
    "indicator": "Days to close",
    "step": "A talk",
}


def family_with(**parts: str) -> Family:
    source = MemorySource({"job-families/ledger.md": PAGE.format(**{**PLAIN, **parts})})
    return (
        Compiler(KINDS, checks=())
        .compile(source)
        .handbook.definitions["job-family"]["job-families/ledger.md"]
    )


def wordings(name: str) -> list[Any]:
    """The rows of a table in the guide: a wording (as code where it holds markup), and what is understood."""
    text = GUIDE.read_text("utf-8")
    rows = table_rows(text[text.index(f"<!-- wordings: {name} -->") :])
    return [pytest.param(row[0].strip("`"), *row[1:], id=row[0]) for row in rows]


@pytest.mark.parametrize(("written", "read"), wordings("grades"))
def test_grade_is_read_as_the_guide_says(written, read):
    level = family_with(grade=written).levels[1]

    assert " and ".join(f"{grade.value:g}" for grade in level.grades) == (read if read[0].isdigit() else "")


@pytest.mark.parametrize(("written", "read"), wordings("reporting lines"))
def test_reporting_line_is_read_as_the_guide_says(written, read):
    line = family_with(introduction=written).levels[1].reports_to

    assert line is not None
    assert "; ".join(title.title for title in line.titles) == read


@pytest.mark.parametrize(("written", "read"), wordings("inheritance"))
def test_inheritance_is_read_as_the_guide_says(written, read):
    level = family_with(responsibility=f"- {written}\n- Closes the month").levels[1]

    named = [found.target.title if found.target else "the level above" for found in level.extends]
    assert "; ".join(named) == read
    assert [item.text for item in level.responsibilities] == ["Closes the month"]


@pytest.mark.parametrize(("written", "name", "target"), wordings("indicators"))
def test_indicator_is_read_as_the_guide_says(written, name, target):
    (indicator,) = family_with(indicator=written).indicators

    assert indicator.name == name
    assert indicator.target == (None if target.startswith("none") else target)


@pytest.mark.parametrize(("written", "minutes", "interviewer", "optional"), wordings("hiring steps"))
def test_hiring_step_is_read_as_the_guide_says(written, minutes, interviewer, optional):
    (step,) = family_with(step=written).hiring[0].steps

    assert str(step.minutes or "none") == minutes
    assert (", ".join(step.interviewers) or "nobody named") == interviewer
    assert step.optional == (optional == "yes")
