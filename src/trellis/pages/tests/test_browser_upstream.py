"""The upstream in a real browser: what comes from there, what goes there, and a conflict solved in a proposal."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from trellis.core.models import Access
from trellis.core.tests.opening import accessible
from trellis.handbook.remotes import Remote
from trellis.handbook.tests.elsewhere import Elsewhere
from trellis.pages.services import proposals, upstream
from trellis.pages.tests.repositories import account
from trellis.pages.tests.test_browser_proposals import LEAVE, open_as
from trellis.pages.upstreams import UpstreamSettings

__all__ = ["open_as"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


def turn_of_the_thread() -> None:
    """What the thread does that looks every two seconds, once somebody has asked for it."""
    assert upstream.is_due(timezone.now())
    upstream.synchronise()


def test_a_commit_from_elsewhere_is_read_here_and_a_merged_proposal_is_there(
    open_as, book, author, tmp_path, settings
):
    there = Elsewhere(tmp_path, of=book.folder)
    settings.TRELLIS_UPSTREAM = UpstreamSettings(Remote(there.url))
    upstream.synchronise()
    there.commit(LEAVE, "# Leave\n\nThirty days.\n")
    assert not upstream.is_due(timezone.now())

    page = open_as(account("Ada", Access.ADMINISTRATOR, "Editor"), "/handbook-source/")
    page.get_by_role("button", name="Look now").click()
    expect(page.get_by_text("Trellis looks within a few seconds.")).to_be_visible()
    turn_of_the_thread()
    edition = book.edition
    page.goto("/handbook/policies/leave/")
    expect(page.get_by_text("Thirty days.")).to_be_visible()

    proposals.propose(
        edition,
        author=author,
        path=LEAVE,
        text="# Leave\n\nForty days.\n",
        started_from=book.tip,
        title="More",
    )
    turn_of_the_thread()
    page.goto("/proposals/1/")
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Merge it").click()
    expect(page.get_by_text("Merged. Readers see it now.")).to_be_visible()
    turn_of_the_thread()

    assert there.read(LEAVE) == "# Leave\n\nForty days."
    assert there.tip == book.tip
    page.goto("/handbook-source/")
    expect(page.get_by_role("heading", name="In step")).to_be_visible()
    accessible(page)


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
