"""Pay for programs: the calculator, pay that the caller may see, asking for changes, bonuses, interim bonuses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.compensation import rules, terms
from trellis.compensation.looking import note
from trellis.compensation.models import BonusRequest, InterimBonus, PayChange
from trellis.compensation.queries import bonuses as of_bonuses
from trellis.compensation.queries import interim as of_interim
from trellis.compensation.queries import pay as queries
from trellis.compensation.services import bonuses as bonus_services
from trellis.compensation.services import changes as change_services
from trellis.compensation.services import interim as interim_services
from trellis.compensation.services.pay import Terms
from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.money import Money
from trellis.core.rules import Account, Person
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.people.queries import directory

room = Room("Compensation")
READ, WRITE = "compensation:read", "compensation:write"


class RangeDetail(Schema):
    """What the formula of the handbook gives for a role in a place. Amounts are of a year, for full-time work."""

    title: str
    grade: str
    location: str
    location_factor: Decimal
    currency: str
    formula: str
    steps: dict[str, Decimal] = Field(description="The numbers of the formula, by their names in it.")
    middle_exact: Decimal
    low: Decimal
    middle: Decimal
    high: Decimal
    is_total: bool = Field(description="Whether it is base and variable pay together.")


class RangeAsked(Schema):
    """The role, the place and the currency."""

    title: str = Field(max_length=200)
    location: str = Field(max_length=60, description="The name of a location of `compensation.yml`.")
    currency: str = Field("", max_length=3)


class PeriodDetail(Schema):
    """Days in which somebody is paid the same."""

    starts_on: date
    ends_on: date | None
    amount: Decimal
    currency: str
    variable: Decimal = Field(description="In per cent of the base.")
    why: str
    revision: str


class PayDetail(Schema):
    """What somebody is, was and will be paid."""

    person: UUID
    compa_ratio: Decimal | None
    position: str = Field(description="Where it lies: `none`, `unknown`, `under`, `in` or `over` the range.")
    periods: list[PeriodDetail]


class ChangeAsked(Schema):
    """Other pay of somebody, from a day on."""

    model_config = ConfigDict(extra="forbid")

    effective_on: date
    amount: Decimal = Field(gt=0, max_digits=14, decimal_places=2)
    currency: str = Field(min_length=3, max_length=3)
    variable: Decimal = Field(Decimal(0), ge=0, le=300)
    reason: str = Field(min_length=1, max_length=1000, pattern=r"\S")


class ChangeDetail(Schema):
    """A change of pay that was asked for."""

    id: UUID
    person: UUID
    effective_on: date
    amount: Decimal
    currency: str
    variable: Decimal
    state: str
    approval: UUID | None


class BonusAsked(Schema):
    """Whom somebody nominates, for what."""

    model_config = ConfigDict(extra="forbid")

    nominee: UUID = Field(description="The identifier of the person.")
    reason: str = Field(min_length=1, max_length=1500, pattern=r"\S")
    value: str = Field("", max_length=120)


class BonusDetail(Schema):
    """A bonus that the caller may see."""

    id: UUID
    nominee: UUID
    nominated_by: UUID | None
    reason: str
    value: str
    amount: Decimal
    currency: str
    state: str
    asked_at: datetime
    decided_at: datetime | None


class InterimAsked(Schema):
    """Which higher role somebody fills, from when to when."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200, description="The title of the role that they fill.")
    starts_on: date
    ends_on: date = Field(
        description="The last day; the days must be more than `interim` of the handbook says."
    )
    reason: str = Field(min_length=1, max_length=1000, pattern=r"\S")


class InterimFilters(Schema):
    """Which interim bonuses are wanted."""

    person: UUID | None = None
    state: Literal["asked", "granted", "rejected", "withdrawn"] | None = None


class InterimDetail(Schema):
    """An interim bonus that the caller may see."""

    id: UUID
    person: UUID
    title: str
    starts_on: date
    ends_on: date
    amount: Decimal
    currency: str
    reason: str
    state: str
    approval: UUID | None
    asked_by: UUID | None
    asked_at: datetime
    decided_at: datetime | None


@room.read("/pay-range", RangeDetail, scope=READ)
def get_pay_range(request: HttpRequest, asked: Query[RangeAsked]) -> RangeDetail:
    """The range of a role in a place."""
    _member(request)
    role = of_people.role_titled(asked.title)
    location = terms.compensation().locations.get(asked.location)
    currency = asked.currency or terms.own_currency()
    found = None
    if role is not None and location is not None:
        found = terms.calculate(
            role, factor=location.factor, location=location.title, currency=currency, day=today()
        )
    if role is None or found is None:
        raise not_found(_("The handbook gives no range for this role, place and currency."))
    return RangeDetail(
        title=role.full_title, grade=found.grade, location=found.location, location_factor=found.factor,
        currency=found.currency, formula=found.formula, steps={each.name: each.value for each in found.steps},
        middle_exact=found.middle, low=found.range.least, middle=found.range.middle, high=found.range.most,
        is_total=found.is_total,
    )  # fmt: skip


@room.read("/pay/{uuid:person_id}", PayDetail, scope=READ)
def get_pay(request: HttpRequest, person_id: UUID) -> PayDetail:
    """What somebody is paid: oneself, or somebody whose pay the caller may see. Each look of another is noted."""
    who, person = _member(request), _person(request, person_id)
    note(who, person, "api")
    employment = queries.employment_of(person)
    if employment is None:
        raise not_found(_("There is no such person whose pay you may see."))
    standing = queries.standing_on(employment, person, max(today(), employment.starts_on))
    return PayDetail(
        person=person.pk, compa_ratio=standing.ratio, position=standing.place,
        periods=[
            PeriodDetail(
                starts_on=each.starts_on, ends_on=each.ends_on, amount=each.pay.base.amount,
                currency=each.pay.base_currency, variable=each.pay.variable, why=str(each.pay.why),
                revision=each.pay.revision,
            )
            for each in queries.periods_in(employment, queries.said_of(employment))
        ],
    )  # fmt: skip


