"""Two years of learning of the made-up people, as they happened: who took which course when, how far, and how well.

Each person has chance of their own, so that what one does hangs on nobody else; nothing here writes anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from trellis.courses.definitions.courses import AssignRule, Course, Courses
from trellis.learning.services.taking_over import due_day
from trellis.people.definitions.audiences import Facts, fits
from trellis.people.definitions.spans import add_months

BACK = timedelta(days=730)
"""For how long back there is learning."""
FIRST_WAVE = 75
"""Days in which those who were there already took the first courses."""
LATE, NEVER = 0.12, 0.07
"""How many are late with what they must take, and how many have not taken it although it is due."""
OF_OWN_WILL = 0.16
"""How many take a course that nobody asks them to take, for each such course."""
UNFINISHED = 0.3
"""How many of those have not finished it yet."""
WITHOUT_SYSTEM = timedelta(days=240)
"""Classes longer ago than this were held with lists on paper: they are evidence without a session."""


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who learns: `knows` is how well, 0 to 1; `began` when they took their present role."""

    person: UUID
    number: str
    facts: Facts
    began: date
    knows: float


class Came(NamedTuple):
    """That somebody was in a session, and when."""

    session: UUID
    on: date


@dataclass(frozen=True, slots=True)
class Taking:
    """That somebody took a course from a day on. `ends` is the day on which it was completed, `None` if it is not.

    `rule` asks for it by `due`; without `begins` they have not begun. `parts` is how many parts are done of one that is
    not completed. `came` is the class in which they were.
    """

    learner: Learner
    course: Course
    begins: date | None
    ends: date | None
    parts: int = 0
    rule: AssignRule | None = None
    asked: date | None = None
    due: date | None = None
    came: Came | None = None

    @property
    def key(self) -> UUID:
        """The identifier of the enrollment: the same whenever the same company is made."""
        return named("enrollment", self.learner.number, self.course.key, str(self.begins))


