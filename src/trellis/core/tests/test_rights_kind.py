"""`rights.yml` is read as the compiler reads all definitions; what is not clear gives nothing."""

from __future__ import annotations

import pytest

from trellis.core.definitions.rights import Duty, Grant, Holders, Rights
from trellis.core.definitions.rightskind import RightsKind
from trellis.handbook.compiler import Compiler
from trellis.handbook.source import MemorySource

TEXT = """\
duties:
  approver: {title: Approver, description: Decides about changes., permissions: [pages.approve]}
grants:
  - to: {roles: "Director, IT"}
    access: administrator
  - to: {family: People Operations, from-grade: 8}
    duties: [approver]
"""


def compiled(**files):
    texts = {name.replace("__", "/") + ".yml": text.encode() for name, text in files.items()}
    handbook = Compiler((RightsKind(),)).compile(MemorySource(texts)).handbook
    return handbook.assembled["rights"], [
        (each.code, each.start.line, each.hint) for each in handbook.diagnostics
    ]


def codes(told):
    return [(code, line) for code, line, _hint in told]


def test_duties_and_grants_are_read():
    rights, told = compiled(rights=TEXT)

    assert told == []
    assert rights == Rights(
        duties={
            "approver": Duty(
                title="Approver", description="Decides about changes.", permissions=("pages.approve",)
            )
        },
        grants=(
            Grant(to=Holders(roles=("Director, IT",)), access="administrator"),
            Grant(to=Holders(family="People Operations", from_grade=8), duties=("approver",)),
        ),
    )


def test_everything_knows_where_it_is_written():
    rights, _told = compiled(rights=TEXT)

    assert rights.duty_places == {"approver": ("rights.yml", 2)}
    assert rights.grant_places == (("rights.yml", 4), ("rights.yml", 6))


def test_a_grant_can_be_for_everybody():
    rights, told = compiled(rights="grants:\n  - to: everybody\n    access: contributor\n")

    assert told == []
    assert rights.grants == (Grant(to="everybody", access="contributor"),)


def test_a_handbook_without_the_file_grants_nothing():
    assert compiled() == (Rights(), [])


def test_only_the_file_at_the_root_counts():
    assert compiled(people__rights=TEXT) == (Rights(), [])


def test_what_is_wrong_is_told_at_its_line():
    _, told = compiled(rights=TEXT + "  - access: everything\n")

    assert codes(told) == [("HB041", 8), ("HB042", 8)]


@pytest.mark.parametrize(
    "to",
    ["{}", "{role: Controller}", "{family: IT, from-grade: ten}", "{roles: [], family: IT}", "{family: }"],
)
def test_half_a_condition_gives_nothing_to_anybody(to):
    rights, told = compiled(rights=f"grants:\n  - to: {to}\n    access: administrator\n")

    assert rights.grants == ()
    assert "RT005" in {code for code, _line, _hint in told}


@pytest.mark.parametrize("to", ["everyone", "[Controller]", "3"])
def test_a_grant_for_what_nobody_knows_gives_nothing(to):
    rights, told = compiled(rights=f"grants:\n  - to: {to}\n    access: administrator\n")

    assert rights.grants == ()
    assert told != []


@pytest.mark.parametrize(
    ("gives", "code", "hint"),
    [
        ("permissions: [pages.aprove]", "RT001", "Did you mean “pages.approve”?"),
        ("workspaces: [audits]", "RT002", "Did you mean “audit”?"),
        ("duties: [aprover]", "RT003", "Did you mean “approver”?"),
        ("access: ", "RT004", "Say what it gives, or delete it."),
    ],
)
def test_what_there_is_not_is_reported_with_the_nearest(gives, code, hint):
    _, told = compiled(rights=TEXT + f"  - to: everybody\n    {gives}\n")

    assert [(found, said) for found, _line, said in told] == [(code, hint)]


def test_who_administers_is_said_by_access_alone():
    _, told = compiled(rights=TEXT + "  - to: everybody\n    permissions: [core.administer]\n")

    assert codes(told) == [("RT006", 9)]


def test_a_duty_may_give_nothing_but_the_sight_of_pages():
    duty = "duties:\n  board: {title: Board, description: Sees the minutes.}\n"
    rule = "visibility:\n  - {path: minutes/, to: restricted, duties: [board]}\n"

    assert ("RT004", 2) in codes(compiled(rights=duty)[1])
    assert "RT004" not in {code for code, _line in codes(compiled(rights=duty, handbook=rule)[1])}


def test_a_rule_of_visibility_names_duties_that_there_are():
    rule = "visibility:\n  - {path: minutes/, to: restricted, duties: [bord]}\n"

    _, told = compiled(rights="duties:\n  board: {title: Board, description: B.}\n", handbook=rule)

    assert ("RT003", 2, "Did you mean “board”?") in told
