"""Writes of what is played in a page: recordings and captions, kept with the draft of the page as pictures are."""

from __future__ import annotations

import hashlib
import re

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trellis.core.pictures import PictureError
from trellis.core.rules import Account
from trellis.handbook.repositories import checked_path
from trellis.handbook.slugs import slug
from trellis.pages import rules
from trellis.pages.models import DraftPicture, Proposal
from trellis.pages.queries.current import Edition
from trellis.pages.queries.files import PLAYED
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.services.pictures import add_picture, check_room, draft_for

LARGEST_MEDIA = 20 * 2**20
"""Bytes of a recording: what a file of the handbook may have."""

LARGEST_CAPTIONS = 2**20
_STARTS = (
    (re.compile(rb"....ftyp(?:M4A|M4B)", re.DOTALL), "m4a"),
    (re.compile(rb"....ftyp", re.DOTALL), "mp4"),
    (re.compile(rb"\x1aE\xdf\xa3"), "webm"),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2]"), "mp3"),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "wav"),
    (re.compile(rb"OggS"), "ogg"),
    (re.compile(rb"fLaC"), "flac"),
    (re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|$)"), "vtt"),
)
_LANGUAGE = re.compile(r"\.(?P<language>[a-z]{2,3}(?:-[A-Z]{2})?)$")


def add_file(
    edition: Edition, *, author: Account, path: str, name: str, data: bytes, proposal: Proposal | None = None
) -> DraftPicture:
    """Keep a picture, a recording or captions with somebody's draft of a page; the same again is one.

    What it is, its bytes say and not its name. Raises NotAllowedError, PictureError with the reason where it cannot be
    taken, and NotWritableError where the page cannot be changed.
    """
    kind = next((kind for starts, kind in _STARTS if starts.match(data)), "")
    if not kind:
        return add_picture(edition, author=author, path=path, name=name, data=data, proposal=proposal)
    if not (rules.can_change(author, proposal) if proposal is not None else rules.can_propose(author)):
        raise NotAllowedError(
            _("Only contributors can add files."), hint=_("Ask an administrator for access.")
        )
    most = LARGEST_CAPTIONS if kind == "vtt" else LARGEST_MEDIA
    if len(data) > most:
        raise PictureError(
            _("The file has %(size)s MB; at most %(most)s MB are taken.")
            % {"size": number_format(len(data) / 2**20, 1), "most": most // 2**20},
            hint=_("Make it shorter or smaller, or link to where it is."),
        )
    wanted = checked_path(_path_for(path, name, kind, data))
    with transaction.atomic():
        draft = draft_for(edition, author, path, proposal)
        kept = draft.pictures.filter(path=wanted).first()
        if kept is not None:
            return kept
        check_room(author, draft, len(data))
        kept, _made = draft.pictures.get_or_create(
            path=wanted,
            defaults={"content_type": PLAYED[kind], "data": data, "size": len(data), "width": 0, "height": 0},
        )
        return kept


def _path_for(page: str, name: str, kind: str, data: bytes) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    found = _LANGUAGE.search(stem) if kind == "vtt" else None
    language = f".{found['language']}" if found is not None else ""
    words = slug(stem[: found.start()] if found is not None else stem)
    words = words.encode("ascii", "ignore").decode()[:60].strip("-_") or "recording"
    digest = hashlib.sha256(data).hexdigest()[:8]
    return f"{page.rpartition('/')[0]}/media/{words}-{digest}{language}.{kind}".lstrip("/")
