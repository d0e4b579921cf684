"""What programs do over HTTP, for the tests of the interface: as somebody, or with a token that has some scopes."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from trellis.core.models import Account
from trellis.core.services import tokens

API = "/api/v1"


class Program:
    """A program of somebody's: signed in as they are, or with a token that has some scopes."""

    def __init__(self, account: Account, *scopes: str) -> None:
        account = Account.objects.get(pk=account.pk)
        self._client, self._headers = Client(), dict[str, str]()
        if scopes:
            issued = tokens.issue(account=account, name="Mine", scopes=list(scopes), days=7)
            self._headers = {"Authorization": f"Bearer {issued.secret}"}
        else:
            self._client.force_login(account)

    def get(self, path: str, **query: Any) -> Any:
        """What it is answered."""
        return self._client.get(f"{API}{path}", query, headers=self._headers)

    def send(self, verb: str, path: str, /, version: str = "", **body: Any) -> Any:
        """What it is answered to something that it does."""
        headers = self._headers | ({"If-Match": version} if version else {})
        return self._client.generic(
            verb,
            f"{API}{path}",
            json.dumps(body, default=str) if verb != "DELETE" else "",
            "application/json",
            headers=headers,
        )

    def done(self, verb: str, path: str, /, version: str = "", **body: Any) -> Any:
        """What came of something that it does, which must not be refused."""
        answer = self.send(verb, path, version, **body)
        assert answer.status_code in (200, 201), (path, answer.content)
        return answer.json()

    def items(self, path: str, **query: Any) -> Any:
        """The items of a list."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, (path, answer.content)
        return answer.json()["items"]
