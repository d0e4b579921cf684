"""Branches that lost their proposal, and proposals that lost their branch, are seen, with what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from trellis.pages.models import Proposal
from trellis.pages.queries import branches
from trellis.pages.services import ending, proposals
from trellis.pages.tests.repositories import git

pytestmark = pytest.mark.django_db
LEAVE = "policies/leave.md"


@pytest.fixture
def sent(book, author):
    text = book.read(LEAVE).replace("Twenty-five", "Thirty")
    return proposals.propose(
        book.edition, author=author, path=LEAVE, text=text, started_from=book.tip, title="More leave"
    )


def verified(book, at=None):
    return branches.verify(book.edition.whole.handbook.source, at or timezone.now())


def test_what_belongs_together_is_fine(book, sent, author):
    assert verified(book) == branches.Verdict(1, (), (), ())

    ending.close(sent, by=author)

    assert verified(book) == branches.Verdict(1, (), (), ())


def test_a_branch_that_no_proposal_knows_is_told(book, sent):
    Proposal.objects.all().delete()

    assert verified(book).lost == ((book.folder, sent.branch.removeprefix("refs/heads/")),)


def test_an_open_proposal_without_its_branch_is_told(book, sent):
    git(book.folder, "update-ref", "-d", sent.branch)

    assert verified(book) == branches.Verdict(0, (), (1,), ())


def test_what_was_closed_long_ago_and_keeps_its_branch_is_told(book, sent, author):
    ending.close(sent, by=author)

    assert verified(book, timezone.now() + branches.STALE - timedelta(days=1)).stale == ()
    assert verified(book, timezone.now() + branches.STALE + timedelta(days=1)).stale == (1,)


def test_what_was_proposed_for_another_handbook_says_nothing_of_this_one(book, sent):
    git(book.folder, "update-ref", "-d", sent.branch)
    Proposal.objects.update(base="0" * 39 + "1")

    assert verified(book) == branches.Verdict(0, (), (), ())
