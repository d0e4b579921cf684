"""Pictures and other files of the handbook, as bytes that a browser may be given."""

from __future__ import annotations

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
    content_type = SHOWN.get(extension) or DOWNLOADED.get(extension)
    listed = handbook.assets.get(path)
    if content_type is None or listed is None or listed.size > LARGEST:
        return None
    try:
        data = handbook.source.read([path], LARGEST).get(path)
    except SourceError:
        return None
    if data is None:
        return None
    return HandbookFile(data, content_type, extension in SHOWN, path.rpartition("/")[2])
