"""Requests of SCIM to answers: the protocol of the library over our accounts."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple

from scim2_models import Context, Error, PatchOp, Resource, ResourceType, ResponseParameters, SCIMException
from scim2_server.bulk import BulkPlan
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation
from scim2_server.service import ScimService

from trellis.core.models import Account
from trellis.core.scim.groups import moves_in
from trellis.core.scim.schemas import GROUP, LARGEST_BODY, USER, provider
from trellis.core.scim.storage import AccountStorage
from trellis.core.scim.tidying import tidied

log = logging.getLogger(__name__)
_FAULT = re.compile(r"^(\S+)\n  (.+?) \[type=", re.MULTILINE)
"""Where something is wrong and what, as pydantic writes it over several lines, with an address of its own documents."""


class Answer(NamedTuple):
    """What is sent back; `detail` is the sentence of a refusal."""

    status: int
    body: dict[str, Any] | None
    headers: Mapping[str, str]
    detail: str = ""


class Service(ScimService):
    """The protocol, with patience for what providers send, and with the whole user after a PATCH of one."""

    def read_patch(self, resource_type: ResourceType, body: bytes, content_type: str | None) -> PatchOp[Any]:
        return super().read_patch(resource_type, tidied(body), content_type)

    def read_creation(
        self, resource_type: ResourceType, body: bytes, content_type: str | None
    ) -> Resource[Any]:
        return super().read_creation(resource_type, tidied(body), content_type)

    def read_replacement(
        self, resource_type: ResourceType, body: bytes, content_type: str | None
    ) -> Resource[Any]:
        return super().read_replacement(resource_type, tidied(body), content_type)

    def read_bulk(self, body: bytes, content_type: str | None) -> BulkPlan:
        self.ensure_bulk_payload_size(len(body))
        return super().read_bulk(tidied(body), content_type)

    def patch_response(
        self, base_url: str, resource: Resource[Any], response_parameters: ResponseParameters[Any]
    ) -> ScimResponse:
        """A user is sent back, so that a provider sees what became of it; a group, which may be large, is not."""
        if self.get_resource_type_of(resource).name != USER:
            return super().patch_response(base_url, resource, response_parameters)
        published = self.publish(base_url, resource)
        return self.resource_response(published, Context.RESOURCE_REPLACEMENT_RESPONSE, response_parameters)


class Handler(ScimHandler):
    """Requests for our store. Who joins and leaves a group is moved without reading all the others.

    Providers fill a group by one request for each of its members: reading all of them each time would take the square
    of its size.
    """

    storage: AccountStorage
    is_shown = False
    """Whether the answer shows parts of the resource, so that all of it must be read."""

    def patch(self, request: ScimRequest) -> ScimResponse:
        self.is_shown = not {"attributes", "excludedAttributes"}.isdisjoint(request.query)
        return super().patch(request)

    def patch_resource(
        self, resource_type: ResourceType, resource_id: str, patch_op: PatchOp[Any], conditions: Conditions
    ) -> Resource[Any]:
        needs_all = resource_type.name != GROUP or self.is_shown or conditions != Conditions()
        moves = None if needs_all else moves_in(patch_op.operations or ())
        if moves is None:
            return super().patch_resource(resource_type, resource_id, patch_op, conditions)
        return self.storage.move(resource_type, resource_id, *moves)


@cache
def service() -> Service:
    """The service, made when it is first asked for."""
    return Service(provider())


def is_open(method: str, path: str) -> bool:
    """Whether anybody may ask this: how to prove oneself must be known before (RFC 7643, 5)."""
    try:
        target = service().match(ScimRequest(method=method, base_url="", path=path))
    except SCIMException:
        return False
    return target.operation is Operation.service_provider_config


def reads(method: str, path: str) -> bool:
    """Whether a request changes nothing by its kind."""
    return method in ("GET", "HEAD") or path.rstrip("/").endswith(".search")


def answer(request: ScimRequest, by: Account | None) -> Answer:
    """The answer to a request of somebody who may provision; `by` is None for what anybody may ask."""
    if len(request.body) > LARGEST_BODY:
        return refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"A request may have {LARGEST_BODY} bytes. Send fewer members or operations at once.",
        )
    if b"\\u0000" in request.body or any("\0" in text for text in (request.path, *request.query.values())):
        return refusal(HTTPStatus.BAD_REQUEST, "A text holds the character NUL, which no name or value has.")
    try:
        if by is None:
            response = service().service_provider_config(request.url, request.query)
        else:
            response = Handler(service(), AccountStorage(service().provider, by)).handle(request)
    except SCIMException as error:
        response = service().error_response(error)
    except Exception as error:  # a fault of ours is told as SCIM tells it, and stands in the log
        log.exception("A request of SCIM failed: %s %s", request.method, request.path)
        response = service().error_response(error)
    body = response.body or {}
    if isinstance(body.get("detail"), str):
        body["detail"] = _plain(body["detail"])
    failed = response.status >= HTTPStatus.BAD_REQUEST
    return Answer(
        response.status, response.body, response.headers, str(body.get("detail", "")) if failed else ""
    )


def _plain(detail: str) -> str:
    """What is wrong and where, of the several lines in which the library of the models says it."""
    return "; ".join(f"{fault[2]}: {fault[1]}" for fault in _FAULT.finditer(detail)) or detail


def refusal(status: HTTPStatus, detail: str, **headers: str) -> Answer:
    """A refusal in the form of RFC 7644, 3.12."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = Error(status=status, detail=detail).model_dump()
    return Answer(status, body, {"Content-Type": "application/scim+json", **named}, detail)
