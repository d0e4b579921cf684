"""The pages of learning: the home, the player, transcripts, and who sees what."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.test import Client

from trellis.learning import companions, lists
from trellis.learning.models import Enrollment, EnrollmentState, Note, Reply
from trellis.learning.queries import playing
from trellis.learning.services import assigning, pathing, progress
from trellis.learning.templatetags.learning import lasts
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.people.days import today


@pytest.fixture
def as_(school):
    def client(name):
        made = Client()
        made.force_login(getattr(school.cast, name))
        return made

    return client


def text(answer, status=200):
    assert answer.status_code == status, answer.content[-2000:]
    return answer.content.decode()


def test_somebody_begins_reads_and_comes_back_to_the_place(school, as_):
    ada = as_("ada")
    school.round()

    home = text(ada.get("/learning/"))
    assert "Safety" in home
    assert "for your role, IT Analyst" in home
    assert "Say what you saw." in text(ada.get(f"/learning/start/course/{FEEDBACK}/"))
    shown = text(ada.post(f"/learning/enroll/{FEEDBACK}/", follow=True))
    assert "Feedback fails when it judges." in shown
    found = Enrollment.objects.get()
    after = ada.post(f"/learning/{found.pk}/do/done/", {"part": "why"}, follow=True)
    assert "A camera sees it." in text(after)
    assert "Speak soon." in text(after)
    assert ada.get(f"/learning/{found.pk}/go/").url == f"/learning/{found.pk}/describe/"
    assert "1 / 3" in text(ada.get("/learning/"))


@pytest.mark.parametrize("part", ["", "a/b"])
def test_whoever_says_no_part_comes_to_the_course(school, as_, part):
    found = school.enroll("ada")

    answer = as_("ada").post(f"/learning/{found.pk}/do/reply/", {"part": part})

    assert answer.url == f"/learning/{found.pk}/"


def test_what_is_sent_later_counts_once(school, as_):
    found, ada, key = school.enroll("ada"), as_("ada"), str(uuid4())
    block = next(each.key for each in _lesson(found).pieces if each.kind == "exercise")
    items = [
        {
            "id": "1",
            "do": "reply",
            "part": "why",
            "block": block,
            "kind": "exercise",
            "value": "Hm",
            "counter": 7,
        },
        {
            "id": "2",
            "do": "note",
            "part": "why",
            "key": key,
            "kind": "note",
            "text": "Mine",
            "quote": "judges",
        },
        {"id": "3", "do": "done", "part": "why"},
        {"id": "4", "do": "beat", "part": "why", "seconds": 900, "anchor": "what-to-do-instead"},
        {"id": "5", "do": "done", "part": "practice"},
        {"id": "6", "do": "beat", "part": "why", "seconds": "x"},
    ]

    for _again in range(2):
        answer = ada.post(
            f"/learning/{found.pk}/sync/", json.dumps({"items": items}), content_type="application/json"
        )
        said = json.loads(text(answer))
        assert said["taken"] == ["1", "2", "3", "4", "5", "6"]
        assert (said["done"], said["total"], said["parts"]) == (1, 3, ["why"])
    found.refresh_from_db()

    assert (Reply.objects.count(), Note.objects.count(), found.last_anchor) == (1, 1, "what-to-do-instead")
    assert found.seconds < 60
    shown = text(ada.get(f"/learning/{found.pk}/why/"))
    assert ">Hm</textarea>" in shown
    assert "Mine" in shown
    assert ada.post(f"/learning/{found.pk}/sync/", "{", content_type="application/json").status_code == 400


def test_without_a_script_the_forms_keep_what_was_written(school, as_):
    found, ada = school.enroll("ada"), as_("ada")
    pieces = {each.kind: each for each in _lesson(found).pieces}
    tick = pieces["checklist"].items[0].key
    sent = {"part": "why", f"exercise:{pieces['exercise'].key}": "Words", f"tick:{tick}": "yes", "ticks": tick,
            f"poll:{pieces['poll'].key}": pieces["poll"].options[0].key}  # fmt: skip

    assert "Kept." in text(ada.post(f"/learning/{found.pk}/do/reply/", sent, follow=True))
    assert {each.kind: bool(each.value) for each in Reply.objects.all()} == {
        "exercise": True, "tick": True, "poll": True,
    }  # fmt: skip
    ada.post(f"/learning/{found.pk}/do/reply/", {"part": "why", "ticks": tick})
    assert Reply.objects.get(kind="tick").value == ""


def test_a_learner_has_the_player_alone_and_those_above_the_outline(school, as_):
    found = school.enroll("ada")

    for name, overview, player in (("ada", 200, 200), ("mia", 200, 404), ("olga", 200, 404), ("pia", 200, 404),
                                   ("ben", 404, 404), ("rob", 200, 404)):  # fmt: skip
        client = as_(name)
        assert client.get(f"/learning/{found.pk}/").status_code == overview, name
        assert client.get(f"/learning/{found.pk}/why/").status_code == player, name
        assert client.get(f"/learning/people/{school.cast.ada.person_id}/").status_code == overview, name
    Note.objects.create(enrollment=found, part="why", kind="note", text="Secret words")
    assert "Secret words" in text(as_("ada").get(f"/learning/{found.pk}/"))
    assert "Secret words" not in text(as_("mia").get(f"/learning/{found.pk}/"))


def test_the_manager_confirms_practice_and_the_learner_says_how_it_was(school, as_):
    found, ada, mia = school.enroll("ada"), as_("ada"), as_("mia")
    for key in ("why", "describe"):
        progress.complete_by_oneself(enrollment=found, part_key=key, by=school.cast.ada)
    ada.post(f"/learning/{found.pk}/do/practice/", {"part": "practice", "said": "Told Ben"})

    assert "Give feedback to somebody" in text(mia.get("/my-work/"))
    assert "Told Ben" in text(mia.get(f"/learning/{found.pk}/"))
    refused = ada.post(
        f"/learning/{found.pk}/do/confirm/", {"part": "practice", "agrees": "yes"}, follow=True
    )
    assert "The managers above somebody" in text(refused)
    text(mia.post(f"/learning/{found.pk}/do/confirm/", {"part": "practice", "agrees": "yes"}, follow=True))
    found.refresh_from_db()
    assert found.state == EnrollmentState.COMPLETED
    rated = ada.post(f"/learning/{found.pk}/do/rate/", {"stars": "5", "words": "Short and good"}, follow=True)
    assert "Whoever owns the course reads it" in text(rated)
    assert "Giving feedback" in text(as_("pia").get("/my-work/"))


def test_the_transcript_is_had_on_paper_and_as_a_file(school, as_):
    school.finish("ada")
    ada = as_("ada")

    assert "Safety" in text(ada.get("/learning/transcript/"))
    assert (
        text(ada.get("/learning/transcript.csv")).splitlines()[1].startswith("course,safety,Safety,completed")
    )
    assert ada.get("/learning/transcript.pdf").content.startswith(b"%PDF")
    assert as_("ben").get(f"/learning/people/{school.cast.ada.person_id}/transcript.csv").status_code == 404


def test_home_and_player_ask_little_however_much_there_is(school, as_, django_assert_max_num_queries):
    school.round()
    found = school.enroll("ada")
    school.finish("ada")
    for name in ("ben", "mia"):
        school.finish(name, FEEDBACK)
    pathing.begin(school.cast.ada.person, "lead", by=school.cast.ada)
    ada, pia, mia = as_("ada"), as_("pia"), as_("mia")
    report = "/learning/reports/"
    for client, address in (
        (ada, "/learning/"),
        (ada, f"/learning/{found.pk}/why/"),
        (ada, f"/learning/{found.pk}/"),
        (ada, "/learning/transcript/"),
        (mia, "/learning/team/"),
        (ada, f"/learning/people/{school.cast.ada.person_id}/"),
        (mia, f"/learning/people/{school.cast.ada.person_id}/"),
        *((pia, f"{report}?by={by}&department=it") for by in lists.breakdowns()),
        (pia, f"{report}compliance/"),
        (pia, f"{report}courses/{FEEDBACK}/"),
        (pia, f"/learning/feedback/{FEEDBACK}/"),
    ):
        client.get(address)
        with django_assert_max_num_queries(15):
            text(client.get(address))
    assert SAFETY in {each.course for each in Enrollment.objects.all()}


def test_a_path_that_has_begun_is_gone_on_with_and_says_how_far_it_is(school, as_):
    ada = school.cast.ada
    assigning.assign_by_hand(
        "path", "lead", "Lead", [ada.person], today(), is_required=True, because="", by=school.cast.mia
    )
    assert ">Begin<" in text(as_("ada").get("/learning/"))

    pathing.begin(ada.person, "lead", by=ada)

    page = text(as_("ada").get("/learning/"))
    assert ">Begin<" not in page
    assert ">Go on<" in page
    assert page.count('aria-label="Progress"') >= 2


def test_lengths_are_said_in_hours_where_they_are_long():
    assert [lasts(each) for each in (0, None, 1, 45, 150)] == [
        "",
        "",
        "1 minute",
        "45 minutes",
        "2 hours 30 minutes",
    ]


def _lesson(found):
    return playing.lesson_of(playing.enrollment_for(found.pk), f"courses/{FEEDBACK}/01-why.md")


def test_what_other_rooms_know_stands_beside_it_as_a_part_and_alone(school, as_, monkeypatch):
    line = companions.Line("People manager", "/certifications/people-manager/", under="two of three")
    monkeypatch.setattr(
        companions, "_companions", {"x": lambda _who: companions.Panel("Certificates", (line,))}
    )
    ada = as_("ada")

    assert 'hx-get="/learning/beside/"' in text(ada.get("/learning/"))
    part = text(ada.get("/learning/beside/", headers={"HX-Request": "true"}))
    assert "two of three" in part
    assert "<html" not in part
    assert "<html" in text(ada.get("/learning/beside/"))
    monkeypatch.setattr(companions, "_companions", {})
    assert "Nothing here yet" in text(ada.get("/learning/beside/"))
