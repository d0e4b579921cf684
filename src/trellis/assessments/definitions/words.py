"""Typed words, compared as people mean them."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_ALIKE = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00ad": None, "\u200b": None, "\ufeff": None,
})  # fmt: skip
_ESCAPED = re.compile(r"\\\*|\*")


def plain(text: str) -> str:
    """A text with one spelling for what looks alike: Unicode's forms, quotes, dashes, spaces."""
    # Marks such as ´ fall apart into a space and an accent: made alike before, and dashes that come out of it after.
    same = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)
    return _SPACE.sub(" ", same).strip()


def fits(answer: str, accepted: str, *, is_exact: bool = False) -> bool:
    """Whether an answer is one that is accepted: `*` stands for anything, also nothing; `\\*` for itself.

    Capitals count only where `is_exact`.
    """
    said, wanted = plain(answer), plain(accepted)
    if not is_exact:
        said, wanted = said.casefold(), wanted.casefold()
    return _matches(said, _pieces(wanted))


def _pieces(pattern: str) -> list[str]:
    """What stands between the asterisks, in order."""
    pieces, at, current = [], 0, ""
    for found in _ESCAPED.finditer(pattern):
        current += pattern[at : found.start()]
        at = found.end()
        if found[0] == "*":
            pieces.append(current)
            current = ""
        else:
            current += "*"
    return [*pieces, current + pattern[at:]]


def _matches(text: str, pieces: list[str]) -> bool:
    """Without a regular expression, whose time can explode with many asterisks."""
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
