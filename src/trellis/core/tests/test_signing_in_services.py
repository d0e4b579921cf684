"""Passwords, codes, sessions, throttles, secrets."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

from trellis.config import settings as real_settings
from trellis.core import queries, sealing
from trellis.core.hashing import PasswordHasher
from trellis.core.models import Account, CodeApp, RecoveryCode, SignIn, SignInLink
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts, factors, links, passwords, sessions
from trellis.core.services.factors import CodeError
from trellis.core.sessionstore import SessionStore
from trellis.core.tests.conftest import PASSWORD
from trellis.core.throttling import Throttle

NEW = "slow badgers sing at dusk"


def test_password_opens_its_account_however_the_address_is_written(colleague):
    assert passwords.account_with(email=" EVA@example.org", password=PASSWORD) == colleague


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("eva@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("ben@example.org", PASSWORD),  # has no password
        ("eva@example.org", ""),
        ("", ""),
    ],
)
def test_what_does_not_fit_has_one_answer_and_takes_one_hash(colleague, member, email, password, monkeypatch):
    hashed = []
    hasher = type(hashers.get_hasher())
    real = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *rest: hashed.append(1) or real(self, *rest))

    with pytest.raises(passwords.SignInError) as refused:
        passwords.account_with(email=email, password=password)

    assert refused.value.message == "This address and password do not fit together."
    assert len(hashed) == 1


def test_passwords_are_kept_with_argon2_by_parameters_that_owasp_lists():
    hasher = import_string(real_settings.PASSWORD_HASHERS[0])()

    made = hasher.encode(PASSWORD, hasher.salt())

    assert made.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify(PASSWORD, made)
    assert not hasher.must_update(made)


def test_a_password_that_was_hashed_otherwise_works_and_is_hashed_anew():
    class Former(hashers.Argon2PasswordHasher):
        time_cost, memory_cost, parallelism = 1, 1024, 2

    hasher, made = PasswordHasher(), Former().encode(PASSWORD, "a salt of sixteen")

    assert hasher.verify(PASSWORD, made)
    assert hasher.must_update(made)


def test_a_password_is_hashed_while_nobody_waits_for_the_database(colleague, monkeypatch):
    depth = []
    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode",
        lambda self, *rest: depth.append(len(connection.savepoint_ids)) or real(self, *rest),
    )  # fmt: skip
    outside = len(connection.savepoint_ids)
    link = links.issue(colleague, SignInLink.Purpose.RESET, by=None)
    colleague.joined_at = None
    invitation = links.issue(colleague, SignInLink.Purpose.INVITATION, by=None)

    accounts.join(token=invitation.token, name="Eva", password=PASSWORD)
    passwords.reset_password(token=link.token, new=NEW)
    passwords.change_password(account=colleague, new=PASSWORD, keep_session=None)

    assert depth == [outside] * 3


def test_changed_password_ends_all_sessions_but_one_and_open_links(colleague, administrator):
    for key in ("here", "there"):
        begin(colleague, key)
    link = links.create_reset_link(account=colleague, by=administrator)

    passwords.change_password(account=colleague, new=NEW, keep_session="here")

    assert list(queries.sign_ins_of(colleague).values_list("session_key", flat=True)) == ["here"]
    with pytest.raises(links.SignInLinkError):
        passwords.reset_password(token=link.token, new=NEW)


def test_reset_link_gives_a_new_password_once_and_ends_sessions(colleague, administrator):
    begin(colleague, "there")
    token = links.create_reset_link(account=colleague, by=administrator).token

    passwords.reset_password(token=token, new=NEW)

    assert passwords.account_with(email=colleague.email, password=NEW) == colleague
    assert not queries.sign_ins_of(colleague).exists()
    with pytest.raises(links.SignInLinkError):
        passwords.reset_password(token=token, new=PASSWORD)


def test_reset_link_works_for_a_day(colleague, administrator, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    token = links.create_reset_link(account=colleague, by=administrator).token

    time_machine.shift(timedelta(days=1))

    with pytest.raises(links.SignInLinkError):
        passwords.reset_password(token=token, new=NEW)


def test_whoever_has_not_joined_gets_an_invitation_not_a_reset(member, administrator):
    with pytest.raises(NotAllowedError):
        links.create_reset_link(account=member, by=administrator)


# -- codes


def test_first_factor_brings_ten_recovery_codes_of_which_digests_are_kept(colleague, phone):
    codes = phone.recovery_codes

    assert len(set(codes)) == 10
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(kept) == 10
    assert not kept & set(codes)


def test_secret_of_an_app_is_sealed(colleague, phone, settings):
    sealed = CodeApp.objects.get().sealed_secret

    assert phone.secret not in sealed
    assert sealing.unseal(sealed) == phone.secret
    settings.SECRET_KEY = "another-key-that-somebody-made-up-or-lost"
    assert sealing.unseal(sealed) is None


def test_app_counts_only_once_it_has_shown_a_right_code(colleague):
    with pytest.raises(CodeError):
        factors.add_code_app(account=colleague, secret="GEZDGNBVGY3TQOJQ", code="000000x")

    assert not queries.has_second_factor(colleague)


def test_code_is_accepted_once(colleague, phone):
    factors.use_code(account=colleague, code=phone.code())

    with pytest.raises(CodeError):
        factors.use_code(account=colleague, code=phone.code())


def test_code_with_which_the_app_was_set_up_signs_nobody_in(colleague, phone, time_machine):
    time_machine.shift(-60)

    with pytest.raises(CodeError):
        factors.use_code(account=colleague, code=phone.code())


def test_older_code_is_refused_after_a_newer_one(colleague, phone):
    factors.use_code(account=colleague, code=phone.code(1))

    with pytest.raises(CodeError):
        factors.use_code(account=colleague, code=phone.code(0))


def test_code_may_be_typed_in_two_groups(colleague, phone):
    code = phone.code()

    factors.use_code(account=colleague, code=f" {code[:3]} {code[3:]} ")


def test_code_of_somebody_else_is_no_code(member, colleague, phone):
    for code in (phone.code(), phone.recovery_codes[0]):
        with pytest.raises(CodeError):
            factors.use_code(account=member, code=code)


def test_recovery_code_is_accepted_once_however_it_is_typed(colleague, phone):
    code = phone.recovery_codes[0]
    factors.use_code(account=colleague, code=code.upper().replace("-", " "))

    with pytest.raises(CodeError):
        factors.use_code(account=colleague, code=code)
    assert queries.factors_of(colleague).recovery_codes_left == 9


def test_new_recovery_codes_take_the_place_of_the_former(colleague, phone):
    new = factors.renew_recovery_codes(account=colleague)

    with pytest.raises(CodeError):
        factors.use_code(account=colleague, code=phone.recovery_codes[0])
    factors.use_code(account=colleague, code=new[0])


def test_recovery_codes_go_with_the_last_factor(colleague, phone):
    factors.remove_code_app(account=colleague)

    assert not RecoveryCode.objects.exists()
    with pytest.raises(NotAllowedError):
        factors.renew_recovery_codes(account=colleague)


def test_administrator_takes_lost_factors_off(colleague, phone, administrator):
    begin(colleague, "there")

    factors.remove_all(account=colleague, by=administrator)

    assert not queries.has_second_factor(colleague)
    assert not RecoveryCode.objects.exists()
    assert not queries.sign_ins_of(colleague).exists()


@pytest.mark.slow  # real threads on real transactions
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_two_who_type_one_code_at_once_one_gets_in(colleague, phone, kind):
    code = phone.code() if kind == "app" else phone.recovery_codes[0]

    def use(_):
        try:
            factors.use_code(account=colleague, code=code)
        except CodeError:
            return "refused"
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(use, range(4)))

    assert results == ["in", "refused", "refused", "refused"]


# -- sessions


def begin(account, key):
    Session.objects.create(session_key=key, session_data="", expire_date="2099-01-01T00:00:00Z")
    sessions.note(account=account, session_key=key, device="Firefox, Windows", address="192.0.2.7")
    return SignIn.objects.get(session_key=key)


def test_session_is_ended_by_whom_it_belongs_to(colleague, member):
    sign_in = begin(colleague, "there")

    assert not sessions.end(account=member, sign_in=sign_in.pk)
    assert Session.objects.filter(session_key="there").exists()
    assert sessions.end(account=colleague, sign_in=sign_in.pk)
    assert not Session.objects.exists()
    assert not sessions.end(account=colleague, sign_in=sign_in.pk)


def test_sessions_that_are_over_are_not_listed_and_then_forgotten(colleague):
    begin(colleague, "old")
    Session.objects.filter(session_key="old").update(expire_date="2000-01-01T00:00:00Z")

    assert not queries.sign_ins_of(colleague).exists()
    begin(colleague, "new")
    assert SignIn.objects.get().session_key == "new"


def test_whoever_is_invited_joins_with_the_first_session(member):
    begin(member, "first")

    assert Account.objects.get(pk=member.pk).joined_at is not None


# -- throttles


@pytest.mark.slow  # real threads on real transactions
@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted():
    throttle = Throttle("at once", limit=3, seconds=3600)

    def ask(_):
        try:
            return throttle.allows("a")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(ask, range(16)))

    assert sum(allowed) == 3


@pytest.mark.django_db
def test_right_try_lets_the_count_begin_anew():
    throttle = Throttle("anew", limit=1, seconds=3600)
    assert throttle.allows("a")

    throttle.forgets("a")

    assert throttle.allows("a")
    assert throttle.allows("b")


def test_sessions_that_are_over_are_forgotten_those_of_guests_too(
    colleague, client, time_machine, monkeypatch
):
    monkeypatch.setattr(sessions, "FORGOTTEN_AT_ONCE", 2)
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    for _guest in range(3):
        guest = SessionStore()
        guest["passkey_challenge"] = "x"
        guest.save()
    client.force_login(colleague)
    time_machine.shift(timedelta(days=13))
    later = Client()
    later.force_login(colleague)

    assert sessions.forget_over(timezone.now()) == 0
    time_machine.shift(timedelta(days=2))
    assert sessions.forget_over(timezone.now()) == 4
    assert sessions.forget_over(timezone.now()) == 0
    assert list(Session.objects.values_list("session_key", flat=True)) == [later.session.session_key]
    assert SignIn.objects.get().session_key == later.session.session_key
