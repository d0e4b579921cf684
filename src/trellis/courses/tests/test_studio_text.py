"""What the studio does with texts: only what is meant becomes different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessments.definitions.questions import TYPES
from trellis.courses.studio import beginnings, cells, fronts, inserting, making, outlines, sections, sending
from trellis.courses.studio.outlines import OutlineError
from trellis.courses.studio.verbs import better

PATH = "courses/feedback/course.md"
COURSE = """\
---
title: Giving feedback   # stays
course:
  owner: People Generalist
  topics: [communication]
---

Feedback is a gift.

## Objectives

* Describe what happened.
* Choose a moment. {#choose}

Some words between.

## Outline

1. [Why](01-why.md)
2. Practice in a group (class, 60 minutes)
   - with something below
3. [A talk](https://example.com/talk) (external, 20 minutes, optional) {#talk}

Words below.
"""
QUIZ = """\
---
title: Check yourself
quiz: {pass: 70%}
---

Before.

## Which one? {#which}

- [ ] A
  > No.
- [x] B

Relies on: [How](/how.md#when)

{: objective="describe" points="2"}


## Broken (nothing)

Some words.

## Is it so?

- [x] True
- [ ] False
"""


def test_a_part_is_moved_and_numbers_stay_where_they_are():
    text = outlines.moved(COURSE, PATH, "outline", 2, -1)

    assert text == COURSE.replace(
        "2. Practice in a group (class, 60 minutes)\n   - with something below\n"
        "3. [A talk](https://example.com/talk) (external, 20 minutes, optional) {#talk}\n",
        "2. [A talk](https://example.com/talk) (external, 20 minutes, optional) {#talk}\n"
        "3. Practice in a group (class, 60 minutes)\n   - with something below\n",
    )
    assert outlines.moved(text, PATH, "outline", 1, 1) == COURSE
    assert outlines.moved(COURSE, PATH, "outline", 0, -1) == COURSE


def test_a_part_is_renamed_under_the_key_that_its_words_had_made():
    row = outlines.rows_of(COURSE, PATH)[1]
    text = outlines.changed_part(COURSE, PATH, 1, title="Practise", minutes=90, is_optional=True)

    assert f"2. Practise (class, 90 minutes, optional) {{#{row.key}}}\n   - with something below\n" in text
    assert outlines.rows_of(text, PATH)[1].key == row.key
    assert outlines.changed_part(COURSE, PATH, 0, title="Why", minutes=0, is_optional=False) == COURSE


def test_parts_and_objectives_are_added_and_removed():
    text = outlines.added(COURSE, PATH, "outline", outlines.part("Watch [it]", kind="practical", key="watch"))
    assert "4. Watch \\[it\\] (practical) {#watch}\n\nWords below.\n" in text
    assert outlines.removed(text, PATH, "outline", 3) == COURSE

    text = outlines.added(COURSE, PATH, "objectives", "Plan it. {#plan}")
    assert "* Choose a moment. {#choose}\n* Plan it. {#plan}\n\nSome words" in text
    assert outlines.removed(COURSE, PATH, "objectives", 0) == COURSE.replace(
        "* Describe what happened.\n", ""
    )


def test_an_objective_in_other_words_keeps_its_key():
    key = outlines.aims_of(COURSE, PATH)[0].key
    text = outlines.changed_aim(COURSE, PATH, 0, "Say what  happened.")

    assert text == COURSE.replace("* Describe what happened.", f"* Say what happened. {{#{key}}}")


def test_a_course_without_lists_gets_them():
    text = outlines.added("---\ntitle: A\n---\n\nWords.\n", PATH, "outline", "[One](1.md)")
    text = outlines.added(text, PATH, "objectives", "Describe it.")

    assert text == (
        "---\ntitle: A\n---\n\nWords.\n\n## Objectives\n\n- Describe it.\n\n## Outline\n\n1. [One](1.md)\n"
    )


@given(st.permutations([0, 1, 2]))
def test_any_order_of_parts_can_be_taken_back(order):
    text = outlines.reordered(COURSE, PATH, "outline", order)
    back = [order.index(at) for at in range(3)]

    assert [row.title for row in outlines.rows_of(text, PATH)] == [
        outlines.rows_of(COURSE, PATH)[at].title for at in order
    ]
    assert outlines.reordered(text, PATH, "outline", back) == COURSE


def test_what_is_no_longer_there_is_said():
    with pytest.raises(OutlineError):
        outlines.removed(COURSE, PATH, "outline", 7)
    with pytest.raises(OutlineError):
        outlines.reordered(COURSE, PATH, "outline", [0, 1])


def test_settings_change_where_they_stand():
    text = fronts.with_values(
        COURSE, {"topics": ["communication", "feedback"], "valid-for": "12 months"}, "course"
    )

    assert text == COURSE.replace(
        "  topics: [communication]\n", "  topics: [communication, feedback]\n  valid-for: 12 months\n"
    )
    assert fronts.with_values(COURSE, {"owner": "People Generalist"}, "course") == COURSE
    assert fronts.with_values("Words.\n", {"title": "A"}) == "---\ntitle: A\n---\n\nWords.\n"


@pytest.mark.parametrize(
    ("text", "level", "verbs"),
    [("Understand feedback", "", ("explain", "summarize", "compare")), ("Describe it", "understand", ())],
)
def test_vague_verbs_are_told_with_better_ones(text, level, verbs):
    measured, found = better(text)
    assert (measured.level, found) == (level, verbs)


# -- questions


def test_questions_are_cut_and_those_that_cannot_be_read_are_listed():
    found = sections.written(QUIZ, "quiz.md")

    assert [(each.key, each.question.type if each.question else None) for each in found] == [
        ("which", "single"), ("broken-nothing", None), ("is-it-so", "true-false")
    ]  # fmt: skip
    assert found[1].told


def test_only_the_question_that_is_meant_is_written():
    found = sections.written(QUIZ, "quiz.md")[0]
    form = cells.cells_of(found.question)
    assert making.changed(found.question, found.text, form) == found.text

    other = cells.Cells(form.type, form.key, {**form.plain, "points": "3"}, form.more, form.rows)
    text = sections.replaced(QUIZ, "quiz.md", 0, making.changed(found.question, found.text, other))
    head, tail = QUIZ.index("## Which"), QUIZ.index("\n\n\n## Broken")
    assert text.startswith(QUIZ[:head])
    assert text.endswith(QUIZ[tail:])
    assert sections.written(text, "quiz.md")[0].question.points == 3


def test_questions_are_copied_moved_and_removed():
    text = sections.copied(QUIZ, "quiz.md", 0)
    assert [each.key for each in sections.written(text, "quiz.md")] == [
        "which",
        "which-2",
        "broken-nothing",
        "is-it-so",
    ]
    assert sections.removed(text, "quiz.md", 1).replace("\n\n\n", "\n\n") == QUIZ.replace("\n\n\n", "\n\n")

    moved = sections.moved(QUIZ, "quiz.md", 2, -2)
    assert [each.key for each in sections.written(moved, "quiz.md")] == [
        "is-it-so",
        "which",
        "broken-nothing",
    ]
    assert sections.moved(moved, "quiz.md", 0, 2) == QUIZ


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_is_written_by_its_form_and_read_again(kind):
    form = beginnings.cells(kind)
    if kind == "hotspot":
        form = cells.Cells(
            kind, form.key, form.plain, {"image": "media/a.png", "alternative": "A bearing"}, form.rows
        )
    made, body = making.question_of(form)

    assert made.type == kind
    again = cells.cells_of(made)
    assert making.question_of(again)[0].fingerprint == made.fingerprint
    assert making.changed(made, body, again) == body


words = st.text(st.characters(whitelist_categories=("L", "N", "Zs")), min_size=1, max_size=30).filter(
    str.strip
)


@given(
    words, st.lists(words, min_size=2, max_size=5, unique_by=lambda each: " ".join(each.casefold().split()))
)
def test_plain_words_come_through_the_form_as_they_are(stem, answers):
    rows = tuple({"text": each, "right": "1" if at == 0 else ""} for at, each in enumerate(answers))
    form = cells.Cells("single", "key", {"stem": f"Q {stem}"}, {}, rows)
    try:
        made, _body = making.question_of(form)
    except sections.QuestionError:
        return  # True and False are a type of their own.

    assert [" ".join(each.text.split()) for each in made.options] == [
        " ".join(each.split()) for each in answers
    ]


class Sent(dict):
    def getlist(self, key):
        return self.get(key, [])


def test_rows_are_put_in_the_order_of_their_places():
    sent = Sent({"stem": "?", "row-0-text": "b", "row-0-place": "2", "row-1-text": "a", "row-1-place": "1"})

    assert [row["text"] for row in sending.cells(sent, "ordering", "x").rows] == ["a", "b"]


# -- lessons


def test_blocks_go_to_their_place():
    text = "# A\n\nOne.\n\n## B\n\nTwo.\n\n## C\n\nThree.\n"

    assert inserting.inserted(text, "a.md", "X", 1) == text.replace("Two.\n\n", "Two.\n\nX\n\n")
    assert inserting.inserted(text, "a.md", "X") == f"{text}\nX\n"
    assert (
        inserting.captioned("![V](v.mp4)\n\nWords.", "v.mp4", "[C](v.vtt)")
        == "![V](v.mp4)\n\n- [C](v.vtt)\n\nWords."
    )


def test_a_new_course_reads_as_it_was_told():
    files = beginnings.course(
        title='Say "no"', description="Why.", whom="All.", owner="Trainer", objectives=["Describe it"],
        lessons=["First", "First"], has_quiz=True,
    )  # fmt: skip

    assert list(files) == ["course.md", "01-first.md", "02-first-2.md", "quiz.md"]
    assert [row.destination for row in outlines.rows_of(files["course.md"], PATH)] == [
        "01-first.md",
        "02-first-2.md",
        "quiz.md",
    ]
    assert sections.quiz_of(files["quiz.md"], "courses/a/quiz.md")[1] == ()
