"""What people and programs send that nobody meant: taken as far as it goes, or refused in a sentence; never a fault."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.assessments.exchange import zips
from trellis.assessments.exchange.results import UnreadableFile
from trellis.assessments.models import Answer, Appeal, Attempt, Grading, Mark, Regrade
from trellis.assessments.services import attempts, closing, grading
from trellis.assessments.services.errors import AttemptError
from trellis.assessments.tests.conftest import BASICS_AT, EVERY_AT, QUIZ_FILES, TIMED_AT
from trellis.core import attachments
from trellis.handbook.errors import TrellisError
from trellis.pages.tests.served import serve

__all__ = ["serve"]

UNKEPT = "a\0b\ud800c"
"""Characters that no database keeps as text, in a word that one does."""
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>[x](javascript:alert(3))"


def client_of(school, name):
    made = Client()
    made.force_login(getattr(school.cast, name))
    return made


def sent(client, address, body):
    """What a program is answered; `json.dumps` writes what no database keeps as an escape, as programs do."""
    return client.post(address, json.dumps(body), content_type="application/json")


# -- characters


SHAPES = [
    [1],
    ["a", "b"],
    {"sky": 1},
    {"a": {"b": []}},
    [["a", 1]],
    [[1e308, -1]],
    10**400,
    1e308,
    True,
    "x" * 300_000,
]
TYPES = (
    "single",
    "multiple",
    "true",
    "matching",
    "ordering",
    "short",
    "numeric",
    "cloze",
    "categorize",
    "hotspot",
    "essay",
)


@pytest.mark.parametrize("answer", SHAPES, ids=range(len(SHAPES)))
def test_an_answer_of_any_shape_is_kept_as_far_as_it_is_one(school, answer):
    made = school.begin(path=EVERY_AT)
    client = client_of(school, "ada")

    for key in TYPES:
        got = sent(client, f"/api/v1/quiz-attempts/{made.pk}/answers/{key}", {"answer": answer})
        assert got.status_code == 200, (key, got.content)
    assert client.post(f"/api/v1/quiz-attempts/{made.pk}/submit").status_code == 200


@pytest.mark.parametrize("answer", [UNKEPT, [UNKEPT], {"sky": UNKEPT}, {UNKEPT: "a"}, [[UNKEPT, 1]]])
def test_what_no_database_keeps_is_refused_of_a_program_and_left_out_of_an_answer(school, answer):
    made = school.begin(path=EVERY_AT)
    client = client_of(school, "ada")

    for key in TYPES:
        got = sent(client, f"/api/v1/quiz-attempts/{made.pk}/answers/{key}", {"answer": answer})
        assert got.status_code == 422
        attempts.save_answer(made.pk, key, answer, by=school.cast.ada)
    kept = json.dumps(list(Answer.objects.filter(attempt=made).values_list("value", flat=True)))
    assert "\\u0000" not in kept
    assert "\\ud800" not in kept


def test_what_a_grader_says_loses_only_what_no_database_keeps(school):
    row = Grading.objects.get(attempt=school.written(), round=1)
    grading.take(grading=row.pk, by=school.cast.pia)

    marks = {"well": {"points": "1", "comment": f"Good {UNKEPT}"}}
    grading.mark(grading=row.pk, marks=marks, by=school.cast.pia)
    assert Mark.objects.get(grading=row).comment == "Good abc"


def test_words_of_forms_lose_only_what_no_database_keeps(school):
    made, again = school.take(), school.take("ben")
    ada, pia = client_of(school, "ada"), client_of(school, "pia")

    ada.post(reverse("assessments:appeal-make", args=[made.pk]), {"words": "I see\0 it", "question": "sum"})
    assert Appeal.objects.get().words == "I see it"
    pia.post(reverse("assessments:appeal", args=[Appeal.objects.get().pk]),
             {"because": "No\0, it is", "uphold": "", "act": "reject"})  # fmt: skip
    pia.post(reverse("assessments:void", args=[again.pk]), {"because": "Lost\0 power"})
    again.refresh_from_db()
    assert again.void_because == "Lost power"
    question = Answer.objects.get(attempt=made, key="sum").fingerprint
    pia.post(
        reverse("assessments:question", args=[question, BASICS_AT]),
        {"kind": "full", "because": "Both\0 hold"},
    )
    assert Regrade.objects.get().because == "Both hold"
    shown = pia.get(reverse("assessments:bank") + "?q=a%00b&quiz=%00").status_code
    assert shown == 200


# -- markup


def test_markup_in_an_answer_a_comment_and_an_appeal_is_shown_as_it_was_typed(school):
    made = school.written(words=MARKUP)
    pia, ada = client_of(school, "pia"), client_of(school, "ada")
    row = Grading.objects.get(attempt=made, round=1)
    grading.take(grading=row.pk, by=school.cast.pia)
    grading.mark(grading=row.pk, marks={"well": {"points": "1", "comment": MARKUP}}, by=school.cast.pia)
    pages = [pia.get(reverse("assessments:grading", args=[row.pk])).content.decode()]
    grading.finish(grading=row.pk, by=school.cast.pia)
    ada.post(reverse("assessments:appeal-make", args=[made.pk]), {"words": MARKUP})
    appeal = Appeal.objects.filter(attempt=made).first()
    pages += [
        ada.get(reverse("assessments:attempt", args=[made.pk])).content.decode(),
        pia.get(reverse("assessments:attempt", args=[made.pk])).content.decode(),
    ]
    if appeal is not None:
        pages.append(pia.get(reverse("assessments:appeal", args=[appeal.pk])).content.decode())

    for page in pages:
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page
        assert "onerror=alert(2)>" not in page
        assert 'href="javascript:' not in page


# -- archives


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_archive_that_is_packed_in_a_way_nobody_uses_is_refused(method):
    """Its packing says how much memory unpacking takes: gigabytes, if it likes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("imsmanifest.xml", b"<manifest/>" * 50)

    with pytest.raises(UnreadableFile):
        zips.files_of(out.getvalue())
    broken = bytearray(out.getvalue())
    broken[45:60] = b"\xff" * 15
    with pytest.raises(UnreadableFile):
        zips.files_of(bytes(broken))


