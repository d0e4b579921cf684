"""What is said in videos stands beside them as text: read from captions, else from what is called the transcript."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from trellis.courses.definitions.captions import Cue, Line, cues_of, lines_of, text_lines
from trellis.courses.queries.reading import lesson
from trellis.pages.tests.served import edition_of

PATH = "courses/bearings/01-sound.md"
CAPTIONS = """\
WEBVTT - How it sounds

STYLE
::cue { color: red }

NOTE nobody sees this

intro
00:01.000 --> 00:03.500 align:start
<v Ada>Put your hand</v>

00:03.500 --> 00:05.000
<v Ada>on the <i>block</i>.</v>

00:00:05.000 --> 00:00:07.250
<v Ben>Is it warm &amp; dry?

00:40.000 --> 00:42.000
It hums

01:02:03.000 --> 01:02:04.000
End.
"""
TEXT = """\
---
title: How a bearing sounds
---

![How it sounds](media/bearing.mp4)

- [Captions, English](media/bearing.en.vtt)
- [Captions, German](media/bearing.de.vtt)
- [Transcript](media/bearing.md)

![A talk](https://www.youtube.com/watch?v=dQw4w9WgXcQ)

- [Transcript](media/bearing.md)

![A hum](media/hum.mp3)

- [Transcript](media/hum.txt)
"""
FILES = {
    "courses/bearings/course.md": "---\ntitle: Bearings\n---\n\nHello.\n",
    PATH: TEXT,
    "courses/bearings/media/bearing.mp4": b"0123456789",
    "courses/bearings/media/hum.mp3": b"0123456789",
    "courses/bearings/media/hum.txt": b"It hums.\n\nThen it\nstops.\n",
    "courses/bearings/media/bearing.en.vtt": CAPTIONS.encode(),
    "courses/bearings/media/bearing.de.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nEs brummt.\n",
    "courses/bearings/media/bearing.md": "# What is heard\n\nA hum.\n\n- Then a click\n",
}


def players_of(files):
    found = lesson(edition_of(files), PATH)
    return [each for each in found.pieces if each.kind in ("video", "audio", "youtube")]


def test_captions_are_read_as_lines_of_a_speaker_each_with_its_time():
    assert lines_of(cues_of(CAPTIONS)) == (
        Line("Put your hand on the block.", 1.0, 5.0, "Ada"),
        Line("Is it warm & dry?", 5.0, 7.25, "Ben"),
        Line("It hums", 40.0, 42.0),
        Line("End.", 3723.0, 3724.0),
    )
    assert [each.clock for each in lines_of(cues_of(CAPTIONS))] == ["0:01", "0:05", "0:40", "1:02:03"]


@pytest.mark.parametrize(
    "text",
    ["", "WEBVTT", "WEBVTT\n\n00:02.000 --> 00:01.000\nBack", "WEBVTT\n\n00:99.000 --> 02:00.000\nX",
     "WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>", "-->", "WEBVTT\n\na\nb\n00:01.000 --> 00:02.000\nX"],
)  # fmt: skip
def test_what_is_no_cue_is_left_out(text):
    assert cues_of(text) == ()


def test_a_silence_a_full_line_and_what_rolls_up_end_a_line():
    rolled = [
        Cue(0, 2, "one"),
        Cue(1, 3, "one"),
        Cue(3, 4, "two"),
        Cue(9, 10, "three"),
        Cue(10, 11, "x" * 170),
    ]

    assert [each.text for each in lines_of(rolled)] == ["one two", "three", "x" * 170]


def test_older_line_ends_and_a_mark_of_the_order_of_bytes_change_nothing():
    assert cues_of("\ufeff" + CAPTIONS.replace("\n", "\r\n")) == cues_of(CAPTIONS)


@given(st.text(alphabet="WEBVT\n 0123456789:.,->&<v/>abc", max_size=300))
def test_any_text_is_read_and_gives_lines_in_order(text):
    lines = lines_of(cues_of(text))

    assert [each.start for each in lines] == sorted(each.start for each in lines)
    assert all(each.text for each in lines)


def test_a_text_without_times_is_lines_too():
    assert text_lines(["A hum.", "  ", "Then\n it stops."]) == (Line("A hum."), Line("Then it stops."))


def test_players_have_what_is_said_in_them(db):
    video, youtube, hum = players_of(FILES)

    assert [each.text for each in video.lines][:2] == ["Put your hand on the block.", "Is it warm & dry?"]
    assert (video.is_timed, video.spoken) == (True, "en")
    assert [each.text for each in youtube.lines] == ["A hum.", "Then a click"]
    assert (youtube.is_timed, youtube.spoken) == (False, "")
    assert [each.text for each in hum.lines] == ["It hums.", "Then it stops."]


def test_a_reader_has_the_captions_of_their_language_first(db):
    with translation.override("de"):
        video = players_of(FILES)[0]

    assert [each.language for each in video.captions] == ["de", "en"]
    assert [each.text for each in video.lines] == ["Es brummt."]


def test_captions_elsewhere_too_large_or_missing_are_not_read(db, monkeypatch):
    monkeypatch.setattr("trellis.courses.queries.transcripts.LARGEST", 40)
    gone = {key: value for key, value in FILES.items() if not key.endswith((".de.vtt", "bearing.md"))}
    outside = TEXT.replace("media/hum.txt", "https://example.org/hum.txt")

    assert [each.lines for each in players_of({**gone, PATH: outside})] == [(), (), ()]


def test_the_transcript_is_a_text_whose_lines_lead_to_their_moment_without_a_script(db):
    video, youtube, _hum = players_of(FILES)
    page = render_to_string("courses/parts/player.html", {"piece": video})

    assert 'bearing.mp4#t=5"' in page
    assert 'data-at="5.000"' in page
    assert "<b>Ben:</b> Is it warm &amp; dry?" in page
    assert "Transcript as a page" in page
    plain = render_to_string("courses/parts/player.html", {"piece": youtube})
    assert "Then a click" in plain
    assert "data-at" not in plain
