"""A quiz whose page only Learning and Development reads: everybody takes it, and nobody reads its answers anywhere."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from trellis.assessments.models import Answer, Attempt
from trellis.assessments.services import attempts as quizzes
from trellis.core import scopes
from trellis.core.kinds import registered
from trellis.core.models import Access, Account
from trellis.core.services import tokens
from trellis.core.tests.remembered import remembered
from trellis.handbook.spec import open_source
from trellis.handbook.workspace import Workspace
from trellis.learning.models import Enrollment
from trellis.learning.services import enrolling, progress
from trellis.learning.tests.conftest import COURSES, FEEDBACK
from trellis.pages.queries import current
from trellis.pages.queries.current import Library, whole_edition
from trellis.pages.tests.repositories import git
from trellis.people.tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180)]

ASKED, RIGHT, WHY = "Quillfeather or Gooseberry", "Marmalade", "Elderflower"
"""Words of a question, of its right answer and of its explanation, which stand on the quiz's page alone."""
COURSE, QUIZ, ALONE = f"courses/{FEEDBACK}/course.md", f"courses/{FEEDBACK}/quiz.md", "quizzes/exam.md"
WORDS = f"""\
---
title: Check yourself
description: About fruit.
quiz:
  pass: 50%
  review: score
---

## {ASKED}? {{#fruit}}

- [x] {RIGHT}
- [ ] Neither

Explanation: {WHY}.

{{: objective="describe"}}
"""
FILES = {
    **COURSES,
    "handbook.yml": COURSES["handbook.yml"]
    + """
visibility:
  - {path: quizzes/, to: restricted, roles: [People Generalist]}
  - {path: courses/*/quiz.md, to: restricted, roles: [People Generalist]}
""",
    COURSE: COURSES[COURSE].replace(
        "4. Give feedback to somebody (practical) {#practice}", "4. [Check yourself](quiz.md)"
    ),
    QUIZ: WORDS,
    ALONE: WORDS,
}


@pytest.fixture
def book(tmp_path, settings):
    settings.TRELLIS_READING = "members"
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "Begin")
    workspace = Workspace(open_source([str(tmp_path)]), registered())
    current.use(Library(workspace.handbook, workspace))
    yield tmp_path
    current.use(None)


@pytest.fixture
def cast(book, db):
    made = remembered((Cast, whole_edition().handbook), Cast)
    for each in (made.ada, made.mia):  # who may propose changes sees more of pages than who only reads
        Account.objects.filter(pk=each.pk).update(access=Access.CONTRIBUTOR)
        each.refresh_from_db()
    return made


