"""How the made-up people get on: promotions of the last half-year with their documents, some that are being compared,
development plans towards the next level, and key roles with who could take them on.

A promotion changed position and pay when it happened; here it gets the document that was written for it then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from trellis.config.demo.chapters import Act, Story
from trellis.config.demo.steps import PROMOTED, Changed, Hired, Step
from trellis.growth import rules, terms
from trellis.growth.definitions.calendars import Quarter
from trellis.growth.services import taking_over
from trellis.growth.services.taking_over import Headed, Key, Promoted
from trellis.people.definitions.spans import add_months
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted

AT_ONCE = 100
MONTHS = 6
"""For how long back promotions come with a document."""
COMPARED, HEADING = 0.03, 0.12
"""How many people with a next level are to be promoted next, and how many have a development plan."""
SAYS: dict[str, tuple[str, ...]] = {
    "summary": (
        "Has done most of the work of the next level for half a year, and others ask them first.",
        "Runs the weekly hand-over and has brought two new people in.",
    ),
    "work": (
        "Moved the calibration records of three sites into one place; looking one up takes a minute, not a morning.",
        "Led the work on the new test bench from the first sketch to the day on which it was handed over.",
    ),
    "values": ("Said early that the date would not hold, and came with two ways out.",),
    "need": ("Two further sites open next year, and somebody has to lead the work there.",),
}  # fmt: skip
SHOWS = (
    "Planned and led the move of the second laboratory; the report of it is with the project.",
    "Wrote the guide that all new people in the team read in their first week.",
    "Stood in for the manager for five weeks, with nothing left undone.",
    "Took over the talks with two suppliers, and both deliver on the day now.",
)
STATED = (
    ("shown", "shown", SHOWS[1]), ("partly", "not-yet", ""), ("shown", "partly", SHOWS[3]), ("not-yet", "not-yet", ""),
    ("partly", "partly", SHOWS[0]),
)  # fmt: skip
KEY = 0.4
"""How many of those who lead others have a key role."""
GAPS = (
    "Two laboratories and the contract with the largest customer hang on this role.",
    "Nobody else knows how the work of the three sites fits together.",
)
TO_DO = (
    ("stretch", "Lead the next move of a laboratory"), ("learning", "Learn how budgets are planned"),
    ("coaching", "Sit in on three talks with suppliers"), ("other", "Visit the other site for a week"),
)  # fmt: skip
WELL_EARNED = "Well earned: much of what runs smoothly here does so because of this work."


def write(story: Story) -> Iterator[Act]:
    """Acts for a hundred people each; none where the handbook lets nobody look after promotions."""
    by, until = story.living.by, story.wish.until
    if not rules.sees_all(by):
        return
    rows = directory.found(Wanted(until)).order_by("employment__number")
    placed = list(rows.values_list("person", "employment", "manager", "title"))
    moved = list(_promoted(story, {each[0]: each for each in placed}))
    known = {each.person for each in moved}
    rest = [
        (each, role) for each in placed if each[0] not in known and (role := next_title(each[3])) is not None
    ]
    quarter = next(iter(terms.promotions().quarters(until)), None)
    if quarter is not None:
        moved += _compared(rest, quarter, story.chance)
    for at in range(0, len(moved), AT_ONCE):
        yield partial(taking_over.take_over_promotions, promoted=moved[at : at + AT_ONCE], by=by)
    places = {each.person_id: each for each in rows}
    keys = list(_keys(places, story.chance))
    for at in range(0, len(keys), AT_ONCE):
        yield partial(taking_over.take_over_key_roles, keys=keys[at : at + AT_ONCE], by=by)
    headed = list(_headed(rest, until, story.chance))
    for at in range(0, len(headed), AT_ONCE):
        yield partial(taking_over.take_over_plans, headed=headed[at : at + AT_ONCE], by=by)


def _promoted(story: Story, placed: Mapping[UUID, Sequence[Any]]) -> Iterator[Promoted]:
    until = story.wish.until
    for number, day, source, target in _titles(story.steps, add_months(until, -MONTHS)):
        person = story.living.person(number).pk
        if person in placed:
            _person, employment, manager, _title = placed[person]
            state = "effective" if day <= until else "granted"
            yield Promoted(
                person, employment, manager, source, target, day, state, _says(story.chance), _shuffled(story.chance),
                WELL_EARNED,
            )  # fmt: skip


def _titles(steps: Iterable[Step], since: date) -> Iterator[tuple[int, date, str, str]]:
    """Who was promoted after a day, when, from which title to which."""
    titles: dict[int, str] = {}
    for step in steps:
        facts = step.facts if isinstance(step, Hired | Changed) else {}
        if "title" not in facts or not isinstance(step, Hired | Changed):
            continue
        before = titles.get(step.person)
        titles[step.person] = facts["title"]
        if isinstance(step, Changed) and step.reason == PROMOTED and step.day > since and before is not None:
            yield step.person, step.day, before, facts["title"]


def next_title(title: str) -> str | None:
    """The title of the next step of a ladder upwards; `None` for none."""
    role = terms.titled(title)
    if role is None:
        return None
    return next((each.role.full_title for each in terms.next_levels(role) if not each.lateral), None)


def _compared(rest: Iterable[Any], quarter: Quarter, chance: Random) -> Iterator[Promoted]:
    for (person, employment, manager, title), onward in rest:
        if chance.random() < COMPARED:
            yield Promoted(
                person, employment, manager, title, onward, quarter.effective_on, "calibration", _says(chance),
                _shuffled(chance), WELL_EARNED,
            )  # fmt: skip


def _headed(rest: Iterable[Any], until: date, chance: Random) -> Iterator[Headed]:
    for (person, _employment, _manager, title), onward in rest:
        if chance.random() < HEADING:
            actions = tuple(
                (kind, words, until + timedelta(days=chance.randrange(-20, 120)))
                for kind, words in chance.sample(TO_DO, 2)
            )
            begun = until - timedelta(days=chance.randrange(20, 200))
            review = until + timedelta(days=chance.randrange(-10, 100))
            shown = chance.sample(STATED, len(STATED))
            yield Headed(person, title, onward, begun, review, shown, actions)


def _keys(places: Mapping[UUID, Any], chance: Random) -> Iterator[Key]:
    """Some of those who lead others, with one to three of their own people who could take it on."""
    below: dict[UUID, list[UUID]] = {}
    for person, each in places.items():
        if each.manager_id is not None:
            below.setdefault(each.manager_id, []).append(person)
    for leader, team in below.items():
        place = places.get(leader)
        if place is None or place.manager_id is None or chance.random() > KEY:
            continue
        named = chance.sample(team, min(len(team), chance.randrange(0, 4)))
        ready = [(person, chance.choice(("now", "year", "year", "later"))) for person in named]
        yield Key(
            leader, place.manager_id, place.title, place.department, chance.choice(("low", "medium", "high")),
            chance.choice(GAPS), ready, "Others ask them first, and they stay calm.", "Has not planned a budget yet.",
        )  # fmt: skip


def _says(chance: Random) -> dict[str, str]:
    return {name: chance.choice(words) for name, words in SAYS.items()}


def _shuffled(chance: Random) -> list[str]:
    return chance.sample(SHOWS, len(SHOWS))
