"""How this process writes commits: what they are signed with, if anything, and how large a file may be."""

from __future__ import annotations

from typing import NamedTuple

from trellis.handbook.git import GitError
from trellis.handbook.signing import Signing
from trellis.handbook.source import printable


class LargeFileError(GitError):
    """A file is larger than files of the handbook may be."""

    code = "handbook.large-file"


class Writing(NamedTuple):
    """What commits are signed with, if anything, and how many bytes a file may have."""

    signing: Signing | None = None
    largest: int = 20 * 2**20


_writing = Writing()


def write_with(writing: Writing) -> None:
    """Say how commits are made from now on. Called when the site starts."""
    global _writing  # noqa: PLW0603 - one way of writing for each process, by design
    _writing = writing


def signing() -> Signing | None:
    """What commits are signed with now."""
    return _writing.signing


def check_size(path: str, data: bytes | None) -> None:
    """Raise LargeFileError where a file is larger than it may be; `None` is a file that goes."""
    if data is not None and len(data) > _writing.largest:
        raise LargeFileError(
            f"“{printable(path)[:200]}” has {len(data) / 2**20:.1f} MB; a file of the handbook has at most "
            f"{_writing.largest / 2**20:.0f} MB.",
            hint="Make it smaller, or keep it elsewhere and link to it.",
        )
