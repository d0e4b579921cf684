"""The communities of the made-up people: what they ask each other, which answer was accepted, what was reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from trellis.config.demo.chapters import Act, Story
from trellis.config.demo.making import guests
from trellis.config.demo.shape import PARTNERS, TEACHING
from trellis.config.demo.studying import at, named
from trellis.core.rules import Account, Person
from trellis.courses import terms
from trellis.learning import rules
from trellis.learning.services import taking_over_talk
from trellis.learning.services.communities import Facts
from trellis.learning.services.taking_over_talk import Answered, Asked, Founded, Reported
from trellis.people.queries import directory, examples
from trellis.people.queries.directory import Wanted

SPEAKERS = 6
"""How many speak beside those who sign in."""
FEW = 4
"""How many belong to a community that is not open."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, so many days after its question, by one of those who speak."""

    by: int
    days: int
    text: str
    is_accepted: bool = False
    reported: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, so many days ago, by one of those who speak. The first of them looks after it all."""

    ago: int
    by: int
    title: str
    text: str
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Circle:
    """A community, founded so many days ago."""

    ago: int
    facts: Facts
    questions: tuple[Question, ...]


CIRCLES = (
    Circle(
        690,
        Facts(
            "Talking with each other",
            "For everybody who practices feedback: what worked, what did not, and how you would say it today.",
            "communication", "giving-feedback",
        ),
        (
            Question(
                610, 3, "How do I begin when I have waited for weeks?",
                "I should have said it in spring. Now it feels as if I had collected evidence.",
                (
                    Answer(1, 1, "Say that first: “I should have told you in spring, and I did not.” Then the four "
                                 "sentences about *one* occasion. Leave out the rest.", is_accepted=True),
                    Answer(4, 2, "That sentence helped me, too. Nobody minded the delay as much as I had feared."),
                ),
            ),
            Question(
                420, 5, "Does “we” count as an observation?",
                "“We all noticed that you were late.” My partner in the practice said that this is a judgment.",
                (
                    Answer(2, 1, "A camera would not see “we”. Say what *you* saw; others can speak for themselves.",
                           is_accepted=True),
                    Answer(6, 1, "Whoever asks that should rather work than talk.",
                           reported="Not how we talk with each other here."),
                ),
            ),
            Question(
                160, 4, "Feedback in writing, across time zones",
                "My colleague is nine hours away. Do I wait for a call or write it?",
                (Answer(0, 2, "Praise: write it now. Anything else: write that you would like to talk, and about what. "
                              "Ask for twenty minutes within two days.", is_accepted=True),),
            ),
            Question(
                12, 2, "How do you answer feedback that you think is wrong?",
                "I caught myself explaining for ten minutes.",
                (Answer(5, 1, "I say thank you, write it down, and look at it a day later. By then half is right."),),
            ),
        ),
    ),
    Circle(
        540,
        Facts(
            "Reading spectra", "For those who look at peaks every day, and for those who want to.", "measuring",
            "reading-a-vibration-spectrum",
        ),
        (
            Question(
                480, 2, "A peak at exactly 40 Hz on two bridges",
                "Different types, different firmware. What do they have in common?",
                (Answer(4, 1, "A motor at 600 Hz: its distance from 640 is 40. Look whether the filter board is the "
                              "old one; it was on both.", is_accepted=True),),
            ),
            Question(
                200, 6, "First mode moves by two per cent between January and July",
                "Is that the bearing, or is that winter?",
                (
                    Answer(3, 1, "Plot it against temperature first. If the points of all months lie on one line, it "
                                 "is winter.", is_accepted=True),
                    Answer(6, 3, "It was winter. The line is on the page now."),
                ),
            ),
            Question(9, 5, "Which block length for a stress-ribbon bridge?",
                     "The lowest mode is expected at 0.6 Hz, the next at 0.68."),
        ),
    ),
    Circle(
        300,
        Facts(
            "Leading for the first time",
            "For those who have just begun to lead. What is said here stays here.", "leadership", is_open=False,
        ),
        (
            Question(
                240, 1, "My former peers tell me less than before",
                "Two weeks ago we had lunch together. Now they stop talking when I come.",
                (Answer(0, 2, "That is the role and not you. Keep the one-to-ones even when there is nothing to say; "
                              "after the third they are about something.", is_accepted=True),),
            ),
            Question(
                30, 2, "Who covers for me while I am away for three weeks?",
                "All of them could, and none of them has asked.",
                (Answer(1, 1, "I asked each in the one-to-one what they would want to decide. Then it was easy."),),
            ),
        ),
    ),
)  # fmt: skip


def write(story: Story) -> Iterator[Act]:
    """One act for each community; none where nobody may look after learning."""
    if not rules.can_keep(story.living.by):
        return
    seed = f"{story.wish.seed} {story.wish.people} {story.wish.years}"
    for circle in CIRCLES:
        yield partial(_gather, story, circle, seed)


def _gather(story: Story, circle: Circle, seed: str) -> None:
    who = [story.living.account(each) for each in _speakers(story.wish.until)]
    facts = circle.facts
    if facts.course and terms.all_courses().by_key.get(facts.course) is None:
        return
    made = _founded(circle, facts, who if facts.is_open else who[:FEW], story.wish.until, seed)
    taking_over_talk.take_over_community(founded=made, by=story.living.by)


def _speakers(until: date) -> list[Person]:
    """Who speaks: whoever teaches, those who sign in, and some who have been there for long. The same each time."""
    teacher = examples.holder_of(TEACHING) or examples.holder_of(PARTNERS)
    found = [each for each in (teacher, *guests()) if each is not None]
    rows = directory.found(Wanted(until)).order_by("employment__number")
    found += [each.person for each in rows[: SPEAKERS + len(found)]]
    return list({each.pk: each for each in found}.values())[: SPEAKERS + 1]


def _founded(circle: Circle, facts: Facts, who: Sequence[Account], until: date, seed: str) -> Founded:
    asked = tuple(
        _asked(each, who, until, f"{seed} {facts.title} {number}") for number, each in enumerate(circle.questions)
    )  # fmt: skip
    key = named("community", seed, facts.title)
    return Founded(key, facts, at(until - timedelta(days=circle.ago), 9), tuple(who), asked)


def _asked(each: Question, who: Sequence[Account], until: date, name: str) -> Asked:
    day = until - timedelta(days=each.ago)
    answers = tuple(
        _answered(answer, who, day, f"{name} answer {number}") for number, answer in enumerate(each.answers)
    )
    author = who[each.by % len(who)]
    return Asked(named("question", name), author, each.title, each.text, at(day, 10, 20), answers)


def _answered(answer: Answer, who: Sequence[Account], asked: date, name: str) -> Answered:
    day = asked + timedelta(days=answer.days)
    reported = None
    if answer.reported:
        reporter = who[(answer.by + 1) % len(who)]
        reported = Reported(reporter, answer.reported, at(day, 15), who[0], at(day + timedelta(days=1), 8))
    return Answered(
        named("answer", name), who[answer.by % len(who)], answer.text, at(day, 13, 5), answer.is_accepted, reported
    )  # fmt: skip
