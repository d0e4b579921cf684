"""Names of files that come with questions."""

from __future__ import annotations

import re
from urllib.parse import unquote


def file_name(name: str) -> str:
    """A name that can stand in a folder of the handbook, whatever it was."""
    last = re.split(r"[\\/]", unquote(name).split("?")[0])[-1]
    stem, dot, suffix = last.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stem if dot else last).strip("-")[:80] or "picture"
    kind = re.sub(r"[^a-z0-9]", "", suffix.lower())[:8] if dot else ""
    return f"{plain}.{kind}" if kind else plain
