"""What holds a relation, or a rule made of them, to its list: both say the same of everybody and everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, Q


def disagreements(
    people: Iterable[Any],
    model: type[Model],
    asks: Callable[[Any, Any], bool],
    condition: Callable[[Any], Q],
) -> list[tuple[Any, Any]]:
    """The pairs of somebody and an object of which a rule says something else than its list; empty is right."""
    objects = list(model._default_manager.all())
    wrong = []
    for who in people:
        listed = set(model._default_manager.filter(condition(who)).values_list("pk", flat=True))
        wrong += [(who, each) for each in objects if asks(who, each) != (each.pk in listed)]
    return wrong
