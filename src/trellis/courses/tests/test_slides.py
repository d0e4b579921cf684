"""One lesson makes slides, a guide to facilitate and a guide for participants, under the same numbers."""

from __future__ import annotations

import pytest

from trellis.core.services import tokens
from trellis.courses import companions
from trellis.courses.queries import decks
from trellis.courses.tests.conftest import COURSES, FEEDBACK
from trellis.pages.queries.current import current_edition
from trellis.pages.tests.served import compiled

PATH = "courses/giving-feedback/02-practice.md"
LESSON = """\
---
title: Practice in a group
description: Say it to somebody.
slides: true
---

Three rounds.

> **Facilitator (5 minutes):** Welcome them.

## Watch

- Say nothing.

> **Handout:** What did you see?

> **Facilitator (10 min):** Show it first.
>
> Twice.

---

| You see | It means |
|---|---|
| a pause | a question |

## What the handbook says

![[how/feedback#when]]

> **Exercise:** Write down one sentence.

---

## The end

> **Moderation:** Danke.
"""
BOOK = {
    **COURSES,
    "courses/giving-feedback/course.md": FEEDBACK.replace(
        "2. Practice in a group (class", "2. [Practice in a group](02-practice.md) (class"
    ),
    PATH: LESSON,
}
BASE = "/courses/giving-feedback/lessons/practice"


@pytest.fixture
def taught(cast, serve):
    serve(BOOK)
    return cast


def of(client, address, status=200):
    answer = client.get(f"{BASE}/{address}")
    assert answer.status_code == status, answer.content[-1500:]
    return answer


def test_headings_and_lines_make_slides_and_quotes_say_to_whom(taught):
    found = decks.deck(current_edition(), PATH)

    assert [(each.number, each.title, each.continues) for each in found.slides] == [
        (1, "Practice in a group", False), (2, "Watch", False), (3, "Watch", True),
        (4, "What the handbook says", False), (5, "The end", False),
    ]  # fmt: skip
    assert [(each.minutes, each.starts_after) for each in found.slides[:3]] == [(5, 0), (10, 5), (0, 15)]
    assert found.minutes == 15
    first, watch, table, included, end = found.slides
    assert "Three rounds." in first.html
    assert "Welcome" not in first.html
    assert "Welcome them." in first.notes
    assert "What did you see?" in watch.handout
    assert "Twice." in watch.notes
    assert "<table" in table.html
    assert "Within two days." in included.html
    assert "Danke." in end.notes


def test_all_three_have_the_same_numbers(as_, taught):
    owner = as_("pia")
    slides = of(owner, "slides/").content.decode()
    facilitator = of(owner, "facilitator-guide/").content.decode()
    participant = of(owner, "participant-guide/").content.decode()

    for number, title in (
        (1, "Practice in a group"),
        (2, "Watch"),
        (4, "What the handbook says"),
        (5, "The end"),
    ):
        for page in (slides, facilitator, participant):
            at = page.index(f'id="slide-{number}-title"')
            assert title in page[at : at + 200]
    assert "Show it first." in facilitator
    assert "0:05" in facilitator
    assert "What did you see?" in participant
    assert "What did you see?" not in slides
    for page in (slides, participant):
        assert "Show it first." not in page


def test_only_who_runs_the_course_is_given_what_is_said_to_the_slides(as_, taught, monkeypatch):
    monkeypatch.setattr("trellis.courses.rules.can_propose", lambda who: False)
    ben = as_("ben")
    of(ben, "slides/")
    assert "facilitator-guide" not in of(ben, "participant-guide/").content.decode()
    of(ben, "facilitator-guide/", 403)
    of(ben, "facilitator.pdf", 403)
    assert "facilitator-guide" not in ben.get("/courses/giving-feedback/").content.decode()

    monkeypatch.setattr(companions, "_facilitates", {"test": lambda who, course: course == "giving-feedback"})
    of(ben, "facilitator-guide/")


def test_a_lesson_without_slides_or_of_a_course_for_others_has_none(as_, taught):
    assert as_("ada").get("/courses/giving-feedback/lessons/why/slides/").status_code == 404
    assert as_("ada").get(f"{BASE}/stage-guide/").status_code == 404
    assert as_("ada").get("/courses/leading-a-team/lessons/workshop/slides/").status_code == 404


