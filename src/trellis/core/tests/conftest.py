"""The cast: an owner, a member, and a stranger who no longer has an account in use."""

import pytest

from trellis.core.models import Account


@pytest.fixture
def owner(db):
    return Account.objects.create(email="ada@example.org", name="Ada", is_owner=True)


@pytest.fixture
def member(db):
    return Account.objects.create(email="ben@example.org", name="Ben")


@pytest.fixture
def former(db):
    return Account.objects.create(email="cleo@example.org", name="Cleo", is_active=False)
