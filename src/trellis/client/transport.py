"""How the client speaks with Trellis: tokens, errors, parts of lists."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Generic, Self, TypeVar
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx2

from trellis.client.decoding import decoded, encoded

T = TypeVar("T")
SPARE = 60
"""Seconds before its end in which an access token is asked for anew."""


class ApiError(Exception):
    """Trellis did not do what was asked: the problem document (RFC 9457) as it was told."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code") or problem.get("error") or "")
        self.detail = str(problem.get("detail") or problem.get("error_description") or "")
        self.hint = str(problem.get("hint", ""))
        self.request_id = str(problem.get("request_id", ""))
        self.errors = {str(each["at"]): str(each["message"]) for each in problem.get("errors", ())}
        faults = "; ".join(f"{at}: {message}" for at, message in self.errors.items())
        super().__init__(" ".join(filter(None, (f"{status} {self.code}:", self.detail, faults, self.hint))))


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of a list, and the cursor of the next; None where it is the last."""

    items: list[T]
    next: str | None


class Credentials(httpx2.Auth):
    """The secret of a machine client, for access tokens of an hour (RFC 6749, 4.4)."""

    requires_response_body = True

    def __init__(self, address: str, client_id: str, secret: str, scope: str = "") -> None:
        self._address, self._client, self._scope = address, (client_id, secret), scope
        self._token, self._until = "", 0.0

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Get a token where there is none that works, then send the call with it."""
        if time.monotonic() > self._until:
            client_id, secret = self._client
            asked = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
            data = {**asked, "scope": self._scope} if self._scope else asked
            answer = yield httpx2.Request("POST", f"{self._address}/oauth/token", data=data)
            if answer.status_code != httpx2.codes.OK:
                raise ApiError(answer.status_code, _problem(answer))
            given = answer.json()
            self._token = given["access_token"]
            self._until = time.monotonic() + given["expires_in"] - SPARE
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class Transport:
    """Sends calls and reads answers. `Client` has a method for each operation on top of it."""

    def __init__(
        self,
        address: str,
        token: str = "",
        *,
        auth: httpx2.Auth | None = None,
        transport: httpx2.BaseTransport | None = None,
        timeout: float = 30,
    ) -> None:
        """`address` is that of the site, `token` a personal one; or `auth`, for a machine client."""
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._http = httpx2.Client(
            base_url=address.rstrip("/"), headers=headers, auth=auth, transport=transport, timeout=timeout,
            verify=_authorities(),
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def each(self, listed: Callable[..., Part[T]], *places: Any, **filters: Any) -> Iterator[T]:
        """Everything of a list, part after part: `client.each(client.list_pages, folder="people")`."""
        cursor: str | None = None
        while True:
            part = listed(*places, **filters, cursor=cursor)
            yield from part.items
            cursor = part.next
            if cursor is None:
                return

    def _part(self, kind: Any, path: str, places: Mapping[str, Any], *, query: Mapping[str, Any]) -> Any:
        answer = self._send("GET", path, places, query=query)
        items = [decoded(kind, each, f"items[{at}]") for at, each in enumerate(answer.json()["items"])]
        return Part(items, answer.json()["next"])

    def _call(
        self,
        kind: Any,
        method: str,
        path: str,
        places: Mapping[str, Any],
        **rest: Any,
    ) -> Any:
        answer = self._send(method, path, places, **rest)
        made = decoded(kind, answer.json())
        is_tagged = hasattr(made, "etag") and "ETag" in answer.headers
        return replace(made, etag=answer.headers["ETag"]) if is_tagged else made

    def _send(
        self,
        method: str,
        path: str,
        places: Mapping[str, Any],
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        content: bytes | None = None,
        if_match: str | None = None,
        key: str | None = None,
    ) -> httpx2.Response:
        address = path.format(**{name: quote(str(value), safe="") for name, value in places.items()})
        headers = {} if content is None else {"Content-Type": "application/octet-stream"}
        if if_match is not None:
            headers["If-Match"] = if_match
        if method == "POST":
            headers["Idempotency-Key"] = key or str(uuid4())
        params = {name: _written(value) for name, value in (query or {}).items() if value is not None}
        json = encoded(body) if body is not None else None
        answer = self._http.request(
            method, address, params=params, json=json, content=content, headers=headers
        )
        if not answer.is_success:
            raise ApiError(answer.status_code, _problem(answer))
        return answer


@cache
def _authorities() -> ssl.SSLContext:
    """Whose certificates are trusted; read once, because reading takes longer than most calls."""
    return httpx2.create_ssl_context()


def _problem(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, UUID | int | float) else value
