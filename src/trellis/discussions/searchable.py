"""Comments in the search: found by members, and shown to those who see what they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.core import objects
from trellis.core.rules import Access
from trellis.core.searching import MEMBERS, Asker, FoundRecord, Noted, SearchKind, has_access
from trellis.discussions.models import Comment

LONGEST_TITLE = 90
FOR_ADMINISTRATORS = frozenset({"account"})
"""Kinds of objects that only administrators see: the index names no other audience for what is said of them."""


def comments_noted(comments: Sequence[Comment]) -> Iterable[Noted]:
    """What the index knows of comments; nothing of what was taken back or hidden."""
    for each in comments:
        if each.is_readable:
            yield Noted(
                each.pk, _title(each.text), (_audience(each),), text=each.text,
                changed_at=each.edited_at or each.created_at,
            )  # fmt: skip


def comments_seen(asker: Asker, keys: Collection[UUID]) -> QuerySet[Comment]:
    """Those of some comments that can be read, and whose object whoever asks may see now."""
    account = asker.account
    if account is None:
        return Comment.objects.none()
    rows = Comment.objects.filter(pk__in=keys, deleted_at=None, hidden_at=None)
    about = {key: (kind, of) for key, kind, of in rows.values_list("pk", "kind", "object")}
    seen = objects.seen_by(account, set(about.values()))
    return rows.filter(pk__in=[key for key, place in about.items() if place in seen])


def comment_address(_asker: Asker, found: FoundRecord) -> str:
    """Where a comment is read."""
    return reverse("discussions:comment", args=[found.object])


KIND = SearchKind(
    key="comment", title=_("Comment"), plural=_("Comments"), icon="talk", model=Comment, noted=comments_noted,
    visible=comments_seen, address=comment_address, fields=frozenset({"text", "deleted_at", "hidden_at"}),
    scope="discussions:read",
)  # fmt: skip


def _audience(comment: Comment) -> str:
    return has_access(Access.ADMINISTRATOR) if comment.kind in FOR_ADMINISTRATORS else MEMBERS


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[:LONGEST_TITLE].rstrip()}…"
