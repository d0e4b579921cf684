"""The studio in a real browser: a section becomes a lesson with a question; the outline by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from trellis.core.tests.opening import accessible
from trellis.courses.tests.test_studio import FOLDER, course
from trellis.pages.models import Draft, Proposal
from trellis.pages.tests.repositories import author, book
from trellis.pages.tests.test_browser_proposals import open_as

__all__ = ["author", "book", "course", "open_as"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


def test_a_section_becomes_a_lesson_with_questions_and_is_published(open_as, course, author):
    page = open_as(author, "/handbook/policies/leave/")
    page.get_by_role("link", name="Use in a course").click()
    accessible(page)
    page.get_by_label("Title of the lesson").fill("Taking leave")
    page.get_by_role("button", name="Make the lesson").click()

    expect(page.get_by_role("heading", level=1, name="What does “Taking leave” say?")).to_be_visible()
    accessible(page)
    page.get_by_label("Answer", exact=True).first.fill("Twenty-five days")
    page.get_by_label("Explanation").fill("It says so.")
    page.get_by_role("button", name="Keep and try it").click()
    page.get_by_label("Twenty-five days").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("1 of 1 points")).to_be_visible()
    accessible(page)

    page.get_by_role("link", name="The course").click()
    expect(page.get_by_role("link", name="Taking leave")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Taking leave").click()
    expect(page.get_by_text("Twenty-five days.").first).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Poll").click()
    expect(page.get_by_text("Kept as your draft.")).to_be_visible()
    page.get_by_role("link", name="Write").click()
    page.locator("[data-editor].enhanced").wait_for()
    expect(page.get_by_role("button", name="Visual")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Text", exact=True).click()
    page.get_by_role("button", name="Checklist").click()
    expect(page.locator("[data-text]")).to_have_value(re.compile(r"- \[ \] Something to do"))
    expect(page.get_by_text("Draft kept at")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Edit with the form").click()
    page.get_by_role("link", name="Publish").click()
    accessible(page)
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_role("heading", name="It waits for its readers")).to_be_visible()
    assert sorted(Proposal.objects.get().paths) == [
        f"{FOLDER}/{name}" for name in ("02-taking-leave.md", "course.md", "quiz.md")
    ]
    assert not Draft.objects.exists()


def test_the_outline_is_put_in_order_with_the_keyboard_alone(open_as, course, author):
    page = open_as(author, "/studio/courses/giving-feedback/", width=390)
    accessible(page)
    parts = page.locator("[data-outline] > li b")
    expect(parts).to_have_text(["Why", "Check yourself"])

    down = page.get_by_role("button", name="Move down: Why")
    down.focus()
    page.keyboard.press("Enter")
    expect(parts).to_have_text(["Check yourself", "Why"])
    expect(page.get_by_role("button", name="Move down: Why")).to_be_focused()
    page.get_by_role("button", name="Move up: Why").focus()
    page.keyboard.press("Enter")
    expect(parts).to_have_text(["Why", "Check yourself"])

    accessible(page)
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_text("The last change is undone")).to_be_visible()
    expect(parts).to_have_text(["Check yourself", "Why"])

    page.get_by_label("Title of a new lesson or quiz").focus()
    page.keyboard.type("What to say")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="What to say")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "there",
    [
        "/studio/",
        "/studio/new/",
        "/studio/courses/giving-feedback/settings/",
        "/studio/courses/giving-feedback/media/",
        "/studio/courses/giving-feedback/preview/",
        "/studio/courses/giving-feedback/preview/?as=role&who=Nobody",
        "/studio/courses/giving-feedback/lessons/01-why.md/",
        "/studio/courses/giving-feedback/lessons/01-why.md/preview/",
        "/studio/courses/giving-feedback/quizzes/quiz.md/",
        "/studio/courses/giving-feedback/quizzes/quiz.md/which/",
        "/studio/courses/giving-feedback/quizzes/quiz.md/import/",
    ],
)
def test_pages_are_fine_for_everybody_on_a_phone(open_as, course, author, there):
    page = open_as(author, there, width=390)

    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_audience_and_topics_are_said_with_the_keyboard_alone(open_as, course, author):
    page = open_as(author, "/studio/courses/giving-feedback/settings/", width=390)
    page.get_by_label("Add: Topics").fill("talks")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="talks")).to_be_checked()
    page.locator("#audience").select_option("some")
    field = page.get_by_label("What is asked for")
    field.select_option("Leads others")
    page.get_by_label("Value", exact=True).select_option("yes")
    expect(page.get_by_text("Today: 0 of 0 people")).to_be_visible()
    page.get_by_role("button", name="Add what must be so").focus()
    page.keyboard.press("Enter")
    expect(field.nth(1)).to_be_focused()
    accessible(page)

    page.get_by_role("button", name="Keep", exact=True).last.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Kept as your draft.")).to_be_visible()
    text = Draft.objects.get().text
    assert "  topics: [talks]\n" in text
    assert "  audience: {managers: true}\n" in text
