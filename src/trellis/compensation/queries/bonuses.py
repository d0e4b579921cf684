"""Reads of bonuses: which there are for a reader, and how many there were for each person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.compensation import rules
from trellis.compensation.definitions import reckoning
from trellis.compensation.definitions.permissions import SEE
from trellis.compensation.models import BonusRequest, State
from trellis.core import granted
from trellis.core.rules import Account, can_read
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted


def seen_by(who: Account) -> QuerySet[BonusRequest]:
    """The approved ones, one's own nominations, and for who sees all pay all but those that wait about themselves."""
    if not can_read(who):
        return BonusRequest.objects.none()
    condition = Q(state=State.GRANTED) | Q(nominated_by=who)
    if granted.may(who, SEE.name):
        condition |= ~Q(nominee=who.person_id)
    return BonusRequest.objects.filter(condition).select_related("nominee", "nominated_by")


def bonus_for(who: Account, key: UUID) -> BonusRequest | None:
    """One that somebody may see; who decides sees it while it waits for them."""
    from trellis.compensation.queries.pay import is_asked  # noqa: PLC0415 - only where it is asked

    found = BonusRequest.objects.select_related("nominee", "nominated_by").filter(pk=key).first()
    if found is None:
        return None
    asked = found.state == State.ASKED and is_asked(who, found.approval)
    return found if rules.can_see_bonus(who, found, asked) else None


def granted_in(month: date) -> int:
    """How many bonuses were approved in the month of a day."""
    found = BonusRequest.objects.filter(state=State.GRANTED)
    return found.filter(decided_at__year=month.year, decided_at__month=month.month).count()


def asked_in(month: date) -> int:
    """How many of a month there are, or may come to be: approved in it, or waiting since."""
    waiting = BonusRequest.objects.filter(
        state=State.ASKED, asked_at__year=month.year, asked_at__month=month.month
    )
    return granted_in(month) + waiting.count()


def ratio_in(month: date, day: date) -> Decimal | None:
    """Approved bonuses of a month for each person who works here on a day: its last, or today."""
    return reckoning.bonus_ratio(granted_in(month), directory.found(Wanted(day)).count())
