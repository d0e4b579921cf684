"""Signing in through a provider, and being helped, in a real browser; with accessibility scans."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from trellis.core.federation import oidc
from trellis.core.models import Access, Account
from trellis.core.tests import fake_oidc
from trellis.core.tests.test_browser import account, browse, check, site  # noqa: F401 - fixtures
from trellis.pages.tests.served import serve  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]  # a browser starts and draws


@pytest.fixture
def fake(settings):
    for running in fake_oidc.serving():
        oidc.forget()
        settings.SIGN_IN_PROVIDERS = (running.provider(creates=True),)
        yield running


def test_somebody_signs_in_through_a_provider(browse, fake):  # noqa: F811
    page = browse()
    page.goto("/sign-in/?next=/account/")
    check(page)
    page.get_by_role("link", name="Sign in with Acme ID").click()

    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    expect(page.get_by_role("button", name="Disconnect acme")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(page.get_by_role("link", name="Sign out of Acme ID too")).to_be_visible()
    check(page)


def test_somebody_is_helped_by_an_administrator(browse):  # noqa: F811
    account("dora@example.org", "Dora", access=Access.ADMINISTRATOR)
    ben = account("ben@example.org", "Ben")
    dora, help_for = browse(), browse()
    for page, name in ((dora, "dora"), (help_for, "ben")):
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill(f"{name}@example.org")
        page.get_by_label("Password").fill("quiet otters paint slowly")
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/handbook/")
    dora.goto(f"/people-access/{ben.pk}/")
    dora.get_by_label("Why").fill("The list stays empty")
    dora.get_by_role("button", name="Ask them").click()
    expect(dora.get_by_text("Ben is asked")).to_be_visible()
    check(dora)

    help_for.goto("/notices/")
    help_for.get_by_role("link", name="Dora asks to act as you").click()
    expect(help_for.get_by_role("heading", name="Who acted as you")).to_be_visible()
    check(help_for)
    help_for.get_by_role("button", name="Agree").click()

    dora.reload()
    dora.get_by_role("button", name="Begin").click()
    expect(dora.get_by_role("complementary", name="You act as somebody else")).to_contain_text("Ben")
    check(dora)
    dora.get_by_role("button", name="Be yourself again").click()
    expect(dora.get_by_text("You are yourself again")).to_be_visible()


def test_everybody_known_is_kept(browse):  # noqa: F811
    account("dora@example.org", "Dora", access=Access.ADMINISTRATOR)
    page = browse()
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill("dora@example.org")
    page.get_by_label("Password").fill("quiet otters paint slowly")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/handbook/")
    page.goto("/people-access/known/new/")
    check(page)
    page.get_by_label("Name").fill("Nora Novak")
    page.get_by_label(re.compile("^Organisation")).fill("Acme")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Nora Novak is known now")).to_be_visible()
    check(page)
    page.goto("/people-access/known/")
    expect(page.get_by_role("link", name="Nora Novak")).to_be_visible()
    check(page)
    page.goto("/people-access/locks/")
    check(page)
    assert Account.objects.count() == 1
