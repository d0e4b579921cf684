"""Reads of interim bonuses: what one comes to, and which there are of somebody for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.compensation import rules, terms
from trellis.compensation.definitions import reckoning
from trellis.compensation.models import InterimBonus, State
from trellis.compensation.queries.pay import Standing, is_asked
from trellis.core.money import Money
from trellis.core.rules import Account, Person, can_read
from trellis.people import terms as of_people


@dataclass(frozen=True, slots=True)
class Earned:
    """What filling a role for some days comes to, and whether it earns that: a higher level, for long enough."""

    days: int
    amount: Money
    is_higher: bool
    longer_than: int

    @property
    def is_long_enough(self) -> bool:
        """Whether the days are more than the handbook asks for."""
        return self.days > self.longer_than


def earned(standing: Standing, title: str, starts_on: date, ends_on: date) -> Earned | None:
    """By the rule of the handbook, from what somebody is paid; `None` without pay, level or exchange rate."""
    pay, position, said = standing.pay, standing.position, terms.compensation().interim
    target = of_people.role_titled(title)
    if pay is None or position is None or target is None:
        return None
    least = said.least
    if pay.base.currency != terms.own_currency():
        found = standing.calculation
        if found is None or found.currency != pay.base.currency:
            return None
        least = reckoning.product(least, found.rate.rate)
    own, days = of_people.role_titled(position.title), (ends_on - starts_on).days + 1
    earned_now = reckoning.product(pay.base.amount, standing.part)
    amount = reckoning.interim_bonus(earned_now, days, least, said.percent)
    higher = (
        target.grade is not None and own is not None and own.grade is not None and target.grade > own.grade
    )
    return Earned(days, Money(round(amount, 2), pay.base.currency), higher, said.longer_than_days)


def seen_by(who: Account) -> QuerySet[InterimBonus]:
    """Those of whose pay somebody sees, with the person and who asked; of their own only what was approved."""
    if not can_read(who):
        return InterimBonus.objects.none()
    of_seen = Q(employment__person__in=Person.objects.filter(rules.seen_people(who)))
    mine = Q(employment__person=who.person_id) if who.person_id is not None else Q(pk__in=())
    found = InterimBonus.objects.filter(of_seen & (~mine | Q(state=State.GRANTED)))
    return found.select_related("employment__person", "asked_by")


def are_of_others(found: QuerySet[InterimBonus], who: Account) -> bool:
    """Whether one of those that somebody sees is about another: then a look at all of them is noted. One query."""
    return (found.exclude(employment__person=who.person_id) if who.person_id is not None else found).exists()


def interim_for(who: Account, key: UUID) -> InterimBonus | None:
    """One that somebody may see: who sees the pay, who decides while it waits for them; the person once approved."""
    found = InterimBonus.objects.select_related("employment__person", "asked_by").filter(pk=key).first()
    if found is None:
        return None
    person = found.employment.person
    if who.person_id == person.pk:
        return found if found.state == State.GRANTED else None
    sees = rules.can_see_pay(who, person) or (found.state == State.ASKED and is_asked(who, found.approval))
    return found if sees else None


def interim_of(who: Account, employment: Any) -> list[InterimBonus]:
    """Those of an employment for somebody who sees its pay, the newest first. One query."""
    rows = InterimBonus.objects.filter(employment=employment).order_by("-starts_on", "-pk")
    if who.person_id == employment.person_id:
        rows = rows.filter(state=State.GRANTED)
    return list(rows)
