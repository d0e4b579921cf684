"""Every request reads the handbook as whoever made it may see it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from trellis.pages.queries.current import read_by
from trellis.pages.rules import reader_of


class ReaderMiddleware:
    """Says who reads, for as long as a request is answered. After the middleware that knows who has signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with read_by(lambda: reader_of(request)):
            return self.get_response(request)
