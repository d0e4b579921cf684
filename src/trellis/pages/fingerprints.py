"""A short name of a text."""

from __future__ import annotations

import hashlib


def fingerprint(text: str) -> str:
    """A short name of a text: the form says with it which text an action was meant for."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
