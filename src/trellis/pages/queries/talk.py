"""What comments on a proposal are about: lines as they were when somebody spoke of them, and other words for them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from trellis.core.rules import Account
from trellis.discussions.anchoring import Anchor
from trellis.discussions.queries import threads
from trellis.discussions.rules import Comment
from trellis.handbook.errors import TrellisError
from trellis.handbook.owning import repository_of
from trellis.pages import rules
from trellis.pages.models import LineNote, Proposal
from trellis.pages.queries.changing import decoded
from trellis.pages.queries.current import Edition, whole_edition
from trellis.pages.queries.editing import LARGEST

TEMPLATE = "pages/parts/line_note.html"


def comment_of(proposal: Proposal, key: UUID) -> Comment | None:
    """A comment on a proposal by its identifier."""
    return threads.comments_of("proposal", proposal.pk).filter(pk=key).first()


def note_of(proposal: Proposal, comment: UUID) -> LineNote | None:
    """What a comment on a proposal is about, where that is a part of it."""
    rows = proposal.line_notes.select_related("comment__author", "proposal__author")
    return rows.filter(comment=comment).first()


def notes_of(comments: Collection[UUID]) -> dict[UUID, LineNote]:
    """What those of some comments are about that are about a part of a proposal. One query."""
    rows = LineNote.objects.filter(comment__in=comments).select_related("proposal")
    return {each.comment_id: each for each in rows}


def anchors(who: Account, comments: Collection[UUID]) -> dict[UUID, Anchor]:
    """The lines that comments are about, with what they should be instead, for `discussions`. One query."""
    edition = whole_edition()
    return {
        key: Anchor(
            TEMPLATE,
            {
                "note": note,
                "lines": quoted(edition, note),
                "may_apply": note.suggests and not note.applied_as and rules.can_change(who, note.proposal),
            },
        )
        for key, note in notes_of(comments).items()
        if note.line is not None
    }


def quoted(edition: Edition, note: LineNote) -> tuple[tuple[int, str], ...]:
    """The lines that a comment is about, as they were when it was made, with their numbers."""
    if note.line is None or note.last_line is None:
        return ()
    try:
        repository, inner = repository_of(edition.whole.handbook.source, note.path)
        lines = (decoded(repository.read(note.tip, inner, LARGEST)) or "").splitlines()
    except TrellisError:  # The commit may be gone from the repository since; what was said stays.
        return ()
    return tuple(
        (number, lines[number - 1]) for number in range(note.line, min(note.last_line, len(lines)) + 1)
    )
