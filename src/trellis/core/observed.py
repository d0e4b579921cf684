"""Around everything else that is done with a request: it gets a name, is counted, timed and traced."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from trellis.core import meters, request_ids, tracing
from trellis.core.logs import route_of
from trellis.core.views import health

LOG = logging.getLogger("trellis.requests")


class _Statements:
    """Counts and times what one request sends to the database."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - began


class ObservedMiddleware:
    """The outermost: names each request, and notes how it was answered, by the name of its route alone.

    What asks for the health of this process is answered here: whoever balances load knows no host name, comes without
    https and must not cost a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        of_health = health.view_of(request.path_info)
        if of_health is not None:
            return of_health(request)
        name = request_ids.begin(request)
        statements, began = _Statements(), time.perf_counter()
        meters.RUNNING.inc()
        try:
            with (
                tracing.span("request", request.headers if settings.TRELLIS_HTTPS else {}) as span,
                connection.execute_wrapper(statements),
            ):
                response = self.get_response(request)
                self._note(request, response, statements, time.perf_counter() - began, span)
        finally:
            meters.RUNNING.dec()
            request_ids.end()
        response.headers.setdefault(request_ids.HEADER, name)
        return response

    @staticmethod
    def _note(
        request: HttpRequest, response: HttpResponseBase, statements: _Statements, seconds: float, span: Any
    ) -> None:
        route, method = route_of(request), request.method or ""
        meters.count(route, method, response.status_code, seconds, statements.count, statements.seconds)
        if span is not None:
            span.update_name(f"{method} {route}")
            span.set_attribute("http.request.method", method)
            span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", response.status_code)
            span.set_attribute("trellis.statements", statements.count)
        LOG.info(
            "%s %s %s",
            method,
            route,
            response.status_code,
            extra={
                "route": route,
                "method": method,
                "status": response.status_code,
                "milliseconds": round(1000 * seconds, 1),
                "statements": statements.count,
            },
        )
