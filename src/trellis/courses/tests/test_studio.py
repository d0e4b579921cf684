"""The studio on pages: who may, what becomes of drafts, and what is published."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from trellis.assessments.exchange import zips
from trellis.core.tests.picturefiles import png
from trellis.pages.models import Draft, DraftPicture, Proposal
from trellis.pages.tests.repositories import account, author, book, chief, editor, git, reader

__all__ = ["author", "book", "chief", "editor", "reader"]

KEY = "giving-feedback"
COURSE = """\
---
title: Giving feedback
description: Say what you saw.
course:
  owner: Editor
---

Feedback is a gift.

## Objectives

- Describe what happened. {#describe}

## Outline

1. [Why](01-why.md)
2. [Check yourself](quiz.md)
"""
QUIZ = """\
---
title: Check yourself
quiz:
  pass: 80%
---

## Which one? {#which}

- [ ] A
  > Never.
- [x] B

Explanation: Because.

{: objective="describe"}

## And which then? {#then}

- [x] C
- [ ] D
"""
FOLDER = "courses/giving-feedback"
FILES = {"course.md": COURSE, "01-why.md": "---\ntitle: Why\n---\n\nIt judges.\n", "quiz.md": QUIZ}


@pytest.fixture
def course(book):
    (book.folder / FOLDER).mkdir(parents=True)
    for name, text in FILES.items():
        book.commit_new(f"{FOLDER}/{name}", text)
    assert book.edition
    return book


@pytest.fixture
def desk(client, course, author):
    client.force_login(author)
    return client


def at(name, *arguments):
    return reverse(f"studio:{name}", args=arguments)


def seen(client, address):
    return client.get(address).context["page"].seen


def act(client, address, **sent):
    return client.post(address, {"seen": seen(client, address), **sent})


def text_of(name, who=None):
    return Draft.objects.get(path=f"{FOLDER}/{name}").text


PAGES = [
    ("home", ()), ("new", ()), ("verbs", ()), ("use", ("policies/leave.md",)), ("course", (KEY,)), ("settings", (KEY,)),
    ("media", (KEY,)), ("publish", (KEY,)), ("preview-course", (KEY,)), ("lesson", (KEY, "01-why.md")),
    ("preview", (KEY, "01-why.md")), ("quiz", (KEY, "quiz.md")), ("import", (KEY, "quiz.md")),
    ("quiz-settings", (KEY, "quiz.md")), ("question", (KEY, "quiz.md", "which")), ("try", (KEY, "quiz.md", "which")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_only_contributors_come_in(
    client, course, reader, author, name, arguments, django_assert_max_num_queries
):
    assert client.get(at(name, *arguments)).status_code == 302
    client.force_login(reader)
    assert client.get(at(name, *arguments)).status_code == 403
    assert client.post(at(name, *arguments)).status_code in {403, 405}
    client.force_login(author)
    client.get(at(name, *arguments))
    with django_assert_max_num_queries(15):
        assert client.get(at(name, *arguments)).status_code == 200


@pytest.mark.parametrize("name", ["course", "settings", "media", "publish"])
def test_a_course_that_nobody_has_begun_is_not_there(desk, name):
    assert desk.get(at(name, "nothing")).status_code == 404
    assert desk.get(f"{at(name, KEY)}?proposal=99").status_code == 404


def test_the_outline_is_changed_and_only_its_lines_are_different(desk):
    here = at("course", KEY)
    act(desk, here, act="part-up", at="1")
    assert text_of("course.md") == COURSE.replace(
        "1. [Why](01-why.md)\n2. [Check yourself](quiz.md)",
        "1. [Check yourself](quiz.md)\n2. [Why](01-why.md)",
    )
    act(desk, here, act="part-down", at="0")
    act(desk, here, act="part-change", at="0", title="Why it fails", minutes="10", optional="1")
    act(desk, here, act="part-add", kind="class", title="Practice", minutes="60")
    answer = act(desk, here, act="lesson-add", title="What to say")

    assert answer.url == at("lesson", KEY, "02-what-to-say.md")
    assert text_of("course.md") == COURSE.replace(
        "1. [Why](01-why.md)\n2. [Check yourself](quiz.md)\n",
        "1. [Why it fails](01-why.md) (10 minutes, optional)\n2. [Check yourself](quiz.md)\n"
        "3. Practice (class, 60 minutes) {#practice}\n4. [What to say](02-what-to-say.md)\n",
    )
    assert "objectives: [describe]" in text_of("02-what-to-say.md")


def test_what_is_sent_from_an_old_page_changes_nothing_and_is_told(desk):
    here = at("course", KEY)
    old = seen(desk, here)
    desk.post(here, {"seen": old, "act": "aim-add", "text": "Choose a moment."})
    answer = desk.post(here, {"seen": old, "act": "aim-add", "text": "Plan it."})

    assert answer.status_code == 409
    assert b"has changed since this form was shown" in answer.content
    assert b"Plan it." in answer.content
    assert "Plan it" not in text_of("course.md")


def test_a_question_is_changed_and_the_others_stay_byte_for_byte(desk):
    here = at("question", KEY, "quiz.md", "which")
    sent = {
        "stem": "Which one?", "points": "2", "objective": "describe", "explanation": "Because.",
        "row-0-text": "A", "row-0-feedback": "Never.", "row-1-text": "B", "row-1-right": "1", "row-2-text": "E",
    }  # fmt: skip
    assert act(desk, here, **sent).status_code == 302

    text = text_of("quiz.md")
    assert text.startswith(QUIZ[: QUIZ.index("## Which")])
    assert text.endswith(QUIZ[QUIZ.index("## And which then?") :])
    assert "- [x] B\n- [ ] E\n" in text
    assert 'points="2"' in text
    assert "  > Never." in text


def test_a_question_that_cannot_be_asked_is_not_kept_and_stays_in_the_form(desk):
    answer = act(
        desk, at("question", KEY, "quiz.md", "which"), stem="Which one?", **{"row-0-text": "My words"}
    )

    assert answer.status_code == 422
    assert b"My words" in answer.content
    assert b"no right answer" in answer.content
    assert not Draft.objects.exists()


def test_a_question_is_added_copied_moved_and_removed(desk):
    desk.get(f"{at('new-question', KEY, 'quiz.md')}?type=numeric")
    new = f"{at('new-question', KEY, 'quiz.md')}?type=numeric"
    act(desk, new, type="numeric", stem="How far?", **{"row-0-text": "3 to 4 m"})
    here = at("quiz", KEY, "quiz.md")
    act(desk, here, act="copy", at="0")
    act(desk, here, act="up", at="3")
    act(desk, here, act="remove", at="0")

    assert [each.key for each in desk.get(here).context["page"].questions] == ["which-2", "how-far", "then"]


def test_a_question_is_tried_with_its_score(desk):
    here = at("try", KEY, "quiz.md", "which")
    found = desk.get(here).context["tried"].question
    answer = desk.post(here, {"answer": found.options[1].key})
    assert b"1 of 1 points" in answer.content
    assert b"Because." in answer.content
    assert b"0 of 1 points" in desk.post(here, {"answer": found.options[0].key}).content
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "kind",
    [
        "multiple",
        "true-false",
        "matching",
        "ordering",
        "short",
        "numeric",
        "cloze",
        "categorize",
        "file",
        "essay",
    ],
)
def test_each_type_has_a_form_and_can_be_tried(desk, kind):
    new = f"{at('new-question', KEY, 'quiz.md')}?type={kind}"
    shown = desk.get(new)
    cells = shown.context["cells"]
    sent = {**cells.plain, **{f"more-{name}": value for name, value in cells.more.items()}, "type": kind}
    sent |= {f"row-{n}-{name}": value for n, row in enumerate(cells.rows) for name, value in row.items()}
    assert act(desk, new, **sent).status_code == 302

    made = desk.get(at("quiz", KEY, "quiz.md")).context["page"].questions[-1]
    assert made.question.type == kind
    assert desk.get(at("question", KEY, "quiz.md", made.key)).status_code == 200
    assert desk.post(at("try", KEY, "quiz.md", made.key), {"answer": "x"}).status_code == 200


def test_questions_come_from_a_file_as_far_as_they_are_chosen(desk):
    here = at("import", KEY, "quiz.md")
    gift = "::one::First?{=a ~b}\n\n::two::Second?{=c ~d}\n\n::three::Odd {\n"
    file = SimpleUploadedFile("some.gift", gift.encode())
    found = desk.post(here, {"act": "look", "file": file, "seen": ""}).context["found"]
    assert [each.title for each in found.questions][:2] == ["First?", "Second?"]

    act(desk, here, act="take", take="1", **{f"body-{each.at}": each.body for each in found.questions})
    assert [each.key for each in desk.get(at("quiz", KEY, "quiz.md")).context["page"].questions] == [
        "which",
        "then",
        "two",
    ]
    assert b"Second?" in desk.get(at("export", KEY, "quiz.md", "gift") + "?anyway=1").content


def test_an_author_reads_what_a_format_cannot_hold_before_the_file_is_taken(desk):
    there = at("export", KEY, "quiz.md", "aiken")
    shown = desk.get(there)
    assert shown.headers["Content-Type"].startswith("text/html")
    assert [where for message, is_kept, where in shown.context["notes"] if "objective" in message] == [
        ("which",)
    ]
    assert (shown.context["going"], "Content-Disposition" in shown.headers) == (2, False)

    taken = desk.get(f"{there}?anyway=1")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="giving-feedback-quiz.txt"'


def test_pictures_of_questions_go_along(desk):
    act(
        desk, at("media", KEY), file=SimpleUploadedFile("Bearing.png", png()), page=f"{FOLDER}/quiz.md",
        words="A bearing",
    )  # fmt: skip
    kept = DraftPicture.objects.get().path.removeprefix(f"{FOLDER}/")
    cells_ = {"act": "keep", "type": "essay", "key": "drawn", "stem": f"Like ![A bearing]({kept})?"}
    act(desk, at("new-question", KEY, "quiz.md") + "?type=essay", **cells_)

    taken = desk.get(at("export", KEY, "quiz.md", "qti3") + "?anyway=1").content
    assert zips.files_of(taken)[f"items/media/{kept.rpartition('/')[2]}"] == DraftPicture.objects.get().data


def test_pictures_need_words_and_are_published_with_the_course(desk, course):
    here = at("media", KEY)
    page = f"{FOLDER}/01-why.md"
    answer = act(desk, here, file=SimpleUploadedFile("Bearing.png", png()), page=page, words=" ")
    assert answer.status_code == 422
    assert not Draft.objects.exists()

    act(desk, here, file=SimpleUploadedFile("Bearing.png", png()), page=page, words="A bearing")
    act(
        desk,
        here,
        file=SimpleUploadedFile("talk.mp4", b"\0\0\0\x20ftypisom" + b"\0" * 64),
        page=page,
        words="A talk",
    )
    video = desk.get(here).context["videos"][0]
    act(
        desk, here, file=SimpleUploadedFile("talk.en.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"),
        video=f"{video[0]}|{video[1]}", language="English",
    )  # fmt: skip
    assert [each.kind for each in desk.get(here).context["files"]] == ["picture", "captions", "video"]
    assert act(desk, here, file=SimpleUploadedFile("a.exe", b"MZ"), page=page, words="No").status_code == 422
    assert desk.get(at("lesson", KEY, "01-why.md")).status_code == 200

    act(desk, at("publish", KEY), title="Media")
    made = Proposal.objects.get()
    names = git(course.folder, "diff", "--name-only", f"{made.base}..{made.tip}").split()
    assert len([each for each in names if each.endswith((".png", ".mp4", ".vtt"))]) == 3
    assert "course.md" not in " ".join(names)


def test_lessons_take_blocks_and_sections(desk):
    here = at("lesson", KEY, "01-why.md")
    act(desk, here, act="insert-exercise")
    found = desk.post(here, {"act": "search", "search": "leave", "seen": ""})
    assert [each.value for each in found.context["sections"]] == ["policies/leave.md"]
    act(desk, here, act="include", section="policies/leave.md")
    act(desk, here, act="settings", objectives="describe", minutes="7", title="Why")

    assert text_of("01-why.md") == (
        "---\ntitle: Why\nobjectives: [describe]\nminutes: 7\n---\n\nIt judges.\n\n"
        "> **Exercise:** Ask for something that people write down from their own work.\n\n![[policies/leave]]\n"
    )


def test_a_section_becomes_a_lesson_with_a_question_that_relies_on_it(desk):
    here = at("use", "policies/leave.md")
    answer = desk.post(here, {"anchor": "", "course": KEY, "title": "Leave", "question": "1"})

    assert answer.url.startswith(at("question", KEY, "quiz.md", "what-does-leave-say"))
    assert "![[policies/leave]]" in text_of("02-leave.md")
    assert "Relies on: [Leave](/policies/leave.md)" in text_of("quiz.md")
    assert "2. [Leave](02-leave.md)\n3. [Check yourself](quiz.md)" in text_of("course.md")
    assert b"Use in a course" in desk.get("/handbook/policies/leave/").content


@pytest.mark.parametrize("named", ["", "nowhere", "x" * 60_000, f"{KEY}|999"])
def test_a_section_is_not_used_in_a_course_that_there_is_not(desk, named):
    answer = desk.post(at("use", "policies/leave.md"), {"anchor": "", "course": named})

    assert answer.status_code in {409, 422}
    assert "Choose a section and a course." in answer.content.decode()


def test_readers_are_not_offered_to_use_a_section(client, course, reader):
    client.force_login(reader)
    assert b"Use in a course" not in client.get("/handbook/policies/leave/").content


def test_a_new_course_is_begun_published_and_merged(client, course, author, editor):
    client.force_login(author)
    answer = client.post(
        at("new"),
        {
            "title": "Reading bearings",
            "description": "Hear what is wrong.",
            "objectives": "Describe a sound.\nUnderstand it.",
            "lessons": "Sounds\nCauses",
            "quiz": "1",
            "owner": "Editor",
        },
    )
    here = at("course", "reading-bearings")
    assert answer.url == here
    page = client.get(here).context["page"]
    assert [each.row.title for each in page.parts] == ["Sounds", "Causes", "Check yourself"]
    assert page.aims[1].better
    again = client.post(at("new"), {"title": "Reading bearings", "description": "Again."})
    assert again.status_code == 422

    answer = act(client, at("publish", "reading-bearings"), title="New course", reason="We need it.")
    made = Proposal.objects.get()
    assert answer.url == f"{here}?proposal={made.number}"
    assert not Draft.objects.exists()
    assert client.get(answer.url).status_code == 200
    assert made.number in [each.number for each in client.get(at("home")).context["mine"]]

    there = f"{here}?proposal={made.number}"
    client.post(there, {"seen": seen(client, there), "act": "aim-remove", "at": "1", "proposal": made.number})
    publish = f"{at('publish', 'reading-bearings')}?proposal={made.number}"
    assert client.post(publish, {"title": "Fewer", "proposal": made.number}).status_code == 302
    made.refresh_from_db()
    assert "Understand it" not in git(course.folder, "show", f"{made.tip}:courses/reading-bearings/course.md")
    assert len(made.paths) == 4


def test_what_others_changed_meanwhile_is_told_and_nothing_is_lost(desk, course):
    here = at("course", KEY)
    act(desk, here, act="aim-add", text="Choose a moment.")
    course.commit(f"{FOLDER}/course.md", COURSE.replace("is a gift", "is a great gift"))
    assert course.edition

    page = desk.get(here).context["page"]
    assert page.behind == (f"{FOLDER}/course.md",)
    act(desk, at("publish", KEY), title="A moment")
    made = Proposal.objects.get()
    assert "Choose a moment" in git(course.folder, "show", f"{made.tip}:{FOLDER}/course.md")


def test_drafts_begun_at_different_times_that_do_not_fit_are_kept(desk, course):
    act(desk, at("course", KEY), act="aim-add", text="Choose a moment.")
    course.commit(f"{FOLDER}/course.md", COURSE.replace("is a gift", "is a great gift"))
    course.commit(f"{FOLDER}/quiz.md", QUIZ.replace("Because.", "So."))
    assert course.edition
    act(desk, at("quiz", KEY, "quiz.md"), act="remove", at="1")

    answer = act(desk, at("publish", KEY), title="Both")
    assert answer.status_code == 409
    assert Draft.objects.count() == 2
    assert not Proposal.objects.exists()


def test_two_authors_have_drafts_of_their_own(client, course, author):
    other = account("Nora", author.access)
    client.force_login(author)
    act(client, at("course", KEY), act="aim-add", text="Choose a moment.")
    client.force_login(other)

    assert len(client.get(at("course", KEY)).context["page"].aims) == 1


def test_drafts_are_thrown_away(desk):
    act(desk, at("course", KEY), act="lesson-add", title="More")
    desk.post(at("discard", KEY), {"name": "02-more.md"})
    assert [each.path for each in Draft.objects.all()] == [f"{FOLDER}/course.md"]
    desk.post(at("discard", KEY))
    assert not Draft.objects.exists()


def test_what_is_no_page_or_was_changed_on_the_disk_is_said(desk, course):
    assert desk.get(at("lesson", KEY, "picture.png")).status_code == 404
    assert desk.get(at("course", "..")).status_code in {404, 409}
    (course.folder / FOLDER / "course.md").write_text(f"{COURSE}\nMore.\n")

    answer = desk.get(at("course", KEY))
    assert answer.status_code == 409
    assert b"changed on the disk" in answer.content


def test_a_proposal_of_somebody_else_is_worked_on_by_approvers_alone(client, course, author, editor):
    client.force_login(author)
    act(client, at("course", KEY), act="aim-add", text="Choose a moment.")
    act(client, at("publish", KEY), title="A moment")
    number = Proposal.objects.get().number
    there = f"{at('course', KEY)}?proposal={number}"
    client.force_login(account("Nora", author.access))
    assert client.get(there).status_code == 403

    client.force_login(editor)
    client.post(there, {"seen": seen(client, there), "act": "aim-remove", "at": "0", "proposal": number})
    assert [each.proposal.number for each in Draft.objects.all()] == [number]


def test_a_file_that_changed_on_the_proposal_meanwhile_is_not_overwritten(client, course, author, editor):
    client.force_login(author)
    act(client, at("course", KEY), act="aim-add", text="Choose a moment.")
    act(client, at("publish", KEY), title="A moment")
    number = Proposal.objects.get().number
    there = f"{at('course', KEY)}?proposal={number}"
    for who, words in ((author, "Plan it."), (editor, "Weigh it.")):
        client.force_login(who)
        client.post(there, {"seen": seen(client, there), "act": "aim-add", "text": words, "proposal": number})
    publish = f"{at('publish', KEY)}?proposal={number}"
    assert client.post(publish, {"title": "Mine", "proposal": number}).status_code == 302
    client.force_login(author)

    answer = client.post(publish, {"title": "Mine", "proposal": number})
    assert answer.status_code == 409
    assert b"was changed on this proposal while you wrote" in answer.content
    assert Draft.objects.get().author_id == author.pk


def test_the_editor_of_a_lesson_leads_into_the_studio(desk):
    assert at("lesson", KEY, "01-why.md") in desk.get(f"/handbook/-/edit/{FOLDER}/01-why.md").content.decode()


def test_a_part_whose_page_is_for_others_is_named_for_what_it_is(course, desk):
    rule = f"{{path: {FOLDER}/quiz.md, to: restricted, people: [x@y.org]}}"
    course.commit_new("handbook.yml", f"visibility:\n  - {rule}\n")
    assert course.edition

    page = desk.get(reverse("studio:course", args=[KEY])).content.decode()

    assert "leads to nothing yet" not in page
    assert "Quiz, its page is for others" in page
    assert reverse("studio:quiz", args=[KEY, "quiz.md"]) not in page


def test_a_preview_leads_to_the_lessons_beside_it_by_their_titles(course, editor, client):
    client.force_login(editor)
    course.commit(
        f"{FOLDER}/course.md",
        COURSE.replace("1. [Why](01-why.md)", "1. [Why](01-why.md)\n1. [How](02-how.md)"),
    )
    course.commit_new(f"{FOLDER}/02-how.md", "---\ntitle: How\n---\n\nLike this.\n")
    assert course.edition

    page = client.get(reverse("studio:preview", args=[KEY, "01-why.md"])).content.decode()

    assert "<b>How</b>" in page
    assert reverse("studio:preview", args=[KEY, "02-how.md"]) in page


def test_a_quiz_is_graded_blind_and_by_two_without_its_text_being_seen(desk):
    here = at("quiz-settings", KEY, "quiz.md")

    act(
        desk, here, title="Check yourself", review="after", **{"pass": "80%", "blind": "1", "second-marker": "1"}
    )  # fmt: skip
    assert "blind: true" in text_of("quiz.md")
    assert "second-marker: true" in text_of("quiz.md")
    assert desk.get(here).content.decode().count('value="1" checked') == 2

    act(desk, here, title="Check yourself", review="after", **{"pass": "80%"})
    assert "blind" not in text_of("quiz.md")


def test_questions_are_listed_without_the_marks_of_their_text(course, desk):
    course.commit(f"{FOLDER}/quiz.md", QUIZ.replace("## Which one?", "## Which *one*? (single)"))
    assert course.edition

    page = desk.get(at("quiz", KEY, "quiz.md")).content.decode()

    assert "<b>Which one?</b>" in page
    assert "(single)" not in page
