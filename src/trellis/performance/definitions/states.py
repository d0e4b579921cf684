"""Where a plan stands and what is done with it there. Pure: no database, no reader."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RUNNING = "running"
    DECIDED = "decided"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


OPEN = (State.DRAFT, State.PROPOSED, State.RUNNING, State.DECIDED)
OVER = (State.ENDED, State.WITHDRAWN, State.CLOSED)


class Deed(StrEnum):
    """What is done with a plan. `SENT_BACK` and `DECIDED` are for the manager and the people partner alone."""

    DRAFTED = "drafted"
    HANDED_IN = "handed-in"
    SENT_BACK = "sent-back"
    BEGUN = "begun"
    ACKNOWLEDGED = "acknowledged"
    CHECKED_IN = "checked-in"
    COMMENTED = "commented"
    EXTENDED = "extended"
    DECIDED = "decided"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    MANAGED = "managed"
    CLOSED = "closed"


INSIDE = frozenset({Deed.DRAFTED, Deed.HANDED_IN, Deed.SENT_BACK, Deed.DECIDED})
"""What only the manager and the people partner read of the history."""
WHEN: Mapping[Deed, tuple[State, ...]] = {
    Deed.DRAFTED: (State.DRAFT,),
    Deed.HANDED_IN: (State.DRAFT,),
    Deed.SENT_BACK: (State.PROPOSED, State.DECIDED),
    Deed.BEGUN: (State.DRAFT, State.PROPOSED),
    Deed.ACKNOWLEDGED: (State.RUNNING, State.DECIDED),
    Deed.CHECKED_IN: (State.RUNNING,),
    Deed.COMMENTED: (State.RUNNING, State.DECIDED),
    Deed.EXTENDED: (State.RUNNING,),
    Deed.DECIDED: (State.RUNNING,),
    Deed.ENDED: (State.RUNNING, State.DECIDED),
    Deed.WITHDRAWN: OPEN,
    Deed.MANAGED: OPEN,
    Deed.CLOSED: OPEN,
}
"""In which states something can be done."""


def can(deed: Deed, state: str) -> bool:
    """Whether something can be done with a plan that stands somewhere."""
    return state in WHEN[deed]
