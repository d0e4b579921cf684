"""Programs that call the interface: the client that is made from its document, over the application itself."""

from __future__ import annotations

import httpx2
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from trellis.client.client import Client
from trellis.core import scopes
from trellis.core.models import ApiKey
from trellis.core.services import tokens

ADDRESS = "http://testserver"


def token_of(account, *wanted, kind=ApiKey.Kind.PERSONAL):
    """A new token of somebody, with some scopes or all."""
    return tokens.issue(
        account=account, name="Test", scopes=wanted or sorted(scopes.names()), days=7, kind=kind
    )


def application(settings):
    """The site as a server runs it, but for the connection to the database, which goes on from call to call."""
    settings.ALLOWED_HOSTS = ["testserver"]
    site = get_wsgi_application()

    def answered(environ, start_response):
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        try:
            answer = site(environ, start_response)
            body = list(answer)
            answer.close()
        finally:
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
        return body

    return answered


@pytest.fixture
def program(settings):
    """Makes a client that calls with a token of somebody, with some scopes or all."""
    app = application(settings)

    def made(account, *wanted):
        transport = httpx2.WSGITransport(app=app, raise_app_exceptions=False)
        return Client(ADDRESS, token_of(account, *wanted).secret, transport=transport)

    return made


@pytest.fixture
def call(client):
    """A call with a token, for what the client keeps from programs: headers, and mistakes."""

    def called(account, method, path, body=None, *, wanted=(), **headers):
        header = {"Authorization": f"Bearer {token_of(account, *wanted).secret}"} if account else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        options = {"content_type": "application/json"} if body is not None else {}
        send = getattr(client, method.lower())
        return send(f"/api/v1{path}", body, headers={**header, **named}, **options)

    return called
