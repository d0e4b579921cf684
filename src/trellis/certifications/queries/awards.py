"""Certificates as pages show them: lists of holders, and one with its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.certifications import rules, terms
from trellis.certifications.addresses import public_address
from trellis.certifications.models import (
    HELD,
    AskState,
    Award,
    AwardChange,
    AwardRequest,
    AwardState,
    Lack,
    SignOff,
)
from trellis.core.rules import Account, Person
from trellis.people.days import today

SOON = (30, 90)
"""In how many days certificates end, as lists are narrowed by it."""


DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which certificates are wanted: by certification, state, days until they end at most, words of a name.

    The state `doubt` is that of those which rest on something that was taken back.
    """

    certification: str = ""
    state: str = ""
    ends: str = ""
    text: str = ""


def listed(who: Account, wanted: Wanted, but: str = "") -> QuerySet[Award]:
    """The current certificates that somebody sees, narrowed; `but` is what they are not narrowed by."""
    rows = Award.objects.filter(rules.seen_awards(who), is_current=True)
    if wanted.certification and but != "certification":
        rows = rows.filter(certification=wanted.certification)
    if wanted.state and but != "state":
        rows = rows.filter(in_doubt=True) if wanted.state == DOUBT else rows.filter(state=wanted.state)
    if wanted.ends.isdecimal() and but != "ends":
        day = today()
        rows = rows.filter(
            valid_until__range=(day, day + timedelta(days=min(int(wanted.ends), 3660))), state__in=HELD
        )
    for word in wanted.text.split()[:8]:
        rows = rows.filter(Q(person__name__icontains=word) | Q(number__iexact=word))
    return rows.select_related("person", "wording").defer("wording__text")


def counted(who: Account, wanted: Wanted, name: str) -> Counter[str]:
    """How many there would be with each value of something that they can be narrowed by. A query or two."""
    rows = listed(who, wanted, but=name).select_related(None).order_by()
    if name == "ends":
        day = today()
        ends = rows.filter(valid_until__gte=day, state__in=HELD).values_list("valid_until", flat=True)
        return Counter(
            str(step) for each in ends for step in SOON if each is not None and (each - day).days <= step
        )
    found = Counter(rows.values_list(name, flat=True))
    if name == "state":
        found[DOUBT] = rows.filter(in_doubt=True).count()
    return found


def lacking(who: Account, certification: str = "", text: str = "") -> QuerySet[Lack]:
    """Who has to hold a certification and does not, of those whom somebody sees."""
    rows = Lack.objects.filter(ended_on=None)
    if not rules.sees_all(who):
        seen = Q(person__in=Person.objects.filter(rules.seen_people(who)).values("pk"))
        rows = rows.filter(seen | Q(certification__in=rules.owns_any(who)))
    if certification:
        rows = rows.filter(certification=certification)
    for word in text.split()[:8]:
        rows = rows.filter(person__name__icontains=word)
    return rows.select_related("person").order_by("since", "person__name", "pk")


def sees_others(who: Account) -> bool:
    """Whether there is anybody whose certificates somebody sees."""
    if rules.sees_all(who) or rules.owns_any(who):
        return True
    return Person.objects.filter(rules.seen_people(who)).exclude(account=who).exists()


def award_for(key: UUID) -> Award | None:
    """A certificate by its identifier."""
    found = Award.objects.filter(pk=key).select_related("person", "wording", "renews")
    return found.first()


def renewed_by(award: Award) -> Award | None:
    """The certificate that renewed this one, if one did. One query, and only where one did."""
    if award.state != AwardState.RENEWED:
        return None
    return Award.objects.filter(renews=award).order_by("awarded_on", "pk").first()


def history_of(award: Award) -> QuerySet[AwardChange]:
    """What became of a certificate, the newest first."""
    return award.changes.select_related("by").order_by("-at", "-pk")


def request_of(award: Award) -> AwardRequest | None:
    """What is asked for a certificate and not decided yet."""
    return (
        award.requests.filter(state=AskState.ASKED)
        .select_related("award__person", "asked_by")
        .order_by("pk")
        .first()
    )


def held_counts() -> Counter[str]:
    """How many hold each certification today. One query."""
    rows = Award.objects.filter(is_current=True, state__in=HELD).order_by()
    return Counter(rows.values_list("certification", flat=True))


def sign_off_for(key: UUID) -> SignOff | None:
    """A sign-off by its identifier."""
    return SignOff.objects.filter(pk=key).select_related("person", "decided_by").first()


def sign_offs_of(person: UUID, certification: str) -> dict[str, SignOff]:
    """The last thing that was asked to be signed off for a certification, by the key of the requirement. One query."""
    rows = SignOff.objects.filter(person=person, certification=certification).select_related("decided_by")
    return {each.name: each for each in rows.order_by("asked_at", "pk")}


def of_person(person: UUID) -> QuerySet[Award]:
    """All certificates of somebody, former ones too, the newest first."""
    rows = Award.objects.filter(person=person).select_related("wording", "person").defer("wording__text")
    return rows.order_by("-awarded_on", "-pk")


FILE = (
    "number", "person", "person_id", "certification", "title", "state", "awarded_on", "valid_until", "extended_days",
    "revision", "sha256", "address",
)  # fmt: skip
LACKING = ("person", "person_id", "certification", "title", "since")


def exported(rows: QuerySet[Award]) -> Iterator[dict[str, Any]]:
    """Certificates as plain values for a file."""
    for each in rows:
        yield {
            "number": each.number, "person": each.person.name, "person_id": str(each.person_id),
            "certification": each.certification, "title": each.title, "state": each.state,
            "awarded_on": each.awarded_on, "valid_until": each.valid_until, "extended_days": each.extended_days,
            "revision": each.wording.commit or each.wording.revision, "sha256": each.wording.digest,
            "address": public_address(each.token) if each.is_shared else "",
        }  # fmt: skip


def exported_lacking(rows: QuerySet[Lack]) -> Iterator[dict[str, Any]]:
    """Who lacks what, as plain values for a file."""
    for each in rows:
        yield {
            "person": each.person.name, "person_id": str(each.person_id), "certification": each.certification,
            "title": terms.title_of(each.certification), "since": each.since,
        }  # fmt: skip
