"""What people's positions mean for their plans: another manager goes on, the plan of who leaves is closed."""

from __future__ import annotations

from collections.abc import Sequence

from trellis.cases.guarding import speechless
from trellis.core import events
from trellis.people.events import PersonLeft, PositionBegan
from trellis.performance.services import going_on


def positions_began(happened: Sequence[PositionBegan]) -> None:
    """People may have another manager."""
    speechless(going_on.follow)({each.person for each in happened})


def people_left(happened: Sequence[PersonLeft]) -> None:
    """People are here no more."""
    speechless(going_on.follow)({each.person for each in happened})


def register() -> None:
    """Called when Django starts."""
    events.subscribe_together(PositionBegan, "plans of support of a position", positions_began)
    events.subscribe_together(PersonLeft, "plans of support of who left", people_left)
