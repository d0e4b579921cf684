"""What strangers read of a certificate, who have its address: how it stands, and what the holder shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from trellis.certifications.models import Award, AwardState
from trellis.core import defined
from trellis.people.days import today

State = Literal["valid", "expired", "suspended", "revoked"]
_STATES: Mapping[str, State] = {
    AwardState.VALID: "valid", AwardState.RENEWED: "valid", AwardState.GRACE: "expired", AwardState.EXPIRED: "expired",
    AwardState.SUSPENDED: "suspended", AwardState.REVOKED: "revoked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the holder shows: whose it is, what it certifies, what was shown for it, and since when it is held.

    `criteria` are what was asked for and shown, kind and key of each, without scores, days and words: how much of it a
    stranger reads is a matter of the pages that they may read. `since` is the first day of the certificates that follow
    each other without a break; `renewed` says that a later one follows this one.
    """

    name: str
    title: str
    description: str
    number: str
    entity: str
    awarded_on: date
    valid_until: date | None
    since: date
    renewed: bool
    criteria: tuple[tuple[str, str], ...]
    revision: str
    digest: str


@dataclass(frozen=True, slots=True)
class Public:
    """What a stranger reads: how it stands and who issued it, always; what is `told`, where the holder wishes it."""

    state: State
    issuer: str
    told: Told | None = None

    @property
    def is_valid(self) -> bool:
        """Whether it counts today."""
        return self.state == "valid"


def public(token: str) -> Public | None:
    """What a stranger reads of the certificate with this token; `None` where there is none such. At most four queries.

    One that was renewed counts until its own end, unless what follows it was taken away: nobody holds it then.
    """
    rows = Award.objects.filter(token=token).select_related("person", "wording").defer("wording__text")
    found = rows.first()
    if found is None:
        return None
    state = _STATES[found.state]
    if found.state == AwardState.RENEWED:
        later = Award.objects.filter(
            person=found.person_id, certification=found.certification, is_current=True,
            state__in=(AwardState.SUSPENDED, AwardState.REVOKED),
        ).values_list("state", flat=True).first()  # fmt: skip
        state = _STATES[later] if later is not None else state
    # Until the night has come by, the day decides; of one that was renewed, the later one is the holder's to show.
    if state == "valid" and found.valid_until is not None and found.valid_until < today():
        state = "expired"
    issuer = found.issuer or defined.edition().handbook.settings.organisation
    return Public(state, issuer, _told(found) if found.is_shared else None)


def _told(award: Award) -> Told:
    words = award.wording
    criteria = award.evidence.order_by("place", "pk").values_list("kind", "key")
    return Told(
        award.shown_name or award.person.name, words.title, words.description, award.number, award.entity,
        award.awarded_on, award.valid_until, _since(award), award.state == AwardState.RENEWED,
        tuple(dict.fromkeys(criteria)),
        words.commit or words.revision, words.digest,
    )  # fmt: skip


def _since(award: Award) -> date:
    """The day of the first of the certificates that follow each other up to this one. One query."""
    if award.renews_id is None:
        return award.awarded_on
    rows = Award.objects.filter(person=award.person_id, certification=award.certification)
    known: dict[UUID, tuple[date, UUID | None]] = {
        key: (on, renews) for key, on, renews in rows.values_list("pk", "awarded_on", "renews")
    }
    on, before = known[award.pk]
    while before is not None and before in known:
        on, before = known[before]
    return on
