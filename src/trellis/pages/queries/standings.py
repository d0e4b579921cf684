"""What a proposal still waits for, and who is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core import granted
from trellis.core import queries as accounts
from trellis.core.definitions.permissions import ADMINISTER
from trellis.core.definitions.rightskind import FILES as RIGHTS_FILES
from trellis.core.rules import Account
from trellis.core.rules import can_read as reads_as_member
from trellis.handbook.diagnostics import Severity
from trellis.handbook.errors import TrellisError
from trellis.pages import gating
from trellis.pages.audience import audience_of
from trellis.pages.definitions import owners
from trellis.pages.definitions.permissions import APPROVE
from trellis.pages.models import Proposal, Review
from trellis.pages.queries.changing import Changes, changes_of
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import Difference, difference
from trellis.pages.queries.proposals import open_proposals, paths_of
from trellis.pages.rules import reader_for
from trellis.pages.touching import Touched, touched_by

MOST_ASKED = 50
"""People who are asked at once to decide about a proposal."""

LOOKED_AT_AHEAD = 5
"""Open proposals that are compiled in advance for each edition: no more than a workspace keeps tries of."""


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that a proposal needs: of whom, for which files, and by whom it was given.

    `owner` is empty where no rule names anybody: then any approver will do. `stands_in` says that nobody else holds the
    role, so that any approver may decide in its place.
    """

    owner: str
    paths: tuple[str, ...]
    holders: tuple[str, ...]
    stands_in: bool
    given_by: Review | None


@dataclass(frozen=True)
class Standing:
    """Where an open proposal stands: what it brings and mends, who must still decide, what keeps it from merging.

    `lacks_administrator` says that it changes who may do what, and no administrator stands behind it: whoever may
    merge must not become more by it.
    """

    changes: Changes
    difference: Difference
    approvals: tuple[Approval, ...]
    objections: tuple[Review, ...]
    alone: bool
    lacks_administrator: bool = False
    reviews: tuple[Review, ...] = ()

    @property
    def new_errors(self) -> int:
        """How many errors it would bring."""
        return sum(found.severity is Severity.ERROR for found in self.difference.new)

    @property
    def blockers(self) -> tuple[str, ...]:
        """What keeps it from being merged, each as a sentence; nothing where it can be."""
        return (*self.obstacles, *self._missing_approvals())

    @property
    def obstacles(self) -> tuple[str, ...]:
        """What keeps it from being merged besides approvals that are not given yet."""
        found = []
        if not self.changes.files:
            found.append(_("It changes nothing any more."))
        if self.changes.conflicts:
            found.append(
                ngettext(
                    "%(n)d file was changed in the same place meanwhile.",
                    "%(n)d files were changed in the same places meanwhile.",
                    len(self.changes.conflicts),
                )
                % {"n": len(self.changes.conflicts)}
            )
        if self.new_errors:
            found.append(
                ngettext("It brings %(n)d new error.", "It brings %(n)d new errors.", self.new_errors)
                % {"n": self.new_errors}
            )
        found += gating.kept_back(self.difference.new)
        found += [
            _("%(name)s asked for changes.") % {"name": review.reviewer.name} for review in self.objections
        ]
        return tuple(found)

    def _missing_approvals(self) -> Iterable[str]:
        for approval in self.approvals:
            if approval.given_by is None and approval.owner:
                yield _("It waits for the approval of %(owner)s.") % {"owner": approval.owner}
            elif approval.given_by is None:
                yield _("It waits for an approval.")
        if self.lacks_administrator:
            yield _("It changes rights.yml: an administrator must have proposed or approved it.")

    def waits_for(self, who: Account, titles: Iterable[str]) -> bool:
        """Whether an approval is missing that this reader can give."""
        known = {title.casefold() for title in titles} | {who.email.casefold()}
        return any(
            approval.given_by is None
            and (not approval.owner or approval.stands_in or approval.owner.casefold() in known)
            for approval in self.approvals
        )


def standing_of(edition: Edition, proposal: Proposal) -> Standing:
    """Where an open proposal stands. Compiles the handbook as it would be, which takes as long as an edit does; then
    remembered.
    """
    changes = changes_of(edition, proposal)
    every = tuple(reviews_of(proposal))
    reviews = _latest(every)
    found: Difference = edition.remember(
        ("difference", proposal.pk, changes.tip, changes.target),
        lambda: difference(edition.handbook, changes.after),
    )
    able = _able(proposal)
    approvals = tuple(_approvals(edition, changes, reviews, able))
    alone = not any(each.holders for each in approvals) and not accounts.active().filter(able).exists()
    return Standing(
        changes,
        found,
        () if alone else approvals,
        tuple(review for review in reviews if review.verdict == Review.Verdict.CHANGES),
        alone,
        _lacks_administrator(proposal, changes, reviews),
        every,
    )


