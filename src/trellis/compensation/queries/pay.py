"""Reads of pay: what counts on a day, what was ever said, where it lies in the range, and the list of all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from statistics import median
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.compensation import rules, terms
from trellis.compensation.definitions import reckoning
from trellis.compensation.models import Pay, PayChange, State
from trellis.compensation.terms import Calculation
from trellis.core.rules import Account, Person
from trellis.people import timelines
from trellis.people.days import today
from trellis.people.queries import directory, records
from trellis.work.queries import approvals

FEWEST = 5
"""Fewer people than these are no group of which a number is shown."""


@dataclass(frozen=True, slots=True)
class PayPeriod:
    """Days in which somebody is paid the same; without a last day where no end is known."""

    starts_on: date
    ends_on: date | None
    pay: Pay


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands on a day: position, pay, what the handbook gives for it, and where the pay lies in it."""

    position: Any
    pay: Pay | None
    calculation: Calculation | None
    ratio: Decimal | None

    @property
    def part(self) -> Decimal:
        """Their part of full time; pay is written down for full-time work."""
        return self.position.fte if self.position is not None else Decimal(1)

    @property
    def place(self) -> str:
        """`none` without pay, `unknown` without a range, `under`, `in` or `over` it."""
        return place_of(self.pay, self.calculation, self.ratio)


class IsPaid(Protocol):
    """What is laid against a range: a row of pay, or what was read of one."""

    @property
    def base(self) -> Any: ...

    @property
    def variable(self) -> Any: ...


class IsPlaced(Protocol):
    """Pay beside what the handbook gives for it."""

    @property
    def pay(self) -> IsPaid | None: ...

    @property
    def calculation(self) -> Calculation | None: ...


def place_of(pay: IsPaid | None, calculation: Calculation | None, ratio: Decimal | None) -> str:
    """Where pay lies in the range; see `Standing.place`."""
    if pay is None:
        return "none"
    if calculation is None or ratio is None:
        return "unknown"
    compared = calculation.compared(pay.base, pay.variable)
    if compared < calculation.range.least:
        return "under"
    return "over" if compared > calculation.range.most else "in"


def said_of(employment: Any) -> list[Pay]:
    """Everything that was ever written of an employment's pay, the newest day first. One query."""
    found = Pay.objects.filter(employment=employment).select_related("recorded_by", "withdrawn_by")
    return list(found.order_by("-effective_on", "-rank", "-id"))


def stamp_of(employment: Any) -> str:
    """What changes with everything that is written of an employment's pay: a form carries it, to notice others."""
    return stamp_in(Pay.objects.filter(employment=employment).only("withdrawn_at"))


def stamp_in(said: Iterable[Pay]) -> str:
    """The same of rows that were read already."""
    rows = [each.withdrawn_at for each in said]
    return f"{len(rows)}-{sum(each is not None for each in rows)}"


def periods_in(employment: Any, said: Iterable[Pay]) -> tuple[PayPeriod, ...]:
    """The periods that living rows make in an employment, the oldest first; days before the first have none."""
    rows = {each.pk: each for each in said if each.withdrawn_at is None}
    changes = [timelines.Change(each.effective_on, {"pay": each.pk}, each.rank) for each in rows.values()]
    found = timelines.periods(employment.starts_on, employment.ends_on, changes)
    return tuple(
        PayPeriod(each.starts_on, each.ends_on, rows[each.values["pay"]])
        for each in found
        if "pay" in each.values
    )


def pay_on(employment: Any, day: date) -> Pay | None:
    """What counts for an employment on a day."""
    found = Pay.objects.filter(employment=employment, withdrawn_at=None, effective_on__lte=day)
    return found.order_by("-effective_on", "-rank").first()


def pays_on(employments: Collection[UUID] | QuerySet[Any], day: date) -> dict[UUID, Pay]:
    """What counts for each of some employments on a day. One query."""
    found = Pay.objects.filter(employment__in=employments, withdrawn_at=None, effective_on__lte=day)
    return {each.employment_id: each for each in found.order_by("effective_on", "rank")}


def standing_of(employment: Any, position: Any, pay: Pay | None, day: date) -> Standing:
    """Where somebody stands with a position and pay."""
    calculation = None
    if position is not None:
        calculation = terms.calculate_for(
            position.title, place=position.location, known_factor=position.location_factor,
            entity=employment.entity, day=day,
        )  # fmt: skip
    ratio = calculation.ratio(pay.base, pay.variable) if calculation is not None and pay is not None else None
    return Standing(position, pay, calculation, ratio)


