"""Whoever else changes what protects an account does not do it unseen: whose it is is told, whatever they wish."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from trellis.core import totp
from trellis.core.federation.providers import Told
from trellis.core.models import How, Mail, Notice, Passkey, ProviderLink
from trellis.core.services import factors, federation, links, notices, passwords
from trellis.core.services.protecting import NOTICE
from trellis.core.tests import fake_saml
from trellis.core.tests.conftest import PASSWORD, Phone

pytestmark = pytest.mark.django_db


def told(account):
    """What somebody was told of their protection, the newest last."""
    rows = Notice.objects.filter(account=account, kind=NOTICE).order_by("created_at", "pk")
    return list(rows.values_list("subject", flat=True))


@pytest.fixture
def does(colleague, administrator, owner):
    """What can be done with the protection of Eva, by name."""
    eva, phone = colleague, Phone()
    passkey = Passkey.objects.create(account=eva, name="Laptop", credential_id="a", public_key="b")
    provider = fake_saml.provider(joins=True)
    known = SimpleNamespace(passkey=passkey, provider=provider)
    known.acts = {
        "change": lambda: passwords.change_password(account=eva, new=f"{PASSWORD}!", keep_session=None),
        "reset": lambda: passwords.reset_password(
            token=links.recover(email=eva.email).token, new=f"{PASSWORD}!"
        ),
        "app": lambda: factors.add_code_app(account=eva, secret=phone.secret, code=phone.code()),
        "passkey off": lambda: factors.remove_passkey(account=eva, passkey=passkey),
        "codes": lambda: factors.renew_recovery_codes(account=eva),
        "all off": lambda: factors.remove_all(account=eva, by=administrator),
        "link": lambda: links.create_reset_link(account=eva, by=administrator),
        "sign in": lambda: links.create_sign_in_link(account=eva, by=owner),
        "connect": lambda: federation.account_for(provider=provider, told=Told("u-1"), own=eva),
    }
    return lambda name: known.acts[name]()


@pytest.mark.parametrize(
    ("act", "what"),
    [
        ("change", "The password of your account was changed"),
        ("reset", "A new password was chosen for your account by a link"),
        ("app", "An app that shows codes was set up for your account"),
        ("passkey off", "The passkey “Laptop” was taken off your account"),
        ("codes", "New recovery codes were made for your account"),
        ("all off", "Dora took every second factor off your account"),
        ("link", "Dora made a link by which a new password is chosen for your account"),
        ("sign in", "Ada made a link that signs in as you"),
        ("connect", "Acme ADFS signs you in to your account from now on"),
    ],
)
def test_each_change_is_told_to_whose_account_it_is(does, colleague, act, what):
    does(act)

    assert told(colleague) == [what]
    assert Mail.objects.get(kind=NOTICE).account == colleague
    assert Notice.objects.filter(kind=NOTICE).count() == 1, "nobody else hears of it"


def test_nobody_turns_these_mails_off(colleague):
    with pytest.raises(notices.WishError):
        notices.wish(account=colleague, kind=NOTICE, how=How.NONE)


def test_what_changes_nothing_is_not_told(does, colleague):
    factors.remove_code_app(account=colleague)
    does("passkey off")
    does("passkey off")

    assert len(told(colleague)) == 1


def test_taking_an_app_off_and_parting_from_a_provider_is_told(does, colleague):
    does("app")
    factors.remove_code_app(account=colleague)
    does("connect")
    federation.disconnect(account=colleague, link=ProviderLink.objects.get())

    assert told(colleague)[1] == "The app that shows codes was taken off your account"
    assert told(colleague)[-1] == "A provider no longer signs you in to your account"


def test_a_first_password_is_told_as_one(member):
    passwords.change_password(account=member, new=PASSWORD, keep_session=None)

    assert told(member) == ["A password was chosen for your account"]


def test_ones_own_link_is_no_news(owner):
    links.create_sign_in_link(account=owner, by=owner)

    assert told(owner) == []


def test_a_wrong_code_changes_nothing_and_tells_nothing(colleague):
    with pytest.raises(factors.CodeError):
        factors.add_code_app(account=colleague, secret=totp.new_secret(), code="000000")

    assert told(colleague) == []
