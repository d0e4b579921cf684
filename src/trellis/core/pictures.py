"""Pictures that people put into pages: what they really are, how large, and without what they tell in secret.

The type is told by the bytes, never by the name. Nothing is decoded: sizes are read where each format writes them, so
that a small file that unfolds to a huge picture costs nothing. What a camera writes beside the picture (the place, the
time, its owner) is left out of JPEG, PNG and WebP without touching the picture itself.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError

WIDEST = 16_384
"""Pixels of the longer side."""

MOST_PIXELS = 50_000_000
MOST_FRAMES = 500


class PictureError(TrellisError):
    """A file that cannot be shown as a picture."""

    code = "picture"


class Picture(NamedTuple):
    """A picture that may be kept: its bytes without metadata, its extension, type and size in pixels."""

    data: bytes
    extension: str
    content_type: str
    width: int
    height: int


class _Read(NamedTuple):
    width: int
    height: int
    data: bytes
    frames: int = 1


def examined(data: bytes) -> Picture:
    """A picture as it may be kept. Raises PictureError with the reason where it is none, or none that can be shown."""
    if not data:
        raise PictureError(_("The file is empty."), hint=_("Choose another one."))
    for starts, extension, read in _FORMATS:
        if starts.match(data):
            try:
                found = read(data)
            except (struct.error, IndexError, ValueError):
                raise _broken(extension) from None
            _check_size(found)
            return Picture(found.data, extension, f"image/{_TYPES[extension]}", found.width, found.height)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" and _SVG.search(data[:4096]):
        raise PictureError(
            _("SVG pictures can hold script, so that they are not taken here."),
            hint=_("Save the drawing as PNG, or commit the SVG file to the repository."),
        )
    raise PictureError(
        _("This is not a picture that browsers show."), hint=_("Save it as PNG, JPEG, GIF, WebP or AVIF.")
    )


def _check_size(found: _Read) -> None:
    width, height = found.width, found.height
    if not width or not height:
        raise PictureError(_("The picture has no size."), hint=_("Save it anew."))
    if max(width, height) > WIDEST or width * height > MOST_PIXELS:
        raise PictureError(
            _(
                "The picture has %(width)s × %(height)s pixels; "
                "at most %(widest)s on a side and %(most)s million in all are taken."
            )
            % {"width": width, "height": height, "widest": WIDEST, "most": MOST_PIXELS // 10**6},
            hint=_("Make it smaller."),
        )
    if found.frames > MOST_FRAMES or found.frames * width * height > 10 * MOST_PIXELS:
        raise PictureError(_("The moving picture is too long."), hint=_("Make it shorter or smaller."))


def _broken(extension: str) -> PictureError:
    return PictureError(
        _("The file begins like a picture (%(upper)s), but the rest of it is damaged.")
        % {"upper": extension.upper()},
        hint=_("Save it anew, or choose another one."),
    )


# -- PNG

_PNG_KEPT = frozenset(
    "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs hIST acTL fcTL fdAT".split()
)


def _png(data: bytes) -> _Read:
    kept, frames, seen = [data[:8]], 1, []
    for name, chunk in _png_chunks(data):
        seen.append(name)
        if name in _PNG_KEPT:
            kept.append(chunk)
        if name == "acTL":
            (frames,) = struct.unpack(">I", chunk[8:12])
    if seen[0] != "IHDR" or seen[-1] != "IEND" or "IDAT" not in seen:
        raise ValueError
    width, height = struct.unpack(">II", data[16:24])
    return _Read(width, height, b"".join(kept), frames)


def _png_chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name = data[at + 4 : at + 8].decode("ascii")
        chunk = data[at : at + 12 + length]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise ValueError
        yield name, chunk
        if name == "IEND":
            return
        at += len(chunk)


# -- JPEG

_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JFIF, _EXIF, _ICC, _ADOBE, _FIRST_APP, _LAST_APP, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xE0, 0xEF, 0xFE


def _jpeg(data: bytes) -> _Read:
    kept, size, at, turned = [], None, 2, 1
    while True:
        while data[at + 1] == 0xFF:  # Any number of these may stand before a marker.
            at += 1
        marker, segment = _jpeg_segment(data, at)
        at += len(segment)
        if marker == 0xD9:  # The end: what follows belongs to no picture.
            break
        if marker == _EXIF and segment[4:10] == b"Exif\0\0":
            turned = _orientation(segment[10:])
        if marker in _SIZES:
            height, width = struct.unpack(">HH", segment[5:9])
            size = size or (width, height)
        if _is_kept(marker, segment):
            kept.append(segment)
        if marker == 0xDA:
            end = _NEXT_MARKER.search(data, at)
            if end is None:
                raise ValueError
            kept.append(data[at : end.start()])
            at = end.start()
    if size is None:
        raise ValueError
    first = 1 if kept[0][1] == _JFIF else 0  # What programs look for first stays first.
    kept.insert(first, _exif_of(turned))
    return _Read(*size, b"".join((b"\xff\xd8", *kept, b"\xff\xd9")))


def _jpeg_segment(data: bytes, at: int) -> tuple[int, bytes]:
    """The marker at a place, and its segment with everything that belongs to it."""
    if data[at] != 0xFF:
        raise ValueError
    marker = data[at + 1]
    if marker == 0xD9 or marker in _ALONE:
        return marker, data[at : at + 2]
    (length,) = struct.unpack(">H", data[at + 2 : at + 4])
    segment = data[at : at + 2 + length]
    if length < 2 or len(segment) != length + 2:
        raise ValueError
    return marker, segment


def _is_kept(marker: int, segment: bytes) -> bool:
    """Whether a segment is needed to show the picture: comments and notes of programs are not."""
    if marker == _COMMENT:
        return False
    if marker == _ICC:
        return segment[4:15] == b"ICC_PROFILE"
    return marker in {_JFIF, _ADOBE} or not _FIRST_APP <= marker <= _LAST_APP


def _orientation(tiff: bytes) -> int:
    """How the camera was held, 1 to 8; 1 where that cannot be told."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(count, 100)):
            tag, _type, _n, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == 0x0112:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _exif_of(turned: int) -> bytes:
    """Exif that says how the picture is turned and nothing else; none where it is not turned."""
    if turned == 1:
        return b""
    body = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# -- GIF


