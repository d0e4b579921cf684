"""Sign-in is required by default: a view that anybody may open says so (`login_not_required`, or its room's guard)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Sends guests to the sign-in page. Where HTMX asks for a part of a page, the whole page goes there."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """The answer to a guest; None lets the request pass."""
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        if refusal is not None and request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": resolve_url("core:sign-in")})
        return refusal
