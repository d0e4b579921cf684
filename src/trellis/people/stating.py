"""What rooms above know of an employment and papers about it say, such as pay, for whoever may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from trellis.core.rules import Account

State = Callable[[Account, Any, Any, date], str]
"""Says a fact to somebody, of an employment and a position in it (which may be missing), on a day; empty where it is
not known, or not for them. It notes the look at what is need-to-know."""
_states: dict[str, State] = {}


def register(fact: str, state: State) -> None:
    """Say a fact under a name; the same name again replaces it. Called when Django starts."""
    _states[fact] = state


def stated(fact: str, who: Account, employment: Any, position: Any, day: date) -> str:
    """What there is to say of a fact; empty also where no room knows of it."""
    state = _states.get(fact)
    return state(who, employment, position, day) if state is not None else ""
