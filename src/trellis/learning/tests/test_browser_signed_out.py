"""Signing out leaves none of the pages that were kept to be read without a connection."""

import pytest

from trellis.core.tests.opening import opened_as
from trellis.learning.tests.conftest import FEEDBACK
from trellis.learning.tests.test_browser import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "caches.keys().then((all) => all.filter((each) => each.startsWith('trellis-learning-')).length)"
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"


def test_who_signs_out_leaves_no_page_of_a_course_behind(browser, live_server, school):
    found = school.enroll("ada", FEEDBACK)
    with opened_as(browser, live_server) as open_as:
        page = open_as(school.cast.ada, f"/learning/{found.pk}/why/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.evaluate(f"(window.seen = 0, setInterval(() => {KEPT}.then((n) => window.seen = n), 50))")
        until(page, "window.seen > 0")

        page.context.clear_cookies()
        page.goto("/sign-in/")

        page.evaluate(
            f"(window.seen = 9, setInterval(() => {KEPT}.then((n) => {WORKERS}.then((m) => window.seen = n + m)), 50))"
        )
        until(page, "window.seen === 0")
        assert page.evaluate(KEPT) == 0
