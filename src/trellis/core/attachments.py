"""Reads of files: those of an object, and one that somebody may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trellis.core import attaching
from trellis.core.filereading import is_ready
from trellis.core.models import Attachment
from trellis.core.nameless import cleaning
from trellis.core.objects import Described
from trellis.core.rules import Account, Somebody, can_administer

LINK = "trellis.file"
"""What links to files are signed for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as a list shows it. `trouble` says why it cannot be had, empty where it can.

    `may_name` is told to those from whom it is kept whose the file is: its form may name its author all the same.
    """

    key: UUID
    name: str
    size: int
    media_type: str
    is_picture: bool
    by: str
    created_at: datetime
    trouble: str
    is_harmful: bool
    may_remove: bool
    may_name: bool = False


def attachments_of(about: str, key: UUID) -> QuerySet[Attachment]:
    """The files of an object, the oldest first, with what is shown of them. For those who may see the object."""
    found = Attachment.objects.filter(about=about, object=key, removed_at=None)
    return found.select_related("stored", "by").order_by("created_at", "pk")


def shown_to(who: Somebody, about: str, key: UUID) -> list[Shown]:
    """The files of an object as somebody sees them; none where they may not see it. One query, and the room's own."""
    if not attaching.can_see(who, about, key):
        return []
    return shown(who, about, key, may_add=attaching.can_add(who, about, key))


def shown(who: Somebody, about: str, key: UUID, *, may_add: bool) -> list[Shown]:
    """The same for somebody of whom it is known that they see the object, and whether they may add to it.

    One query, and where a room keeps names back that of the room.
    """
    found = list(attachments_of(about, key))
    if found and attaching.hides_names(who, about, key):
        return [
            _nameless(_shown(each, who, may_add=may_add), each, about, at) for at, each in enumerate(found, 1)
        ]
    return [_shown(each, who, may_add=may_add) for each in found]


def _nameless(shown: Shown, each: Attachment, about: str, at: int) -> Shown:
    stored = each.stored
    names = not cleaning.can_be_cleaned(stored.media_type, stored.family, stored.size)
    return replace(shown, name=attaching.neutral_name(about, at, each.name), by="", may_name=names)


def name_for(who: Somebody, attachment: Attachment) -> str:
    """What a file is called for whoever asks: its own name, or, where that is kept from them, one that says nothing."""
    about, key = attachment.about, attachment.object
    if not attaching.hides_names(who, about, key):
        return attachment.name
    earlier = Q(created_at__lt=attachment.created_at) | Q(
        created_at=attachment.created_at, pk__lt=attachment.pk
    )
    number = Attachment.objects.filter(earlier, about=about, object=key, removed_at=None).count() + 1
    return attaching.neutral_name(about, number, attachment.name)


def attachment_for(who: Somebody, key: UUID) -> Attachment | None:
    """A file that somebody may see; `None` for one that there is not, or not for them."""
    found = Attachment.objects.filter(pk=key, removed_at=None).select_related("stored", "by").first()
    if found is None or not attaching.can_see(who, found.about, found.object):
        return None
    return found


def can_remove(who: Somebody, attachment: Attachment) -> bool:
    """Whoever added the file and may add still; administrators, where they may see it."""
    about, key = attachment.about, attachment.object
    if isinstance(who, Account) and attachment.by_id == who.pk:
        return attaching.can_add(who, about, key)
    return can_administer(who) and attaching.can_see(who, about, key)


def linked(token: str, now: datetime) -> tuple[Attachment | None, bool]:
    """The file that a link leads to, and whether the link has ended; neither where the link is none of ours."""
    try:
        key, until = signing.loads(token, salt=LINK)
    except (signing.BadSignature, ValueError, TypeError):
        return None, False
    if now.timestamp() >= until:
        return None, True
    found = Attachment.objects.filter(pk=UUID(key), removed_at=None).select_related("stored").first()
    return found, False


def described_files(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Files for `core.objects`. Their names are for those who see their objects, and stay out of lists."""
    return {key: Described(_("a file"), "") for key in keys}


def _shown(each: Attachment, who: Somebody, *, may_add: bool) -> Shown:
    stored = each.stored
    harmful = stored.scan == stored.Scan.INFECTED
    ready = is_ready(stored)
    trouble = "" if ready else _("is being scanned")
    if harmful:
        trouble = _("holds something harmful")
    elif not stored.is_kept:
        trouble = _("is damaged")
    may_remove = isinstance(who, Account) and ((each.by_id == who.pk and may_add) or can_administer(who))
    return Shown(
        key=each.pk, name=each.name, size=stored.size, media_type=stored.media_type,
        is_picture=stored.family == "picture", by=each.by.name if each.by is not None else "",
        created_at=each.created_at, trouble=trouble, is_harmful=harmful, may_remove=may_remove,
    )  # fmt: skip
