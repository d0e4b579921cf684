"""Signing in, and one's own account, in the browser's words."""

import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from trellis.core import queries
from trellis.core.models import Access, SignIn
from trellis.core.services import groups, links, locks
from trellis.core.tests.conftest import PASSWORD, Phone
from trellis.core.throttling import Throttle

SIGN_IN = reverse("core:sign-in")
SECOND = reverse("core:second-step")
NEW = "slow badgers sing at dusk"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def sign_in(client, password=PASSWORD, email="eva@example.org", **extra):
    return client.post(SIGN_IN, {"email": email, "password": password, **extra})


def signed_in(client):
    return "_auth_user_id" in client.session


def test_address_and_password_sign_in(client, colleague):
    response = sign_in(client, next="/handbook/people/")

    assert response.headers["Location"] == "/handbook/people/"
    assert client.session["_auth_user_id"] == str(colleague.pk)


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/\\elsewhere.example", ""],
)
def test_signing_in_leads_nowhere_else(client, colleague, wanted):
    assert sign_in(client, next=wanted).headers["Location"] == "/"


def test_unknown_address_and_wrong_password_look_the_same(client, colleague):
    wrong = sign_in(client, password="wrong")
    unknown = sign_in(client, email="nobody@example.org")

    def plain(response):
        return re.sub(r'value="[^"]*"', "", response.content.decode())

    assert wrong.status_code == unknown.status_code == HTTPStatus.FORBIDDEN
    assert plain(wrong) == plain(unknown)
    assert not signed_in(client)


def test_ones_own_account_needs_few_queries_whatever_there_is_to_tell(
    client, colleague, phone, rights, administrator, django_assert_max_num_queries
):
    rights(
        "duties:\n  auditor: {title: Auditor, description: Looks.}\n"
        "grants:\n  - {to: {roles: [Lead]}, permissions: [pages.approve]}\n"
    )
    made = groups.add(name="Leads", external_id="", members={colleague.pk: ""}, by=administrator)
    groups.give(group=made, access=Access.CONTRIBUTOR, titles=["Lead"], by=administrator)
    client.force_login(colleague)
    client.get(reverse("core:account"))

    with django_assert_max_num_queries(15):
        page = client.get(reverse("core:account")).content.decode()

    assert "Position: Lead" in page


def test_session_key_changes_with_signing_in(client, colleague):
    session = client.session
    session["before"] = "1"
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before


def test_one_account_cannot_be_tried_for_ever_wherever_from(client, colleague, monkeypatch):
    monkeypatch.setattr(locks, "PASSWORDS_OF_ACCOUNT", Throttle("test account", limit=2, seconds=900))
    for number in range(2):
        sign_in(Client(REMOTE_ADDR=f"127.0.0.{number + 2}"), password="wrong")

    assert sign_in(client, email="EVA@example.org").status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert sign_in(client, email="other@example.org").status_code == HTTPStatus.FORBIDDEN


def test_one_network_cannot_try_for_ever(client, colleague, monkeypatch):
    monkeypatch.setattr(locks, "PASSWORDS_OF_NETWORK", Throttle("test network", limit=2, seconds=900))
    for number in range(2):
        sign_in(Client(REMOTE_ADDR=f"2001:db8::{number}"), email=f"{number}@example.org")

    assert sign_in(Client(REMOTE_ADDR="2001:db8::ffff")).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert sign_in(Client(REMOTE_ADDR="2001:db8:1::1")).status_code == HTTPStatus.FOUND


def test_right_password_lets_the_count_begin_anew(client, colleague, monkeypatch):
    monkeypatch.setattr(locks, "PASSWORDS_OF_ACCOUNT", Throttle("test anew", limit=2, seconds=900))
    for _ in range(3):
        sign_in(client, password="wrong")
        assert sign_in(client).status_code == HTTPStatus.FOUND


def test_behind_a_proxy_the_last_address_that_it_wrote_counts(client, colleague, settings):
    settings.TRELLIS_HTTPS = True
    sign_in(Client(headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.44"}))

    assert SignIn.objects.get().address == "192.0.2.44"


def test_without_a_proxy_nobody_chooses_their_address(client, colleague):
    sign_in(Client(headers={"X-Forwarded-For": "192.0.2.44"}))

    assert SignIn.objects.get().address == "127.0.0.1"


@pytest.mark.parametrize("path", [SIGN_IN, SECOND, reverse("core:sign-out"), reverse("core:passkey-sign-in")])
def test_forms_of_signing_in_are_guarded_against_other_sites(colleague, phone, path):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(path, {}).status_code == HTTPStatus.FORBIDDEN


# -- the second step


def test_password_alone_does_not_sign_in_with_a_second_factor(client, colleague, phone):
    response = sign_in(client, next="/account/")

    assert response.headers["Location"] == SECOND
    assert not signed_in(client)
    assert client.get("/account/").status_code == HTTPStatus.FOUND


def test_code_completes_it(client, colleague, phone):
    sign_in(client, next="/account/")

    response = client.post(SECOND, {"code": phone.code()})

    assert response.headers["Location"] == "/account/"
    assert signed_in(client)


def test_recovery_code_completes_it(client, colleague, phone):
    sign_in(client)

    client.post(SECOND, {"code": phone.recovery_codes[3]})

    assert signed_in(client)


def test_second_step_needs_the_first(client, colleague, phone):
    assert client.post(SECOND, {"code": phone.code()}).headers["Location"] == SIGN_IN
    assert not signed_in(client)


def test_second_step_must_follow_within_ten_minutes(client, colleague, phone, time_machine):
    sign_in(client)
    time_machine.shift(601)

    assert client.post(SECOND, {"code": phone.code()}).headers["Location"] == SIGN_IN


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "changed meanwhile"}])
def test_second_step_ends_when_the_account_changes(client, colleague, phone, change):
    sign_in(client)
    type(colleague).objects.filter(pk=colleague.pk).update(**change)

    client.post(SECOND, {"code": phone.code()})

    assert not signed_in(client)


