"""What `rights.yml` says of roles is checked against the job families, and follows them letter for letter."""

from __future__ import annotations

import pytest

from trellis.core import granted
from trellis.core.models import Access
from trellis.pages.tests.repositories import account
from trellis.pages.tests.served import compiled
from trellis.roles.definitions.checks.example import GOOD, PATH


def told(grant):
    handbook = compiled({PATH: GOOD, "rights.yml": f"grants:\n  - {grant}\n"})
    return [(each.code, each.hint) for each in handbook.diagnostics_of("rights.yml")]


@pytest.mark.parametrize(
    "to",
    [
        "everybody",
        "{roles: [Ledger Manager, ledger accountant (intermediate)]}",
        "{family: Ledger Accounting, from-grade: 8}",
        "{from-grade: 6, to-grade: 6}",
    ],
)
def test_roles_families_and_grades_that_there_are_are_no_fault(to):
    assert told(f"{{to: {to}, access: approver}}") == []


@pytest.mark.parametrize(
    ("to", "code", "hint"),
    [
        ("{roles: [Ledger Managr]}", "RT101", "Did you mean “Ledger Manager”?"),
        ("{roles: [Astronaut]}", "RT101", "Write the title as the job family has it."),
        ("{family: Ledger Acounting}", "RT102", "Did you mean “Ledger Accounting”?"),
        ("{from-grade: 9}", "RT103", "Check the grades against those of the levels."),
        ("{roles: [Ledger Manager], to-grade: 7}", "RT103", "Check the grades against those of the levels."),
    ],
)
def test_roles_families_and_grades_that_there_are_not_are_reported(to, code, hint):
    assert told(f"{{to: {to}, access: approver}}") == [(code, hint)]


def test_what_the_kind_reports_is_reported_once():
    assert [code for code, _hint in told("{to: everybody, duties: [nobody]}")] == ["RT003"]


@pytest.mark.django_db
def test_a_grant_follows_the_grade_of_the_job_family(serve):
    rights = "grants:\n  - {to: {family: Ledger Accounting, from-grade: 8}, access: approver}\n"
    files = {PATH: GOOD, "rights.yml": rights}
    manager = account("Mona", Access.READER, "Ledger Manager")
    accountant = account("Ada", Access.READER, "Ledger Accountant (Intermediate)")
    guess = account("Gus", Access.READER, "Manager of the Ledger")
    serve(files)

    assert [granted.access_of(each) for each in (manager, accountant, guess)] == [
        Access.APPROVER, Access.READER, Access.READER,
    ]  # fmt: skip

    serve({**files, PATH: GOOD.replace("is a [grade 8]", "is a [grade 7]")})
    assert granted.access_of(manager) == Access.READER
