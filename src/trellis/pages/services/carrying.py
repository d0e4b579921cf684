"""Bringing what was said about proposals before to the discussions of all rooms: see decision 77.

The migration brought what there was. The version before may have written more until its last process was replaced, and
an export of then holds its rows. Nobody is told. What is brought is taken away, so that in the end nothing is left.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.discussions.services import taking_over
from trellis.discussions.services.taking_over import Said
from trellis.pages.models import Comment, LineNote
from trellis.pages.services.deciding import PROPOSAL

AT_ONCE = 200


def carry_over() -> int:
    """Make comments of what waits to become some; gives how many. A thread at a time, and each once."""
    count = 0
    while True:
        with transaction.atomic():
            # Locked, so that nobody answers to what goes.
            first = Comment.objects.select_for_update(of=("self",)).filter(reply_to=None).order_by("pk")
            threads = list(first.select_related("author", "resolved_by")[:AT_ONCE])
            if not threads:
                return count
            answers = Comment.objects.filter(reply_to__in=threads).select_related("author", "resolved_by")
            rows = [*threads, *answers]
            new = taking_over.take_over([_said(each) for each in rows])
            LineNote.objects.bulk_create(_note(each) for each in rows if each.pk in new)
            Comment.objects.filter(pk__in=[each.pk for each in rows]).delete()
        count += len(rows)


def _said(row: Comment) -> Said:
    is_settled = row.reply_to_id is None and row.resolved_at is not None
    return Said(
        key=row.pk, kind=PROPOSAL, object=row.proposal_id, author=row.author, at=row.created_at,
        text=row.text.strip() or _("I suggest other words."), reply_to=row.reply_to_id,
        settled_at=row.resolved_at if is_settled else None, settled_by=row.resolved_by if is_settled else None,
    )  # fmt: skip


def _note(row: Comment) -> LineNote:
    return LineNote(
        comment_id=row.pk, proposal_id=row.proposal_id, path=row.path, line=row.line, last_line=row.last_line,
        tip=row.tip, suggests=row.suggests and row.line is not None, suggestion=row.suggestion,
        applied_as=row.applied_as,
    )  # fmt: skip
