"""How long something takes, and when something is due, as it is written."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, NamedTuple

from trellis.handbook.declared import Matching

_LENGTH = re.compile(r"(?P<n>\d{1,4}(?:\.5)?) (?P<unit>minutes?|hours?|Minuten?|Stunden?)")
_DUE = re.compile(
    r"(?P<days>\d{1,4}) (?P<working>working )?days?(?: after (?P<after>hire|position|assignment|expiry))?"
)
_VALID = re.compile(r"(?P<n>[1-9]\d{0,2}) (?P<unit>months?|years?)")

Length = Annotated[str, Matching(_LENGTH.pattern, "a length such as 45 minutes or 1.5 hours")]
DueSaid = Annotated[str, Matching(_DUE.pattern, "some days, such as 30 days after hire")]
Validity = Annotated[str, Matching(_VALID.pattern, "months or years, such as 12 months")]


class Due(NamedTuple):
    """When an assignment is due: so many days after somebody's `hire`, `position`, `assignment` or an `expiry`."""

    days: int
    in_working_days: bool
    after: str


def minutes_of(said: str) -> int | None:
    """The minutes of a length as it is written; `None` for what is none."""
    found = _LENGTH.fullmatch(said.strip())
    if found is None:
        return None
    factor = 60 if found["unit"][0] in "hS" else 1
    return int((Decimal(found["n"]) * factor).quantize(Decimal(1), ROUND_HALF_UP))


def due_of(said: str) -> Due | None:
    """When something is due as it is written; without an event it counts from the assignment."""
    found = _DUE.fullmatch(said.strip())
    if found is None:
        return None
    return Due(int(found["days"]), bool(found["working"]), found["after"] or "assignment")


def months_of(said: str) -> int | None:
    """The months that a completion counts; `None` for what is no length of time."""
    found = _VALID.fullmatch(said.strip())
    if found is None:
        return None
    return int(found["n"]) * (12 if found["unit"].startswith("year") else 1)
