"""What somebody has shown that this room knows itself: sign-offs, and the certificates that they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from trellis.certifications.definitions.evidence import CERTIFICATION, SIGN_OFF, Evidence
from trellis.certifications.facts import Found
from trellis.certifications.models import HELD, AskState, Award, AwardState, SignOff
from trellis.people.days import today


def sign_offs(people: Collection[UUID], keys: Collection[str], day: date) -> Iterator[Found]:
    """What was signed off. One query."""
    rows = SignOff.objects.filter(
        person__in=people, name__in=keys, state=AskState.GRANTED, decided_on__lte=day
    )
    for each in rows.order_by("pk"):
        if each.decided_on is not None:
            yield each.person_id, Evidence(
                kind=SIGN_OFF, key=each.name, on=each.decided_on, title=each.words, source=f"sign-off:{each.pk}",
                revision=each.revision,
            )  # fmt: skip


def certificates(people: Collection[UUID], keys: Collection[str], day: date) -> Iterator[Found]:
    """The certificates that people hold. One query."""
    rows = Award.objects.filter(person__in=people, certification__in=keys, is_current=True, state__in=HELD)
    for each in rows.select_related("wording").defer("wording__text").order_by("pk"):
        if each.awarded_on <= day:
            yield each.person_id, Evidence(
                kind=CERTIFICATION, key=each.certification, on=each.awarded_on, until=each.grace_until,
                title=each.title, source=f"certificate:{each.pk}",
                revision=each.wording.commit or each.wording.revision,
            )  # fmt: skip


def still_signed(sign_offs: Collection[UUID]) -> set[UUID]:
    """Those of some sign-offs that are signed. One query."""
    return set(SignOff.objects.filter(pk__in=sign_offs, state=AskState.GRANTED).values_list("pk", flat=True))


def still_held(certificates: Collection[UUID]) -> set[UUID]:
    """Those of some certificates that were neither suspended nor revoked; one that has ended was held. One query."""
    taken = (AwardState.SUSPENDED, AwardState.REVOKED)
    return set(
        Award.objects.filter(pk__in=certificates).exclude(state__in=taken).values_list("pk", flat=True)
    )


def titles_held(people: Collection[UUID], keys: Collection[str]) -> dict[tuple[UUID, str], str]:
    """Which of some certificates people hold today, by person and key, with their titles. One query."""
    day = today()
    return {
        (each.person_id, each.certification): each.title
        for each in Award.objects.filter(
            person__in=people, certification__in=keys, is_current=True, state__in=HELD, awarded_on__lte=day
        )
        if each.grace_until is None or each.grace_until >= day
    }
