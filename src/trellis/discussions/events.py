"""What happens in discussions. `kind` and `object` name what is discussed; what was said is never in an event."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("discussions.comment-made", about="comment", says=_("said something"))
@dataclass(frozen=True, slots=True)
class CommentMade:
    """Somebody said something about an object, or answered."""

    comment: UUID
    by: UUID
    kind: str
    object: UUID
    reply_to: UUID | None


@recorded("discussions.comment-edited", about="comment", says=_("said something in other words"))
@dataclass(frozen=True, slots=True)
class CommentEdited:
    """Somebody wrote a comment of theirs anew; `version` counts from 1."""

    comment: UUID
    by: UUID
    kind: str
    object: UUID
    version: int


@recorded("discussions.comment-deleted", about="comment", says=_("took back what they said"))
@dataclass(frozen=True, slots=True)
class CommentDeleted:
    """Somebody took a comment of theirs back; its words are gone."""

    comment: UUID
    by: UUID
    kind: str
    object: UUID


@recorded("discussions.comment-hidden", about="comment", says=_("hid a comment"))
@dataclass(frozen=True, slots=True)
class CommentHidden:
    """An administrator keeps others from reading a comment, for a reason that stands with it."""

    comment: UUID
    by: UUID
    kind: str
    object: UUID


@recorded("discussions.comment-shown", about="comment", says=_("showed a comment again"))
@dataclass(frozen=True, slots=True)
class CommentShown:
    """An administrator lets others read a hidden comment again."""

    comment: UUID
    by: UUID
    kind: str
    object: UUID


@recorded("discussions.thread-settled", about="comment", says=_("settled a thread"))
@dataclass(frozen=True, slots=True)
class ThreadSettled:
    """Somebody marked a thread as settled."""

    comment: UUID
    by: UUID
    kind: str
    object: UUID


@recorded("discussions.thread-reopened", about="comment", says=_("opened a thread again"))
@dataclass(frozen=True, slots=True)
class ThreadReopened:
    """Somebody opened a settled thread again."""

    comment: UUID
    by: UUID
    kind: str
    object: UUID


@recorded("discussions.reaction-changed", about="comment", says=_("reacted to a comment"))
@dataclass(frozen=True, slots=True)
class ReactionChanged:
    """Somebody put one of the reactions to a comment, or took it back."""

    comment: UUID
    by: UUID
    kind: str
    object: UUID
    word: str
    on: bool