def test_codes_cannot_be_tried_for_ever(client, colleague, phone, monkeypatch):
    monkeypatch.setattr(locks, "CODES_OF_ACCOUNT", Throttle("test codes", limit=3, seconds=900))
    for _ in range(3):
        sign_in(client)
        assert client.post(SECOND, {"code": "000000"}).status_code == HTTPStatus.FORBIDDEN

    assert client.post(SECOND, {"code": phone.code()}).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert not signed_in(client)


def test_new_password_by_link_does_not_get_around_the_second_factor(client, colleague, phone, administrator):
    token = links.create_reset_link(account=colleague, by=administrator).token

    response = client.post(reverse("core:reset", args=[token]), {"new": NEW, "again": NEW})

    assert response.headers["Location"] == SECOND
    assert not signed_in(client)


# -- one's own account


@pytest.fixture
def eva(client, colleague):
    """A browser of the colleague, signed in."""
    sign_in(client)
    return client


def test_account_page_shows_where_one_is_signed_in(eva, colleague):
    sign_in(Client(headers={"User-Agent": FIREFOX}))

    page = eva.get("/account/").content.decode()

    assert "Firefox, Windows" in page
    assert "Unknown device" in page
    assert page.count("this one") == 1


def test_another_device_is_signed_out(eva, colleague):
    other = Client(headers={"User-Agent": FIREFOX})
    sign_in(other)
    there = SignIn.objects.get(device="Firefox, Windows")

    eva.post(reverse("core:end-session", args=[there.pk]))

    assert other.get("/account/").status_code == HTTPStatus.FOUND
    assert eva.get("/account/").status_code == HTTPStatus.OK


def test_all_other_devices_are_signed_out(eva, colleague):
    others = [Client(), Client()]
    for other in others:
        sign_in(other)

    eva.post(reverse("core:end-other-sessions"))

    assert [other.get("/account/").status_code for other in others] == [HTTPStatus.FOUND] * 2
    assert eva.get("/account/").status_code == HTTPStatus.OK
    assert queries.sign_ins_of(colleague).count() == 1


def test_nobody_ends_the_session_of_another(eva, member):
    other = Client()
    other.force_login(member)
    theirs = SignIn.objects.get(account=member)

    eva.post(reverse("core:end-session", args=[theirs.pk]))

    assert other.get("/account/").status_code == HTTPStatus.OK


def test_signing_out_takes_the_session_off_the_list(eva, colleague):
    eva.post(reverse("core:sign-out"))

    assert not SignIn.objects.exists()


def test_use_of_a_session_is_noted_every_five_minutes(eva, colleague, time_machine):
    began = SignIn.objects.get().seen_at
    time_machine.move_to(began.timestamp() + 200, tick=False)
    eva.get("/account/")
    assert SignIn.objects.get().seen_at == began

    time_machine.shift(200)
    eva.get("/account/")

    assert (SignIn.objects.get().seen_at - began).total_seconds() == pytest.approx(400, abs=1)


def test_password_is_changed_with_the_present_one_and_this_session_stays(eva, colleague):
    other = Client()
    sign_in(other)

    eva.post(reverse("core:password"), {"password": PASSWORD, "new": NEW, "again": NEW})

    assert eva.get("/account/").status_code == HTTPStatus.OK
    assert other.get("/account/").status_code == HTTPStatus.FOUND
    assert sign_in(Client(), password=NEW).status_code == HTTPStatus.FOUND
    assert queries.sign_ins_of(colleague).filter(session_key=eva.session.session_key).exists()


def test_password_is_not_changed_without_the_present_one(eva, colleague):
    page = eva.post(reverse("core:password"), {"password": "wrong", "new": NEW, "again": NEW})

    assert b"This is not your password." in page.content
    assert sign_in(Client()).status_code == HTTPStatus.FOUND


