"""Who may do what in a discussion, of those who see what it is about: `queries.places` asks that first."""

from __future__ import annotations

from trellis.core import granted
from trellis.core.rules import Access, Account, Somebody, can_administer
from trellis.discussions import moderating
from trellis.discussions.models import Comment

__all__ = [
    "Comment", "can_delete", "can_edit", "can_hide", "can_react", "can_read_words", "can_say", "can_settle",
    "moderates",
]  # fmt: skip


def can_say(who: Somebody) -> bool:
    """Everybody who has signed in and whose account is open."""
    return isinstance(who, Account) and who.is_active


def can_edit(who: Somebody, comment: Comment) -> bool:
    """Whoever said it, while it is neither taken back nor hidden."""
    return can_say(who) and _is_author(who, comment) and comment.is_readable


def can_delete(who: Somebody, comment: Comment) -> bool:
    """Whoever said it, also while it is hidden."""
    return can_say(who) and _is_author(who, comment) and comment.deleted_at is None


def moderates(who: Somebody, comment: Comment) -> bool:
    """Administrators, and whom the room of what is discussed names."""
    if can_administer(who):
        return True
    return isinstance(who, Account) and moderating.moderates(who, comment.kind, comment.object)


def can_hide(who: Somebody, comment: Comment) -> bool:
    """Administrators and moderators, what is not taken back."""
    return comment.deleted_at is None and moderates(who, comment)


def can_read_words(who: Somebody, comment: Comment) -> bool:
    """Everybody what is neither taken back nor hidden; what is hidden its author, and who could hide it."""
    if comment.is_readable:
        return True
    return comment.deleted_at is None and (_is_author(who, comment) or moderates(who, comment))


def can_settle(who: Somebody, thread: Comment) -> bool:
    """Whoever began the thread, whom the room of what is discussed names, approvers and administrators."""
    if not isinstance(who, Account) or not can_say(who) or thread.reply_to_id is not None:
        return False
    if _is_author(who, thread) or granted.has_access(who, Access.APPROVER):
        return True
    return moderating.settles(who, thread.kind, thread.object)


def can_react(who: Somebody, comment: Comment) -> bool:
    """Everybody who has signed in, to what can be read."""
    return can_say(who) and comment.is_readable


def _is_author(who: Somebody, comment: Comment) -> bool:
    return isinstance(who, Account) and who.pk == comment.author_id
