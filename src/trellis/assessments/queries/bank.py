"""All questions of the handbook that somebody grades: what they are about, where they are used, how good they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trellis.assessments import rules, terms
from trellis.assessments.definitions.questions import Question
from trellis.assessments.definitions.quizzes import Quiz
from trellis.assessments.models import QuestionSum
from trellis.assessments.statistics import Advice
from trellis.core.rules import Account

FACETS = ("quiz", "type", "topic", "objective", "difficulty", "flag", "advice")
NONE = "none"
"""The value of a facet for questions that say nothing of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions are wanted: a value for each facet, and words of what is asked; empty for all."""

    quiz: str = ""
    type: str = ""
    topic: str = ""
    objective: str = ""
    difficulty: str = ""
    flag: str = ""
    advice: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as the handbook asks it now, with its numbers of last night; `None` before anybody was asked."""

    quiz: Quiz
    question: Question
    sums: QuestionSum | None

    @property
    def advice(self) -> str:
        """What to do with it: one of `statistics.Advice`."""
        return self.sums.advice if self.sums is not None else Advice.UNKNOWN.value

    @property
    def flags(self) -> list[str]:
        """What to look at: of `statistics.Flag`."""
        return list(self.sums.flags) if self.sums is not None else []

    @property
    def asked(self) -> int:
        """How many people were asked it."""
        return self.sums.asked if self.sums is not None else 0

    def values(self, facet: str) -> tuple[str, ...]:
        """What a question says of a facet; one that says nothing has `NONE`."""
        question = self.question
        said: Mapping[str, tuple[str, ...]] = {
            "quiz": (self.quiz.path,), "type": (question.type,), "topic": question.tags, "flag": tuple(self.flags),
            "objective": (question.objective,), "difficulty": (question.difficulty,), "advice": (self.advice,),
        }  # fmt: skip
        return tuple(each for each in said[facet] if each) or (NONE,)


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions that fit, how many there would be with each value of each facet, and as of when numbers are."""

    entries: tuple[Entry, ...]
    counts: Mapping[str, Counter[str]]
    reckoned_at: datetime | None


def bank_for(who: Account, wanted: Wanted) -> Bank:
    """The questions that somebody grades, narrowed. A query for the numbers, and what asking who grades costs."""
    every = _entries(who)
    counts = {facet: Counter[str]() for facet in FACETS}
    for entry in every:
        misses = [facet for facet in FACETS if not _fits(entry, facet, wanted)]
        if not _has(entry, wanted.text) or len(misses) > 1:
            continue
        # With one facet that it does not fit, it is what that one could be changed to.
        for facet in misses or FACETS:
            counts[facet].update(entry.values(facet))
    fitting = (
        each
        for each in every
        if _has(each, wanted.text) and all(_fits(each, facet, wanted) for facet in FACETS)
    )
    moments = [each.sums.reckoned_at for each in every if each.sums is not None]
    return Bank(tuple(fitting), counts, max(moments, default=None))


def exported(bank: Bank) -> Iterator[dict[str, Any]]:
    """The questions as plain values for a file."""
    for each in bank.entries:
        sums, question = each.sums, each.question
        yield {
            "quiz": each.quiz.path, "key": question.key, "question": question.title, "type": question.type,
            "topics": ", ".join(question.tags), "objective": question.objective, "difficulty": question.difficulty,
            "pool": question.pool, "points": question.points, "asked": each.asked,
            "facility": sums.facility if sums is not None else None,
            "discrimination": sums.discrimination if sums is not None else None, "flags": ", ".join(each.flags),
            "advice": each.advice, "revisions": sums.revisions if sums is not None else 0,
        }  # fmt: skip


FILE = (
    "quiz", "key", "question", "type", "topics", "objective", "difficulty", "pool", "points", "asked", "facility",
    "discrimination", "flags", "advice", "revisions",
)  # fmt: skip


def _entries(who: Account) -> list[Entry]:
    grades_all, own = rules.can_grade_all(who), rules.graded_paths(who)
    quizzes = [each for path, each in terms.quizzes().by_path.items() if grades_all or path in own]
    rows = QuestionSum.objects.filter(quiz__in=[each.path for each in quizzes])
    known = {(each.quiz, each.key, each.fingerprint): each for each in rows}
    return [
        Entry(quiz, question, known.get((quiz.path, question.key, question.fingerprint)))
        for quiz in sorted(quizzes, key=lambda each: each.title.casefold())
        for question in quiz.questions
    ]


def _fits(entry: Entry, facet: str, wanted: Wanted) -> bool:
    value = getattr(wanted, facet)
    return not value or value in entry.values(facet)


def _has(entry: Entry, text: str) -> bool:
    said = f"{entry.question.stem} {entry.question.key} {entry.quiz.title}".casefold()
    return all(word in said for word in text.casefold().split())
