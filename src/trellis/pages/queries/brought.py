"""By which proposals passages of a page came into the handbook, and who approved them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from trellis.handbook.errors import TrellisError
from trellis.handbook.repositories import Repository
from trellis.pages.models import Proposal, Review
from trellis.pages.queries import proposals
from trellis.pages.queries.current import Edition

MOST = 50
"""Merged proposals of a page that are looked at: the newest."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A merged proposal: by whom it was written, by whom else approved, and when it was merged."""

    number: int
    title: str
    author: str
    approved_by: tuple[str, ...]
    merged_at: datetime | None


def brought(edition: Edition, path: str, commits: Collection[str]) -> Mapping[str, Brought]:
    """For each of some commits the merged proposal that brought it, as far as whoever asks may see it.

    What was committed beside Trellis, or lies further back, has none. Two queries, and a question to Git for each
    commit and proposal.
    """
    if not commits:
        return {}
    rows = [
        each for each in proposals.proposals(state=Proposal.State.MERGED)[: MOST * 10] if path in each.paths
    ]
    rows = sorted(rows[:MOST], key=lambda each: (each.ended_at is None, each.ended_at))
    found: dict[str, Proposal] = {}
    for row in rows:
        try:
            repository = proposals.repository_for(edition, row)
        except TrellisError:
            continue
        for commit in commits:
            if commit not in found and _brings(repository, row, commit):
                found[commit] = row
    approvals = _approvals(list(found.values()))
    return {
        commit: Brought(row.number, row.title, row.author.name, approvals.get(row.number, ()), row.ended_at)
        for commit, row in found.items()
    }


def _brings(repository: Repository, row: Proposal, commit: str) -> bool:
    if commit in (row.tip, row.merged_as):
        return True
    try:
        is_older = bool(row.base) and repository.is_ancestor(commit, row.base)
        return not is_older and repository.is_ancestor(commit, row.tip)
    except TrellisError:
        return False


def _approvals(rows: Collection[Proposal]) -> dict[int, tuple[str, ...]]:
    reviews = Review.objects.filter(proposal__in=rows, verdict=Review.Verdict.APPROVE).select_related(
        "reviewer", "proposal"
    )
    found: dict[int, dict[str, None]] = {}
    for each in reviews.order_by("created_at"):
        if each.tip == each.proposal.tip and each.reviewer_id != each.proposal.author_id:
            found.setdefault(each.proposal.number, {})[each.reviewer.name] = None
    return {number: tuple(names) for number, names in found.items()}
