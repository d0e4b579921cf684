"""The list of what everybody is paid: plain rows, since all of them are read for where pay lies in its range.

The range comes of a formula of the handbook, which no database reckons; it is reckoned once for each role and place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.db.models import OuterRef, Subquery

from trellis.compensation import rules, terms
from trellis.compensation.models import Pay
from trellis.compensation.queries.pay import place_of
from trellis.compensation.terms import Calculation
from trellis.core import defined
from trellis.core.money import Money
from trellis.core.rules import Account, Person
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted

MOST_KNOWN = 20_000
"""Calculations that are remembered of an edition of the handbook: of some days, for each role and place."""
HELD = (
    "employment", "person", "person__name", "title", "department", "entity", "location", "location_factor",
)  # fmt: skip
PAID = ("employment", "effective_on", "base_amount", "base_currency", "variable", "why")


@dataclass(frozen=True, slots=True)
class Paid:
    """What counts for somebody."""

    effective_on: date
    base: Money
    variable: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody of the list: who, where, what they are paid, and where that lies in the range."""

    person: UUID
    name: str
    title: str
    department: str
    entity: str
    location: str
    pay: Paid | None
    calculation: Calculation | None
    ratio: Decimal | None
    place: str


def rows(who: Account, day: date) -> list[Row]:
    """Everybody who is employed on a day and whose pay somebody sees, by name. Two queries for any number."""
    held = directory.found(Wanted(day))
    if not rules.can_see_list(who):
        held = held.filter(person__in=Person.objects.filter(rules.seen_people(who)).values("pk"))
    last = Pay.objects.filter(employment=OuterRef("employment"), withdrawn_at=None, effective_on__lte=day)
    counts = held.order_by().values(pay=Subquery(last.order_by("-effective_on", "-rank").values("pk")[:1]))
    pays = {
        key: Paid(effective_on, Money(amount, currency), variable, why)
        for key, effective_on, amount, currency, variable, why in Pay.objects.filter(
            pk__in=counts
        ).values_list(*PAID)
    }

    reckoned, found = defined.derive(_reckoner), []
    for key, person, name, title, department, entity, location, factor in held.order_by(
        "person__name", "person"
    ).values_list(*HELD):
        calculation, pay = reckoned(title, location, factor, entity, day), pays.get(key)
        ratio = None
        if calculation is not None and pay is not None:
            ratio = calculation.ratio(pay.base, pay.variable)
        place = place_of(pay, calculation, ratio)
        found.append(Row(person, name, title, department, entity, location, pay, calculation, ratio, place))
    return found


def _reckoner(_edition: object) -> Callable[[str, str, Decimal | None, str, date], Calculation | None]:
    """Reckons as `terms.calculate_for`, the same once; made for each edition of the handbook. Labels are not used."""

    @lru_cache(MOST_KNOWN)
    def reckoned(
        title: str, place: str, factor: Decimal | None, entity: str, day: date
    ) -> Calculation | None:
        return terms.calculate_for(title, place=place, known_factor=factor, entity=entity, day=day)

    return reckoned
