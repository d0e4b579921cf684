"""What the made-up people think of working there: the surveys of the last year, added together.

Two rounds of each survey that comes again and again, the later one a little better, so that there is a trend.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from random import Random

from trellis.config.demo.chapters import Act, Story
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted
from trellis.surveys import rules, terms
from trellis.surveys.definitions.surveys import Survey
from trellis.surveys.services import taking_over
from trellis.surveys.services.taking_over import Held

ROUNDS = ((290, 0.0), (108, 0.25))
"""How many days ago each was opened, and by how much better its marks are."""
ANSWERING, WRITING = 0.82, 0.2
"""How many answer at all, and how many of them write something."""
WORDS = (
    "Fewer tools for the same thing.", "Meetings without an agenda.", "Tell us earlier what the next quarter brings.",
    "Nothing much. More time for learning, perhaps.", "A quiet room at the Hamburg office.",
    "Decide who decides.", "The way in which shifts are swapped.", "I would like to see other sites now and then.",
)  # fmt: skip


def write(story: Story) -> Iterator[Act]:
    """An act for each round; none where the handbook lets nobody run surveys."""
    if not rules.can_run(story.living.by):
        return
    for name, survey in sorted(terms.all_surveys().items()):
        for ago, better in ROUNDS:
            opened = story.wish.until - timedelta(days=ago)
            if survey.front.cadence and opened > story.wish.begins:
                chance = Random(f"{story.wish.seed} {name} {ago}")  # noqa: S311 - no secret
                yield partial(_hold, story, survey, opened, better, chance)


def _hold(story: Story, survey: Survey, opened: date, better: float, chance: Random) -> None:
    found = directory.found(Wanted(opened)).order_by("employment__number")
    people = list(found.values_list("person", "department"))
    if len(people) < survey.threshold:
        return
    moods = {
        department: chance.uniform(-0.4, 0.4) for department in sorted({each for _person, each in people})
    }
    answers = {
        person: _answers(survey, 3.6 + moods[department] + better, chance)
        for person, department in people
        if chance.random() < ANSWERING
    }
    held = Held(opened, opened + timedelta(days=survey.front.open_days - 1), answers)
    taking_over.take_over(survey=survey, held=held, shared=True, by=story.living.by)


def _answers(survey: Survey, mean: float, chance: Random) -> dict[str, str]:
    """What one person answers: marks about a mean, a choice, sometimes words."""
    found = {}
    for question in survey.questions:
        if question.type == "text":
            found[question.id] = chance.choice(WORDS) if chance.random() < WRITING else ""
        elif question.type == "scale":
            mark = round(chance.gauss(mean * question.points / 5, 0.9))
            found[question.id] = str(min(max(mark, 1), question.points))
        elif question.type == "enps":
            found[question.id] = str(min(max(round(chance.gauss(mean * 2, 1.8)), 0), 10))
        else:
            found[question.id] = chance.choice(question.values)
    return found
