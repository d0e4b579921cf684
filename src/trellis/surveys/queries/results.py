"""Results: what was written down for groups when a round closed, as far as somebody may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from trellis.core.rules import Account
from trellis.surveys import groups, rules, scores
from trellis.surveys.definitions.surveys import Question
from trellis.surveys.models import GroupResult, Round, RoundState
from trellis.surveys.scores import Score


@dataclass(frozen=True, slots=True)
class Shown:
    """What a group says: scores by driver and by question, distributions by question."""

    result: GroupResult
    title: str
    drivers: dict[str, Score]
    questions: dict[str, Score]

    @property
    def answered_percent(self) -> int:
        """How many of those who were asked answered."""
        return round(100 * self.result.answered / self.result.asked)

    def distribution(self, question: Question) -> tuple[tuple[str, int], ...]:
        """How often each answer was given; nothing where the question may not be shown."""
        chosen = self.result.counts.get(question.id)
        return scores.distribution(question, chosen) if chosen is not None else ()


@dataclass(frozen=True, slots=True)
class Point:
    """The score of a driver in one round."""

    day: date
    score: float | None


def of_round(survey_round: Round, who: Account) -> list[Shown]:
    """The groups of a round that somebody sees, everybody first; nothing where they may see none.

    Whoever runs surveys sees all that were written down; others those of everybody and of their departments.
    """
    if not rules.can_see_results(who, survey_round):
        return []
    rows = GroupResult.objects.filter(_seen(who), round=survey_round)
    order = ["all", *("+".join(each) for each in survey_round.dimensions)]
    found = [shown(survey_round, each) for each in rows.order_by("name")]
    return sorted(found, key=lambda each: (order.index(each.result.dimension), each.title.casefold()))


def trend(survey: str, driver: str, who: Account, dimension: str = "all", name: str = "") -> list[Point]:
    """The scores of a driver over the closed rounds of a survey that somebody sees, the oldest first. One query.

    Where the questions of the driver were asked in other words, or others were, the line goes on: the page says so.
    """
    rows = GroupResult.objects.filter(
        _seen(who), round__survey=survey, round__state=RoundState.CLOSED, dimension=dimension, name=name
    )
    if not rules.can_run(who):
        rows = rows.filter(round__shared=True) if rules.can_see(who) else rows.none()
    found = []
    for each in rows.select_related("round").order_by("round__opens_on", "round"):
        score = scores.driver_score(each.round.asked_questions, each.counts, driver)
        found.append(Point(each.round.opens_on, score.mean if score is not None else None))
    return found


def shown(survey_round: Round, result: GroupResult) -> Shown:
    """A group with its scores."""
    questions = survey_round.asked_questions
    found = {
        each.id: score
        for each in questions
        if (score := scores.score_of(each, result.counts.get(each.id, {}))) is not None
    }
    return Shown(
        result,
        groups.group_title(result.dimension, result.name),
        dict(_driver_scores(survey_round, questions, result)),
        found,
    )


def _driver_scores(
    survey_round: Round, questions: tuple[Question, ...], result: GroupResult
) -> Iterable[tuple[str, Score]]:
    for driver in survey_round.drivers:
        score = scores.driver_score(questions, result.counts, driver)
        if score is not None:
            yield driver, score


def _seen(who: Account) -> Q:
    """The groups that somebody sees."""
    if rules.can_run(who):
        return Q()
    return Q(dimension="all") | Q(dimension="department", name__in=rules.departments_of(who))
