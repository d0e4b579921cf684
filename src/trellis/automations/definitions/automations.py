"""`automations/*.yml`: what begins by itself, on which conditions, and what is done then.

title: Duties that end soon
owner: Manager, IT
when: {days: 14, before: duty.ends, at: "08:00"}
if:
  all:
    - {field: duty, is-not: approver}
then:
  - {do: tell, to: {field: account}, subject: "Your duty {{ event.duty }} ends soon"}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Annotated, Literal

from trellis.automations.definitions import actions, catalogue
from trellis.automations.definitions.catalogue import Sort
from trellis.automations.definitions.conditions import Conditions
from trellis.handbook.declared import Between, Declared

NAME = "automations"
USUAL_TIME = time(7)
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When(Declared):
    """What an automation begins with: an event, a time of each day or week, or days before or after a day of records.

    `zone` is where `at` is; without one it is the first time zone of the organisation.
    """

    event: str = ""
    every: Literal["day", "week"] | None = None
    on: Weekday = "monday"
    days: Annotated[int, Between(0, 730)] | None = None
    before: str = ""
    after: str = ""
    at: time = USUAL_TIME
    zone: str = ""

    @property
    def day(self) -> str:
        """The day of records that it counts from."""
        return self.before or self.after

    @property
    def fields(self) -> Mapping[str, Sort] | None:
        """What conditions and texts may speak of; `None` where what it begins with is not known."""
        ways = sum(map(bool, (self.event, self.every, self.before, self.after)))
        if ways != 1 or (self.days is not None) is not bool(self.day):
            return None
        if self.event:
            return catalogue.event_fields(self.event)
        if self.day:
            days = catalogue.days_named(self.day)
            return days.fields if days is not None else None
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Automation(Declared):
    """An automation. `owner` is the address of a person, or the title of a role, in whose name and rights it acts."""

    title: str
    owner: str
    when: When
    description: str = ""
    enabled: bool = True
    if_: Conditions = field(default_factory=Conditions)
    then: tuple[actions.Action, ...] = ()
    name: str = ""
    path: str = ""

    @property
    def emits(self) -> frozenset[str]:
        """The events that come of it."""
        return frozenset(event for each in self.then for event in actions.kinds()[action_name(each)].emits)


def action_name(action: actions.Action) -> str:
    """The word of an action."""
    return str(getattr(action, "do"))  # noqa: B009 - every action has it, see `definitions.actions`
