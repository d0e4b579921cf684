"""Reads of transfers."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.compensation import terms as of_pay
from trellis.core.objects import Described
from trellis.core.rules import Account, Person
from trellis.growth import rules, terms
from trellis.growth.models import Transfer, TransferState
from trellis.growth.queries.paying import facts_of
from trellis.growth.queries.promotions import is_asked_of
from trellis.work.queries.approvals import rule_named

CHANGES_PAY = "changes-pay"
"""The fact by which a rule of transfers says that it decides about pay too."""


def transfer_seen(who: Account, key: UUID) -> Transfer | None:
    """One that somebody may see; who is asked for approval may, while it waits for them."""
    found = Transfer.objects.select_related("person", "manager", "asked_by").filter(pk=key).first()
    if found is None or rules.can_see_transfer(who, found):
        return found
    return found if rules.can_see_transfer(who, found, asked=_decides(who, found)) else None


def sees_pay(who: Account, transfer: Transfer) -> bool:
    """Whether somebody sees what pay a transfer asks for."""
    if transfer.base is None:
        return False
    return rules.can_see_pay_of_transfer(who, transfer) or (
        who.person_id != transfer.person_id
        and rules.can_see_pay_of_transfer(who, transfer, asked=_decides(who, transfer))
    )


def is_pay_decided() -> bool:
    """Whether the rule of transfers knows of pay, so that nobody gets other pay by a rule that means the work alone."""
    rule = rule_named(terms.promotions().transfers.approval)
    return rule is not None and CHANGES_PAY in rule.facts


def facts_of_pay(transfer: Transfer) -> dict[str, bool | None]:
    """What the rule is told of pay: whether it changes, and whether by more than is usual or out of the range."""
    said = of_pay.compensation().approval
    facts = facts_of(
        transfer.person, base=transfer.base, before=transfer.before, title=transfer.target_title,
        day=transfer.effective_on,
    )  # fmt: skip
    above = None if facts.percent is None else facts.percent > said.above_percent
    return {CHANGES_PAY: transfer.base is not None, "above-percent": above, "outside-range": facts.outside}


def _decides(who: Account, transfer: Transfer) -> bool:
    return transfer.state == TransferState.ASKED and is_asked_of(who, transfer.approval)


def transfers_of(who: Account, person: Person) -> list[Transfer]:
    """Those of one person that a reader may see, the newest first. One query."""
    rows = list(
        Transfer.objects.filter(person=person).select_related("manager", "asked_by").order_by("-asked_at")
    )
    for each in rows:
        each.person = person
    return [each for each in rows if rules.can_see_transfer(who, each)]


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """What transfers are called elsewhere: by what they are, never by whom they are about."""
    return {key: Described(_("Transfer"), reverse("growth:transfer", args=[key])) for key in keys}


def closed_to(who: Account) -> Q:
    """Transfers to take up that are not to somebody: nobody answers in place of another."""
    return ~Q(about__in=Transfer.objects.filter(manager=who.person_id).values("pk"))
