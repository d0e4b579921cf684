"""`employment.yml`: the words of employment, which contracts there are, why people leave, why they are away.

contract-types:
  permanent: {title: Permanent}
  fixed-term: {title: Fixed term, ends: true}
leaving-reasons:
  growth: {title: Left for a role with more to learn, voluntary: true, growth: true}
  redundancy: {title: Redundancy}
leave-kinds:
  parental: {title: Parental leave}
  sickness: {title: Sickness, health: true}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node

NAME = "employment"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractType(Declared):
    """A type of contract; one that `ends` is only made with a last day."""

    title: str
    ends: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingReason(Declared):
    """Why somebody leaves: whether of their own will, and whether to grow elsewhere."""

    title: str
    voluntary: bool = False
    growth: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveKind(Declared):
    """Why somebody is away for a time. Of `health`, managers see the days and not the kind."""

    title: str
    health: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment(Declared):
    """The words of employment, of all files together."""

    contract_types: Mapping[Slug, ContractType] = field(default_factory=dict)
    leaving_reasons: Mapping[Slug, LeavingReason] = field(default_factory=dict)
    leave_kinds: Mapping[Slug, LeaveKind] = field(default_factory=dict)


USUAL = Employment(
    contract_types={
        "permanent": ContractType(title="Permanent"),
        "fixed-term": ContractType(title="Fixed term", ends=True),
    },
    leaving_reasons={
        "resignation": LeavingReason(title="Resignation", voluntary=True),
        "growth": LeavingReason(title="Resignation, to grow elsewhere", voluntary=True, growth=True),
        "end-of-contract": LeavingReason(title="End of the contract"),
        "dismissal": LeavingReason(title="Dismissal"),
        "other": LeavingReason(title="Another reason"),
    },
    leave_kinds={
        "parental": LeaveKind(title="Parental leave"),
        "sickness": LeaveKind(title="Sickness", health=True),
        "unpaid": LeaveKind(title="Unpaid leave"),
        "other": LeaveKind(title="Other leave"),
    },
)
"""What counts where the handbook says nothing of it."""


class EmploymentKind(DataKind[Employment]):
    """The kind `employment`. Joined: the `Employment` of all files; what none of them speaks of is as usual."""

    name = NAME
    files = ("employment.yml",)
    codes: tuple[Code, ...] = declaredcodes.CODES

    def read(self, path: str, node: Node, reporter: Reporter) -> Employment:
        """What a file says."""
        return read(node, Employment, reporter, "employment.yml") or Employment(node=node)

    def join(
        self, read: Mapping[str, Employment], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Employment:
        """All files together; of two with one name the first counts."""
        files = list(read.values())
        return Employment(
            contract_types=_first(each.contract_types for each in files) or USUAL.contract_types,
            leaving_reasons=_first(each.leaving_reasons for each in files) or USUAL.leaving_reasons,
            leave_kinds=_first(each.leave_kinds for each in files) or USUAL.leave_kinds,
        )


def _first(several: Iterable[Mapping[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for each in several:
        for name, value in each.items():
            found.setdefault(name, value)
    return found
