"""Health in a real browser: findings are selected with the keyboard and proposed; every page can be used by all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from trellis.core.models import Access
from trellis.core.services import accounts, notices
from trellis.core.tests.opening import accessible
from trellis.pages import subscribers
from trellis.pages.models import HealthDay
from trellis.pages.queries import ages
from trellis.pages.queries.history import learn_history
from trellis.pages.tests.repositories import account, git
from trellis.pages.tests.test_browser_proposals import open_as

__all__ = ["open_as"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]
FILES = {
    "handbook.yml": 'complete: true\nreviews:\n  - path: "**"\n    days: 100\n',
    "policies/rules.md": "---\nreview: 2024-05-01\n---\n\n# Rules\n\nBe kind. \nThe companyâ€™s customers.\n\n"
    "Ask\u00a0us.\n",
    "places.md": "# Places\n\nWe have\u00a0two [places](/nowhere/).\n",
}


def test_selected_findings_become_one_proposal_and_all_pages_of_health_are_accessible(open_as, book, author):
    for path, text in FILES.items():
        (book.folder / path).write_text(text)
    git(book.folder, "add", ".")
    git(book.folder, "commit", "--quiet", "-m", "Worse", "--date=2024-01-01T00:00:00Z")
    learn_history(book.edition)
    ages.learn_ages(book.edition)
    for back in range(0, 300, 10):
        day = timezone.localdate() - timedelta(days=back)
        HealthDay.objects.create(
            day=day, pages=4, errors=back // 90, warnings=9 + back // 20, notes=12 + back // 12
        )

    for path in (
        "/health/",
        "/health/?group=owner",
        "/health/?sort=-code",
        "/health/reviews/",
        "/health/trend/",
    ):
        accessible(open_as(author, path, width=390))
    page = open_as(author, "/health/")
    boxes = page.get_by_role("checkbox", name="Select line")
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    boxes.nth(1).check()
    page.get_by_role("button", name="Propose to mend the selected").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Mend 2 findings")
    accessible(page)


def test_notices_outbox_and_the_list_of_changes_can_be_used_by_all(open_as, book, author, settings):
    settings.MAIL_IS_CONFIGURED = True
    administrator = account("Dora", Access.ADMINISTRATOR)
    accounts.change_access(account=author, access=Access.APPROVER, by=administrator)
    for subject in ("#4 waits for your review: More leave", "Petra approved #3: A better word"):
        text = "Twenty-five days were too few for everybody."
        notices.notify(subscribers.REVIEW, [administrator], subject=subject, text=text, address="/proposals/")
    paths = (
        "notices/",
        "account/notices/",
        "people-access/outbox/",
        "people-access/changes/",
        "forgotten-password/",
    )

    for path in paths:
        accessible(open_as(administrator, f"/{path}", width=390))


@pytest.mark.parametrize("width", [1280, 390])
def test_translations_are_fine_for_everybody(open_as, book, author, width):
    (book.folder / "orte.md").write_text(
        "---\ntitle: Orte\nlanguage: de\ntranslation-of: places.md\n---\n\nWir haben zwei.\n"
    )
    git(book.folder, "add", ".")
    git(book.folder, "commit", "--quiet", "-m", "Translate", "--date=2024-01-01T00:00:00Z")
    (book.folder / "places.md").write_text("# Places\n\nWe have three.\n")
    git(book.folder, "commit", "--quiet", "-a", "-m", "Move")
    learn_history(book.edition)

    for path in ("/health/translations/", "/handbook/orte/", "/handbook/places/"):
        page = open_as(author, path, width=width)
        expect(
            page.get_by_role("link", name="Places" if path != "/handbook/places/" else "Orte").last
        ).to_be_visible()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
