"""Who may read the handbook, and who may change it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from trellis.core import granted
from trellis.core import queries as accounts
from trellis.core.rules import Account, Somebody, can_administer
from trellis.core.rules import can_read as reads_as_member
from trellis.pages.audience import Reader
from trellis.pages.definitions.permissions import APPROVE, PROPOSE
from trellis.pages.models import Proposal
from trellis.web.rules import can_read, can_visit

__all__ = ["can_administer", "can_approve", "can_propose", "can_read_pages", "can_visit_pages"]

can_read_pages = can_read
"""Everybody where reading is open, else those who have signed in."""

can_visit_pages = can_visit
"""Also strangers, where some pages are for everybody."""


def can_propose(who: Somebody) -> bool:
    """Contributors and all above, and those whose position or duty it is, may propose changes of the handbook."""
    return granted.may(who, PROPOSE.name)


def can_approve(who: Somebody) -> bool:
    """Approvers and administrators, and those whose position or duty it is, may decide about what others propose."""
    return granted.may(who, APPROVE.name)


def reader_of(request: HttpRequest) -> Reader:
    """What the rules of visibility ask of whoever makes a request. At most three queries."""
    who = getattr(request, "user", None)
    if not isinstance(who, Account) or not who.is_active:
        return Reader(reads_all=can_read(request))
    reader = reader_for(who)
    return reader._replace(reads_all=reader.reads_all or can_read(request))


def reader_for(who: Account) -> Reader:
    """What the rules of visibility ask of somebody who has an account. At most three queries.

    Who is external has signed in, and yet reads nothing internal: only what is public, or given to them by name.
    """
    of_the_team = reads_as_member(who)

    def named() -> frozenset[str]:
        return frozenset({title.casefold() for title in accounts.titles_held(who)} | {who.email.casefold()})

    return Reader(
        reads_all=of_the_team,
        signed_in=of_the_team,
        mends=can_administer(who),
        names=cast(frozenset[str], SimpleLazyObject(named)),
        duties=granted.rights_of(who).duties,
    )


def can_change_page(who: Somebody, path: str) -> bool:
    """Whether somebody may propose to change a page. Whoever may propose at all may for every page."""
    return can_propose(who)


def can_change(who: Somebody, proposal: Proposal) -> bool:
    """Whether somebody may change the text, title and reason of a proposal: its author, and those who approve."""
    return proposal.is_open and can_propose(who) and (_is_author(who, proposal) or can_approve(who))


def can_suggest(who: Somebody, proposal: Proposal) -> bool:
    """Whether somebody may comment on lines and suggest other words, also where a proposal has ended.

    What is said about the whole is for everybody who sees it, as for any object.
    """
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


def can_settle(who: Account, proposal: UUID) -> bool:
    """Whether somebody may settle what others said about a proposal: its author, and those who approve."""
    if not can_propose(who):
        return False
    return can_approve(who) or Proposal.objects.filter(pk=proposal, author=who).exists()


def _is_author(who: Somebody, proposal: Proposal) -> bool:
    return isinstance(who, Account) and who.pk == proposal.author_id
