"""Writes of changes of pay that are asked for: by managers and people partners, approved by the rule `pay-change`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.compensation import rules, terms
from trellis.compensation.definitions import reckoning
from trellis.compensation.definitions.permissions import SEE
from trellis.compensation.events import ChangeMoved
from trellis.compensation.models import PayChange, State, Why
from trellis.compensation.queries import pay as queries
from trellis.compensation.services import pay as writing
from trellis.compensation.services.errors import PayError, StalePayError
from trellis.compensation.services.pay import Terms
from trellis.core import defined
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.people.queries import directory
from trellis.people.services.organising import locked_employment
from trellis.work.events import ApprovalGranted
from trellis.work.services import approvals
from trellis.work.services.requested import Requested

RULE = KIND = "pay-change"
"""The rule of approvals.yml, and what its requests are about."""


def ask_for_change(
    *,
    employment: Any,
    effective_on: date,
    pays: Terms,
    reason: str,
    by: Account,
    why: str = Why.CHANGE,
    seen: str | None = None,
) -> PayChange:
    """Ask that somebody is paid otherwise from a day on. Nothing changes until it is approved.

    The same again is the same request; other words or amounts change it, and what was approved of it falls. The facts
    that the rule is given say whether the change is unusual, and no amounts. Raises NotAllowedError, PayError,
    StalePayError.
    """
    with transaction.atomic():
        employment = locked_employment(employment)
        person = employment.person
        if not rules.can_ask_for_change(by, person):
            raise NotAllowedError(
                _("You may not ask for a change of this pay."),
                hint=_("The managers of somebody do, and their people partner; nobody for themselves."),
                permission=SEE.name,
            )
        if seen is not None and queries.stamp_of(employment) != seen:
            raise StalePayError
        writing.check_terms(employment, effective_on, pays)
        words = " ".join(reason.split())[:1000]
        if not words:
            raise PayError(_("Say why."), hint=_("A sentence is enough."), field="reason")
        now = queries.pay_on(employment, effective_on)
        if now is None:
            raise PayError(
                _("There is no pay yet that could change."), hint=_("Whoever keeps pay writes it down.")
            )
        if (now.base, now.variable) == (pays.base, pays.variable):
            raise PayError(_("This is what is paid on that day already."), field="amount")
        change = _made(employment, effective_on, pays, words, why, by)
        REQUESTED.ask(
            change,
            RULE,
            approvals.Content(
                title=_("Change of pay: %(name)s, from %(day)s")
                % {"name": person.name, "day": date_format(effective_on)},
                facts=facts_of(employment, person, effective_on, pays),
                digest=change.digest,
            ),
            by=by,
            subject=person,
        )
    return change


def withdraw(*, change: PayChange, by: Account) -> PayChange:
    """Ask no more. Twice is once. Raises NotAllowedError, ApprovalError for what was decided."""
    if change.state == State.ASKED:
        REQUESTED.withdraw(change, by=by)
    change.refresh_from_db()
    return change


def facts_of(employment: Any, person: Person, effective_on: date, pays: Terms) -> dict[str, bool | None]:
    """What the rule is told of a change: whether it is above the threshold, outside the range, or soon after another.

    What cannot be known (no range, another currency) is `None`, which counts as so: then more people decide.
    """
    said = terms.compensation().approval
    now = queries.pay_on(employment, effective_on)
    percent = (
        reckoning.percent_change(_total(Terms(now.base, now.variable)), _total(pays))
        if now is not None and now.base_currency == pays.base.currency
        else None
    )
    position = directory.position_on(person, effective_on) or directory.position_on(
        person, employment.starts_on
    )
    standing = queries.standing_of(employment, position, None, effective_on)
    outside = None
    if standing.calculation is not None and standing.calculation.currency == pays.base.currency:
        compared = standing.calculation.compared(pays.base, pays.variable)
        outside = not standing.calculation.range.holds(compared)
    months = None
    if now is not None:
        months = (
            (effective_on.year - now.effective_on.year) * 12 + effective_on.month - now.effective_on.month
        )
        months -= effective_on.day < now.effective_on.day
    return {
        "above-percent": None if percent is None else percent > said.above_percent,
        "outside-range": outside,
        "soon-after": None if months is None else months < said.within_months,
    }


def _grant(change: PayChange, event: ApprovalGranted) -> None:
    """What was approved becomes pay from its day on."""
    employment = locked_employment(change.employment)
    pays = Terms(change.base, change.variable)
    writing.check_terms(employment, change.effective_on, pays)
    asked_by = change.asked_by
    writing.write(
        employment, change.effective_on, pays, why=change.why, by=asked_by, reason=change.reason[:500],
        approval=event.approval,
    )  # fmt: skip
    _move(change, State.GRANTED, event.by)


def _made(employment: Any, effective_on: date, pays: Terms, reason: str, why: str, by: Account) -> PayChange:
    """The open change of an employment with this content, made where there is none. Raises PayError for another's."""
    content = approvals.digest_of(
        str(employment.pk),
        effective_on,
        str(pays.base.amount),
        pays.base.currency,
        str(pays.variable),
        reason,
    )
    found = (
        PayChange.objects.select_for_update(of=("self",))
        .filter(employment=employment, state=State.ASKED)
        .first()
    )
    if found is not None and found.asked_by_id != by.pk:
        raise PayError(
            _("Another change of this pay waits for approval already."),
            hint=_("Wait until it is decided, or ask whoever asked to withdraw it."),
        )
    change = found or PayChange(employment=employment, asked_by=by)
    change.effective_on, change.base, change.variable = effective_on, pays.base, pays.variable
    change.reason, change.why, change.digest = reason, why, content
    change.revision = defined.revision()[:200]
    change.save()
    if found is None:
        publish(ChangeMoved(employment.person_id, by.pk, change.pk, State.ASKED))
    return change


def _total(pays: Terms) -> Decimal:
    return reckoning.raised(pays.base.amount, pays.variable)


def _waiting(key: UUID) -> PayChange | None:
    found = PayChange.objects.select_for_update(of=("self",)).select_related("employment__person", "asked_by")
    return found.filter(pk=key, state=State.ASKED).first()


def _move(change: PayChange, state: str, by: UUID | None) -> None:
    change.state, change.decided_at = state, timezone.now()
    change.save(update_fields=["state", "decided_at"])
    publish(ChangeMoved(change.employment.person_id, by, change.pk, state))


REQUESTED = Requested(
    kind=KIND, waiting=_waiting, grant=_grant, move=_move, rejected=State.REJECTED, withdrawn=State.WITHDRAWN
)
