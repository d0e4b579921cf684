"""Pictures and other files of the handbook, as bytes that a browser may be given."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trellis.handbook import destinations
from trellis.handbook.source import SourceError
from trellis.pages.queries.current import Edition

LARGEST = 25 * 2**20
"""Bytes: what is larger is not served through the site."""

SHOWN = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
}
"""What a browser may show, by extension. SVG can hold script: it is sent with a policy that forbids everything."""

PLAYED = {
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "vtt": "text/vtt; charset=utf-8",
}
"""What a browser may play, and the captions to it, by extension."""

LARGEST_PLAYED = 200 * 2**20
"""Bytes of what is played: it is sent in parts, as players ask for them."""

DOWNLOADED = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "yml": "text/plain; charset=utf-8",
    "yaml": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
"""What is only ever saved."""


_RANGE = re.compile(r"bytes\s*=\s*(?P<first>\d{0,15})\s*-\s*(?P<last>\d{0,15})")


@dataclass(frozen=True, slots=True)
class HandbookFile:
    """A file's bytes with their type; `shown` in the browser, or saved under `name`."""

    data: bytes
    content_type: str
    shown: bool
    name: str


def file_of(edition: Edition, path: str) -> HandbookFile | None:
    """A file that the compiler listed, of a type on the lists above; `None` for everything else.

    The path is looked up, never joined to a folder, so that nothing outside the handbook can be named.
    """
    handbook = edition.handbook
    extension = destinations.file_extension(path)
    content_type = SHOWN.get(extension) or PLAYED.get(extension) or DOWNLOADED.get(extension)
    listed = handbook.assets.get(path)
    largest = LARGEST_PLAYED if extension in PLAYED else LARGEST
    if content_type is None or listed is None or listed.size > largest:
        return None
    try:
        data = handbook.source.read([path], largest).get(path)
    except SourceError:
        return None
    if data is None:
        return None
    shown = extension in SHOWN or extension in PLAYED
    return HandbookFile(data, content_type, shown, path.rpartition("/")[2])


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that a header `Range` asks for, of so many (RFC 9110, section 14.1.2).

    `None` where all of it is to be sent: no such header, several parts, another unit, or nonsense. Raises
    NoSuchPartError where the part lies beyond the end.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:
        length = int(found["last"])
        if not length or not size:
            raise NoSuchPartError
        return max(0, size - length), size - 1
    first = int(found["first"])
    last = min(int(found["last"] or size - 1), size - 1)
    if first >= size:
        raise NoSuchPartError
    return (first, last) if first <= last else None


class NoSuchPartError(ValueError):
    """A part of a file is asked for that lies beyond its end."""
