"""What the current handbook says that requests ask about: whether it has a course."""

from __future__ import annotations

from trellis.core import defined
from trellis.courses.queries.catalogue import courses_now
from trellis.handbook.handbook import Handbook


def has_course(key: str) -> bool:
    """Whether the current handbook has the course with this key."""
    handbook: Handbook = defined.edition().handbook
    return f"courses/{key}/course.md" in handbook.pages


def course_titles() -> dict[str, str]:
    """What the courses are called that the reader sees, by key."""
    return {each.key: each.title for each in courses_now().by_key.values()}


def course_titled(title: str) -> str:
    """The key of the course with a title; empty where there is none."""
    wanted = title.casefold()
    return next((key for key, each in course_titles().items() if each.casefold() == wanted), "")


def has_page(path: str) -> bool:
    """Whether the current handbook has this page."""
    handbook: Handbook = defined.edition().handbook
    return path in handbook.pages
