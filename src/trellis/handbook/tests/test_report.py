import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook.codes import by_id
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.report import gitlab, sarif
from trellis.handbook.report import json as json_report
from trellis.handbook.report import text as text_report
from trellis.handbook.report.model import Report
from trellis.handbook.source import MemorySource

TEXT = "# Page\n\nWe see the the plan.\n\n## Hiring\n\nA call.\n\n## Hiring\n\nTwo accesss calls.\n"


def report(text: str = TEXT, path: str = "page.md") -> Report:
    handbook = compile_handbook(MemorySource({path: text}))
    pages = handbook.pages
    return Report(
        handbook.diagnostics,
        by_id(),
        lambda name: pages[name].source if name in pages else None,
        lambda name: name,
        1,
        "r1",
    )


# -- text


def test_text_shows_place_fault_line_mark_and_hint():
    assert list(text_report.render(report()))[:5] == [
        "page.md:3:8: warning HB110 “the” stands here twice in a row.",
        "    We see the the plan.",
        "           ^^^^^^^",
        "    Delete one of the two; `trellis check --fix` does.",
        "",
    ]


def test_text_ends_with_a_summary():
    assert list(text_report.render(report()))[-1] == "3 warnings in 1 of 1 file. 1 can be mended with --fix."
    assert list(text_report.render(report("# Page\n\nFine.\n"))) == ["No faults in 1 file."]


def test_quiet_is_one_line_for_each_fault():
    lines = list(text_report.render(report(), quiet=True))

    assert [line.split(" ")[0] for line in lines] == ["page.md:3:8:", "page.md:9:1:", "page.md:11:5:"]


def test_colour_is_added_around_the_same_text():
    coloured = "\n".join(text_report.render(report(), paint=text_report.in_colour))

    assert "\x1b[1;33mwarning\x1b[0m" in coloured
    assert "\x1b" not in "\n".join(text_report.render(report()))


@pytest.mark.parametrize(
    ("line", "word", "shown"),
    [
        ("a\tword here", "word", ("a    word here", 5, 4)),
        ("日本 word", "word", ("日本 word", 5, 4)),
        ("e\u0301 word", "word", ("e\u0301 word", 2, 4)),
        ("a\x1b[31m word", "word", ("a�[31m word", 7, 4)),
        ("\u202eword", "word", ("�word", 1, 4)),
    ],
)
def test_mark_stands_under_the_word(line, word, shown):
    start = line.index(word)

    assert text_report.excerpt(line, start, start + len(word), 60) == shown


def test_long_line_is_cut_around_the_mark():
    line = "x" * 5_000 + " word " + "y" * 5_000

    shown = text_report.excerpt(line, 5_001, 5_005, 60)

    assert len(shown.line) <= 60
    assert shown.line[shown.start : shown.start + shown.length] == "word"
    assert shown.line[0] == shown.line[-1] == "…"


@given(st.text(max_size=300), st.integers(0, 320), st.integers(0, 320), st.integers(20, 100))
def test_excerpt_fits_and_its_mark_too(line, start, end, width):
    start, end = min(start, len(line)), min(max(start, end), len(line))

    shown = text_report.excerpt(line, start, max(end, start + 1), width)

    columns = sum(map(text_report._columns, shown.line))
    assert columns <= width
    assert 0 <= shown.start <= columns
    assert 1 <= shown.length <= max(1, columns - shown.start)
    assert "\x1b" not in shown.line
    assert "\n" not in shown.line


def test_statistics_count_by_code():
    assert next(text_report.statistics(report())) == "     1  HB110* warning  doubled-word (1 file)"


# -- fingerprints


def test_fingerprint_stays_when_lines_above_come_and_go():
    before = {found.code: mark for found, mark in report().fingerprints()}
    after = {
        found.code: mark for found, mark in report(TEXT.replace("We see", "A line.\n\nWe see")).fingerprints()
    }

    assert before == after


def test_equal_lines_have_different_fingerprints():
    marks = [mark for _, mark in report("# Page\n\nSee the the plan.\n\nSee the the plan.\n").fingerprints()]

    assert len(set(marks)) == 2


# -- JSON


def test_json_has_everything_that_programs_need():
    document = json.loads(json_report.render(report()))

    assert document["summary"] == {"error": 0, "warning": 3, "note": 0, "fixable": 1}
    assert document["diagnostics"][0] == {
        "code": "HB110",
        "name": "doubled-word",
        "severity": "warning",
        "path": "page.md",
        "file": "page.md",
        "start": {"line": 3, "column": 8},
        "end": {"line": 3, "column": 15},
        "message": "“the” stands here twice in a row.",
        "hint": "Delete one of the two; `trellis check --fix` does.",
        "fixable": True,
        "fix": {
            "description": "Delete the second “the”",
            "edits": [{"start": {"line": 3, "column": 11}, "end": {"line": 3, "column": 15}, "text": ""}],
        },
        "related": [],
        "fingerprint": document["diagnostics"][0]["fingerprint"],
        "documentation": "docs/codes/HB110.md",
    }
    assert document["diagnostics"][1]["related"][0]["start"] == {"line": 5, "column": 1}


# -- SARIF: what the standard requires of the properties that are used (section numbers of SARIF 2.1.0)


def assert_region(region: dict) -> None:
    assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}  # 3.30
    assert all(isinstance(value, int) and value >= 1 for value in region.values())
    assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])


def assert_location(location: dict) -> None:
    physical = location["physicalLocation"]
    assert set(physical) == {"artifactLocation", "region"}  # 3.29
    assert "\\" not in physical["artifactLocation"]["uri"]
    assert " " not in physical["artifactLocation"]["uri"]
    assert_region(physical["region"])


def test_sarif_is_as_the_standard_requires():
    document = json.loads(sarif.render(report(path="hand book/pä:ge.md"), "1.0"))

    assert document["version"] == "2.1.0"  # 3.13.2
    (run,) = document["runs"]
    assert set(run) == {"tool", "columnKind", "results"}
    assert run["columnKind"] == "unicodeCodePoints"  # 3.14.17
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)  # 3.19.23
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")  # 3.50.3
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
    assert len(run["results"]) == 3
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]  # 3.27.6
        assert result["message"]["text"]
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            assert_location(location)
            assert location["physicalLocation"]["artifactLocation"]["uri"] == "hand%20book/p%C3%A4%3Age.md"
        for fix in result.get("fixes", ()):
            for change in fix["artifactChanges"]:  # 3.55
                assert change["replacements"]
                for replacement in change["replacements"]:
                    assert_region(replacement["deletedRegion"])  # 3.57
                    assert isinstance(replacement["insertedContent"]["text"], str)


def test_sarif_of_nothing_is_a_run_without_results():
    document = sarif.document(report("# Page\n\nFine.\n"), "1.0")

    assert document["runs"][0]["results"] == []
    assert document["runs"][0]["tool"]["driver"]["rules"] == []


# -- GitLab


def test_gitlab_issue_has_what_gitlab_asks_for():
    document = json.loads(gitlab.render(report()))

    assert document[0] == {
        "description": "“the” stands here twice in a row. Delete one of the two; `trellis check --fix` does.",
        "check_name": "HB110 doubled-word",
        "fingerprint": document[0]["fingerprint"],
        "severity": "minor",
        "location": {"path": "page.md", "lines": {"begin": 3, "end": 3}},
    }
    assert len({issue["fingerprint"] for issue in document}) == 3
