"""Text that every database keeps: what somebody typed, without the characters that PostgreSQL refuses."""

from __future__ import annotations

import re

_UNKEPT = re.compile("[\0\ud800-\udfff]")


def keepable(text: str) -> str:
    """A text without NUL and halves of characters: nobody types them, and no database stores them."""
    return _UNKEPT.sub("", text)
