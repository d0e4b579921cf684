"""Nobody can tell who said what: not by a page, not by all of the tables with the secret key in hand."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.models import AccessNote, Event, Notice
from trellis.core.rules import ActingError
from trellis.core.tests.lent import lent
from trellis.people.days import today
from trellis.surveys import terms
from trellis.surveys.models import Asked, GroupResult, Round, Urn
from trellis.surveys.queries import results
from trellis.surveys.queries import rounds as queries
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.services import answering, rounds, urns
from trellis.surveys.services.errors import StaleError, SurveyError
from trellis.surveys.tests.conftest import answered, fresh, values
from trellis.work.models import WorkItem

BALLOT = st.tuples(
    st.fixed_dictionaries({"a": st.sampled_from(["", "1", "2", "3"]), "b": st.sampled_from(["", "0", "1"])}),
    st.fixed_dictionaries({"c": st.sampled_from(["", "x", "y", "Zoe "])}),
)


@given(st.lists(BALLOT, max_size=8), st.randoms(use_true_random=False))
def test_who_of_a_group_said_what_and_when_leaves_no_trace_in_the_urn(ballots, random):
    shuffled = list(ballots)
    random.shuffle(shuffled)

    def filled(several):
        content = urns.empty()
        for chosen, texts in several:
            urns.put(content, ["all=", "department=it"], chosen, texts)
        return json.dumps(content, sort_keys=True)

    assert filled(ballots) == filled(shuffled)


@pytest.mark.django_db
def test_the_tables_are_the_same_whoever_of_a_group_said_it_and_in_whatever_order(cast, opened):
    def kept(pairs):
        savepoint = connection.savepoint()
        for who, mark in pairs:
            answered(opened, [who], mark, **{"change-first": f"Text {mark}"})
        said = [each["content"] for each in Urn.objects.values("content")]
        asked = sorted(Asked.objects.values_list("person", "has_answered", "groups"), key=str)
        sealed = connection.cursor().execute("SELECT content FROM surveys_urn").fetchone()
        connection.savepoint_rollback(savepoint)
        return said, asked, len(sealed[0])

    ada, ben, ana = cast.ada, cast.ben, cast.analysts[0]

    as_it_was = kept([(ada, 1), (ben, 3), (ana, 5)])

    assert kept([(ana, 1), (ada, 3), (ben, 5)]) == as_it_was
    assert kept([(ben, 5), (ana, 3), (ada, 1)]) == as_it_was


@pytest.mark.django_db
def test_answering_writes_no_row_so_that_rows_have_no_order_and_no_moment(cast, opened):
    before = {
        model: set(model.objects.values_list("pk", flat=True))
        for model in (Asked, Urn, Event, AccessNote, Notice)
    }

    answered(opened, cast.analysts)

    after = {model: set(model.objects.values_list("pk", flat=True)) for model in before}
    assert after == before
    assert all(key.version == 4 for model in (Asked, Urn) for key in before[model])
    fields = [field for model in (Asked, Urn, GroupResult) for field in model._meta.fields]
    moments = [field.name for field in fields if "Date" in type(field).__name__]
    assert moments == []


@pytest.mark.django_db
def test_what_lies_in_the_database_tells_nothing_without_the_key(cast, opened):
    answered(opened, [cast.ada], 1, **{"change-first": "Better coffee"})

    sealed = connection.cursor().execute("SELECT content FROM surveys_urn").fetchone()[0]

    assert "coffee" not in sealed
    assert "growth" not in sealed


@pytest.mark.django_db
def test_a_closed_round_keeps_only_what_may_be_shown(cast, closed):
    assert not Asked.objects.exists()
    assert not Urn.objects.exists()
    assert not WorkItem.objects.filter(about=closed.pk, state="open").exists()
    # Olga alone is of operations and neither of IT nor of People, and two are of the other entity: with what is shown,
    # People, both entities and their crossings would tell of these few.
    assert {(each.dimension, each.name) for each in GroupResult.objects.all()} == {
        ("all", ""), ("department", "operations"), ("department", "it"), ("department+entity", "it / Test GmbH"),
    }  # fmt: skip


@pytest.mark.django_db
def test_texts_of_fewer_than_five_are_destroyed(cast, opened):
    answered(opened, cast.analysts[:4], **{"change-first": "More light"})
    answered(opened, cast.analysts[4:])

    made = rounds.close_round(survey_round=opened, by=fresh(cast.pia))

    assert made.texts == {}


@pytest.mark.django_db
def test_texts_of_five_are_told_in_the_order_of_the_alphabet(cast, opened):
    for each, text in zip(cast.analysts, ("d", "b", "e", "a", "c"), strict=False):
        answered(opened, [each], **{"change-first": text})

    made = rounds.close_round(survey_round=opened, by=fresh(cast.pia))

    assert made.texts == {"change-first": ["a", "b", "c", "d", "e"]}


@pytest.mark.django_db
def test_a_question_that_fewer_than_five_answered_is_not_told(cast, opened):
    answered(opened, cast.analysts[:4], place="1")
    answered(opened, cast.analysts[4:], place="")
    made = rounds.close_round(survey_round=opened, by=fresh(cast.pia))

    told = GroupResult.objects.get(round=made, dimension="all")

    assert "place" not in told.counts
    assert told.counts["team-helps"] == {"4": 10}


@pytest.mark.django_db
def test_of_four_answers_nothing_is_left(cast, opened):
    answered(opened, cast.analysts[:4])

    made = rounds.close_round(survey_round=opened, by=fresh(cast.pia))

    assert (made.asked, made.answered, made.texts) == (None, None, {})
    assert not GroupResult.objects.exists()


@pytest.mark.django_db
def test_while_a_survey_is_open_only_shares_in_tens_of_groups_of_five_are_told(cast, opened):
    answered(opened, cast.analysts[:5])

    told = queries.participation(opened)

    assert {each.group: (each.asked, each.percent) for each in told}["department=it"] == (13, 30)
    assert all(each.asked >= 5 and each.percent % 10 == 0 for each in told)
    assert results.of_round(opened, fresh(cast.pia)) == []


@pytest.mark.django_db
def test_a_reminder_goes_to_everybody_so_that_it_tells_of_nobody(cast, opened):
    answered(opened, cast.analysts)
    Notice.objects.all().delete()

    assert rounds.remind(survey_round=opened, by=fresh(cast.pia)) == 19

    assert Notice.objects.values("account").distinct().count() == 19
    rounds.remind(survey_round=opened, by=fresh(cast.pia))
    assert Notice.objects.count() == 19


@pytest.mark.django_db
def test_somebody_answers_once(cast, opened):
    answered(opened, [cast.ada], 1)

    assert not answering.answer(survey_round=opened, values=values(5), by=fresh(cast.ada))

    assert Urn.objects.get().content["counts"]["all="]["team-helps"] == {"1": 1}


@pytest.mark.django_db
def test_only_who_is_asked_answers_and_only_while_it_is_open(cast, opened):
    with pytest.raises(NotAllowedError):
        answering.answer(survey_round=opened, values=values(), by=fresh(cast.dora))
    rounds.close_round(survey_round=opened, by=fresh(cast.pia))
    with pytest.raises(SurveyError, match="closed"):
        answering.answer(survey_round=opened, values=values(), by=fresh(cast.ada))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"team-helps": "6"}, "cannot be answered by “6”"),
        ({"place": "2"}, "cannot be answered by “2”"),
        ({"change-first": "x" * 2001}, "at most 2000 characters"),
        ({}, "Nothing is answered"),
    ],
)
def test_what_is_no_answer_changes_nothing(cast, opened, said, message):
    with pytest.raises(SurveyError, match=message):
        answering.answer(survey_round=opened, values=said, by=fresh(cast.ada))

    assert Urn.objects.get().content == urns.empty()
    assert not Asked.objects.filter(has_answered=True).exists()


@pytest.mark.django_db
def test_only_who_runs_surveys_opens_extends_reminds_closes_and_shares(cast, opened):
    ada = fresh(cast.ada)
    for deed in (
        lambda: rounds.open_round(survey=terms.all_surveys()["engagement"], by=ada),
        lambda: rounds.extend(survey_round=opened, closes_on=today() + timedelta(days=30), by=ada),
        lambda: rounds.remind(survey_round=opened, by=ada),
        lambda: rounds.close_round(survey_round=opened, by=ada),
        lambda: rounds.share(survey_round=opened, by=ada),
    ):
        with pytest.raises(NotAllowedError):
            deed()


@pytest.mark.django_db
def test_a_survey_is_open_once_and_results_are_shared_when_it_is_closed(cast, opened):
    pia = fresh(cast.pia)
    with pytest.raises(SurveyError, match="open already"):
        rounds.open_round(survey=terms.all_surveys()["engagement"], by=pia)
    with pytest.raises(SurveyError, match="when the survey is closed"):
        rounds.share(survey_round=opened, by=pia)
    rounds.extend(survey_round=opened, closes_on=today() + timedelta(days=30), by=pia, seen=1)
    with pytest.raises(StaleError):
        rounds.extend(survey_round=opened, closes_on=today() + timedelta(days=40), by=pia, seen=1)


@pytest.mark.django_db
def test_a_round_closes_by_itself_when_its_last_day_has_passed(cast, opened):
    Round.objects.update(opens_on=today() - timedelta(days=9), closes_on=today() - timedelta(days=1))

    rounds.keep_calendar()

    assert Round.objects.get().state == "closed"


@pytest.mark.django_db
def test_a_question_in_other_words_breaks_the_course_and_is_told(cast, opened, serve):
    from trellis.surveys.tests.conftest import BOOK, SURVEY  # noqa: PLC0415 - only here

    rounds.close_round(survey_round=opened, by=fresh(cast.pia))
    serve({**BOOK, "surveys/engagement.md": SURVEY.replace("My team helps me", "My colleagues help me")})

    again = rounds.open_round(survey=terms.all_surveys()["engagement"], by=fresh(cast.pia))

    assert again.changed == ["team-helps"]


@pytest.mark.django_db
def test_nobody_answers_as_somebody_else(cast, opened):
    with lent(cast.ada, cast.dora), pytest.raises(ActingError):
        answering.answer(survey_round=opened, values=values(), by=fresh(cast.ada))
