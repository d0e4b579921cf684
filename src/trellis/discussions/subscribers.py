"""Whom what is said, and what happens to objects, concerns: those who are named, who have a part in it, who watch.

Called after the transaction, at least once; keys of notices see to it that nobody is told twice. Who may see the
object is asked now, at the moment of telling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from trellis.core import auditing, objects, rounds
from trellis.core.mentions import mentioned
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.discussions.definitions.notices import MENTION, TALK, WATCHED
from trellis.discussions.events import CommentEdited, CommentMade
from trellis.discussions.models import Comment, LogReader
from trellis.discussions.queries.watching import muted_by, watched_among, watchers_of
from trellis.discussions.services import watching

WINDOW = 600
"""Seconds within which one thing is told once, however much happens to it."""
AT_ONCE = 500
MOST_TOLD = 50
"""So many events are told of in one transaction, which others may wait for."""
LONGEST_QUOTED = 2_000
_READER = "watchers"


def comment_made(event: CommentMade) -> None:
    """Tell those who are named, who watch from then on; then whom the object concerns by itself, and who watches."""
    comment = _comment(event.comment)
    if comment is None:
        return
    named = _name(comment)
    kind, key = comment.kind, comment.object
    concerned = {each.pk: each for each in (*objects.participants_of(kind, key), *watchers_of(kind, key))}
    others = [each for each in concerned.values() if each.pk not in named]
    thread, window = comment.thread_id, int(comment.created_at.timestamp()) // WINDOW
    _tell(TALK, others, comment, _("%(name)s said something about %(label)s"), key=f"talk {thread} {window}")


def comment_edited(event: CommentEdited) -> None:
    """Tell those whom the new words name and the former did not: a key tells nobody twice."""
    comment = _comment(event.comment)
    if comment is not None:
        _name(comment)


def follow_log(now: datetime) -> int:
    """Tell watchers what happened to what they watch, from the sealed log; gives how many events were looked at.

    In the rounds; of several processes one reads on, and the position moves with what is told.
    """
    return rounds.by_steps(_followed())


def _followed() -> Iterator[int]:
    """Stretch after stretch of the log, each in a transaction that ends early where much is told of."""
    while True:
        with transaction.atomic():
            reader = _reader()
            rows = auditing.sealed_from(reader.follows_from, AT_ONCE)
            able = [row for row in rows if row.name.split(".")[0] != "discussions"]
            watched = watched_among({(row.about, row.object) for row in able})
            told = [row for row in able if (row.about, row.object) in watched]
            stays = told[MOST_TOLD].position if len(told) > MOST_TOLD else None
            read = [row for row in rows if stays is None or row.position < stays]
            for row in told[:MOST_TOLD]:
                _tell_watchers(row)
            if read:
                reader.follows_from = read[-1].position + 1
                reader.save(update_fields=["follows_from"])
        yield len(read)
        if stays is None and len(rows) < AT_ONCE:
            return


def _reader() -> LogReader:
    """How far the log was read; one that begins does so at its end, since nobody watched before."""
    found = LogReader.objects.select_for_update().filter(name=_READER).first()
    if found is None:
        LogReader.objects.get_or_create(name=_READER, defaults={"follows_from": auditing.end_of_log()})
        found = LogReader.objects.select_for_update().get(name=_READER)
    return found


def _tell_watchers(row: auditing.Sealed) -> None:
    people = list(watchers_of(row.about, row.object))
    seen = objects.who_sees(row.about, row.object, people)
    if not seen:
        return
    described = objects.seen_by(seen[0], {(row.about, row.object)}).get((row.about, row.object))
    if described is None:
        return
    actor = auditing.account_of(row.by)
    says = auditing.says(row.name)
    said = _filled(
        _("%(label)s: %(name)s %(says)s"),
        {"label": described.label, "name": actor.name if actor is not None else "Trellis", "says": says},
    )
    notices.notify(
        WATCHED, seen, subject=said, address=described.address, actor=actor, about=(row.about, row.object),
        key=f"watched {row.object} {int(row.at.timestamp()) // WINDOW}",
    )  # fmt: skip


def _name(comment: Comment) -> set[UUID]:
    """Tell those who are named and may see it; they watch it from then on. Gives who they are."""
    people = objects.who_sees(comment.kind, comment.object, mentioned(comment.text))
    with transaction.atomic():
        for each in people:
            watching.take_part(account=each, kind=comment.kind, key=comment.object)
    said = _("%(name)s names you in %(label)s")
    _tell(MENTION, people, comment, said, key=f"mention {comment.pk}", even_if_muted=True)
    return {each.pk for each in people}


def _tell(
    kind: str,
    people: Iterable[Account],
    comment: Comment,
    said: Promise,
    *,
    key: str,
    even_if_muted: bool = False,
) -> None:
    muted = frozenset() if even_if_muted else muted_by(comment.kind, comment.object)
    wanted = [each for each in people if each.pk not in muted and each.pk != comment.author_id]
    able = objects.who_sees(comment.kind, comment.object, wanted)
    if not able:
        return
    about = (comment.kind, comment.object)
    described = objects.seen_by(able[0], {about}).get(about)
    if described is None:
        return
    name = comment.author.name if comment.author is not None else _("Somebody")
    notices.notify(
        kind, able, subject=_filled(said, {"name": name, "label": described.label}),
        text=comment.text[:LONGEST_QUOTED], actor=comment.author, key=key, about=about,
        address=reverse("discussions:comment", args=[comment.pk]),
    )  # fmt: skip


def _comment(key: UUID) -> Comment | None:
    """A comment to tell of; none where it was taken back or hidden before anybody was told."""
    found = Comment.objects.select_related("author").filter(pk=key).first()
    return found if found is not None and found.is_readable else None


def _filled(said: Promise, values: dict[str, object]) -> Promise:
    """A sentence with its values, lazy, so that it is told in the language of whoever reads it."""
    return cast(Promise, lazy(lambda: str(said) % values, str)())
