"""What a request is called, from the first line of the log to the page that tells of a fault.

A proxy may give the name (`X-Request-ID`), where the site trusts its proxy (`TRELLIS_HTTPS`); else it is made here.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest

HEADER = "X-Request-ID"
_FITTING = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The name of the request that is being answered; empty outside of one."""
    return _current.get()


def begin(request: HttpRequest) -> str:
    """Name a request, and all that is logged from now on in this thread."""
    given = request.headers.get(HEADER, "") if settings.TRELLIS_HTTPS else ""
    name = use(given if _FITTING.fullmatch(given) else str(uuid4()))
    request.request_id = name  # type: ignore[attr-defined]
    return name


def use(name: str) -> str:
    """Call the request by another name from now on: programs may give one to their calls of the interface."""
    _current.set(name)
    return name


def end() -> None:
    """What follows belongs to no request."""
    _current.set("")