def test_whoever_came_by_link_chooses_a_first_password(client, member):
    token = links.create_sign_in_link(account=member, by=member).token
    client.post(reverse("core:redeem", args=[token]))

    client.post(reverse("core:password"), {"new": NEW, "again": NEW})

    assert sign_in(Client(), email=member.email, password=NEW).status_code == HTTPStatus.FOUND


PROTECTED = [
    "code-app",
    "remove-code-app",
    "recovery-codes",
    "new-passkey",
    "new-passkey-question",
    "new-passkey-answer",
]


@pytest.mark.parametrize("name", PROTECTED)
def test_changing_factors_asks_again_who_is_there(client, colleague, time_machine, name):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    sign_in(client)
    time_machine.shift(601)

    for method in (client.get, client.post):
        response = method(reverse(f"core:{name}"))
        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED or response.headers[
            "Location"
        ].startswith(reverse("core:confirm"))


def test_password_proves_it(client, colleague, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    sign_in(client)
    time_machine.shift(601)
    asked = client.get(reverse("core:code-app")).headers["Location"]

    assert b"This is not your password." in client.post(asked, {"password": "wrong"}).content
    wanted = client.post(asked, {"password": PASSWORD, "next": reverse("core:code-app")})

    assert wanted.headers["Location"] == reverse("core:code-app")
    assert client.get(reverse("core:code-app")).status_code == HTTPStatus.OK


def test_app_is_set_up_with_a_picture_or_a_key_and_gives_recovery_codes(eva, colleague):
    page = eva.get(reverse("core:code-app")).content.decode()
    assert "<svg" in page
    assert not re.search(r"\sstyle=|<script>", page)
    phone = Phone()
    phone.secret = re.search(r'<code id="t-key"[^>]*>([^<]+)<', page).group(1).replace(" ", "")

    shown = eva.post(reverse("core:code-app"), {"code": phone.code()})

    assert len(re.findall(r"<li><code>", shown.content.decode())) == 10
    assert "no-store" in shown.headers["Cache-Control"]
    assert sign_in(Client()).headers["Location"] == SECOND


def test_wrong_code_keeps_the_key_that_the_app_has(eva, colleague):
    first = eva.get(reverse("core:code-app")).content.decode()
    second = eva.post(reverse("core:code-app"), {"code": "000000"}).content.decode()

    assert re.findall(r'id="t-key"[^>]*>[^<]+', first) == re.findall(r'id="t-key"[^>]*>[^<]+', second)
    assert not queries.has_second_factor(colleague)


@pytest.mark.parametrize(
    "body", ["", "[]", "nonsense", "{}", '{"id": 7}', '{"id": "x", "response": {}}', "[" * 20000]
)
def test_answer_that_is_no_passkey_is_refused(client, colleague, body):
    client.post(reverse("core:passkey-question"))

    response = client.post(reverse("core:passkey-sign-in"), body, content_type="application/json")

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert response.json()["message"] == "This passkey was not accepted."


@pytest.mark.parametrize(
    "body", ["{}", '{"id": "x", "rawId": "x", "type": "public-key", "response": {"clientDataJSON": "x"}}']
)
def test_answer_that_makes_no_passkey_is_refused(eva, colleague, body):
    eva.post(reverse("core:new-passkey-question"))

    response = eva.post(reverse("core:new-passkey-answer"), body, content_type="application/json")

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert not queries.has_second_factor(colleague)


@pytest.mark.parametrize(
    ("host", "secure", "possible"),
    [
        ("localhost:8000", False, True),
        ("127.0.0.1:8000", False, False),
        ("[::1]:8000", False, False),
        ("testserver", False, False),
        ("testserver", True, True),
    ],
)
def test_passkeys_are_offered_where_browsers_do_them(client, colleague, host, secure, possible, settings):
    settings.ALLOWED_HOSTS = ["*"]

    page = client.get(SIGN_IN, headers={"Host": host}, secure=secure).content.decode()

    assert ("data-passkey" in page) is possible


@pytest.fixture
def first_owner(client, owner):
    """The owner as the first start makes them, signed in."""
    owner.email = "owner@localhost.localdomain"
    owner.save()
    client.force_login(owner)
    return owner


def test_first_owner_says_their_address_once(client, first_owner):
    client.post(reverse("core:account"), {"email": " Ada@Example.com "})
    client.post(reverse("core:account"), {"email": "mallory@example.com"})

    first_owner.refresh_from_db()
    assert first_owner.email == "ada@example.com"
    assert 'name="email"' not in client.get(reverse("core:account")).content.decode()


def test_first_owner_takes_nobodys_address(client, first_owner, colleague):
    page = client.post(reverse("core:account"), {"email": "EVA@example.org"}).content.decode()

    assert '<p class="error" id="address-email_error">Somebody with this address is here already.' in page
    first_owner.refresh_from_db()
    assert first_owner.email == "owner@localhost.localdomain"


def test_nobody_else_changes_their_address(eva, colleague):
    eva.post(reverse("core:account"), {"email": "other@example.org"})

    colleague.refresh_from_db()
    assert colleague.email == "eva@example.org"
