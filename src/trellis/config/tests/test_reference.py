"""The reference of the interface: every operation and schema on one page, and forms that try them."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from trellis.config.api import house
from trellis.core.api import problems

ADDRESS = reverse("api-reference")


@pytest.mark.django_db
def test_every_operation_schema_and_error_has_its_place(client, reader):
    client.force_login(reader)

    page = client.get(ADDRESS).content.decode()

    places = set(re.findall(r'\bid="([^"]+)"', page))
    names = {each["operationId"] for item in house.document["paths"].values() for each in item.values()}
    assert names <= places
    assert {f"schema-{name}" for name in ("PageDetail", "NewProposal", "Problem")} <= places
    assert {f"problem-{code}" for code, _status, _means in problems.problem_kinds()} <= places
    assert {link for link in re.findall(r'href="#([^"]+)"', page)} <= places  # noqa: C416 - those of this page


@pytest.mark.django_db
def test_a_stranger_signs_in_first(client):
    assert client.get(ADDRESS).headers["Location"].startswith("/sign-in/")


def test_every_code_that_can_be_told_is_explained():
    known = {code for code, _status, _means in problems.problem_kinds()}

    assert set(problems.STATUS_OF_CODE) <= known


@pytest.mark.browser
@pytest.mark.slow  # starts a browser, and looks at all operations that there are
@pytest.mark.timeout(240)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_an_operation_is_tried_from_the_page(browser, live_server, client, book, reader, width, scheme):
    client.force_login(reader)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}{ADDRESS}#get_page")
    operation = page.locator("#get_page")

    operation.get_by_label("path").fill("places.md")
    operation.get_by_role("button", name="Try it").click()
    operation.get_by_text("200, ETag").wait_for()
    found = Axe().run(page)

    assert '"title": "Places"' in operation.locator("[data-body]").inner_text()
    assert [each["id"] for each in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
