import pytest
from django.contrib.auth.models import AnonymousUser

from trellis.core import granted, rules
from trellis.core.models import Access, Account

OWNER = Account(email="ada@example.org", name="Ada", is_owner=True)
FORMER_OWNER = Account(email="eve@example.org", name="Eve", is_owner=True, is_active=False)
MEMBER = Account(email="ben@example.org", name="Ben")
COLLEAGUE = Account(email="dan@example.org", name="Dan")
FORMER = Account(email="cleo@example.org", name="Cleo", is_active=False)


@pytest.mark.parametrize(
    ("by", "owner_exists", "expected"),
    [
        (None, False, True),
        (None, True, False),
        (OWNER, True, True),
        (FORMER_OWNER, True, False),
        (MEMBER, True, False),
        (MEMBER, False, False),
    ],
)
def test_who_can_create_an_owner(by, owner_exists, expected):
    assert rules.can_create_owner(by, owner_exists=owner_exists) is expected


@pytest.mark.parametrize(
    ("by", "account", "expected"),
    [
        (OWNER, OWNER, True),
        (OWNER, MEMBER, True),
        (OWNER, FORMER, False),
        (FORMER_OWNER, MEMBER, False),
        (MEMBER, MEMBER, True),
        (MEMBER, COLLEAGUE, False),
        (MEMBER, OWNER, False),
        (FORMER, FORMER, False),
    ],
)
def test_who_can_create_a_sign_in_link(by, account, expected):
    assert rules.can_create_sign_in_link(by, account) is expected


ADMINISTRATOR = Account(email="dora@example.org", name="Dora", access=Access.ADMINISTRATOR)
APPROVER = Account(email="abe@example.org", name="Abe", access=Access.APPROVER)
CONTRIBUTOR = Account(email="con@example.org", name="Con", access=Access.CONTRIBUTOR)
FORMER_ADMINISTRATOR = Account(email="old@example.org", access=Access.ADMINISTRATOR, is_active=False)


@pytest.mark.parametrize(
    ("who", "propose", "approve", "administer"),
    [
        (None, False, False, False),
        (AnonymousUser(), False, False, False),
        (MEMBER, False, False, False),
        (CONTRIBUTOR, True, False, False),
        (APPROVER, True, True, False),
        (ADMINISTRATOR, True, True, True),
        (OWNER, True, True, True),
        (FORMER_ADMINISTRATOR, False, False, False),
        (FORMER_OWNER, False, False, False),
    ],
)
def test_each_access_includes_those_before_it(who, propose, approve, administer):
    assert granted.may(who, "pages.propose") is propose
    assert granted.may(who, "pages.approve") is approve
    assert rules.can_administer(who) is administer


@pytest.mark.parametrize(
    ("who", "account", "expected"),
    [
        (None, MEMBER, False),
        (APPROVER, MEMBER, False),
        (ADMINISTRATOR, MEMBER, True),
        (ADMINISTRATOR, FORMER, True),
        (ADMINISTRATOR, ADMINISTRATOR, False),
        (ADMINISTRATOR, OWNER, False),
        (OWNER, ADMINISTRATOR, True),
        (OWNER, FORMER_OWNER, True),
        (OWNER, OWNER, False),
        (FORMER_OWNER, MEMBER, False),
        (FORMER_ADMINISTRATOR, MEMBER, False),
    ],
)
def test_who_manages_an_account(who, account, expected):
    assert rules.can_manage(who, account) is expected


LIFTED = Account(email="lia@example.org", access=Access.ADMINISTRATOR, own_access=Access.READER)


@pytest.mark.parametrize(
    ("account", "provisions", "stays", "keeps_address"),
    [
        (MEMBER, False, False, False),
        (APPROVER, False, False, False),
        (ADMINISTRATOR, True, False, True),
        (FORMER_ADMINISTRATOR, False, False, True),
        (LIFTED, True, False, False),
        (OWNER, True, True, True),
        (FORMER_OWNER, False, True, True),
    ],
)
def test_who_lets_a_provider_speak_and_what_it_never_does_to_whom(account, provisions, stays, keeps_address):
    assert (
        rules.can_provision(account),
        rules.is_beyond_provisioning(account),
        rules.keeps_address(account),
    ) == (provisions, stays, keeps_address)


def test_guests_let_no_provider_speak():
    assert not rules.can_provision(None)
    assert not rules.can_provision(AnonymousUser())
