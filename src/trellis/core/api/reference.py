"""The reference: every operation of the interface on one page in the shell, with forms to try them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from trellis.core.api.house import House
from trellis.core.api.problems import problem_kinds

VERBS = ("get", "post", "patch", "put", "delete")


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter, or a field of a schema: its name, type in words, and what it means."""

    name: str
    type: str
    means: SafeString
    required: bool
    place: str = ""
    schema: str = ""


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation as the page shows it. `example` is a body to begin with."""

    id: str
    verb: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: tuple[Value, ...]
    body: str
    example: str
    item: str
    listed: bool
    deprecated: bool


@dataclass(frozen=True, slots=True)
class SchemaView:
    """A schema with its fields."""

    name: str
    description: str
    fields: tuple[Value, ...]


def reference_of(house: House) -> Callable[[HttpRequest], HttpResponse]:
    """The page of the reference, for those who have signed in."""

    @require_safe
    def reference(request: HttpRequest) -> HttpResponse:
        return render(request, "core/api.html", _shown(house))

    return reference


def _shown(house: House) -> dict[str, Any]:
    document = house.document
    schemas = document["components"]["schemas"]
    groups: dict[str, list[OperationView]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for verb in VERBS:
            if verb in item:
                groups[item[verb]["tags"][0]].append(_operation(path, verb, item[verb], schemas))
    shown = [
        SchemaView(name, schema.get("description", ""), tuple(_fields(schema)))
        for name, schema in schemas.items()
        if not name.endswith(("Fields", "List"))
    ]
    return {
        "groups": list(groups.items()),
        "schemas": shown,
        "version": document["info"]["version"],
        "problems": problem_kinds(),
    }


def _operation(path: str, verb: str, operation: dict[str, Any], schemas: dict[str, Any]) -> OperationView:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = _named(body)
    good = next(each for status, each in operation["responses"].items() if status.startswith("2"))
    shown = good["content"]["application/json"]["schema"]
    answer = _named(shown.get("anyOf", [shown])[0])
    return OperationView(
        id=operation["operationId"],
        verb=verb.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        scope=operation.get("x-scope") or "",
        parameters=tuple(
            Value(each["name"], _type(each["schema"]), _means(each), each["required"], each["in"])
            for each in operation["parameters"]
        ),
        body=name,
        example=_example(schemas[name], schemas) if name else "",
        item=answer.removesuffix("List"),
        listed=answer.endswith("List"),
        deprecated=bool(operation.get("deprecated")),
    )


def _fields(schema: dict[str, Any]) -> Iterator[Value]:
    required = set(schema.get("required", ()))
    for name, facts in schema.get("properties", {}).items():
        yield Value(
            name, _type(facts), facts.get("description", ""), name in required, schema=_reached(facts)
        )


def _means(facts: dict[str, Any]) -> SafeString:
    """What is written about a value, with what stands between backticks as code."""
    parts = str(facts.get("description", "")).split("`")
    shown = (format_html("<code>{}</code>" if at % 2 else "{}", part) for at, part in enumerate(parts))
    return mark_safe("".join(shown))  # noqa: S308 - each part is escaped


def _type(schema: dict[str, Any]) -> str:
    """A type in a few words, such as `text`, `list of Finding`, `number or null`."""
    if "$ref" in schema:
        return _named(schema)
    if "enum" in schema:
        return " | ".join(f"“{each}”" for each in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”"
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"])
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _reached(schema: dict[str, Any]) -> str:
    """The schema that a field leads to; empty where it is plain."""
    inner = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    return next((_named(each) for each in inner if "$ref" in each), "")


def _named(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _example(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    return json.dumps(_sample(schema, schemas), indent=2, ensure_ascii=False)


def _sample(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _sample(schemas[_named(schema)], schemas)
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0], schemas)
    if schema.get("type") == "object":
        required = schema.get("required", ())
        return {
            name: _sample(each, schemas) for name, each in schema["properties"].items() if name in required
        }
    if schema.get("type") == "array":
        return [_sample(schema["items"], schemas)]
    return {"integer": 1, "number": 1, "boolean": False}.get(str(schema.get("type")), "")
