"""What people's positions mean for what they have to read. After the transaction, and as often as need be."""

from __future__ import annotations

from django.utils import timezone

from trellis.core.happened import PersonLinked
from trellis.people.events import PersonLeft, PositionBegan
from trellis.policies.services import asking


def position_began(event: PositionBegan) -> None:
    """Somebody is new, or somewhere else: other policies are for them."""
    asking.ask_person(event.person, timezone.now())


def person_left(event: PersonLeft) -> None:
    """Somebody is here no more: nothing is asked of them."""
    asking.ask_person(event.person, timezone.now())


def person_linked(event: PersonLinked) -> None:
    """Somebody has an account by now: what they were asked to read waits in their work."""
    if event.linked:
        asking.ask_person(event.person, timezone.now())
