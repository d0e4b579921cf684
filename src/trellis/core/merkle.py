"""A tree of hashes over a list that only grows (RFC 9162, section 2.1).

Its root stands for every entry and their order. To go on from a size it is enough to know the roots of the full
subtrees up to there, the *peaks*: one for each bit that is set in the size, the largest subtree first.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry; the first byte keeps an entry from being taken for a subtree."""
    return sha256(b"\x00" + entry).digest()


class Tree:
    """A tree that entries are appended to; at first empty, or as large as its peaks say.

    Raises ValueError where the number of peaks does not fit the size.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"A tree of {size} entries has {size.bit_count()} peaks, not {len(self.peaks)}.")

    def append(self, entry: bytes) -> None:
        """Add an entry at the end."""
        made = leaf_hash(entry)
        size = self.size
        while size & 1:
            made = sha256(b"\x01" + self.peaks.pop() + made).digest()
            size >>= 1
        self.peaks.append(made)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The hash of all entries: 32 bytes."""
        if not self.peaks:
            return EMPTY_ROOT
        made = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            made = sha256(b"\x01" + peak + made).digest()
        return made
