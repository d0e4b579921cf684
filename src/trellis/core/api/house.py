"""All rooms behind one door, `/api/v1`: their addresses, and the document that describes them (OpenAPI 3.1)."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, re_path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.parser import Parser

from trellis.core import scopes
from trellis.core.api.calls import enter
from trellis.core.api.problems import Problem, ProblemError, answer_to, not_found, problem_answer
from trellis.core.api.rooms import Room
from trellis.handbook.errors import TrellisError

VERSION = "1.0.0"
DESCRIPTION = (
    "Read the handbook, search it, propose changes and decide about them, and look after accounts. "
    "The guide says how tokens, cursors, versions and errors work."
)
_LIST = re.compile(r"ListPart_([A-Za-z]+)_")
_VERBS = ("get", "post", "put", "patch", "delete")


class ReadBody(Parser):
    """Takes the body that was read before its operation was reached; see `calls`."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as JSON."""
        body: dict[str, Any] = request.json  # type: ignore[attr-defined]
        return body


class House(NinjaAPI):
    """The interface for programs."""

    def __init__(self, rooms: Iterable[Room]) -> None:
        super().__init__(
            title="Trellis", version=VERSION, description=DESCRIPTION, urls_namespace="api", docs_url=None,
            openapi_url=None, parser=ReadBody(),
        )  # fmt: skip
        self.rooms = tuple(rooms)
        for room in self.rooms:
            self.add_router("", room.router)
        for kind in (Exception, TrellisError, ProblemError, HttpError):
            self.add_exception_handler(kind, _answer)
        for kind in list(self._exception_handlers):
            self.add_exception_handler(kind, _answer)

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found: list[URLResolver | URLPattern] = [path("openapi.json", document_view(self), name="openapi")]
        for each in super()._get_urls():
            if isinstance(each, URLPattern) and each.name != "api-root":
                each.callback = _door(each.callback)
                found.append(each)
        root = path("", _door(_unknown), name="api-root")
        return [*found, root, re_path(r"^[\s\S]*$", _door(_unknown), name="unknown")]

    @cached_property
    def document(self) -> dict[str, Any]:
        """The document that describes everything, in English whoever asks."""
        made: dict[str, Any] = copy.deepcopy(dict(self.get_openapi_schema(path_prefix="/api/v1/")))
        made["openapi"] = "3.1.0"
        made["servers"] = [{"url": "/"}]
        made["tags"] = [{"name": room.title} for room in self.rooms]
        parts = made["components"]
        parts["schemas"] = dict(sorted({**parts.get("schemas", {}), **_schema_of_problem()}.items()))
        parts["securitySchemes"] = _security()
        for operation in _operations(made):
            about = operation.pop("description", "").removeprefix(operation["summary"]).lstrip(". ")
            if about:
                operation["description"] = about
            operation["responses"] = {str(status): each for status, each in operation["responses"].items()}
            if any(each["name"] == "fields" for each in operation["parameters"]):
                _offer_parts(operation, parts["schemas"])
        made = json.loads(_LIST.sub(r"\1List", json.dumps(made)))
        schemas, used = made["components"]["schemas"], _used(made)
        made["components"]["schemas"] = {name: schemas[name] for name in sorted(schemas) if name in used}
        return made


def document_view(house: House) -> Callable[[HttpRequest], HttpResponse]:
    """The view of the document, which tells nothing about the organisation: it is open to all."""

    def openapi(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return _not_allowed(request, "GET, HEAD")
        answer = JsonResponse(house.document)
        answer["Cache-Control"] = "public, max-age=300"
        return answer

    return _door(openapi)


def _door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponse]:
    """An address of the interface: no sign-in page, a name in the logs, HEAD, and all errors as problems."""

    def entered(request: HttpRequest, *parts: Any, **named: Any) -> HttpResponse:
        enter(request)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        answer = view(request, *parts, **named)
        assert isinstance(answer, HttpResponse)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and "json" not in answer.get(
            "Content-Type", ""
        ):
            answer = _not_allowed(request, answer["Allow"])
        if is_head:
            answer["Content-Length"] = str(len(answer.content))
            answer.content = b""
        answer["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return answer

    opened: Callable[..., HttpResponse] = login_not_required(csrf_exempt(entered))
    return opened


def _unknown(request: HttpRequest, **rest: Any) -> HttpResponse:
    return problem_answer(
        request,
        not_found(
            _("There is no such address. The reference is at %(place)s.")
            % {"place": reverse("api-reference")}
        ),
    )


def _not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    told = _("%(method)s does nothing here; there are: %(allowed)s") % {
        "method": request.method,
        "allowed": allowed,
    }
    error = ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, "method", told, headers={"Allow": allowed})
    return problem_answer(request, error)


def _offer_parts(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say that an answer may hold only the fields that were asked for: a second schema, in which none is required."""
    content = operation["responses"]["200"]["content"]["application/json"]
    whole = content["schema"]
    name = whole["$ref"].rpartition("/")[2]
    listed = schemas[name]["properties"].get("items") if name.startswith("ListPart") else None
    if listed is None:
        schemas[f"{name}Fields"] = {
            **{key: value for key, value in schemas[name].items() if key != "required"},
            "title": f"{name}Fields",
            "description": "Some fields of it.",
        }
        content["schema"] = {"anyOf": [whole, {"$ref": f"#/components/schemas/{name}Fields"}]}
        return
    item = listed["items"]["$ref"].rpartition("/")[2]
    if f"{item}Fields" not in schemas:
        schemas[f"{item}Fields"] = {
            **{key: value for key, value in schemas[item].items() if key != "required"},
            "title": f"{item}Fields",
            "description": "Some fields of it.",
        }
    part = {
        **schemas[name]["properties"],
        "items": {**listed, "items": {"$ref": f"#/components/schemas/{item}Fields"}},
    }
    schemas[f"{name}Fields"] = {**schemas[name], "properties": part, "title": f"{name}Fields"}
    content["schema"] = {"anyOf": [whole, {"$ref": f"#/components/schemas/{name}Fields"}]}


def _answer(request: HttpRequest, error: Any) -> HttpResponse:
    return answer_to(request, error)


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for item in document["paths"].values() for verb, each in item.items() if verb in _VERBS]


def _used(document: dict[str, Any]) -> set[str]:
    """The schemas that operations reach; those that only named some parameters are left out."""
    schemas, found = document["components"]["schemas"], set[str]()
    waiting = [document["paths"]]
    while waiting:
        named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(waiting.pop()))) - found
        found |= named
        waiting += [schemas[name] for name in named]
    return found


def _schema_of_problem() -> dict[str, Any]:
    made = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**made.pop("$defs"), "Problem": made}


def _security() -> dict[str, Any]:
    known = {scope.name: str(scope.means) for scope in scopes.scopes()}
    return {
        "token": {
            "type": "http", "scheme": "bearer",
            "description": "A personal token, or an access token of a client.",
        },
        "client": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": known}},
        },
        "browser": {
            "type": "apiKey", "in": "cookie", "name": "sessionid",
            "description": "Whoever is signed in. What is not only read needs the header X-CSRFToken as well.",
        },
    }  # fmt: skip
