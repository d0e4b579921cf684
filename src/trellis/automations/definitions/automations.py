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

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Annotated, Literal

from trellis.automations.definitions import actions, catalogue, checks, codes
from trellis.automations.definitions.catalogue import Sort
from trellis.automations.definitions.conditions import Conditions
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import SLUG, Between, Declared, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.words import gettext_noop as _
from trellis.handbook.yaml import Node

NAME = "automations"
USUAL_TIME = time(7)
TEMPLATE = """\
title: "{title}"
description: ""
# In whose name and with whose rights it acts: an address, or the title of a role.
owner:
# An event, or {every: week, on: monday, at: "08:00"}, or {days: 14, before: duty.ends}.
when: {event: core.duty-given}
if:
  all:
    - {field: duty, is: approver}
then:
  - {do: tell, to: owner, subject: "{{ actor }} gave the duty {{ event.duty }}"}
"""
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


class AutomationsKind(DataKind[Automation | None]):
    """The kind `automations`. Joined, it is the automations that can be run, by name: the name of their file."""

    name = NAME
    files = ("automations/*.yml",)
    template = TEMPLATE
    called = _("Automation")
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> Automation | None:
        """What a file says; nothing where it cannot be run."""
        name = path.rpartition("/")[2].removesuffix(".yml")
        if not SLUG.holds(name):
            reporter.report(codes.WRONG_NAME, node.span, f"“{name}” is no name of an automation.")
            return None
        before = len(reporter.found)
        found = read(_without(node, "then"), Automation, reporter, f"the automation “{name}”")
        if found is None:
            return None
        made = replace(found, name=name, path=path, node=node, then=_actions_of(node, reporter))
        checks.check(made, reporter)
        # One that is half understood is not run: without a condition that could not be read it would do too much.
        return made if len(reporter.found) == before else None

    def join(
        self,
        read: Mapping[str, Automation | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> dict[str, Automation]:
        """The automations of all files; of two with one name the first counts. Those that begin themselves are out."""
        found: dict[str, Automation] = {}
        for each in read.values():
            if each is not None:
                found.setdefault(each.name, each)
        for each in found.values():
            checks.check_names(each, handbook, reporter_for(each.path))
        circling = checks.circling(found)
        for name, way in circling.items():
            checks.report_circle(found[name], way, reporter_for(found[name].path))
        return {name: each for name, each in found.items() if name not in circling}


def action_name(action: actions.Action) -> str:
    """The word of an action."""
    return str(getattr(action, "do"))  # noqa: B009 - every action has it, see `definitions.actions`


def _actions_of(node: Node, reporter: Reporter) -> tuple[actions.Action, ...]:
    written = node.get("then")
    if written is None:
        return ()
    items = written.value if isinstance(written.value, list) else [written]
    found = []
    for item in items:
        word = item.get("do")
        kind = actions.kinds().get(str(word.value)) if word is not None else None
        if kind is None:
            known = ", ".join(actions.kinds())
            said = f"There is no action “{word.value}”." if word is not None else "This action has no “do”."
            reporter.report(
                codes.UNFIT_ACTION,
                word.span if word is not None else item.span,
                said,
                hint=f"Known are {known}.",
            )
            continue
        made = read(item, kind.declared, reporter, f"the action “{kind.name}”")
        if made is not None:
            found.append(made)
    return tuple(found)


def _without(node: Node, key: str) -> Node:
    """A mapping without one of its keys, which is read by itself."""
    if not isinstance(node.value, dict):
        return node
    rest = {each: value for each, value in node.value.items() if each != key}
    spans = {each: span for each, span in node.key_spans.items() if each != key}
    return Node(rest, node.span, spans)
