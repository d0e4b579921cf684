"""What the made-up people talk about: one-to-ones, some of them overdue, mentorings, feedback.

A few managers meet their people less often than they should, and with some nobody meets at all: as in life.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from trellis.config.demo.chapters import Act, Story
from trellis.conversations import rules, terms
from trellis.conversations.one_to_one_names import CAREER, ONE_TO_ONE
from trellis.conversations.services import taking_over
from trellis.conversations.services.taking_over import Mentored, Told
from trellis.meetings.services.taking_over import Kept
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted

AT_ONCE = 100
LATE, NONE = 0.15, 0.08
"""How many are not met for long, and how many not at all."""
NOTES = (
    "Goes well. Wants fewer meetings on Mondays.", "We moved the deadline by a week.",
    "Talked about the handover, and who stands in.", "The new tool helps. Training for the others next month.",
    "Less on the plate from next week on.",
)  # fmt: skip
PRAISE = (
    "You stayed calm when the customer did not, and found a way for both.",
    "Your notes saved me a day. Thank you for writing them down.",
    "You asked the question that everybody had.",
)
ADVICE = (
    "In the review I lost the thread: begin with what you want us to decide.",
    "Say earlier when you are stuck; I would have liked to help.",
)
GOALS = ("Lead a project by myself", "Speak in front of customers", "Find out whether I want to lead people")


def write(story: Story) -> Iterator[Act]:
    """Acts for a hundred people each; none where the handbook lets nobody oversee conversations."""
    if not rules.can_oversee(story.living.by):
        return
    until, by = story.wish.until, story.living.by
    found = directory.found(Wanted(until)).order_by("employment__number")
    placed = list(found.values_list("person", "manager"))
    kept = list(_series(placed, until, story.chance))
    for at in range(0, len(kept), AT_ONCE):
        yield partial(taking_over.take_over_series, kept=kept[at : at + AT_ONCE], by=by)
    people = [person for person, _manager in placed]
    mentored = list(_mentored(placed, until, story.chance))
    yield partial(taking_over.take_over_mentoring, mentored=mentored, by=by)
    told = list(_told(people, until, story.chance))
    for at in range(0, len(told), AT_ONCE):
        yield partial(taking_over.take_over_feedback, told=told[at : at + AT_ONCE], by=by)


def _series(placed: Sequence[tuple[UUID, UUID | None]], until: date, chance: Random) -> Iterator[Kept]:
    weeks = terms.conversations().one_to_ones.weeks
    for person, manager in placed:
        luck, ago = chance.random(), chance.randrange(1, 7 * weeks)
        if manager is None or luck < NONE:
            continue
        if luck < NONE + LATE:
            ago += 7 * (weeks + 1)
        days = [until - timedelta(days=ago + 7 * weeks * at) for at in range(3)]
        held = tuple((day, chance.choice(NOTES)) for day in days)
        yield Kept(ONE_TO_ONE, manager, person, weeks, held, days[0] + timedelta(weeks=weeks))
        if chance.random() < 0.5:
            yield Kept(CAREER, manager, person, terms.career_weeks(), (), terms.next_career_day(until))


def _mentored(placed: Sequence[tuple[UUID, UUID | None]], until: date, chance: Random) -> Iterator[Mentored]:
    managers = dict(placed)
    people = list(managers)
    topics = terms.conversations().mentoring.topics or ("Leading people",)
    mentors = people[: max(1, len(people) // 5)]
    for mentee in people[len(mentors) :: 9]:
        mentor = chance.choice(mentors)
        if managers[mentee] == mentor:
            continue
        ago = chance.randrange(20, 150)
        days = tuple(until - timedelta(days=ago - 25 * at) for at in range(ago // 25 + 1))
        yield Mentored(
            mentor, mentee, tuple(chance.sample(topics, min(2, len(topics)))), chance.choice(GOALS),
            until - timedelta(days=ago), days,
        )  # fmt: skip


def _told(people: Sequence[UUID], until: date, chance: Random) -> Iterator[Told]:
    for at, giver in enumerate(people):
        receiver = people[(at + chance.randrange(1, 12)) % len(people)]
        if receiver == giver or chance.random() < 0.4:
            continue
        is_praise = chance.random() < 0.7
        yield Told(
            giver, receiver, "praise" if is_praise else "advice", chance.choice(PRAISE if is_praise else ADVICE),
            until - timedelta(days=chance.randrange(1, 90)),
        )  # fmt: skip
