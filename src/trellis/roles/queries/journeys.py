"""Where somebody can go from a role, step by step, and what each step adds."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.pages.queries.current import Edition
from trellis.roles.addresses import role_address
from trellis.roles.definitions import paths
from trellis.roles.definitions.graph import Role
from trellis.roles.definitions.model import Part
from trellis.roles.queries.comparing import entry_view
from trellis.roles.queries.expectations import ItemView
from trellis.roles.queries.graph import graph_of
from trellis.roles.queries.wording import grade_text

MOST_WAYS = 6
"""Ways from one role to another that a page shows; more would not help anybody to choose."""


@dataclass(frozen=True, slots=True)
class Added:
    """What a step adds to one list."""

    title: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A role on the way: what is new there compared with all roles before (`before` is the key of the last)."""

    before: str
    key: str
    title: str
    url: str
    grade: str
    family: str
    sideways: bool
    added: tuple[Added, ...]

    @property
    def new_items(self) -> int:
        """How many responsibilities and requirements the step adds."""
        return sum(len(part.items) for part in self.added)


@dataclass(frozen=True, slots=True)
class Destination:
    """A role that can be reached: in how many steps, by which titles."""

    key: str
    title: str
    grade: str
    steps: int
    through: tuple[str, ...]


def next_stops(edition: Edition, role: Role) -> tuple[Stop, ...]:
    """The roles one step away, with what each adds."""
    graph = graph_of(edition)
    targets = [edge.target for edge in paths.steps_from(graph, role.id) if edge.target is not None]
    ways = (paths.ways(graph, role.id, target, longest=1).found for target in targets)
    return tuple(_stop(found[0].steps[0]) for found in ways if found)


def destinations(edition: Edition, role: Role) -> tuple[Destination, ...]:
    """Every role that can be reached in two steps or more, nearest first."""
    graph = graph_of(edition)
    found = (place for place in paths.reachable(graph, role.id) if len(place.way) > 1)
    return tuple(
        Destination(
            key=str(place.role.id),
            title=place.role.full_title,
            grade=grade_text(place.role.grade),
            steps=len(place.way),
            through=tuple(graph.roles[edge.target].full_title for edge in place.way[:-1] if edge.target),
        )
        for place in found
    )


def journeys(edition: Edition, start: Role, end: Role) -> tuple[tuple[Stop, ...], ...]:
    """The ways from one role to another, the shortest first, with what each step adds; empty if there is none."""
    found = paths.ways(graph_of(edition), start.id, end.id, most=MOST_WAYS).found
    return tuple(tuple(_stop(step) for step in way.steps) for way in found if way.steps)


def _stop(step: paths.Step) -> Stop:
    titles = {Part.RESPONSIBILITIES: _("Responsibilities"), Part.REQUIREMENTS: _("Requirements")}
    return Stop(
        before=str(step.before.id),
        key=str(step.role.id),
        title=step.role.full_title,
        url=role_address(step.role),
        grade=grade_text(step.role.grade),
        family=step.role.family.title,
        sideways=step.sideways,
        added=tuple(Added(titles[part], tuple(map(entry_view, entries))) for part, entries in step.added),
    )
