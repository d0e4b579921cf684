"""Where the bytes of files lie: a folder of this machine, or a bucket that speaks S3.

A file is written whole before it has its name: to a draft beside it, onto the disk, then renamed. Whatever stops that
in between leaves a draft, which is swept a day later. A name is never written twice.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from trellis.core import s3
from trellis.handbook.errors import TrellisError

PIECE = 64 * 1024
DRAFTS = "drafts"
DRAFTS_LIVE = timedelta(days=1)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StoreError(TrellisError):
    """A file could not be kept or read; trying again may help."""

    code = "file-store"


class DiskFullError(StoreError):
    """There is no room left."""

    code = "disk-full"

    def __init__(self) -> None:
        super().__init__(
            _("There is no room left for files, so that nothing was kept."),
            hint=_("Tell whoever runs this site; then try again."),
        )


class MissingFileError(StoreError):
    """What should be there is not."""

    code = "file-missing"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was written down but has no name yet: its size and SHA-256 as it lies there."""

    path: Path
    size: int
    digest: str


class Store(Protocol):
    """A place for files, by names that nobody else chooses."""

    def put(self, name: str, draft: Draft) -> None:
        """Give a draft its name, for good. Raises StoreError."""

    def read(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        """The bytes between two places, piece by piece. Raises StoreError."""

    def delete(self, name: str) -> None:
        """Keep a file no longer; one that is gone is fine. Raises StoreError."""

    def address(self, name: str, lasts: timedelta, now: datetime, media: str, disposition: str) -> str | None:
        """An address at which the store itself gives the file, for a while; `None` where it has no such."""


@contextmanager
def in_words() -> Iterator[None]:
    """What a disk or a server says, as something that people can be told."""
    try:
        yield
    except FileNotFoundError as error:
        raise MissingFileError(_("The file is not where it should be.")) from error
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFullError from error
        raise StoreError(
            _("Files cannot be kept or read just now."), hint=_("Try again in a while.")
        ) from error
    except s3.S3Error as error:
        raise StoreError(
            _("Files cannot be kept or read just now."), hint=_("Try again in a while.")
        ) from error


def drafts() -> Path:
    """The folder of drafts, on the disk that a folder of files is on, so that they only need a new name."""
    return Path(settings.FILES_FOLDER) / DRAFTS


@contextmanager
def drafted(pieces: Iterable[bytes]) -> Iterator[Draft]:
    """Write pieces down as a draft; what is still there when the block ends is taken away. Raises StoreError."""
    with in_words():
        drafts().mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=drafts())
    path = Path(name)
    try:
        with in_words():
            digest, size = hashlib.sha256(), 0
            with os.fdopen(descriptor, "wb") as out:
                for piece in pieces:
                    out.write(piece)
                    digest.update(piece)
                    size += len(piece)
                out.flush()
                os.fsync(out.fileno())
        yield Draft(path, size, digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file of this machine, piece by piece."""
    with path.open("rb") as content:
        yield from iter(lambda: content.read(PIECE), b"")


def sweep_drafts(now: datetime) -> int:
    """Take away what was begun more than a day ago; gives how many."""
    taken = 0
    if drafts().is_dir():
        for path in drafts().iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < (now - DRAFTS_LIVE).timestamp():
                    path.unlink()
                    taken += 1
    return taken


class Folder:
    """Files in a folder of this machine, in folders by the first two letters of their names."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, draft: Draft) -> None:
        with in_words():
            place = self._place(name)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.replace(draft.path, place)
            folder = os.open(place.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def read(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        with in_words(), self._place(name).open("rb") as content:
            content.seek(begin)
            left = end - begin
            while left > 0:
                piece = content.read(min(PIECE, left))
                if not piece:
                    raise MissingFileError(_("The file is shorter than it should be."))
                left -= len(piece)
                yield piece

    def delete(self, name: str) -> None:
        with in_words():
            self._place(name).unlink(missing_ok=True)

    def address(self, name: str, lasts: timedelta, now: datetime, media: str, disposition: str) -> str | None:
        return None

    def _place(self, name: str) -> Path:
        if not name.replace("-", "").isalnum() or not name.isascii():
            raise ValueError(f"{name!r} is no name of a stored file.")
        return self.root / name[:2] / name


class InBucket:
    """Files in a bucket that speaks S3."""

    def __init__(self, bucket: s3.Bucket) -> None:
        self.bucket = bucket

    def put(self, name: str, draft: Draft) -> None:
        with in_words():
            self.bucket.put(name, draft.path, draft.digest)

    def read(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        with in_words():
            yield from self.bucket.get(name, begin, end)

    def delete(self, name: str) -> None:
        with in_words():
            self.bucket.delete(name)

    def address(self, name: str, lasts: timedelta, now: datetime, media: str, disposition: str) -> str | None:
        if not settings.TRELLIS_FILES_DIRECT:
            return None
        shown = {"response-content-type": media, "response-content-disposition": disposition}
        return self.bucket.address(name, lasts, now, shown)


def store() -> Store:
    """Where the files of this place lie."""
    return _store(Path(settings.FILES_FOLDER), settings.FILES_BUCKET)


@lru_cache(maxsize=4)
def _store(folder: Path, bucket: s3.Bucket | None) -> Store:
    return InBucket(bucket) if bucket is not None else Folder(folder)
