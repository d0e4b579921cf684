"""Whom what happens to proposals concerns: reviewers in their turn, authors, those whom a reason names.

What is said about one is told by `discussions`.

Called in the transaction that writes what happened; notices and mails are written with it. Nobody is told of a proposal
that they may not see. The upstream hears of what it should know soon.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from trellis.core.mentions import mentioned
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.discussions.definitions.notices import MENTION
from trellis.discussions.events import CommentDeleted, CommentMade
from trellis.handbook.errors import TrellisError
from trellis.pages.definitions.notices import NEWS, REVIEW
from trellis.pages.events import (
    ProposalChanged,
    ProposalEnded,
    ProposalMade,
    ProposalReviewed,
)
from trellis.pages.models import Proposal, Review
from trellis.pages.queries import standings
from trellis.pages.queries.current import whole_edition
from trellis.pages.services import deciding, upstream

_TELLING = {"state", "tip", "title", "reason", "merged_as"}
log = logging.getLogger(__name__)


def proposal_made(event: ProposalMade) -> None:
    """Ask those whose turn it is, and tell those whom the reason names."""
    proposal = _proposal(event.proposal)
    _ask_next(proposal, actor=proposal.author)
    _name(proposal, proposal.reason, actor=proposal.author, key=f"mention {proposal.pk}")


def proposal_changed(event: ProposalChanged) -> None:
    """Ask those again who decided about the text as it was before."""
    proposal = _proposal(event.proposal)
    before = [each.reviewer for each in standings.latest_reviews(proposal) if each.tip != proposal.tip]
    _tell(
        REVIEW, [each for each in before if each.pk != event.by], proposal,
        _("#%(n)d has changed since you looked: %(title)s"), key=f"review {proposal.pk} {proposal.tip}",
    )  # fmt: skip


def proposal_reviewed(event: ProposalReviewed) -> None:
    """Tell the author; after an approval, ask whose turn it is then."""
    review = Review.objects.select_related("reviewer", "proposal__author").get(pk=event.review)
    proposal, approved = review.proposal, review.verdict == Review.Verdict.APPROVE
    said = (
        _("%(name)s approved #%(n)d: %(title)s")
        if approved
        else _("%(name)s asks for changes in #%(n)d: %(title)s")
    )
    _tell(NEWS, [proposal.author], proposal, said, actor=review.reviewer, text=review.text)
    if approved:
        _ask_next(proposal, actor=review.reviewer)


def comment_made(event: CommentMade) -> None:
    """What is said about a proposal counts as a change of it, in the order of the list."""
    if event.kind == deciding.PROPOSAL:
        deciding.heard(event.object)


def comment_deleted(event: CommentDeleted) -> None:
    """Who takes back what they said takes back what they suggested."""
    if event.kind == deciding.PROPOSAL:
        deciding.forget_suggestion(event.comment)


def proposal_ended(event: ProposalEnded) -> None:
    """Tell the author that it was merged or closed."""
    proposal = _proposal(event.proposal)
    merged = proposal.state == Proposal.State.MERGED
    said = _("%(name)s merged #%(n)d: %(title)s") if merged else _("%(name)s closed #%(n)d: %(title)s")
    _tell(NEWS, [proposal.author], proposal, said, actor=proposal.ended_by)


def _ask_next(proposal: Proposal, *, actor: Account) -> None:
    try:
        reviewers = standings.asked_next(whole_edition(), proposal)
    except TrellisError as error:
        log.warning("Nobody could be asked to review #%s: %s", proposal.number, error)
        return
    _tell(
        REVIEW, reviewers, proposal, _("#%(n)d waits for your review: %(title)s"), actor=actor, text=proposal.reason,
        key=f"review {proposal.pk} {proposal.tip}",
    )  # fmt: skip


def _name(proposal: Proposal, text: str, *, actor: Account, key: str) -> None:
    people = standings.who_may_see(whole_edition(), proposal, mentioned(text))
    said = _("%(name)s names you in #%(n)d: %(title)s")
    _tell(MENTION, people, proposal, said, actor=actor, text=text, key=key)


def _tell(
    kind: str,
    people: Iterable[Account],
    proposal: Proposal,
    said: Promise,
    *,
    actor: Account | None = None,
    text: str = "",
    key: str = "",
) -> None:
    name = actor.name if actor is not None else _("Somebody")
    values = {"n": proposal.number, "title": proposal.title, "name": name}
    able = standings.who_may_see(whole_edition(), proposal, people)
    notices.notify(
        kind, able, subject=_filled(said, values), text=text[:2_000], actor=actor, key=key,
        address=reverse("pages:proposal", args=[proposal.number]),
    )  # fmt: skip


def _filled(said: Promise, values: Mapping[str, object]) -> str:
    """A sentence with its values, lazy, so that it is told in the language of whoever reads it."""
    return lazy(lambda: str(said) % values, str)()


def _proposal(key: UUID) -> Proposal:
    return Proposal.objects.select_related("author", "ended_by").get(pk=key)


def proposal_saved(
    sender: type[Proposal], instance: Proposal, created: bool, update_fields: Any, **_kwargs: Any
) -> None:
    """Ask for a round with the upstream where its server has something to be told."""
    if created or update_fields is None or _TELLING & set(update_fields):
        transaction.on_commit(upstream.ask)
