"""Writes of pay itself: first pay, corrections, what a promotion brings, what was taken back.

Each counts from its day, by the date alone: no job has to run. Nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.compensation import rules
from trellis.compensation.definitions.permissions import KEEP
from trellis.compensation.events import PayKept
from trellis.compensation.models import Pay, Why
from trellis.compensation.queries import pay as queries
from trellis.compensation.services.errors import PayError, StalePayError
from trellis.core import defined
from trellis.core.money import Money
from trellis.core.records import uuid7
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish, publish_all
from trellis.people.rules import Employment
from trellis.people.services.organising import locked_employment

MOST = Decimal(10) ** 12
MOST_VARIABLE = Decimal(300)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is paid: yearly base pay for full-time work, and the variable part in per cent of it."""

    base: Money
    variable: Decimal = Decimal(0)


def set_pay(*, employment: Any, effective_on: date, pays: Terms, by: Account, reason: str = "") -> Pay:
    """Write down the first pay of an employment. The same again writes nothing.

    Raises NotAllowedError, and PayError where the employment has pay already: then a change is asked for.
    """
    with transaction.atomic():
        employment = locked_employment(employment)
        _check_keeps(by, employment.person)
        check_terms(employment, effective_on, pays)
        living = list(Pay.objects.filter(employment=employment, withdrawn_at=None))
        if living:
            same = next((each for each in living if _is_same(each, effective_on, pays)), None)
            if same is not None:
                return same
            raise PayError(
                _("This employment has pay already."),
                hint=_("Ask for a change, or correct what was written down."),
            )
        return write(employment, effective_on, pays, why=Why.FIRST, by=by, reason=reason)


def take_over(
    *, employment: Any, effective_on: date, pays: Terms, by: Account, reason: str = ""
) -> tuple[Pay, bool]:
    """Write down pay that was agreed elsewhere, as an import does; whether anything was written.

    Another amount for a day that has one corrects it. Raises NotAllowedError, PayError.
    """
    with transaction.atomic():
        employment = locked_employment(employment)
        _check_keeps(by, employment.person)
        check_terms(employment, effective_on, pays)
        living = list(
            Pay.objects.select_for_update(of=("self",))
            .filter(employment=employment, withdrawn_at=None)
            .order_by("rank")
        )
        of_day = [each for each in living if each.effective_on == effective_on]
        if of_day and _is_same(of_day[-1], effective_on, pays):
            return of_day[-1], False
        if of_day:
            return correct(pay=of_day[-1], effective_on=effective_on, pays=pays, by=by, reason=reason), True
        why = Why.CHANGE if living else Why.FIRST
        return write(employment, effective_on, pays, why=why, by=by, reason=reason), True


@dataclass(frozen=True, slots=True)
class Agreed:
    """Pay of one employment as it was agreed: from which day on, how much, and what it came of."""

    employment: UUID
    effective_on: date
    pays: Terms
    why: str = Why.FIRST


def take_over_many(*, agreed: Sequence[Agreed], by: Account, reason: str = "") -> int:
    """Write down the pay of many employments that have none yet, in a few queries; how many rows were written.

    What is agreed of an employment with pay is left out, so that the same again writes nothing. One that cannot be
    undoes all. Raises NotAllowedError, PayError.
    """
    with transaction.atomic():
        keys = {each.employment for each in agreed}
        rows = Employment.objects.select_for_update(of=("self",)).select_related("person").filter(pk__in=keys)
        employments = {each.pk: each for each in rows.order_by("pk")}
        paid = set(Pay.objects.filter(employment__in=keys).values_list("employment", flat=True))
        made = []
        for each in agreed:
            employment = employments.get(each.employment)
            if employment is None or each.employment in paid:
                continue
            _check_keeps(by, employment.person)
            check_terms(employment, each.effective_on, each.pays)
            made.append(_row(employment, each.effective_on, each.pays, why=each.why, by=by, reason=reason))
        Pay.objects.bulk_create(made, batch_size=500)
        publish_all(
            [
                PayKept(employments[each.employment_id].person_id, by.pk, each.pk, str(each.why))
                for each in made
            ]
        )
    return len(made)


def correct(
    *, pay: Pay, effective_on: date, pays: Terms, by: Account, reason: str = "", seen: str | None = None
) -> Pay:
    """Put another row in the place of one that was wrong; the wrong one stays in the history, struck out.

    `seen` is the stamp of what was looked at. Raises NotAllowedError, PayError, StalePayError.
    """
    with transaction.atomic():
        employment = locked_employment(pay.employment)
        _check_keeps(by, employment.person)
        _check_seen(employment, seen)
        former = _living(pay)
        check_terms(employment, effective_on, pays)
        _withdraw(former, by)
        return write(
            employment, effective_on, pays, why=former.why, by=by, reason=reason, corrects=former,
            approval=former.approval,
        )  # fmt: skip


