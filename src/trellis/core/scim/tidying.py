"""What identity providers send beside the standard, made as the standard has it.

Most of it the library reads as it is: names and operations in any case, "False" for false, objects without a path,
paths with the schema before them. What is left concerns mostly the one thing that must never go wrong: that somebody is
to be let in no more.
"""

from __future__ import annotations

import json
from typing import Any

SWITCH = "active"
MANAGER = "manager"


def tidied(body: bytes) -> bytes:
    """The body of a request that changes something, tidied; what is no JSON, or too deep, as it is."""
    try:
        return json.dumps(_of_request(json.loads(body))).encode()
    except (ValueError, RecursionError):
        return body  # the library says what is wrong with it


def _of_request(sent: Any) -> Any:
    """A PATCH or bulk request with its operations tidied, or a whole resource."""
    if not isinstance(sent, dict):
        return sent
    name = _name(sent, "operations")
    if name is None:
        return {each: _of_attribute(each, value) for each, value in sent.items()}
    for operation in _entries(sent[name]):
        _tidy(operation)
        data = _name(operation, "data")
        if data is not None:
            operation[data] = _of_request(operation[data])
    return sent


def _tidy(operation: dict[str, Any]) -> None:
    value_name = _name(operation, "value")
    if value_name is None:
        return
    if _name(operation, "op") is None and _name(operation, "method") is None:
        operation["op"] = "replace"
    path = _of(operation, "path")
    value = operation[value_name]
    if isinstance(path, str) and path.strip():
        operation[value_name] = _of_attribute(path, value)
    elif isinstance(value, dict):
        operation[value_name] = {name: _of_attribute(name, each) for name, each in value.items()}


def _of_attribute(path: str, value: Any) -> Any:
    attribute = path.strip().rpartition(":")[2].casefold()
    if attribute == SWITCH:
        return _switch(value)
    if attribute == MANAGER and isinstance(value, str):
        return {"value": value}
    if isinstance(value, dict) and path.casefold().startswith("urn:"):
        return {name: _of_attribute(name, each) for name, each in value.items()}
    return value


def _switch(value: Any) -> Any:
    """A truth that may lie in an object or a list of one."""
    if isinstance(value, list) and len(value) == 1:
        return _switch(value[0])
    if isinstance(value, dict):
        found = [each for name, each in value.items() if name.casefold() in (SWITCH, "value")]
        return _switch(found[0]) if len(found) == 1 else value
    return value.strip() if isinstance(value, str) else value


def _entries(sent: Any) -> list[dict[str, Any]]:
    return [each for each in sent if isinstance(each, dict)] if isinstance(sent, list) else []


def _of(sent: Any, name: str) -> Any:
    found = _name(sent, name)
    return sent[found] if found is not None else None


def _name(sent: Any, name: str) -> str | None:
    """How a key is written in an object, in whatever case."""
    if not isinstance(sent, dict):
        return None
    return next((key for key in sent if key.casefold() == name), None)
