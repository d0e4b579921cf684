"""What automations can begin with: events with their fields, and days that records have.

The compiler runs without Django, and so cannot ask `core.events`. `known_events` is made of it by
`tools/automations/generate.py`; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from trellis.automations.definitions.known_events import EVENTS
from trellis.handbook.words import gettext_noop as _

Sort = Literal["text", "number", "yes-no", "list", "id"]
OWN = "automations."
"""Events that begin like this are those of automations themselves: none begins with them."""


@dataclass(frozen=True, slots=True)
class Days:
    """A day that records of a kind have. `name` is what the handbook says (`duty.ends`), `means` what people read.

    `about` is the kind of object that each of them is; `fields` are what conditions and texts may speak of.
    """

    name: str
    means: str
    about: str
    fields: Mapping[str, Sort]


_days: dict[str, Days] = {}


def register_days(days: Days) -> None:
    """Let automations count from a day; the same name again replaces it. For the definitions of rooms."""
    _days[days.name] = days


def days_named(name: str) -> Days | None:
    """The day of this name."""
    return _days.get(name)


def days() -> tuple[Days, ...]:
    """All days, by name."""
    return tuple(_days[name] for name in sorted(_days))


def event_fields(name: str) -> Mapping[str, Sort] | None:
    """The fields of an event that an automation can begin with; `None` where there is none such."""
    return EVENTS.get(name)


register_days(
    Days("duty.ends", _("the day on which a duty ends"), "assignment", {"account": "id", "duty": "text"})
)
register_days(Days("task.due", _("the day on which a task is due"), "item", {"assignee": "id"}))
