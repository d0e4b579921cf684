"""Who stands in which relation to somebody, and who holds a role, a duty or a permission: what rules of approval ask.

A room that knows how people are related says so with `provide` when Django starts, such as `manager`. Where nobody did,
nobody is found, and whoever asks goes to the administrators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Q

from trellis.core import granted, queries
from trellis.core.definitions.granting import ACCESS, DUTY, Right
from trellis.core.rules import Access, Account
from trellis.work.rules import can_have_work

Related = Callable[[Account], Iterable[Account]]
MANAGER = "manager"
MOST_HOLDERS = 200
"""People who are found for one role, duty or permission; more could not be asked for one thing."""

_relations: dict[str, Related] = {}


def provide(name: str, related: Related) -> None:
    """Say who stands in a relation to somebody; the same name again replaces it."""
    _relations[name] = related


def withdraw(name: str) -> None:
    """Forget a relation."""
    _relations.pop(name, None)


def related(name: str, account: Account, up: int = 1) -> list[Account]:
    """Who stands in a relation to somebody, `up` times over: with 2 the manager of the manager. Active people only."""
    people = [account]
    for _step in range(up):
        people = [each for one in people for each in _relations.get(name, _nobody)(one)]
    return list({each.pk: each for each in people if each.is_active and each.pk != account.pk}.values())


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


def _nobody(_account: Account) -> Iterable[Account]:
    return ()
