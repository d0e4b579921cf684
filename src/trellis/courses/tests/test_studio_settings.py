"""The settings of a course without YAML: audiences as rows, things chosen by title, rules, and what no form can say."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from trellis.courses.studio import groups
from trellis.courses.studio.groups import AudienceCells, Row
from trellis.courses.tests.test_studio import (
    COURSE,
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

# -- an audience and its rows

RELIES = "Relies on: [Leave](/policies/leave.md)"
SAID = [
    "everybody",
    {"departments": ["sales", "legal"]},
    {"managers": True, "from-grade": 7, "to-grade": 9},
    {"countries": ["Germany"], "not": {"contract-types": ["intern"]}},
    {"hired-from": "2026-01-01", "not": {"hired-until": "2025-06-30"}},
    {"any": [{"managers": True}, {"not": {"roles": ["Editor"]}}]},
    {"entities": ["Acme"], "any": [{"families": ["Legal"]}]},
    {"departments": ["sales"], "all": [{"departments": ["legal"]}]},
    {"not": {"any": [{"roles": ["Editor"]}, {"managers": True}]}},
]
TOO_DEEP = [
    {"any": [{"managers": True, "from-grade": 7}]},
    {"not": {"managers": True, "from-grade": 7}},
    {"any": [{"any": [{"managers": True}]}]},
    {"weather": ["rain"]},
    {"from-grade": [7]},
    {"managers": "sometimes"},
    {},
    "nobody",
]


@pytest.mark.parametrize("said", SAID, ids=str)
def test_rows_say_what_the_text_says(said):
    cells = groups.cells_of(said)

    assert cells.whom != groups.WRITTEN
    assert groups.value_of(cells) == said


@pytest.mark.parametrize("said", TOO_DEEP, ids=str)
def test_what_rows_cannot_say_is_kept_as_it_is_written(said):
    cells = groups.cells_of(said)

    assert cells == AudienceCells(groups.WRITTEN, written=said)
    assert groups.value_of(cells) == said


def test_values_chosen_for_another_field_are_dropped_with_it():
    post = QueryDict(
        "a=some&a-all-0-field=roles&a-all-0-for=departments&a-all-0-value=sales"
        "&a-all-1-field=roles&a-all-1-for=roles&a-all-1-value=Editor&a-all-1-value-add=Author&a-all-1-way=is-not"
    )

    assert groups.sent(post, "a", AudienceCells()) == AudienceCells(
        "some", (Row("roles"), Row("roles", groups.IS_NOT, ("Editor", "Author")))
    )


# -- the form

DEEP = COURSE.replace(
    "  owner: Editor\n",
    """\
  owner: Editor
  audience:  # since 2029
    any:
      - {managers: true, from-grade: 7}
  assign:
    # everybody who is new
    - audience: everybody
      required: true   # by law
      due: 30 days after hire
    - {audience: {managers: true}, due: 5 working days, begin: true}
