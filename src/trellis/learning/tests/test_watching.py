"""How much of a video somebody watched is kept, each second once, and never lost."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from trellis.learning.definitions.watching import Watched, together, watched
from trellis.learning.models import Reply
from trellis.learning.services import keeping
from trellis.learning.services.errors import LearningError
from trellis.learning.tests.conftest import COURSES, FEEDBACK

STRETCHES = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=12)


@pytest.mark.parametrize(
    ("text", "share"),
    [("240:", 0), ("240:0-60", 25), ("240:0-60,30-120", 50), ("240:0-400", 100), ("10:5-5", 0)],
)
def test_each_second_counts_once(text, share):
    assert watched(text).share == share


@pytest.mark.parametrize(
    "text",
    ["", "0:", "x", "240:@", "240:0-1@x", "240", "240:1", "240:1-2,", "9999999:1-2", "240:-1-2", "240:1-2;3"],
)
def test_what_says_nothing_is_nothing(text):
    assert watched(text) is None


@pytest.fixture
def as_(school):
    def client(name):
        made = Client()
        made.force_login(getattr(school.cast, name))
        return made

    return client


@given(STRETCHES, STRETCHES)
def test_together_it_is_all_that_either_has_and_no_more(one, other):
    first, second = (
        watched(f"300:{','.join(f'{min(pair)}-{max(pair)}' for pair in several)}") for several in (one, other)
    )
    joint = together(first, second)

    def seconds(each):
        return {second for start, end in each.stretches for second in range(start, end)}

    assert seconds(joint) == seconds(first) | seconds(second)
    assert joint.seconds == len(seconds(joint))
    assert watched(str(joint)) == joint
    assert joint == together(second, first)


def test_what_was_watched_is_joined_whichever_comes_first(school):
    found = school.enroll("ada")
    part = found.version.outline[0]["key"]

    def keep(value, counter):
        return keeping.reply(
            enrollment=found, part_key=part, block="video-1", kind="watched", value=value, counter=counter,
            by=school.cast.ada,
        )  # fmt: skip

    keep("240:60-120", 9)
    keep("240:0-30", 3)

    assert Reply.objects.get(block="video-1").value == "240:0-30,60-120"
    with pytest.raises(LearningError, match="what was watched"):
        keep("nonsense", 12)
    assert str(Watched(10, ((0, 4),))) == "10:0-4"


def test_the_place_is_that_of_whichever_was_newer_and_never_behind_the_end(school):
    found = school.enroll("ada")
    part = found.version.outline[0]["key"]

    def keep(value, counter):
        keeping.reply(
            enrollment=found, part_key=part, block="video-1", kind="watched", value=value, counter=counter,
            by=school.cast.ada,
        )  # fmt: skip
        return Reply.objects.get(block="video-1").value

    assert keep("240:0-30@30", 5) == "240:0-30@30"
    assert keep("240:100-120@120", 3) == "240:0-30,100-120@30"
    assert keep("240:0-10", 7) == "240:0-30,100-120@30"
    assert keep("240:0-10@999", 9) == "240:0-30,100-120@240"


def test_the_player_shows_the_learner_how_much_they_watched(school, as_):
    path = f"courses/{FEEDBACK}/01-why.md"
    school.publish({path: f"{COURSES[path]}\n![A talk](https://youtu.be/dQw4w9WgXcQ)\n"})
    found = school.enroll("ada")
    client, part = as_("ada"), found.version.outline[0]["key"]
    page = client.get(reverse("learning:part", args=[found.pk, part])).content.decode()
    assert "data-watch=" in page
    key = page[page.index('data-watch="') + 12 :].partition('"')[0]

    item = {
        "id": "1",
        "part": part,
        "do": "reply",
        "block": key,
        "kind": "watched",
        "value": "240:0-180",
        "counter": 1,
    }
    answer = client.post(
        reverse("learning:sync", args=[found.pk]),
        json.dumps({"items": [item]}),
        content_type="application/json",
    )

    assert answer.status_code == 200, answer.content
    assert "75 % watched" in client.get(reverse("learning:part", args=[found.pk, part])).content.decode()
