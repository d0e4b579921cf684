"""Calling another machine: only one that is not of our own network, signed, and bounded in time and size.

An address that somebody types in could name a machine behind our walls (OWASP: server-side request forgery). So its
name is looked up once, every address behind it must be a public one, and the call goes to that very address: a name
that means something else a moment later changes nothing. Redirects are not followed.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import socket
import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

import httpx2
from django.utils.translation import gettext as _

from trellis.core.trusting import authorities
from trellis.handbook.errors import TrellisError

PATIENCE = 10.0
"""Seconds that one call may take."""
LARGEST_ANSWER = 1000  # bytes that are kept of one
LARGEST_DOCUMENT = 2**20  # bytes that are read of what was asked for
SECRET = "whsec_"  # noqa: S105 - how secrets begin
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_EVERYWHERE: tuple[Network, ...] = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
_PUBLIC_OF_SIX = ipaddress.ip_network("2000::/3")
"""All that is public of IPv6 today (IANA, Global Unicast)."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressError(TrellisError):
    """An address cannot be called; the message says why."""

    code = "webhook-address"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: the status (`None`: nobody answered), the beginning of the text, how long it took."""

    status: int | None
    text: str
    milliseconds: int

    @property
    def is_success(self) -> bool:
        """Whether the other side has taken it."""
        return self.status is not None and 200 <= self.status < 300


def checked_address(address: str, *, allowed: Sequence[Network] = ()) -> str:
    """The address, where its form is one that can be called. Raises AddressError.

    https only; http where the machine's own address is written out and within the networks that the settings allow.
    """
    parts = _parts(address)
    if parts.scheme == "http" and not _is_literal_within(parts.hostname or "", allowed):
        raise AddressError(_("The address must begin with https://."))
    return address


def signature(secret: str, key: str, moment: int, body: bytes) -> str:
    """The signature of Standard Webhooks, version 1: HMAC-SHA256 over key, time and body, in base64."""
    shared = base64.b64decode(secret.removeprefix(SECRET))
    made = hmac.new(shared, f"{key}.{moment}.".encode() + body, sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def call(address: str, body: bytes, *, key: str, secret: str, allowed: Sequence[Network] = ()) -> Answer:
    """Send a body to an address, signed where there is a secret; whatever comes of it is an answer.

    Raises nothing that the other side causes.

    The headers are those of Standard Webhooks: `webhook-id` is the same at each try, so that the receiver can tell a
    repetition; `webhook-timestamp` keeps an old message from being sent again by somebody else.
    """
    began = time.monotonic()
    try:
        checked_address(address, allowed=allowed)
        status, text = _post(address, body, key=key, secret=secret, allowed=allowed)
    except (AddressError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        status, text = None, str(error) or type(error).__name__
    return Answer(status, text[:LARGEST_ANSWER], round(1000 * (time.monotonic() - began)))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What another machine gave: the status and all of the body."""

    status: int
    body: bytes


def fetch(
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    homes: Collection[str] = (),
    allowed: Sequence[Network] = (),
) -> Fetched:
    """What stands at an address, or, with a form, what it is answered with. Bounded in time and size.

    `homes` are hosts that the settings name: these may be in a private network, and on this machine be asked by http.
    Raises AddressError for an address that is not called, and httpx2.HTTPError and OSError where nobody answers, also
    for an answer that is too large.
    """
    parts = _parts(address)
    host = parts.hostname or ""
    at_home = host in homes
    port = parts.port or (443 if parts.scheme == "https" else 80)
    place = _public_address(host, port, (*allowed, *_EVERYWHERE) if at_home else allowed)
    local = at_home and ipaddress.ip_address(place).is_loopback
    if parts.scheme == "http" and not local and not _is_literal_within(host, allowed):
        raise AddressError(_("The address must begin with https://."))
    url = httpx2.URL(address).copy_with(host=place, port=port)
    sent = {
        "Host": host if parts.port is None else f"{host}:{parts.port}",
        "User-Agent": "Trellis",
        "Accept": "application/json",
        **(headers or {}),
    }
    content = urlencode(form).encode() if form is not None else None
    if content is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    until = time.monotonic() + PATIENCE
    with (
        _Deadline(PATIENCE) as deadline,
        httpx2.Client(verify=authorities(), timeout=PATIENCE, follow_redirects=False, trust_env=False) as client,
        client.stream(
            "GET" if content is None else "POST", url, content=content, headers=sent,
            extensions={"sni_hostname": host, "trace": deadline.trace},
        ) as got,
    ):  # fmt: skip
        data = bytearray()
        for part in got.iter_bytes():
            data += part
            if len(data) > LARGEST_DOCUMENT or time.monotonic() > until:
                raise OSError(f"{host} sends too much, or too slowly.")
        return Fetched(got.status_code, bytes(data))


