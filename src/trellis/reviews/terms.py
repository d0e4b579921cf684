"""What the current handbook says of reviews, and what it expects of roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trellis.core import defined
from trellis.people import terms as people_terms
from trellis.reviews.definitions.cycles import NAME, Cycle, values_of
from trellis.roles.definitions.effective import effective
from trellis.roles.definitions.model import Part

MOST_ITEMS = 60
"""Expectations of one role that a form holds."""


def cycles() -> Mapping[str, Cycle]:
    """The cycles of the current handbook, by name."""
    found = defined.edition().handbook.assembled.get(NAME)
    return found if isinstance(found, dict) else {}


def form_of(cycle: Cycle) -> dict[str, Any]:
    """What a cycle asks, as it is kept with it: everything but the expectations, which differ from role to role."""
    pages = defined.edition().handbook.pages
    sections = []
    for key, each in cycle.sections.items():
        items = [{"key": name, "text": text} for name, text in each.questions.items()]
        if each.type == "values":
            page = pages.get(each.page.strip("/"))
            items = [
                {"key": str(at), "text": text} for at, text in enumerate(values_of(page) if page else ())
            ]
        sections.append({
            "key": key, "title": each.title, "type": each.type, "weight": each.weight, "help": each.help,
            "page": each.page, "asked_of": list(each.asked_of), "items": items,
        })  # fmt: skip
    return {
        "sections": sections,
        "scale": [
            {"value": each.value, "title": each.title, "meaning": each.meaning} for each in cycle.scale
        ],
        "self": cycle.self_review,
        "peers": _plain(cycle.peers),
        "upward": _plain(cycle.upward),
        "talent": _plain(cycle.talent),
        "rated_after_months": cycle.rated_after_months,
        "remind_before": cycle.calendar.remind_before,
        "page": cycle.page,
    }


def expectations_of(title: str) -> list[dict[str, str]]:
    """The responsibilities of a role with all that it inherits, each with its origin; none of an unknown one."""
    role = people_terms.role_titled(title)
    if role is None:
        return []
    found = effective(people_terms.graph(), role.id, Part.RESPONSIBILITIES)
    return [
        {"key": str(at), "text": each.item.text, "origin": "" if each.own else each.origin.label}
        for at, each in enumerate(found[:MOST_ITEMS])
    ]


def _plain(part: Any) -> dict[str, Any] | None:
    if part is None:
        return None
    return {
        name: (
            list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
        )
        for name in part.__dataclass_fields__
        if name != "node"
        for value in [getattr(part, name)]
    }
