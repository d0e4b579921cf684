"""What the made-up people are paid: agreed when they come, raised each spring and with each promotion.

Each has a place of their own in the range of their role, which the handbook gives; so pay lies where its formula puts
it, but for a few who came from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, partial

from trellis.compensation import rules, terms
from trellis.compensation.definitions.reckoning import rounded_pay
from trellis.compensation.rules import Why
from trellis.compensation.services import pay
from trellis.compensation.services.pay import Agreed
from trellis.compensation.terms import Calculation
from trellis.config.demo.chapters import Act, Story
from trellis.config.demo.steps import Changed, Hired, Left, Stayed, Step
from trellis.core.money import Money

AT_ONCE = 20
"""People of one act."""
RISE = Decimal("0.03")
"""By how much pay rises each spring."""
SPRING = 4
"""The month whose first day new pay counts from."""
LEAST, MIDDLE, MOST = 0.78, 0.97, 1.22
"""Compa ratios, of which the one in the middle is the most likely: a few lie beyond the range."""


@dataclass(slots=True)
class Stay:
    """Somebody who works there at the end: since when, where, and with which title from which day on."""

    person: int
    entity: str
    location: str
    factor: Decimal | None
    ends_on: date | None
    titles: dict[date, str] = field(default_factory=dict)


def write(story: Story) -> Iterator[Act]:
    """An act for every few people, in the order in which they came; none where the handbook lets nobody keep pay."""
    if not rules.can_keep(story.living.by):
        return
    chance, stays = story.chance, _stays(story.steps, story.wish.until)
    placed = [(each, Decimal(f"{chance.triangular(LEAST, MOST, MIDDLE):.3f}")) for each in stays]
    agree = partial(_agree, story, cache(partial(_calculated, story.wish.until)))
    for at in range(0, len(placed), AT_ONCE):
        yield partial(agree, placed[at : at + AT_ONCE])


def _stays(steps: Iterable[Step], until: date) -> list[Stay]:
    found: dict[int, Stay] = {}
    for step in steps:
        if isinstance(step, Hired):
            facts = step.facts
            found[step.person] = Stay(
                step.person, step.entity, facts.get("location", ""), facts.get("location_factor"),
                step.ends_on, {step.day: facts["title"]},
            )  # fmt: skip
        elif isinstance(step, Changed) and "title" in step.facts and step.person in found:
            found[step.person].titles[step.day] = step.facts["title"]
        elif isinstance(step, (Left, Stayed)) and step.person in found:
            found[step.person].ends_on = step.day if isinstance(step, Left) else None
    stays = [found[person] for person in sorted(found)]
    return [each for each in stays if each.ends_on is None or each.ends_on >= until]


def _calculated(day: date, title: str, place: str, factor: Decimal | None, entity: str) -> Calculation | None:
    return terms.calculate_for(title, place=place, known_factor=factor, entity=entity, day=day)


def _agree(
    story: Story, calculated: Callable[..., Calculation | None], stays: list[tuple[Stay, Decimal]]
) -> None:
    agreed = []
    for stay, ratio in stays:
        employment = story.living.employment(stay.person).pk
        for day, title, why in _days(stay, story.wish.until):
            found = calculated(title, stay.location, stay.factor, stay.entity)
            if found is not None:
                agreed.append(
                    Agreed(employment, day, _terms(found, ratio, story.wish.until.year - day.year), why)
                )
    pay.take_over_many(agreed=agreed, by=story.living.by)


def _days(stay: Stay, until: date) -> list[tuple[date, str, str]]:
    """The days on which pay becomes another, with the title that is held then and what it came of."""
    first, *later = sorted(stay.titles)
    found = {first: (stay.titles[first], str(Why.FIRST))}
    for year in range(first.year + 1, until.year + 1):
        spring = date(year, SPRING, 1)
        if spring <= until:
            found[spring] = (stay.titles[max(day for day in stay.titles if day <= spring)], str(Why.REVIEW))
    found |= {day: (stay.titles[day], str(Why.PROMOTION)) for day in later if day <= until}
    return [(day, *found[day]) for day in sorted(found)]


def _terms(found: Calculation, ratio: Decimal, years: int) -> pay.Terms:
    """Pay as it is now, without the rises of the years since."""
    amount = found.parts.base * ratio / (1 + RISE) ** years
    rounded = rounded_pay(amount, terms.compensation().rounding)
    variable = found.parts.variable * 100 / found.parts.base if found.parts.variable else Decimal(0)
    return pay.Terms(Money(rounded, found.currency), round(variable, 2))
