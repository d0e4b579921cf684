"""How people look where no picture of them is: initials, on a ground that is always the same for a name."""

from __future__ import annotations

import unicodedata
import zlib

TONES = 6


def initials_of(name: str) -> str:
    """The first letters of the first and the last word; `?` where there is no letter."""
    words = [word for word in name.split() if word[0].isalnum()]
    chosen = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper() or "?"


def tone_of(name: str) -> int:
    """A number from 1 to 6 that depends on the name alone, however its letters are composed or capitalised."""
    plain = unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
    return 1 + zlib.crc32(plain.encode()) % TONES