@room.write("POST", "/pay/{uuid:person_id}/changes", ChangeDetail, scope=WRITE)
def ask_for_pay_change(request: HttpRequest, person_id: UUID, body: ChangeAsked) -> ChangeDetail:
    """Ask that somebody is paid otherwise from a day on. It counts once it is approved."""
    who, person = _member(request), _person(request, person_id)
    employment = queries.employment_of(person)
    if employment is None:
        raise not_found(_("There is no such person whose pay you may see."))
    made = change_services.ask_for_change(
        employment=employment, effective_on=body.effective_on, reason=body.reason, by=who,
        pays=Terms(Money(body.amount, body.currency), body.variable),
    )  # fmt: skip
    return _change_shown(made, person)


@room.read("/bonuses", BonusDetail, scope=READ, listed=True)
def list_bonuses(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The bonuses that the caller may see, the newest first."""
    part = part_of_query(request, paging, of_bonuses.seen_by(_member(request)), "-asked_at", "-id")
    return {**part, "items": [_bonus_shown(each) for each in part["items"]]}


@room.write("POST", "/bonuses", BonusDetail, scope=WRITE)
def nominate_for_bonus(request: HttpRequest, body: BonusAsked) -> BonusDetail:
    """Nominate a colleague for the bonus of the handbook."""
    who, nominee = _member(request), directory.person_for(body.nominee)
    if nominee is None:
        raise not_found(_("There is no such person here."))
    return _bonus_shown(
        bonus_services.nominate(nominee=nominee, reason=body.reason, value=body.value, by=who)
    )


@room.write("POST", "/pay/{uuid:person_id}/interim-bonuses", InterimDetail, scope=WRITE)
def ask_for_interim_bonus(request: HttpRequest, person_id: UUID, body: InterimAsked) -> InterimDetail:
    """Ask for the bonus for a higher role that somebody fills for a time. It is paid once it is approved."""
    who, person = _member(request), _person(request, person_id)
    employment = queries.employment_of(person)
    if employment is None:
        raise not_found(_("There is no such person whose pay you may see."))
    made = interim_services.ask(employment=employment, by=who, **body.dict())
    return _interim_shown(made)


@room.read("/interim-bonuses", InterimDetail, scope=READ, listed=True)
def list_interim_bonuses(
    request: HttpRequest, filters: Query[InterimFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The interim bonuses of those whose pay the caller may see, the newest first. A look at others' is noted."""
    who = _member(request)
    found = of_interim.seen_by(who)
    if of_interim.are_of_others(found, who):
        note(who, None, "api")
    if filters.person is not None:
        found = found.filter(employment__person=filters.person)
    if filters.state is not None:
        found = found.filter(state=filters.state)
    part = part_of_query(request, paging, found, "-asked_at", "-id")
    return {**part, "items": [_interim_shown(each) for each in part["items"]]}


@room.read("/interim-bonuses/{uuid:interim_id}", InterimDetail, scope=READ)
def get_interim_bonus(request: HttpRequest, interim_id: UUID) -> InterimDetail:
    """An interim bonus: of somebody whose pay the caller may see, or while the caller is asked to decide about it."""
    return _interim_shown(_interim(request, interim_id))


@room.write("POST", "/interim-bonuses/{uuid:interim_id}/withdraw", InterimDetail, scope=WRITE)
def withdraw_interim_bonus(request: HttpRequest, interim_id: UUID) -> InterimDetail:
    """Ask no more for an interim bonus that the caller asked for."""
    found = _interim(request, interim_id)
    return _interim_shown(interim_services.withdraw(bonus=found, by=_member(request)))


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_calculate, _("Pay is for those who work here."))


def _person(request: HttpRequest, key: UUID) -> Person:
    found = directory.person_for(key)
    if found is None or not rules.can_see_pay(_member(request), found):
        raise not_found(_("There is no such person whose pay you may see."))
    return found


def _interim(request: HttpRequest, key: UUID) -> InterimBonus:
    who = _member(request)
    found = of_interim.interim_for(who, key)
    if found is None:
        raise not_found(_("There is no such interim bonus for you."))
    note(who, found.employment.person, "api")
    return found


def _change_shown(change: PayChange, person: Person) -> ChangeDetail:
    return ChangeDetail(
        id=change.pk, person=person.pk, effective_on=change.effective_on, amount=change.base.amount,
        currency=change.base_currency, variable=change.variable, state=str(change.state), approval=change.approval,
    )  # fmt: skip


def _bonus_shown(bonus: BonusRequest) -> BonusDetail:
    return BonusDetail(
        id=bonus.pk, nominee=bonus.nominee_id, nominated_by=bonus.nominated_by_id, reason=bonus.reason,
        value=bonus.value, amount=bonus.amount.amount, currency=bonus.amount_currency, state=str(bonus.state),
        asked_at=bonus.asked_at, decided_at=bonus.decided_at,
    )  # fmt: skip


def _interim_shown(bonus: InterimBonus) -> InterimDetail:
    return InterimDetail(
        id=bonus.pk, person=bonus.employment.person_id, title=bonus.title, starts_on=bonus.starts_on,
        ends_on=bonus.ends_on, amount=bonus.amount.amount, currency=bonus.amount_currency, reason=bonus.reason,
        state=str(bonus.state), approval=bonus.approval, asked_by=bonus.asked_by_id, asked_at=bonus.asked_at,
        decided_at=bonus.decided_at,
    )  # fmt: skip