def withdraw(*, pay: Pay, by: Account, seen: str | None = None) -> Pay:
    """Take back what was written down, as if it had never been said; it stays, struck out. Twice is once.

    Raises NotAllowedError, StalePayError.
    """
    with transaction.atomic():
        employment = locked_employment(pay.employment)
        _check_keeps(by, employment.person)
        found = Pay.objects.select_for_update(of=("self",)).get(pk=pay.pk)
        if found.withdrawn_at is not None:
            return found
        _check_seen(employment, seen)
        _withdraw(found, by)
        publish(PayKept(employment.person_id, by.pk, found.pk, found.why, withdrawn=True))
    return found


def change_with_position(
    *,
    person: Person,
    level: str,
    effective_on: date,
    amount: Money,
    by: Account | None,
    approval: UUID,
    variable: Decimal | None = None,
    why: str = Why.PROMOTION,
) -> Pay:
    """Write down what a promotion or a transfer brings, when it takes effect: for the room that decided about it, which
    has asked whether `approval` is granted. `level` is the title that somebody has then; it stands as the reason.

    The same approval again gives what was written down. Without `variable` it stays as it is. Raises PayError.
    """
    employment = queries.employment_of(person)
    if employment is None:
        raise PayError(_("%(name)s is not employed.") % {"name": person.name})
    with transaction.atomic():
        employment = locked_employment(employment)
        before = Pay.objects.filter(employment=employment, approval=approval, withdrawn_at=None).first()
        if before is not None:
            return before
        if by is not None and by.person_id == person.pk:
            raise NotAllowedError(_("Nobody sets their own pay."))
        now = queries.pay_on(employment, effective_on)
        kept = variable if variable is not None else (now.variable if now is not None else Decimal(0))
        pays = Terms(amount, kept)
        check_terms(employment, effective_on, pays)
        return write(employment, effective_on, pays, why=why, by=by, reason=level, approval=approval)


# -- parts, for the services of this room


def write(
    employment: Any,
    effective_on: date,
    pays: Terms,
    *,
    why: str,
    by: Account | None,
    reason: str = "",
    approval: UUID | None = None,
    corrects: Pay | None = None,
) -> Pay:
    """Write a row and tell of it, inside a transaction with the lock of the employment; rights were asked before."""
    made = _row(
        employment, effective_on, pays, why=why, by=by, reason=reason, approval=approval, corrects=corrects
    )
    made.save(force_insert=True)
    publish(PayKept(employment.person_id, by.pk if by is not None else None, made.pk, str(why)))
    return made


def _row(
    employment: Any,
    effective_on: date,
    pays: Terms,
    *,
    why: str,
    by: Account | None,
    reason: str,
    approval: UUID | None = None,
    corrects: Pay | None = None,
) -> Pay:
    key = uuid7()
    return Pay(
        id=key, employment=employment, effective_on=effective_on, base_amount=pays.base.amount,
        base_currency=pays.base.currency, variable=pays.variable, why=why, reason=" ".join(reason.split())[:500],
        revision=defined.revision()[:200], approval=approval, corrects=corrects,
        rank=corrects.rank if corrects is not None else key, recorded_by=by,
    )  # fmt: skip


def check_terms(employment: Any, effective_on: date, pays: Terms) -> None:
    """Whether pay can be meant: above 0, whole in its currency, on a day of the employment. Raises PayError."""
    if not Decimal(0) < pays.base.amount <= MOST or not pays.base.is_whole:
        raise PayError(
            _("%(amount)s is no pay of a year.") % {"amount": pays.base},
            hint=_("Write the yearly base pay for full-time work, without parts of a cent."),
            field="amount",
        )
    if not Decimal(0) <= pays.variable <= MOST_VARIABLE:
        raise PayError(_("The variable part lies between 0 and 300 per cent of the base."), field="variable")
    if effective_on < employment.starts_on:
        raise PayError(
            _("The employment begins on %(day)s, after this day.")
            % {"day": date_format(employment.starts_on)},
            hint=_("Choose a later day."),
            field="effective_on",
        )
    if employment.ends_on is not None and effective_on > employment.ends_on:
        raise PayError(
            _("The employment ends on %(day)s, before this day.") % {"day": date_format(employment.ends_on)},
            hint=_("Nothing changes for somebody who has left."),
            field="effective_on",
        )


def _is_same(row: Pay, effective_on: date, pays: Terms) -> bool:
    return (row.effective_on, row.base, row.variable) == (effective_on, pays.base, pays.variable)


def _check_keeps(by: Account, person: Person) -> None:
    if not rules.can_keep(by, person):
        raise NotAllowedError(
            _("You may not write down this pay."),
            hint=_("Whoever keeps pay does; nobody their own. Managers ask for a change."),
            permission=KEEP.name,
        )


def _check_seen(employment: Any, seen: str | None) -> None:
    if seen is not None and queries.stamp_of(employment) != seen:
        raise StalePayError


def _living(pay: Pay) -> Pay:
    found = Pay.objects.select_for_update(of=("self",)).get(pk=pay.pk)
    if found.withdrawn_at is not None:
        raise PayError(
            _("This was corrected or withdrawn already."), hint=_("Correct the one that counts."), field=""
        )
    return found


def _withdraw(pay: Pay, by: Account) -> None:
    pay.withdrawn_at, pay.withdrawn_by = timezone.now(), by
    pay.save(update_fields=["withdrawn_at", "withdrawn_by"])
