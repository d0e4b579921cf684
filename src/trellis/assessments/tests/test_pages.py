"""The pages: who gets in, what they show, that they work without a script."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trellis.assessments.models import Appeal, Attempt, ExtraTime, Grading, Regrade
from trellis.assessments.services import attempts
from trellis.assessments.tests.conftest import BASICS, BASICS_AT, EVERY_AT, QUIZ_FILES, TIMED_AT, WRITTEN_AT
from trellis.core.models import AccessNote
from trellis.work.models import WorkItem


@pytest.fixture
def as_(school, settings, tmp_path):
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None

    clients = {}  # each loads the middleware anew, which takes its time

    def client(name):
        if name not in clients:
            clients[name] = Client()
            clients[name].force_login(getattr(school.cast, name))
        return clients[name]

    return client


def at(name, *args):
    return reverse(f"assessments:{name}", args=args)


def read(client, *where, **options):
    answer = client.get(at(*where), **options)
    assert answer.status_code == 200, (where, answer.status_code)
    return answer.content.decode()


def test_a_quiz_is_taken_without_a_script(school, as_):
    ada = as_("ada")
    assert "Basics" in read(ada, "home")
    assert "Take your time." in read(ada, "quiz", BASICS_AT)
    place = ada.post(at("quiz", BASICS_AT)).headers["Location"]
    made = Attempt.objects.get()
    assert place == at("attempt", made.pk)
    page = ada.get(place).content.decode()
    assert "Two and two?" in page
    assert "Two and two is four." not in page
    assert "That is too few." not in page
    four = school.key(made, "sum", "four")

    sent = {"q1-here": "1", "q1": four, "q2-here": "1", "q2": "", "act": "hint:sum"}
    assert ada.post(place, sent).headers["Location"] == f"{place}#q1"
    assert "Count." in ada.get(place).content.decode()
    assert ada.post(place, {**sent, "act": "submit"}).headers["Location"] == f"{place}?sure=1"
    assert "Hand in anyway" in ada.get(f"{place}?sure=1").content.decode()
    ada.post(place, {"act": "submit-anyway"})

    page = ada.get(place).content.decode()
    assert "50 %" in page
    assert "Two and two is four." in page
    assert "Right would be" in page
    assert "My attempts" in read(ada, "attempts")


def test_only_the_taker_and_those_who_grade_see_an_attempt(school, as_):
    made = school.take()

    seen = {name: as_(name).get(at("attempt", made.pk)).status_code for name in ("ada", "ben", "mia", "pia")}

    assert seen == {"ada": 200, "ben": 404, "mia": 404, "pia": 200}


def test_answers_save_themselves_and_say_when_it_is_over(school, as_):
    ada, made = as_("ada"), school.begin()
    body = {"key": "capital", "q2": "Paris", "tab": "a", "number": 1, "seen": 0}

    first = ada.post(at("save", made.pk), body)
    second = ada.post(at("save", made.pk), {**body, "q2": "<b>Rome", "tab": "b"})
    assert (first.json()["taken"], second.json()["elsewhere"]) == (True, True)
    assert ada.get(at("now", made.pk)).json() == {
        "open": True, "left": None, "versions": {"sum": 0, "capital": 2},
    }  # fmt: skip
    assert "&lt;b&gt;Rome" in ada.get(at("attempt", made.pk)).content.decode()
    assert as_("ben").post(at("save", made.pk), body).status_code == 404
    school.hand_in(made)
    late = ada.post(at("save", made.pk), {**body, "number": 9})
    assert (late.status_code, late.json()["over"]) == (409, True)


def test_all_types_are_answered_with_plain_fields(school, as_):
    ada, made = as_("ada"), school.begin(path=EVERY_AT)
    place = at("attempt", made.pk)
    keys = {each["question"]["key"]: each["question"] for each in made.paper}

    def option(question, text):
        return next(each["key"] for each in keys[question]["options"] if each["text"] == text)

    sent = {f"q{n}-here": "1" for n in range(1, 13)}
    sent |= {
        "q1": option("single", "yes"),
        "q2": [option("multiple", "a"), option("multiple", "b")],
        "q3": "true",
    }
    choices = {each["text"]: each["key"] for each in keys["matching"]["choices"]}
    for each in keys["matching"]["pairs"]:
        sent[f"q4-{each['key']}"] = each["choice"]
    for n, each in enumerate(keys["ordering"]["items"], 1):
        sent[f"q5-{each['key']}"] = str(n)
    sent |= {
        "q6": "yes",
        "q7": "9,81 m/s²",
        "q8-1": "sky",
        "q8-2": keys["cloze"]["gaps"][1]["options"][0]["key"],
    }
    for each in keys["categorize"]["items"]:
        sent[f"q9-{each['key']}"] = each["category"]
    sent |= {"q10": [keys["hotspot"]["areas"][0]["key"]], "q12": "Words <script>", "act": "keep"}
    sent["q11-files"] = SimpleUploadedFile("plan.txt", b"A plan", "text/plain")
    page = ada.get(place).content.decode()
    assert page.count("quiz-question") == 12
    assert set(choices) == {"Paris", "Madrid"}

    assert ada.post(place, sent).status_code == 302
    assert "plan.txt" in ada.get(place).content.decode()
    ada.post(place, {"act": "submit"})

    made.refresh_from_db()
    earned = dict(made.answers.values_list("key", "auto_points"))
    assert {key for key, points in earned.items() if points is None} == {"file", "essay"}
    assert all(points == 1 for key, points in earned.items() if points is not None), earned
    page = ada.get(place).content.decode()
    assert "Words &lt;script&gt;" in page
    assert "plan.txt" in page


def test_checking_shows_and_locks_one_answer(school, as_):
    ada, made = as_("ada"), school.begin(path=EVERY_AT)
    place, no = at("attempt", made.pk), school.key(made, "single", "no")

    ada.post(place, {"q1-here": "1", "q1": no, "act": "check:single"})

    page = ada.get(place).content.decode()
    assert "not right" in page
    ada.post(place, {"q1-here": "1", "q1": school.key(made, "single", "yes"), "act": "keep"})
    assert school.answer(made, "single").value == no


def test_one_at_a_time_goes_forward_alone(school, as_):
    ada = as_("ada")
    assert ada.post(at("quiz", TIMED_AT)).status_code == 422
    place = ada.post(at("quiz", TIMED_AT), {"honor": "yes"}).headers["Location"]
    made = Attempt.objects.get()
    page = ada.get(place).content.decode()
    assert ("One?" in page, "Two?" in page, "data-left" in page) == (True, False, True)

    ada.post(place, {"q1-here": "1", "q1": school.key(made, "one", "yes"), "at": "1", "act": "go:2"})

    page = ada.get(f"{place}?at=1").content.decode()
    assert ("One?" in page, "Two?" in page) == (False, True)
    ada.post(place, {"act": "submit-anyway"})
    page = ada.get(place).content.decode()
    assert "What is right is shown once you have passed" in page


def test_the_pages_of_graders_are_for_graders(school, as_):
    made = school.written()
    grading = Grading.objects.first()
    places = [("queue",), ("appeals",), ("all-results",), ("results", WRITTEN_AT), ("grading", grading.pk)]

    seen = {
        name: [as_(name).get(at(*each)).status_code for each in places]
        for name in ("pia", "mia", "ben", "ada")
    }

    assert seen == {
        "pia": [200] * 5, "mia": [200] * 5, "ben": [403, 403, 403, 403, 404], "ada": [403, 403, 403, 403, 404],
    }  # fmt: skip
    assert as_("mia").get(at("results", BASICS_AT)).status_code == 404
    assert made.state == "handed-in"


def test_grading_by_its_pages(school, as_):
    made = school.written()
    pia, mia = as_("pia"), as_("mia")
    page = read(pia, "queue")
    assert ("Written" in page, "Ada" in page) == (True, False)
    first, second = Grading.objects.order_by("round")
    assert WorkItem.objects.filter(kind="assessments-queue", assignee=school.cast.mia, state="open").exists()

    for client, row, given in ((pia, first, "8"), (mia, second, "7")):
        assert "Ada" not in read(client, "grading", row.pk)
        client.post(at("grading", row.pk), {"act": "take"})
        lacks = client.post(at("grading", row.pk), {"act": "finish", "q1-here": "1", "q1-points": ""})
        assert (lacks.status_code, "Give points here." in lacks.content.decode()) == (422, True)
        wrong = client.post(at("grading", row.pk), {"act": "finish", "q1-here": "1", "q1-points": "11"})
        assert wrong.status_code == 422
        client.post(
            at("grading", row.pk),
            {"act": "finish", "q1-here": "1", "q1-points": given, "q1-comment": f"Said {given}"},
        )

    made.refresh_from_db()
    assert (made.state, made.points) == ("graded", 8.5)
    page = as_("ada").get(at("attempt", made.pk)).content.decode()
    assert "Said 7" in page
    assert not WorkItem.objects.filter(kind__startswith="assessments", state="open").exists()


def test_a_rubric_is_shown_with_its_bands_and_a_wrong_number_names_its_criterion(school, as_):
    made = school.begin("ada", EVERY_AT)
    school.save(made, "essay", "Clear enough.")
    school.hand_in(made)
    pia = as_("pia")
    row = Grading.objects.filter(attempt=made).order_by("round")[0]
    pia.post(at("grading", row.pk), {"act": "take"})

    page = read(pia, "grading", row.pk)
    assert "<b>Weak:</b> unclear" in page
    assert "<b>Strong:</b> clear" in page
    name, key = re.search(r'name="(q\d+)-band-([^"]+)"', page).groups()
    sent = {"act": "finish", f"{name}-here": "1", f"{name}-band-{key}": "9"}
    assert "“Clear”: give between 0 and 2 points." in pia.post(at("grading", row.pk), sent).content.decode()


def test_an_appeal_by_its_pages(school, as_):
    made, ada, pia = school.take(right=1), as_("ada"), as_("pia")
    ada.post(at("appeal-make", made.pk), {"question": "capital", "words": "Rome was the <i>capital</i>."})
    row = Appeal.objects.get()
    assert "&lt;i&gt;" in read(pia, "appeal", row.pk)
    assert "Basics" in read(pia, "appeals")
    assert "Answer it" not in read(ada, "appeal", row.pk)
    assert ada.post(at("appeal", row.pk), {"outcome": "reject", "because": "x"}).status_code == 404
    assert (
        pia.post(at("appeal", row.pk), {"outcome": "points", "points": "x", "because": "x"}).status_code
        == 422
    )

    pia.post(at("appeal", row.pk), {"outcome": "points", "points": "0,5", "because": "Well said."})

    made.refresh_from_db()
    assert made.score == 75
    page = ada.get(at("attempt", made.pk)).content.decode()
    assert ("Well said." in page, "How the result changed" in page) == (True, True)


def test_results_list_questions_without_the_marks_of_their_text(school, serve, as_):
    serve({**QUIZ_FILES, BASICS_AT: BASICS.replace("The capital of France?", "The *capital* of France?")})
    school.take(right=1)

    page = read(as_("pia"), "results", BASICS_AT)

    assert "The capital of France?" in page
    assert "*capital*" not in page


def test_results_preview_a_regrade_before_it_is_applied(school, as_):
    school.take(right=1)
    school.take("ben", right=2)
    pia = as_("pia")
    assert "Basics" in read(pia, "all-results")
    page = read(pia, "results", BASICS_AT)
    assert "The capital of France?" in page
    name = school.answer(Attempt.objects.first(), "capital").fingerprint
    page = pia.get(at("question", name, BASICS_AT), {"kind": "full"}).content.decode()
    assert ("1 result would change" in page, "100 %" in page) == (True, True)

    pia.post(at("question", name, BASICS_AT), {"kind": "full", "because": "Unclear"})

    assert Regrade.objects.get().because == "Unclear"
    assert "under way" in read(pia, "results", BASICS_AT)
    for form in ("csv", "xlsx", "json"):
        assert pia.get(at("results-export", form, BASICS_AT)).status_code == 200
    assert json.loads(pia.get(at("results-export", "json", BASICS_AT)).content)[0]["key"] in (
        "sum",
        "capital",
    )


def test_more_time_is_need_to_know(school, as_):
    pia = as_("pia")
    body = {
        "extra-person": "",
        "person": str(school.cast.ada.person_id),
        "percent": "25",
        "reason": "As agreed",
    }
    assert as_("mia").get(at("extra-time")).status_code == 403
    assert "Nobody has more time" in read(pia, "extra-time")
    assert AccessNote.objects.filter(about="extra_time").exists()
    pia.post(at("extra-time"), body)

    row = ExtraTime.objects.get()
    assert "As agreed" in read(pia, "extra-time")
    pia.post(at("extra-time-end", row.pk))
    assert ExtraTime.objects.get().ended_at is not None


def test_a_page_asks_the_database_no_more_for_more(school, as_, django_assert_max_num_queries):
    school.take()
    school.take("ben")
    made = school.take("rob")
    attempts.begin(school.cast.ada.person, EVERY_AT, subject="x")
    for name, place in (
        ("ada", at("home")), ("ada", at("attempts")), ("ada", at("quiz", BASICS_AT)),
        ("ada", at("attempt", Attempt.objects.get(subject="x").pk)), ("rob", at("attempt", made.pk)),
        ("pia", at("queue")), ("pia", at("appeals")), ("pia", at("all-results")), ("pia", at("results", BASICS_AT)),
    ):  # fmt: skip
        client = as_(name)
        client.get(place)
        with django_assert_max_num_queries(15):
            client.get(place)
