"""Who has to hold what, and how they stand with it: for those who look after a team, a certification, or all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from trellis.certifications import rules, terms
from trellis.certifications.models import HELD, Award, Must
from trellis.core.rules import Account, Person
from trellis.people.days import today

SOON = 90
"""Days before its end from which a certificate is one that ends soon."""
MISSING, ENDS, DOUBT, HOLDS = "missing", "ends", "doubt", "holds"
STANDINGS = (MISSING, ENDS, DOUBT, HOLDS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom somebody wants to see: of a certification, by how they stand (one of `STANDINGS`), by words of a name."""

    certification: str = ""
    standing: str = ""
    text: str = ""


def required(who: Account, wanted: Wanted, but: str = "") -> QuerySet[Any]:
    """Who of those whom somebody sees has to hold what, with the certificate that they have now.

    Each has `award`, `state`, `until` and `in_doubt` of it, `None` where there is none. `but` is what they are not
    narrowed by. One query.
    """
    held = Award.objects.filter(
        person=OuterRef("person"), certification=OuterRef("certification"), is_current=True
    )  # fmt: skip
    rows = Must.objects.annotate(
        award=Subquery(held.values("pk")[:1]), state=Subquery(held.values("state")[:1]),
        until=Subquery(held.values("valid_until")[:1]), in_doubt=Subquery(held.values("in_doubt")[:1]),
    )  # fmt: skip
    if not rules.sees_all(who):
        seen = Q(person__in=Person.objects.filter(rules.seen_people(who)).values("pk"))
        rows = rows.filter(seen | Q(certification__in=rules.owns_any(who)) | Q(person=who.person_id))
    if wanted.certification and but != "certification":
        rows = rows.filter(certification=wanted.certification)
    if wanted.standing and but != "standing":
        rows = rows.filter(_standing(wanted.standing, today()))
    for word in wanted.text.split()[:8]:
        rows = rows.filter(person__name__icontains=word)
    return rows.select_related("person")


def counted(who: Account, wanted: Wanted, name: str) -> Counter[str]:
    """How many there would be with each value of something that they can be narrowed by: a query, or one for each."""
    rows = required(who, wanted, but=name).select_related(None).order_by()
    if name == "standing":
        day = today()
        return Counter({each: rows.filter(_standing(each, day)).count() for each in STANDINGS})
    return Counter(rows.values_list(name, flat=True))


def standing_of(row: Any, day: date) -> str:
    """How somebody stands with what they have to hold: one of `STANDINGS`."""
    if row.state not in HELD:
        return MISSING
    if row.in_doubt:
        return DOUBT
    return ENDS if row.until is not None and row.until <= day + timedelta(days=SOON) else HOLDS


def exported(rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """Who has to hold what, as plain values for a file."""
    day = today()
    for each in rows:
        yield {
            "person": each.person.name, "person_id": str(each.person_id), "certification": each.certification,
            "title": terms.title_of(each.certification), "standing": standing_of(each, day), "state": each.state or "",
            "valid_until": each.until, "since": each.since,
        }  # fmt: skip


FILE = ("person", "person_id", "certification", "title", "standing", "state", "valid_until", "since")


def _standing(name: str, day: date) -> Q:
    held, ends = Q(state__in=HELD), Q(until__lte=day + timedelta(days=SOON))
    return {
        MISSING: Q(state=None) | ~held, DOUBT: held & Q(in_doubt=True), ENDS: held & Q(in_doubt=False) & ends,
        HOLDS: held & Q(in_doubt=False) & (Q(until=None) | ~ends),
    }.get(name, Q())  # fmt: skip
