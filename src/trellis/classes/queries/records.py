"""What somebody attended: for themselves, the managers above them, and who keeps classes or learning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trellis.classes import rules
from trellis.classes.models import Registration, Session
from trellis.core.rules import Account, Person

MOST = 500


@dataclass(frozen=True, slots=True)
class Attended:
    """A session that somebody attended, or had a place in. What coaching was about is for those who were there."""

    session: UUID
    title: str
    kind: str
    at: datetime
    minutes: int | None
    outcome: str
    is_open_to_reader: bool


def attended_of(person: Person, who: Account) -> list[Attended]:
    """The sessions of somebody that are over, the newest first, as whoever asks sees them. One query."""
    rows = Registration.objects.filter(
        person=person, state=Registration.State.REGISTERED, session__state=Session.State.HELD
    ).select_related("session")
    is_own = person.pk == rules.myself(who)
    return [_seen(each, is_own=is_own) for each in rows.order_by("-session__starts_at", "pk")[:MOST]]


def _seen(row: Registration, *, is_own: bool) -> Attended:
    session = row.session
    is_shown = is_own or session.kind != Session.Kind.COACHING
    return Attended(
        session.pk, session.title if is_own else session.title_outside,
        str(session.get_kind_display()), session.starts_at,
        row.minutes, str(row.get_outcome_display()), is_shown,
    )  # fmt: skip
