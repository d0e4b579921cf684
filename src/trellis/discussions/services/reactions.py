"""Reacting to a comment with a word."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core import objects
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.events import publish
from trellis.core.throttling import Throttle
from trellis.discussions import rules
from trellis.discussions.events import ReactionChanged
from trellis.discussions.models import Comment, Reaction, Word
from trellis.discussions.services.comments import DiscussionError

REACTING = Throttle("reactions", limit=120, seconds=600)


def react(*, comment: Comment, word: str, by: Account, on: bool | None = None) -> bool:
    """Put a word to a comment, or take it back; `on` says which, else it is the other of what is. Whether it is there.

    Raises NotAllowedError, DiscussionError for a word that there is not.
    """
    if word not in Word.values:
        raise DiscussionError(_("Choose one of the reactions that are offered."))
    if (comment.kind, comment.object) not in objects.seen_by(by, {(comment.kind, comment.object)}):
        raise NotAllowedError(_("There is nothing here that you may see."))
    if not REACTING.allows(str(by.pk)):
        raise DiscussionError(_("That was very much in a short time."), hint=_("Wait some minutes."))
    with transaction.atomic():
        found = Comment.objects.select_for_update().get(pk=comment.pk)
        if not rules.can_react(by, found):
            raise NotAllowedError(_("Nobody can react to this any more."))
        there = Reaction.objects.filter(comment=found, account=by, word=word)
        was = there.exists()
        wanted = not was if on is None else on
        if wanted != was:
            if wanted:
                Reaction.objects.create(comment=found, account_id=by.pk, word=word)
            else:
                there.delete()
            publish(ReactionChanged(found.pk, by.pk, found.kind, found.object, word, wanted))
    return wanted
