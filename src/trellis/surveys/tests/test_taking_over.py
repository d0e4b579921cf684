"""Surveys that were held before: added together as if they had been held here, and nothing else is kept."""

from datetime import timedelta

import pytest

from trellis.core.models import Notice
from trellis.people.days import today
from trellis.surveys import terms
from trellis.surveys.models import Asked, GroupResult, Round, RoundState, Urn
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.services.errors import SurveyError
from trellis.surveys.services.taking_over import Held, take_over
from trellis.surveys.tests.conftest import fresh, values

LONG_AGO = timedelta(days=100)


def held(people, mark=4, *, begins=LONG_AGO, lasts=14, **others):
    first = today() - begins
    answers = {each.person.pk: values(mark, **others) for each in people}
    return Held(first, first + timedelta(days=lasts), answers)


def taken(cast, what, by=None):
    survey = terms.all_surveys()["engagement"]
    return take_over(survey=survey, held=what, shared=True, by=fresh(by or cast.pia))


def results(row):
    return {
        (each.dimension, each.name): (each.asked, each.answered, each.counts.get("team-helps"))
        for each in GroupResult.objects.filter(round=row)
    }


def test_it_has_the_results_that_it_would_have_had_here(cast, closed):
    it = [cast.mia, cast.ada, cast.ben, *cast.analysts]
    what = held(it, 4)
    rest = held([cast.olga, cast.pia, cast.rob, cast.cleo, cast.lily, cast.max], 2)

    made = taken(cast, Held(what.opened_on, what.closed_on, {**what.answers, **rest.answers}))

    made.refresh_from_db()
    closed.refresh_from_db()
    assert results(made) == results(closed)
    assert (made.state, made.shared, made.asked, made.answered) == (RoundState.CLOSED, True, 19, 19)
    assert (made.dimensions, made.questions) == (closed.dimensions, closed.questions)


def test_who_answered_and_what_is_not_kept_and_nobody_is_told(cast):
    taken(cast, held(cast.everybody))

    assert not Asked.objects.exists()
    assert not Urn.objects.exists()
    assert not Notice.objects.exists()


def test_of_fewer_than_five_nothing_is_kept(cast):
    made = taken(cast, held([cast.ada, cast.ben], **{"change-first": "The chairs"}))

    assert made.texts == {}
    assert all(not each.counts for each in GroupResult.objects.filter(round=made))


def test_taken_over_twice_it_is_there_once(cast):
    assert taken(cast, held(cast.everybody)) == taken(cast, held(cast.everybody, 1))
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    "what",
    [
        {"begins": timedelta(days=5)},  # would be open still
        {"lasts": -1},
        {"recommend": "much"},
    ],
)
def test_what_cannot_have_been_is_refused_and_leaves_nothing(cast, what):
    with pytest.raises(SurveyError):
        taken(cast, held(cast.everybody, **what))
    assert not Round.objects.exists()


def test_whoever_runs_no_surveys_takes_none_over(cast):
    for who in (cast.ada, cast.mia, cast.dora):
        with pytest.raises(NotAllowedError):
            taken(cast, held(cast.everybody), by=who)
