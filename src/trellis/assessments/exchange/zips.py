"""Archives from anywhere, read without harm: nothing is unpacked to a disk, and nothing grows without bound."""

from __future__ import annotations

import io
import zipfile
import zlib

from trellis.assessments.exchange.results import UnreadableFile

LARGEST = 100_000_000
"""Bytes of an archive."""
MOST_FILES = 5_000
LARGEST_FILE = 20_000_000
LARGEST_TOGETHER = 200_000_000
_DATE = (2020, 1, 1, 0, 0, 0)


def is_zip(data: bytes) -> bool:
    """Whether bytes are an archive."""
    return data[:4] == b"PK\x03\x04"


def files_of(data: bytes) -> dict[str, bytes]:
    """The files of an archive by their paths. Raises UnreadableFile for one that is broken or too large."""
    if len(data) > LARGEST:
        raise UnreadableFile(f"The archive has more than {LARGEST // 1_000_000} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise UnreadableFile("The archive is broken, or closed with a password.") from None


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    inside = [each for each in archive.infolist() if not each.is_dir()]
    if len(inside) > MOST_FILES:
        raise UnreadableFile(f"The archive has more than {MOST_FILES} files.")
    found: dict[str, bytes] = {}
    total = 0
    for each in inside:
        if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # Others say how much memory their unpacking takes, and may say gigabytes.
            raise UnreadableFile("The archive is packed in a way that no program of quizzes uses.")
        with archive.open(each) as file:
            # What an archive says of its sizes may be wrong: only what is read counts.
            data = file.read(LARGEST_FILE + 1)
        total += len(data)
        if len(data) > LARGEST_FILE or total > LARGEST_TOGETHER:
            raise UnreadableFile("The archive holds more than it may: one of its files, or all together.")
        found[each.filename.replace("\\", "/").lstrip("/")] = data
    return found


def archive_of(files: dict[str, bytes]) -> bytes:
    """An archive of files; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path, _DATE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
