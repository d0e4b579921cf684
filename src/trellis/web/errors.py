"""Pages for what went wrong: each says what happened and what to do next."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trellis.core import request_ids
from trellis.core.api.calls import enter
from trellis.core.api.problems import ProblemError, problem_answer
from trellis.core.trouble import RETRY_AFTER, Trouble, trouble_of
from trellis.web import refusing
from trellis.web.guarding import open_to_all
from trellis.web.rules import can_read
from trellis.web.suggesting import suggestions_for

API = "/api/v1/"


@open_to_all
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be understood; for a program as a problem document."""
    if request.path.startswith(API):
        enter(request)
        said = _("The call cannot be understood. Check its address and its headers, such as Host.")
        return problem_answer(request, ProblemError(HTTPStatus.BAD_REQUEST, "call", said))
    return render(request, "web/errors/400.html", status=HTTPStatus.BAD_REQUEST)


@open_to_all
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: what whoever asks lacks, in words, and who can give it."""
    return render(
        request, "web/errors/403.html", refusing.refusal(request, exception), status=HTTPStatus.FORBIDDEN
    )


@open_to_all
def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413: more bytes were sent than `most`; they are not read."""
    told = {"most": most // 2**20}
    return render(request, "web/errors/413.html", told, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@open_to_all
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: with near addresses, for those who may read."""
    near = suggestions_for(request, request.path) if can_read(request) else []
    return render(request, "web/errors/404.html", {"near": near}, status=HTTPStatus.NOT_FOUND)


@open_to_all
def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is no fault but a trouble of the machine, which passes.

    Nothing is asked of the handbook or the database: either may be what failed. The name of the request is what to look
    for in the log.
    """
    trouble = trouble_of(sys.exception())
    told: dict[str, object] = {"request_id": request_ids.current()}
    if trouble is None:
        return render(None, "web/errors/500.html", told, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    told["is_full"] = trouble is Trouble.FULL
    answer = render(None, "web/errors/503.html", told, status=HTTPStatus.SERVICE_UNAVAILABLE)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer
