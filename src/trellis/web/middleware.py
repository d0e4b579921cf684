"""What every answer of the site carries, and what no request may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, QueryDict, RawPostDataException
from django.http.response import HttpResponseBase

from trellis.core.keepable import keepable
from trellis.web.errors import bad_request, too_large
from trellis.web.listfiles import FileWanted

HEADER = "Content-Security-Policy"
LONGEST_QUESTION = 16_000
"""Characters after the `?` of an address: more than any page offers, and what a database can still look for."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class ContentSecurityPolicyMiddleware:
    """Sends the policy of `settings.CONTENT_SECURITY_POLICY`, unless a view has set a stricter one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = as_text(settings.CONTENT_SECURITY_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        return response


class BodyMiddleware:
    """Refuses what is larger than any form before it is read: its files would be written to the disk first.

    It stands before the guard against forgery, which reads forms. Whoever is not signed in sends no files. Doors for
    programs, and those for files, are exempt from that guard and look at the size themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """The refusal of what is too large."""
        if getattr(view_func, "csrf_exempt", False):
            return None
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
        most = settings.LARGEST_FORM if is_known else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = request.META.get("CONTENT_LENGTH") or "0"
        return None if length.isdecimal() and int(length) <= most else too_large(request, most)


class TextMiddleware:
    """Takes what no database keeps (`core.keepable`) out of what pages are asked and sent: nobody types it.

    A question without end is refused. Files may hold what texts may not. Doors for programs, which are exempt from the
    guard against forgery, read their own bodies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> None:
        """Raises Http404 for an address that holds it: there is nothing of such a name.

        Raises BadRequest for one that goes on and on.
        """
        if getattr(view_func, "csrf_exempt", False):
            return
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUESTION:
            raise BadRequest
        if "\0" in request.path:
            raise Http404
        request.GET = _kept(request.GET)  # type: ignore[assignment]
        if getattr(view_func, "reads_its_body", False):
            return
        if request.method == "POST" and request.content_type in FORMS:
            request.POST = _kept(request.POST)  # type: ignore[assignment]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The refusal of a form sent where the body is to be something else: it has been read as a form by then."""
        return bad_request(request, exception) if isinstance(exception, RawPostDataException) else None


def _kept(sent: QueryDict) -> QueryDict:
    if all(keepable(text) == text for name, values in sent.lists() for text in (name, *values)):
        return sent
    kept = QueryDict(mutable=True)
    for name, values in sent.lists():
        kept.setlist(keepable(name), [keepable(text) for text in values])
    return kept


def as_text(policy: Mapping[str, Sequence[str]]) -> str:
    """The policy as the header writes it."""
    return "; ".join(" ".join((directive, *sources)) for directive, sources in policy.items())


class ListFileMiddleware:
    """Answers with the file of a list where its page was asked for one: see `listfiles`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The file, where that is what the view came to."""
        return exception.response if isinstance(exception, FileWanted) else None
