"""Which roles ask for the same, and which roles fit what a reader looks for."""

from __future__ import annotations

import pytest

from trellis.handbook.errors import TrellisError
from trellis.roles.definitions.filtering import Wanted, filtered, grade_test, sorted_roles
from trellis.roles.definitions.sharing import asked_of, by_grade, shared, sharing
from trellis.roles.tests.handbooks import COMPANY, F, L, graph_of, role_in

POETS = F(
    "Poets",
    (
        L("Junior Poet", 5, does=("Rhyme",), needs=("Ability to use the Trellis",)),
        L("Senior Poet", None, extends=("Junior Poet",), needs=("Experience with ballads",)),
    ),
)
FAMILIES = {**COMPANY, "art/poets": POETS}


def titles(roles) -> list[str]:
    return [role.full_title for role in roles]


def test_families_share_a_requirement_in_nearly_the_same_words():
    (found,) = shared(graph_of(FAMILIES))

    assert found.text == "Ability to use Trellis"
    assert found.wordings == ("Ability to use Trellis", "Ability to use the Trellis")
    assert [holder.label for holder in found.holders] == [
        "Junior Poet",
        "Bridge Engineer",
        "Manager, Engineering",
    ]
    assert found.families == 3


def test_who_states_a_requirement():
    found = sharing(graph_of(FAMILIES), "ability to use trellis")

    assert [holder.label for holder in found] == ["Junior Poet", "Bridge Engineer", "Manager, Engineering"]


def test_of_whom_a_requirement_is_asked_heirs_included():
    assert titles(asked_of(graph_of(FAMILIES), "Ability to use Trellis")) == [
        "Junior Poet",
        "Senior Poet",
        "Bridge Engineer",
        "Senior Bridge Engineer",
        "Staff Bridge Engineer",
        "Manager, Engineering",
        "Director, Engineering",
    ]


def test_no_words_ask_for_nothing():
    assert asked_of(graph_of(FAMILIES), "…") == ()


def test_roles_by_grade_with_those_without_one_last():
    found = {grade: titles(roles) for grade, roles in by_grade(graph_of(FAMILIES)).items()}

    assert list(found) == [5, 6, 7, 8, 10, None]
    assert found[8] == ["Staff Bridge Engineer", "Manager, Engineering"]
    assert found[None] == ["Senior Poet"]


@pytest.mark.parametrize(
    ("wish", "grades"),
    [("7", [7]), ("7-8", [7, 8, 8]), (">=8", [8, 8, 10]), ("<6", [5]), ("none", [None]), ("9.5", [])],
)
def test_roles_are_filtered_by_grade(wish: str, grades: list[float | None]):
    assert [role.grade for role in filtered(graph_of(FAMILIES), Wanted(grade=wish))] == grades


@pytest.mark.parametrize("wish", ["seven", "7-", ">=7-8", ""])
def test_a_grade_that_makes_no_sense_is_refused(wish: str):
    with pytest.raises(TrellisError):
        grade_test(wish)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(department="art"), ["Junior Poet", "Senior Poet"]),
        (Wanted(family="engineering", grade="6"), ["Bridge Engineer"]),
        (Wanted(text="ballads"), ["Senior Poet"]),
        (Wanted(text="poet rhym"), ["Junior Poet"]),
        (Wanted(requirement="Experience with ballads"), ["Senior Poet"]),
        (Wanted(text="nothing of the kind"), []),
    ],
)
def test_roles_are_filtered_by_every_wish(wanted: Wanted, found: list[str]):
    assert titles(filtered(graph_of(FAMILIES), wanted)) == found


def test_roles_below_a_role():
    graph = graph_of(FAMILIES)

    found = filtered(graph, Wanted(above=role_in(graph, "Manager, Engineering").id))

    assert titles(found) == ["Bridge Engineer", "Senior Bridge Engineer"]


def test_roles_are_sorted():
    graph = graph_of(FAMILIES)

    assert titles(sorted_roles(graph, "title"))[:2] == ["Bridge Engineer", "Director, Engineering"]
    assert titles(sorted_roles(graph, "grade"))[-1] == "Senior Poet"
    assert titles(sorted_roles(graph, "department"))[0] == "Junior Poet"
