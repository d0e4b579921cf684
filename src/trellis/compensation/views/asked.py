"""What pages of everything that is asked for share: taking it back, and the list of it as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from trellis.compensation.models import Asked, BonusRequest, State
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.tables import Column


def withdrawn(
    request: HttpRequest, withdraw: Callable[[], Any], address: str, asked: Asked | BonusRequest
) -> HttpResponse:
    """Take back what was asked for, and lead back to its page, which also says why that cannot be."""
    try:
        withdraw()
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return redirect(address, asked.pk)


def around_asked(asked: Asked | BonusRequest, asked_by: Account | None, who: Account) -> dict[str, Any]:
    """Whether it waits for an approval, and whether the reader may take it back."""
    is_open = asked.state == State.ASKED
    return {"asked": asked, "is_open": is_open, "may_withdraw": is_open and asked_by == who}


def as_file(
    request: HttpRequest,
    form: str,
    name: str,
    head: Sequence[str],
    columns: Sequence[Column[Any]],
    found: Any,
    exported: Callable[[Iterable[Any]], Iterable[dict[str, Any]]],
) -> HttpResponse:
    """What is found of a list as a file, in the order that is asked for."""
    rows = ordered(columns, found, request.GET.get("sort", ""))
    return file_response(form, name, head, exported(rows[:MOST_ROWS]))