def said(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def tells(text: str) -> list[str]:
    return [each for each in (ASKED.split()[0], RIGHT, WHY) if each in text]


def test_a_learner_finds_enrolls_sees_the_quiz_in_the_outline_and_takes_it(client, cast):
    client.force_login(cast.ada)
    course = said(client.get(reverse("courses:course", args=[FEEDBACK])))
    assert "Check yourself" in course
    assert "Giving feedback" in said(client.get(reverse("courses:catalogue")))

    client.post(reverse("learning:enroll", args=[FEEDBACK]))
    mine = Enrollment.objects.get(person=cast.ada.person)
    for part in ("why", "describe"):
        progress.complete_by_oneself(enrollment=mine, part_key=part, by=cast.ada)
    player = client.get(reverse("learning:part", args=[mine.pk, "quiz"]))
    assert player.status_code == 200
    assert not tells(said(player))
    client.post(reverse("learning:do", args=[mine.pk, "attempt"]), {"part": "quiz"})

    attempt = Attempt.objects.get(person=cast.ada.person)
    page = said(client.get(reverse("assessments:attempt", args=[attempt.pk])))
    assert ASKED in page
    assert WHY not in page
    right = next(each["key"] for each in attempt.paper[0]["question"]["options"] if each["text"] == RIGHT)
    quizzes.save_answers(attempt.pk, {"fruit": right}, by=cast.ada, submit=True)

    mine.refresh_from_db()
    assert (mine.state, Answer.objects.get().auto_points) == ("completed", 1)


def test_the_studio_does_not_ask_an_author_for_questions_that_are_hidden_from_them(client, cast):
    client.force_login(cast.ada)
    page = client.get(reverse("studio:course", args=[FEEDBACK]))

    assert page.status_code == 200
    assert dict(page.context["steps"])["Ask questions"] is True
    assert not tells(said(page))


def test_it_is_known_to_be_in_the_course_whoever_asks(client, cast):
    for who in (cast.ada, cast.pia):
        client.force_login(who)
        parts = client.get(reverse("courses:course", args=[FEEDBACK])).context["parts"]
        assert [each["part"].kind for each in parts] == ["lesson", "lesson", "external", "quiz"]


def test_nobody_whom_no_rule_lets_in_reads_a_question_on_any_page(client, book, cast):
    client.force_login(cast.ada)
    mine = enrolling.enroll(cast.ada.person, FEEDBACK, by=cast.ada)
    commit = git(book, "rev-parse", "HEAD")
    (book / QUIZ).write_text(WORDS.replace("50%", "60%"))
    git(book, "commit", "--quiet", "-am", "Ask for more")
    for path in (QUIZ, ALONE):
        page = path.removesuffix(".md")
        assert client.get(f"/handbook/{page}/").status_code == 404
        for address in (
            f"/handbook/{page}/", f"/handbook/-/source/{path}", f"/handbook/-/files/{path}", f"/handbook/-/pdf/{page}/",
            f"/handbook/-/print/{page}/", f"/handbook/-/history/{page}/", f"/handbook/-/history/{path}/{commit}/",
            f"/handbook/-/at/{commit}/{path}/", f"/handbook/-/blame/{page}/", f"/handbook/-/edit/{path}",
            f"/handbook/-/blocks/{path}", f"/handbook/-/history/{page}/export.csv",
        ):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code in (302, 400, 403, 404, 405, 409), address
            assert not tells(said(answer)), address
        for what in ("blocks", "preview", "mend"):
            answer = client.post(f"/handbook/-/{what}/{path}", {"text": "x", "title": "x"})
            assert not tells(said(answer)), what
    for address in (
        "/handbook/-/print/", "/search/?q=gooseberry", "/search/?q=marmalade&format=json", "/health/",
        "/health/export.json", f"/handbook/courses/{FEEDBACK}/course/", f"/courses/{FEEDBACK}/", "/courses/",
        "/courses/export.csv", f"/learning/{mine.pk}/", f"/learning/{mine.pk}/quiz/", f"/learning/{mine.pk}/newer/",
        "/learning/", "/assessments/", f"/assessments/quiz/{ALONE}", f"/assessments/results/{ALONE}",
        f"/assessments/results/question/fruit/{ALONE}", f"/courses/{FEEDBACK}/care/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code < 500, address
        assert not tells(said(answer).replace("gooseberry", "").replace("marmalade", "")), address


def test_whom_the_rule_names_reads_it(client, cast):
    client.force_login(cast.pia)

    assert RIGHT in said(client.get(f"/handbook/{QUIZ.removesuffix('.md')}/"))


@pytest.mark.parametrize("name", ["ada", "mia", "dora"])
def test_no_read_of_the_interface_tells_a_question(client, cast, name):
    who = getattr(cast, name)
    issued = tokens.issue(account=who, name="All", scopes=sorted(scopes.names()), days=7)
    header = {"Authorization": f"Bearer {issued.secret}"}
    read = 0
    for path, item in client.get("/api/v1/openapi.json").json()["paths"].items():
        if "get" not in item or path.count("{") > 1:
            continue
        for value in (QUIZ, FEEDBACK, QUIZ.replace("/", "%2F")) if "{" in path else ("",):
            address = f"{path.split('{')[0]}{value}{path.split('}')[-1] if '{' in path else ''}"
            for query in ("?q=gooseberry&limit=50", "?limit=50", ""):
                answer = client.get(f"{address}{query}", headers=header)
                assert answer.status_code < 500, address
                assert not tells(said(answer)), address
                read += answer.status_code == 200
    assert read > 20


def test_who_looks_after_a_course_counts_questions_that_they_do_not_read(client, cast, book):
    (book / "rights.yml").write_text(
        "grants:\n  - {to: {roles: [IT Analyst]}, permissions: [courses.keep]}\n"
    )
    workspace = Workspace(open_source([str(book)]), registered())
    current.use(Library(workspace.handbook, workspace))
    client.force_login(Account.objects.get(pk=cast.ada.pk))

    answer = client.get(reverse("courses:care-course", args=[FEEDBACK]))

    assert [row.cells for row in answer.context["rows"]] == [("", "", "", "1")]
    assert answer.context["standing"].untested == ()
    assert not tells(said(answer))
    assert json.dumps([each[0].message for each in answer.context["findings"]]).count("quiz.md") == 0
