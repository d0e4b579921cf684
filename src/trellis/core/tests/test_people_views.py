"""People and access in the browser, and who may not open it."""

import re
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.core import queries, urls
from trellis.core.models import Access, Account, SignInLink
from trellis.core.services import accounts, assignments, groups, links, support

OPEN = {
    "sign-in",
    "second-step",
    "redeem",
    "join",
    "reset",
    "sign-out",
    "passkey-question",
    "passkey-sign-in",
    "recover",
    "unsubscribe",
    "scim",
    "scim-root",
    "oauth-token",
    "linked-file",
    "live",
    "ready",
    "metrics",
    "provider-start",
    "provider-back",
    "provider-acs",
    "provider-finish",
    "provider-metadata",
    "provider-slo",
    "provider-leave",
}
NOBODY = UUID(int=7)
ADMINISTRATORS = {
    "invite", "person", "do", "outbox", "try-again", "all-tokens", "revoke-any-token",
    "dead-letters", "replay", "webhooks", "new-webhook", "webhook", "edit-webhook", "renew-webhook", "webhook-deed",
    "replay-message", "new-person", "known-person", "known-person-do", "locks", "lift-lock", "ask-support",
    "begin-support", "channels", "channel", "channel-deed", "notice-templates", "notice-template",
}  # fmt: skip
PEOPLE = reverse("web:people")


def addresses(names=None):
    """Every address of core that is not open to all, or those with some names."""
    found = []
    for pattern in urls.urlpatterns:
        if pattern.name in (names or {p.name for p in urls.urlpatterns} - OPEN):
            known = {
                "identifier": NOBODY, "deed": "close", "token": "x", "key": NOBODY, "act": "read", "message": NOBODY,
                "about": "desk",
                "name": "review",
                "language": "en",
            }  # fmt: skip
            wanted = {name: known[name] for name in pattern.pattern.converters}
            found.append(reverse(f"core:{pattern.name}", kwargs=wanted))
    return found


def texts(response):
    return re.sub(r"<[^>]+>|\s+", " ", response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses())
@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_is_sent_to_sign_in_wherever_nothing_else_is_said(client, address, method, settings):
    settings.TRELLIS_READING = "open"

    response = getattr(client, method)(address)

    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("address", addresses(ADMINISTRATORS))
@pytest.mark.parametrize("access", [Access.READER, Access.CONTRIBUTOR, Access.APPROVER])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_administrators_open_people_and_access(client, member, address, access, method):
    Account.objects.update(access=access)
    client.force_login(member)

    response = getattr(client, method)(address)

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert b"This is not for you to read" in response.content


@pytest.mark.parametrize(("who", "shown"), [("owner", True), ("administrator", True), ("member", False)])
def test_side_bar_shows_it_to_administrators(request, client, who, shown):
    client.force_login(request.getfixturevalue(who))

    assert (f'href="{PEOPLE}"' in client.get("/account/").content.decode()) is shown


def invite(client, **changes):
    facts = {
        "email": "fay@example.org",
        "name": "Fay",
        "access": "contributor",
        "titles": "Editor\n\nDirector, IT",
    }
    return client.post(reverse("core:invite"), {**facts, **changes})


def test_invitation_shows_its_link_once_and_to_no_cache(client, administrator):
    client.force_login(administrator)

    response = invite(client)

    link = re.search(r'value="(http://testserver/join/[^"]+)"', response.content.decode()).group(1)
    assert "no-store" in response.headers["Cache-Control"]
    assert SignInLink.objects.get().digest not in link
    account = Account.objects.get(email="fay@example.org")
    assert link not in client.get(reverse("core:person", args=[account.pk])).content.decode()
    assert [held.title for held in account.role_holdings.order_by("title")] == ["Director, IT", "Editor"]


def test_whoever_opens_the_link_joins_and_is_signed_in(client, administrator):
    client.force_login(administrator)
    link = re.search(r'value="http://testserver(/join/[^"]+)"', invite(client).content.decode()).group(1)
    guest = Client()

    page = guest.get(link)
    assert "Dora has invited you." in texts(page)
    answer = guest.post(link, {"name": "Fay", "new": "quiet otters paint", "again": "quiet otters paint"})

    assert answer.status_code == HTTPStatus.FOUND
    assert guest.get("/account/").status_code == HTTPStatus.OK
    assert Client().get(link).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"again": "another"}, "This is not the same as above."),
        ({"new": "short", "again": "short"}, "too short"),
        ({"new": "fay@example", "again": "fay@example"}, "too similar to the email"),
        ({"name": " "}, "This field is required."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client, administrator, wrong, said):
    issued = links.issue(administrator, SignInLink.Purpose.INVITATION, by=administrator)
    Account.objects.update(email="fay@example.org")
    facts = {"name": "Fay", "new": "quiet otters paint", "again": "quiet otters paint"}

    page = client.post(reverse("core:join", args=[issued.token]), {**facts, **wrong}).content.decode()

    assert "<title>Error: Welcome to Trellis" in page
    described = re.search(r'aria-invalid="true"[^>]*', page).group(0) + page
    assert 'aria-describedby="join-' in described
    assert re.search(rf'<p class="error" id="join-\w+_error">[^<]*{said}', page)


def test_address_that_is_taken_is_said_at_the_field(client, administrator, member):
    client.force_login(administrator)

    page = invite(client, email="BEN@example.org").content.decode()

    assert re.search(
        r'<p class="error" id="[a-z]*-email_error">Somebody with this address is here already', page
    )


