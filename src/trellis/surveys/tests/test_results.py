"""Results: scores, who sees which groups, actions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trellis.people.days import today
from trellis.people.models import DepartmentDuty, Part
from trellis.people.tests.conftest import BEGAN
from trellis.surveys import indicators, rules, terms
from trellis.surveys.definitions.surveys import Question
from trellis.surveys.models import ActionState, Round
from trellis.surveys.queries import results
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.scores import Score, driver_score, score_of
from trellis.surveys.services import actions, rounds
from trellis.surveys.services.actions import Plan
from trellis.surveys.services.errors import StaleError, SurveyError
from trellis.surveys.tests.conftest import answered, fresh
from trellis.work.models import WorkItem

SCALE = Question("a", "A", "scale", "growth")
OTHER = Question("b", "B", "scale", "growth")


def test_favourable_is_above_the_middle_of_the_scale():
    assert score_of(SCALE, {"1": 1, "2": 1, "3": 2, "4": 1, "5": 3, "": 4}) == Score(3.5, 8, 0.5, 0.25, 0.25)


def test_a_scale_without_a_middle_has_nobody_neutral():
    even = Question("a", "A", "scale", points=4)

    assert score_of(even, {"2": 1, "3": 1}) == Score(2.5, 2, 0.5, 0, 0.5)


def test_enps_is_promoters_less_detractors():
    score = score_of(Question("e", "E", "enps"), {"10": 3, "9": 2, "8": 3, "6": 1, "0": 1})

    assert score.enps == 30


def test_the_score_of_a_driver_is_the_mean_of_all_answers_to_its_questions():
    counts = {"a": {"4": 3, "": 1}, "b": {"1": 1}}

    assert driver_score([SCALE, OTHER], counts, "growth").mean == 13 / 4


def test_a_driver_of_which_one_question_is_not_shown_has_no_score():
    assert driver_score([SCALE, OTHER], {"a": {"4": 9}}, "growth") is None


def titles(closed, who):
    return [each.title for each in results.of_round(closed, fresh(who))]


def test_everybody_sees_what_all_said_and_managers_their_department(cast, closed):
    assert titles(closed, cast.ada) == ["Everybody"]
    assert titles(closed, cast.mia) == ["Everybody", "IT"]
    assert titles(closed, cast.cleo)[:3] == ["Everybody", "IT", "Operations"]
    assert titles(closed, cast.rob)[0] == "Everybody"
    assert titles(closed, cast.dora) == ["Everybody"]


def test_a_department_below_the_threshold_shows_no_score(cast, closed):
    DepartmentDuty.objects.create(
        department="people", person=cast.ben.person, part=Part.HEAD, starts_on=BEGAN
    )

    assert "people" in rules.departments_of(fresh(cast.ben))
    assert titles(closed, cast.ben) == ["Everybody"]


def test_results_that_are_not_shared_are_for_those_who_run_surveys(cast, closed):
    Round.objects.update(shared=False)
    closed.refresh_from_db()

    assert titles(closed, cast.mia) == []
    assert titles(closed, cast.pia)[0] == "Everybody"


def test_the_growth_score_shows_its_course_over_rounds(cast, closed):
    Round.objects.update(opens_on=today() - timedelta(days=91), closes_on=today() - timedelta(days=80))
    again = rounds.open_round(survey=terms.all_surveys()["engagement"], by=fresh(cast.pia))
    answered(again, cast.everybody, 5)
    rounds.close_round(survey_round=again, by=fresh(cast.pia))

    points = results.trend("engagement", "growth", fresh(cast.pia), "department", "it")

    assert [(each.day, each.score) for each in points] == [
        (today() - timedelta(days=91), 4.0),
        (today(), 5.0),
    ]
    assert [
        each.score for each in results.trend("engagement", "growth", fresh(cast.mia), "department", "it")
    ] == [4.0]
    assert results.trend("engagement", "growth", fresh(cast.ada), "department", "it") == []
    assert indicators.growth_and_development_score("engagement") == 5.0
    assert indicators.growth_and_development_score("engagement", "growth", "department", "people") is None


@pytest.fixture
def plan(cast):
    return Plan("Pair on tickets once a week", "it", cast.ada, today() + timedelta(days=30), "growth")


def test_an_action_waits_on_its_owner_until_it_is_done(cast, plan):
    made = actions.keep_action(plan=plan, by=fresh(cast.mia))
    assert WorkItem.objects.filter(about=made.pk, assignee=cast.ada, state="open").exists()

    actions.end_action(action=made, state=ActionState.DONE, by=fresh(cast.ada))

    assert not WorkItem.objects.filter(about=made.pk, state="open").exists()
    assert actions.end_action(action=made, state=ActionState.DONE, by=fresh(cast.mia)).version == 2
    with pytest.raises(SurveyError, match="ended already"):
        actions.keep_action(plan=plan, by=fresh(cast.mia), action=made)


def test_only_who_answers_for_a_department_says_what_it_does(cast, plan):
    for who in (cast.ada, cast.rob.person.account, cast.dora):
        if rules.can_run(fresh(who)):
            continue
        with pytest.raises(NotAllowedError):
            actions.keep_action(plan=plan, by=fresh(who))
    made = actions.keep_action(plan=plan, by=fresh(cast.cleo))
    with pytest.raises(NotAllowedError):
        actions.end_action(action=made, state=ActionState.DROPPED, by=fresh(cast.ben))


def test_the_second_who_changes_an_action_is_told(cast, plan):
    made = actions.keep_action(plan=plan, by=fresh(cast.mia))
    actions.keep_action(plan=plan, by=fresh(cast.mia), action=made, seen=1)

    with pytest.raises(StaleError):
        actions.keep_action(plan=plan, by=fresh(cast.cleo), action=made, seen=1)
