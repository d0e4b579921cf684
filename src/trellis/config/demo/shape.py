"""What the example company looks like: its places, the size of its departments, its roles as the handbook has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from trellis.roles.definitions.graph import NEXT, REPORTS_TO, Role, RoleGraph
from trellis.roles.definitions.reporting import chain_above

EXECUTIVES = "leadership"
CHIEF = "Chief Executive Officer"
GENERALIST = "People Operations Generalist (Intermediate)"
DIRECTOR = "Director, People Operations"
"""Who keeps what people are paid."""
PARTNERS = (GENERALIST, "Senior People Operations Generalist")
"""Who may be the people partner of a department."""
TEACHING = (
    "Manager, Learning and Development", "Senior Learning and Development Specialist",
    "Learning and Development Specialist (Intermediate)",
)  # fmt: skip
"""Who looks after learning, and teaches."""
UNIQUE_FROM = 12
"""Of roles of this grade or above there is one each."""
HIGHEST_OWN_WORK = 8
"""The highest grade of those who lead nobody."""
SPAN = 9
"""How many report to one person at most, where the role graph has a rung to put between."""

WEIGHTS: Mapping[str, int] = {
    "engineering": 73, "operations": 67, "sales": 38, "education": 32, "it": 19, "product": 19, "people": 17,
    "finance": 15, "marketing": 14,
}  # fmt: skip
"""People by department when there are 300 with the executives, as company/structure.md has it by executive."""


class Place(NamedTuple):
    """Where people work: with the entity that employs them there and the factor of its market."""

    city: str
    country: str
    entity: str
    factor: Decimal
    time_zone: str
    weight: int


PLACES = (
    Place("Hamburg", "Germany", "Overspan GmbH", Decimal("1.00"), "Europe/Berlin", 30),
    Place("Leipzig", "Germany", "Overspan GmbH", Decimal("0.96"), "Europe/Berlin", 6),
    Place("Kassel", "Germany", "Overspan GmbH", Decimal("0.96"), "Europe/Berlin", 4),
    Place("Freiburg", "Germany", "Overspan GmbH", Decimal("0.96"), "Europe/Berlin", 4),
    Place("Newcastle upon Tyne", "United Kingdom", "Overspan Ltd", Decimal("0.87"), "Europe/London", 20),
    Place("Leeds", "United Kingdom", "Overspan Ltd", Decimal("0.90"), "Europe/London", 5),
    Place("Cardiff", "United Kingdom", "Overspan Ltd", Decimal("0.90"), "Europe/London", 4),
    Place("Pittsburgh", "United States", "Overspan Inc.", Decimal("1.14"), "America/New_York", 16),
    Place("Raleigh", "United States", "Overspan Inc.", Decimal("1.08"), "America/New_York", 6),
    Place("Denver", "United States", "Overspan Inc.", Decimal("1.08"), "America/Denver", 5),
)
LEANING: Mapping[str, Mapping[str, float]] = {
    "operations": {"Germany": 3.0, "United Kingdom": 0.3, "United States": 0.4},
    "engineering": {"Germany": 0.9, "United Kingdom": 2.2, "United States": 0.3},
    "sales": {"Germany": 0.7, "United Kingdom": 0.6, "United States": 2.2},
    "education": {"Germany": 1.0, "United Kingdom": 0.6, "United States": 1.6},
}
"""How much more or less likely a country is for people of a department than its places alone say."""


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role: whom it reports to (`above`, the nearest first), and which step of the ladder comes next."""

    title: str
    department: str
    family: str
    grade: int
    above: tuple[str, ...] = ()
    leads: bool = False
    next: str = ""

    @property
    def is_own_work(self) -> bool:
        """Whether people are hired into it without a team."""
        return not self.leads and self.grade <= HIGHEST_OWN_WORK


@dataclass(frozen=True)
class Shape:
    """The roles of a handbook by title, and the heads and cost centres of its departments."""

    roles: Mapping[str, RoleFacts]
    heads: Mapping[str, str] = field(default_factory=dict)
    cost_centres: Mapping[str, str] = field(default_factory=dict)

    def own_work(self, department: str) -> dict[str, list[RoleFacts]]:
        """The roles of a department without a team, by family."""
        found: dict[str, list[RoleFacts]] = {}
        for role in self.roles.values():
            if role.department == department and role.is_own_work:
                found.setdefault(role.family, []).append(role)
        return found

    def lacking(self) -> list[str]:
        """What the example company needs and the handbook does not have."""
        missing = [title for title in (CHIEF, DIRECTOR, GENERALIST) if title not in self.roles]
        return missing + [name for name in WEIGHTS if not self.own_work(name)]


def shape_of(
    graph: RoleGraph, heads: Mapping[str, str] | None = None, cost_centres: Mapping[str, str] | None = None
) -> Shape:
    """What a handbook gives to go by. Departments are the folders of the job families."""
    roles = {role.full_title: _facts(graph, role) for role in graph if role.grade is not None}
    return Shape(roles, heads or {}, cost_centres or {})


def _facts(graph: RoleGraph, role: Role) -> RoleFacts:
    above = tuple(rung.role.full_title for rung in chain_above(graph, role) if rung.role is not None)
    targets = [edge.target for edge in role.edges_of(NEXT) if edge.target is not None]
    steps = [graph.roles[target] for target in targets if target in graph.roles]
    onward = [each for each in steps if each.family.slug == role.family.slug and not _leads(graph, each)]
    return RoleFacts(
        title=role.full_title, department=role.family.department, family=role.family.slug, grade=int(role.grade or 0),
        above=above, leads=_leads(graph, role), next=onward[0].full_title if onward else "",
    )  # fmt: skip


def _leads(graph: RoleGraph, role: Role) -> bool:
    return bool(graph.incoming(role.id, REPORTS_TO))