def test_roles_that_two_change_at_once_are_shown_to_the_second_who_decides(client, administrator, member):
    client.force_login(administrator)
    address = reverse("core:person", args=[member.pk])
    mark = re.compile(r'name="seen" value="(\w+)"')
    seen = mark.search(client.get(address).content.decode())[1]
    accounts.hold_titles(account=member, titles=["Controller"], by=administrator)

    page = client.post(address, {"titles": "Manager, IT", "seen": seen}).content.decode()

    assert "Meanwhile it says: Controller" in page
    assert queries.titles_by_hand(member) == ("Controller",)
    client.post(address, {"titles": "Manager, IT\nController", "seen": mark.search(page)[1]})
    assert queries.titles_by_hand(member) == ("Controller", "Manager, IT")


def test_access_and_roles_are_changed_on_the_page_of_a_person(client, administrator, member):
    client.force_login(administrator)
    page = reverse("core:person", args=[member.pk])

    assert client.post(page, {"access": "approver"}).headers["Location"] == page
    assert client.post(page, {"titles": "Editor"}).headers["Location"] == page

    member.refresh_from_db()
    assert (member.access, [held.title for held in member.role_holdings.all()]) == ("approver", ["Editor"])


def test_the_page_of_an_account_needs_few_queries_whatever_there_is_to_tell(
    client, administrator, colleague, phone, rights, django_assert_max_num_queries
):
    """Groups with roles, duties, a second factor, a device, visits, and deeds of several people."""
    rights(
        "duties:\n  auditor: {title: Auditor, description: Looks.}\n"
        "grants:\n  - {to: {roles: [Lead]}, permissions: [pages.approve]}\n"
    )
    for name in ("Editors", "Leads"):
        made = groups.add(name=name, external_id="", members={colleague.pk: ""}, by=administrator)
        groups.give(group=made, access=Access.CONTRIBUTOR, titles=[name[:-1]], by=administrator)
    until = timezone.now() + timedelta(days=9)
    assignments.give(
        account=colleague,
        duty="auditor",
        starts_at=timezone.now(),
        ends_at=until,
        reason="Leave",
        by=administrator,
    )
    support.ask(account=colleague, by=administrator, reason="They asked.")
    Client().force_login(colleague)
    client.force_login(administrator)
    address = reverse("core:person", args=[colleague.pk])
    client.get(address)

    with django_assert_max_num_queries(15):
        page = client.get(address).content.decode()

    for words in (
        "Editors",
        "Leads",
        "Take the second factor off",
        "They asked.",
        "What happened",
        "Discussion",
    ):
        assert words in page


def test_access_that_does_not_exist_is_refused(client, administrator, member):
    client.force_login(administrator)

    client.post(reverse("core:person", args=[member.pk]), {"access": "emperor"})

    member.refresh_from_db()
    assert member.access == Access.READER


def test_own_page_offers_no_way_to_change_ones_access(client, administrator):
    client.force_login(administrator)
    page = reverse("core:person", args=[administrator.pk])

    assert 'name="access"' not in client.get(page).content.decode()
    client.post(page, {"access": "reader"})

    administrator.refresh_from_db()
    assert administrator.access == Access.ADMINISTRATOR


@pytest.mark.parametrize("deed", ["close", "end-sessions", "remove-factors"])
def test_deeds_for_an_owner_are_refused_with_a_sentence(client, administrator, owner, deed):
    client.force_login(administrator)

    page = client.post(reverse("core:do", args=[owner.pk, deed]), follow=True)

    assert '<p class="banner problem">' in page.content.decode()
    owner.refresh_from_db()
    assert owner.is_active


def test_deed_that_does_not_exist_and_person_who_does_not_exist_are_not_found(client, administrator, member):
    client.force_login(administrator)

    assert client.post(reverse("core:do", args=[member.pk, "crown"])).status_code == HTTPStatus.NOT_FOUND
    assert client.post(reverse("core:do", args=[uuid4(), "close"])).status_code == HTTPStatus.NOT_FOUND
    assert client.get(reverse("core:person", args=[uuid4()])).status_code == HTTPStatus.NOT_FOUND


def test_deeds_are_buttons_guarded_against_other_sites(administrator, member):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(administrator)

    assert (
        strict.get(reverse("core:do", args=[member.pk, "close"])).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    )
    assert strict.post(reverse("core:do", args=[member.pk, "close"])).status_code == HTTPStatus.FORBIDDEN
    member.refresh_from_db()
    assert member.is_active


def test_link_is_mailed_where_a_server_is_configured(client, administrator, settings):
    settings.MAIL_IS_CONFIGURED = True
    settings.DEFAULT_FROM_EMAIL = "trellis@example.org"
    client.force_login(administrator)

    page = invite(client, name="Fay <b>").content.decode()

    (sent,) = mail.outbox
    assert (sent.to, sent.from_email) == (["fay@example.org"], "trellis@example.org")
    assert re.search(r'value="(http://testserver/join/[^"]+)"', page).group(1) in sent.body
    assert "Hello Fay <b>," in sent.body
    assert "It was mailed to fay@example.org." in page


def test_mail_server_that_does_not_answer_undoes_nothing(client, administrator, settings):
    settings.MAIL_IS_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client.force_login(administrator)

    page = texts(invite(client))

    assert "The mail could not be sent." in page
    assert Account.objects.filter(email="fay@example.org").exists()
