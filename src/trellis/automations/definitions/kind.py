"""The kind `automations`: how a file of an automation is read, checked and joined with the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from trellis.automations.definitions import actions, checks, codes
from trellis.automations.definitions.automations import NAME, Automation
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import SLUG, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.words import gettext_noop as _
from trellis.handbook.yaml import Node

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
