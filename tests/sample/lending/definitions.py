"""`lending.yml`: what is lent, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from trellis.core.definitions.permissions import Permission
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Slug, read
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node

KEEP = Permission("lending.keep", "look after what is lent", "approver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing(Declared):
    """Something that is lent for some working days."""

    title: str
    days: Annotated[int, Between(1, 60)] = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending(Declared):
    """All of `lending.yml`."""

    things: Mapping[Slug, Thing] = field(default_factory=dict)


class LendingKind(DataKind[Lending]):
    """The kind `lending`."""

    name, files = "lending", ("lending.yml",)

    def read(self, path: str, node: Node, reporter: Reporter) -> Lending:
        return read(node, Lending, reporter, path) or Lending(node=node)

    def join(
        self, read: Mapping[str, Lending], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Lending:
        return Lending(things={name: thing for each in read.values() for name, thing in each.things.items()})
