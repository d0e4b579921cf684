"""One conversation with a server's interface: bounded in time and size, no redirect, and the token in a header only."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2

from trellis.core.trusting import authorities
from trellis.handbook.source import printable
from trellis.pages.forges.forge import ForgeError

PATIENCE = 20.0
"""Seconds that one request may take."""
LARGEST = 4 * 2**20
"""Bytes of an answer."""
_HINTS = {
    401: "The token is wrong or has run out: make a new one, and set TRELLIS_UPSTREAM_TOKEN.",
    403: "The token may not do this: give it the rights that the documentation names.",
    404: "Check the address of the upstream, and that the token may see the project.",
    429: "The server asks to wait. Trellis tries again by itself.",
}


class Client:
    """A server's interface below one address."""

    def __init__(
        self, root: str, headers: Mapping[str, str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._root = root.rstrip("/")
        self._headers = {"User-Agent": "Trellis", **headers}
        self._secrets = [value.removeprefix("Bearer ") for value in headers.values()]
        self._clock = clock

    def ask(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: object = None
    ) -> Any:
        """The JSON of an answer. Raises ForgeError, with the status as its `code` (`upstream.api.404`)."""
        try:
            status, data = self._answer(method, path, params, body)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ForgeError(
                f"The server's interface does not answer: {self._plain(str(error) or type(error).__name__)}.",
                hint="Trellis tries again by itself.",
            ) from None
        if not 200 <= status < 300:
            raise ForgeError(
                f"The server answered {status}: {self._plain(data.decode('utf-8', 'replace')) or 'no reason'}",
                hint=_HINTS.get(status, "Trellis tries again by itself." if status >= 500 else ""),
                code=f"upstream.api.{status}",
            )
        try:
            return json.loads(data)
        except ValueError:
            raise ForgeError(
                "The server's answer is no JSON.", hint="Check TRELLIS_UPSTREAM_API_URL."
            ) from None

    def _answer(
        self, method: str, path: str, params: Mapping[str, str] | None, body: object
    ) -> tuple[int, bytes]:
        until = self._clock() + PATIENCE
        with (
            httpx2.Client(
                verify=authorities(of_environment=True), timeout=PATIENCE, follow_redirects=False
            ) as client,
            client.stream(
                method, f"{self._root}{path}", params=params, json=body, headers=self._headers
            ) as got,
        ):
            data = bytearray()
            for part in got.iter_bytes():
                data += part
                if len(data) > LARGEST:
                    raise ForgeError("The server's answer is too large.")
                if self._clock() > until:
                    raise ForgeError("The server answers too slowly.", hint="Trellis tries again by itself.")
            return got.status_code, bytes(data)

    def _plain(self, text: str) -> str:
        for secret in filter(None, self._secrets):
            text = text.replace(secret, "•••")
        return printable(" ".join(text.split()))[:200]


def field_of(answer: Any, name: str, kind: type) -> Any:
    """A field of an answer, of the type that the interface promises. Raises ForgeError."""
    value = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(value, kind):
        raise ForgeError(
            f"The server's answer lacks “{name}”.",
            hint="Check TRELLIS_UPSTREAM_API and TRELLIS_UPSTREAM_API_URL.",
        )
    return value


def listed(answer: Any) -> list[Any]:
    """An answer that is a list. Raises ForgeError."""
    if not isinstance(answer, list):
        raise ForgeError("The server's answer is no list.", hint="Check TRELLIS_UPSTREAM_API.")
    return answer


def name_of(person: Any, *fields: str) -> str:
    """What the server calls somebody; empty where it names nobody."""
    if not isinstance(person, dict):
        return ""
    found = next((person[name] for name in fields if isinstance(person.get(name), str) and person[name]), "")
    return printable(found)[:200]


def shown_url(url: str) -> str:
    """An address of the server that a page may link to; empty for anything but http and https."""
    return url if url.startswith(("https://", "http://")) and len(url) <= 500 else ""
