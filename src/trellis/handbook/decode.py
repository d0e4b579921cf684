"""Bytes to text, whatever the bytes are: one character in the text for each that the file holds.

Bytes that are no UTF-8 and control characters become U+FFFD, each one character wide, so that columns agree
with what an editor shows. A byte order mark is no part of the text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from trellis.handbook.diagnostics import Code
from trellis.handbook.filecodes import CONTROL_CHARACTER, NOT_UTF8, WRONG_ENCODING
from trellis.handbook.text import Span

MAX_FAULTS = 20
"""Faults of one kind that are reported of one file; the last one counts the rest."""

_CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\n\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_INVALID = re.compile(r"[\udc80-\udcff]+")
_LONE = re.compile(r"[\ud800-\udfff]")
_REPLACED = str.maketrans({chr(byte): "\ufffd" for byte in _CONTROLS})
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Fault(NamedTuple):
    """Something about the bytes that a reader should know."""

    code: Code
    span: Span
    message: str


class Decoded(NamedTuple):
    """The text of a file, and what was wrong with its bytes."""

    text: str
    faults: tuple[Fault, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of some bytes. Never fails."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    controlled = len(data.translate(None, _CONTROLS)) != len(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _other(data)
    if not controlled:
        return Decoded(text)
    return _wide(data) or _without_controls(text, ())


def is_exact(data: bytes, text: str) -> bool:
    """Whether the text can be written back without loss: a fix may be applied to the file."""
    return text.encode("utf-8", "surrogatepass") == data.removeprefix(codecs.BOM_UTF8)


def _other(data: bytes) -> Decoded:
    wide = _wide(data)
    if wide is not None:
        return wide
    text = data.decode("utf-8", "surrogateescape")
    faults = _faults(
        _INVALID, text, NOT_UTF8, lambda span: f"These bytes are not UTF-8: {_bytes_at(text, span)}."
    )
    return _without_controls(_INVALID.sub(lambda found: "\ufffd" * len(found[0]), text), faults)


def _bytes_at(text: str, span: Span) -> str:
    """Some bytes in figures; of a single byte also what Windows-1252 would have meant, as a guess."""
    codes = [ord(c) - 0xDC00 for c in text[span.start : span.end][:4]]
    shown = " ".join(f"{code:02X}" for code in codes)
    guess = bytes(codes).decode("cp1252", "replace")
    return f"{shown} (“{guess}” in Windows-1252?)" if len(codes) == 1 and guess.isprintable() else shown


def _wide(data: bytes) -> Decoded | None:
    """The text of UTF-16 and UTF-32, known by their mark or by the zero bytes between the letters."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _guessed(data[:4096])
    if encoding is None:
        return None
    text = _LONE.sub("\ufffd", data.decode(encoding, "replace").removeprefix("\ufeff"))
    name = encoding[:6].upper()
    fault = Fault(WRONG_ENCODING, Span(0, min(1, len(text))), f"The file is saved as {name}, not as UTF-8.")
    return _without_controls(text, (fault,))


def _guessed(head: bytes) -> str | None:
    if len(head) < 8 or b"\0" not in head:
        return None
    half = len(head) // 2
    zeros_even, zeros_odd = head[0::2].count(0), head[1::2].count(0)
    if zeros_odd > 0.7 * half and zeros_even < 0.1 * half:
        return "utf-16-le"
    if zeros_even > 0.7 * half and zeros_odd < 0.1 * half:
        return "utf-16-be"
    return None


def _without_controls(text: str, faults: tuple[Fault, ...]) -> Decoded:
    found = _faults(
        _CONTROL,
        text,
        CONTROL_CHARACTER,
        lambda span: f"The control character U+{ord(text[span.start]):04X} stands in the text.",
    )
    return Decoded(text.translate(_REPLACED) if found else text, faults + found)


def _faults(
    pattern: re.Pattern[str], text: str, code: Code, message: Callable[[Span], str]
) -> tuple[Fault, ...]:
    places = pattern.finditer(text)
    spans = [Span(found.start(), found.end()) for found in islice(places, MAX_FAULTS)]
    more = sum(1 for _ in places)
    faults = [Fault(code, span, message(span)) for span in spans]
    if more:
        faults[-1] = faults[-1]._replace(message=f"{faults[-1].message[:-1]}, as in {more:,} further places.")
    return tuple(faults)
