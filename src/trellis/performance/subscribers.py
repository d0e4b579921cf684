"""What people's positions mean for their plans: another manager goes on, the plan of who leaves is closed."""

from __future__ import annotations

from trellis.cases.guarding import speechless
from trellis.core import events
from trellis.people.events import PersonLeft, PositionBegan
from trellis.performance.services import going_on


def position_began(event: PositionBegan) -> None:
    """Somebody may have another manager."""
    speechless(going_on.follow)([event.person])


def person_left(event: PersonLeft) -> None:
    """Somebody is here no more."""
    speechless(going_on.follow)([event.person])


def register() -> None:
    """Called when Django starts."""
    events.subscribe_later(PositionBegan, "plans of support of a position", position_began)
    events.subscribe_later(PersonLeft, "plans of support of who left", person_left)
