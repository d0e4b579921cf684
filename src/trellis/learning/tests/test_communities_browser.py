"""A community on a large screen and a phone: found, joined, asked in, answered, looked after."""

import os

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.discussions.services import comments
from trellis.learning.models import Question
from trellis.learning.queries.communities import QUESTION
from trellis.learning.services import asking, communities
from trellis.learning.services.communities import Facts
from trellis.learning.tests.conftest import FEEDBACK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fits(shown):
    accessible(shown)
    assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("SHOTS"):
        n = len(os.listdir(os.environ["SHOTS"]))
        shown.screenshot(path=f"{os.environ['SHOTS']}/{n:02}.png", full_page=True)


def test_somebody_joins_asks_and_accepts_an_answer(browser, live_server, school):
    cast = school.cast
    made = communities.found(
        facts=Facts("Feedback", "Saying it well.", "communication", FEEDBACK), by=cast.pia
    )
    communities.join(community=made, by=cast.ben)
    with opened_as(browser, live_server) as open_as:
        phone = open_as(cast.ada, "/learning/communities/", width=390)
        fits(phone)
        phone.get_by_role("link", name="Feedback").click()
        phone.get_by_role("button", name="Join").click()
        phone.get_by_text("You belong to it now.").first.wait_for()
        fits(phone)
        phone.get_by_role("link", name="Ask", exact=True).click()
        phone.get_by_label("What do you want to know?").fill("How do I begin?")
        fits(phone)
        phone.get_by_role("button", name="Ask").click()
        phone.get_by_role("heading", name="How do I begin?").wait_for()
        question = Question.objects.get()
        remark = comments.say(kind=QUESTION, key=question.pk, text="Say what you saw.", by=cast.ben)
        asking.report(question=question, comment=remark.pk, why="Too short", by=cast.mia)
        for width in (1280, 390):
            shown = open_as(cast.ada, f"/learning/questions/{question.pk}/", width=width)
            fits(shown)
            shown.get_by_role("link", name="Say which answers it").click()
            shown.locator("#f-answer").select_option(str(remark.pk))
            fits(shown)
            shown.get_by_role("button", name="Save").click()
            shown.get_by_role("heading", name="The answer").wait_for()
            fits(shown)
        for width in (1280, 390):
            keeper = open_as(cast.pia, f"/learning/communities/{made.pk}/care/", width=width)
            fits(keeper)
        keeper.goto(f"/learning/communities/{made.pk}/")
        fits(keeper)

    question.refresh_from_db()
    assert question.accepted_id == remark.pk


def test_a_question_is_answered_on_a_phone_and_the_answer_stands_first(browser, live_server, school):
    cast = school.cast
    made = communities.found(facts=Facts("Feedback", "Saying it well."), by=cast.pia)
    for each in (cast.ada, cast.ben):
        communities.join(community=made, by=each)
    question = asking.ask(community=made, title="How do I begin?", text="I never know.", by=cast.ada)
    with opened_as(browser, live_server) as open_as:
        ben = open_as(cast.ben, "/learning/communities/", width=390)
        ben.get_by_role("link", name="Feedback").click()
        ben.get_by_role("link", name="How do I begin?").click()
        ben.get_by_label("Say something").fill("Say what you saw.")
        ben.get_by_role("button", name="Say it").click()
        ben.get_by_role("article", name="Comment by Ben").wait_for()
        fits(ben)
        ada = open_as(cast.ada, f"/learning/questions/{question.pk}/")
        ada.get_by_role("link", name="Say which answers it").click()
        ada.locator("#f-answer").select_option(label=ada.locator("#f-answer option").last.inner_text())
        ada.get_by_role("button", name="Save").click()
        ada.get_by_role("heading", name="The answer").wait_for()
        fits(ada)
        ben.goto(f"/learning/communities/{made.pk}/?state=answered")
        ben.get_by_role("link", name="How do I begin?").wait_for()
        fits(ben)

    question.refresh_from_db()
    assert question.accepted.text == "Say what you saw."
