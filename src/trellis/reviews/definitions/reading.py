"""Who may read what was written in a review, as one table: for each kind of writing, from which state on.

People are told apart by how they stand to the review; whoever stands in no way to it reads nothing. The line above, the
people who run cycles and administrators are no readers: they see states, and some of them boxes, never words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is written, and by whom."""

    SELF = "self"
    MANAGER = "manager"
    PEER = "peer"
    UPWARD = "upward"


class State(StrEnum):
    """Where a review stands."""

    WRITING = "writing"
    SUBMITTED = "submitted"
    SHARED = "shared"
    SIGNED = "signed"
    CLOSED = "closed"


OPEN = (State.WRITING, State.SUBMITTED)
SEEN = (State.SHARED, State.SIGNED)
LEAST_UNNAMED = 2
"""Peers without names are shown from two on: one alone is known by whoever nominated them."""
LEAST_UPWARD = 3
"""Upward feedback is shown from three on, whatever a cycle says."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a reader stands to one writing: as its writer, as whom the review is about, as their manager today."""

    writer: bool = False
    subject: bool = False
    manager: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What the cycle says of feedback: how peers are shown, how many must have answered upward, how many have."""

    peers_shown: str = "unnamed"
    least_upward: int = LEAST_UPWARD
    answered: int = 0


def reads(kind: Kind, state: State, who: Standing, said: Setting) -> bool:
    """Whether somebody reads what was submitted. `said.answered` counts submitted writings of the kind."""
    if who.writer:
        return True
    seen = state in SEEN
    if kind == Kind.SELF:
        return who.manager or who.subject
    if kind == Kind.MANAGER:
        return who.manager or (who.subject and seen)
    if kind == Kind.PEER:
        return who.manager or (who.subject and seen and _peers_shown(said))
    return who.subject and seen and said.answered >= max(said.least_upward, LEAST_UPWARD)


def named(kind: Kind, who: Standing, said: Setting) -> bool:
    """Whether a reader sees who wrote it: never upward; peers as the cycle says, but the manager always does."""
    if who.writer or kind in (Kind.SELF, Kind.MANAGER):
        return True
    return kind == Kind.PEER and (who.manager or said.peers_shown == "named")


def can_submit(kind: Kind, state: State) -> bool:
    """Whether something of a kind can still be handed in: what another has read or counted is not added to."""
    return state == State.WRITING or (state == State.SUBMITTED and kind != Kind.MANAGER)


def _peers_shown(said: Setting) -> bool:
    return said.peers_shown == "named" or (said.peers_shown == "unnamed" and said.answered >= LEAST_UNNAMED)
