"""What `trellis doctor` says of the branches of proposals, with the commands that put them right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what it imports needs Django set up
    from trellis.pages.queries.branches import Verdict

MOST = 5
"""Branches that are named, of those of one kind."""


def text_of(verdict: Verdict) -> str:
    """How branches and proposals stand to each other."""
    said = [f"{verdict.looked_at} of proposals"]
    if verdict.gone:
        said.append(f"open without one: {_numbers(verdict.gone)}")
    if verdict.lost:
        said.append(f"{len(verdict.lost)} that no proposal knows")
    if verdict.stale:
        said.append(f"{len(verdict.stale)} closed for more than a year")
    return ", ".join(said)


def remedy_of(verdict: Verdict) -> str:
    """What to do, a line for each kind of trouble; empty where there is none."""
    lines = []
    if verdict.gone:
        lines.append("Restore these branches from a backup or the upstream, or close the proposals.")
    if verdict.lost:
        lines.append("Look at what they hold; propose it again, or delete the branch:")
        lines += [
            f"  git -C {folder} log -p HEAD..{branch}; git -C {folder} branch -D {branch}"
            for folder, branch in verdict.lost[:MOST]
        ]
    if verdict.stale:
        lines.append(f"Nobody opened these again, so that their branches can go: {_numbers(verdict.stale)}.")
    return "\n".join(lines)


def _numbers(numbers: tuple[int, ...]) -> str:
    named = ", ".join(f"#{number}" for number in numbers[:MOST])
    return named + (f" and {len(numbers) - MOST} more" if len(numbers) > MOST else "")
