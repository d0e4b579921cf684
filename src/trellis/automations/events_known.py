"""The events of all rooms with their fields, as conditions know them; none that is confidential."""

from __future__ import annotations

import types
from dataclasses import fields
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from trellis.automations.definitions.catalogue import OWN, Sort
from trellis.core import events

_SORTS: dict[Any, Sort] = {
    str: "text",
    int: "number",
    float: "number",
    bool: "yes-no",
    UUID: "id",
    tuple: "list",
}


def event_fields() -> dict[str, dict[str, Sort]]:
    """For each declared event the fields that hold a value of a known sort.

    Those of automations are left out, and those that are confidential: who writes an automation would learn of each
    case when it is opened, and how often two people meet.
    """
    return {
        kind.name: _fields_of(kind.type)
        for kind in events.kinds()
        if not kind.name.startswith(OWN) and not kind.is_confidential
    }


def _fields_of(event: type) -> dict[str, Sort]:
    hints = get_type_hints(event)
    found = {each.name: _sort_of(hints[each.name]) for each in fields(event)}
    return {name: sort for name, sort in found.items() if sort is not None}


def _sort_of(hint: Any) -> Sort | None:
    if get_origin(hint) in (Union, types.UnionType):
        inner = [each for each in get_args(hint) if each is not type(None)]
        return _sort_of(inner[0]) if len(inner) == 1 else None
    return _SORTS.get(get_origin(hint) or hint)
