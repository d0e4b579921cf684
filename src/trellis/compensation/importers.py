"""What of this room can be imported: pay that was agreed before, or elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.compensation.definitions.permissions import KEEP
from trellis.compensation.models import Pay
from trellis.compensation.queries import pay as queries
from trellis.compensation.services import pay as services
from trellis.compensation.services.pay import Terms
from trellis.core import importing
from trellis.core.definitions.currencies import is_currency
from trellis.core.importing import BadValueError, Column, Importer, Put, Values, day, text
from trellis.core.money import Money
from trellis.core.rules import Account, Fate
from trellis.people.naming import PERSON, name_of, person_named


def _number(cell: str) -> Decimal:
    try:
        found = Decimal(cell)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise BadValueError(_("This is no number."), remedy=_("Write it as in 52500 or 52500.50."))
    return found


def _currency(cell: str) -> str:
    if not is_currency(cell.upper()):
        raise BadValueError(_("There is no such currency."), remedy=_("Write it as in EUR."))
    return cell.upper()


def _identify(values: Values) -> tuple[str, ...]:
    return (f"{values['person'].lower()} {values['effective_on']}",)


def _put(values: Values, by: Account) -> Put:
    person = person_named(values["person"])
    employment = queries.employment_of(person)
    if employment is None:
        raise BadValueError(
            _("They were never employed here."), remedy=_("Hire them first."), column="person"
        )
    before = queries.pay_on(employment, values["effective_on"])
    pays = Terms(Money(values["amount"], values["currency"]), values.get("variable", Decimal(0)))
    made, written = services.take_over(
        employment=employment,
        effective_on=values["effective_on"],
        pays=pays,
        by=by,
        reason=values.get("reason", ""),
    )
    fate = Fate.SAME if not written else Fate.NEW if before is None else Fate.CHANGED
    changes: tuple[tuple[str, str, str], ...] = ()
    if written:
        changes = ((str(_("Base pay")), str(before.base) if before is not None else "", str(made.base)),)
    return Put(fate, person.name, changes)


def _rows() -> Iterable[dict[str, str]]:
    found = Pay.objects.filter(withdrawn_at=None).select_related("employment__person").order_by("pk")
    for each in found.iterator(2000):
        yield {
            "person": name_of(each.employment.person), "effective_on": each.effective_on.isoformat(),
            "amount": f"{each.base.amount.normalize():f}", "currency": each.base_currency,
            "variable": f"{each.variable.normalize():f}", "reason": each.reason,
        }  # fmt: skip


PAY = Importer(
    name="pay",
    title=gettext_lazy("Pay"),
    help=gettext_lazy(
        "What people are paid from a day on. Pay that was agreed elsewhere comes in without an approval; another amount"
        " for a day that has one corrects it."
    ),
    permission=KEEP.name,
    columns=(
        PERSON,
        Column("effective_on", gettext_lazy("From"), gettext_lazy("The first day."), True, day, "2026-04-01"),
        Column(
            "amount",
            gettext_lazy("Base pay"),
            gettext_lazy("Of a year, for full-time work."),
            True,
            _number,
            "52500",
        ),
        Column("currency", gettext_lazy("Currency"), "", True, _currency, "EUR"),
        Column(
            "variable",
            gettext_lazy("Variable"),
            gettext_lazy("In per cent of the base."),
            False,
            _number,
            "10",
        ),
        Column("reason", gettext_lazy("Reason"), "", False, text(500), ""),
    ),
    identify=_identify,
    put=_put,
    rows=_rows,
)


def register() -> None:
    """Called when Django starts."""
    importing.register(PAY)
