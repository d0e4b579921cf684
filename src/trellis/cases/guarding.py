"""Guards of the pages of cases: for members only, kept by no browser, and faults that say nothing of a case."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from trellis.core.acting import acting_now
from trellis.core.rules import can_read
from trellis.core.trouble import trouble_of

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class FaultInCaseError(Exception):
    """That something failed, and in which line of the code; what was worked on is left out."""


def speechless(do: Callable[P, R]) -> Callable[P, R]:
    """Let a fault leave without its words and values: they may be those of a case, and go into logs."""

    @wraps(do)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return do(*args, **kwargs)
        except (Http404, PermissionDenied, SuspiciousOperation):
            raise
        except Exception as error:
            if trouble_of(error) is not None:
                raise  # the machine's own trouble, which the site knows how to tell
            told = _where(error)
        raise FaultInCaseError(told)

    return done


def confidential(view: View[P]) -> View[P]:
    """A page of this room: for members who act for themselves, noted nowhere by the browser, with speechless faults."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not can_read(getattr(request, "user", None)):
            raise PermissionDenied
        if acting_now() is not None:
            raise Http404
        return speechless(view)(request, *args, **kwargs)

    uncached: View[P] = never_cache(guarded)
    return uncached


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return f"{type(error).__name__} at " + ", ".join(
        f"{Path(each.filename).name}:{each.lineno}" for each in frames
    )
