"""What the current handbook says that requests ask about: whether it has a course."""

from __future__ import annotations

from trellis.core import defined
from trellis.handbook.handbook import Handbook


def has_course(key: str) -> bool:
    """Whether the current handbook has the course with this key."""
    handbook: Handbook = defined.edition().handbook
    return f"courses/{key}/course.md" in handbook.pages


def has_page(path: str) -> bool:
    """Whether the current handbook has this page."""
    handbook: Handbook = defined.edition().handbook
    return path in handbook.pages
