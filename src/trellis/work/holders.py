"""Who holds a role, a duty or a permission now, and so can be asked: what rules of approval and escalation name.

Where nobody is found, whoever asks goes to the administrators.
"""

from __future__ import annotations

from django.db.models import Q

from trellis.core import granted, queries
from trellis.core.definitions.granting import ACCESS, DUTY, Right
from trellis.core.rules import Access, Account
from trellis.work.rules import can_have_work

MOST_HOLDERS = 200
"""People who are found for one role, duty or permission; more could not be asked for one thing."""


def holders_of_role(title: str) -> list[Account]:
    """The active people who hold a role of the handbook."""
    return [each for each in queries.holders_of(title)[:MOST_HOLDERS] if can_have_work(each)]


def holders_of_duty(name: str) -> list[Account]:
    """The active people who have a duty now: by their position, or by assignment."""
    return _first(granted.whom(Right(DUTY, name)))


def holders_of_permission(name: str) -> list[Account]:
    """The active people who may do something now."""
    return _first(granted.whom_may(name))


def administrators() -> list[Account]:
    """The active people who look after this Trellis."""
    return _first(granted.whom(Right(ACCESS, Access.ADMINISTRATOR)))


def _first(condition: Q) -> list[Account]:
    return list(queries.active().filter(condition).order_by("name", "pk")[:MOST_HOLDERS])
