"""PDF (ISO 32000-2) without those who wrote it, changed in place: no byte moves, so that every offset in it holds.

Blanked are the strings of the information dictionary, all XMP metadata, who wrote annotations, and what cameras wrote
into pictures. What a file keeps compressed is unfolded, blanked and folded again into the room that it had. A file that
is locked, signed or holds other files is not cleaned.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from trellis.core.nameless.errors import StillNamedError

MOST_UNFOLDED = 128 * 2**20
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s+\d{1,5}\s+obj\b")
_HEAD_ENDS = re.compile(rb"endobj|stream\r?\n|stream\r")
_INFO = re.compile(rb"/Info\s+(\d+)\s+\d+\s+R")
_REFERENCE = re.compile(rb"(?<!\d)(\d+)\s+\d+\s+R\b")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_METADATA = re.compile(rb"/Type\s*/Metadata\b|/Subtype\s*/XML\b")
_FOLDED = re.compile(rb"/Type\s*/ObjStm\b")
_NOTE = re.compile(
    rb"/Subtype\s*/(Text|FreeText|Highlight|Underline|StrikeOut|Squiggly|Ink|Stamp|Line|Square|Circle|Polygon|PolyLine"
    rb"|Caret|FileAttachment|Popup|Redact|Sound|Screen)\b"
)
_NOTED_BY = re.compile(rb"/T\s*(?=[(<])")
_CAMERA = re.compile(
    rb"\xff(?:\xe1(..)(?:Exif\0\0|http://ns\.adobe\.com/)|\xed(..)Photoshop 3\.0\0)", re.DOTALL
)
_LEFT = re.compile(
    rb"/Author\s*\(\s*[^\s)]|/Author\s*<\s*[0-9A-Fa-f]{2}|<(dc:creator|pdf:Author|xmpRights:Owner)\b"
)


class _Part(NamedTuple):
    """An object of a file: its number, and where its head and its stream stand; a stream of no length is none."""

    number: int
    begin: int
    head_end: int
    end: int


def cleaned(data: bytes) -> bytes:
    """A file of the same length that names nobody. Raises StillNamedError."""
    _look(data)
    made = bytearray(data)
    parts = list(_parts(data))
    infos = _named_by_info(data, parts)
    for each in parts:
        head = data[each.begin : each.head_end]
        made[each.begin : each.head_end] = _bare(each.number, head, infos)
        if each.end <= each.head_end:
            continue
        body = data[each.head_end : each.end]
        if _METADATA.search(head):
            made[each.head_end : each.end] = _empty(head, len(body))
        elif _FOLDED.search(head):
            made[each.head_end : each.end] = _refolded(head, body, infos)
    _take_cameras(made)
    if _LEFT.search(made):
        raise StillNamedError(_("it is written in a way that cannot be followed."))
    return bytes(made)


def _look(data: bytes) -> None:
    if re.search(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)", data):
        raise StillNamedError(_("it is damaged, or locked by a password."))
    if re.search(rb"/ByteRange\s*\[", data):
        raise StillNamedError(_("it is signed, and a signature names who signed."))
    if re.search(rb"/Type\s*/EmbeddedFile\b|/EmbeddedFiles\b", data):
        raise StillNamedError(_("it holds other files."))


def _parts(data: bytes) -> Iterator[_Part]:
    """The objects that stand by themselves, in order."""
    at = 0
    while found := _OBJECT.search(data, at):
        ends = _HEAD_ENDS.search(data, found.end())
        if ends is None:
            yield _Part(int(found[1]), found.end(), len(data), len(data))
            return
        if ends[0] == b"endobj":
            at = ends.end()
            yield _Part(int(found[1]), found.end(), ends.start(), ends.start())
            continue
        end = _end_of_stream(data, data[found.end() : ends.start()], ends.end())
        # The word `stream` stands between a head and its bytes: it belongs to neither.
        yield _Part(int(found[1]), found.end(), ends.end(), end)
        at = end


def _end_of_stream(data: bytes, head: bytes, begin: int) -> int:
    said = _LENGTH.search(head)
    if said is not None:
        end = begin + int(said[1])
        if data[end : end + 12].lstrip().startswith(b"endstream"):
            return end
    end = data.find(b"endstream", begin)
    return len(data) if end < 0 else end


def _named_by_info(data: bytes, parts: list[_Part]) -> set[int]:
    """The numbers of the information dictionaries, and of the strings that these only point to."""
    infos = {int(each) for each in _INFO.findall(data)}
    found = set(infos)
    for each in parts:
        head = data[each.begin : each.head_end]
        if each.number in infos:
            found |= {int(one) for one in _REFERENCE.findall(head)}
        if _FOLDED.search(head):
            for number, begin, end, text in _inside(head, data[each.head_end : each.end]):
                if number in infos:
                    found |= {int(one) for one in _REFERENCE.findall(text[begin:end])}
    return found


def _bare(number: int, text: bytes, infos: set[int]) -> bytes:
    """An object without its author: an information dictionary without any words, a note without who wrote it."""
    if number in infos:
        return _blanked(text, 0, all_strings=True)
    if _NOTE.search(text):
        for each in _NOTED_BY.finditer(text):
            text = _blanked(text, each.end(), all_strings=False)
    return text


def _blanked(text: bytes, at: int, *, all_strings: bool) -> bytes:
    """The words of strings made spaces from a place on: of all, or of the first."""
    made = bytearray(text)
    while at < len(text):
        if text[at : at + 2] in (b"<<", b">>"):
            at += 2
            continue
        if text[at : at + 1] not in (b"(", b"<"):
            at += 1
            continue
        end = _end_of_words(text, at) if text[at : at + 1] == b"(" else text.find(b">", at)
        end = len(text) if end < 0 else end
        made[at + 1 : end] = b" " * (end - at - 1)
        if not all_strings:
            break
        at = end + 1
    return bytes(made)


def _end_of_words(text: bytes, at: int) -> int:
    """Where a string in parentheses ends; those within it are in pairs, or escaped."""
    depth = 0
    while at < len(text):
        letter = text[at : at + 1]
        if letter == b"\\":
            at += 1
        elif letter == b"(":
            depth += 1
        elif letter == b")":
            depth -= 1
            if not depth:
                return at
        at += 1
    return len(text)


def _empty(head: bytes, length: int) -> bytes:
    """Bytes of a stream that hold nothing, as many as there were."""
    folds = _FILTER.search(head)
    if folds is None:
        return b" " * length
    nothing = zlib.compress(b"")
    if b"/FlateDecode" not in folds[1] or length < len(nothing):
        raise StillNamedError(_("it is written in a way that cannot be followed."))
    return nothing.ljust(length, b"\n")


def _inside(head: bytes, body: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """The objects in a stream of objects: number, begin and end, and the text in which these stand."""
    text = _unfolded(head, body)
    first = re.search(rb"/First\s+(\d+)", head)
    begin = int(first[1]) if first is not None else 0
    numbers = [int(each) for each in re.findall(rb"\d+", text[:begin])]
    places = [begin + each for each in numbers[1::2]]
    for number, start, end in zip(numbers[::2], places, [*places[1:], len(text)], strict=False):
        yield number, start, end, text


def _unfolded(head: bytes, body: bytes) -> bytes:
    folds = _FILTER.search(head)
    if folds is None:
        return body
    if folds[1].strip(b"[] ") != b"/FlateDecode" or b"/DecodeParms" in head:
        raise StillNamedError(_("it is written in a way that cannot be followed."))
    unfolding = zlib.decompressobj()
    try:
        text = unfolding.decompress(body, MOST_UNFOLDED)
    except zlib.error:
        raise StillNamedError(_("it is damaged, or locked by a password.")) from None
    if unfolding.unconsumed_tail:
        raise StillNamedError(_("it unfolds to more than can be looked through."))
    return text


def _refolded(head: bytes, body: bytes, infos: set[int]) -> bytes:
    """A stream of objects without authors, in the room that it had; untouched where it has none."""
    made, text = b"", b""
    for number, begin, end, whole in _inside(head, body):
        made, text = made or whole, whole
        made = made[:begin] + _bare(number, whole[begin:end], infos) + made[end:]
    if made == text:
        return body
    if _FILTER.search(head) is None:
        return made
    folded = min((zlib.compress(made, 9, wbits) for wbits in (15, 14, 13)), key=len)
    if len(folded) > len(body):
        raise StillNamedError(_("it is written in a way that cannot be followed."))
    return folded.ljust(len(body), b"\n")


def _take_cameras(made: bytearray) -> None:
    """Blank what cameras and programs wrote into pictures: the segments of JPEG that hold no picture."""
    for found in list(_CAMERA.finditer(bytes(made))):
        length = int.from_bytes(found[1] or found[2])
        begin, end = found.start() + 4, min(found.start() + 2 + length, len(made))
        made[begin:end] = bytes(max(0, end - begin))
