"""Who may read the handbook, and who may change it."""

from __future__ import annotations

from django.http import HttpRequest

from trellis.core import queries as accounts
from trellis.core.rules import Account, Somebody, can_administer, can_approve, can_propose
from trellis.pages.audience import Reader
from trellis.pages.models import Comment, Proposal
from trellis.web.rules import can_read, can_visit

__all__ = ["can_administer", "can_approve", "can_propose", "can_read_pages", "can_visit_pages"]

can_read_pages = can_read
"""Everybody where reading is open, else those who have signed in."""

can_visit_pages = can_visit
"""Also strangers, where some pages are for everybody."""


def reader_of(request: HttpRequest) -> Reader:
    """What the rules of visibility ask of whoever makes a request. One query for those who have signed in."""
    who = getattr(request, "user", None)
    if not isinstance(who, Account) or not who.is_active:
        return Reader(reads_all=can_read(request))
    return reader_for(who)


def reader_for(who: Account) -> Reader:
    """What the rules of visibility ask of somebody who has an account. One query."""
    names = {title.casefold() for title in accounts.titles_of(who)} | {who.email.casefold()}
    return Reader(reads_all=True, signed_in=True, mends=can_administer(who), names=frozenset(names))


def can_change_page(who: Somebody, path: str) -> bool:
    """Whether somebody may propose to change a page. Whoever may propose at all may for every page."""
    return can_propose(who)


def can_change(who: Somebody, proposal: Proposal) -> bool:
    """Whether somebody may change the text, title and reason of a proposal: its author, and those who approve."""
    return proposal.is_open and can_propose(who) and (_is_author(who, proposal) or can_approve(who))


def can_comment(who: Somebody, proposal: Proposal) -> bool:
    """Whether somebody may say something about a proposal, also about one that has ended."""
    return can_propose(who)


def can_review(who: Somebody, proposal: Proposal) -> bool:
    """Whether somebody may approve a proposal or ask for changes: nobody decides about their own."""
    return proposal.is_open and can_approve(who) and not _is_author(who, proposal)


def can_merge(who: Somebody, proposal: Proposal) -> bool:
    """Whether somebody may merge a proposal once nothing stands in its way: its author, and those who approve."""
    return can_change(who, proposal)


def can_close(who: Somebody, proposal: Proposal) -> bool:
    """Whether somebody may close a proposal without merging it, or open it again."""
    return can_propose(who) and (_is_author(who, proposal) or can_approve(who))


def can_revert(who: Somebody, proposal: Proposal) -> bool:
    """Whether somebody may propose to take back what a proposal has changed."""
    return proposal.state == Proposal.State.MERGED and can_propose(who)


def can_resolve(who: Somebody, comment: Comment) -> bool:
    """Whether somebody may mark a comment as settled: who wrote it, the proposal's author, those who approve."""
    if not can_propose(who) or not isinstance(who, Account):
        return False
    return who.pk in {comment.author_id, comment.proposal.author_id} or can_approve(who)


def _is_author(who: Somebody, proposal: Proposal) -> bool:
    return isinstance(who, Account) and who.pk == proposal.author_id