""",
)


def filled(desk, address):
    """What a browser would send that has the form as it is."""
    shown = desk.get(address).context
    sent = {}
    for field, value in (*shown["top"], *shown["about"], *shown["who"]):
        if hasattr(value, "chosen"):
            sent[field.key] = [each.value for each in value.chosen]
        else:
            sent[field.key] = value
    told = {"audience": shown["audience"]}
    for at_, rule, audience in shown["rules"]:
        name = f"assign-{at_}"
        told[name] = audience
        sent |= {
            f"{name}-was": "" if rule.was is None else rule.was, f"{name}-days": rule.days, f"{name}-after": rule.after,
            f"{name}-required": "1" if rule.required else "", f"{name}-working": "1" if rule.working else "",
            f"{name}-begin": "1" if rule.begin else "",
        }  # fmt: skip
    for name, audience in told.items():
        sent[name] = audience.cells.whom
        for row in (*audience.all, *audience.any):
            values = [each.value for each in row.pick.chosen] if row.pick else row.value
            sent |= {
                f"{row.name}-field": row.field, f"{row.name}-for": row.field, f"{row.name}-way": row.way,
                f"{row.name}-value": values,
            }  # fmt: skip
    return sent


@pytest.fixture
def deep(course):
    course.commit(f"{FOLDER}/course.md", DEEP)
    assert course.edition


def test_a_form_that_is_sent_as_it_came_changes_nothing(desk, deep):
    here = at("settings", KEY)

    assert act(desk, here, **filled(desk, here)).status_code == 302
    assert not Draft.objects.exists()


def test_what_is_chosen_is_written_where_it_stands(desk):
    here = at("settings", KEY)
    act(
        desk, here, **filled(desk, here) | {
            "topics-add": "communication, talks", "prerequisites-add": "Giving feedback", "audience": "some",
            "audience-all-0-field": "managers", "audience-all-0-value": "true",
        },
    )  # fmt: skip

    assert text_of("course.md") == COURSE.replace(
        "  owner: Editor\n",
        "  owner: Editor\n  topics: [communication, talks]\n  prerequisites: [giving-feedback]\n"
        "  audience: {managers: true}\n",
    )


def test_one_rule_changes_and_the_comments_of_the_others_stay(desk, deep):
    here = at("settings", KEY)
    act(desk, here, **filled(desk, here) | {"assign-1-required": "1", "assign-1-days": "1"})

    assert text_of("course.md") == DEEP.replace(
        "{audience: {managers: true}, due: 5 working days, begin: true}",
        "{audience: {managers: true}, due: 1 working day after assignment, begin: true, required: true}",
    )


def test_an_audience_that_no_form_can_show_is_shown_as_it_is_written(desk, deep):
    page = desk.get(at("settings", KEY)).content.decode()

    assert "{any: [{managers: true, from-grade: 7}]}" in page
    assert "{managers: true}" not in page


def test_a_rule_is_added_before_it_is_kept_and_then_written(desk):
    here = at("settings", KEY)
    answer = act(desk, here, **filled(desk, here) | {"act": "add assign rule"})
    assert not Draft.objects.exists()
    assert len(answer.context["rules"]) == 1

    act(desk, here, **filled(desk, here) | {
        "assign-0": "everybody", "assign-0-required": "1", "assign-0-days": "30", "assign-0-after": "hire",
    })  # fmt: skip
    assert "  assign:\n    - {audience: everybody, required: true, due: 30 days after hire}\n" in text_of(
        "course.md"
    )

    act(
        desk,
        here,
        **{key: value for key, value in filled(desk, here).items() if not key.startswith("assign")},
    )
    assert text_of("course.md") == COURSE


def test_a_row_more_and_a_row_less_keep_what_was_chosen(desk):
    here = at("settings", KEY)
    sent = filled(desk, here) | {
        "audience": "some", "audience-all-0-field": "managers", "audience-all-0-value": "true",
    }  # fmt: skip

    more = act(desk, here, **sent | {"act": "add audience any"}).context["audience"].cells
    less = act(desk, here, **sent | {"act": "remove audience all 0"}).context["audience"].cells

    assert more == AudienceCells("some", (Row("managers", "is", ("true",)),), (Row(),))
    assert less == AudienceCells("some", (Row(),))
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"prerequisites-add": "Giving feedbak"}, "Is “Giving feedback” meant?"),
        ({"audience": "some"}, "does not say yet for whom"),
        ({"review-by": "soon"}, "“soon” is no day"),
        ({"modality": "telepathy"}, "not among the choices"),
        ({"audience": "some", "audience-all-0-field": "from-grade", "audience-all-0-value": "high"}, "no grade"),
        ({"audience": "some", "audience-all-0-field": "hired-from", "audience-all-0-value": "soon"}, "no day"),
        ({"assign-0": "everybody", "assign-0-days": "-3"}, "no number of days"),
        ({"title": ""}, "needs a title"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_told_and_nothing_is_kept(desk, sent, words):
    here = at("settings", KEY)

    answer = act(desk, here, **filled(desk, here) | sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_new_course_is_for_those_whom_its_author_says(client, course, author):
    client.force_login(author)
    sent = {
        "title": "Leading", "description": "Lead.", "audience": "some", "audience-all-0-field": "managers",
        "audience-all-0-value": "true",
    }  # fmt: skip

    more = client.post(at("new"), sent | {"act": "add audience all"})
    assert len(more.context["audience"].all) == 2
    assert not Draft.objects.exists()

    client.post(at("new"), sent)
    text = Draft.objects.get(path="courses/leading/course.md").text
    assert "  audience: {managers: true}\n" in text


# -- what is shown by its title, and what is still to be written


def test_a_section_that_a_question_relies_on_is_shown_by_its_title_and_stays(desk, course):
    course.commit(
        f"{FOLDER}/quiz.md", QUIZ.replace("Explanation: Because.\n", f"Explanation: Because.\n\n{RELIES}\n")
    )
    assert course.edition
    here = at("question", KEY, "quiz.md", "which")

    answer = desk.get(here)
    section = answer.context["relied"][0][1]
    assert (answer.context["relied"][0][0], section.title) == ("/policies/leave.md", "Leave")
    assert 'value="/policies/leave.md" checked' in answer.content.decode()

    act(desk, here, stem="Which one?", points="2", relied=["/policies/leave.md"],
        **{"row-0-text": "A", "row-1-text": "B", "row-1-right": "1"})  # fmt: skip
    assert "Relies on: [Leave](/policies/leave.md)" in text_of("quiz.md")


def test_a_question_says_its_objective_in_words(desk):
    page = desk.get(at("quiz", KEY, "quiz.md")).content.decode()

    assert "Describe what happened." in page


def test_what_stands_as_it_was_begun_is_told_before_it_is_published(desk):
    act(desk, at("course", KEY), act="lesson-add", title="What to say")
    page = desk.get(at("publish", KEY))

    assert [(each.name, each.title) for each in page.context["unwritten"]] == [
        ("02-what-to-say.md", "What to say")
    ]
    assert at("lesson", KEY, "02-what-to-say.md") in page.content.decode()


def test_a_new_lesson_comes_before_the_quiz_at_the_end(desk):
    act(desk, at("course", KEY), act="lesson-add", title="What to say")

    assert text_of("course.md") == COURSE.replace(
        "2. [Check yourself](quiz.md)\n",
        "2. [What to say](02-what-to-say.md)\n3. [Check yourself](quiz.md)\n",
    )


def test_an_address_may_say_what_a_new_course_is_about(client, course, author):
    client.force_login(author)
    page = client.get(f"{at('new')}?title=Leading&objectives=Plan+a+tour.").content.decode()

    assert 'value="Leading"' in page
    assert "Plan a tour.</textarea>" in page


def test_the_translations_of_a_course_stand_beside_its_outline(desk, course):
    german = COURSE.replace("title: Giving feedback", "title: Feedback geben").replace(
        "  owner: Editor\n", "  owner: Editor\n  languages: [de]\n  translation-of: giving-feedback\n"
    )
    (course.folder / "courses/feedback-geben").mkdir(parents=True)
    course.commit_new("courses/feedback-geben/course.md", german.split("## Outline")[0])
    assert course.edition

    answer = desk.get(at("course", KEY))

    assert [each.course.key for each in answer.context["translations"]] == ["feedback-geben"]
    assert f'<a href="{at("course", "feedback-geben")}">Feedback geben</a>' in answer.content.decode()
