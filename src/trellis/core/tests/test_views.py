from http import HTTPStatus

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from trellis.core.middleware import SignInRequiredMiddleware
from trellis.core.services import links
from trellis.core.throttling import Throttle
from trellis.core.views import entering, signing_in


@pytest.fixture
def link(member):
    token = links.create_sign_in_link(account=member, by=member).token
    return reverse("core:redeem", args=[token])


def signed_in(client):
    return "_auth_user_id" in client.session


def test_opening_a_link_signs_nobody_in(client, link):
    response = client.get(link)

    assert response.status_code == HTTPStatus.OK
    assert b'<button class="btn primary" type="submit">' in response.content
    assert not signed_in(client)


def test_opening_a_link_leaves_no_trace_of_the_token(client, link):
    response = client.get(link)

    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response.headers["Cache-Control"]


def test_pressing_the_button_signs_in(client, link, member):
    response = client.post(link)

    assert (response.status_code, response.headers["Location"]) == (HTTPStatus.FOUND, "/")
    assert client.session["_auth_user_id"] == str(member.pk)


def test_used_link_tells_the_next_step(client, link):
    client.post(link)
    client.post(reverse("core:sign-out"))

    response = client.post(link)

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert b"This link does not sign you in." in response.content
    assert reverse("core:sign-in").encode() in response.content
    assert not signed_in(client)


def test_button_is_guarded_against_other_sites(member, link):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(link).status_code == HTTPStatus.FORBIDDEN
    assert not signed_in(strict)


def test_signing_out_ends_the_session(client, link):
    client.post(link)

    response = client.post(reverse("core:sign-out"))

    assert response.headers["Location"] == reverse("core:sign-in")
    assert not signed_in(client)


@pytest.mark.django_db
def test_signing_out_is_a_button_not_a_link(client):
    assert client.get(reverse("core:sign-out")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.django_db
def test_sign_in_page_says_how_to_get_a_link(client):
    response = client.get(reverse("core:sign-in"))

    assert response.status_code == HTTPStatus.OK
    assert b"./trellis up" in response.content


def test_sign_in_page_sends_members_home(client, member):
    client.force_login(member)

    assert client.get(reverse("core:sign-in")).headers["Location"] == "/"


def test_one_address_cannot_try_for_ever(client, link, monkeypatch):
    monkeypatch.setattr(entering, "LINKS", Throttle("redeem-test", limit=2, seconds=900))
    for _ in range(2):
        assert client.post("/sign-in/wrong/").status_code == HTTPStatus.FORBIDDEN

    assert client.post(link).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert client.post(link, REMOTE_ADDR="127.0.0.9").status_code == HTTPStatus.FOUND


@pytest.mark.django_db
def test_bound_holds_for_one_window(time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    throttle = Throttle("window", limit=1, seconds=60)
    assert throttle.allows("a")
    assert not throttle.allows("a")

    time_machine.shift(60)

    assert throttle.allows("a")


class TestSignInIsRequired:
    """Of a view that says nothing about it."""

    def ask(self, rf, user, view, **headers):
        request = rf.get("/secret/", headers=headers)
        request.user = user
        middleware = SignInRequiredMiddleware(lambda request: HttpResponse())
        return middleware.process_view(request, view, (), {})

    def test_guest_is_sent_to_sign_in(self, rf):
        response = self.ask(rf, AnonymousUser(), lambda request: HttpResponse())

        assert response.headers["Location"] == f"{reverse('core:sign-in')}?next=/secret/"

    def test_part_of_a_page_is_not_replaced_by_the_sign_in_page(self, rf):
        response = self.ask(rf, AnonymousUser(), lambda request: HttpResponse(), HX_Request="true")

        assert response.status_code == HTTPStatus.UNAUTHORIZED
        assert response.headers["HX-Redirect"] == reverse("core:sign-in")

    def test_member_goes_on(self, rf, member):
        assert self.ask(rf, member, lambda request: HttpResponse()) is None

    def test_public_view_is_open(self, rf):
        assert self.ask(rf, AnonymousUser(), signing_in.sign_in) is None
