"""Files of objects, for programs: listing, adding, getting by a link, removing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.core import attaching, attachments
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.filereading import is_ready
from trellis.core.models import Attachment
from trellis.core.services import files
from trellis.core.services.files import FileError

room = Room("Files")
LINK_LASTS = timedelta(minutes=5)
PIECE = 64 * 1024
BYTES = "application/octet-stream"


class FileDetail(Schema):
    """A file that is attached to an object."""

    id: UUID
    about: str = Field(description="The kind of the object, such as `proposal`.")
    object_id: UUID
    name: str
    media_type: str = Field(description="What its bytes are, whatever its sender said.")
    size: int = Field(description="Bytes.")
    state: str = Field(description="`ready`, `waiting` for a scanner, `infected` or `damaged`.")
    created_at: datetime
    download: str | None = Field(
        description="A link to the bytes, for five minutes; null where the file is not ready, or confidential."
    )


class Place(Schema):
    """The object whose files are wanted."""

    about: str = Field(min_length=1, max_length=40, description="The kind of the object, such as `proposal`.")
    object_id: UUID


class NewFile(Place):
    """Where a file goes, and what it is called."""

    name: str = Field(min_length=1, max_length=400)


@room.read("/files", FileDetail, scope="files:read", listed=True)
def list_files(request: HttpRequest, place: Query[Place], paging: Query[Paging]) -> dict[str, Any]:
    """The files of an object, the oldest first."""
    _check_place(request, place)
    found = attachments.attachments_of(place.about, place.object_id)
    part = part_of_query(request, paging, found, "created_at", "pk")
    return {**part, "items": [_shown(request, each) for each in part["items"]]}


@room.read("/files/{uuid:file_id}", FileDetail, scope="files:read")
def get_file(request: HttpRequest, file_id: UUID) -> FileDetail:
    """A file, with a link to its bytes."""
    return _shown(request, _file(request, file_id))


@room.write("PUT", "/files", FileDetail, scope="files:write", media=BYTES)
def add_file(request: HttpRequest, place: Query[NewFile]) -> FileDetail:
    """Attach a file to an object; its bytes are the body.

    The same bytes under the same name again are the same file.
    """
    _check_place(request, place)
    made = files.attach(
        about=place.about,
        key=place.object_id,
        name=place.name,
        pieces=pieces(request),
        by=caller_in(request).account,
    )
    return _shown(request, made)


@room.write("DELETE", "/files/{uuid:file_id}", FileDetail, scope="files:write")
def remove_file(request: HttpRequest, file_id: UUID) -> FileDetail:
    """Remove a file from its object."""
    found = _file(request, file_id)
    shown = _shown(request, found)
    files.remove(attachment=found, by=caller_in(request).account)
    return shown.model_copy(update={"download": None})


def pieces(request: HttpRequest) -> Iterator[bytes]:
    """The body, piece by piece. Raises FileError where less came than was said."""
    said = request.headers.get("Content-Length", "")
    size = 0
    try:
        for piece in iter(lambda: request.read(PIECE), b""):
            size += len(piece)
            yield piece
    except UnreadablePostError:
        size = -1
    if said.isdecimal() and int(said) != size:
        raise FileError(_("The file did not arrive whole."), hint=_("Send it again."))


def _check_place(request: HttpRequest, place: Place) -> None:
    if not attaching.can_see(caller_in(request).account, place.about, place.object_id):
        raise not_found(_("There is no such object."))


def _file(request: HttpRequest, file_id: UUID) -> Attachment:
    found = attachments.attachment_for(caller_in(request).account, file_id)
    if found is None:
        raise not_found(_("There is no such file."))
    return found


def _shown(request: HttpRequest, each: Attachment) -> FileDetail:
    stored = each.stored
    ready = is_ready(stored)
    state = "ready" if ready else "waiting"
    if stored.scan == stored.Scan.INFECTED:
        state = "infected"
    elif not stored.is_kept:
        state = "damaged"
    link = None
    if ready and not stored.is_confidential:
        link = request.build_absolute_uri(files.link_to(attachment=each, lasts=LINK_LASTS))
    return FileDetail(
        id=each.pk, about=each.about, object_id=each.object,
        name=attachments.name_for(caller_in(request).account, each), media_type=stored.media_type,
        size=stored.size, state=state, created_at=each.created_at, download=link,
    )  # fmt: skip
