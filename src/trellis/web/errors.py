"""Pages for what went wrong: each says what happened and what to do next."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.web.guarding import open_to_all
from trellis.web.rules import can_read
from trellis.web.suggesting import suggestions_for


@open_to_all
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be understood."""
    return render(request, "web/errors/400.html", status=HTTPStatus.BAD_REQUEST)


@open_to_all
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in or not, this is not for this reader."""
    return render(request, "web/errors/403.html", status=HTTPStatus.FORBIDDEN)


@open_to_all
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: with near addresses, for those who may read."""
    near = suggestions_for(request, request.path) if can_read(request) else []
    return render(request, "web/errors/404.html", {"near": near}, status=HTTPStatus.NOT_FOUND)


@open_to_all
def server_error(request: HttpRequest) -> HttpResponse:
    """500: nothing is asked of the handbook or the database, either may be what failed."""
    return render(None, "web/errors/500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)
