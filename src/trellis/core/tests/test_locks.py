"""Who tries too often is locked out, by account and by network, is told so, and can be let in again."""

from __future__ import annotations

import pytest
from django.test import Client

from trellis.core.models import Event, LockOut, Notice, SignInLink
from trellis.core.rules import NotAllowedError
from trellis.core.services import links, locks, passwords
from trellis.core.tests.conftest import PASSWORD
from trellis.core.throttling import Throttle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    """Two tries are enough, so that each test is short."""
    monkeypatch.setattr(locks, "PASSWORDS_OF_ACCOUNT", Throttle("few as", limit=2, seconds=900))
    monkeypatch.setattr(locks, "PASSWORDS_OF_NETWORK", Throttle("few from", limit=5, seconds=900))
    monkeypatch.setattr(locks, "CODES_OF_ACCOUNT", Throttle("few codes", limit=2, seconds=900))


def attempt(email="eva@example.org", password="wrong", network="127.0.0.2"):
    return Client(REMOTE_ADDR=network).post("/sign-in/", {"email": email, "password": password})


def lock_out(account, times=3):
    for number in range(times):
        answer = attempt(account.email, network=f"127.0.0.{number + 10}")
    return answer


def test_an_account_is_locked_out_told_and_listed(client, colleague, administrator):
    answer = lock_out(colleague)

    lock = LockOut.objects.get()
    assert (lock.account, lock.way, lock.network) == (colleague, "password", "")
    assert (answer.status_code, int(answer["Retry-After"]) <= 900) == (429, True)
    assert "ask an administrator" in answer.content.decode()
    assert Notice.objects.get().subject == "Somebody tried too often to sign in as you"
    assert Event.objects.get().name == "core.locked-out"
    client.force_login(administrator)
    assert "Eva" in client.get("/people-access/locks/").content.decode()


def test_more_tries_are_noted_once(colleague):
    lock_out(colleague, times=5)

    assert LockOut.objects.count() == Notice.objects.count() == 1


def test_the_right_password_does_not_help_meanwhile(colleague):
    lock_out(colleague)

    assert attempt(password=PASSWORD).status_code == 429


def test_an_address_that_nobody_has_is_answered_alike_and_not_listed(colleague):
    mine = lock_out(colleague).content
    for number in range(3):
        theirs = attempt("nobody@example.org", network=f"127.0.1.{number}")

    assert theirs.status_code == 429
    assert len(theirs.content) == len(mine)
    assert LockOut.objects.count() == 1


def test_a_network_is_locked_out_and_listed(client, colleague, administrator):
    for number in range(6):
        attempt(f"{number}@example.org")

    assert LockOut.objects.get().network == "127.0.0.2"
    assert attempt(password=PASSWORD).status_code == 429
    assert attempt(password=PASSWORD, network="127.0.0.3").status_code == 302
    client.force_login(administrator)
    lock = LockOut.objects.get()
    client.post(f"/people-access/locks/{lock.pk}/lift/")
    assert attempt(password=PASSWORD).status_code == 302


def test_codes_lock_out_too(client, colleague, phone):
    client.post("/sign-in/", {"email": colleague.email, "password": PASSWORD})
    for _time in range(3):
        answer = client.post("/sign-in/code/", {"code": "000000"})

    assert (answer.status_code, LockOut.objects.get().way) == (429, "code")


def test_an_administrator_lets_them_try_again(client, colleague, administrator):
    lock_out(colleague)
    client.force_login(administrator)
    for _time in range(2):
        client.post(f"/people-access/locks/{LockOut.objects.get().pk}/lift/")

    assert attempt(password=PASSWORD).status_code == 302
    assert Event.objects.filter(name="core.lock-lifted").count() == 1
    assert "Nobody is locked out" in client.get("/people-access/locks/").content.decode()


def test_nobody_lifts_their_own_nor_that_of_an_owner(colleague, administrator, owner):
    for account, by in ((colleague, colleague), (administrator, administrator), (owner, administrator)):
        lock_out(account)
        with pytest.raises(NotAllowedError):
            locks.lift(lock=LockOut.objects.get(account=account), by=by)


def test_a_new_password_by_mail_lets_in_at_once(colleague, administrator):
    lock_out(colleague)
    token = links.issue(colleague, SignInLink.Purpose.RESET, by=None).token
    passwords.reset_password(token=token, new="other otters paint quickly")

    assert attempt(password="other otters paint quickly").status_code == 302
    assert not locks.open_locks().exists()
