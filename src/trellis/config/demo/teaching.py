"""The classes of the example company: two sessions that were held, and one that is planned, of the first course of all
managers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from trellis.classes.definitions.spans import Span
from trellis.classes.services.taking_over import Held, Judged, Seat
from trellis.config.demo.studying import Came, Learner, at, named
from trellis.courses.definitions.courses import Course

COURSE = "giving-feedback"
ZONE = "Europe/Berlin"
PLACE = "Hamburg, room Pier 2"
HELD = (timedelta(days=118), timedelta(days=41))
AHEAD = timedelta(days=17)
PLACES = 12
MISSED, LEFT_EARLY, SAYS = 0.08, 0.07, 0.75
WORDS = "We practice in threes. Bring one situation of the last two weeks, without names."
OPINIONS = (
    "The second round, with roles changed, was where it clicked.", "A shorter start and a third round, please.",
    "Good that nobody had to perform in front of everybody.", "I gave the feedback the day after, and it was fine.",
    "Those of us on the link could not hear the group by the window.", "",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Classes:
    """What was held, and who was there, by their number; `part` is the class of the course."""

    part: str
    held: tuple[Held, ...]
    came: Mapping[str, Came]


def classes_of(
    course: Course, learners: Sequence[Learner], facilitator: UUID, until: date, seed: str
) -> Classes | None:
    """The sessions that were held of a course; nothing for one without a class."""
    part = next((each for each in course.parts if each.kind == "class"), None)
    if part is None:
        return None
    came: dict[str, Came] = {}
    held = []
    for number, ago in enumerate(HELD, 1):
        day = _weekday(until - ago)
        chance = Random(f"{seed} class {number}")  # noqa: S311 - no secret
        people = list(_asked(learners, day, facilitator, came, chance))
        session = named("session", seed, str(number))
        seats = [_seat(each, part.minutes or 60, chance) for each in people]
        for each, seat in zip(people, seats, strict=True):
            if (seat.minutes or 0) >= 0.8 * (part.minutes or 60):
                came[each.number] = Came(session, day)
        held.append(_held(session, course, part.key, day, part.minutes or 60, facilitator, seats))
    return Classes(part.key, tuple(held), came)


def planned(
    course: Course, part: str, people: Sequence[Learner], facilitator: UUID, until: date, seed: str
) -> Held:
    """The session that comes next, with those who wait for it; more than there are places wait on the list."""
    day = _weekday(until + AHEAD)
    minutes = next(each.minutes for each in course.parts if each.key == part) or 60
    some = [each for each in people if each.person != facilitator]
    seats = [Seat(each.person) for each in some[:PLACES]]
    waiting = [each.person for each in some[PLACES : PLACES + 3]]
    return _held(
        named("session", seed, "next"), course, part, day, minutes, facilitator, seats, waiting, is_over=False
    )


def _asked(
    learners: Sequence[Learner], day: date, facilitator: UUID, came: Mapping[str, Came], chance: Random
) -> Iterator[Learner]:
    """Who came: mostly managers, who are asked to, and a few of the others; who had been there at least two months."""
    free = [
        each
        for each in learners
        if each.number not in came and each.person != facilitator
        and (each.facts.hired_on or day) < day - timedelta(days=60)
    ]  # fmt: skip
    ranked = sorted(free, key=lambda each: (not each.facts.is_manager, chance.random()))
    yield from ranked[: min(PLACES, max(len(learners) // 4, 2))]


def _seat(learner: Learner, minutes: int, chance: Random) -> Seat:
    luck = chance.random()
    if luck < MISSED:
        return Seat(learner.person, 0)
    there = minutes // 2 if luck < MISSED + LEFT_EARLY else minutes - chance.choice((0, 0, 0, 3, 5))
    said = None
    if chance.random() < SAYS:
        said = Judged(
            chance.choice((3, 4, 4, 5)), chance.choice((4, 4, 5, 5)), chance.choice((3, 4, 5, 5)),
            chance.choice(OPINIONS),
        )  # fmt: skip
    return Seat(learner.person, there, said)


def _held(
    key: UUID, course: Course, part: str, day: date, minutes: int, facilitator: UUID, seats: Sequence[Seat],
    waiting: Sequence[UUID] = (), *, is_over: bool = True,
) -> Held:  # fmt: skip
    begins = at(day, 13)
    return Held(
        key, course.key, part, Span(begins, begins + timedelta(minutes=minutes)), ZONE, facilitator, seats, waiting,
        PLACES, PLACE, WORDS, is_over,
    )  # fmt: skip


def _weekday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
