"""Whoever grades blind is not told by the names of files whose they are; the names return with the grade."""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse
from pypdf import PdfWriter

from trellis.assessments.models import Attempt, Grading
from trellis.assessments.services import attempts, grading
from trellis.assessments.services.closing import ANSWER
from trellis.assessments.tests.conftest import QUIZ_FILES
from trellis.assessments.tests.test_hostile import client_of
from trellis.core import attachments
from trellis.core.models import Attachment
from trellis.core.services import files
from trellis.core.tests.test_nameless import WORD, words_of, zipped

FILED_AT = "quizzes/filed.quiz.md"
FILED = """\
---
title: Filed
quiz: {pass: 60%, owner: "Manager, IT", blind: true}
---

## Hand in (file) {#file}

A file, please.
"""
NAMES = ("Ada Lovelace essay.pdf", "notes.lovelace")


def paper():
    """A file of one empty page."""
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(made)
    return made.getvalue()


@pytest.fixture
def filed(school, serve, settings, tmp_path):
    """Ada has handed two files in, which carry her name."""
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None
    serve({**QUIZ_FILES, FILED_AT: FILED})
    made = school.begin("ada", FILED_AT)
    answer = school.answer(made, "file")
    for at, name in enumerate(NAMES):
        pieces = [paper() if not at else b"Words"]
        files.attach(about=ANSWER, key=answer.pk, name=name, pieces=pieces, by=school.cast.ada)
    return attempts.submit(made.pk, by=school.cast.ada)


def headers_of(client):
    rows = Attachment.objects.order_by("created_at", "pk")
    return [client.get(reverse("core:file", args=[each.pk]))["Content-Disposition"] for each in rows]


def names_by_interface(client, filed):
    answer = filed.answers.get()
    told = client.get(f"/api/v1/files?about={ANSWER}&object_id={answer.pk}").json()
    one = client.get(f"/api/v1/files/{told['items'][0]['id']}").json()
    assert one["name"] == told["items"][0]["name"]
    links = [client.get(each["download"])["Content-Disposition"] for each in told["items"]]
    return [each["name"] for each in told["items"]], links


def pages_of(client, filed):
    row = Grading.objects.get(attempt=filed)
    pages = (reverse("assessments:attempt", args=[filed.pk]), reverse("assessments:grading", args=[row.pk]))
    return "".join(client.get(each).content.decode() for each in pages)


def test_who_grades_blind_is_given_names_that_say_nothing(school, filed):
    pia = client_of(school, "pia")

    pages, headers = pages_of(pia, filed), headers_of(pia)
    names, links = names_by_interface(pia, filed)

    assert names == ["answer-1.pdf", "answer-2"]
    assert [name in header for name, header in zip(names, headers, strict=True)] == [True, True]
    assert [name in header for name, header in zip(names, links, strict=True)] == [True, True]
    assert "answer-1.pdf" in pages
    assert "ovelace" not in "".join((pages, *headers, *links, json.dumps(names)))


def test_who_took_it_has_their_own_names(school, filed):
    ada = client_of(school, "ada")

    page = ada.get(reverse("assessments:attempt", args=[filed.pk])).content.decode()

    assert all(name in page for name in NAMES)
    assert NAMES[0].split()[0] in headers_of(ada)[0]
    assert names_by_interface(ada, filed)[0] == list(NAMES)


def test_a_list_of_the_files_says_nothing_of_who_added_them(school, filed):
    key = filed.answers.get().pk

    assert [each.by for each in attachments.shown_to(school.cast.pia, ANSWER, key)] == ["", ""]
    assert [each.by for each in attachments.shown_to(school.cast.ada, ANSWER, key)] == ["Ada", "Ada"]


