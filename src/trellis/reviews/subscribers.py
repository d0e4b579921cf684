"""What people's positions mean for their reviews: another manager goes on, who leaves is reviewed no more."""

from __future__ import annotations

from trellis.core import events
from trellis.people.events import PersonLeft, PositionBegan
from trellis.reviews.services import opening


def position_began(event: PositionBegan) -> None:
    """Somebody may have another manager."""
    opening.keep([event.person])


def person_left(event: PersonLeft) -> None:
    """Somebody is here no more."""
    opening.keep([event.person])
    opening.keep_times()


def register() -> None:
    """Called when Django starts."""
    events.subscribe_later(PositionBegan, "reviews of a position", position_began)
    events.subscribe_later(PersonLeft, "reviews of who left", person_left)
