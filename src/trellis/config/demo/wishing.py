"""What the made-up people want to learn: courses that they take of their own will, and what no course teaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from trellis.config.demo.studying import Learner, Taking, at, named
from trellis.learning.services.taking_over_talk import Wished

WANTING = 0.4
"""How many have goals."""
SHOWN = 0.5
"""How many goals their managers see."""
WORDS = (
    "Lead a retrospective without help", "Explain our sensors to somebody who builds bridges",
    "Read a vibration spectrum without looking things up", "Write decisions down so that nobody asks again",
    "Hold a talk at the meeting of all departments", "Hand a project over without a meeting",
    "Interview with somebody experienced, then alone", "Say no to a customer and keep them",
)  # fmt: skip
ENDED = (("reached", 5), ("dropped", 3), ("open", 6))
"""How goals in own words stand."""


def wishes(seed: str, until: date, takings: Sequence[Taking]) -> list[Wished]:
    """The goals of some of those who take courses. The same seed gives the same goals."""
    found: dict[Learner, list[Taking]] = {}
    for each in takings:
        found.setdefault(each.learner, []).append(each)
    return [wish for learner, own in found.items() for wish in _of(seed, until, learner, own)]


def _of(seed: str, until: date, learner: Learner, takings: Sequence[Taking]) -> Iterator[Wished]:
    chance = Random(f"{seed} wants {learner.number}")  # noqa: S311 - no secret
    if chance.random() > WANTING:
        return
    chosen = [each for each in takings if each.rule is None and each.begins is not None]
    for each in chosen[:2]:
        yield _course(seed, until, each, chance)
    for number, words in enumerate(chance.sample(WORDS, chance.choice((1, 1, 2)))):
        since = until - timedelta(days=chance.randrange(15, 500))
        if since >= learner.began:
            yield _own(named("goal", seed, learner.number, str(number)), until, learner, words, since, chance)


def _own(key: UUID, until: date, learner: Learner, words: str, since: date, chance: Random) -> Wished:
    """Something in own words; what is open is late where its day was some days ago."""
    state = chance.choices([name for name, _n in ENDED], [n for _name, n in ENDED])[0]
    by_when = max(since + timedelta(days=90), until - timedelta(days=10))
    if state == "open":
        by_when = until + timedelta(days=chance.randrange(-8, 120))
    return Wished(
        key, learner.person, "words", words, at(since, 9), by_when, state,
        min(by_when, until) if state != "open" else None, chance.random() < SHOWN,
    )  # fmt: skip


def _course(seed: str, until: date, each: Taking, chance: Random) -> Wished:
    assert each.begins is not None
    is_done = each.ends is not None
    by_when = each.begins + timedelta(days=60) if is_done else until + timedelta(days=chance.randrange(5, 90))
    return Wished(
        named("goal", seed, str(each.key)), each.learner.person, "course", each.course.key, at(each.begins, 8),
        by_when, "reached" if is_done else "open", each.ends, chance.random() < SHOWN, is_done,
    )  # fmt: skip
