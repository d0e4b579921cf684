"""Courses and paths beside the competencies that they serve."""

from __future__ import annotations

from trellis.courses.tests.conftest import COURSE, COURSES, FEEDBACK, LEADING, PATH

ABILITY = """\
---
title: Feedback
description: Saying what one saw.
competency:
  owner: People Generalist
---

## Aware

- Says thank you
"""
SERVED = {
    **COURSES,
    "competencies/feedback.md": ABILITY,
    "competencies/silence.md": ABILITY.replace("title: Feedback", "title: Silence"),
    COURSE: FEEDBACK.replace("  owner:", "  competencies: [feedback]\n  owner:", 1),
    "courses/leading-a-team/course.md": LEADING.replace(
        "  owner:", "  competencies: [feedback]\n  owner:", 1
    ),
    "paths/first-ninety-days.md": PATH.replace("  owner:", "  competencies: [feedback]\n  owner:", 1),
}
ABOUT = "/roles/-/competencies/{}/"


def test_a_competency_leads_to_the_courses_and_paths_that_are_for_its_reader(as_, serve):
    serve(SERVED)
    ada, mia = (as_(name).get(ABOUT.format("feedback")).content.decode() for name in ("ada", "mia"))

    assert 'href="/courses/giving-feedback/"' in ada
    assert "Leading a team" not in ada
    assert "First ninety days" not in ada
    for words in ("Learn it", "Giving feedback", "Leading a team", "First ninety days as a manager"):
        assert words in mia, words


def test_a_competency_that_nothing_teaches_says_so(as_, serve):
    serve(SERVED)

    assert (
        "No course that is for you teaches it yet."
        in as_("ada").get(ABOUT.format("silence")).content.decode()
    )


def test_a_guest_sees_no_courses_beside_a_competency(client, cast, serve):
    serve(SERVED)

    assert "Learn it" not in client.get(ABOUT.format("feedback")).content.decode()


def test_a_course_leads_to_its_competencies(as_, serve):
    serve(SERVED)

    assert (
        f'href="{ABOUT.format("feedback")}"' in as_("ada").get("/courses/giving-feedback/").content.decode()
    )


def test_the_page_of_a_competency_takes_few_queries(as_, serve, django_assert_max_num_queries):
    serve(SERVED)
    ada = as_("ada")
    ada.get(ABOUT.format("feedback"))

    with django_assert_max_num_queries(15):
        ada.get(ABOUT.format("feedback"))
