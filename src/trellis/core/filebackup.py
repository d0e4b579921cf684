"""The files of people in a backup: those of a folder. A bucket keeps its own; a folder may go into one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from trellis.core import filestore
from trellis.core.backed_up import Part, folder_part

PART = "files"


def part() -> Part:
    """The part for `backed_up`: read from the folder as they lie there, sealed ones sealed, and put into the store."""
    return Part(PART, folder_part(PART, _folder, frozenset({filestore.DRAFTS})).files, _put)


def _folder() -> Path | None:
    return None if settings.FILES_BUCKET is not None else Path(settings.FILES_FOLDER)


def _put(name: str, pieces: Iterable[bytes]) -> None:
    if _folder() is not None and (Path(settings.FILES_FOLDER) / name).exists():
        raise FileExistsError(f"{name} is there already.")
    with filestore.drafted(pieces) as draft:
        filestore.store().put(name.rpartition("/")[2], draft)
