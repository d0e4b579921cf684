"""Proposals stand in the work of those on whom they wait, and of nobody else."""

from __future__ import annotations

import pytest
from django.utils import timezone

from trellis.core.models import Access
from trellis.core.services import accounts
from trellis.pages import waiting
from trellis.pages.services import deciding, ending, several
from trellis.pages.tests.repositories import account
from trellis.work.queries import items

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(book, author, editor, chief):
    return several.propose_texts(
        book.edition, author=author, texts={"policies/leave.md": "# Leave\n\nThirty days.\n"},
        started_from=book.tip, title="More leave", reason="",
    )  # fmt: skip


def work(*people):
    return [[(each.kind, each.title) for each in items.waiting_on(who)] for who in people]


def review(book, proposal, who, verdict, text=""):
    deciding.review(book.edition, proposal, by=who, verdict=verdict, tip=proposal.tip, text=text)


WAITS = [("review", "#1 More leave")]


def test_a_proposal_waits_on_those_whose_turn_it_is(book, proposal, author, editor, chief, reader):
    assert work(author, chief, editor, reader) == [[], WAITS, [], []]

    review(book, proposal, chief, "approve")

    assert work(author, chief, editor) == [[], [], WAITS]


def test_asked_for_changes_it_waits_on_its_author_until_it_is_merged_or_closed(book, proposal, author, chief):
    review(book, proposal, chief, "changes", "Why?")

    assert work(author, chief) == [[("changes", "#1 More leave")], []]
    ending.close(proposal, by=author)
    assert work(author, chief) == [[], []]
    proposal.refresh_from_db()
    ending.reopen(proposal, by=author)
    assert work(author, chief) == [[("changes", "#1 More leave")], []]


def test_who_comes_into_a_role_is_asked_and_who_leaves_it_is_not(book, proposal, chief):
    administrator, new = account("Dora", Access.ADMINISTRATOR), account("Nora", Access.APPROVER)
    waiting.look_again(timezone.now())
    assert not waiting.look_again(timezone.now())

    accounts.hold_titles(account=new, titles=["Chief People Officer"], by=administrator)
    accounts.hold_titles(account=chief, titles=[], by=administrator)
    waiting.look_again(timezone.now())

    assert work(chief, new) == [[], WAITS]


def test_my_work_names_the_proposal_and_leads_to_it(book, proposal, chief, client, settings):
    settings.TRELLIS_READING = "members"
    client.force_login(chief)

    page = client.get("/my-work/").content.decode()

    assert "Review the proposal" in page
    assert 'href="/proposals/1/">#1 More leave</a>' in page
