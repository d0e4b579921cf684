"""Where the site listens: a free port, and the names under which it may be reached."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from trellis.handbook.errors import TrellisError

TRIES = 50
"""How many ports after the wanted one are tried."""


class AddressError(TrellisError):
    """The site cannot listen where it is asked to."""

    code = "address"


class Address(NamedTuple):
    """An address of this machine and a port on it."""

    ip: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return ipaddress.ip_address(self.ip).is_loopback

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        address = ipaddress.ip_address(self.ip)
        if address.is_unspecified:
            return f"http://{socket.gethostname()}:{self.port}/"
        host = f"[{self.ip}]" if address.version == 6 else self.ip
        return f"http://{host}:{self.port}/"

    def names(self) -> list[str]:
        """The names under which the site may be reached here, as Django checks them."""
        own = {"localhost", "127.0.0.1", "[::1]"}
        if not self.is_loopback:
            name = socket.gethostname().lower()
            address = ipaddress.ip_address(self.ip)
            # Asking for the full name may take as long as a name server does not answer; without it is fine.
            own |= {name, f"[{self.ip}]" if address.version == 6 else self.ip}
        return sorted(own)


@contextmanager
def reserved(host: str, port: int, *, exactly: bool) -> Iterator[Address]:
    """A free port on a host, at `port` or soon after it, that no other start takes while this is held.

    The web server can listen on it meanwhile: it allows a port to be shared within one user's processes, and so does
    the reservation once it stands. `exactly` allows only `port` itself. Raises AddressError.
    """
    ip = _resolved(host)
    wanted = [port] if exactly or port == 0 else range(port, min(port + TRIES, 65536))
    for candidate in wanted:
        held = _hold(ip, candidate)
        if held is not None:
            with held:
                yield Address(ip, held.getsockname()[1])
            return
    where = f"Port {port}" if exactly else f"Every port from {wanted[0]} to {wanted[-1]}"
    raise AddressError(f"{where} of {host} is taken.", hint="Choose another with --port.")


def _resolved(host: str) -> str:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise AddressError(f"{host!r} is no address of this machine.", hint="Try --host 127.0.0.1.") from None
    return str(found[0][4][0])


def _hold(ip: str, port: int) -> socket.socket | None:
    """A socket bound to the port; None where somebody else has it."""
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    # First without sharing, which finds everybody else; then past the traces of connections that ended just now.
    for past_traces in (False, True):
        held = socket.socket(family, socket.SOCK_STREAM)
        try:
            if past_traces:
                if _answers(family, ip, port):
                    held.close()
                    return None
                held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind((ip, port))
        except OSError as error:
            held.close()
            _check(error, ip, port)
        else:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            return held
    return None


def _answers(family: int, ip: str, port: int) -> bool:
    """Whether somebody listens on the port."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(ip, ip)  # noqa: S104 - compared, not bound
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((near, port)) == 0


def _check(error: OSError, ip: str, port: int) -> None:
    """Let a taken port pass, and tell any other trouble."""
    if error.errno == errno.EADDRINUSE:
        return
    if isinstance(error, PermissionError):
        raise AddressError(
            f"Port {port} needs more rights.", hint="Choose one above 1023 with --port."
        ) from None
    raise AddressError(
        f"{ip} cannot be listened on: {os.strerror(error.errno or 0)}.", hint="Try --host 127.0.0.1."
    )