@pytest.mark.parametrize("form", ["slides", "facilitator", "participant"])
def test_each_is_a_pdf(as_, taught, form):
    answer = of(as_("pia"), f"{form}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert f"giving-feedback-practice-{form}.pdf" in answer["Content-Disposition"]


def test_programs_read_slides_and_only_who_runs_it_the_notes(client, taught, monkeypatch):
    address = "/api/v1/courses/giving-feedback/parts/practice/slides"

    def read(who):
        _row, token = tokens.issue(account=who, name="T", scopes=frozenset({"courses:read"}), days=7)
        return client.get(address, headers={"Authorization": f"Bearer {token}"}).json()

    found = read(taught.pia)
    assert [each["number"] for each in found["slides"]] == [1, 2, 3, 4, 5]
    assert "Show it first." in found["slides"][1]["notes"]
    monkeypatch.setattr("trellis.courses.rules.can_propose", lambda who: False)
    assert {each["notes"] for each in read(taught.ben)["slides"]} == {""}


def test_who_reads_the_lesson_alone_reads_all_but_what_is_said_to_facilitators(as_, taught, serve):
    serve({**BOOK, "courses/giving-feedback/01-why.md": LESSON})
    page = as_("ada").get("/courses/giving-feedback/lessons/why/").content.decode()
    assert "Say nothing." in page
    assert "What did you see?" in page
    assert "Show it first." not in page


def test_the_page_reads_as_plain_markdown_and_full_slides_are_noted():
    full = LESSON.replace("- Say nothing.", "- " + "Say nothing at all. " * 30)
    found = [each.code for each in compiled({**BOOK, PATH: full}).diagnostics_of(PATH)]
    assert "CO023" in found
    assert "CO023" not in [each.code for each in compiled(BOOK).diagnostics_of(PATH)]


LAB = LESSON.replace(
    "## The end\n",
    "## Try it\n\nOpen the machine.\n\n- [ ] Switched off\n- [ ] Waited five minutes\n\n```sh\nls -l /var\n```\n\n"
    "> **Handout:** The plan of the machine.\n\n## The end\n",
)


def test_a_lab_guide_holds_what_is_done_under_the_numbers_of_the_slides(as_, taught, serve):
    serve({**BOOK, PATH: LAB})

    found = decks.stations_of(decks.deck(current_edition(), PATH))
    page = of(as_("ben"), "lab-guide/").content.decode()

    assert [(each.slide.number, [(task.number, task.kind) for task in each.tasks]) for each in found] == [
        (4, [(1, "exercise")]), (5, [(2, "checklist"), (3, "code")]),
    ]  # fmt: skip
    assert "Exercise" not in found[0].tasks[0].html
    for words in ("Write down one sentence.", "Switched off", "/var", 'id="slide-4"', 'id="slide-5"'):
        assert words in page, words
    for words in ("Open the machine.", "Three rounds.", "Show it first.", "Welcome them.", "Danke."):
        assert words not in page, words
    assert of(as_("ben"), "lab.pdf").content.startswith(b"%PDF")
    for address in ("/courses/giving-feedback/", f"{BASE}/participant-guide/"):
        assert f"{BASE}/lab-guide/" in as_("ben").get(address).content.decode(), address


def test_where_nothing_is_done_there_is_no_lab_guide(as_, taught, serve):
    serve({**BOOK, PATH: LESSON.replace("> **Exercise:** Write down one sentence.\n", "")})

    of(as_("pia"), "slides/")
    of(as_("pia"), "lab-guide/", 404)
    of(as_("pia"), "lab.pdf", 404)
    assert "lab-guide" not in as_("pia").get("/courses/giving-feedback/").content.decode()
    assert "lab-guide" not in of(as_("pia"), "participant-guide/").content.decode()


def test_who_does_not_find_the_course_has_no_lab_guide_of_it(as_, taught, serve):
    serve({**BOOK, "courses/leading-a-team/01-do.md": LAB})

    assert as_("ada").get("/courses/leading-a-team/lessons/workshop/lab-guide/").status_code == 404


def test_programs_read_the_tasks_of_each_slide(client, taught, serve):
    serve({**BOOK, PATH: LAB})
    _row, token = tokens.issue(account=taught.ben, name="T", scopes=frozenset({"courses:read"}), days=7)

    told = client.get(
        "/api/v1/courses/giving-feedback/parts/practice/slides", headers={"Authorization": f"Bearer {token}"}
    ).json()

    assert [[task["kind"] for task in each["tasks"]] for each in told["slides"]] == [
        [], [], [], ["exercise"], ["checklist", "code"], [],
    ]  # fmt: skip