@dataclass
class Studying:
    """What happens until a day; `seed` tells one history from another."""

    seed: str
    until: date
    courses: Courses
    classes: Mapping[str, Mapping[str, Came]] = field(default_factory=dict)
    """For each course that has sessions who was in one, by their number."""
    _due: dict[tuple[str, date], date] = field(default_factory=dict)

    def of(self, learner: Learner) -> Iterator[Taking]:
        """All that somebody took, in the order of the courses that lead to each other."""
        chance = Random(f"{self.seed} {learner.number}")  # noqa: S311 - no secret
        completed: dict[str, date] = {}
        for course in in_order(self.courses):
            for each in self._of_course(learner, course, completed, chance):
                if each.ends is not None:
                    completed[course.key] = each.ends
                yield each

    def _of_course(
        self, learner: Learner, course: Course, completed: Mapping[str, date], chance: Random
    ) -> Iterator[Taking]:
        rule = next((each for each in course.assign if fits(each.audience, learner.facts)), None)
        came = self.classes.get(course.key, {}).get(learner.number)
        before = [completed.get(each) for each in course.prerequisites]
        ready = max((each for each in before if each is not None), default=date.min)
        if None in before:
            return
        if rule is not None:
            yield from self._asked(learner, course, rule, ready, came, chance)
        elif came is not None or self._wants(learner, course, chance):
            yield self._own(learner, course, ready, came, chance)

    def _wants(self, learner: Learner, course: Course, chance: Random) -> bool:
        is_open = course.enrollment == "open" and fits(course.audience, learner.facts)
        return chance.random() < OF_OWN_WILL and is_open

    def _asked(
        self,
        learner: Learner,
        course: Course,
        rule: AssignRule,
        ready: date,
        came: Came | None,
        chance: Random,
    ) -> Iterator[Taking]:
        """What a rule asks for: once, or again each time that it counts no more."""
        after = rule.due.after if rule.due is not None else ""
        hired = learner.facts.hired_on or learner.began
        asked = max(learner.began if after == "position" else hired, self._first(chance))
        due = self._due_on(course, rule, asked)
        while True:
            taking = self._once(learner, course, rule, max(asked, ready), asked, due, came, chance)
            yield taking
            if taking.ends is None or course.valid_for is None:
                return
            over = add_months(taking.ends, course.valid_for) - timedelta(days=1)
            if over - timedelta(days=30) > self.until:
                return
            asked, due = over - timedelta(days=chance.randrange(5, 30)), over

    def _once(
        self, learner: Learner, course: Course, rule: AssignRule, begins: date, asked: date, due: date,
        came: Came | None, chance: Random,
    ) -> Taking:  # fmt: skip
        luck, span = chance.random(), max((due - begins).days, 2)
        begun = begins + timedelta(days=chance.randrange(span))
        ends = begun + timedelta(days=chance.randrange(1, max(span // 2, 3)))
        if luck < LATE:
            ends = max(ends, due + timedelta(days=chance.randrange(1, 21)))
        is_done = luck >= NEVER and ends <= self.until
        if came is None and (begun > self.until or (luck < NEVER and chance.random() < 0.5)):
            return Taking(learner, course, None, None, rule=rule, asked=asked, due=due)
        return self._with_class(
            Taking(
                learner, course, begun, ends if is_done else None, _some(course, chance), rule, asked, due
            ),
            came,
        )

    def _own(
        self, learner: Learner, course: Course, ready: date, came: Came | None, chance: Random
    ) -> Taking:
        first = max(learner.facts.hired_on or self.until, self.until - BACK, ready)
        begun = first + timedelta(days=chance.randrange(max((self.until - first).days, 1)))
        ends = begun + timedelta(days=chance.randrange(1, 40))
        is_done = ends <= self.until and chance.random() > UNFINISHED
        return self._with_class(
            Taking(learner, course, begun, ends if is_done else None, _some(course, chance)), came
        )

    def _with_class(self, each: Taking, came: Came | None) -> Taking:
        """The same, where a course has a class: whoever came to a session completed it there, others wait for one."""
        if not has_class(each.course):
            return each
        parts = len(each.course.required_parts)
        facts = (each.learner, each.course)
        if came is not None:
            first = min(each.begins or came.on, came.on - timedelta(days=20))
            return Taking(*facts, first, came.on, parts, each.rule, each.asked, each.due, came)
        if each.ends is None or each.ends < self.until - WITHOUT_SYSTEM:
            return each
        return Taking(*facts, each.begins, None, parts, each.rule, each.asked, each.due)

    def _first(self, chance: Random) -> date:
        """When what is asked of everybody was first asked."""
        return self.until - BACK + timedelta(days=chance.randrange(FIRST_WAVE))

    def _due_on(self, course: Course, rule: AssignRule, asked: date) -> date:
        key = (course.key, asked)
        if key not in self._due:
            self._due[key] = due_day(rule, asked)
        return self._due[key]


def in_order(courses: Courses) -> list[Course]:
    """Courses with those first that others ask for."""
    done: dict[str, Course] = {}

    def add(course: Course, above: frozenset[str]) -> None:
        for key in course.prerequisites:
            before = courses.by_key.get(key)
            if before is not None and key not in above:
                add(before, above | {course.key})
        done.setdefault(course.key, course)

    for key in sorted(courses.by_key):
        add(courses.by_key[key], frozenset())
    return list(done.values())


def has_class(course: Course) -> bool:
    """Whether nobody completes a course without having been in a class."""
    return any(each.kind == "class" for each in course.required_parts)


def named(*names: str) -> UUID:
    """An identifier that the same names always give."""
    return uuid5(NAMESPACE_URL, "trellis example " + " ".join(names))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day, by the clock of Greenwich."""
    return datetime.combine(day, time(hour, minute), UTC)


def _some(course: Course, chance: Random) -> int:
    return chance.randrange(len(course.required_parts) or 1)