def test_an_archive_that_grows_without_end_is_refused_before_it_has():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"a" * (zips.LARGEST_FILE + 1))

    assert len(out.getvalue()) < 100_000
    with pytest.raises(UnreadableFile, match="more than it may"):
        zips.files_of(out.getvalue())


# -- files that come late


def test_a_file_that_is_still_on_its_way_when_the_quiz_is_handed_in_elsewhere_is_not_an_answer(
    school, uploads
):
    made = school.begin(path=EVERY_AT)

    def pieces():
        yield b"first half, "
        school.hand_in(made)
        yield b"second half"

    with pytest.raises(TrellisError):
        attempts.add_file(made.pk, "file", name="late.txt", pieces=pieces(), by=school.cast.ada)
    answer = Answer.objects.get(attempt=made, key="file")
    assert answer.value is None
    assert list(attachments.attachments_of(closing.ANSWER, answer.pk)) == []


def test_an_upload_that_breaks_off_leaves_what_was_there(school, uploads):
    made = school.begin(path=EVERY_AT)
    attempts.add_file(made.pk, "file", name="kept.txt", pieces=[b"kept"], by=school.cast.ada)

    def pieces():
        yield b"first half, "
        raise ConnectionResetError

    with pytest.raises(TrellisError):
        attempts.add_file(made.pk, "file", name="lost.txt", pieces=pieces(), by=school.cast.ada)
    answer = Answer.objects.get(attempt=made, key="file")
    assert [each.name for each in attachments.attachments_of(closing.ANSWER, answer.pk)] == ["kept.txt"]
    school.hand_in(made)
    assert len(Answer.objects.get(pk=answer.pk).value) == 1


