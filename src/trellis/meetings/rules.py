"""Who may see and do what with regular meetings: the two who meet, and nobody else."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from trellis.core.acting import acting_now
from trellis.core.granted import Somebody
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.meetings.kinds import SeriesKind
from trellis.meetings.models import Series

__all__ = ["Account", "NotAllowedError", "Person", "can_begin", "can_enter", "seen"]


def can_enter(who: Somebody) -> bool:
    """Everybody of the team, for themselves: nobody who acts as somebody else."""
    return can_read(who) and acting_now() is None


def seen(who: Somebody) -> QuerySet[Series]:
    """The series that somebody is one of the two of. No level of access opens another."""
    if not can_enter(who) or not isinstance(who, Account) or who.person_id is None:
        return Series.objects.none()
    return Series.objects.filter(Q(host=who.person_id) | Q(guest=who.person_id))


def can_begin(who: Somebody, kind: SeriesKind, guest: Person) -> bool:
    """Whether somebody may begin a series of a kind with a person, as the room of the kind says; never with oneself."""
    if not can_enter(who) or not isinstance(who, Account) or who.person_id in (None, guest.pk):
        return False
    return kind.may_host(who, guest)
