"""PDF (ISO 32000-2) without those who wrote it, written anew from what belongs to it now.

Taken out are the information dictionary, all XMP metadata, what programs keep for themselves (`PieceInfo`), who wrote
annotations, and what cameras wrote into pictures. What former versions of the file held is not written again. A file
that is locked, signed or holds other files is not cleaned.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.errors import LimitReachedError
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from trellis.core.nameless.errors import StillNamedError

MOST_OBJECTS = 200_000
MOST_UNFOLDED = 64 * 2**20
"""Bytes of objects in all, unpacked: the library makes some ten times as much of them."""
_OF_PROGRAMS = ("/Metadata", "/PieceInfo", "/LastModified")
"""Keys of any dictionary under which programs keep who made what it describes."""
_FORMS = frozenset({"/Widget", "/Link"})
"""Annotations whose `/T` is no name of a person but that of a field, or none."""
_CAMERA = re.compile(
    rb"\xff(?:\xe1(..)(?:Exif\0\0|http://ns\.adobe\.com/)|\xed(..)Photoshop 3\.0\0)", re.DOTALL
)


def cleaned(data: bytes) -> bytes:
    """A file with the same pages that names nobody. Raises StillNamedError."""
    try:
        return _cleaned(data)
    except StillNamedError:
        raise
    except (MemoryError, LimitReachedError):
        raise _too_much() from None
    except Exception:  # noqa: BLE001 - a damaged file makes the library raise anything
        raise StillNamedError(_("it is damaged, or locked by a password.")) from None


def _cleaned(data: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(data), strict=False, xref_stream_maximum_entries=MOST_OBJECTS)
    if reader.is_encrypted:
        raise StillNamedError(_("it is damaged, or locked by a password."))
    _bound(reader)
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    if len(writer._objects) > MOST_OBJECTS:
        raise _too_much()
    for each in _dictionaries(writer):
        _check(each)
        _bare(each)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _too_much() -> StillNamedError:
    return StillNamedError(_("it unfolds to more than can be looked through."))


def _bound(reader: PdfReader) -> None:
    """Refuse a file that is small and unfolds to what no memory holds, before any of it is taken apart.

    Looked at are the streams that hold objects, since only these are taken apart; a picture stays as it is packed.
    """
    if sum(len(each) for each in reader.xref.values()) + len(reader.xref_objStm) > MOST_OBJECTS:
        raise _too_much()
    left = MOST_UNFOLDED
    for number in {stream for stream, _place in reader.xref_objStm.values()}:
        stream = reader.get_object(number)
        if not isinstance(stream, StreamObject):
            continue
        packed = stream._data
        if "/FlateDecode" in str(stream.get("/Filter", "")):
            packed = zlib.decompressobj().decompress(packed, left + 1)
        left -= len(packed)
        if left < 0:
            raise _too_much()


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary of a file, also those that stand within others."""
    waiting: list[Any] = list(writer._objects)
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            yield each
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)


def _check(each: DictionaryObject) -> None:
    if "/ByteRange" in each:
        raise StillNamedError(_("it is signed, and a signature names who signed."))
    if each.get("/Type") == "/EmbeddedFile" or "/EF" in each or each.get("/Subtype") == "/FileAttachment":
        raise StillNamedError(_("it holds other files."))


def _bare(each: DictionaryObject) -> None:
    for key in _OF_PROGRAMS:
        each.pop(NameObject(key), None)
    if each.get("/Subtype") not in _FORMS and ("/Contents" in each or "/Rect" in each) and "/T" in each:
        del each[NameObject("/T")]
    if isinstance(each, StreamObject):
        if each.get("/Type") == "/Metadata":
            each.clear()
            each.set_data(b"")
        elif "/DCTDecode" in str(each.get("/Filter", "")):
            each._data = _without_camera(each._data)


def _without_camera(picture: bytes) -> bytes:
    """A JPEG whose segments of a camera or a program hold nothing; the length stays."""
    made = bytearray(picture)
    for found in _CAMERA.finditer(picture):
        length = int.from_bytes(found[1] or found[2])
        begin, end = found.start() + 4, min(found.start() + 2 + length, len(made))
        made[begin:end] = bytes(max(0, end - begin))
    return bytes(made)
