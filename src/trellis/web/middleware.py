"""What every answer of the site carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "Content-Security-Policy"


class ContentSecurityPolicyMiddleware:
    """Sends the policy of `settings.CONTENT_SECURITY_POLICY`, unless a view has set a stricter one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = as_text(settings.CONTENT_SECURITY_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        return response


def as_text(policy: Mapping[str, Sequence[str]]) -> str:
    """The policy as the header writes it."""
    return "; ".join(" ".join((directive, *sources)) for directive, sources in policy.items())
