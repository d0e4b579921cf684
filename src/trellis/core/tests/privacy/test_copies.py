"""Copies of what is kept of somebody, and holds: who may, what is in a copy and what is not."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.core import attaching, privacy, working
from trellis.core.attaching import Attaching
from trellis.core.models import (
    AccessNote,
    Account,
    Attachment,
    Job,
    JobState,
    LegalHold,
    Notice,
    PersonExport,
)
from trellis.core.rules import NotAllowedError
from trellis.core.services import (
    erasing,
    exports,
    files,
    holds,
    people,
)
from trellis.core.services.exports import ExportError
from trellis.core.services.holds import HoldError
from trellis.core.services.people import Facts
from trellis.core.tests.privacy.kept import ADDRESS, NAME, told

pytestmark = pytest.mark.django_db


def archive_of(account):
    """The copy that somebody downloads."""
    export = PersonExport.objects.get(person=account.person)
    stored = Attachment.objects.get(about=privacy.EXPORT, object=export.pk)
    browser = Client()
    browser.force_login(account)
    answer = browser.get(privacy.link_to(export))
    assert answer.status_code == HTTPStatus.OK
    assert "no-store" in answer["Cache-Control"]
    assert stored.stored.is_confidential
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


# -- copies


def test_somebody_has_a_copy_of_all_that_is_kept_of_them(lively):
    exports.ask(person=lively.person, by=lively)
    working.work_off()

    archive = archive_of(lively)

    assert archive.testzip() is None
    account = json.loads(archive.read("data/core.Account.json"))
    assert [(each["email"], each["person_id"]) for each in account] == [(ADDRESS, NAME)]
    assert "password" not in account[0]
    assert json.loads(archive.read("data/core.SignIn.json"))[0]["address"] == "192.0.2.7"
    assert [each["text"] for each in json.loads(archive.read("data/discussions.Comment.json"))] == [
        "I agree."
    ]
    page = archive.read("index.html").decode()
    assert NAME in page
    assert "192.0.2.7" in page


def test_a_copy_names_others_and_holds_nothing_else_of_them(lively):
    exports.ask(person=lively.person, by=lively)
    working.work_off()
    archive = archive_of(lively)

    whole = "".join(archive.read(name).decode() for name in archive.namelist())

    assert "Dora Heron" in whole
    assert "dora@example.org" not in whole
    assert "Thanks @" not in whole


def test_a_copy_holds_the_files_that_somebody_added_and_still_sees(lively, monkeypatch):
    desk, closed = uuid4(), uuid4()
    for about, opens in (("desk", True), ("safe", True)):
        attaching.register(Attaching(about, sees=lambda _w, _k, _o=opens: _o, adds=lambda _w, _k: True))
    monkeypatch.setattr(attaching, "_kinds", dict(attaching._kinds))
    files.attach(about="desk", key=desk, name="a.txt", pieces=[b"mine"], by=lively)
    files.attach(about="safe", key=closed, name="b.txt", pieces=[b"not any more"], by=lively)
    attaching.register(Attaching("safe", sees=lambda _w, _k: False, adds=lambda _w, _k: False))
    exports.ask(person=lively.person, by=lively)
    working.work_off()

    archive = archive_of(lively)

    found = [name for name in archive.namelist() if name.startswith("files/")]
    assert [archive.read(name) for name in found] == [b"mine"]


def test_who_was_merged_into_somebody_is_part_of_the_copy(ben, dora):
    former = people.add(facts=Facts("Benny Otter", "old@example.org"), by=dora)
    people.merge(person=ben.person, former=former, by=dora)
    out = io.BytesIO()

    exports.pack(ben.person, out)

    rows = json.loads(zipfile.ZipFile(out).read("data/core.Person.json"))
    assert {each["email"] for each in rows} == {ADDRESS, "old@example.org"}


def test_an_administrator_says_why_and_the_person_is_told(lively, dora, gert):
    with pytest.raises(ExportError):
        exports.ask(person=lively.person, by=dora)
    with pytest.raises(NotAllowedError):
        exports.ask(person=dora.person, by=lively, reason="Curious")
    job = exports.ask(person=lively.person, by=dora, reason="They asked by letter")
    assert exports.ask(person=lively.person, by=dora, reason="Again") == job
    working.work_off()

    export = PersonExport.objects.get()
    assert [privacy.may_have(each, export.pk) for each in (lively, dora, gert, None)] == [
        True,
        True,
        False,
        False,
    ]
    notice = Notice.objects.filter(account=lively, kind=exports.NOTICE).get()
    assert notice.text == "They asked by letter"
    assert told("core.export-asked") == [{"export": str(export.pk), "own": False}]


def test_a_copy_ends_and_each_look_is_written_down(lively, gert, time_machine):
    exports.ask(person=lively.person, by=lively)
    working.work_off()
    export = PersonExport.objects.get()
    link = privacy.link_to(export)
    archive_of(lively)
    stranger = Client()
    stranger.force_login(gert)

    assert stranger.get(link).status_code == HTTPStatus.NOT_FOUND
    assert (
        stranger.get(reverse("core:file", args=[Attachment.objects.get().pk])).status_code
        == HTTPStatus.NOT_FOUND
    )
    assert Client().get(link)["Location"].startswith("/sign-in/")
    assert [(each.account, each.about, each.object) for each in AccessNote.objects.all()] == [
        (lively, privacy.EXPORT, export.pk)
    ]
    assert privacy.linked("nonsense", lively) is None

    time_machine.move_to(export.expires_at + timedelta(seconds=1))
    assert not privacy.may_have(lively, export.pk)
    assert exports.end_over(timezone.now()) == 1
    assert not Attachment.objects.exists()


def test_a_copy_is_made_once_however_often_its_job_is_tried(lively):
    job = exports.ask(person=lively.person, by=lively)
    working.work_off()
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, finished_at=None)
    working.work_off()

    assert Attachment.objects.filter(about=privacy.EXPORT).count() == 1
    assert len(told("core.export-made")) == 1


# -- holds


def test_a_hold_keeps_everything_until_it_ends(lively, dora, gert):
    hold = holds.place(person=lively.person, reason="A dispute", by=dora)
    assert holds.place(person=lively.person, reason="Again", by=gert) == hold
    with pytest.raises(HoldError):
        erasing.ask(person=lively.person, reason="They asked", by=dora)

    assert holds.end(person=lively.person, by=gert)
    assert not holds.end(person=lively.person, by=gert)

    erasure = erasing.ask(person=lively.person, reason="They asked", by=dora)
    holds.place(person=lively.person, reason="Again", by=dora)
    with pytest.raises(HoldError):
        erasing.agree(erasure=erasure, by=gert)
    assert len(told("core.hold-placed")) == 2
    assert len(told("core.hold-ended")) == 1


def test_only_administrators_put_on_hold_and_say_why(ben, dora):
    with pytest.raises(NotAllowedError):
        holds.place(person=dora.person, reason="Why not", by=ben)
    with pytest.raises(NotAllowedError):
        holds.end(person=dora.person, by=ben)
    with pytest.raises(HoldError):
        holds.place(person=ben.person, reason="  ", by=dora)
    assert not LegalHold.objects.exists()


def test_a_hold_that_comes_after_the_word_stops_the_job(lively, dora, gert):
    erasure = erasing.ask(person=lively.person, reason="They asked", by=dora)
    erasing.agree(erasure=erasure, by=gert)
    holds.place(person=lively.person, reason="A dispute", by=dora)

    working.work_off()

    assert Job.objects.get(name="core.erase-person").state == JobState.FAILED
    assert Account.objects.get(pk=lively.pk).name == NAME

    holds.end(person=lively.person, by=dora)
    erasing.agree(erasure=erasure, by=gert)
    working.work_off()
    assert Account.objects.get(pk=lively.pk).name == "Somebody who has left"
