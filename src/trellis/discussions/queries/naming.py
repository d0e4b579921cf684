"""Whom one may name in a discussion: people who may see what it is about, found while their name is typed."""

from __future__ import annotations

from itertools import islice

from django.db.models import Q

from trellis.core import objects
from trellis.core import queries as accounts
from trellis.core.rules import Account, can_read
from trellis.discussions.queries.places import Place
from trellis.discussions.queries.watching import speakers_of

MOST = 8
LOOKED_AT = 60
"""People whom a name may fit that are asked whether they may see the object."""


def nameable(place: Place, who: Account, typed: str) -> list[Account]:
    """At most `MOST` people whose name begins with what is typed, in any of its words; those who took part first.

    Who is external is told of these alone, and not of everybody who works here.
    """
    words = " ".join(typed.split())[:60]
    fits = Q(name__istartswith=words) | Q(name__icontains=f" {words}")
    took_part = [*objects.participants_of(place.kind, place.key), *speakers_of(place.kind, place.key)[:200]]
    near = [each for each in took_part if _begins(each, words)]
    others = (
        accounts.active().filter(fits).order_by("name", "pk")[:LOOKED_AT] if words and can_read(who) else []
    )
    found = {each.pk: each for each in (*near, *others) if each.pk != who.pk}
    return list(islice(objects.who_sees(place.kind, place.key, found.values()), MOST))


def _begins(account: Account, words: str) -> bool:
    name, start = account.name.casefold(), words.casefold()
    return name.startswith(start) or f" {start}" in name
