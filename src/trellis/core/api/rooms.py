"""How a room says what programs can do with it: a `Room` with operations, in its module `api`."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from ninja import Router, Schema
from ninja.decorators import decorate_view
from ninja.operation import Operation

from trellis.core.api.calls import KEY, Deprecation, Facts, around
from trellis.core.api.paging import ListPart
from trellis.core.api.problems import MEDIA_TYPE

F = TypeVar("F", bound=Callable[..., Any])
PROBLEMS_OF_ALL = (400, 401, 403, 404, 409, 422, 429, 500)


class Room:
    """The operations of a room, under a name that the reference shows them by."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.router = Router(tags=[title])

    def read(
        self,
        path: str,
        answers: type[Schema],
        *,
        scope: str = "",
        listed: bool = False,
        deprecation: Deprecation | None = None,
    ) -> Callable[[F], F]:
        """Something that is read: `answers` is what it shows; of each item where it is `listed`, in parts.

        Fields can be chosen, and it has an entity tag. Without a scope every token reaches it.
        """
        return self._operation(
            "GET", path, answers, 200, scope=scope, listed=listed, deprecation=deprecation, problems=()
        )

    def write(
        self,
        method: str,
        path: str,
        answers: type[Schema],
        *,
        scope: str,
        status: int = 200,
        versioned: bool = False,
        media: str = "",
        deprecation: Deprecation | None = None,
    ) -> Callable[[F], F]:
        """Something that is done. A POST can be sent twice with one key; `versioned` asks for `If-Match`.

        With `media` the body is bytes of that type, which the operation reads from the request.
        """
        problems = (413, 415, *((412, 428) if versioned else ()), *((503, 507) if media else ()))
        return self._operation(
            method, path, answers, status, scope=scope, deprecation=deprecation, problems=problems, media=media,
            headers=[_HEADERS["If-Match"]] if versioned else [_HEADERS[KEY]] if method == "POST" else [],
        )  # fmt: skip

    def _operation(
        self,
        method: str,
        path: str,
        answers: type[Schema],
        status: int,
        *,
        scope: str,
        deprecation: Deprecation | None,
        problems: tuple[int, ...],
        listed: bool = False,
        headers: list[dict[str, Any]] | None = None,
        media: str = "",
    ) -> Callable[[F], F]:
        shown: Any = ListPart[answers] if listed else answers  # type: ignore[valid-type]
        fields = tuple(answers.model_fields) if method == "GET" else ()
        extra: dict[str, Any] = {
            "security": [
                {"token": [scope] if scope else []},
                {"client": [scope] if scope else []},
                {"browser": []},
            ],
            "responses": {
                each: {
                    "description": HTTPStatus(each).phrase,
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for each in sorted({*PROBLEMS_OF_ALL, *problems})
            },
            "parameters": [*(headers or []), *([_fields_parameter(fields)] if fields else [])],
            "x-scope": scope or None,
        }
        if media:
            content = {media: {"schema": {"type": "string", "format": "binary"}}}
            extra["requestBody"] = {"required": True, "content": content}

        def registered(function: F) -> F:
            summary = (function.__doc__ or "").partition("\n")[0]
            decorated = decorate_view(lambda run: around(_facts(run.__self__, base), run))(function)
            self.router.api_operation(
                [method], path, response={status: shown}, operation_id=function.__name__,
                summary=summary.rstrip("."), description=" ".join((function.__doc__ or "").split()),
                deprecated=deprecation is not None or None, openapi_extra=extra,
            )(decorated)  # fmt: skip
            return function

        base = Facts(method, scope, fields, listed, deprecation=deprecation)
        return registered


def _facts(operation: Operation, base: Facts) -> Facts:
    """The facts of an operation with what its signature says: which parameters it has, and whether a body."""
    known, has_body = {"fields"} if base.fields else set(), False
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            known |= set(model.__ninja_flatten_map__)
        has_body |= model.__ninja_param_source__ == "body"
    return Facts(
        base.method, base.scope, base.fields, base.is_list, frozenset(known), has_body, base.deprecation
    )


def _fields_parameter(fields: tuple[str, ...]) -> dict[str, Any]:
    one = f"({'|'.join(fields)})"
    return {
        "in": "query", "name": "fields", "required": False,
        "description": "Only these fields, parted by commas.",
        "schema": {"type": "string", "pattern": f"^{one}(,{one})*$"},
    }  # fmt: skip


_HEADERS: dict[str, dict[str, Any]] = {
    "If-Match": {
        "in": "header", "name": "If-Match", "required": True, "schema": {"type": "string"},
        "description": "The ETag of what was read: what has changed since is not overwritten.",
    },
    KEY: {
        "in": "header", "name": KEY, "required": False,
        "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
        "description": "Sent again with the same key within a day, the call is answered the same and done once.",
    },
}  # fmt: skip
