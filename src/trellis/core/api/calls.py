"""What happens around every operation: who calls, how often, how far they reach, and how they are answered."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from ninja.utils import check_csrf

from trellis.core import request_ids
from trellis.core.api.problems import ProblemError, answer_to, invalid
from trellis.core.api.versions import tagged, wanted_fields
from trellis.core.bearing import caller_of
from trellis.core.devices import network_of
from trellis.core.records import uuid7
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import replies, tokens
from trellis.core.services.tokens import Caller
from trellis.core.throttling import Left, Throttle

Run = Callable[..., HttpResponse]
CALLS = Throttle("api", limit=600, seconds=60)
REFUSED = Throttle("api refused", limit=100, seconds=60)
KEY = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,255}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Deprecation:
    """That an operation will go: since when that is said (RFC 9745), when it goes (RFC 8594), what to do instead."""

    since: date
    sunset: date
    instead: str


@dataclass(frozen=True)
class Facts:
    """What is known of an operation before it is called: see `rooms.Room`."""

    method: str
    scope: str
    fields: tuple[str, ...] = ()
    is_list: bool = False
    known: frozenset[str] = frozenset()
    has_body: bool = False
    deprecation: Deprecation | None = None


def enter(request: HttpRequest) -> None:
    """Give a request its name in the logs: its sender's, or the one that it was given when it came in."""
    given = request.headers.get(request_ids.HEADER, "")
    name = given if _REQUEST_ID.fullmatch(given) else request_ids.current() or str(uuid7())
    request.request_id = request_ids.use(name)  # type: ignore[attr-defined]


def around(facts: Facts, run: Run) -> Run:
    """An operation with all that happens around it."""

    def answered(request: HttpRequest, **parameters: Any) -> HttpResponse:
        left: Left | None = None
        try:
            caller = _caller(request)
            left = CALLS.take(caller.name)
            if left.tries < 0:
                raise _too_many(left.seconds)
            request.caller = caller  # type: ignore[attr-defined]
            if facts.scope:
                caller.require(facts.scope)
            fields = wanted_fields(request, facts.fields)
            _check(request, facts)
            answer = _run_once(request, caller, facts, lambda: run(request, **parameters))
            if facts.method == "GET" and answer.status_code == HTTPStatus.OK:
                answer = tagged(request, answer, fields, is_list=facts.is_list)
                if facts.is_list:
                    _point_on(request, answer)
        except Exception as error:  # noqa: BLE001 - what nobody expected is logged and told there
            answer = answer_to(request, error)
        return _told(answer, left, facts.deprecation)

    return answered


def caller_in(request: HttpRequest) -> Caller:
    """Who calls, inside an operation."""
    caller: Caller = request.caller  # type: ignore[attr-defined]
    return caller


def account_in(request: HttpRequest, may_enter: Callable[[Account], bool], refusal: str) -> Account:
    """Whose account it is, of those whom a rule lets in. Raises NotAllowedError with the refusal."""
    who = caller_in(request).account
    if not may_enter(who):
        raise NotAllowedError(refusal)
    return who


def _caller(request: HttpRequest) -> Caller:
    """Who calls: a token's account, or whoever is signed in with this browser. Raises ProblemError."""
    network = network_of(request)
    try:
        caller = caller_of(request)
    except tokens.TokenError:
        left = REFUSED.take(network)
        if left.tries < 0:
            raise _too_many(left.seconds) from None
        raise
    if caller is not None:
        return caller
    if (
        "Authorization" not in request.headers
        and isinstance(request.user, Account)
        and request.user.is_active
    ):
        if request.method not in _SAFE and check_csrf(request) is not None:
            raise ProblemError(
                HTTPStatus.FORBIDDEN, "csrf", _("A browser must prove that the call came from a page of this site."),
                hint=_("Send the header X-CSRFToken, or a token in the header Authorization."),
            )  # fmt: skip
        return tokens.calling_as(request.user)
    raise ProblemError(
        HTTPStatus.UNAUTHORIZED, "no-token", _("A call needs a token."),
        hint=_("Make one under “My account”, “Tokens”, and send it as “Authorization: Bearer …”."),
        headers={"WWW-Authenticate": "Bearer"},
    )  # fmt: skip


