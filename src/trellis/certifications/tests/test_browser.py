"""The last requirement is met, a certificate awarded; a stranger verifies it, before and after it is revoked."""

import pytest

from trellis.certifications.services import awarding
from trellis.core.tests.opening import accessible, opened_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def test_a_certificate_is_earned_shown_to_a_stranger_and_revoked(browser, live_server, office):
    ada = office.cast.ada
    office.bench.show(ada, "course", "laptops")
    office.bench.show(ada, "quiz", "courses/laptops/quiz.md", amount=90)
    with opened_as(browser, live_server) as open_as:
        page = open_as(ada, "/certifications/")
        page.get_by_role("link", name="Supporter").first.click()
        page.get_by_text("Ask for a sign-off").first.click()
        page.get_by_label("What you have done").fill("Ten questions in May.")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.get_by_text("Asked. You are told what comes of it.").wait_for()

        manager = open_as(office.cast.mia, "/my-work/")
        manager.get_by_role("link", name="Answered ten questions").first.click()
        accessible(manager)
        manager.get_by_role("button", name="Sign it off").click()
        manager.get_by_text("Signed off, without words.").wait_for()
        awarding.evaluate(ada.person_id)
        made = office.award(ada)

        page.goto(f"/certifications/awards/{made.pk}/")
        accessible(page)
        page.get_by_label("Strangers who check it read").check()
        page.get_by_role("button", name="Keep").click()
        page.get_by_text("Strangers read your name").wait_for()

        context = browser.new_context(viewport={"width": 390, "height": 860}, base_url=live_server.url)
        stranger = context.new_page()
        stranger.goto(f"/verify/{made.token}/")
        stranger.get_by_text("This certificate is valid.").wait_for()
        stranger.get_by_text("Ada").first.wait_for()
        accessible(stranger)

        keeper = open_as(office.cast.pia, f"/certifications/awards/{made.pk}/", width=390)
        keeper.get_by_text("Revoke…").click()
        keeper.locator("#reason-revoke-because").fill("It was somebody else.")
        keeper.get_by_role("button", name="Revoke", exact=True).click()
        keeper.get_by_text("It is revoked.").wait_for()
        accessible(keeper)

        stranger.reload()
        stranger.get_by_text("This certificate was revoked.").wait_for()
        context.close()
