"""Whether branches and proposals still belong together: a process that died, or a hand in Git, may have parted them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from trellis.handbook.errors import TrellisError
from trellis.handbook.owning import repository_of
from trellis.handbook.repositories import Repository
from trellis.handbook.source import MountedSources, Source
from trellis.pages.models import Proposal
from trellis.pages.queries.proposals import BRANCHES, full_path

STALE = timedelta(days=365)
"""How long the branch of a closed proposal is of use: it is what opens the proposal again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is apart.

    `looked_at` counts the branches; `lost` are those, by folder, of which no proposal knows; `gone` are the numbers of
    open proposals without a branch, `stale` those of proposals that were closed long ago and still have one. What
    began at a commit that is not here was proposed for another handbook, and says nothing of this one.
    """

    looked_at: int
    lost: tuple[tuple[Path, str], ...]
    gone: tuple[int, ...]
    stale: tuple[int, ...]


def verify(source: Source, now: datetime) -> Verdict:
    """Hold the branches of a handbook's repositories against the proposals.

    One query, one call of Git for each repository and one for each open proposal whose branch is not there.
    """
    # Branches first: what is proposed meanwhile has its record by the time that records are read.
    repositories = dict(_repositories(source))
    found = {mount: (each.folder, each.tips(BRANCHES)) for mount, each in repositories.items()}
    rows = list(Proposal.objects.order_by("number"))
    known = {(each.mount, each.branch) for each in rows}
    there = {(mount, branch): folder for mount, (folder, tips) in found.items() for branch in tips}
    held = [(each, (each.mount, each.branch) in there) for each in rows if each.mount in found]
    return Verdict(
        looked_at=len(there),
        lost=tuple(
            (folder, branch.removeprefix("refs/heads/"))
            for (mount, branch), folder in there.items()
            if (mount, branch) not in known
        ),
        gone=tuple(
            each.number
            for each, is_there in held
            if each.is_open and not is_there and repositories[each.mount].tip(each.base) is not None
        ),
        stale=tuple(
            each.number
            for each, is_there in held
            if is_there
            and each.state == Proposal.State.CLOSED
            and each.ended_at
            and each.ended_at < now - STALE
        ),
    )


def _repositories(source: Source) -> Iterator[tuple[str, Repository]]:
    """The repositories in which something can be proposed, by where they are mounted."""
    for mount in source.sources if isinstance(source, MountedSources) else ("",):
        try:
            yield mount, repository_of(source, full_path(mount, "x"))[0]
        except TrellisError:  # one that nobody can write to has no proposals
            continue
