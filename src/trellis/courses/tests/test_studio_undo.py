"""Acts of the studio are undone, the last first; a video is put in by its address."""

from __future__ import annotations

import pytest

from trellis.core.records import uuid7
from trellis.courses.models import StudioStep
from trellis.courses.services import steps
from trellis.courses.tests.test_studio import (
    COURSE,
    FOLDER,
    KEY,
    act,
    at,
    author,
    book,
    chief,
    course,
    desk,
    editor,
    reader,
    seen,
    text_of,
)
from trellis.pages.models import Draft
from trellis.pages.services import drafts

__all__ = ["author", "book", "chief", "course", "desk", "editor", "reader"]


def undo(client):
    return client.post(at("undo", KEY), follow=True)


def test_the_last_change_is_undone_first_and_then_the_one_before(desk):
    here = at("course", KEY)
    act(desk, here, act="aim-add", text="Choose a moment.")
    first = text_of("course.md")
    act(desk, here, act="part-up", at="1")
    assert b"Undo the last change" in desk.get(here).content

    undo(desk)
    assert text_of("course.md") == first
    answer = undo(desk)
    assert not Draft.objects.exists()
    assert b"The last change is undone" in answer.content
    assert b"Undo the last change" not in desk.get(here).content
    assert b"There is nothing to undo" in undo(desk).content


def test_a_lesson_that_was_added_goes_with_its_line_in_the_outline(desk):
    act(desk, at("course", KEY), act="lesson-add", title="What to say")
    assert Draft.objects.count() == 2

    undo(desk)

    assert not Draft.objects.exists()
    assert desk.get(at("lesson", KEY, "02-what-to-say.md")).status_code == 404


def test_a_section_that_became_a_lesson_and_a_question_is_taken_back_at_once(desk):
    desk.post(
        at("use", "policies/leave.md"), {"anchor": "", "course": KEY, "title": "Leave", "question": "1"}
    )
    assert Draft.objects.count() == 3

    undo(desk)

    assert not Draft.objects.exists()


def test_a_course_that_was_begun_is_taken_back_to_nothing(desk):
    desk.post(
        at("new"), {"title": "Listening", "description": "Hear.", "objectives": "Repeat it.", "quiz": "1"}
    )
    assert Draft.objects.filter(path__startswith="courses/listening/").count() == 3

    answer = desk.post(at("undo", "listening"))

    assert answer.url == at("home")
    assert not Draft.objects.exists()


def test_what_was_written_in_the_editor_since_is_not_lost(desk, author):
    act(desk, at("course", KEY), act="aim-add", text="Choose a moment.")
    draft = Draft.objects.get()
    drafts.save_draft(
        author=author, path=draft.path, text=COURSE + "\nMine.\n", started_from=draft.started_from
    )

    assert b"was written elsewhere since" in undo(desk).content
    assert text_of("course.md").endswith("Mine.\n")


def test_nobody_undoes_what_somebody_else_did(desk, client, editor):
    act(desk, at("course", KEY), act="aim-add", text="Choose a moment.")
    client.force_login(editor)

    assert b"There is nothing to undo" in undo(client).content
    assert "Choose a moment." in text_of("course.md")


def test_what_is_published_or_thrown_away_is_undone_no_more(desk):
    act(desk, at("course", KEY), act="aim-add", text="Choose a moment.")
    desk.post(at("discard", KEY))
    assert not StudioStep.objects.exists()
    act(desk, at("course", KEY), act="aim-add", text="Choose a moment.")
    desk.post(at("publish", KEY), {"title": "One more", "reason": "Asked for"})
    assert not StudioStep.objects.exists()


def test_the_oldest_steps_are_forgotten(desk, author, monkeypatch):
    monkeypatch.setattr(steps, "MOST", 3)
    for n in range(5):
        act(desk, at("course", KEY), act="aim-add", text=f"Choose moment {n}.")

    assert StudioStep.objects.filter(author=author, path=f"{FOLDER}/course.md").count() == 3


def test_an_act_has_a_name_of_its_own():
    assert steps.new_act() != steps.new_act()
    assert type(steps.new_act()) is type(uuid7())


@pytest.mark.parametrize(
    ("address", "words", "line"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3s",
            "A talk",
            "![A talk](https://youtu.be/dQw4w9WgXcQ)",
        ),
        ("https://films.example/a.mp4", "A film", "![A film](https://films.example/a.mp4)"),
    ],
)
def test_a_video_is_put_in_by_its_address(desk, address, words, line):
    here = at("lesson", KEY, "01-why.md")
    sent = {"act": "video", "address": address, "words": words, "transcript": "talk.md"}
    desk.post(here, {"seen": seen(desk, here), **sent})

    assert text_of("01-why.md").endswith(f"{line}\n\n- [Transcript](talk.md)\n")


@pytest.mark.parametrize(
    ("address", "words", "told"),
    [
        ("https://www.youtube.com/watch?v=", "A talk", b"no video that can be played"),
        ("javascript:alert(1).mp4", "A talk", b"no video that can be played"),
        ("https://youtu.be/dQw4w9WgXcQ", "", b"needs words"),
    ],
)
def test_a_video_that_nothing_plays_or_without_words_is_refused_with_what_was_typed(
    desk, address, words, told
):
    here = at("lesson", KEY, "01-why.md")
    answer = desk.post(here, {"seen": seen(desk, here), "act": "video", "address": address, "words": words})

    assert answer.status_code == 422
    assert told in answer.content
    assert address.replace("&", "&amp;").encode() in answer.content
    assert not Draft.objects.exists()
