"""Programs as the handbook writes them: what each code finds, and what a part is by where it leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.classes import programpages
from trellis.classes.definitions import codes
from trellis.classes.definitions.plans import parts_of
from trellis.classes.definitions.programs import PROGRAM
from trellis.config.kinds import all_kinds
from trellis.handbook.tests.examples import found_in
from trellis.pages.tests.served import compiled

KINDS = all_kinds()
every_code = pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.id)
GOOD = codes.NO_WEEKS.good.files


@every_code
def test_the_bad_example_of_a_code_shows_it(code):
    assert found_in(code.bad, code, KINDS) != []


@every_code
def test_the_good_example_of_a_code_does_not_show_it(code):
    assert found_in(code.good, code, KINDS) == []


def program(weeks):
    """The program whose weeks are written so."""
    text = codes._PROGRAM.partition("## Weeks")[0] + weeks
    return compiled({**GOOD, codes._AT: text}).assembled[PROGRAM]["first-lead"]


def parts(lines):
    """The parts of one week, each by key, kind, course and part."""
    found = program(f"## Weeks\n\n### One\n\n{lines}\n")
    return [(each.key, each.kind, each.course, each.part) for each in parts_of(found.weeks)]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("1. Kick-off (class, 1 hour) {#k}", ("k", "class", "", "")),
        ("1. [It](/courses/giving-feedback/course.md)", ("giving-feedback", "course", "giving-feedback", "")),
        (
            "1. [It](/courses/giving-feedback/course.md) (class) {#k}",
            ("k", "class", "giving-feedback", "practice"),
        ),
        ("1. [It](/courses/giving-feedback/01-why.md)", ("why", "lesson", "", "")),
        ("1. [It](/goals.md)", ("goals", "page", "", "")),
        ("1. [It](https://example.org/) (external) {#k}", ("k", "external", "", "")),
        ("1. Done (milestone) {#k}", ("k", "milestone", "", "")),
    ],
)
def test_a_part_is_what_it_leads_to_and_says(line, part):
    assert parts(line) == [part]


def test_a_link_that_a_browser_would_run_is_no_part():
    assert parts("1. [It](javascript:alert%281%29) (external) {#k}") == []


def test_two_parts_never_have_one_key():
    assert [key for key, *_rest in parts("1. A (milestone) {#a}\n2. B (milestone) {#a}")] == ["a", "a-2"]


def test_weeks_without_headings_are_one_week_and_one_without_a_list_is_a_pause():
    assert [len(each.parts) for each in program("## Weeks\n\n1. A (milestone) {#a}\n").weeks] == [1]
    paused = program("## Weeks\n\n### One\n\n1. A (milestone) {#a}\n\n### Pause\n\nRest.\n")
    assert [(each.title, len(each.parts)) for each in paused.weeks] == [("One", 1), ("Pause", 0)]


def test_what_a_new_program_begins_with_is_a_program():
    text = programpages.SKELETON.replace("{title}", "New")
    handbook = compiled({"programs/new.md": text})

    assert [each.title for each in handbook.assembled[PROGRAM]["new"].weeks] == ["Arriving"]


@given(st.text(max_size=200))
def test_any_text_below_the_weeks_is_read_without_a_fall(text):
    program(f"## Weeks\n\n### One\n\n{text}\n")
