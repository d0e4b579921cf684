"""A course on a phone: begun, read, the connection lost, back at the place, finished."""

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.learning.models import Enrollment, EnrollmentState, Reply
from trellis.learning.services import progress
from trellis.learning.tests.conftest import FEEDBACK, WHY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "\n\n".join(f"Sentence {n} says what was seen, and what it did." for n in range(60))


def until(page, condition):
    """Waits for something to be so; the page's policy forbids what Playwright has for it."""
    page.evaluate(
        f"new Promise((done) => {{ const look = () => ({condition}) ? done() : setTimeout(look, 50); look(); }})"
    )


def test_a_course_is_learned_on_a_phone_also_without_a_connection(browser, live_server, school):
    school.publish({f"courses/{FEEDBACK}/01-why.md": WHY.replace("Say what you saw.", LONG)})
    with opened_as(browser, live_server) as open_as:
        page = open_as(school.cast.ada, f"/courses/{FEEDBACK}/", width=390)
        page.get_by_role("button", name="Begin").click()
        page.get_by_text("Feedback fails when it judges.").wait_for()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")

        page.evaluate("getSelection().selectAllChildren(document.querySelector('article p'))")
        tools = page.get_by_role("toolbar", name="Notes")
        until(page, "document.querySelector('[data-tools]').getBoundingClientRect().bottom <= innerHeight")
        tools.get_by_role("button", name="Highlight").click()
        page.get_by_text("Highlighted.").wait_for()
        accessible(page)
        page.evaluate("getSelection().removeAllRanges()")
        until(page, "document.querySelector('[data-tools]').getBoundingClientRect().top > innerHeight")

        page.context.set_offline(True)
        page.get_by_role("textbox", name="Exercise").fill("I said it too late.")
        page.get_by_label("I asked somebody").check()
        page.get_by_text("No connection. What you do is kept here and sent later.").wait_for()
        page.get_by_text("Sentence 40 says").scroll_into_view_if_needed()
        until(
            page,
            "Number(localStorage.getItem(Object.keys(localStorage).find((k) => k.includes('.at.')))) > 500",
        )
        at = page.evaluate("window.scrollY")
        page.context.set_offline(False)
        until(page, "document.querySelector('[data-connection]').hidden")

        page.goto("/learning/")
        accessible(page)
        page.get_by_role("link", name="Giving feedback").click()
        until(page, f"Math.abs(window.scrollY - {at}) < 60")
        assert page.get_by_role("textbox", name="Exercise").input_value() == "I said it too late."
        page.get_by_role("button", name="Done, and next").click()
        page.get_by_text("A camera sees it.").wait_for()
        page.get_by_role("button", name="Done, and next").click()
        page.get_by_role("link", name="To the course").or_(
            page.get_by_role("link", name="Next")
        ).first.wait_for()

        found = Enrollment.objects.get()
        row = progress.ask_to_confirm(
            enrollment=found, part_key="practice", said="Told Ben", by=school.cast.ada
        )
        progress.confirm(row=row, agrees=True, by=school.cast.mia)
        page.goto(f"/learning/{found.pk}/")
        page.get_by_label("5", exact=True).check()
        accessible(page)
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Whoever owns the course reads it.").wait_for()
        team = open_as(school.cast.mia, "/learning/team/")
        accessible(team)

    found.refresh_from_db()
    assert found.state == EnrollmentState.COMPLETED
    assert {each.kind for each in Reply.objects.all()} == {"exercise", "tick"}
