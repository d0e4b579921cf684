"""How people stand to each other and to objects: themselves, their managers, who handles a case.

A rule asks `related(who, MANAGER, person)`, a list asks `whom(who, MANAGER, Account)` for everything that stands so,
and what must go to somebody asks `nearest(MANAGER, person)`.
The rooms that know fill the relations when Django starts; until one does, nobody stands so to anything. Both answers of
a relation must be the same: `tests/relating.py` holds any relation or rule to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from trellis.core.definitions.relation_names import ENTITY, HANDLER, MANAGER, NAMES, PEOPLE_PARTNER, SELF
from trellis.core.models import Account, Person

__all__ = [
    "ALL",
    "ENTITY",
    "HANDLER",
    "MANAGER",
    "NAMES",
    "NONE",
    "OF_ONESELF",
    "PEOPLE_PARTNER",
    "SELF",
    "Relation",
    "nearest",
    "register",
    "related",
    "whom",
    "withdraw",
]


def _nobody(_subject: Any) -> Iterable[Account]:
    return ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation to objects of one model: whether one holds, the condition of all for which it does, who is nearest.

    The first two are never asked for somebody whose account is closed, or for no object. `nearest` is one step: of all
    the managers above somebody, their own.
    """

    holds: Callable[[Account, Any], bool]
    whom: Callable[[Account], Q]
    nearest: Callable[[Any], Iterable[Account]] = _nobody


_relations: dict[tuple[str, type[Model]], Relation] = {}


def register(name: str, model: type[Model], relation: Relation) -> None:
    """Say what a relation is to the objects of a model; the same again replaces it. Called when Django starts."""
    if name not in NAMES:
        raise LookupError(f"There is no relation “{name}”; there are {', '.join(NAMES)}.")
    _relations[name, model] = relation


def withdraw(name: str, model: type[Model]) -> None:
    """Forget what a relation is to the objects of a model."""
    _relations.pop((name, model), None)


def related(who: object, name: str, subject: Model | None) -> bool:
    """Whether somebody stands so to an object. No for no object, and for what no room has said anything about."""
    if not isinstance(who, Account) or not who.is_active or subject is None:
        return False
    found = _relation(name, subject._meta.model)
    return found is not None and found.holds(who, subject)


def whom(who: object, name: str, model: type[Model]) -> Q:
    """The objects of a model to which somebody stands so, as a condition."""
    if not isinstance(who, Account) or not who.is_active:
        return NONE
    found = _relation(name, model)
    return NONE if found is None else found.whom(who)


def nearest(name: str, somebody: Account | Person, up: int = 1) -> list[Account]:
    """Who stands nearest so to somebody, `up` times over: with 2 the manager of the manager. Active people only.

    Nobody where no room has said who does.
    """
    people: list[Account | Person] = [somebody]
    for _step in range(up):
        people = [each for one in people for each in _nearest(name, one)]
    return list({
        each.pk: each
        for each in people
        if isinstance(each, Account) and each.is_active and each.pk != somebody.pk
    }.values())  # fmt: skip


def _nearest(name: str, somebody: Account | Person) -> Iterable[Account]:
    found = _relation(name, type(somebody))
    return found.nearest(somebody) if found is not None else ()


NONE = Q(pk__in=[])
ALL = ~NONE
OF_ONESELF = Relation(lambda who, subject: who.pk == subject.pk, lambda who: Q(pk=who.pk))
"""What `SELF` is for accounts: nobody but oneself."""


def _relation(name: str, model: type[Model]) -> Relation | None:
    if name not in NAMES:
        raise LookupError(f"There is no relation “{name}”; there are {', '.join(NAMES)}.")
    return _relations.get((name, model))
