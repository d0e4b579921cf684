"""Proposals in people's work: reviews that wait for somebody, and changes that somebody was asked for.

Kept in step in the transaction of what happens to a proposal, and looked at again when people get or lose roles.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from trellis.core import auditing
from trellis.core.auditing import Wanted
from trellis.handbook.errors import TrellisError
from trellis.pages.models import Proposal, Review
from trellis.pages.queries import proposals as queries
from trellis.pages.queries import standings
from trellis.pages.queries.current import whole_edition
from trellis.work.services import items

REVIEW, CHANGES = "review", "changes"
MOST = 500
_looked_after: UUID | str | None = "nothing"
log = logging.getLogger(__name__)


def proposal_moved(event: Any) -> None:
    """Have the proposal that an event is about wait on those whose turn it is now."""
    sync([event.proposal])


def look_again(_now: datetime) -> bool:
    """Have all open proposals wait on those who may decide now, where somebody's access has changed since this process
    looked: whoever got or lost a role may be among them. A job; gives whether it looked.
    """
    global _looked_after  # noqa: PLW0603 - each process looks for itself, and twice is safe
    latest = next((event.pk for event in auditing.newest(Wanted(name="core.access-changed"), 1)), None)
    if latest == _looked_after:
        return False
    with transaction.atomic():
        sync(list(queries.open_proposals().values_list("pk", flat=True)[:MOST]))
    _looked_after = latest
    return True


def sync(keys: Collection[UUID]) -> None:
    """Have these proposals wait on exactly those on whom they do."""
    for proposal in Proposal.objects.select_related("author").filter(pk__in=keys):
        if not proposal.is_open:
            items.settle(REVIEW, proposal.pk)
            items.settle(CHANGES, proposal.pk)
            continue
        title = f"#{proposal.number} {proposal.title}"
        try:
            asked = standings.asked_next(whole_edition(), proposal)
        except TrellisError as error:
            log.warning("Nobody could be asked to review #%s: %s", proposal.number, error)
            asked = []
        reviews = standings.latest_reviews(proposal)
        decided = {each.reviewer_id for each in reviews if each.tip == proposal.tip}
        able = standings.who_may_see(whole_edition(), proposal, asked)
        for who in (each.reviewer for each in reviews if each.tip == proposal.tip):
            items.finish_for(REVIEW, proposal.pk, who)
        items.wait_on(
            REVIEW, "proposal", proposal.pk, [each for each in able if each.pk not in decided],
            title=title, asked_by=proposal.author,
        )  # fmt: skip
        objections = [
            each for each in reviews if each.verdict == Review.Verdict.CHANGES and each.tip == proposal.tip
        ]
        items.wait_on(
            CHANGES, "proposal", proposal.pk, [proposal.author] if objections else [], title=title,
            asked_by=objections[0].reviewer if objections else None,
        )  # fmt: skip
