"""Whoever grades blind is not told by the names of files whose they are; the names return with the grade."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from trellis.assessments.models import Attempt, Grading
from trellis.assessments.services import attempts, grading
from trellis.assessments.services.closing import ANSWER
from trellis.assessments.tests.conftest import QUIZ_FILES
from trellis.assessments.tests.test_hostile import client_of
from trellis.core import attachments
from trellis.core.models import Attachment
from trellis.core.services import files

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
PDF = b"%PDF-1.7\\n1 0 obj\\n<<>>\\nendobj\\n"


@pytest.fixture
def filed(school, serve, settings, tmp_path):
    """Ada has handed two files in, which carry her name."""
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None
    serve({**QUIZ_FILES, FILED_AT: FILED})
    made = school.begin("ada", FILED_AT)
    answer = school.answer(made, "file")
    for at, name in enumerate(NAMES):
        pieces = [PDF if not at else b"Words"]
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