def test_the_names_return_with_the_grade(school, filed):
    row = Grading.objects.get(attempt=filed)
    key = filed.answers.get().key
    grading.take(grading=row.pk, by=school.cast.pia)
    grading.mark(grading=row.pk, marks={key: {"points": "1", "comment": "", "bands": {}}}, by=school.cast.pia)
    grading.finish(grading=row.pk, by=school.cast.pia)
    assert Attempt.objects.get(pk=filed.pk).state == Attempt.State.GRADED

    pia = client_of(school, "pia")

    assert names_by_interface(pia, filed)[0] == list(NAMES)
    assert "Lovelace" in headers_of(pia)[0]
    assert NAMES[0] in pages_of(pia, filed)


def test_who_does_not_grade_gets_no_file_at_all(school, filed):
    ben = client_of(school, "ben")

    rows = Attachment.objects.values_list("pk", flat=True)

    assert [ben.get(reverse("core:file", args=[key])).status_code for key in rows] == [404, 404]


ESSAY = ("essay.docx", zipped(WORD))
LOCKED = ("essay.rtf", rb"{\rtf1{\info{\author Ada Lovelace}}Words}")


@pytest.fixture
def written(school, serve, settings, tmp_path):
    """Ada has handed in a document whose properties name her, and one of a form that nobody cleans."""
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None
    serve({**QUIZ_FILES, FILED_AT: FILED})
    made = school.begin("ada", FILED_AT)
    for name, data in (ESSAY, LOCKED):
        key = school.answer(made, "file").pk
        files.attach(about=ANSWER, key=key, name=name, pieces=[data], by=school.cast.ada)
    return attempts.submit(made.pk, by=school.cast.ada)


def downloads(client, query=""):
    rows = Attachment.objects.order_by("created_at", "pk")
    return [client.get(reverse("core:file", args=[each.pk]) + query) for each in rows]


def content_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_document_is_given_to_who_grades_blind_without_its_author(school, written):
    essay, locked = downloads(client_of(school, "pia"))

    assert essay.status_code == 200
    assert "ovelace" not in words_of(essay.content)
    assert "Kept words" in words_of(essay.content)
    assert essay["Cache-Control"] == "no-store, private"
    assert "sandbox" in essay["Content-Security-Policy"]
    assert locked.status_code == 409
    assert "ovelace" not in locked.content.decode()
    assert "Have it as it is" in locked.content.decode()


def test_a_part_of_a_document_is_never_that_of_the_kept_one(school, written):
    essay = Attachment.objects.get(name=ESSAY[0])
    given = client_of(school, "pia").get(
        reverse("core:file", args=[essay.pk]), headers={"range": "bytes=0-9"}
    )

    assert given.status_code == 200
    assert "ovelace" not in words_of(given.content)


def test_a_link_to_a_document_leads_to_the_one_without_its_author(school, written):
    key = written.answers.get().pk
    told = client_of(school, "pia").get(f"/api/v1/files?about={ANSWER}&object_id={key}").json()

    given = client_of(school, "pia").get(told["items"][0]["download"])

    assert "ovelace" not in words_of(content_of(given))


def test_pages_say_which_file_may_name_its_author(school, written):
    assert pages_of(client_of(school, "pia"), written).count("may name its author") == 2
    ada = client_of(school, "ada").get(reverse("assessments:attempt", args=[written.pk])).content.decode()
    assert "may name its author" not in ada


def test_who_must_have_such_a_file_has_it_as_it_is(school, written):
    assert content_of(downloads(client_of(school, "pia"), "?as-it-is=1")[1]) == LOCKED[1]


def test_what_is_kept_stays_as_it_was_handed_in(school, written):
    downloads(client_of(school, "pia"))

    assert [content_of(each) for each in downloads(client_of(school, "ada"))] == [ESSAY[1], LOCKED[1]]


def test_who_hands_in_is_told_what_is_taken_out(school, serve):
    serve({**QUIZ_FILES, FILED_AT: FILED})
    school.begin("ada", FILED_AT)
    made = Attempt.objects.get()

    page = client_of(school, "ada").get(reverse("assessments:attempt", args=[made.pk])).content.decode()

    assert "Other forms may name you" in page
