"""Writes of pictures: kept with the draft of the page that will show them."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trellis.core import pictures
from trellis.core.pictures import PictureError
from trellis.core.rules import Account
from trellis.handbook.repositories import checked_path
from trellis.handbook.slugs import slug
from trellis.pages import rules
from trellis.pages.models import Draft, DraftPicture, Proposal
from trellis.pages.queries import draft_pictures, editing
from trellis.pages.queries.current import Edition
from trellis.pages.services.drafts import NotAllowedError, save_draft

_NAMES_THAT_SAY_NOTHING = frozenset(
    {"", "image", "img", "picture", "photo", "bild", "screenshot", "clipboard"}
)
_LONGEST_NAME = 60


def largest() -> int:
    """Bytes of a picture that is taken."""
    return int(settings.TRELLIS_PICTURE_MB) * 2**20


def add_picture(
    edition: Edition, *, author: Account, path: str, name: str, data: bytes, proposal: Proposal | None = None
) -> DraftPicture:
    """Keep a picture with somebody's draft of a page, which is begun where there is none; the same again is one.

    `name` is what the file was called. Raises NotAllowedError, PictureError for what cannot be shown or is too much,
    and NotWritableError where the page cannot be changed.
    """
    if not (rules.can_change(author, proposal) if proposal is not None else rules.can_propose(author)):
        raise NotAllowedError(
            _("Only contributors can add pictures."), hint=_("Ask an administrator for access.")
        )
    if len(data) > largest():
        raise PictureError(
            _("The picture has %(size)s MB; at most %(most)s MB are taken.")
            % {"size": number_format(len(data) / 2**20, 1), "most": largest() // 2**20},
            hint=_("Make it smaller, or save it as JPEG or WebP."),
        )
    found = pictures.examined(data)
    wanted = checked_path(_path_for(edition, path, name, found))
    with transaction.atomic():
        draft = draft_for(edition, author, path, proposal)
        kept = draft.pictures.filter(path=wanted).first()
        if kept is not None:
            return kept
        check_room(author, draft, len(found.data))
        kept, _made = draft.pictures.get_or_create(
            path=wanted,
            defaults={
                "content_type": found.content_type, "data": found.data, "size": len(found.data),
                "width": found.width, "height": found.height,
            },
        )  # fmt: skip
        return kept


def draft_for(edition: Edition, author: Account, path: str, proposal: Proposal | None) -> Draft:
    """Somebody's draft of a page, begun with its text as it is where there is none."""
    draft = editing.draft_of(author, path, proposal)
    if draft is not None:
        return draft
    desk = editing.desk(edition, author, path, proposal)
    return save_draft(author=author, path=path, text=desk.text, started_from=desk.commit, proposal=proposal)


def _path_for(edition: Edition, page: str, name: str, found: pictures.Picture) -> str:
    """Where the file will lie. A part of its digest tells it from every other picture of that name, also of those that
    others propose at the same time.
    """
    words = slug(name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name)
    if words.strip("-0123456789") in _NAMES_THAT_SAY_NOTHING:
        words = slug(page.rpartition("/")[2].partition(".")[0])
    digest = hashlib.sha256(found.data).hexdigest()[:8]
    words = words.encode("ascii", "ignore").decode()[:_LONGEST_NAME].strip("-_") or "picture"
    return f"{draft_pictures.picture_folder(edition, page)}/{words}-{digest}.{found.extension}".lstrip("/")


def check_room(author: Account, draft: Draft, size: int) -> None:
    """Raise PictureError where a draft, or its author, has as many files as they may have."""
    if draft.pictures.count() >= draft_pictures.MOST_PICTURES:
        raise PictureError(
            _("This draft has %(most)s pictures, which is the most.")
            % {"most": draft_pictures.MOST_PICTURES},
            hint=_("Propose what you have, then go on."),
        )
    if draft_pictures.bytes_kept(author) + size > draft_pictures.MOST_BYTES:
        raise PictureError(
            _("The pictures of your drafts have %(most)s MB together, which is the most.")
            % {"most": draft_pictures.MOST_BYTES // 2**20},
            hint=_("Propose a draft, or throw one away."),
        )
