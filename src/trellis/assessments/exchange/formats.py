"""The formats that questions come from and go to, and which one a file is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from trellis.assessments.definitions.questions import Question
from trellis.assessments.exchange import aiken, gift, gift_writing, moodle, moodle_writing, proof, zips
from trellis.assessments.exchange.pictures import Find, pictures_of, taken_along
from trellis.assessments.exchange.qti import packages
from trellis.assessments.exchange.qti.names import THREE, TWO
from trellis.assessments.exchange.results import Exported, Imported, Note, UnreadableFile

LARGEST = 100_000_000
"""Bytes of a file."""


class Format(NamedTuple):
    """A format: what it is called, how it is read and written, and how its files end."""

    name: str
    title: str
    read: Callable[[bytes], Imported]
    write: Callable[[Iterable[Question], str, Mapping[str, bytes]], Exported]
    suffix: str
    holds_files: bool = False
    """Whether pictures go along."""


def _text(read: Callable[[str], Imported]) -> Callable[[bytes], Imported]:
    def decoded(data: bytes) -> Imported:
        if b"\0" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            raise UnreadableFile("It is no text.")
        return read(_decoded(data))

    return decoded


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("gift", "GIFT", _text(gift.read), lambda several, *_: gift_writing.write(several), ".gift"),
        Format("aiken", "Aiken", _text(aiken.read), lambda several, *_: aiken.write(several), ".txt"),
        Format(
            "moodle",
            "Moodle XML",
            moodle.read,
            lambda several, _title, files: moodle_writing.write(several, files),
            ".xml",
            holds_files=True,
        ),
        Format(
            "qti2",
            "QTI 2.2",
            packages.read,
            lambda several, title, files: packages.write(several, TWO, title, files),
            ".zip",
            holds_files=True,
        ),
        Format(
            "qti3",
            "QTI 3.0",
            packages.read,
            lambda several, title, files: packages.write(several, THREE, title, files),
            ".zip",
            holds_files=True,
        ),
    )
}
"""By name."""


def format_of(data: bytes, name: str = "") -> str:
    """The name of the format that a file is of. Raises UnreadableFile where none fits."""
    if zips.is_zip(data):
        return "qti3"
    text = _decoded(data[:200_000]).lstrip()
    if text.startswith("<"):
        return "moodle" if "<quiz" in text[:2000] else "qti3"
    if "ANSWER:" in text.upper() and "{" not in text.split("ANSWER:")[0]:
        return "aiken"
    if "{" in text or name.lower().endswith(".gift"):
        return "gift"
    raise UnreadableFile("It is none of the formats that are known.", hint=f"Name it: {', '.join(FORMATS)}.")


def read(data: bytes, *, form: str = "", name: str = "") -> Imported:
    """The questions of a file. Without a format, its content says which it is. Raises UnreadableFile."""
    if len(data) > LARGEST:
        raise UnreadableFile(f"The file has more than {LARGEST // 1_000_000} MB.")
    found = FORMATS[form or format_of(data, name)].read(data)
    there = {each.rsplit("/", 1)[-1] for each in found.files}
    for question in found.questions:
        for address in pictures_of(question):
            if address.rsplit("/", 1)[-1] not in there:
                found.note(f"“{question.title[:60]}”", f"Its picture “{address[-80:]}” is not in the file.")
    return found


def write(several: Iterable[Question], form: str, title: str = "", find: Find | None = None) -> Exported:
    """A file of questions, with notes about what is not in it: it is read again to find that out.

    `find` gives their pictures, which go along where the format holds files.
    """
    into, notes, files = FORMATS[form], list[Note](), dict[str, bytes]()
    asked = []
    for each in several:
        moved, missing = taken_along(each, find if into.holds_files else None, files)
        asked.append(moved)
        notes += [
            Note(each.key, f"The picture “{address}” does not go along; put it beside the file.")
            for address in missing
        ]
    made = into.write(asked, title, files)
    proof.prove(asked, made, into.read)
    out = {each.where for each in made.notes if not each.is_kept}
    made.notes += [each for each in notes if each.where not in out]
    return made
