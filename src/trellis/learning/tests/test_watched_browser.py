"""The page of what is watched is accessible and fits, in a real browser."""

from __future__ import annotations

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.learning.tests.test_watched import PAGE, WATCHED, films, watch

__all__ = ["films"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_watched_is_accessible_and_fits(browser, live_server, school, films, width):
    watch(school, films[0], WATCHED)
    with opened_as(browser, live_server) as open_as:
        page = open_as(school.cast.pia, PAGE, width=width)
        page.get_by_role("heading", name="What is watched").wait_for()
        page.get_by_role("heading", name="A film").wait_for()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
