"""How a quiz is taken, said without YAML: pools, penalties, honesty, audience; and what no form can say."""

from __future__ import annotations

import pytest

from trellis.courses.tests.test_studio import (
    FOLDER,
    KEY,
    QUIZ,
    act,
    at,
    author,
    book,
    chief,
    course,
    desk,
    editor,
    reader,
    text_of,
)
from trellis.pages.models import Draft

__all__ = ["author", "book", "chief", "course", "desk", "editor", "reader"]

POOLED = QUIZ.replace('{: objective="describe"}', '{: objective="describe" pool="basics"}').replace(
    "  pass: 80%\n", "  pass: 80%  # agreed in 2029\n  pools:\n    cases: 2  # hard ones\n    basics: 1\n"
)
HERE = at("quiz-settings", KEY, "quiz.md")


def filled(desk):
    """What a browser would send that has the form as it is."""
    shown = desk.get(HERE).context
    sent = {**shown["words"], "integrity": [key for key, _words, is_on in shown["integrity"] if is_on]}
    sent |= {key: "1" for key, _words, is_on in shown["flags"] if is_on}
    sent |= {
        "owner": [each.value for each in shown["owner"].chosen],
        "audience": shown["audience"].cells.whom,
    }
    for place, pool in enumerate(shown["pools"]):
        sent |= {f"pool-{place}": pool.name, f"pool-{place}-asked": pool.asked}
    return sent


@pytest.fixture
def pooled(course):
    course.commit(f"{FOLDER}/quiz.md", POOLED)
    assert course.edition


def test_a_form_that_is_sent_as_it_came_changes_nothing(desk, pooled):
    act(desk, HERE, **filled(desk))

    assert not Draft.objects.exists()


def test_pools_are_those_that_are_drawn_from_and_those_of_questions(desk, pooled):
    assert [tuple(each) for each in desk.get(HERE).context["pools"]] == [
        ("cases", "2", 0), ("basics", "1", 1), ("", "", 0)
    ]  # fmt: skip


def test_what_is_drawn_changes_where_it_stands(desk, pooled):
    act(desk, HERE, **filled(desk) | {"pool-1-asked": "3", "pool-2": "extra", "pool-2-asked": "1"})

    assert text_of("quiz.md") == POOLED.replace("    basics: 1\n", "    basics: 3\n    extra: 1\n")


def test_without_a_number_nothing_is_drawn_from_a_pool(desk, pooled):
    act(desk, HERE, **filled(desk) | {"pool-0-asked": "", "pool-1-asked": "0"})

    assert "pools" not in text_of("quiz.md")


def test_all_that_a_quiz_can_say_of_itself_is_in_the_form(desk):
    act(desk, HERE, **filled(desk) | {
        "title": "Check", "pass": "75", "attempts": "3", "wait": "1 day", "time": "20 minutes", "draw": "1",
        "review": "passed", "penalty": "0.25", "integrity": ["no-back", "honor-code"], "shuffle": "1",
        "audience": "some", "audience-any-0-field": "managers", "audience-any-0-value": "true",
    })  # fmt: skip

    assert text_of("quiz.md").startswith("""\
---
title: Check
quiz:
  pass: "75%"
  attempts: 3
  wait: 1 day
  time: 20 minutes
  draw: 1
  review: passed
  penalty: 0.25
  shuffle: true
  integrity: [no-back, honor-code]
  audience:
    any:
      - {managers: true}
---
""")
    assert not desk.get(at("quiz", KEY, "quiz.md")).context["page"].faults


def test_pools_that_no_form_can_show_stay_as_they_are_written(desk, course):
    course.commit(
        f"{FOLDER}/quiz.md", QUIZ.replace("  pass: 80%\n", "  pass: 80%\n  pools: [basics, cases]\n")
    )
    assert course.edition

    act(desk, HERE, **filled(desk) | {"attempts": "2"})

    assert "  pools: [basics, cases]\n  attempts: 2\n" in text_of("quiz.md")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"pass": "most"}, "no share of the points"),
        ({"attempts": "many"}, "no number of this kind"),
        ({"time": "soon"}, "is no time"),
        ({"penalty": "7"}, "no share of a question"),
        ({"review": "never"}, "not among the choices"),
        ({"pool-0": "basics", "pool-0-asked": "-1"}, "no number of this kind"),
        ({"audience": "some"}, "does not say yet for whom"),
    ],
)
def test_what_cannot_be_so_is_told_and_nothing_is_kept(desk, sent, words):
    answer = act(desk, HERE, **filled(desk) | sent)

    assert answer.status_code == 422
    assert words in answer.content.decode().replace("&#x27;", "'")
    assert not Draft.objects.exists()
