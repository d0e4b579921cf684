"""The cast: an owner, an administrator, a member, and a stranger who no longer has an account in use."""

import time

import pytest

from trellis.core import totp
from trellis.core.definitions.rights import Rights
from trellis.core.models import Access, Account
from trellis.core.services import factors
from trellis.core.tests.served import serve

PASSWORD = "quiet otters paint slowly"


@pytest.fixture
def owner(db):
    return Account.objects.create(email="ada@example.org", name="Ada", is_owner=True)


@pytest.fixture
def administrator(db):
    return Account.objects.create(email="dora@example.org", name="Dora", access=Access.ADMINISTRATOR)


@pytest.fixture
def member(db):
    return Account.objects.create(email="ben@example.org", name="Ben")


@pytest.fixture
def former(db):
    return Account.objects.create(email="cleo@example.org", name="Cleo", is_active=False)


@pytest.fixture
def colleague(db):
    """A reader who has joined and has a password."""
    account = Account(email="eva@example.org", name="Eva", joined_at="2026-01-01T00:00:00Z")
    account.set_password(PASSWORD)
    account.save()
    return account


class Phone:
    """A phone with an app that shows codes."""

    def __init__(self):
        self.secret = totp.new_secret()

    def code(self, steps=0):
        """The code that it shows now, or some steps of half a minute from now."""
        return totp.code_at(self.secret, int(time.time()) // totp.STEP + steps)


@pytest.fixture
def phone(colleague, time_machine):
    """The phone of the colleague, set up at ten; it is a minute later now."""
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    phone = Phone()
    phone.recovery_codes = factors.add_code_app(account=colleague, secret=phone.secret, code=phone.code())
    time_machine.shift(60)
    return phone


@pytest.fixture
def hidden_administrator(administrator):
    """An administrator whom an identity provider does not see, so that it sees nobody but those whom it makes."""
    Account.objects.filter(pk=administrator.pk).update(removed_at=administrator.created_at, is_active=False)
    return administrator


@pytest.fixture(autouse=True)
def rights(monkeypatch):
    """Serves a `rights.yml`; a test that says none has a handbook that gives nothing."""
    serve(monkeypatch, Rights())
    return lambda text: serve(monkeypatch, text)
