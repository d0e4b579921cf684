"""Reads of transfers."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.objects import Described
from trellis.core.rules import Account, Person
from trellis.growth import rules
from trellis.growth.models import Transfer, TransferState
from trellis.growth.queries.promotions import is_asked_of


def transfer_seen(who: Account, key: UUID) -> Transfer | None:
    """One that somebody may see; who is asked for approval may, while it waits for them."""
    found = Transfer.objects.select_related("person", "manager", "asked_by").filter(pk=key).first()
    if found is None or rules.can_see_transfer(who, found):
        return found
    is_asked = found.state == TransferState.ASKED and is_asked_of(who, found.approval)
    return found if rules.can_see_transfer(who, found, asked=is_asked) else None


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
