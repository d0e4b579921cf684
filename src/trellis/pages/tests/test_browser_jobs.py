"""A job in a real browser: begun, watched until it has ended, and the way to what came of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from trellis.core import working
from trellis.core.models import Access
from trellis.core.tests.opening import accessible
from trellis.pages.tests.repositories import account, git
from trellis.pages.tests.test_browser_proposals import open_as
from trellis.pages.views import mending

__all__ = ["open_as"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


def test_many_findings_are_mended_by_a_job_whose_page_keeps_itself_up_to_date(
    open_as, book, author, monkeypatch
):
    monkeypatch.setattr(mending, "MOST_AT_ONCE", 1)
    (book.folder / "places.md").write_text("# Places\n\nThe companyâ€™s\u00a0customers.\n\nBe kind. \n")
    git(book.folder, "add", ".")
    git(book.folder, "commit", "--quiet", "-m", "Worse")
    assert book.edition
    page = open_as(author, "/health/?file=places.md")

    page.get_by_role("button", name="Propose to mend this page").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mend findings")
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    accessible(page)
    working.work_off()

    link = page.get_by_role("link", name="See what came of it")
    expect(link).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Mend findings")).to_contain_text("done")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mend")

    administrator = account("Dora", Access.ADMINISTRATOR)
    for path in ("/jobs/", "/jobs/regular/"):
        for width in (390, 1280):
            accessible(open_as(administrator, path, width=width))
