"""Tokens in the browser, and the token endpoint of OAuth 2."""

import base64
import html
import re
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from trellis.core.models import ApiKey
from trellis.core.services import tokens
from trellis.core.views import oauth

pytestmark = pytest.mark.django_db
TOKENS, NEW = reverse("core:tokens"), reverse("core:new-token")
ALL = reverse("core:all-tokens")
GRANT = reverse("core:oauth-token")
FACTS = {"name": "Report", "kind": "personal", "scopes": ["accounts:read"], "days": "30"}


@pytest.fixture
def at_home(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def service(administrator):
    """A machine client."""
    return tokens.issue(
        account=administrator, name="Sync", scopes=["accounts:read", "scim"], days=365,
        kind=ApiKey.Kind.CLIENT,
    )  # fmt: skip


def ask(service, **more):
    """Ask for a token, with the client and its secret in the body."""
    right = {"grant_type": "client_credentials", "client_id": service.key.client_id}
    data = {**right, "client_secret": service.secret, **more}
    body = urlencode({name: value for name, value in data.items() if value})
    return Client(enforce_csrf_checks=True).post(GRANT, body, content_type=oauth.FORM)


# -- in the browser


def test_secret_is_shown_once(at_home):
    answer = at_home.post(NEW, FACTS)

    shown = re.search(r'id="t-secret" readonly value="(trellis_pat_\w+)"', answer.content.decode())
    assert shown
    assert tokens.authenticate(shown[1]).scopes == {"accounts:read"}
    assert answer.headers["Cache-Control"].startswith("no-store, private")
    listed = at_home.get(TOKENS).content.decode()
    assert shown[1] not in listed
    assert f"{ApiKey.objects.get().start}…" in listed


def test_client_is_shown_with_its_address(at_home):
    answer = at_home.post(NEW, {**FACTS, "kind": "client"}).content.decode()

    assert f'value="{ApiKey.objects.get().client_id}"' in answer
    assert "http://testserver/oauth/token" in answer


def test_form_says_what_is_missing(at_home):
    answer = at_home.post(NEW, {**FACTS, "name": "", "scopes": []})

    assert "Choose at least one thing that the token may do." in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_making_one_asks_again_who_is_there_if_that_was_long_ago(at_home, time_machine):
    time_machine.move_to(timezone.now() + timedelta(hours=1))

    answer = at_home.post(NEW, FACTS)

    assert answer.headers["Location"].startswith(reverse("core:confirm"))
    assert not ApiKey.objects.exists()


def test_own_token_is_revoked_by_its_button(at_home, member):
    issued = tokens.issue(account=member, name="Report", scopes=["scim"], days=7)

    told = at_home.post(reverse("core:revoke-token", args=[issued.key.pk]), follow=True)

    assert "“Report” no longer works." in html.unescape(told.content.decode())
    assert ApiKey.objects.get().state == "revoked"


@pytest.mark.parametrize("identifier", ["the other's", UUID(int=7)])
def test_tokens_of_others_are_not_there(at_home, service, identifier):
    wanted = service.key.pk if identifier == "the other's" else identifier

    answer = at_home.post(reverse("core:revoke-token", args=[wanted]))

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert ApiKey.objects.get().state == "active"
    assert "Sync" not in at_home.get(TOKENS).content.decode()


def test_administrators_see_and_revoke_those_of_all(client, owner, service, django_assert_max_num_queries):
    client.force_login(owner)
    client.get(ALL)

    with django_assert_max_num_queries(8):
        page = client.get(ALL).content.decode()
    client.post(reverse("core:revoke-any-token", args=[service.key.pk]))

    assert "Sync" in page
    assert "Dora" in page
    assert ApiKey.objects.get().state == "revoked"


def test_list_asks_as_many_queries_for_many_as_for_one(
    client, owner, service, colleague, django_assert_num_queries
):
    client.force_login(owner)
    client.get(ALL)
    with CaptureQueriesContext(connection) as one:
        client.get(ALL)
    for each in (colleague, owner, owner):
        tokens.issue(account=each, name="Another", scopes=["scim"], days=7)

    with django_assert_num_queries(len(one)):
        client.get(ALL)


# -- the token endpoint


def test_client_gets_a_token_for_its_secret(service):
    answer = ask(service)

    given = answer.json()
    caller = tokens.authenticate(given.pop("access_token"))
    assert given == {"token_type": "Bearer", "expires_in": 3600, "scope": "accounts:read scim"}
    assert (caller.account.name, caller.key) == ("Dora", service.key)
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")


def test_client_may_prove_itself_in_the_header(service):
    pair = f"{service.key.client_id}:{service.secret}".encode()
    header = f"Basic {base64.b64encode(pair).decode()}"
    body = "grant_type=client_credentials&scope=scim"

    answer = Client().post(GRANT, body, content_type=oauth.FORM, headers={"Authorization": header})

    assert answer.json()["scope"] == "scim"


@pytest.mark.parametrize(
    ("more", "status", "error"),
    [
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "accounts:write"}, 400, "invalid_scope"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"client_secret": "trellis_sec_no"}, 401, "invalid_client"),
    ],
)
def test_errors_are_those_of_the_standard(service, more, status, error):
    answer = ask(service, **more)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert ("WWW-Authenticate" in answer.headers) == (status == HTTPStatus.UNAUTHORIZED)


@pytest.mark.parametrize("header", ["Basic ä", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer x", "Basic"])
def test_header_that_proves_nothing_is_refused(header):
    answer = Client().post(
        GRANT, "grant_type=client_credentials", content_type=oauth.FORM,
        headers={"Authorization": header.encode().decode("latin-1")},
    )  # fmt: skip

    assert answer.json()["error"] == "invalid_client"


def test_what_is_no_form_or_no_post_is_refused(service):
    as_json = Client().post(GRANT, {"grant_type": "client_credentials"}, content_type="application/json")
    twice = Client().post(GRANT, "grant_type=x&grant_type=y", content_type=oauth.FORM)
    read = Client().get(GRANT)

    assert [each.json()["error"] for each in (as_json, twice, read)] == ["invalid_request"] * 3
    assert (read.status_code, read.headers["Allow"]) == (405, "POST")


def test_client_that_asks_without_end_is_told_to_wait(service, monkeypatch):
    monkeypatch.setattr(oauth, "GRANTS_OF_CLIENT", oauth.Throttle("grant to", limit=1, seconds=60))
    ask(service)

    answer = ask(service)

    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(answer.headers["Retry-After"]) > 0
