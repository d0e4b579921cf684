"""What people's positions mean for their reviews: another manager goes on, who leaves is reviewed no more."""

from __future__ import annotations

from collections.abc import Sequence

from trellis.core import events
from trellis.people.events import PersonLeft, PositionBegan
from trellis.reviews.services import opening


def positions_began(happened: Sequence[PositionBegan]) -> None:
    """People may have another manager."""
    opening.keep({each.person for each in happened})


def people_left(happened: Sequence[PersonLeft]) -> None:
    """People are here no more."""
    opening.keep({each.person for each in happened})
    opening.keep_times()


def register() -> None:
    """Called when Django starts."""
    events.subscribe_together(PositionBegan, "reviews of a position", positions_began)
    events.subscribe_together(PersonLeft, "reviews of who left", people_left)
