"""Passkeys as those meet them who would be somebody else: a key of software answers, with one thing changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from webauthn.helpers import bytes_to_base64url

from trellis.core.models import Account, Passkey
from trellis.core.throttling import Throttle
from trellis.core.views import passkeys

pytestmark = pytest.mark.django_db
HOST, ORIGIN = "localhost", "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Key:
    """An authenticator that holds one key pair. `count` is how often it says that it was used; 0 says nothing."""

    name: bytes = b"a key of software"
    pair: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0

    def made(self, challenge: str, **changed: Any) -> dict[str, Any]:
        """What a browser sends of a new key."""
        point = self.pair.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.name).to_bytes(2, "big") + self.name + cbor2.dumps(public)
        about = self._about(ATTESTED, **changed) + held
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        said = _said("webauthn.create", challenge, **changed)
        return self._sent({"clientDataJSON": said, "attestationObject": attested})

    def used(self, challenge: str, **changed: Any) -> dict[str, Any]:
        """What a browser sends to sign in."""
        about, said = self._about(0, **changed), _said("webauthn.get", challenge, **changed)
        signature = self.pair.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._sent({"clientDataJSON": said, "authenticatorData": about, "signature": signature})

    def _about(
        self, more: int, *, site: str = HOST, flags: int = PRESENT | VERIFIED, **_others: Any
    ) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([flags | more]) + self.count.to_bytes(4, "big")

    def _sent(self, response: dict[str, bytes]) -> dict[str, Any]:
        name = bytes_to_base64url(self.name)
        parts = {part: bytes_to_base64url(value) for part, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": parts}


def _said(kind: str, challenge: str, *, origin: str = ORIGIN, type: str = "", **_others: Any) -> bytes:  # noqa: A002
    return json.dumps({"type": type or kind, "challenge": challenge, "origin": origin}).encode()


class Browser:
    """A browser at this site, under a name that can have passkeys."""

    def __init__(self, account: Account | None = None) -> None:
        self.client = Client(headers={"Host": HOST})
        if account is not None:
            self.client.force_login(account)

    def asked(self, name: str) -> str:
        """The challenge of a question."""
        return str(self.client.post(reverse(f"core:{name}")).json()["challenge"])

    def answered(self, name: str, answer: dict[str, Any]) -> int:
        """The status of the answer to an answer."""
        return self.client.post(reverse(f"core:{name}"), answer, content_type="application/json").status_code

    def add(self, key: Key, **changed: Any) -> int:
        return self.answered("new-passkey-answer", key.made(self.asked("new-passkey-question"), **changed))

    def sign_in(self, key: Key, **changed: Any) -> int:
        return self.answered("passkey-sign-in", key.used(self.asked("passkey-question"), **changed))

    @property
    def who(self) -> str:
        """The name of who is signed in; empty for nobody."""
        return Account.objects.filter(pk=self.client.session.get("_auth_user_id")).values_list(
            "name", flat=True
        ).first() or ""  # fmt: skip


@pytest.fixture
def key(colleague):
    """A key that Eva's account knows."""
    made = Key()
    assert Browser(colleague).add(made) == 200
    return made


def test_a_passkey_signs_in_whose_it_is(key):
    browser = Browser()

    assert (browser.sign_in(key), browser.who) == (200, "Eva")


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"}, {"origin": "http://localhost:8001"}, {"site": "evil.example"},
        {"flags": PRESENT}, {"flags": VERIFIED}, {"type": "webauthn.create"},
    ],
)  # fmt: skip
def test_an_answer_for_elsewhere_or_without_its_owner_signs_nobody_in(key, changed):
    browser = Browser()

    assert (browser.sign_in(key, **changed), browser.who) == (403, "")


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"site": "evil.example"},
        {"flags": PRESENT},
        {"type": "webauthn.get"},
    ],
)
def test_no_key_is_taken_for_elsewhere_or_without_its_owner(colleague, changed):
    assert Browser(colleague).add(Key(), **changed) == 403
    assert not Passkey.objects.exists()


def test_an_answer_works_once_and_in_the_browser_that_was_asked(key):
    browser, other = Browser(), Browser()
    answer = key.used(browser.asked("passkey-question"))
    other.asked("passkey-question")

    assert other.answered("passkey-sign-in", answer) == 403
    assert browser.answered("passkey-sign-in", answer) == 200
    assert browser.answered("passkey-sign-in", answer) == 403


def test_a_challenge_is_spent_by_an_answer_that_was_wrong(key):
    browser = Browser()
    challenge = browser.asked("passkey-question")

    assert browser.answered("passkey-sign-in", key.used(challenge, origin="https://evil.example")) == 403
    assert browser.answered("passkey-sign-in", key.used(challenge)) == 403


def test_who_was_asked_nothing_answers_nothing(key, colleague):
    """An answer to no challenge would sign in wherever none was asked, again and again."""
    guest, eva = Browser(), Browser(colleague)

    assert guest.answered("passkey-sign-in", key.used("")) == 403
    assert eva.answered("new-passkey-answer", Key(b"another").made("")) == 403
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("seconds", [599, 601])
def test_a_challenge_is_answered_soon_or_never(key, time_machine, seconds):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    browser = Browser()
    answer = key.used(browser.asked("passkey-question"))
    time_machine.shift(seconds)

    assert browser.answered("passkey-sign-in", answer) == (200 if seconds < 600 else 403)


def test_a_copied_key_is_found_by_its_count(colleague):
    key = Key(count=7)
    assert Browser(colleague).add(key) == 200

    assert Browser().sign_in(key) == 403, "it was used as often before"
    key.count = 8
    assert Browser().sign_in(key) == 200
    key.count = 6
    assert Browser().sign_in(key) == 403


def test_another_key_under_the_same_name_signs_in_nobody(key):
    browser = Browser()

    assert (browser.sign_in(Key(key.name)), browser.who) == (403, "")


def test_nobody_adds_a_key_that_somebody_else_has(key, member):
    browser = Browser(member)

    assert browser.add(key) == 403
    assert browser.add(Key(key.name)) == 403
    assert Passkey.objects.get().account.name == "Eva"


def test_the_key_of_a_closed_account_signs_in_nobody(key, colleague):
    Account.objects.filter(pk=colleague.pk).update(is_active=False)

    assert Browser().sign_in(key) == 403


def test_signing_in_gives_the_session_another_name(key):
    browser = Browser()
    browser.asked("passkey-question")
    before = browser.client.session.session_key
    browser.sign_in(key)

    assert before
    assert browser.client.session.session_key not in (None, before)


def test_who_asks_on_and_on_is_asked_nothing_more(monkeypatch, db):
    monkeypatch.setattr(passkeys, "QUESTIONS", Throttle("questions in this test", limit=2, seconds=3600))
    statuses = [
        Client(headers={"Host": HOST}).post(reverse("core:passkey-question")).status_code for _try in range(3)
    ]

    assert statuses == [200, 200, 429]
    assert Session.objects.count() == 2