class _Deadline:
    """Ends a connection when its time is up.

    A timeout of the library is that of one reading, which begins anew with every byte: whoever sends the head of an
    answer letter by letter would hold a thread for as long as they like.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._held: socket.socket | None = None

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        if self._held is not None:
            self._held.close()

    def trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Hear of the connection, as the library tells of each of its steps."""
        if name == "connection.connect_tcp.complete":
            made: socket.socket = info["return_value"].get_extra_info("socket")
            self._held = made.dup()  # encryption takes the first one over

    def _end(self) -> None:
        if self._held is not None:
            with suppress(OSError):
                self._held.shutdown(socket.SHUT_RDWR)


def _post(address: str, body: bytes, *, key: str, secret: str, allowed: Sequence[Network]) -> tuple[int, str]:
    parts = _parts(address)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    place = _public_address(host, port, allowed)
    moment = int(time.time())
    headers = {
        "Host": host if parts.port is None else f"{host}:{parts.port}",
        "Content-Type": "application/json",
        "User-Agent": "Trellis",
    }
    if secret:
        headers |= {
            "webhook-id": key,
            "webhook-timestamp": str(moment),
            "webhook-signature": signature(secret, key, moment, body),
        }
    url = httpx2.URL(address).copy_with(host=place, port=port)
    until = time.monotonic() + PATIENCE
    with (
        _Deadline(PATIENCE) as deadline,
        httpx2.Client(
            verify=authorities(), timeout=PATIENCE, follow_redirects=False, trust_env=False
        ) as client,
        client.stream(
            "POST", url, content=body, headers=headers,
            extensions={"sni_hostname": host, "trace": deadline.trace},
        ) as got,
    ):  # fmt: skip
        data = bytearray()
        for part in got.iter_bytes():
            data += part
            if len(data) >= LARGEST_ANSWER or time.monotonic() > until:
                break
        return got.status_code, bytes(data[:LARGEST_ANSWER]).decode("utf-8", "replace").replace("\x00", "")


def _public_address(host: str, port: int, allowed: Sequence[Network]) -> str:
    """The address behind a name, where all that are behind it may be called. Raises AddressError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressError(_("Nobody knows the name %(host)s.") % {"host": host}) from error
    places = [str(place[0]).partition("%")[0] for *_rest, place in found]
    for place in places:
        if not _may_be_called(place, allowed):
            raise AddressError(
                _("%(host)s is in a private network, which webhooks do not reach.") % {"host": host},
                hint=_("TRELLIS_WEBHOOK_NETWORKS names private networks that they may reach."),
            )
    return places[0]


def _may_be_called(place: str, allowed: Iterable[Network]) -> bool:
    """Whether an address is one of the public internet, or within the networks that the settings allow.

    An address of six that carries one of four, by whatever way the network translates it, is as public as the one
    inside; the blocks that stand for nobody are nobody's.
    """
    address = ipaddress.ip_address(place)
    if isinstance(address, ipaddress.IPv6Address):
        address = _carried_by(address) or address
    if any(address in network for network in allowed):
        return True
    if isinstance(address, ipaddress.IPv6Address) and address not in _PUBLIC_OF_SIX:
        return False
    return address.is_global and not address.is_multicast


def _carried_by(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of four inside of one of six: mapped, by NAT64 (RFC 6052) or 6to4 (RFC 3056)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def _is_literal_within(host: str, allowed: Iterable[Network]) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in allowed)


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        raise AddressError(_("This is not an address.")) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise AddressError(_("The address must begin with https://."))
    if parts.username or parts.password:
        raise AddressError(_("The address must hold no name and no password."))
    return parts
