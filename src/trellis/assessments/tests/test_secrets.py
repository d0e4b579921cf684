"""What is right is told to nobody before it may be, and who has more time to nobody else."""

import json

import pytest

from trellis.assessments.models import Attempt
from trellis.assessments.queries import attempts as queries
from trellis.assessments.services import attempts, extra_time, regrading
from trellis.assessments.services.errors import NoAttemptError, NoAttemptsLeftError
from trellis.assessments.showing import Seeing, seeing_of
from trellis.assessments.tests.conftest import BASICS, BASICS_AT, EVERY_AT, QUIZ_FILES, TIMED_AT
from trellis.config.tests.programs import token_of
from trellis.core import personal, working
from trellis.core.services import erasing


@pytest.fixture
def call(school, client):
    """Calls an operation as one of the cast; gives the status and the answer."""
    secrets = {}

    def done(name, verb, path, body=None):
        who = getattr(school.cast, name)
        if name not in secrets:
            secrets[name] = token_of(who, "assessments:read", "assessments:write").secret
        answer = client.generic(
            verb, f"/api/v1{path}", json.dumps(body) if body is not None else "",
            content_type="application/json", headers={"Authorization": f"Bearer {secrets[name]}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return done


def test_while_the_last_attempt_is_under_way_no_earlier_one_shows_what_is_right(school, serve, client):
    serve({**QUIZ_FILES, BASICS_AT: BASICS.replace("attempts: 2", "attempts: 2, review: passed")})
    first = school.take(right=0)
    school.begin()
    client.force_login(school.cast.ada)

    page = client.get(f"/assessments/attempts/{first.pk}/").content.decode()

    assert "Two and two is four." not in page
    assert "Paris" not in page
    school.hand_in(Attempt.objects.get(state="open"))
    assert "Two and two is four." in client.get(f"/assessments/attempts/{first.pk}/").content.decode()


def test_attempts_of_what_was_given_up_count(school):
    person = school.cast.ada.person
    for subject in ("enrollment:1", "enrollment:2"):
        made = attempts.begin(person, BASICS_AT, subject=subject, earlier=["enrollment:1"])
        school.hand_in(made)

    with pytest.raises(NoAttemptsLeftError):
        attempts.begin(person, BASICS_AT, subject="enrollment:3", earlier=["enrollment:1", "enrollment:2"])
    assert attempts.begin(person, BASICS_AT, subject="enrollment:3").is_open


def test_an_attempt_that_was_left_open_where_it_was_given_up_is_not_gone_on_with_elsewhere(school):
    person = school.cast.ada.person
    before = attempts.begin(person, BASICS_AT, subject="enrollment:1")
    made = attempts.begin(person, BASICS_AT, subject="enrollment:2", earlier=["enrollment:1"])

    assert (made.pk != before.pk, made.subject, made.number) == (True, "enrollment:2", 2)


def test_a_program_sees_no_question_before_its_turn(school, call):
    _status, made = call("ada", "POST", "/quiz-attempts", {"quiz": TIMED_AT, "honor": True})
    assert [each["key"] for each in made["questions"]] == ["one"]
    answering = {"answer": made["questions"][0]["answer"], "leave": True}

    status, _saved = call("ada", "POST", f"/quiz-attempts/{made['id']}/answers/one", answering)

    assert status == 200
    again = call("ada", "GET", f"/quiz-attempts/{made['id']}")[1]
    assert [each["key"] for each in again["questions"]] == ["one", "two"]
    assert call("ada", "POST", f"/quiz-attempts/{made['id']}/answers/one", answering)[0] == 409
    assert [each["key"] for each in call("pia", "GET", f"/quiz-attempts/{made['id']}")[1]["questions"]] == [
        "one", "two",
    ]  # fmt: skip


def test_who_has_more_time_is_told_to_nobody_else(school, call):
    extra_time.give(person=school.cast.ada.person, percent=50, reason="Agreed", by=school.cast.pia)
    made = school.begin(path=TIMED_AT, honor=True)

    assert call("ada", "GET", f"/quiz-attempts/{made.pk}")[1]["ends_at"]
    assert call("pia", "GET", f"/quiz-attempts/{made.pk}")[1]["ends_at"] is None
    assert call("pia", "GET", "/quiz-attempts")[1]["items"][0]["ends_at"] is None


def test_what_a_program_reads_of_an_open_attempt_tells_nothing_that_is_right(school, call):
    _status, made = call("ada", "POST", "/quiz-attempts", {"quiz": EVERY_AT})
    by_key = {each["key"]: each for each in made["questions"]}
    paper = Attempt.objects.get(pk=made["id"]).paper

    said = json.dumps(made)
    for word in ("is_right", "accepted", "9.81", '"yes", "no"', "credit", "sky", "feedback"):
        assert word not in said.replace('"text": "yes"', "")
    order = next(each for each in paper if each["question"]["key"] == "ordering")["question"]["items"]
    assert list(by_key["ordering"]["parts"]) != [each["key"] for each in order]
    assert not {each["explanation"] or each["earned"] for each in made["questions"]} - {None}


def test_nobody_else_sees_an_attempt(school, call):
    made = school.begin()

    assert call("ben", "GET", f"/quiz-attempts/{made.pk}")[0] == 404
    assert call("ben", "POST", f"/quiz-attempts/{made.pk}/answers/sum", {"answer": "x"})[0] == 404
    assert call("pia", "POST", f"/quiz-attempts/{made.pk}/submit")[0] == 404
    assert call("pia", "POST", f"/quiz-attempts/{made.pk}/answers/sum", {"answer": "x"})[0] == 404


def test_a_void_attempt_shows_what_was_asked_alone(school):
    made = school.take()
    attempts.void(made.pk, because="Copied", by=school.cast.pia)
    made = Attempt.objects.get(pk=made.pk)

    assert {seeing_of(made, each, is_taker=True, left=0) for each in queries.answers_of(made)} == {
        Seeing.ASKED
    }


def test_nobody_grades_their_own_anew(school):
    mine = school.take("pia", right=0)
    with pytest.raises(NoAttemptError):
        regrading.declare(quiz=BASICS_AT, key="sum", kind="full", because="Unclear", by=school.cast.pia)
    others = school.take("ada", right=0)

    regrading.declare(quiz=BASICS_AT, key="sum", kind="full", because="Unclear", by=school.cast.pia)
    working.work_off()

    found = dict(Attempt.objects.values_list("pk", "score"))
    assert (found[mine.pk], found[others.pk]) == (0, 50)


def test_why_an_attempt_is_void_goes_with_whoever_is_erased(school):
    made = school.take()
    attempts.void(made.pk, because="Ada copied from Ben", by=school.cast.pia)

    erasing.take(
        next(each for each in personal.declared() if each.label == "assessments.Attempt"),
        [made.pk],
        anonymous=True,
    )

    assert Attempt.objects.get(pk=made.pk).void_because == ""
