"""What changed between two revisions, as sentences and as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from trellis.roles.definitions.changes import ADDED, CHANGED, REMOVED, RENAMED, History
from trellis.roles.definitions.history import compare_revisions
from trellis.roles.tests.handbooks import (
    COMPANY,
    ENGINEER,
    ENGINEERING,
    MANAGEMENT,
    SENIOR,
    STAFF,
    F,
    L,
    graph_of,
    unlinked_graph_of,
)
from trellis.roles.tests.strategies import handbooks


def changed(after: dict[str, F], before: dict[str, F] = COMPANY) -> History:
    return compare_revisions(graph_of(before), graph_of(after))


def told(found: History) -> dict[str, list[str]]:
    return {subject.title: [change.sentence for change in subject.changes] for subject in found.subjects}


def with_levels(*levels: L) -> dict[str, F]:
    return {**COMPANY, "eng/engineering": replace(ENGINEERING, levels=levels)}


def test_nothing_changed():
    assert changed(COMPANY).is_empty


def test_a_text_that_only_moved_down_the_page_is_no_change():
    assert changed({**COMPANY, "eng/engineering": replace(ENGINEERING, intro="Welcome.")}).is_empty


def test_another_grade():
    assert told(changed(with_levels(ENGINEER, SENIOR, replace(STAFF, grade=9)))) == {
        "Staff Bridge Engineer": ["Grade 8 became 9."]
    }


def test_a_grade_that_is_stated_or_no_longer_stated():
    without = with_levels(ENGINEER, SENIOR, replace(STAFF, grade=None))

    assert told(changed(without))["Staff Bridge Engineer"][0] == "The grade, 8, is no longer stated."
    assert "The grade is now stated: 8." in told(changed(COMPANY, without))["Staff Bridge Engineer"]


def test_requirements_that_were_added_and_removed_and_whom_that_reaches():
    level = replace(ENGINEER, needs=("Ability to use Trellis", "Patience", "Curiosity"))

    found = changed(with_levels(level, SENIOR, STAFF))

    assert told(found) == {
        "Bridge Engineer": ["Two requirements were added.", "One requirement was removed."]
    }
    (subject,) = found.subjects
    assert [entry.text for entry in subject.changes[0].entries] == ["Patience", "Curiosity"]
    assert subject.reaches == ("Senior Bridge Engineer", "Staff Bridge Engineer")


def test_a_reworded_line_is_neither_added_nor_removed():
    level = replace(
        ENGINEER, does=("Write code that all others can read", "Watch the service after a release")
    )

    found = changed(with_levels(level, SENIOR, STAFF))

    assert told(found) == {"Bridge Engineer": ["One responsibility was reworded."]}
    (pair,) = found.subjects[0].changes[0].reworded
    assert pair.first.text == "Write code that others can read"


def test_a_line_that_moves_to_another_role_is_told_on_both_sides():
    giver = replace(STAFF, does=())
    taker = replace(ENGINEER, does=(*ENGINEER.does, *STAFF.does))

    assert told(changed(with_levels(taker, replace(SENIOR, extends=()), replace(giver, extends=())))) == {
        "Bridge Engineer": ["One responsibility was moved here from Staff Bridge Engineer."],
        "Senior Bridge Engineer": ["It no longer extends Bridge Engineer."],
        "Staff Bridge Engineer": [
            "It no longer extends Senior Bridge Engineer.",
            "One responsibility was moved to Bridge Engineer.",
        ],
    }


def test_lines_that_a_role_inherits_from_now_on_are_not_lost():
    before = with_levels(ENGINEER, replace(SENIOR, extends=(), does=(*ENGINEER.does, *SENIOR.does)), STAFF)

    found = told(changed(COMPANY, before))

    assert found["Senior Bridge Engineer"] == [
        "It now extends Bridge Engineer.",
        "Two responsibilities are now inherited from Bridge Engineer.",
    ]


def test_another_reporting_line():
    level = replace(STAFF, reports_to="Chief Technology Officer")

    assert told(changed(with_levels(ENGINEER, SENIOR, level))) == {
        "Staff Bridge Engineer": [
            "It now reports to “Chief Technology Officer” (defined nowhere) instead of Director, Engineering."
        ]
    }


def test_a_role_with_another_title_is_renamed_and_what_names_it_still_is_told():
    found = changed(with_levels(ENGINEER, replace(SENIOR, title="Advanced Bridge Engineer"), STAFF))

    (renamed,) = found.of(RENAMED)
    assert (renamed.before, renamed.after) == ("Senior Bridge Engineer", "Advanced Bridge Engineer")
    assert told(found)["Staff Bridge Engineer"] == [
        "It extends “Senior Bridge Engineer”, which no page defines any more."
    ]


def test_a_role_that_is_new_and_one_that_is_gone():
    found = changed(with_levels(ENGINEER, SENIOR, L("Bridge Poet", 6, does=("Rhyme",), needs=("Rhythm",))))

    assert [subject.title for subject in found.of(ADDED)] == ["Bridge Poet"]
    assert [subject.title for subject in found.of(REMOVED)] == ["Staff Bridge Engineer"]
    assert told(found)["Staff Bridge Engineer"] == ["The role is gone, it had grade 8."]
    assert told(found)["Bridge Poet"] == [
        "The role is new, with grade 6.",
        "One responsibility was added.",
        "One requirement was added.",
    ]


def test_a_page_that_moved_takes_its_roles_along():
    moved = {"infra/engineering": ENGINEERING, "eng/management": MANAGEMENT}

    found = changed(moved)

    assert told(found) == {
        "Engineering": [
            "The page moved from job-families/eng/engineering.md to job-families/infra/engineering.md."
        ]
    }
    assert [subject.how for subject in found.subjects] == [RENAMED]


def test_a_role_that_moved_to_another_page():
    families = {
        "eng/engineering": replace(ENGINEERING, levels=(ENGINEER, SENIOR)),
        "eng/management": MANAGEMENT,
        "eng/staff": F("Staff", (replace(STAFF, extends=()),)),
    }
    before = with_levels(ENGINEER, SENIOR, replace(STAFF, extends=()))

    found = changed(families, before)

    assert (
        told(found)["Staff Bridge Engineer"][0] == "The role moved from the family “Engineering” to “Staff”."
    )
    assert not found.of(ADDED)
    assert not found.of(REMOVED)


def test_a_family_that_is_new_and_one_that_is_gone():
    found = changed({"eng/engineering": ENGINEERING})

    assert told(found)["Engineering Management"] == ["This job family is gone, with two roles."]
    assert told(changed(COMPANY, {"eng/engineering": ENGINEERING}))["Engineering Management"] == [
        "This job family is new, with two roles."
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda f: replace(f, title="Bridges"), "“Engineering” is now called “Bridges”."),
        (lambda f: replace(f, description="Bridges."), "The description is new."),
        (lambda f: replace(f, does=()), "One responsibility was removed."),
        (lambda f: replace(f, indicators=f.indicators[:1]), "One indicator was removed."),
        (
            lambda f: replace(f, indicators=("Uptime > 99%", "Merge rate >= 12 per month")),
            "One indicator was reworded.",
        ),
        (lambda f: replace(f, hiring=(*f.hiring, "Lunch")), "One hiring step was added."),
        (lambda f: replace(f, specialties=("Storage", "Wind")), "One specialty was added."),
    ],
)
def test_what_a_page_says_for_all_levels(change: Callable[[F], F], sentence: str):
    found = changed({**COMPANY, "eng/engineering": change(ENGINEERING)})

    (subject,) = [one for one in found.subjects if one.is_family]
    assert sentence in [change.sentence for change in subject.changes]
    assert subject.how in (CHANGED, RENAMED)


@pytest.mark.slow  # many handbooks
@settings(max_examples=25, deadline=None)
@given(handbooks(), handbooks())
def test_equal_graphs_have_no_history_and_every_difference_has_one(before: dict[str, F], after: dict[str, F]):
    one, other = unlinked_graph_of(before), unlinked_graph_of(after)

    assert compare_revisions(one, unlinked_graph_of(before)).is_empty
    found = compare_revisions(one, other)
    assert all(subject.changes for subject in found.subjects)
    ids = [subject.after_id for subject in found.subjects if subject.after_id]
    assert len(ids) == len(set(ids))
    gained = {subject.after for subject in found.of(ADDED)}
    assert gained <= {role.full_title for role in other}
    if {role.full_title for role in one} != {role.full_title for role in other}:
        assert not found.is_empty
