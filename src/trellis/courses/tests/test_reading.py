import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.courses.queries.reading import lesson
from trellis.pages.queries.files import NoSuchPartError, part_of
from trellis.pages.tests.served import edition_of

PATH = "courses/bearings/01-sound.md"
TEXT = """\
---
title: How a bearing sounds
---

Listen first. See [the other](02-other.md).

> **Exercise:** Write down what you [hear](02-other.md). {#heard}

> **Poll:** When is it loudest?
>
> - In the morning
> - At night

- [ ] Switch the machine off {#off}
- [x] Wait five minutes

> **Tab: Linux**
>
> Type `ls`.

> **Tab: Windows**
>
> Type `dir`.

![How it sounds](media/bearing.mp4)

- [Captions, English](media/bearing.en.vtt)
- [Transcript](media/bearing.md)

![A talk](https://www.youtube.com/watch?v=dQw4w9WgXcQ)

![[how/oil#which-oil]]

> A plain quote.

> [!NOTE]
> A note.
"""
FILES = {
    "courses/bearings/course.md": "---\ntitle: Bearings\n---\n\nHello.\n",
    PATH: TEXT,
    "courses/bearings/02-other.md": "---\ntitle: Other\n---\n\nText.\n",
    "courses/bearings/media/bearing.mp4": b"0123456789",
    "courses/bearings/media/bearing.en.vtt": b"WEBVTT\n",
    "courses/bearings/media/bearing.md": "# What is heard\n\nA hum.\n",
    "how/oil.md": "# Oil\n\n## Which oil\n\nThin oil.\n\n- [ ] Look at the label\n",
}


def of_kind(found, kind):
    return [each for each in found.pieces if each.kind == kind]


def test_a_lesson_is_prose_and_what_somebody_does(db):
    found = lesson(edition_of(FILES), PATH)

    assert [each.kind for each in found.pieces] == [
        "prose", "exercise", "poll", "checklist", "tabs", "video", "youtube", "prose", "checklist", "prose",
    ]  # fmt: skip
    exercise, poll, ticks, tabs = found.pieces[1:5]
    assert exercise.key == "heard"
    assert "Write down what you <a href=" in exercise.html
    assert "Exercise" not in exercise.html
    assert [each.html for each in poll.options] == ["In the morning", "At night"]
    assert "loudest" in poll.html
    assert "morning" not in poll.html
    assert [each.html for each in ticks.items] == ["Switch the machine off", "Wait five minutes"]
    assert ticks.items[0].key == "off"
    assert [title for _key, title, _html in tabs.tabs] == ["Linux", "Windows"]
    assert "<code>dir</code>" in tabs.tabs[1][2]


def test_what_is_watched_has_captions_and_a_transcript(db):
    found = lesson(edition_of(FILES), PATH)
    (video,), (youtube,) = of_kind(found, "video"), of_kind(found, "youtube")

    assert video.url.endswith("/courses/bearings/media/bearing.mp4")
    assert [(each.label, each.language) for each in video.captions] == [("English", "en")]
    assert video.transcript.endswith("/courses/bearings/media/bearing/")
    assert (youtube.id, youtube.name) == ("dQw4w9WgXcQ", "A talk")
    assert found.has_youtube


def test_what_is_included_is_read_there_too(db):
    found = lesson(edition_of(FILES), PATH)

    assert [each.title for each in found.taken_from] == ["Oil"]
    assert any("Thin oil." in each.html for each in of_kind(found, "prose"))


def test_keys_stay_when_something_else_is_edited(db):
    before = lesson(edition_of(FILES), PATH)
    changed = {**FILES, PATH: TEXT.replace("Listen first.", "Listen.\n\n> **Exercise:** Another one.\n")}
    after = lesson(edition_of(changed), PATH)

    keys = [each.key for each in before.pieces if each.kind != "prose"]
    assert set(keys) < {each.key for each in after.pieces if each.kind != "prose"}
    assert len(set(keys)) == len(keys)


def test_there_is_no_lesson_where_there_is_no_page(db):
    assert lesson(edition_of(FILES), "courses/bearings/03-none.md") is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [("bytes=0-3", (0, 3)), ("bytes=5-", (5, 9)), ("bytes=-2", (8, 9)), ("bytes=0-99", (0, 9)), ("bytes=-99", (0, 9)),
     ("bytes=0-1,3-4", None), ("lines=0-1", None), ("bytes=-", None), ("bytes=5-2", None)],
)  # fmt: skip
def test_a_part_of_a_file_is_what_the_player_asks_for(header, expected):
    assert part_of(header, 10) == expected


def test_a_part_beyond_the_end_is_refused():
    with pytest.raises(NoSuchPartError):
        part_of("bytes=10-", 10)


@given(st.text(max_size=20), st.integers(0, 50))
def test_whatever_is_asked_for_lies_within_the_file(header, size):
    for asked in (header, f"bytes={header}"):
        try:
            found = part_of(asked, size)
        except NoSuchPartError:
            continue
        assert found is None or 0 <= found[0] <= found[1] < size
