"""Results of quizzes and of their questions: what statistics are reckoned from, for those who grade.

Numbers are of the first graded attempt of each person: who repeats a quiz has seen its questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Avg, Count, Max, Q

from trellis.assessments import papers, reckoning, rules, terms
from trellis.assessments.definitions.questions import Choice, Question
from trellis.assessments.models import Answer, Appeal, Attempt, Regrade
from trellis.core import defined
from trellis.core.rules import Account

MOST = 2000
"""Attempts that statistics look at, the newest: a facility is known to a hundredth by so many."""


@dataclass(frozen=True, slots=True)
class OfQuiz:
    """A quiz as the list of results has it."""

    path: str
    title: str
    taken: int
    waiting: int
    mean: Decimal | None
    passed: int
    graded: int
    is_gone: bool

    @property
    def pass_rate(self) -> int | None:
        """How many of the graded attempts passed, in per cent."""
        return round(100 * self.passed / self.graded) if self.graded else None


@dataclass(frozen=True, slots=True)
class Item:
    """A revision of a question with the points that people earned of it, by attempt."""

    key: str
    fingerprint: str
    question: Question
    is_current: bool
    earned: Mapping[UUID, Decimal]
    values: Mapping[UUID, Any]
    out_of: Decimal

    @property
    def title(self) -> str:
        """The first line of what is asked."""
        return self.question.title

    @property
    def name(self) -> str:
        """What its page is called: of one revision, whatever its key."""
        return self.fingerprint

    @property
    def asked(self) -> int:
        """How many people were asked it."""
        return len(self.earned)


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that is known of a quiz: the attempts that count, their scores, the questions."""

    path: str
    title: str
    scores: Mapping[UUID, Decimal]
    passed: int
    items: tuple[Item, ...]
    attempts: int

    @property
    def mean(self) -> Decimal | None:
        """The mean score in per cent."""
        return sum(self.scores.values(), Decimal(0)) / len(self.scores) if self.scores else None


class Given(NamedTuple):
    """What statistics need of an answer: of tens of thousands, records take ten times as long to make."""

    attempt_id: UUID
    position: int
    key: str
    fingerprint: str
    value: Any
    out_of: Decimal
    auto_points: Decimal | None
    hand_points: Decimal | None
    appeal_points: Decimal | None
    override: str


class Signature(NamedTuple):
    """What changes whenever the numbers of a quiz may: how many are graded and when last, what was decided since."""

    edition: Hashable
    graded: int
    last_graded: datetime | None
    regraded: int
    last_regraded: datetime | None
    upheld: int


def signature(path: str) -> Signature:
    """What the numbers of a quiz depend on. Three queries."""
    graded = Attempt.objects.filter(quiz=path, state=Attempt.State.GRADED)
    counts = graded.aggregate(n=Count("*"), last=Max("handed_in_at"))
    changed = Regrade.objects.filter(quiz=path).aggregate(n=Count("pk"), last=Max("applied_at"))
    appealed = Appeal.objects.filter(attempt__quiz=path, state=Appeal.State.UPHELD).count()
    return Signature(defined.state(), counts["n"], counts["last"], changed["n"], changed["last"], appealed)


def quizzes_for(who: Account) -> list[OfQuiz]:
    """The quizzes that somebody grades and that anybody has taken, by title. One query, which an index answers."""
    rows = Attempt.objects.filter(rules.of_graded(who)).exclude(state=Attempt.State.VOID).order_by()
    known = terms.quizzes().by_path
    found: dict[str, OfQuiz] = {}
    counted = rows.values("quiz").annotate(
        # Of columns that the index holds: counted by the key, each row of the table would be looked up.
        taken=Count("quiz"), waiting=Count("quiz", filter=Q(state="handed-in")), mean=Avg("score"),
        passed=Count("quiz", filter=Q(passed=True)), graded=Count("quiz", filter=Q(state="graded")),
    )  # fmt: skip
    for each in counted:
        path = each["quiz"]
        title = known[path].title if path in known else path
        mean = Decimal(str(each["mean"])) if each["mean"] is not None else None
        found[path] = OfQuiz(
            path,
            title,
            each["taken"],
            each["waiting"],
            mean,
            each["passed"],
            each["graded"],
            path not in known,
        )
    return sorted(found.values(), key=lambda each: each.title.casefold())


def analysis_of(path: str) -> Analysis:
    """What is known of a quiz. Three queries, and the reading of as many papers as there are revisions of questions."""
    rows = Attempt.objects.filter(quiz=path, state=Attempt.State.GRADED).defer("paper", "rules")
    first: dict[UUID, Attempt] = {}
    for each in rows.order_by("-handed_in_at", "-pk")[:MOST]:
        first[each.person_id] = each  # the newest first: the last one written down is the earliest
    attempts = {each.pk: each for each in first.values()}
    quiz = terms.quiz_at(path)
    title = quiz.title if quiz is not None else next((each.title for each in attempts.values()), path)
    return Analysis(
        path, title, {key: each.score for key, each in attempts.items() if each.score is not None},
        sum(bool(each.passed) for each in attempts.values()), tuple(_items(path, attempts)), rows.count(),
    )  # fmt: skip


def _items(path: str, attempts: Mapping[UUID, Attempt]) -> list[Item]:
    quiz = terms.quiz_at(path)
    current = {each.fingerprint: each for each in quiz.questions} if quiz is not None else {}
    by_print: dict[tuple[str, str], list[Given]] = {}
    rows = Answer.objects.filter(attempt__in=list(attempts)).order_by("position", "pk")
    for each in map(Given._make, rows.values_list(*Given._fields)):
        by_print.setdefault((each.key, each.fingerprint), []).append(each)
    found = []
    for (key, fingerprint), answers in by_print.items():
        question = current.get(fingerprint) or _asked_then(answers[0])
        earned = {
            each.attempt_id: points for each in answers if (points := reckoning.points_of(each)) is not None
        }
        values = {each.attempt_id: each.value for each in answers}
        found.append(
            Item(key, fingerprint, question, fingerprint in current, earned, values, answers[0].out_of)
        )
    places = {each.key: at for at, each in enumerate(quiz.questions)} if quiz is not None else {}
    return sorted(found, key=lambda each: (places.get(each.key, len(places)), not each.is_current))


def _asked_then(answer: Given) -> Question:
    paper = Attempt.objects.values_list("paper", flat=True).get(pk=answer.attempt_id)
    return papers.asked_in(paper)[answer.position].question


def not_asked(path: str, fingerprint: str) -> Item | None:
    """A question of the handbook that nobody was asked yet; `None` where the quiz has none such."""
    quiz = terms.quiz_at(path)
    for each in quiz.questions if quiz is not None else ():
        if each.fingerprint == fingerprint:
            return Item(each.key, fingerprint, each, True, {}, {}, each.points)
    return None


def chosen(item: Item) -> list[tuple[str, bool, int, float]]:
    """How often each answer of a choice was chosen: its words, whether it is right, how often, in per cent."""
    if not isinstance(item.question, Choice):
        return []
    counted: Counter[str] = Counter()
    for value in item.values.values():
        counted.update(value if isinstance(value, list) else [value] if value else [])
    n = len(item.values) or 1
    return [
        (each.text, each.is_right, counted[each.key], 100 * counted[each.key] / n)
        for each in item.question.options
    ]