def standing_on(employment: Any, person: Person, day: date) -> Standing:
    """Where somebody stands on a day. Two queries."""
    position = directory.position_on(person, day)
    return standing_of(employment, position, pay_on(employment, day), day)


def standings_of(positions: Sequence[Any], day: date) -> list[Standing]:
    """Where the holders of some positions stand. One query; each role and place is reckoned once."""
    pays = pays_on([each.employment_id for each in positions], day)

    @cache
    def reckoned(title: str, place: str, factor: Decimal | None, entity: str) -> Calculation | None:
        return terms.calculate_for(title, place=place, known_factor=factor, entity=entity, day=day)

    found = []
    for each in positions:
        pay = pays.get(each.employment_id)
        calculation = reckoned(each.title, each.location, each.location_factor, each.entity)
        ratio = (
            calculation.ratio(pay.base, pay.variable) if calculation is not None and pay is not None else None
        )
        found.append(Standing(each, pay, calculation, ratio))
    return found


def median_ratio(ratios: Iterable[Decimal | None]) -> Decimal | None:
    """The median compa ratio of some people; `None` where fewer than five have one."""
    known = [each for each in ratios if each is not None]
    return median(known) if len(known) >= FEWEST else None


def over_band_percent(found: Collection[IsPlaced]) -> Decimal | None:
    """How much pay above its range weighs, per 100 people who have pay and a range; see `over_band_weight`.

    `None` where fewer than five have both.
    """
    weights = [
        reckoning.over_band_weight(
            each.calculation.compared(each.pay.base, each.pay.variable), each.calculation.range.most
        )
        for each in found
        if each.pay is not None and each.calculation is not None
    ]
    return sum(weights, Decimal(0)) * 100 / len(weights) if len(weights) >= FEWEST else None


def changes_of(employment: Any) -> list[PayChange]:
    """What was asked for an employment, the newest first."""
    return list(
        PayChange.objects.filter(employment=employment).select_related("asked_by").order_by("-asked_at")
    )


def employment_of(person: Person) -> Any | None:
    """The employment that pay is about: that of today, else the last, which may lie ahead."""
    position = directory.position_on(person, today())
    return position.employment if position is not None else records.employment_of(person)


def change_for(key: UUID) -> PayChange | None:
    """A change that was asked for, with whom it is about."""
    found = PayChange.objects.select_related("employment__person", "asked_by")
    return found.filter(pk=key).first()


def is_asked(who: Account, approval: UUID | None) -> bool:
    """Whether somebody is asked to decide now about something that waits for approval."""
    request = approvals.request_of(approval) if approval is not None else None
    standing = approvals.standing_of(request) if request is not None else None
    return standing is not None and who.pk in standing.may_decide()


def can_see_change(who: Account, change: PayChange) -> bool:
    """Whether somebody sees a change that was asked for: who sees the pay, and who decides while it waits for them.

    The person whom it is about sees it once it is approved.
    """
    person = change.employment.person
    if who.person_id == person.pk:
        return change.state == State.GRANTED
    return rules.can_see_pay(who, person) or (change.state == State.ASKED and is_asked(who, change.approval))


def shown_planned(who: Account, person: Person, rows: Sequence[PayChange]) -> list[PayChange]:
    """Of what was asked for somebody, that which a reader may see."""
    if who.person_id == person.pk:
        return [each for each in rows if each.state == State.GRANTED]
    return list(rows)


def payroll_on(day: date) -> dict[str, Decimal]:
    """The base pay of a year of everybody who is employed on a day, for their part of full time, by currency.

    Two queries.
    """
    found = Pay.objects.filter(
        Q(employment__ends_on=None) | Q(employment__ends_on__gte=day),
        employment__starts_on__lte=day, withdrawn_at=None, effective_on__lte=day,
    )  # fmt: skip
    rows = found.order_by("effective_on", "rank").values_list("employment", "base_currency", "base_amount")
    last = {employment: (currency, amount) for employment, currency, amount in rows}
    parts, sums = parts_on(day), dict[str, Decimal]()
    for employment, (currency, amount) in last.items():
        earned = (amount or 0) * parts.get(employment, Decimal(1))
        sums[currency] = sums.get(currency, Decimal(0)) + earned
    return sums


def parts_on(day: date) -> dict[UUID, Decimal]:
    """The part of full time of each employment on a day. One query."""
    found = directory.found(directory.Wanted(day)).order_by()
    return dict(found.values_list("employment", "fte"))
