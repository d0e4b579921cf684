"""Saying something about an object, saying it in other words, taking it back, hiding and settling it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import objects
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.events import publish
from trellis.core.throttling import Throttle
from trellis.discussions import rules
from trellis.discussions.events import (
    CommentDeleted,
    CommentEdited,
    CommentHidden,
    CommentMade,
    CommentShown,
    ThreadReopened,
    ThreadSettled,
)
from trellis.discussions.models import LONGEST, LONGEST_REASON, Comment, CommentDraft, PastText
from trellis.discussions.services import watching
from trellis.handbook.errors import TrellisError

SAYING = Throttle("comments", limit=30, seconds=600)
MOST_VERSIONS = 100


class DiscussionError(TrellisError):
    """What was asked for cannot be done; the message says why."""

    code = "discussion"


class StaleError(DiscussionError):
    """A comment was edited meanwhile: `theirs` are its words now, `mine` those that were not written."""

    code = "conflict"

    def __init__(self, comment: Comment, mine: str) -> None:
        super().__init__(
            _("This was edited meanwhile."), hint=_("Look at both, and send the words that should stand.")
        )
        self.comment, self.theirs, self.mine = comment, comment.text, mine


def say(*, kind: str, key: UUID, text: str, by: Account, reply_to: Comment | None = None) -> Comment:
    """Say something about an object that one may see, or answer; whoever does watches it from then on.

    But for whom it concerns by itself: they are told of what is said in any case, and of the rest by its room. Raises
    NotAllowedError where they may not see it, DiscussionError for words that cannot be said, or said so often.
    """
    _check_seen(by, kind, key)
    words = _checked(text)
    if reply_to is not None:
        if (reply_to.kind, reply_to.object) != (kind, key):
            raise DiscussionError(_("The comment that you answer belongs to something else."))
        reply_to = reply_to.reply_to or reply_to
    if not SAYING.allows(str(by.pk)):
        raise DiscussionError(
            _("That was very much in a short time."), hint=_("Wait some minutes, then say the rest.")
        )
    with transaction.atomic():
        if reply_to is not None:
            reply_to = _locked(reply_to)
        made = Comment.objects.create(kind=kind, object=key, author_id=by.pk, text=words, reply_to=reply_to)
        CommentDraft.objects.filter(account=by, kind=kind, object=key, reply_to=reply_to).delete()
        if by in objects.participants_of(kind, key):
            watching.know(account=by, kind=kind, key=key, until=made.created_at)
        else:
            watching.take_part(account=by, kind=kind, key=key, until=made.created_at)
        if reply_to is not None and reply_to.settled_at is not None:
            _settle(reply_to, by, settled=False)
        publish(CommentMade(made.pk, by.pk, kind, key, reply_to.pk if reply_to is not None else None))
    return made


def edit(*, comment: Comment, text: str, version: int, by: Account) -> Comment:
    """Say something in other words; the former stay readable as its history. The same words change nothing.

    Raises NotAllowedError, StaleError where it is no longer the version that was edited, DiscussionError.
    """
    _check_seen(by, comment.kind, comment.object)
    words = _checked(text)
    with transaction.atomic():
        found = _locked(comment)
        _require(rules.can_edit(by, found), _("Only whoever said it can say it in other words."))
        if found.version != version:
            raise StaleError(found, words)
        if found.text == words:
            return found
        if found.version >= MOST_VERSIONS:
            raise DiscussionError(_("This was edited very often: say it anew instead."))
        PastText.objects.create(
            comment=found,
            version=found.version,
            text=found.text,
            written_at=found.edited_at or found.created_at,
        )
        found.text, found.version, found.edited_at = words, found.version + 1, timezone.now()
        found.save(update_fields=["text", "version", "edited_at"])
        publish(CommentEdited(found.pk, by.pk, found.kind, found.object, found.version))
    return found


def delete(*, comment: Comment, by: Account) -> Comment:
    """Take back what one said: its words are gone, that something was said stays. Twice changes nothing.

    Raises NotAllowedError.
    """
    _check_seen(by, comment.kind, comment.object)
    with transaction.atomic():
        found = _locked(comment)
        if found.deleted_at is not None and found.author_id == by.pk:
            return found
        _require(rules.can_delete(by, found), _("Only whoever said it can take it back."))
        found.text, found.deleted_at = "", timezone.now()
        found.hidden_at, found.hidden_by, found.hidden_for = None, None, ""
        found.save(update_fields=["text", "deleted_at", "hidden_at", "hidden_by", "hidden_for"])
        found.past.all().delete()
        found.reactions.all().delete()
        publish(CommentDeleted(found.pk, by.pk, found.kind, found.object))
    return found


def hide(*, comment: Comment, reason: str, by: Account) -> Comment:
    """Keep others from reading something, for a reason that they read instead. Raises as `edit`."""
    _check_seen(by, comment.kind, comment.object)
    why = " ".join(reason.split())[:LONGEST_REASON]
    with transaction.atomic():
        found = _locked(comment)
        _require(
            rules.can_hide(by, found), _("Only administrators and moderators can hide what others said.")
        )
        if not why:
            raise DiscussionError(_("Say why it is hidden."), hint=_("Others read the reason in its place."))
        if found.hidden_at is None:
            found.hidden_at, found.hidden_by_id, found.hidden_for = timezone.now(), by.pk, why
            found.save(update_fields=["hidden_at", "hidden_by", "hidden_for"])
            publish(CommentHidden(found.pk, by.pk, found.kind, found.object))
    return found


def show(*, comment: Comment, by: Account) -> Comment:
    """Let others read something again. Raises NotAllowedError."""
    _check_seen(by, comment.kind, comment.object)
    with transaction.atomic():
        found = _locked(comment)
        _require(
            rules.can_hide(by, found), _("Only administrators and moderators can hide what others said.")
        )
        if found.hidden_at is not None:
            found.hidden_at, found.hidden_by, found.hidden_for = None, None, ""
            found.save(update_fields=["hidden_at", "hidden_by", "hidden_for"])
            publish(CommentShown(found.pk, by.pk, found.kind, found.object))
    return found


def settle(*, comment: Comment, by: Account, settled: bool = True) -> Comment:
    """Mark a thread as settled, or open it again; the same again changes nothing. Raises NotAllowedError."""
    _check_seen(by, comment.kind, comment.object)
    with transaction.atomic():
        found = _locked(comment)
        _require(
            rules.can_settle(by, found), _("Only whoever began the thread, and approvers, can settle it.")
        )
        if (found.settled_at is not None) != settled:
            _settle(found, by, settled=settled)
    return found


def keep_draft(*, kind: str, key: UUID, text: str, by: Account, reply_to: Comment | None = None) -> None:
    """Keep what somebody is writing; nothing but space forgets it. Raises NotAllowedError."""
    _check_seen(by, kind, key)
    if reply_to is not None and (reply_to.kind, reply_to.object) != (kind, key):
        raise DiscussionError(_("The comment that you answer belongs to something else."))
    thread = reply_to.reply_to or reply_to if reply_to is not None else None
    own: dict[str, Any] = {"account": by, "kind": kind, "object": key, "reply_to": thread}
    if not text.strip():
        CommentDraft.objects.filter(**own).delete()
        return
    CommentDraft.objects.update_or_create(
        **own, defaults={"text": text[:LONGEST].replace("\x00", ""), "updated_at": timezone.now()}
    )


def _settle(thread: Comment, by: Account, *, settled: bool) -> None:
    thread.settled_at = timezone.now() if settled else None
    thread.settled_by_id = by.pk if settled else None
    thread.save(update_fields=["settled_at", "settled_by"])
    made = ThreadSettled if settled else ThreadReopened
    publish(made(thread.pk, by.pk, thread.kind, thread.object))


def _check_seen(by: Account, kind: str, key: UUID) -> None:
    if not rules.can_say(by) or (kind, key) not in objects.seen_by(by, {(kind, key)}):
        raise NotAllowedError(_("There is nothing here that you may see."))


def _locked(comment: Comment) -> Comment:
    return Comment.objects.select_for_update().get(pk=comment.pk)


def _require(allowed: bool, otherwise: str) -> None:
    if not allowed:
        raise NotAllowedError(otherwise)


def _checked(text: str) -> str:
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise DiscussionError(_("The comment is empty."), hint=_("Write what you want to say."))
    if len(words) > LONGEST:
        raise DiscussionError(
            _("The comment has %(n)s characters; it may have %(most)s.") % {"n": len(words), "most": LONGEST},
            hint=_("Say it in several comments, or write a page."),
        )
    return words
