"""Pages in a real browser, for the tests of any room: opened as somebody, and fine for everybody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from trellis.core.models import Account

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
Opener = Callable[..., Page]


@contextmanager
def opened_as(browser: Browser, live_server: Any) -> Iterator[Opener]:
    """Gives what opens a page as somebody who has signed in; a complaint of a script fails the test."""
    contexts = []

    def open_as(who: Account, path: str, width: int = 1280, *, script: bool = True) -> Page:
        client = Client()
        client.force_login(who)
        context = browser.new_context(
            viewport={"width": width, "height": 860},
            reduced_motion="reduce",
            base_url=live_server.url,
            java_script_enabled=script,
        )
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(path)
        return page

    yield open_as
    for context in contexts:
        context.close()


def accessible(page: Page) -> None:
    """A page is fine for everybody, in both themes; TRELLIS_TEST_PICTURES is a folder that gets its pictures."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{page.url}, {theme}: {found.generate_report()}"
        folder = os.environ.get("TRELLIS_TEST_PICTURES")
        if folder:
            place = page.url.split("?")[0].strip("/").replace("/", "_").rpartition(":")[2]
            page.screenshot(
                path=f"{folder}/{place}-{page.viewport_size['width']}-{theme}.png", full_page=True
            )
