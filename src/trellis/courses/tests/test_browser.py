"""Courses in a browser: found, read, previewed and looked after, at two widths."""

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.courses.tests.conftest import COURSES, LESSON, WHY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RICH = f"""{WHY}
> **Poll:** When is it easiest?
>
> - At once
> - Later

- [ ] Ask for a moment
- [ ] Say what you saw

> **Tab: In a room**
>
> Close the door.

> **Tab: In a call**
>
> Turn the camera on.

![A talk](https://www.youtube.com/watch?v=dQw4w9WgXcQ)

- [Transcript](/how/feedback.md)
"""
PAGES = (
    "/courses/?as=list", "/courses/", "/courses/giving-feedback/", "/courses/paths/",
    "/courses/paths/first-ninety-days/", "/courses/care/", "/courses/giving-feedback/care/",
    "/courses/giving-feedback/lessons/why/",
)  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_fits(browser, live_server, cast, serve, width):
    serve({**COURSES, LESSON: RICH})
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.pia, PAGES[0], width=width)
        for url in PAGES:
            page.goto(url)
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), url


def test_a_course_is_found_and_its_lesson_previewed(browser, live_server, cast, serve):
    serve({**COURSES, LESSON: RICH})
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.ada, "/courses/")
        page.get_by_role("link", name="Giving feedback").first.click()
        page.get_by_role("link", name="Why feedback fails").click()
        page.get_by_text("In a call").click()
        page.get_by_text("Turn the camera on.").wait_for()
        assert not page.get_by_text("Close the door.").is_visible()
        assert page.locator("iframe").count() == 0
        page.route("https://www.youtube-nocookie.com/**", lambda route: route.fulfill(body="A player"))
        page.get_by_role("button", name="Load the video").click()
        page.frame_locator("iframe").get_by_text("A player").wait_for()
        page.get_by_role("link", name="Phone").click()
        page.locator(".courses-frame.phone").wait_for()
