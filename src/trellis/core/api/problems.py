"""Errors as problem documents (RFC 9457): what is wrong, what to do, and a stable code for programs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import ConfigDict

from trellis.core.api.problem_kinds import KINDS
from trellis.core.explaining import may_words
from trellis.core.trouble import RETRY_AFTER, trouble_of
from trellis.handbook.errors import TrellisError

MEDIA_TYPE = "application/problem+json"
TYPES = "/api/#problem-"
log = logging.getLogger(__name__)

STATUS_OF_CODE = {
    "token": HTTPStatus.UNAUTHORIZED,
    "not-allowed": HTTPStatus.FORBIDDEN,
    "scope": HTTPStatus.FORBIDDEN,
    "person-facts": HTTPStatus.UNPROCESSABLE_ENTITY,
    "account": HTTPStatus.UNPROCESSABLE_ENTITY,
    "import-file": HTTPStatus.UNPROCESSABLE_ENTITY,
    "file": HTTPStatus.UNPROCESSABLE_ENTITY,
    "picture": HTTPStatus.UNPROCESSABLE_ENTITY,
    "disk-full": HTTPStatus.INSUFFICIENT_STORAGE,
    "file-store": HTTPStatus.SERVICE_UNAVAILABLE,
    "assignment": HTTPStatus.UNPROCESSABLE_ENTITY,
    "text": HTTPStatus.UNPROCESSABLE_ENTITY,
    "discussion": HTTPStatus.UNPROCESSABLE_ENTITY,
    "idempotency-key-taken": HTTPStatus.UNPROCESSABLE_ENTITY,
    "people": HTTPStatus.UNPROCESSABLE_ENTITY,
    "manager-circle": HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""Statuses of expected trouble by its code; all else is a conflict with how things stand."""


class Fault(Schema):
    """One thing that is wrong with what was sent."""

    at: str = Field(description="Where it stands, such as `body.title` or `query.limit`.")
    message: str = Field(description="What is wrong with it.")


class Problem(Schema):
    """Why a call was not answered as asked (RFC 9457)."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    type: str = Field(description="The address of what is written about this kind of problem.")
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="The status of the answer.")
    code: str = Field(description="The kind of problem for programs; it never changes.")
    detail: str = Field(description="What is wrong here.")
    hint: str = Field("", description="What to do about it.")
    request_id: str = Field(description="What this call is called in the logs.")
    errors: list[Fault] = Field([], description="Each thing that is wrong with what was sent.")


class ProblemError(Exception):
    """A call that cannot be answered as asked. Raised by the ground of the interface; services raise TrellisError."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        *,
        hint: str = "",
        errors: Sequence[tuple[str, str]] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.hint = status, code, detail, hint
        self.errors, self.headers = errors, headers or {}


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse:
    """The problem document of an error. One that nobody expected is logged, and told without what it says."""
    found = _problem_of(error)
    if found is not None and found.status == HTTPStatus.SERVICE_UNAVAILABLE:
        log.error("The call %s could not be done now.", request_id_of(request), exc_info=error)
    if found is None:
        log.error("The call %s failed.", request_id_of(request), exc_info=error)
        found = ProblemError(
            HTTPStatus.INTERNAL_SERVER_ERROR, "fault", _("Something went wrong here; it was written down."),
            hint=_("Send the call again later, and tell an administrator its request id."),
        )  # fmt: skip
    return problem_answer(request, found)


def problem_answer(request: HttpRequest, error: ProblemError) -> HttpResponse:
    """A problem as an answer."""
    body: dict[str, Any] = {
        "type": f"{TYPES}{error.code}",
        "title": title_of(error.status),
        "status": int(error.status),
        "code": error.code,
        "detail": error.detail,
        "hint": error.hint,
        "request_id": request_id_of(request),
        "errors": [{"at": at, "message": message} for at, message in error.errors],
    }
    answer = JsonResponse(body, status=error.status, content_type=MEDIA_TYPE)
    for name, value in error.headers.items():
        answer[name] = value
    return answer


def request_id_of(request: HttpRequest) -> str:
    """What a call is called in the logs."""
    return str(getattr(request, "request_id", ""))


def not_found(what: str) -> ProblemError:
    """That there is nothing of this name, or nothing for this caller: the two look the same."""
    return ProblemError(
        HTTPStatus.NOT_FOUND,
        "not-found",
        what,
        hint=_("Check the name. What is not for you looks as if it were not there."),
    )


def title_of(status: HTTPStatus) -> str:
    """A status in a few words."""
    return {
        HTTPStatus.BAD_REQUEST: _("The call cannot be understood"),
        HTTPStatus.UNAUTHORIZED: _("Who calls is not known"),
        HTTPStatus.FORBIDDEN: _("This is not allowed"),
        HTTPStatus.NOT_FOUND: _("This is not here"),
        HTTPStatus.METHOD_NOT_ALLOWED: _("This cannot be done here"),
        HTTPStatus.CONFLICT: _("This does not go with how things stand"),
        HTTPStatus.PRECONDITION_FAILED: _("It has changed since it was read"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("This is too large"),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("This is not JSON"),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("What was sent is not usable"),
        HTTPStatus.PRECONDITION_REQUIRED: _("It must be said what was read"),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many calls"),
        HTTPStatus.INTERNAL_SERVER_ERROR: _("A fault of ours"),
        HTTPStatus.SERVICE_UNAVAILABLE: _("Not at the moment"),
    }.get(status, status.phrase)


def _problem_of(error: Exception) -> ProblemError | None:
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, TrellisError):
        status = STATUS_OF_CODE.get(error.code, HTTPStatus.CONFLICT)
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'} if error.code == "token" else {}
        hint = error.hint or _lacking(getattr(error, "permission", ""))
        return ProblemError(status, error.code, error.message, hint=hint, headers=headers)
    if isinstance(error, ValidationError):
        return invalid([(".".join(map(str, each["loc"])), str(each["msg"])) for each in error.errors])
    if isinstance(error, HttpError):
        return ProblemError(HTTPStatus(error.status_code), "call", error.message)
    if isinstance(error, Http404):
        return not_found(_("There is nothing of this name."))
    if isinstance(error, PermissionDenied):
        return ProblemError(HTTPStatus.FORBIDDEN, "not-allowed", _("This is not for you."))
    if trouble_of(error) is not None:
        return ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", _("This cannot be done at the moment; nothing was changed."),
            hint=_("Send the call again after the seconds of Retry-After."),
            headers={"Retry-After": str(RETRY_AFTER)},
        )  # fmt: skip
    if isinstance(error, RequestDataTooBig):
        return ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", _("What was sent is larger than 12 megabytes.")
        )
    return None


def _lacking(permission: str) -> str:
    """What would have to be given, in words."""
    if not permission:
        return ""
    return _("It needs the permission “%(name)s”: to %(words)s. A position, a duty or access can give it.") % {
        "name": permission, "words": may_words(permission)
    }  # fmt: skip


def invalid(faults: Sequence[tuple[str, str]]) -> ProblemError:
    """That something is wrong with what was sent, with each place."""
    return ProblemError(
        HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", _("What was sent is not usable."),
        hint=_("Each place is named in “errors”; the reference at /api/ says what is expected."), errors=faults,
    )  # fmt: skip


def problem_kinds() -> list[tuple[str, int, str]]:
    """Each code with its status and what it means, for the reference."""
    return [(code, status, str(means)) for code, status, means in KINDS]
