"""The stages of a request for a course, which follows which, and what its priority is. No Django."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

ASKED, QUESTION = "asked", "question"
ACCEPTED, ANALYSIS, DESIGN, DEVELOPMENT, REVIEW, PILOT = (
    "accepted", "analysis", "design", "development", "review", "pilot",
)  # fmt: skip
PUBLISHED, RETIRED = "published", "retired"
MERGED, DECLINED, WITHDRAWN = "merged", "declined", "withdrawn"

TRIAGE = (ASKED, QUESTION)
"""What is not decided yet."""
WORK = (ACCEPTED, ANALYSIS, DESIGN, DEVELOPMENT, REVIEW, PILOT)
"""From the queue to the pilot, in their order."""
OPEN = (*TRIAGE, *WORK)
LINE = (*OPEN, PUBLISHED, RETIRED)
"""The columns of the board, in their order."""
REFUSED = (MERGED, DECLINED, WITHDRAWN)
LEAST, MOST = 1, 5


def priority(impact: int, effort: int) -> Decimal:
    """Impact divided by effort, each from 1 to 5, with two digits: 0.20 to 5.00. More comes first.

    The shape is that of “weighted shortest job first”: what helps most for the least work is done before. Raises
    ValueError for marks that there are not.
    """
    if not (LEAST <= impact <= MOST and LEAST <= effort <= MOST):
        raise ValueError(f"Impact and effort go from {LEAST} to {MOST}.")
    return (Decimal(impact) / effort).quantize(Decimal("0.01"), ROUND_HALF_UP)


def can_follow(before: str, after: str) -> bool:
    """Whether a request can go from one stage to another: anywhere within the work, then published, then retired."""
    if before in WORK:
        return after != before and (after in WORK or after == PUBLISHED)
    return before == PUBLISHED and after == RETIRED


def is_back(before: str, after: str) -> bool:
    """Whether a step goes back within the work: rework."""
    return before in WORK and after in WORK and WORK.index(after) < WORK.index(before)
