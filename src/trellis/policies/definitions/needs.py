"""What has to happen so that somebody has read what they should have: pure, for one person and one policy.

The versions of a policy are numbered from 1. The first is asked of everybody whom the policy is for; a later one of
those who are concerned by a section that says something else in it, once it was decided that it does. Whoever has read
that version or a later one is done, until a year has passed where the policy asks each year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """How somebody's row stands."""

    ASKED = "asked"
    DONE = "done"
    EXEMPT = "exempt"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why somebody was asked."""

    NEW = "new"
    HIRED = "hired"
    JOINED = "joined"
    CHANGED = "changed"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest row of somebody: `number` is the version that they read, are asked for, or are exempt from."""

    state: State
    number: int
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked of somebody on a day: `concerning` are the numbers of versions that they have to have read.

    `since` is the day since which people are asked, `hired_on` that on which they began.
    """

    is_member: bool
    concerning: Sequence[int]
    newest: int
    today: date
    since: date
    hired_on: date
    is_yearly: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask anew, because of this."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Move:
    """They still wait, now for a later version than before."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """They are asked no more."""


def needed(standing: Standing | None, facts: Facts) -> Ask | Move | Withdraw | None:
    """What has to happen; `None` where nothing does. Done again after it was done, it is nothing."""
    if not facts.is_member:
        return Withdraw() if standing is not None and standing.state == State.ASKED else None
    if standing is None:
        return Ask(_first_reason(facts))
    least = max(facts.concerning, default=0)
    match standing.state:
        case State.WITHDRAWN:
            return Ask(Reason.JOINED)
        case State.ASKED:
            return Move() if standing.number < least else None
        case _ if standing.number < least:
            return Ask(Reason.CHANGED)
        case State.DONE if (
            facts.is_yearly and standing.read_on and facts.today >= a_year_after(standing.read_on)
        ):
            return Ask(Reason.YEARLY)
    return None


def a_year_after(day: date) -> date:
    """The same day of the next year; the last of February where there is none such."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _first_reason(facts: Facts) -> Reason:
    if facts.hired_on > facts.since:
        return Reason.HIRED
    return Reason.JOINED if facts.today > facts.since else Reason.NEW
