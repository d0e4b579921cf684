"""What the current handbook says of plans of support, and what it expects of roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trellis.core import defined
from trellis.pages.queries.naming import page_link
from trellis.people import terms as of_people
from trellis.performance.definitions.support import (
    NAME,
    USUAL_OUTCOMES,
    USUAL_STAGES,
    Outcome,
    Stage,
    Support,
)
from trellis.roles.definitions.effective import effective
from trellis.roles.definitions.model import Part

MOST_ITEMS = 60
"""Responsibilities of one role that are offered."""


@dataclass(frozen=True, slots=True)
class Item:
    """A responsibility of a level: `key` tells it apart on the page that offers it, `origin` says where it is from."""

    key: str
    text: str
    origin: str


def support() -> Support:
    """The terms that count now; the usual ones where the handbook says nothing."""
    found = defined.edition().handbook.assembled.get(NAME)
    return found if isinstance(found, Support) else Support()


def stages() -> Mapping[str, Stage]:
    """The steps of support, from the lightest."""
    return support().stages or USUAL_STAGES


def outcomes() -> Mapping[str, Outcome]:
    """How a plan may end."""
    return support().outcomes or USUAL_OUTCOMES


def stage_title(name: str) -> str:
    """What people call a stage; its name where the handbook has it no more."""
    found = stages().get(name)
    return found.title if found is not None else name


def outcome_title(name: str) -> str:
    """What people call an outcome."""
    found = outcomes().get(name)
    return found.title if found is not None else name


def needs_agreement(stage: str) -> bool:
    """Whether the people partner agrees; also of a stage that the handbook has no more."""
    found = stages().get(stage)
    return found is None or found.agreed_by == "people-partner"


def guidance(stage: str = "") -> str:
    """Where whoever reads finds guidance for a stage; empty where there is none for them."""
    found = stages().get(stage)
    path, _mark, anchor = ((found.page if found is not None else "") or support().page).partition("#")
    return page_link(path, anchor)


def responsibilities(title: str) -> list[Item]:
    """What a role is responsible for with all that it inherits; none of an unknown one."""
    role = of_people.role_titled(title) if title else None
    if role is None:
        return []
    found = effective(of_people.graph(), role.id, Part.RESPONSIBILITIES)
    return [
        Item(str(at), each.item.text, (role.full_title if each.own else each.origin.label)[:200])
        for at, each in enumerate(found[:MOST_ITEMS])
    ]