def _able(proposal: Proposal) -> Q:
    """Who can approve a proposal, which its author cannot. One query, where positions give that."""
    return granted.whom_may(APPROVE.name) & ~Q(pk=proposal.author_id)


def _lacks_administrator(proposal: Proposal, changes: Changes, reviews: Sequence[Review]) -> bool:
    if not any(path.rpartition("/")[2] in RIGHTS_FILES for path in changes.paths):
        return False
    approved = {
        review.reviewer_id
        for review in reviews
        if review.verdict == Review.Verdict.APPROVE and review.tip == changes.tip
    }
    behind = accounts.active().filter(pk__in={proposal.author_id, *approved})
    return not behind.filter(granted.whom_may(ADMINISTER.name)).exists()


def look_ahead(edition: Edition) -> None:
    """Compile what the open proposals that changed last would make of an edition, before anybody asks.

    For a thread in the background: after a merge each takes as long as an edit.
    """
    for proposal in open_proposals()[:LOOKED_AT_AHEAD]:
        try:
            standing_of(edition, proposal)
        except TrellisError:  # Its branch is gone; the page of the proposal says so.
            continue


def _approvals(edition: Edition, changes: Changes, reviews: Sequence[Review], able: Q) -> Iterable[Approval]:
    given = [
        review for review in reviews if review.verdict == Review.Verdict.APPROVE and review.tip == changes.tip
    ]
    named = owners.owned(owners.rules_of(edition.whole.handbook), changes.paths)
    unowned = set(changes.paths) - {path for owner in named for path in owner.paths}
    by_owner = accounts.holders_of_each([owner for owner, _paths in named], able)
    for owner, paths in named:
        holders = by_owner[owner]
        keys = {holder.pk for holder in holders}
        by = next((review for review in given if not keys or review.reviewer_id in keys), None)
        yield Approval(owner, paths, tuple(holder.name for holder in holders), not holders, by)
    if unowned or not named:
        yield Approval("", tuple(sorted(unowned)), (), stands_in=False, given_by=next(iter(given), None))


def who_may_see(edition: Edition, proposal: Proposal, people: Iterable[Account]) -> list[Account]:
    """Those of some people who may see every file that a proposal changes; `edition` is the whole one.

    Where rules of visibility are set, one query for each of the people.
    """
    settings = edition.whole.handbook.settings
    if not settings.visibility:
        return [each for each in people if reads_as_member(each)]
    paths = paths_of(edition, proposal)
    if paths is None:
        return []
    return [each for each in people if all(map(audience_of(settings, reader_for(each)).sees, paths))]


def asked_next(edition: Edition, proposal: Proposal) -> list[Account]:
    """The people whose turn it is to decide: those who hold the first role in order that has not approved.

    Where nobody is named, or nobody holds the role, any approver may: then all are asked. Nobody once all have.
    """
    changes, whom = changes_of(edition, proposal), _able(proposal)
    for approval in _approvals(edition, changes, latest_reviews(proposal), whom):
        if approval.given_by is not None:
            continue
        able = accounts.active().filter(whom)
        if approval.owner and not approval.stands_in:
            able = able.filter(pk__in=accounts.holders_of(approval.owner).order_by().values("pk"))
        return list(able.order_by("name", "pk")[:MOST_ASKED])
    if _lacks_administrator(proposal, changes, latest_reviews(proposal)):
        able = accounts.active().filter(granted.whom_may(ADMINISTER.name)).exclude(pk=proposal.author_id)
        return list(able.order_by("name", "pk")[:MOST_ASKED])
    return []


def latest_reviews(proposal: Proposal) -> list[Review]:
    """The last decision of each reader, in order."""
    return _latest(reviews_of(proposal))


def reviews_of(proposal: Proposal) -> QuerySet[Review]:
    """All decisions about a proposal, in order."""
    return proposal.reviews.select_related("reviewer").order_by("created_at", "pk")


def _latest(reviews: Iterable[Review]) -> list[Review]:
    latest: dict[Any, Review] = {}
    for review in reviews:
        latest.pop(review.reviewer_id, None)
        latest[review.reviewer_id] = review
    return list(latest.values())


def touched(edition: Edition, changes: Changes) -> list[tuple[str | Promise, tuple[Touched, ...]]]:
    """What a proposal touches besides its own files, in groups."""
    return edition.remember(
        ("touched", changes.tip, changes.target),
        lambda: touched_by(edition.handbook, changes.after, changes.paths),
    )
