from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from trellis.core.models import Account, SignInLink
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts, links

TEN_O_CLOCK = "2026-03-02 10:00:00+00:00"


def token_for(account):
    return links.create_sign_in_link(account=account, by=account).token


@pytest.mark.django_db
def test_first_owner_is_made_on_the_command_line():
    account = accounts.create_owner(email=" Ada@Example.org ", name="Ada", by=None)

    stored = Account.objects.get()
    assert stored == account
    assert (stored.email, stored.name, stored.is_owner) == ("ada@example.org", "Ada", True)
    assert not stored.has_usable_password()


def test_second_owner_cannot_be_made_on_the_command_line(owner):
    with pytest.raises(NotAllowedError):
        accounts.create_owner(email="mallory@example.org", name="Mallory", by=None)

    assert list(Account.objects.all()) == [owner]


def test_owner_can_make_a_member_an_owner(owner, member):
    account = accounts.create_owner(email="BEN@example.org", name="ignored", by=owner)

    member.refresh_from_db()
    assert account == member
    assert (member.is_owner, member.name) == (True, "Ben")


def test_making_an_owner_twice_changes_nothing(owner):
    again = accounts.create_owner(email=owner.email, name="Other", by=owner)

    assert again == owner
    assert [(a.pk, a.name) for a in Account.objects.all()] == [(owner.pk, "Ada")]


def test_member_cannot_make_an_owner(owner, member):
    with pytest.raises(NotAllowedError):
        accounts.create_owner(email="eve@example.org", name="Eve", by=member)

    assert Account.objects.filter(is_owner=True).get() == owner


@pytest.mark.django_db
def test_owner_needs_an_address():
    with pytest.raises(accounts.AccountError):
        accounts.create_owner(email="not an address", name="Ada", by=None)

    assert not Account.objects.exists()


def test_addresses_are_unique_in_any_case(member):
    with pytest.raises(IntegrityError):
        Account.objects.create(email="Ben@Example.org", name="Other")


def test_link_keeps_no_token(member, time_machine):
    time_machine.move_to(TEN_O_CLOCK, tick=False)

    issued = links.create_sign_in_link(account=member, by=member)

    link = SignInLink.objects.get()
    assert link == issued.link
    assert issued.token not in (link.digest, str(link))
    assert link.expires_at - timezone.now() == timedelta(minutes=15)


def test_member_cannot_make_a_link_for_the_owner(owner, member):
    with pytest.raises(NotAllowedError):
        links.create_sign_in_link(account=owner, by=member)

    assert not SignInLink.objects.exists()


def test_link_signs_its_account_in(member):
    token = token_for(member)

    assert links.redeem_sign_in_link(token=token) == member
    assert SignInLink.objects.get().used_at is not None


def test_link_cannot_be_redeemed_twice(member):
    token = token_for(member)
    links.redeem_sign_in_link(token=token)

    with pytest.raises(links.SignInLinkError):
        links.redeem_sign_in_link(token=token)


def test_link_expires_after_a_quarter_of_an_hour(member, time_machine):
    time_machine.move_to(TEN_O_CLOCK, tick=False)
    token = token_for(member)

    time_machine.shift(timedelta(minutes=15))

    with pytest.raises(links.SignInLinkError):
        links.redeem_sign_in_link(token=token)


def test_link_works_until_it_expires(member, time_machine):
    time_machine.move_to(TEN_O_CLOCK, tick=False)
    token = token_for(member)

    time_machine.shift(timedelta(minutes=14, seconds=59))

    assert links.redeem_sign_in_link(token=token) == member


def test_link_of_an_account_that_was_closed_signs_nobody_in(member):
    token = token_for(member)
    Account.objects.update(is_active=False)

    with pytest.raises(links.SignInLinkError):
        links.redeem_sign_in_link(token=token)


@pytest.mark.django_db
def test_all_refusals_read_the_same(member, time_machine):
    used, closed = token_for(member), token_for(member)
    links.redeem_sign_in_link(token=used)
    Account.objects.update(is_active=False)

    messages = set()
    for token in (used, closed, "unknown"):
        with pytest.raises(links.SignInLinkError) as refused:
            links.redeem_sign_in_link(token=token)
        messages.add((refused.value.message, refused.value.hint, refused.value.code))

    assert len(messages) == 1


@pytest.mark.slow  # real threads on real transactions
@pytest.mark.django_db(transaction=True)
def test_of_two_who_redeem_at_once_one_gets_in():
    account = Account.objects.create(email="ben@example.org", name="Ben")
    token = token_for(account)

    def redeem(_):
        try:
            return links.redeem_sign_in_link(token=token)
        except links.SignInLinkError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(redeem, range(8)))

    assert [result for result in results if result] == [account]
