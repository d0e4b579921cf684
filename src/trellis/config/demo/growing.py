"""Years of a company, made up month by month: one seed gives one history.

A month has three days on which things are decided: the first (hires, promotions, heads of departments), the fifteenth
(further hires, leaves, moves) and the last (who leaves). Steps come out in the order of their days, so that each can be
done when all before it have been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from trellis.config.demo.company import FIXED, GROWN_INTO, PERMANENT, Company, Member
from trellis.config.demo.planning import plan_ahead
from trellis.config.demo.shape import (
    CHIEF,
    EXECUTIVES,
    GENERALIST,
    PARTNERS,
    SPAN,
    UNIQUE_FROM,
    WEIGHTS,
    RoleFacts,
    Shape,
)
from trellis.config.demo.steps import PROMOTED, Changed, GaveDutyUp, Left, Stayed, Step, TookDuty, WasAway
from trellis.people.definitions.spans import end_of_month

LEAVE_OF_OWN_WILL = 0.10
"""A year, of those who are there."""
WHY = (
    ("growth", 30),
    ("pay", 20),
    ("relocation", 12),
    ("family", 12),
    ("retirement", 4),
    ("other-voluntary", 22),
)
HEAD, PARTNER = "head", "people-partner"
EXECUTIVE_FROM = 4
"""People of an area from which on it has an executive."""
ALL_EXECUTIVES_FROM = 40
GRADE_MIX = {4: 0.15, 5: 0.3, 6: 0.35, 7: 0.16, 8: 0.04}


@dataclass(frozen=True, slots=True)
class Wish:
    """How many people, over how many years until which day, from which seed."""

    people: int
    years: int
    seed: int
    until: date

    @property
    def begins(self) -> date:
        """The first day of the company."""
        return date(self.until.year - self.years, self.until.month, 1)

    @property
    def name(self) -> str:
        """Tells histories apart."""
        return f"{self.people}-{self.years}-{self.seed}-{self.until}"


@dataclass
class Growing:
    """A company that is being made up."""

    wish: Wish
    shape: Shape
    prefix: str = "OS-"
    heads: dict[str, int] = field(default_factory=dict)
    partners: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Random(f"{self.wish.seed} {self.wish.people} {self.wish.years}")  # noqa: S311 - no secret
        self.company = Company(self.shape, self.chance, self.prefix, most=self.wish.people)

    def steps(self) -> Iterator[Step]:
        """All that happens, in the order of days; at its end what is planned for the days ahead."""
        first, until = self.wish.begins, self.wish.until
        while first <= until:
            last = end_of_month(first)
            days = (
                (first, self._first), (first.replace(day=15), self._fifteenth), (last, self._last),
            )  # fmt: skip
            for day, decide in days:
                if day <= until:
                    decide(day)
                    yield from self.company.told(day)
            first = last + timedelta(days=1)
        yield from self.company.told(until)
        plan_ahead(self.company, until)
        yield from self.company.told()

    # -- the days of a month

    def _first(self, day: date) -> None:
        self._executives(day)
        if day.month % 3 == 1:
            self._promotions(day)
        is_last = day.replace(day=15) > self.wish.until
        self._hires(day, self._wanted(day) if is_last else (len(self.company.here) + self._wanted(day)) // 2)
        self._tidy(day)
        self._duties(day)

    def _fifteenth(self, day: date) -> None:
        self._hires(day, self._wanted(day))
        self._leaves(day)
        self._moves(day)

    def _last(self, day: date) -> None:
        for member in list(self.company.here.values()):
            if member.ends_on is not None and member.ends_on <= day:
                self._contract_ends(member)
        for member in list(self.company.here.values()):
            reason = self._leaves_for(member, day)
            if reason and member.person in self.company.here:
                self._let_go(member, day, reason)

    # -- growing

    def _wanted(self, day: date) -> int:
        """How many people there are to be by a day: few at first, and more with each year."""
        people, begins = self.wish.people, self.wish.begins
        few = min(people, max(3, people // 20))
        last = self.wish.until
        if (last - day).days < (15 if last.day >= 15 else last.day):
            return people
        part = (day - begins).days / max((last - begins).days, 1)
        return few + int((people - few) * part**1.25)

    def _hires(self, day: date, wanted: int) -> None:
        company = self.company
        if not company.here:
            company.hire(CHIEF, day, stays=True)
        while len(company.here) < wanted:
            gone = self._comes_back(day)
            if gone is not None:
                company.hire_again(gone, day)
                continue
            title = self._next_title(wanted)
            stays = title == GENERALIST and not company.holders.get(GENERALIST)
            company.hire(title, day, stays=stays)

    def _comes_back(self, day: date) -> Member | None:
        if self.chance.random() > 0.012:
            return None
        gone = [
            each for each in self.company.people.values()
            if each.left_on is not None and each.left_on < day - timedelta(days=180) and each.role.is_own_work
        ]  # fmt: skip
        return self.chance.choice(gone) if gone else None

    def _next_title(self, wanted: int) -> str:
        """A role in the department that lacks most; in a new department, where its work begins."""
        sizes, total = self.company.sizes, sum(WEIGHTS.values())
        department = max(WEIGHTS, key=lambda name: wanted * WEIGHTS[name] / total - sizes[name])
        if department == "people" and not self.company.holders.get(GENERALIST):
            return GENERALIST
        families = self.shape.own_work(department)
        roles = families[self.chance.choice(list(families))]
        weights = [GRADE_MIX.get(role.grade, 0.01) for role in roles]
        return self.chance.choices(roles, weights)[0].title

    def _executives(self, day: date) -> None:
        """Name an executive for each area that has people enough."""
        company = self.company
        for title, area in self._areas().items():
            if company.holders.get(title):
                continue
            people = [each for each in company.here.values() if title in each.role.above]
            if len(people) < (2 if len(company.here) >= ALL_EXECUTIVES_FROM else EXECUTIVE_FROM):
                continue
            if len(company.here) >= self.wish.people or area == 0:
                continue
            chief = next(iter(company.holders[CHIEF]))
            company.name_manager(title, [each for each in people if each.manager == chief], day).stays = True

    def _areas(self) -> dict[str, int]:
        """The executives below the chief, with how much of the company is theirs."""
        found: dict[str, int] = {}
        for role in self.shape.roles.values():
            if role.is_own_work and role.above[-1:] == (CHIEF,) and len(role.above) > 1:
                found[role.above[-2]] = found.get(role.above[-2], 0) + 1
        return found

    def _tidy(self, day: date) -> None:
        """Part the teams that have become too large because somebody left."""
        for person in list(self.company.reports):
            if person in self.company.here and len(self.company.reports[person]) > SPAN:
                self.company.part(person, day)

    # -- careers

    def _promotions(self, day: date) -> None:
        for member in list(self.company.here.values()):
            if member.ready_on > day or member.stays or member.contract != PERMANENT or not member.role.next:
                continue
            onward = self.shape.roles[member.role.next]
            if onward.is_own_work and self.chance.random() < (0.75 if onward.grade < 8 else 0.3):
                self.company.promote(member, onward.title, day, PROMOTED)
            else:
                member.ready_on = day + timedelta(days=self.chance.randint(180, 540))

    def _moves(self, day: date) -> None:
        """A few change the department, the manager, their hours or where they live."""
        for member in list(self.company.here.values()):
            luck = self.chance.random()
            if luck > 0.008 or not member.role.is_own_work or self.company.reports.get(member.person):
                continue
            if luck < 0.0012 and member.level_since < day - GROWN_INTO and not member.stays:
                self._transfer(member, day)
            elif luck < 0.004:
                self._other_manager(member, day)
            elif luck < 0.008 and member.contract == PERMANENT:
                hours = [each for each in (Decimal(1), Decimal("0.8"), Decimal("0.6")) if each != member.fte]
                member.fte = self.chance.choice(hours)
                self.company.tell(Changed(day, member.person, {"fte": member.fte}, "Other hours."))

    def _transfer(self, member: Member, day: date) -> None:
        roles = [
            role for role in self.shape.roles.values()
            if role.is_own_work and role.grade == member.role.grade and self.company.sizes[role.department]
            and role.department not in (member.role.department, EXECUTIVES)
        ]  # fmt: skip
        if roles:
            role: RoleFacts = self.chance.choice(roles)
            cost = {"cost_centre": self.shape.cost_centres.get(role.department, "")}
            self.company.promote(
                member, role.title, day, "Moved to other work.", department=role.department, **cost
            )

    def _other_manager(self, member: Member, day: date) -> None:
        company = self.company
        if member.manager is None:
            return
        peers = company.holders.get(company.here[member.manager].role.title, {})
        free = [
            each for each in peers if each != member.manager and len(company.reports.get(each, {})) < SPAN
        ]
        if free:
            company.move(member, self.chance.choice(free), day, "Works with another team.")

    # -- being away

    def _leaves(self, day: date) -> None:
        for member in list(self.company.here.values()):
            luck = self.chance.random()
            if (
                luck > 0.022
                or (member.away_until and member.away_until >= day)
                or day < member.since + timedelta(days=60)
            ):
                continue
            if luck < 0.0035 and not member.stays:
                kind, days = "parental", self.chance.choice((63, 140, 182, 273))
            elif luck < 0.020:
                kind, days = "sickness", self.chance.choice((2, 3, 5, 8, 12, 20, 45))
            else:
                kind, days = self.chance.choice((("care", 10), ("unpaid", 60), ("civic", 7)))
            last = day + timedelta(days=days)
            if member.ends_on is None or last <= member.ends_on:
                member.away_until = last
                self.company.tell(WasAway(day, member.person, kind, last))

    # -- leaving

    def _leaves_for(self, member: Member, day: date) -> str:
        """Why somebody leaves with this month, if they do."""
        luck, role = self.chance.random(), member.role
        if (
            member.stays
            or role.grade >= UNIQUE_FROM
            or member.level_since > day
            or (member.away_until and member.away_until > day)
        ):
            return ""
        if day < member.since + timedelta(days=150):
            return "probation" if luck < 0.008 and day > member.since + timedelta(days=40) else ""
        if luck < LEAVE_OF_OWN_WILL / 12:
            return self.chance.choices([name for name, _w in WHY], [weight for _n, weight in WHY])[0]
        luck -= LEAVE_OF_OWN_WILL / 12
        return "dismissal" if luck < 0.0010 else "redundancy" if luck < 0.0016 else ""

    def _contract_ends(self, member: Member) -> None:
        """A contract comes to its end: it goes on for good, or it does not."""
        assert member.ends_on is not None
        if member.contract == FIXED and self.chance.random() < 0.6:
            day = member.ends_on
            member.contract, member.ends_on = PERMANENT, None
            self.company.tell(
                Changed(day, member.person, {"contract_type": PERMANENT}, "The contract goes on.")
            )
            self.company.tell(Stayed(day, member.person))
            return
        self._let_go(member, member.ends_on, "")

    def _let_go(self, member: Member, day: date, reason: str) -> None:
        """Somebody leaves, and others take over; without a reason it was agreed from the start."""
        company, successor = self.company, None
        for department, partner in list(self.partners.items()):
            if partner == member.person:
                company.tell(GaveDutyUp(day, department))
                del self.partners[department]
        team, above = company.team(member.person), member.manager
        if team:
            successor = self._successor(member, team, day)
        company.leave(member, day)
        company.reports.pop(member.person, None)
        after = day + timedelta(days=1)
        for each in team:
            company.report_to(each, above if each.person == successor else successor)
        if reason:
            notice = (
                None
                if reason == "probation"
                else max(member.since, day - timedelta(days=self.chance.choice((30, 42, 61, 92))))
            )
            company.tell(Left(day, member.person, reason, notice, successor))
        if (
            successor is not None
            and successor in company.here
            and successor in [each.person for each in team]
        ):
            company.promote(company.here[successor], member.role.title, after, "Leads the team from now on.")

    def _successor(self, member: Member, team: list[Member], day: date) -> int | None:
        """Who leads a team from now on: somebody of it, a colleague with a small team, or whoever was above."""
        company = self.company
        peers = [
            each for each in company.holders.get(member.role.title, {})
            if each != member.person and len(company.reports.get(each, {})) + len(team) <= SPAN
        ]  # fmt: skip
        if peers and len(team) <= 4:
            return peers[0]
        fit = [
            each for each in team
            if each.level_since <= day - GROWN_INTO and each.contract == PERMANENT and not each.stays
            and each.role.grade >= 6 and each.role.department == member.role.department
            and not company.reports.get(each.person)
        ]  # fmt: skip
        if fit:
            return max(fit, key=lambda each: (each.role.grade, -each.person)).person
        return peers[0] if peers else member.manager

    # -- who looks after departments

    def _duties(self, day: date) -> None:
        company = self.company
        partners = [each for title in PARTNERS for each in company.holders.get(title, {})]
        partners = [each for each in partners if company.here[each].contract == PERMANENT]
        load: Callable[[int], int] = lambda each: sum(1 for one in self.partners.values() if one == each)  # noqa: E731
        for department in (EXECUTIVES, *WEIGHTS):
            head = self._head_of(department)
            if head is not None and company.sizes[department] and self.heads.get(department) != head:
                self.heads[department] = head
                company.tell(TookDuty(day, head, department, HEAD))
            if department not in self.partners and partners and company.sizes[department]:
                self.partners[department] = min(partners, key=load)
                company.tell(TookDuty(day, self.partners[department], department, PARTNER))

    def _head_of(self, department: str) -> int | None:
        title = self.shape.heads.get(department, CHIEF if department == EXECUTIVES else "")
        role = self.shape.roles.get(title)
        if role is None:
            return None
        for rung in (title, *role.above):
            held = self.company.holders.get(rung)
            if held:
                current = self.heads.get(department)
                return current if current in held else next(iter(held))
        return None
