"""`escalations.yml`: who hears of work that is overdue, and when.

escalations:
  - kinds: [task, approval]
    after-working-days: 3
    to: manager
  - after-working-days: 10
    to: administrators
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node

NAME = "escalations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation(Declared):
    """Who hears of work that has been overdue for some working days, of these kinds or of all.

    With a `role`, whoever holds it hears of it instead of `to`. With `assign` the work itself goes to them, where
    its kind can be delegated.
    """

    after_working_days: Annotated[int, Between(0, 250)]
    to: Literal["manager", "administrators"] = "manager"
    role: str = ""
    kinds: tuple[Slug, ...] = ()
    assign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalations(Declared):
    """All of `escalations.yml`."""

    escalations: tuple[Escalation, ...] = ()


class EscalationsKind(DataKind[Escalations]):
    """The kind `escalations`. Joined, it is the rules of all sources, the one that strikes first at the front."""

    name = NAME
    files = ("escalations.yml",)
    codes: tuple[Code, ...] = declaredcodes.CODES

    def read(self, path: str, node: Node, reporter: Reporter) -> Escalations:
        """What a file says; a file that says nothing escalates nothing."""
        return read(node, Escalations, reporter, "escalations.yml") or Escalations(node=node)

    def join(
        self, read: Mapping[str, Escalations], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Escalations:
        """The rules of all files."""
        every = [each for one in read.values() for each in one.escalations]
        return Escalations(escalations=tuple(sorted(every, key=lambda each: each.after_working_days)))
