"""What a person types, and the role that it means."""

from __future__ import annotations

import pytest

from trellis.handbook.errors import TrellisError
from trellis.roles.definitions.finding import (
    AmbiguousRole,
    UnknownRole,
    find_department,
    find_family,
    find_role,
    mentions_all,
)
from trellis.roles.tests.handbooks import COMPANY, F, L, graph_of

OFFICE = F(
    "IT",
    (
        L("IT Support Specialist", 5),
        L("IT Program Manager (Intermediate)", 6),
        L("Senior IT Program Manager", 7),
        L("Manager, IT", 8),
    ),
)
FAMILIES = {
    **COMPANY,
    "it/office": OFFICE,
    "ops/copy": F("Operations", (L("Manager, IT", 9), L("Chief of Staff", 10))),
    "legal/counsel": F("Legal Counsel", (L("Counsel", 8),)),
}


@pytest.mark.parametrize(
    ("typed", "title", "exact"),
    [
        ("Senior IT Program Manager", "Senior IT Program Manager", True),
        ("senior it program manager", "Senior IT Program Manager", True),
        ("Sr. IT Program Manager", "Senior IT Program Manager", True),
        ("IT Program Manager, Senior", "Senior IT Program Manager", False),
        ("IT Program Manager", "IT Program Manager (Intermediate)", False),
        ("senior it prog", "Senior IT Program Manager", False),
        ("Senior IT Programm Manager", "Senior IT Program Manager", False),
        ("it support", "IT Support Specialist", False),
        ("office#senior-it-program-manager", "Senior IT Program Manager", True),
        ("job-families/it/office#manager-it", "Manager, IT", True),
        ("legal counsel", "Counsel, Legal Counsel", False),
    ],
)
def test_a_wording_means_a_role(typed: str, title: str, exact: bool):
    found = find_role(graph_of(FAMILIES), typed)

    assert (found.role.full_title, found.exact) == (title, exact)


def test_an_unknown_title_gets_suggestions():
    with pytest.raises(UnknownRole) as caught:
        find_role(graph_of(FAMILIES), "Program Managr, senior of IT things")

    assert "Did you mean" in caught.value.hint
    assert "Senior IT Program Manager" in caught.value.suggestions


def test_a_title_on_two_pages_lists_both_with_their_addresses():
    with pytest.raises(AmbiguousRole) as caught:
        find_role(graph_of(FAMILIES), "Manager, IT")

    assert [str(role.id) for role in caught.value.candidates] == [
        "job-families/it/office#manager-it",
        "job-families/ops/copy#manager-it",
    ]
    assert "job-families/ops/copy#manager-it" in caught.value.hint


def test_a_family_with_several_roles_lists_them():
    with pytest.raises(AmbiguousRole, match="“Engineering” is a job family with three roles"):
        find_role(graph_of(FAMILIES), "Engineering")


def test_a_slip_never_changes_how_senior_a_role_is():
    with pytest.raises(UnknownRole):
        find_role(graph_of({"a/b": F("Bridges", (L("Senior Bridge Painter", 7),))}), "Junior Bridge Painter")


def test_an_empty_wording_means_nothing():
    with pytest.raises(TrellisError):
        find_role(graph_of(FAMILIES), " ")


@pytest.mark.parametrize(
    "typed", ["Engineering Management", "eng/management", "engineering manag", "management"]
)
def test_a_wording_means_a_family(typed: str):
    assert find_family(graph_of(FAMILIES), typed).title == "Engineering Management"


def test_several_families_are_named():
    with pytest.raises(TrellisError, match="fits two families"):
        find_family(graph_of(FAMILIES), "eng")


@pytest.mark.parametrize("typed", ["eng", "ENG", "e"])
def test_a_wording_means_a_department(typed: str):
    assert find_department(graph_of(FAMILIES), typed) == "eng"


def test_an_unknown_department_lists_those_there_are():
    with pytest.raises(UnknownRole) as caught:
        find_department(graph_of(FAMILIES), "zzz")

    assert caught.value.suggestions == ("eng", "it", "legal", "ops")


def test_words_are_found_by_their_beginnings_in_any_order():
    assert mentions_all("Senior IT Program Manager", ("prog", "sen"))
    assert not mentions_all("Senior IT Program Manager", ("gram",))
