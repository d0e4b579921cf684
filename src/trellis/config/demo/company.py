"""The company while its history is made up: who is there, who reports to whom, how teams part when they grow."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from trellis.config.demo import names
from trellis.config.demo.shape import (
    CHIEF,
    EXECUTIVES,
    LEANING,
    PLACES,
    SPAN,
    UNIQUE_FROM,
    Place,
    RoleFacts,
    Shape,
)
from trellis.config.demo.steps import Changed, Hired, Step, Who
from trellis.people.definitions.spans import end_of_month

HANDED_OVER = timedelta(days=13)
"""Between the day on which a new manager is named and the day on which the team is theirs."""
GROWN_INTO = timedelta(days=365)
FIXED, STUDENT, PERMANENT = "fixed-term", "working-student", "permanent"
SIZES = ("XS", "S", "M", "L", "XL", "XXL")


@dataclass(slots=True)
class Member:
    """Somebody who is or was there."""

    person: int
    who: Who
    role: RoleFacts
    place: Place
    since: date
    level_since: date
    ready_on: date
    manager: int | None = None
    contract: str = PERMANENT
    fte: Decimal = Decimal(1)
    ends_on: date | None = None
    away_until: date | None = None
    left_on: date | None = None
    stays: bool = False
    """Whom the example needs, so that they never leave."""


@dataclass
class Company:
    """All of it on one day, and the steps by which it came there."""

    shape: Shape
    chance: Random
    prefix: str = "OS-"
    people: dict[int, Member] = field(default_factory=dict)
    here: dict[int, Member] = field(default_factory=dict)
    """Who is there, in the order in which they came."""
    holders: dict[str, dict[int, None]] = field(default_factory=dict)
    reports: dict[int, dict[int, None]] = field(default_factory=dict)
    sizes: Counter[str] = field(default_factory=Counter)
    taken: dict[str, int] = field(default_factory=dict)
    employments: int = 0
    most: int = 1_000_000
    """How many there are to be at last: then managers are found among those who are there."""
    _told: list[tuple[date, int, Step]] = field(default_factory=list)
    _count: int = 0
    _coming: int = 0
    """How many are not counted yet, since their manager is being found."""
    _parting: set[int] = field(default_factory=set)
    """Whose team is parted at this moment: a manager who is named meanwhile may stand below them all the same."""

    # -- what is told

    def tell(self, step: Step, day: date | None = None) -> None:
        """Have a step happen on its day."""
        self._count += 1
        heapq.heappush(self._told, (day or step.day, self._count, step))

    def told(self, until: date | None = None) -> Iterator[Step]:
        """The steps until a day, in order; each is given once."""
        while self._told and (until is None or self._told[0][0] <= until):
            yield heapq.heappop(self._told)[2]

    # -- who comes and goes

    def hire(self, title: str, day: date, *, place: Place | None = None, stays: bool = False) -> Member:
        """Employ somebody new in a role."""
        role = self.shape.roles[title]
        place = place or self._place_for(role.department)
        named = names.somebody(self.chance, place.country)
        member = Member(
            person=len(self.people) + 1, who=self._who(named, place), role=role, place=place, since=day,
            level_since=day, ready_on=self.ready_after(day), stays=stays,
        )  # fmt: skip
        self.people[member.person] = member
        self._begin(member, day, is_new=True)
        return member

    def hire_again(self, member: Member, day: date) -> Member:
        """Employ somebody again who has left."""
        member.since = member.level_since = day
        member.ready_on, member.left_on, member.away_until = self.ready_after(day), None, None
        self._begin(member, day, is_new=False)
        return member

    def _begin(self, member: Member, day: date, *, is_new: bool) -> None:
        self._agree(member, day)
        self.employments += 1
        number, who = f"{self.prefix}{self.employments:05d}", member.who if is_new else None
        self._place(member, day)
        place, role = member.place, member.role
        facts: dict[str, Any] = {
            "title": role.title, "department": role.department, "manager": member.manager,
            "contract_type": member.contract, "fte": member.fte, "location": place.city,
            "location_factor": place.factor,
        }  # fmt: skip
        self.tell(Hired(day, member.person, number, place.entity, facts, who, member.ends_on))

    def hire_ahead(self, like: Member, seat: int, day: date) -> None:
        """Have somebody come on a day ahead into a seat of the plan, to a team; they do not count yet."""
        named = names.somebody(self.chance, like.place.country)
        person, self.employments = len(self.people) + 1, self.employments + 1
        who = self._who(named, like.place)
        self.people[person] = Member(
            person, who, like.role, like.place, day, day, self.ready_after(day), like.manager
        )
        facts: dict[str, Any] = {
            "title": like.role.title, "department": like.role.department, "manager": like.manager,
            "contract_type": PERMANENT, "fte": Decimal(1), "location": like.place.city,
            "location_factor": like.place.factor,
        }  # fmt: skip
        number = f"{self.prefix}{self.employments:05d}"
        self.tell(Hired(day, person, number, like.place.entity, facts, who, into=seat))

    def leave(self, member: Member, day: date) -> None:
        """Somebody is gone after a day, and nobody reports to them any more."""
        member.left_on, member.stays = day, False
        self._count_out(member)
        self.report_to(member, None)
        member.manager = None

    def promote(self, member: Member, title: str, day: date, reason: str, **more: Any) -> None:
        """Give somebody another role, and the manager who goes with it."""
        self._count_out(member)
        member.role, member.level_since, member.ready_on = (
            self.shape.roles[title],
            day,
            self.ready_after(day),
        )
        facts: dict[str, Any] = {"title": title, **more}
        before = member.manager
        self._place(member, day)
        if member.manager != before:
            facts["manager"] = member.manager
        self.tell(Changed(day, member.person, facts, reason))

    def move(self, member: Member, manager: int, day: date, reason: str) -> None:
        """Give somebody another manager."""
        self.report_to(member, manager)
        self.tell(Changed(day, member.person, {"manager": manager}, reason))

    def report_to(self, member: Member, manager: int | None) -> None:
        """Note who reports to whom, without telling."""
        if member.manager is not None:
            self.reports.get(member.manager, {}).pop(member.person, None)
        member.manager = manager
        if manager is not None:
            self.reports.setdefault(manager, {})[member.person] = None

    def team(self, person: int) -> list[Member]:
        """Who reports to somebody."""
        return [self.here[each] for each in self.reports.get(person, {}) if each in self.here]

    def ready_after(self, day: date) -> date:
        """When somebody is ready for the next level: after twelve to thirty months."""
        return day + timedelta(days=self.chance.randint(365, 912))

    # -- who manages whom

    def manager_for(self, title: str, day: date, but: int = 0) -> int | None:
        """Whoever holds the nearest rung above a role and has the smallest team; a team that is full parts first."""
        for _try in range(4):
            found = self._nearest(title, but)
            if found is None or len(self.reports.get(found, {})) < SPAN or not self.part(found, day, but):
                return found
        return self._nearest(title, but)

    def part(self, leader: int, day: date, but: int = 0) -> bool:
        """Name another manager for a part of somebody's team; whether that can be done.

        From below the chief these are executives; elsewhere the rung right above those who do the work.
        """
        if leader in self._parting:
            return False
        self._parting.add(leader)
        try:
            return self._part(self.here[leader], day, but)
        finally:
            self._parting.discard(leader)

    def _part(self, leader: Member, day: date, but: int) -> bool:
        above = leader.role
        groups: dict[str, list[Member]] = {}
        for member in self.team(leader.person):
            if member.person != but:
                groups.setdefault(self._rung_for(member.role, above), []).append(member)
        groups.pop("", None)
        if not groups:
            return False
        title, group = max(groups.items(), key=lambda each: (len(each[1]), each[0]))
        if len(group) < (2 if above.title == CHIEF else 4):
            return False
        if self._is_full and self.shape.roles[title].grade >= UNIQUE_FROM:
            return False
        self.name_manager(title, group, day, half=title == above.title)
        return True

    def name_manager(self, title: str, group: list[Member], day: date, *, half: bool = False) -> Member:
        """Name a manager for people, from among them where somebody has grown into it; they report to them soon."""
        chosen = self._grown(title, group, day)
        if chosen is not None and not self.shape.roles[title].grade >= UNIQUE_FROM:
            self.promote(chosen, title, day, "Leads a team that has grown.")
        else:
            chosen = self.hire(title, day)
        rest = [each for each in group if each.person != chosen.person]
        moved = rest[: (len(rest) + 1) // 2] if half else rest[:SPAN]
        for member in moved:
            if member.manager != chosen.person and member.person != chosen.manager:
                self.move(member, chosen.person, day + HANDED_OVER, "The team has grown and was split.")
        return chosen

    def _rung_for(self, role: RoleFacts, above: RoleFacts) -> str:
        """Which title could stand between a role and whom they report to now; its own for a team that may be split."""
        if above.title not in role.above:
            return ""
        if above.title == CHIEF and len(role.above) > 1:
            return "" if self.holders.get(role.above[-2]) else role.above[-2]
        if role.above[0] == above.title:
            return above.title if above.grade < UNIQUE_FROM else ""
        return role.above[0]

    def _nearest(self, title: str, but: int) -> int | None:
        for rung in self.shape.roles[title].above:
            held = [each for each in self.holders.get(rung, {}) if each != but]
            if held:
                return min(held, key=lambda each: len(self.reports.get(each, {})))
        return None

    def _grown(self, title: str, group: list[Member], day: date) -> Member | None:
        role = self.shape.roles[title]
        fit = [
            each for each in group
            if each.level_since <= day - GROWN_INTO and each.contract == PERMANENT and not each.stays
            and 6 <= each.role.grade <= role.grade and each.role.title != title
            and each.role.department == role.department
        ]  # fmt: skip
        if self._is_full and not fit:
            return max(group, key=lambda each: (not each.stays, each.role.grade, -each.person))
        if not fit or (self.chance.random() > 0.7 and not self._is_full):
            return None
        return max(fit, key=lambda each: (each.role.grade, -each.person))

    def _place(self, member: Member, day: date) -> None:
        """Find a manager, and count somebody in: not before, so that nobody is put below who has not come yet."""
        self._coming += 1
        manager = self.manager_for(member.role.title, day, but=member.person)
        self._coming -= 1
        self._count_in(member)
        self.report_to(member, manager)

    # -- counting

    @property
    def _is_full(self) -> bool:
        return len(self.here) + self._coming >= self.most

    def _count_in(self, member: Member) -> None:
        self.here[member.person] = member
        self.holders.setdefault(member.role.title, {})[member.person] = None
        self.sizes[member.role.department] += 1

    def _count_out(self, member: Member) -> None:
        self.here.pop(member.person, None)
        self.holders[member.role.title].pop(member.person, None)
        self.sizes[member.role.department] -= 1

    # -- what somebody is like

    def _place_for(self, department: str) -> Place:
        leaning: Mapping[str, float] = LEANING.get(department, {})
        weights = [each.weight * leaning.get(each.country, 1.0) for each in PLACES]
        return self.chance.choices(PLACES, weights)[0]

    def _who(self, named: names.Named, place: Place) -> Who:
        chance = self.chance
        custom = {"shirt-size": chance.choice(SIZES)} if chance.random() < 0.6 else {}
        if chance.random() < 0.08:
            custom["first-aider"] = "yes"
        return Who(
            name=named.full, email=names.address(named, self.taken),
            legal_name=f"{named.given} {chance.choice('ABEJKLMNRST')}. {named.family}" if chance.random() < 0.2 else "",
            pronouns=chance.choice(("she/her", "he/him", "they/them")) if chance.random() < 0.3 else "",
            languages=named.languages, time_zone=place.time_zone, custom=custom,
        )  # fmt: skip

    def _agree(self, member: Member, day: date) -> None:
        """Choose the type of contract and the hours."""
        member.contract, member.ends_on, member.fte = PERMANENT, None, Decimal(1)
        role, luck = member.role, self.chance.random()
        if member.stays or role.leads or role.department == EXECUTIVES or role.grade > 6:
            if luck < 0.06 and not role.leads:
                member.fte = Decimal("0.8")
        elif luck < 0.03 and role.grade <= 5:
            member.contract, member.fte = STUDENT, Decimal("0.4")
            member.ends_on = end_of_month(day + timedelta(days=self.chance.randint(330, 570)))
        elif luck < 0.11:
            member.contract = FIXED
            member.ends_on = end_of_month(day + timedelta(days=self.chance.choice((330, 510, 690))))
        elif luck < 0.21:
            member.fte = self.chance.choice((Decimal("0.8"), Decimal("0.6"), Decimal("0.5")))
