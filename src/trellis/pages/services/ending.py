"""How a proposal ends: merged, closed, reverted, here or elsewhere; and how it is opened again."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.pages import rules
from trellis.pages.events import (
    ProposalEnded,
    ProposalMade,
    ProposalReopened,
)
from trellis.pages.models import Proposal
from trellis.pages.queries import proposals as queries
from trellis.pages.queries import standings
from trellis.pages.queries.current import Edition, follow
from trellis.pages.services.branching import (
    ConflictError,
    ProposalError,
    as_author,
    commit_files,
    moved,
    require,
    with_paths,
)


def merge(edition: Edition, proposal: Proposal, *, by: Account, tip: str) -> Proposal:
    """Make a proposal part of the handbook: a merge commit on the served branch.

    `tip` is the commit that `by` saw; what came after it is not merged unseen. Raises NotAllowedError, and
    ProposalError that names what stands in the way. This process serves the merged text when it returns, the others
    as soon as they see that the files have changed.
    """
    proposal = settle(edition, proposal)
    if proposal.state == Proposal.State.MERGED:
        return proposal
    require(rules.can_merge(by, proposal), _("Only its author and approvers can merge a proposal."))
    if proposal.tip != tip:
        raise ProposalError(
            _("The proposal has changed since you opened it."), hint=_("Look at what is new first.")
        )
    standing = standings.standing_of(edition, proposal)
    if standing.blockers:
        raise ProposalError(_("This cannot be merged yet."), hint=" ".join(standing.blockers))
    repository = queries.repository_for(edition, proposal)
    target = standing.changes.target
    message = f"Merge #{proposal.number}: {proposal.title}\n\n{proposal.reason}".rstrip() + "\n"
    made = repository.commit(
        repository.branch, standing.changes.merge.changes, parents=(target, tip), author=as_author(proposal.author),
        committer=as_author(by), message=message, expected=target,
    )  # fmt: skip
    merged = _ended(proposal, Proposal.State.MERGED, by, base=standing.changes.merge.base, merged_as=made)
    follow(standing.changes.paths)
    return merged


def close(proposal: Proposal, *, by: Account) -> Proposal:
    """Close a proposal without merging it; its branch stays. Again changes nothing. Raises NotAllowedError."""
    require(rules.can_close(by, proposal), _("Only its author and approvers can close a proposal."))
    if proposal.state == Proposal.State.MERGED:
        raise ProposalError(_("It is merged already."), hint=_("Propose to take it back instead."))
    return (
        proposal if proposal.state == Proposal.State.CLOSED else _ended(proposal, Proposal.State.CLOSED, by)
    )


def reopen(proposal: Proposal, *, by: Account) -> Proposal:
    """Open a closed proposal again. Raises NotAllowedError, ProposalError for a merged one."""
    require(rules.can_close(by, proposal), _("Only its author and approvers can open a proposal again."))
    if proposal.state == Proposal.State.MERGED:
        raise ProposalError(_("It is merged already."), hint=_("Propose a new change."))
    return _reopened(proposal, by)


def revert(edition: Edition, proposal: Proposal, *, by: Account) -> Proposal:
    """Propose to take back what a merged proposal has changed; what others changed since then stays.

    Raises NotAllowedError, and ConflictError where later changes touch the same places.
    """
    require(rules.can_revert(by, proposal), _("Only merged proposals can be taken back, by contributors."))
    repository = queries.repository_for(edition, proposal)
    now = repository.tip() or proposal.merged_as
    undone = repository.reversed(proposal.merged_as, now)
    if undone.conflicts:
        paths = ", ".join(f"“{conflict.path}”" for conflict in undone.conflicts)
        raise ConflictError(
            _("%(paths)s has changed since then in the same places.") % {"paths": paths},
            hint=_("Change it by hand."),
        )
    if not undone.changes:
        raise ProposalError(_("Nothing of it is left to take back."))
    title = f"Take back: {proposal.title}"[:200]
    with transaction.atomic():
        number = (Proposal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        made = Proposal.objects.create(
            number=number, title=title, reason=f"Takes back #{proposal.number}.", author_id=by.pk,
            branch=f"{queries.BRANCHES}/{number}-{secrets.token_hex(3)}", mount=proposal.mount, base=now, tip=now,
        )  # fmt: skip
        made.tip = commit_files(repository, made, by, undone.changes, title, made.reason)
        made.save(update_fields=["tip"])
        publish(ProposalMade(made.pk, by.pk, tuple(undone.changes)))
    return made


def settle(edition: Edition, proposal: Proposal) -> Proposal:
    """Bring a proposal's record up to its branch: after a crash, or after somebody pushed to the branch themselves."""
    if not proposal.is_open:
        return with_paths(edition, proposal)
    repository = queries.repository_for(edition, proposal)
    tip = repository.tip(proposal.branch)
    if tip is None:
        raise ProposalError(
            _("The branch of proposal #%(number)s is gone from the repository.")
            % {"number": proposal.number},
            hint=_("Close the proposal, or restore the branch."),
        )
    if tip != proposal.tip:
        moved(proposal, tip)
    target = repository.tip()
    if target and tip != proposal.base and repository.is_ancestor(tip, target):
        made = repository.merged_by(tip, target)
        base = repository.merge_base(repository.first_parent(made), tip)
        if tip in {made, base}:  # The branch was moved on to it, without a merge commit.
            made, base = tip, proposal.base
        _ended(proposal, Proposal.State.MERGED, proposal.author, base=base, merged_as=made)
    return with_paths(edition, proposal)


def ended_elsewhere(edition: Edition, proposal: Proposal, *, merged_as: str = "") -> Proposal:
    """Note that a proposal was merged at the upstream, as a commit of the served branch, or closed there."""
    if not proposal.is_open:
        return proposal
    if not merged_as:
        return _ended(proposal, Proposal.State.CLOSED, None)
    repository = queries.repository_for(edition, proposal)
    base = repository.merge_base(repository.first_parent(merged_as), proposal.tip)
    if proposal.tip in {merged_as, base}:
        base = proposal.base
    _ended(proposal, Proposal.State.MERGED, None, base=base, merged_as=merged_as)
    return with_paths(edition, proposal)


def reopened_elsewhere(proposal: Proposal) -> Proposal:
    """Note that somebody at the upstream opened a closed proposal again."""
    return _reopened(proposal, None) if proposal.state == Proposal.State.CLOSED else proposal


def _ended(
    proposal: Proposal, state: str, by: Account | None, *, base: str = "", merged_as: str = ""
) -> Proposal:
    proposal.state, proposal.ended_by, proposal.merged_as = state, by, merged_as
    proposal.base = base or proposal.base
    proposal.ended_at = proposal.updated_at = timezone.now()
    with transaction.atomic():
        proposal.save(update_fields=["state", "ended_by", "merged_as", "base", "ended_at", "updated_at"])
        publish(ProposalEnded(proposal.pk, by.pk if by is not None else None))
    return proposal


def _reopened(proposal: Proposal, by: Account | None) -> Proposal:
    proposal.state, proposal.ended_at, proposal.ended_by = Proposal.State.OPEN, None, None
    proposal.made_for = ""  # Another one may have been made for the same meanwhile.
    proposal.updated_at = timezone.now()
    with transaction.atomic():
        proposal.save(update_fields=["state", "ended_at", "ended_by", "made_for", "updated_at"])
        publish(ProposalReopened(proposal.pk, by.pk if by is not None else None))
    return proposal