def _check(request: HttpRequest, facts: Facts) -> None:
    """What can be said of a call before its operation looks at it."""
    unknown = sorted(set(request.GET) - facts.known)
    if unknown:
        told = _("This parameter is not known; there are: %(known)s") % {
            "known": ", ".join(sorted(facts.known)) or "–"
        }
        raise invalid([(f"query.{unknown[0][:60]}", told)])
    if any("\0" in value for values in request.GET.lists() for value in values[1]) or "\0" in request.path:
        raise invalid(
            [("query", _("A text holds a character (U+0000, or half a pair) that no text can hold."))]
        )
    if facts.has_body:
        request.json = _body(request)  # type: ignore[attr-defined]


def _body(request: HttpRequest) -> Any:
    """The body as JSON, without letters that no text can hold. Raises ProblemError."""
    if request.content_type != "application/json":
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media-type", _("The body must be JSON."),
            hint=_("Send the header “Content-Type: application/json”."),
        )  # fmt: skip

    try:
        body = json.loads(request.body, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "json", _("The body is no JSON.")) from None
    if not _is_text(body):
        raise invalid(
            [("body", _("A text holds a character (U+0000, or half a pair) that no text can hold."))]
        )
    return body


def _refused(constant: str) -> Any:
    raise ValueError(constant)


def _is_text(value: Any) -> bool:
    """Whether all texts inside can be kept: no U+0000, no half of a pair."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(_is_text(key) and _is_text(each) for key, each in value.items())
    return all(map(_is_text, value)) if isinstance(value, list) else True


def _run_once(
    request: HttpRequest, caller: Caller, facts: Facts, run: Callable[[], HttpResponse]
) -> HttpResponse:
    """Run an operation; one with a key only once, and answer the same again.

    The answer is kept in the transaction that did what was asked: a process that is killed has done both or neither.
    """
    key = request.headers.get(KEY)
    if facts.method != "POST" or key is None:
        return run()
    if not _KEY.fullmatch(key):
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "idempotency-key", _("This is no key: it has 1 to 255 visible ASCII characters."),
            hint=_("A random UUID makes a good one."),
        )  # fmt: skip
    parts = (request.method or "", request.get_full_path(), hashlib.sha256(request.body).hexdigest())
    fingerprint = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    before = replies.claim(caller=caller.name, key=key, fingerprint=fingerprint)
    if before is not None:
        again = HttpResponse(before.body, status=before.status, headers=before.headers)
        again["Idempotent-Replayed"] = "true"
        return again
    done = False
    try:
        with transaction.atomic():
            answer = run()
            done = answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            if done:
                headers = {name: answer[name] for name in _KEPT_HEADERS if name in answer}
                kept = replies.Answer(answer.status_code, headers, answer.content.decode())
                replies.keep(caller=caller.name, key=key, answer=kept)
    finally:
        if not done:
            replies.release(caller=caller.name, key=key)
    return answer


def _point_on(request: HttpRequest, answer: HttpResponse) -> None:
    """Say where the next part of a list is, for those who follow links (RFC 8288)."""
    following = re.search(rb'"next": "([^"]+)"\}$', answer.content)
    if following:
        query = request.GET.copy()
        query["cursor"] = following[1].decode()
        answer["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'


def _too_many(seconds: int) -> ProblemError:
    return ProblemError(
        HTTPStatus.TOO_MANY_REQUESTS, "too-many", _("There were too many calls in this minute."),
        hint=_("Wait as many seconds as the header Retry-After says."), headers={"Retry-After": str(seconds)},
    )  # fmt: skip


def _told(answer: HttpResponse, left: Left | None, deprecation: Deprecation | None) -> HttpResponse:
    """The headers that say what is left (draft-ietf-httpapi-ratelimit-headers) and what will go."""
    answer.headers.setdefault("Cache-Control", "no-store")
    if left is not None:
        answer["RateLimit-Policy"] = f'"calls";q={CALLS.limit};w={CALLS.seconds}'
        answer["RateLimit"] = f'"calls";r={max(0, left.tries)};t={left.seconds}'
    if deprecation is not None:
        answer["Deprecation"] = f"@{_seconds(deprecation.since)}"
        answer["Sunset"] = http_date(_seconds(deprecation.sunset))
        links = filter(None, (answer.headers.get("Link"), f'<{deprecation.instead}>; rel="deprecation"'))
        answer["Link"] = ", ".join(links)
    return answer


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