def _gif(data: bytes) -> _Read:
    width, height = struct.unpack("<HH", data[6:10])
    at, frames = 13 + _colours(data[10]), 0
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            frames += 1
            at += 10 + _colours(data[at + 9]) + 1
        elif data[at] == 0x21:
            at += 2
        else:
            raise ValueError
        while data[at]:
            at += data[at] + 1
        at += 1
    if not frames:
        raise ValueError
    return _Read(width, height, data[: at + 1], frames)


def _colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


# -- WebP

_WEBP_HIDDEN = frozenset({b"EXIF", b"XMP "})


def _webp(data: bytes) -> _Read:
    chunks = list(_webp_chunks(data))
    first, body = chunks[0]
    width, height = _webp_size(first, body)
    if first == b"VP8X":
        chunks[0] = first, bytes([body[0] & ~0x0C]) + body[1:]
        if not {name for name, _body in chunks} & {b"VP8 ", b"VP8L", b"ANMF"}:
            raise ValueError
    kept = b"".join(
        name + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2)
        for name, part in chunks
        if name not in _WEBP_HIDDEN
    )
    frames = sum(name == b"ANMF" for name, _body in chunks) or 1
    return _Read(width, height, b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + kept, frames)


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    end = 8 + struct.unpack("<I", data[4:8])[0]
    if end > len(data) + 1:
        raise ValueError
    at = 12
    while at + 8 <= min(end, len(data)):
        (length,) = struct.unpack("<I", data[at + 4 : at + 8])
        body = data[at + 8 : at + 8 + length]
        if len(body) != length:
            raise ValueError
        yield data[at : at + 4], body
        at += 8 + length + length % 2


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8L" and body[0] == 0x2F:
        (bits,) = struct.unpack("<I", body[1:5])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError


# -- AVIF

_EXTENT = re.compile(rb"\x00\x00\x00\x14ispe\x00\x00\x00\x00(.{8})", re.DOTALL)
_META_AT_MOST = 2**20


def _avif(data: bytes) -> _Read:
    top = dict(_boxes(data))
    meta = top.get(b"meta", b"")
    if b"mdat" not in top or not meta or len(meta) > _META_AT_MOST:
        raise ValueError
    if re.search(rb"infe.{8}(?:Exif|mime)", meta, re.DOTALL):
        raise PictureError(
            _("The picture holds notes, such as where it was taken, which cannot be taken out of AVIF here."),
            hint=_("Save it without them, or as JPEG or PNG."),
        )
    sizes = [struct.unpack(">II", found) for found in _EXTENT.findall(meta)]
    if not sizes:
        raise ValueError
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    frames = MOST_FRAMES + 1 if b"moov" in top and len(data) > 5 * 2**20 else 1
    return _Read(width, height, data, frames)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        size = size or len(data) - at
        if size < 8 or at + size > len(data):
            raise ValueError
        yield name, data[at + 8 : at + size]
        at += size


_Reader = Callable[[bytes], _Read]
_FORMATS: tuple[tuple[re.Pattern[bytes], str, _Reader], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png", _png),
    (re.compile(rb"\xff\xd8\xff"), "jpg", _jpeg),
    (re.compile(rb"GIF8[79]a"), "gif", _gif),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "webp", _webp),
    (re.compile(rb".{4}ftypavi[fs]", re.DOTALL), "avif", _avif),
)
_TYPES = {"png": "png", "jpg": "jpeg", "gif": "gif", "webp": "webp", "avif": "avif"}
_SVG = re.compile(rb"<svg[\s>/]", re.IGNORECASE)
