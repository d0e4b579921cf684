import pytest

from trellis.core import rules
from trellis.core.models import Account

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
