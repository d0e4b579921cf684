"""A conflict with the upstream in a real browser: seen by an administrator, and solved in a proposal."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from trellis.core.models import Access
from trellis.handbook.remotes import Remote
from trellis.handbook.tests.elsewhere import Elsewhere
from trellis.pages.services import upstream
from trellis.pages.tests.repositories import account
from trellis.pages.tests.test_browser_proposals import LEAVE, accessible, open_as
from trellis.pages.upstreams import UpstreamSettings

__all__ = ["open_as"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


def test_an_administrator_sees_a_conflict_and_solves_it_in_a_proposal(open_as, book, tmp_path, settings):
    there = Elsewhere(tmp_path, of=book.folder)
    settings.TRELLIS_UPSTREAM = UpstreamSettings(Remote(there.url))
    there.commit(LEAVE, "# Leave\n\nThirty days.\n")
    book.commit(LEAVE, "# Leave\n\nForty days.\n")
    upstream.synchronise()

    page = open_as(account("Ada", Access.ADMINISTRATOR), "/handbook-source/", width=390)
    expect(page.get_by_role("heading", name="Both changed the same places")).to_be_visible()
    expect(page.get_by_text(LEAVE)).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Solve it in a proposal").click()

    expect(page.get_by_role("link", name="Solve the conflicts")).to_be_visible()
