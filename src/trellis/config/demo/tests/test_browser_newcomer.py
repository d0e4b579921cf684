"""Somebody new learns on a phone: from the course of their role to a certificate that a stranger verifies."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from trellis.certifications.models import Award
from trellis.certifications.services import awarding
from trellis.config.places import EXAMPLE
from trellis.core.models import Access, Account, Person
from trellis.core.tests.opening import accessible, opened_as
from trellis.learning.services import assigning
from trellis.pages.queries import current
from trellis.pages.queries.current import Library
from trellis.pages.tests.served import compiled
from trellis.people.days import today
from trellis.people.models import Employment, Position

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROLE = "Backend Engineer (Intermediate)"
QUIZ = "courses/handbook-first/quiz.md"
BASICS = """---
title: Handbook basics
certification:
  owner: Learning and Development Specialist (Intermediate)
  audience: everybody
  valid-for: 24 months
  requires: {all: [{course: handbook-first}]}
---

Says that its holder finds a page, and changes it.
"""
WRONG = "Tell everyone by mail today, and change the page when things are quieter"
RIGHT = (
    "From May on, hotel bills are handed in within ten days", "Whom to call when a gateway arrives damaged",
    "Propose the change of the page today, and send the link once it is merged", "False",
    "Expenses: hotel bills within ten days. The page said thirty, and two people were too late",
    "Propose the deadline, and the links in a proposal of their own",
    "Hand in hotel bills within ten days after the last night.",
    "Include the section of the page on expenses in the page on travel",
)  # fmt: skip


@pytest.fixture
def serve_example(settings):
    """Serves the example company with a certificate for everybody, and with pages in other words."""
    settings.TRELLIS_READING = "members"
    paths = [path for path in EXAMPLE.rglob("*.*") if path.suffix in (".md", ".yml")]
    files = {str(path.relative_to(EXAMPLE)): path.read_text(encoding="utf-8") for path in paths}
    files["certifications/handbook-basics.md"] = BASICS

    def serve_example(replaced=None):
        path, before, after = replaced or (QUIZ, "", "")
        assert before in files[path]
        current.use(Library(compiled({**files, path: files[path].replace(before, after)})))

    serve_example()
    yield serve_example
    current.use(None)


@pytest.fixture
def newcomer(serve_example):
    """Somebody who began today, with an account."""
    person = Person.objects.create(name="Nora Novak", email="nora@example.org")
    facts = {"person": person, "entity": "Overspan GmbH", "starts_on": today(), "revision": "test"}
    employment = Employment.objects.create(**facts)
    Position.objects.create(employment=employment, title=ROLE, department="engineering", **facts)
    return Account.objects.create(
        email=person.email, name=person.name, person=person, access=Access.READER, is_active=True
    )


def hand_in(page):
    """Hand in what there is, and confirm that something was left out."""
    page.get_by_role("button", name="Hand in").click()
    anyway = page.get_by_role("button", name="Hand in anyway")
    expect(anyway.or_(page.get_by_text("Handed in."))).to_be_visible()
    if anyway.is_visible():
        anyway.click()


def test_a_newcomer_learns_fails_passes_and_is_certified(browser, live_server, newcomer, serve_example):
    assigning.assign_all(timezone.now())
    with opened_as(browser, live_server) as open_as:
        page = open_as(newcomer, "/learning/", width=390)
        accessible(page)
        page.get_by_role("link", name="Handbook first, in short").first.click()
        page.get_by_role("button", name="Begin").or_(page.get_by_role("link", name="Begin")).first.click()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.context.set_offline(True)
        page.get_by_text("No connection.").first.wait_for()
        page.context.set_offline(False)
        for _lesson in range(3):
            page.get_by_role("button", name="Done, and next").click()

        page.get_by_role("button", name="Begin the quiz").click()
        page.get_by_label(WRONG).check()
        hand_in(page)
        expect(page.get_by_text("not passed")).to_be_visible()
        accessible(page)
        failed = page.url

        page.goto("/learning/")
        page.get_by_role("link", name="Handbook first, in short").first.click()
        page.get_by_role("button", name="Take it again").click()
        for option in RIGHT:
            page.get_by_label(option, exact=option == "False").check()
        hand_in(page)
        expect(page.get_by_text("80 %")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

        awarding.evaluate(newcomer.person_id)
        made = Award.objects.get(person=newcomer.person_id)
        page.goto("/certifications/")
        expect(page.get_by_role("link", name="Handbook basics").first).to_be_visible()
        page.goto(f"/certifications/awards/{made.pk}/")
        page.get_by_label("Strangers who check it read").check()
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_text("Strangers read your name")).to_be_visible()
        accessible(page)
        stranger = browser.new_page(base_url=live_server.url)
        stranger.goto(f"/verify/{made.token}/")
        expect(stranger.get_by_text("This certificate is valid.")).to_be_visible()
        expect(stranger.get_by_text("Handbook basics").first).to_be_visible()
        accessible(stranger)
        stranger.close()

        serve_example((QUIZ, WRONG, "Ring everyone, one after the other"))
        page.goto(failed)
        expect(page.get_by_text(WRONG)).to_be_visible()
        expect(page.get_by_text("Ring everyone")).to_have_count(0)
