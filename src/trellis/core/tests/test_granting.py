"""What follows from `rights.yml`: arithmetic on grants, held to what must be so for any of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trellis.core.definitions.granting import ACCESS, DUTY, PERMISSION, WORKSPACE, Granting, Right, RoleFacts
from trellis.core.definitions.permissions import LEVELS, Permission, Workspace
from trellis.core.definitions.rights import Duty, Grant, Holders, Place, Rights, spelled

PERMISSIONS = (
    Permission("a.administer", "", "administrator", is_grantable=False),
    Permission("a.approve", "", "approver", implies=("a.propose",)),
    Permission("a.propose", "", "contributor"),
    Permission("a.secret", "", implies=("a.circle",)),
    Permission("a.circle", "", implies=("a.secret",)),
)
WORKSPACES = (Workspace("desk", "Desk", permissions=("a.secret",)), Workspace("home", "Home", "reader"))
TITLES = {
    spelled(title): tuple(RoleFacts(spelled(title), family, grade) for family, grade in roles)
    for title, roles in {
        "Director": [("it", 11)],
        "Engineer": [("it", 6)],
        "Controller": [("finance", 9)],
        "Manager": [("it", 8), ("finance", 10)],
        "Intern": [("it", None)],
    }.items()
}
TITLE = st.sampled_from(["Director", "engineer", "CONTROLLER", "Manager", "Intern", "Contractor"])
NAMES = [each.name for each in PERMISSIONS]


def holders(roles=(), family="", from_grade=None, to_grade=None):
    return Holders(roles=tuple(roles), family=family, from_grade=from_grade, to_grade=to_grade)


GRADE = st.none() | st.integers(1, 12)
TO = st.just("everybody") | st.builds(
    holders, st.lists(TITLE, max_size=2), st.sampled_from(["", "IT", "Finance"]), GRADE, GRADE
)
GRANT = st.builds(
    lambda to, access, permissions, workspaces, duties: Grant(
        to=to,
        access=access,
        permissions=tuple(permissions),
        workspaces=tuple(workspaces),
        duties=tuple(duties),
    ),
    TO,
    st.none() | st.sampled_from(LEVELS),
    st.lists(st.sampled_from([*NAMES, "a.unknown"]), max_size=2),
    st.lists(st.sampled_from(["desk", "home", "unknown"]), max_size=1),
    st.lists(st.sampled_from(["deputy", "auditor", "unknown"]), max_size=1),
)
GRANTS = st.lists(GRANT, max_size=5)
DUTIES = {
    "deputy": Duty(title="Deputy", description="D", permissions=("a.approve",)),
    "auditor": Duty(title="Auditor", description="A", workspaces=("desk",), permissions=("a.administer",)),
}


def granting(grants, duties=DUTIES):
    places = tuple(Place("rights.yml", line) for line, _grant in enumerate(grants, 1))
    rights = Rights(duties, tuple(grants), dict.fromkeys(duties, Place("rights.yml", 1)), places)
    return Granting(rights, TITLES, PERMISSIONS, WORKSPACES)


@given(GRANTS, GRANT, TITLE)
def test_one_more_grant_never_takes_anything_away(grants, more, title):
    assert set(granting(grants).by_title(title)) <= set(granting([*grants, more]).by_title(title))


@given(GRANTS, TITLE)
def test_the_order_of_grants_is_of_no_meaning(grants, title):
    assert set(granting(grants).by_title(title)) == set(granting(grants[::-1]).by_title(title))


@given(GRANTS, TITLE)
def test_a_level_of_access_brings_those_before_it_and_all_that_belongs_to_them(grants, title):
    found = granting(grants).by_title(title)
    levels = [LEVELS.index(right.name) for right in found if right.kind == ACCESS]

    for below in range(max(levels, default=-1) + 1):
        assert Right(ACCESS, LEVELS[below]) in found
        assert {Right(PERMISSION, each.name) for each in PERMISSIONS if each.level == LEVELS[below]} <= set(
            found
        )


@given(GRANTS, TITLE)
def test_what_is_not_given_alone_comes_with_access_alone(grants, title):
    found = granting(grants).by_title(title)

    assert (Right(PERMISSION, "a.administer") in found) == (Right(ACCESS, "administrator") in found)


@given(GRANTS, TITLE)
def test_every_chain_begins_at_a_line_that_speaks_of_the_position(grants, title):
    rules = granting(grants)
    lines = {place for _grant, place in rules.grants_for(title)}

    for right, chains in rules.by_title(title).items():
        assert chains
        assert {chain[0].place for chain in chains} <= lines, right


@given(GRANTS)
def test_nothing_is_given_that_there_is_not(grants):
    rules = granting(grants)

    assert all(rules.knows(right) for title in TITLES for right in rules.by_title(title))


def test_a_duty_brings_permissions_and_workspaces_with_what_comes_with_them():
    rules = granting([])

    assert set(rules.by_duty("deputy")) == {
        Right(DUTY, "deputy"), Right(PERMISSION, "a.approve"), Right(PERMISSION, "a.propose"),
    }  # fmt: skip
    assert set(rules.by_duty("auditor")) == {
        Right(DUTY, "auditor"), Right(WORKSPACE, "desk"), Right(PERMISSION, "a.secret"), Right(PERMISSION, "a.circle"),
    }  # fmt: skip
    assert rules.by_duty("unknown") == {}


def fits(to, title):
    return bool(list(granting([Grant(to=to, access="reader")]).grants_for(title)))


def test_all_that_a_grant_says_of_a_position_must_hold():
    assert fits(holders(family="IT", from_grade=7), "Director")
    assert not fits(holders(family="IT", from_grade=7), "Engineer")
    assert not fits(holders(family="IT", from_grade=7), "Controller")
    assert not fits(holders(["Controller"], family="IT"), "Controller")
    assert fits(holders(to_grade=6), "Engineer")


def test_a_title_without_a_grade_is_above_and_below_none():
    assert not fits(holders(from_grade=1), "Intern")
    assert not fits(holders(to_grade=99), "Intern")


def test_a_title_that_two_families_have_counts_only_where_both_fit():
    assert not fits(holders(family="IT"), "Manager")
    assert not fits(holders(from_grade=9), "Manager")
    assert fits(holders(from_grade=8), "Manager")
    assert fits(holders(["Manager"]), "Manager")


def test_titles_are_compared_letter_for_letter():
    assert fits(holders(["Director, IT"]), " director,  it ")
    assert not fits(holders(["Director, IT"]), "Director of IT")


def test_whoever_holds_any_position_is_everybody():
    assert fits("everybody", "Contractor")
    assert not fits(holders(family="IT"), "Contractor")
