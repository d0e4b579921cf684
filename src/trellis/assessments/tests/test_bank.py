"""The question bank: every question that somebody grades, by its facets, with numbers that a night has reckoned."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.assessments.models import Answer, Attempt, QuestionSum, Regrade
from trellis.assessments.queries import bank, items, provenance
from trellis.assessments.queries.bank import Wanted
from trellis.assessments.services import summing
from trellis.assessments.statistics import Advice, Flag, ItemStatistics, advice_on
from trellis.assessments.terms import quiz_at
from trellis.assessments.tests.conftest import BASICS_AT, WRITTEN_AT
from trellis.core.models import Person


def keys(found):
    return [each.question.key for each in found.entries]


def found(school, name="pia", **wanted):
    return bank.bank_for(getattr(school.cast, name), Wanted(**wanted))


def many(school, right):
    """Twenty people of whom so many have the sum right."""
    made = school.take("ada", right=2)
    for at in range(19):
        other = Person.objects.create(name=f"Somebody {at}")
        copy = Attempt.objects.get(pk=made.pk)
        answers = list(copy.answers.all())
        copy.pk, copy.person, copy._state.adding = None, other, True
        copy.save(force_insert=True)
        for each in answers:
            is_right = each.key != "sum" or at + 1 < right
            each.pk, each.attempt, each._state.adding = None, copy, True
            each.auto_points = each.out_of if is_right else 0
            each.save(force_insert=True)
    summing.reckon_all()


@pytest.mark.parametrize(
    ("flags", "attempts", "said"),
    [
        ((Flag.NEGATIVE_DISCRIMINATION,), 20, Advice.RETIRE), ((Flag.TOO_EASY,), 20, Advice.RETIRE),
        ((Flag.TOO_HARD,), 25, Advice.RETIRE), ((Flag.LOW_DISCRIMINATION,), 20, Advice.MEND),
        ((Flag.DEAD_DISTRACTOR,), 20, Advice.MEND), ((), 20, Advice.KEEP), ((), 19, Advice.UNKNOWN),
        ((Flag.TOO_EASY,), 19, Advice.UNKNOWN),
    ],
)  # fmt: skip
def test_what_to_do_with_a_question_is_said_once_enough_people_were_asked(flags, attempts, said):
    assert advice_on(ItemStatistics("q", attempts, flags=flags)) == said


def test_the_bank_has_every_question_of_those_who_grade_all_and_of_owners_their_own(school):
    every = [(each.quiz.path, each.question.key) for each in found(school).entries]

    assert {path for path, _key in every} >= {BASICS_AT, WRITTEN_AT}
    assert len(every) == len(set(every))
    assert {each.quiz.path for each in found(school, "mia").entries} == {WRITTEN_AT}
    assert keys(found(school, "ada")) == []


def test_facets_narrow_and_each_says_how_many_there_would_be(school):
    of_basics = found(school, quiz=BASICS_AT)

    assert {each.quiz.path for each in of_basics.entries} == {BASICS_AT}
    assert of_basics.counts["quiz"][WRITTEN_AT] == len(quiz_at(WRITTEN_AT).questions)
    both = found(school, quiz=BASICS_AT, type="short")
    assert keys(both) == [each.question.key for each in of_basics.entries if each.question.type == "short"]
    assert both.counts["type"] == of_basics.counts["type"]
    assert keys(found(school, text="no question has these words")) == []


def test_a_question_that_everybody_gets_right_is_to_be_retired_with_its_value(school):
    many(school, right=20)

    entry = next(each for each in found(school).entries if each.question.key == "sum")
    assert (entry.advice, entry.flags, entry.sums.facility, entry.asked) == ("retire", ["too-easy"], 1.0, 20)
    assert "sum" in keys(found(school, advice="retire"))
    assert found(school).counts["advice"]["retire"] >= 1


def test_numbers_are_reckoned_again_without_a_trace_of_the_former(school):
    school.take("ada", right=2)
    summing.reckon_all()
    before = set(QuestionSum.objects.values_list("key", "asked"))
    summing.reckon_all()

    assert set(QuestionSum.objects.values_list("key", "asked")) == before
    Attempt.objects.update(state=Attempt.State.VOID)
    summing.reckon_all()
    assert not QuestionSum.objects.exists()


def test_the_versions_in_which_a_question_was_asked_are_told(school):
    first, second = school.take("ada", right=2), school.take("ben", right=1)
    Answer.objects.filter(attempt=first, key="sum").update(fingerprint="before")
    Attempt.objects.filter(pk=first.pk).update(began_at=timezone.now() - timedelta(days=90))

    told = provenance.versions(BASICS_AT, "sum")
    assert [(each.fingerprint, each.asked) for each in told] == [
        (second.answers.get(key="sum").fingerprint, 1), ("before", 1),
    ]  # fmt: skip


def test_where_git_knows_nothing_nobody_is_named(school):
    quiz = quiz_at(BASICS_AT)
    assert provenance.written(quiz, quiz.questions[0]) == []


# -- pages


def opened(school, name, address):
    client = Client()
    client.force_login(getattr(school.cast, name))
    return client.get(address)


def test_the_page_lists_narrows_and_leads_to_a_question_that_nobody_was_asked(school):
    page = opened(school, "pia", reverse("assessments:bank")).content.decode()
    assert "Capital" in page or "capital" in page
    question = quiz_at(BASICS_AT).questions[0]
    address = reverse("assessments:question", args=[question.fingerprint, BASICS_AT])
    assert address in page
    shown = opened(school, "pia", address)
    assert shown.status_code == 200
    assert "Was this question wrong?" not in shown.content.decode()
    nothing = opened(school, "pia", reverse("assessments:bank") + "?q=nosuchwords").content.decode()
    assert "No question fits" in nothing


def test_questions_to_retire_are_a_list_and_a_file(school):
    many(school, right=20)
    page = opened(school, "pia", reverse("assessments:bank")).content.decode()
    assert "to retire" in page
    retired = opened(school, "pia", reverse("assessments:bank") + "?advice=retire").content.decode()
    assert "retire it" in retired
    rows = json.loads(
        opened(school, "pia", reverse("assessments:bank-export", args=["json"]) + "?advice=retire").content
    )
    assert "sum" in [each["key"] for each in rows]
    assert {each["advice"] for each in rows} == {"retire"}


def test_only_those_who_grade_open_the_bank(school):
    for address in (reverse("assessments:bank"), reverse("assessments:bank-export", args=["csv"])):
        assert opened(school, "ada", address).status_code == 403
        assert opened(school, "mia", address).status_code == 200


def test_the_bank_takes_as_many_queries_for_one_attempt_as_for_many(school, django_assert_max_num_queries):
    many(school, right=10)
    client = Client()
    client.force_login(school.cast.pia)
    client.get(reverse("assessments:bank"))
    with django_assert_max_num_queries(15):
        client.get(reverse("assessments:bank"))


def test_what_many_took_is_reckoned_once_and_again_as_soon_as_anything_changes(
    school, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(items, "REMEMBERED_FROM", 10)
    many(school, right=10)

    _found, first = items.report_of(BASICS_AT)
    with django_assert_num_queries(3):
        assert items.report_of(BASICS_AT)[1] is first
    school.take("ben", right=2)
    _found, second = items.report_of(BASICS_AT)
    Regrade.objects.create(
        quiz=BASICS_AT, key="sum", kind="void", revision="1", because="Wrong", applied_at=timezone.now()
    )
    Answer.objects.filter(key="sum").update(override="void")
    _found, third = items.report_of(BASICS_AT)

    assert second.people == first.people + 1
    assert next(row.item.asked for row in second.rows if row.item.key == "sum") == second.people
    assert next(row.item.asked for row in third.rows if row.item.key == "sum") == 0
