"""What a page says it is a translation of: `translation-of:` with the file of the original, as in a link."""

from __future__ import annotations

from collections.abc import Container
from posixpath import dirname, join, normpath

from trellis.handbook.page import Page

KEY = "translation-of"


def named_by(page: Page) -> str:
    """The original that a page names, as it stands there; empty where it names none."""
    said = page.front_value(KEY) if page.front is not None else None
    return said.strip() if isinstance(said, str) else ""


def original_of(path: str, said: str, pages: Container[str]) -> str | None:
    """The file that a page means by its original: from the root after a slash, else beside it; never itself."""
    wanted = said.lstrip("/") if said.startswith("/") else normpath(join(dirname(path), said))
    found = next((each for each in (wanted, f"{wanted}.md") if each in pages), None)
    return found if found != path else None
