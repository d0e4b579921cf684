"""The pages of the product in German: no English sentence is left on them, and they fit."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from trellis.core.models import Access, Account
from trellis.pages.tests.families import FILES, SLUG
from trellis.pages.tests.served import serve
from trellis.web.templatetags.shell import number

__all__ = ["serve"]

LEVEL = f"/roles/{SLUG}/-/it-program-manager/"
READING = [
    "/handbook/",
    "/handbook/people/time-off/",
    "/handbook/-/source/people/time-off.md",
    "/roles/",
    f"/roles/{SLUG}/",
    LEVEL,
    f"{LEVEL}next/",
    f"{LEVEL}hiring/",
    f"{LEVEL}indicators/",
    f"{LEVEL}reporting/",
    "/roles/-/compare/",
    "/roles/-/reporting/",
    "/health/",
    "/health/?group=code",
    "/search/?q=program",
    "/search/?q=nothing",
    "/handbook/-/print/people/time-off/",
    "/health/reviews/",
    "/colours/",
    "/no/such/page/",
]
ADMINISTRATION = [
    "/account/",
    "/account/password/",
    "/people-access/",
    "/people-access/invite/",
    "/health/trend/",
    "/people-access/outbox/",
    "/people-access/provisioning/",
    "/account/notices/",
    "/notices/",
    "/proposals/",
    "/handbook-source/",
    "/handbook/-/new/",
    "/handbook/-/history/people/time-off.md/",
]
SITE = {
    **FILES,
    "index.md": "---\ntitle: Home\ndescription: All.\n---\n\nWe work here.\n",
    "people/time-off.md": "---\ntitle: Time off\n---\n\nSee [elsewhere](nowhere.md).\n\nThe the end.\n",
}
LEAST_WORDS = 3
"""Shorter texts may be names, or alike in both languages."""


class Texts(HTMLParser):
    """Gathers the texts of a page that are in the language of the interface, those that only some hear included."""

    VOID = ("area", "br", "col", "hr", "img", "input", "link", "meta", "wbr")
    SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-copied")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.open: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        silent = tag in ("script", "style", "code", "pre", "option") or ("lang" in named and tag != "html")
        if tag not in self.VOID:
            self.open.append(silent)
        if not any(self.open):
            self._add(*(named.get(name) or "" for name in self.SPOKEN))

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        if not any(self.open):
            self._add(data)

    def _add(self, *texts):
        self.found |= {" ".join(text.removesuffix(" · Trellis").split()) for text in texts}


def english_left(client, address) -> list[str]:
    """The texts of a page that are the same in English and German, and do not come from the handbook."""
    english, german = (
        Texts(client.get(address, headers={"accept-language": language}).content.decode()).found
        for language in ("en", "de")
    )
    assert english != german
    handbook = " ".join(" ".join(SITE.values()).split())
    return sorted(
        text
        for text in english & german
        if len(re.findall(r"(?<!\S)[A-Za-z]{2,}(?![\w/])", text)) >= LEAST_WORDS and text not in handbook
    )


@pytest.mark.django_db
@pytest.mark.parametrize("address", READING)
def test_no_english_sentence_is_left_for_readers(client, serve, address):
    serve(SITE)

    assert english_left(client, address) == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADMINISTRATION)
def test_no_english_sentence_is_left_for_those_who_work_here(client, serve, address):
    serve(SITE)
    client.force_login(
        Account.objects.create(email="eva@example.org", name="Eva", access=Access.ADMINISTRATOR)
    )

    assert english_left(client, address) == []


def test_dates_and_numbers_are_written_as_germans_do():
    with override("de"):
        assert (date_format(date(2026, 3, 1), "DATE_FORMAT"), number(12345)) == ("1. März 2026", "12.345")
    with override("en"):
        assert (date_format(date(2026, 3, 1), "DATE_FORMAT"), number(12345)) == ("1 March 2026", "12,345")


@pytest.mark.browser
@pytest.mark.slow  # a browser starts and draws
@pytest.mark.django_db
def test_german_fits_on_a_phone(browser, live_server, serve):
    serve(SITE)
    context = browser.new_context(viewport={"width": 390, "height": 860}, locale="de-DE")
    page = context.new_page()
    wide = {}

    for address in [*READING, "/sign-in/", "/proposals/"]:
        page.goto(f"{live_server.url}{address}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 390:
            wide[address] = width

    assert page.locator("html").get_attribute("lang") == "de"
    assert wide == {}


@pytest.mark.browser
@pytest.mark.slow  # a browser starts and draws
@pytest.mark.django_db
def test_the_language_changes_without_a_script_and_the_page_stays(browser, live_server, serve):
    serve(SITE)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/roles/")

    page.get_by_role("button", name="Deutsch").click()

    assert page.url == f"{live_server.url}/roles/"
    assert page.get_by_role("heading", level=1).inner_text() == "Rollen"
    assert page.get_by_role("button", name="Deutsch").get_attribute("aria-pressed") == "true"
