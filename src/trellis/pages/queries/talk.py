"""What was said about a proposal, thread by thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trellis.handbook.errors import TrellisError
from trellis.handbook.owning import repository_of
from trellis.pages.models import Comment, Proposal
from trellis.pages.queries.changing import decoded
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import LARGEST


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with the answers to it."""

    comment: Comment
    replies: tuple[Comment, ...]


def threads_of(proposal: Proposal) -> list[Thread]:
    """Everything said about a proposal, by thread, in order."""
    comments = proposal.comments.select_related("author", "resolved_by").order_by("created_at", "pk")
    replies: dict[Any, list[Comment]] = {}
    first: list[Comment] = []
    for comment in comments:
        (first if comment.reply_to_id is None else replies.setdefault(comment.reply_to_id, [])).append(
            comment
        )
    return [Thread(comment, tuple(replies.get(comment.pk, ()))) for comment in first]


def comment_of(proposal: Proposal, key: Any) -> Comment | None:
    """A comment of a proposal by its identifier."""
    return proposal.comments.select_related("author", "proposal").filter(pk=key).first()


def quoted(edition: Edition, proposal: Proposal, said: Comment) -> tuple[tuple[int, str], ...]:
    """The lines that a comment is about, as they were when it was made, with their numbers."""
    if said.line is None or said.last_line is None:
        return ()
    try:
        repository, inner = repository_of(edition.whole.handbook.source, said.path)
        lines = (decoded(repository.read(said.tip, inner, LARGEST)) or "").splitlines()
    except TrellisError:  # The commit may be gone from the repository since; what was said stays.
        return ()
    return tuple(
        (number, lines[number - 1]) for number in range(said.line, min(said.last_line, len(lines)) + 1)
    )