@pytest.fixture
def uploads(settings, tmp_path):
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None


# -- clocks, windows, second times


def test_a_clock_of_the_server_that_goes_back_gives_nobody_more_time(school, monkeypatch):
    made = attempts.begin_own(TIMED_AT, by=school.cast.ada, honor=True)
    late = made.ends_at + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert attempts.close_late(late) == 1
    monkeypatch.setattr(timezone, "now", lambda: made.began_at)

    with pytest.raises(AttemptError):
        attempts.save_answer(made.pk, "one", "yes", by=school.cast.ada)
    made.refresh_from_db()
    assert (made.by_time, made.handed_in_at) == (True, made.ends_at)


def test_a_quiz_that_is_handed_in_twice_from_two_windows_has_one_result_and_the_later_words_change_nothing(
    school,
):
    made = school.begin()
    school.save(made, "capital", "Paris", tab="a", number=1)
    school.save(made, "capital", "Rome", tab="b", number=1, seen=0)
    school.hand_in(made)
    before = Attempt.objects.get(pk=made.pk)

    attempts.save_answers(made.pk, {"capital": "Paris"}, by=school.cast.ada, submit=True)
    with pytest.raises(AttemptError):
        school.save(made, "capital", "Paris", tab="a", number=2, held=True)
    after = Attempt.objects.get(pk=made.pk)
    assert (after.score, after.version, after.handed_in_at) == (
        before.score,
        before.version,
        before.handed_in_at,
    )
    assert school.answer(made, "capital").value == "Rome"


def test_what_was_saved_counts_when_the_window_is_closed_and_the_time_runs_out(school, monkeypatch):
    made = attempts.begin_own(TIMED_AT, by=school.cast.ada, honor=True)
    key = school.key(made, "one", "yes")
    attempts.save_answer(made.pk, "one", key, by=school.cast.ada)
    late = made.ends_at + timedelta(hours=3)
    monkeypatch.setattr(timezone, "now", lambda: late)
    attempts.close_late(late)

    made.refresh_from_db()
    assert (made.state, made.by_time, made.score) == ("graded", True, 50)


# -- graders who go


SECOND = QUIZ_FILES["quizzes/written.quiz.md"].replace("title: Written", "title: Written again")


def test_who_may_no_longer_grade_one_quiz_keeps_what_they_took_of_another(school, serve):
    files = {**QUIZ_FILES, "quizzes/again.quiz.md": SECOND}
    serve(files)
    first, other = school.written(), attempts.begin_own("quizzes/again.quiz.md", by=school.cast.ada)
    school.save(other, "well", "Much.")
    school.hand_in(other)
    for each in (first, other):
        row = Grading.objects.filter(attempt=each).order_by("round").first()
        grading.take(grading=row.pk, by=school.cast.mia)
    serve(
        {
            **files,
            "quizzes/written.quiz.md": files["quizzes/written.quiz.md"].replace(
                "Manager, IT", "People Generalist"
            ),
        }
    )

    assert grading.release_gone() == 1
    taken = Grading.objects.filter(grader=school.cast.mia.person_id).values_list("attempt__quiz", flat=True)
    assert list(taken) == ["quizzes/again.quiz.md"]


# -- blind


def test_a_blind_attempt_leads_to_nobody_through_what_it_was_taken_for(school):
    made = school.written()
    Attempt.objects.filter(pk=made.pk).update(subject="enrollment:0190a6c0-0000-7000-8000-000000000001")
    pia = client_of(school, "pia")

    told = pia.get(f"/api/v1/quiz-attempts/{made.pk}").json()
    assert made.rule("blind") is True
    assert told["person"] is None
    assert told["subject"] == ""
    assert client_of(school, "ada").get(f"/api/v1/quiz-attempts/{made.pk}").json()["subject"] != ""
