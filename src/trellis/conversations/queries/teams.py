"""One-to-ones of a team, and how they stand in the whole organisation: days and counts, no words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from trellis.conversations.one_to_one_names import CAREER, ONE_TO_ONE
from trellis.core.rules import Account, Person
from trellis.meetings.queries.standing import Standing, standings
from trellis.people.days import today
from trellis.people.queries import chart, directory


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who reports to whoever asks, with how their conversations stand."""

    person: Person
    title: str
    one_to_one: Standing | None
    career: Standing | None


@dataclass(frozen=True, slots=True)
class Team:
    """Those who report to somebody, the longest not met first; and their own conversations with their manager."""

    members: tuple[Member, ...]
    manager: Person | None
    own: Member | None

    @property
    def late(self) -> int:
        """With how many a one-to-one is overdue."""
        return sum(each.one_to_one is not None and each.one_to_one.is_late for each in self.members)

    @property
    def without(self) -> int:
        """With how many there are no one-to-ones."""
        return sum(each.one_to_one is None for each in self.members)


def team_of(who: Account) -> Team:
    """The team of somebody. A bounded number of queries."""
    if who.person is None:
        return Team((), None, None)
    positions = list(directory.reports_on(who.person, today()))
    hosted = _by_guest(standings((ONE_TO_ONE, CAREER), hosts=[who.person.pk]))
    members = (_member(each.person, each.title, hosted) for each in positions)
    position = directory.position_on(who.person, today())
    manager = position.manager if position is not None else None
    own = None
    if position is not None and manager is not None:
        mine = [
            each
            for each in standings((ONE_TO_ONE, CAREER), guests=[who.person.pk])
            if each.host == manager.pk
        ]
        own = _member(manager, "", {(each.kind, manager.pk): each for each in mine})
    return Team(tuple(sorted(members, key=_longest_first)), manager, own)


@dataclass(frozen=True, slots=True)
class Line:
    """How the one-to-ones of a manager stand: how many there are, are overdue, are missing; the longest not met."""

    manager: UUID
    name: str
    title: str
    department: str
    reports: int
    going: int
    late: int
    without: int
    longest: int
    last_on: date | None

    @property
    def state(self) -> str:
        """Whether something is overdue, missing, or all is well."""
        return "late" if self.late else "without" if self.without else "fine"


def overview() -> list[Line]:
    """All managers, those first with whom most is overdue. Three queries."""
    tree, names = chart.tree_on(today()), chart.all_names(today())
    held: dict[tuple[UUID, UUID], Standing] = {
        (each.host, each.guest): each for each in standings((ONE_TO_ONE,))
    }
    lines = []
    for manager in tree.managers:
        below = tree.below.get(manager, ())
        going = [held[manager, each] for each in below if (manager, each) in held]
        node = tree.nodes[manager]
        lines.append(
            Line(
                manager, names.get(manager, ""), node.title, node.department, len(below), len(going),
                sum(each.is_late for each in going), len(below) - len(going),
                max((each.not_met_for for each in going), default=0),
                max((each.last_on for each in going if each.last_on), default=None),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda each: (-each.late, -each.without, each.name.casefold()))


def moved_on() -> list[Standing]:
    """The series whose guest reports to somebody else than their host today. Two queries."""
    tree = chart.tree_on(today())
    return [
        each
        for each in standings((ONE_TO_ONE, CAREER))
        if each.guest not in tree.nodes or tree.nodes[each.guest].manager != each.host
    ]


def manager_of(person: UUID) -> UUID | None:
    """Whom somebody reports to today."""
    node = chart.tree_on(today()).nodes.get(person)
    return node.manager if node is not None else None


def _by_guest(found: Iterable[Standing]) -> dict[tuple[str, UUID], Standing]:
    return {(each.kind, each.guest): each for each in found}


def _member(person: Person, title: str, held: dict[tuple[str, UUID], Standing]) -> Member:
    return Member(person, title, held.get((ONE_TO_ONE, person.pk)), held.get((CAREER, person.pk)))


def _longest_first(member: Member) -> tuple[bool, int, str]:
    found = member.one_to_one
    return (
        found is not None and not found.is_late, -(found.not_met_for if found else 0), member.person.name.casefold()
    )  # fmt: skip
