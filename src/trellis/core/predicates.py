"""Rules put together of small questions, each with a yes or no for one object and a condition for all of them.

    can_see_review = may("growth.see-reviews") & (is_self | in_manager_chain)

    can_see_review(who, person)                          one object
    Account.objects.filter(can_see_review.of(who))       all of them: the same

Both answers come from one expression, so that a list and the page of one of its rows cannot disagree. There is no
object, so there is no right: `None` is refused before anything is asked, also by what begins with “not”. Nothing is
caught: a question that fails is a fault to be seen, and no yes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q

from trellis.core import granted, relations
from trellis.core.granted import Somebody
from trellis.core.models import Account


@dataclass(frozen=True, slots=True)
class Predicate:
    """A question about somebody and an object of `model`, joined by `&`, `|` and `~`."""

    asks: Callable[[Somebody, Model], bool]
    condition: Callable[[Somebody, type[Model]], Q]

    def __call__(self, who: Somebody, subject: Model | None) -> bool:
        """Whether it is so. No for those who have no open account, and for no object."""
        if subject is None or not _is_open(who):
            return False
        return self.asks(who, subject)

    def of(self, who: Somebody, model: type[Model] = Account) -> Q:
        """The objects of a model for which it is so, for those who have an open account."""
        return self.condition(who, model) if _is_open(who) else relations.NONE

    def __and__(self, other: Predicate) -> Predicate:
        return Predicate(
            lambda who, subject: self.asks(who, subject) and other.asks(who, subject),
            lambda who, model: self.condition(who, model) & other.condition(who, model),
        )

    def __or__(self, other: Predicate) -> Predicate:
        return Predicate(
            lambda who, subject: self.asks(who, subject) or other.asks(who, subject),
            lambda who, model: self.condition(who, model) | other.condition(who, model),
        )

    def __invert__(self) -> Predicate:
        return Predicate(
            lambda who, subject: not self.asks(who, subject),
            lambda who, model: ~self.condition(who, model),
        )


def may(permission: str) -> Predicate:
    """Whoever has a permission, whatever the object."""
    return Predicate(
        lambda who, _subject: granted.may(who, permission),
        lambda who, _model: relations.ALL if granted.may(who, permission) else relations.NONE,
    )


def is_related(name: str) -> Predicate:
    """Whoever stands to the object as a relation says."""
    return Predicate(
        lambda who, subject: relations.related(who, name, subject),
        lambda who, model: relations.whom(who, name, model),
    )


is_self = is_related(relations.SELF)
in_manager_chain = is_related(relations.MANAGER)
is_people_partner = is_related(relations.PEOPLE_PARTNER)
is_handler = is_related(relations.HANDLER)
in_same_entity = is_related(relations.ENTITY)


def _is_open(who: Somebody) -> bool:
    return isinstance(who, Account) and who.is_active
