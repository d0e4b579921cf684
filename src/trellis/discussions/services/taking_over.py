"""Taking over what was said before, such as in another system: nobody is told, and nobody watches for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from trellis.core.rules import Account
from trellis.core.services import search_index
from trellis.discussions.models import LONGEST, LONGEST_REASON, Comment


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said about an object; `key` becomes its identifier. Hidden where `hidden_for` has a reason.

    `reply_to` is the first of its thread, which was taken over before or is taken over with it.
    """

    key: UUID
    kind: str
    object: UUID
    author: Account
    text: str
    at: datetime
    hidden_for: str = ""
    hidden_by: Account | None = None
    reply_to: UUID | None = None
    settled_at: datetime | None = None
    settled_by: Account | None = None


def take_over(said: Sequence[Said]) -> set[UUID]:
    """Write down what was said; what is there already stays. For rooms that have asked who may. Gives what is new."""
    with transaction.atomic():
        there = set(Comment.objects.filter(pk__in=[each.key for each in said]).values_list("pk", flat=True))
        rows = [_row(each) for each in said if each.key not in there]
        # Answers after what they answer, which may be in another batch.
        for part in ([row for row in rows if not row.reply_to_id], [row for row in rows if row.reply_to_id]):
            Comment.objects.bulk_create(part, batch_size=500)
        search_index.note_objects("comment", [each.pk for each in rows])
    return {each.pk for each in rows}


def _row(each: Said) -> Comment:
    hidden = {
        "hidden_at": each.at,
        "hidden_by": each.hidden_by,
        "hidden_for": each.hidden_for[:LONGEST_REASON],
    }
    return Comment(
        pk=each.key, kind=each.kind, object=each.object, author=each.author, text=each.text[:LONGEST],
        created_at=each.at, reply_to_id=each.reply_to, settled_at=each.settled_at, settled_by=each.settled_by,
        **(hidden if each.hidden_for else {}),
    )  # fmt: skip
