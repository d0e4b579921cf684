"""Failed reactions and webhooks in the browser, for administrators alone."""

from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.core.middleware import CONFIRMED_AT
from trellis.core.models import Access, Delivery, Event, Message, Webhook
from trellis.core.services import accounts
from trellis.core.services import webhooks as hooks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known_hosts(monkeypatch, settings, tmp_path):
    settings.TRELLIS_DATA = tmp_path


@pytest.fixture
def site(client, administrator):
    """The browser of an administrator who has just proved who they are."""
    client.force_login(administrator)
    session = client.session
    session[CONFIRMED_AT] = int(timezone.now().timestamp())
    session.save()
    return client


@pytest.fixture
def changed(administrator, member):
    """Dora has made Ben a contributor."""
    accounts.change_access(account=member, access=Access.CONTRIBUTOR, by=administrator)


@pytest.fixture
def hook(administrator):
    webhook, _secret = hooks.create(
        name="Payroll", address="https://payroll.example.org/hook", wanted=[], by=administrator
    )
    return webhook


@pytest.fixture
def dead(changed):
    return Delivery.objects.create(
        event=Event.objects.first(), reaction="core.gone", trouble="OSError: no route", dead_at=timezone.now()
    )


def text(response):
    return response.content.decode()


def test_what_happened_to_an_account_stands_on_its_page(site, changed, member):
    page = text(site.get(reverse("core:person", args=[member.pk])))

    assert "What happened" in page
    assert "<b>Dora</b> changed the access of an account" in page


def test_a_failed_reaction_is_seen_and_tried_again(site, dead):
    page = text(site.get(reverse("core:dead-letters")))
    assert "OSError: no route" in page

    site.post(reverse("core:replay", args=[dead.pk]))

    assert Delivery.objects.get().dead_at is None
    assert site.post(reverse("core:replay", args=[dead.pk])).status_code == HTTPStatus.NOT_FOUND


def test_where_nothing_failed_the_page_says_so(site):
    assert "Nothing has failed" in text(site.get(reverse("core:dead-letters")))


def test_a_webhook_is_made_and_its_secret_is_shown_once(site):
    answer = site.post(
        reverse("core:new-webhook"),
        {"name": "Chat", "address": "https://chat.example.org/x", "wanted": ["core.access-changed"]},
    )

    made = Webhook.objects.get()
    assert "whsec_" in text(answer)
    assert answer["Cache-Control"]
    page = text(site.get(reverse("core:webhook", args=[made.pk])))
    assert "whsec_" not in page
    assert "changed the access of an account" in page


def test_a_webhook_with_a_wrong_address_is_told_what_is_wrong(site):
    answer = site.post(reverse("core:new-webhook"), {"name": "Chat", "address": "http://chat.example.org/x"})

    assert "must begin with https" in text(answer)
    assert not Webhook.objects.exists()


def test_making_a_webhook_asks_who_is_there_if_that_was_long_ago(client, administrator):
    client.force_login(administrator)
    session = client.session
    session[CONFIRMED_AT] = 0
    session.save()

    answer = client.get(reverse("core:new-webhook"))

    assert answer.url.startswith(reverse("core:confirm"))


@pytest.mark.parametrize(
    ("came_from", "goes_on"),
    [
        ("http://testserver/people-access/known/?q=x", "/people-access/known/?q=x"),
        ("http://evil.example/people-access/", "/account/"), ("//evil.example/x", "/account/"),
        ("http://testserver/", "/account/"), ("", "/account/"), ("javascript:alert(1)", "/account/"),
    ],
)  # fmt: skip
def test_whoever_has_to_prove_themselves_goes_on_where_they_were(
    client, administrator, hook, came_from, goes_on
):
    client.force_login(administrator)
    session = client.session
    session[CONFIRMED_AT] = 0
    session.save()

    asked = client.post(reverse("core:renew-webhook", args=[hook.pk]), headers={"referer": came_from})

    assert parse_qs(urlsplit(asked.headers["Location"]).query) == {"next": [goes_on]}


def test_a_webhook_is_changed_switched_and_removed(site, hook):
    address = reverse("core:edit-webhook", args=[hook.pk])
    site.post(address, {"name": "Pay", "address": "https://pay.example.org/", "wanted": []})
    hook.refresh_from_db()
    assert (hook.name, hook.address) == ("Pay", "https://pay.example.org/")

    site.post(reverse("core:webhook-deed", args=[hook.pk, "off"]))
    hook.refresh_from_db()
    assert not hook.is_active
    assert "Switch on" in text(site.get(reverse("core:webhook", args=[hook.pk])))
    site.post(reverse("core:webhook-deed", args=[hook.pk, "on"]))
    assert "whsec_" in text(site.post(reverse("core:renew-webhook", args=[hook.pk])))
    assert site.post(reverse("core:webhook-deed", args=[hook.pk, "sing"])).status_code == HTTPStatus.NOT_FOUND

    site.post(reverse("core:webhook-deed", args=[hook.pk, "remove"]))
    assert not Webhook.objects.exists()
    assert "No webhooks yet" in text(site.get(reverse("core:webhooks")))


def test_the_log_of_a_webhook_shows_answers_and_sends_again(site, hook, changed):
    message = Message.objects.create(
        webhook=hook, event=Event.objects.first(), tries=10, status=503, answer="<b>busy</b>", milliseconds=12,
        dead_at=timezone.now(),
    )  # fmt: skip
    page = text(site.get(reverse("core:webhook", args=[hook.pk]), {"state": "dead"}))
    assert "503 &lt;b&gt;busy&lt;/b&gt;" in page
    assert "Nothing here" in text(site.get(reverse("core:webhook", args=[hook.pk]), {"state": "done"}))

    site.post(reverse("core:replay-message", args=[hook.pk, message.pk]))
    message.refresh_from_db()
    assert message.state == "waiting"

    Message.objects.update(dead_at=timezone.now())
    site.post(reverse("core:webhook-deed", args=[hook.pk, "again"]))
    message.refresh_from_db()
    assert message.dead_at is None


@pytest.mark.parametrize("who", ["nobody", "member"])
def test_nobody_else_gets_in(client, request, who, hook, dead):
    if who == "member":
        client.force_login(request.getfixturevalue("member"))
    message = Message.objects.create(webhook=hook, event=Event.objects.first())
    refused = {HTTPStatus.FORBIDDEN} if who == "member" else {HTTPStatus.FOUND}
    one = [hook.pk]
    asked = [
        client.get(reverse(f"core:{name}", args=args))
        for name, args in (
            ("dead-letters", []), ("webhooks", []), ("new-webhook", []),
            ("webhook", one), ("edit-webhook", one),
        )
    ] + [
        client.post(reverse(f"core:{name}", args=args))
        for name, args in (
            ("replay", [dead.pk]), ("new-webhook", []), ("edit-webhook", one), ("renew-webhook", one),
            ("webhook-deed", [hook.pk, "remove"]), ("replay-message", [hook.pk, message.pk]),
        )
    ]  # fmt: skip

    assert {answer.status_code for answer in asked} == refused
    assert Webhook.objects.get().sealed_secret == hook.sealed_secret
    assert Delivery.objects.get().dead_at is not None
