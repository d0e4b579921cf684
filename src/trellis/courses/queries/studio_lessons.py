"""What the studio shows of a lesson on somebody's desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from trellis.courses.queries.reading import LessonView
from trellis.courses.studio.lists import page_of
from trellis.pages.addresses import file_address
from trellis.pages.fingerprints import fingerprint
from trellis.pages.queries.draft_pictures import relocated
from trellis.pages.queries.editing import Desk
from trellis.pages.queries.folders import Bench, plain


@dataclass(frozen=True, slots=True)
class LessonPage:
    """A lesson as its author sees it: `headings` are the places behind which something can be put."""

    seen: str
    title: str
    objectives: tuple[str, ...]
    minutes: str
    headings: tuple[tuple[int, str], ...]


def lesson_page(bench: Bench, desk: Desk) -> LessonPage:
    """The lesson on a desk."""
    page = page_of(plain(desk.text), desk.path)
    said = page.front_value("objectives")
    objectives = tuple(str(each) for each in said) if isinstance(said, list | tuple) else ()
    minutes = page.front_value("minutes")
    headings = tuple((at, each.text) for at, each in enumerate(page.headings) if each.text)
    return LessonPage(
        fingerprint(desk.text),
        page.title,
        objectives,
        str(minutes) if isinstance(minutes, int) else "",
        headings,
    )


def relocated_lesson(lesson: LessonView, files: Mapping[str, str]) -> LessonView:
    """The lesson with pictures and recordings taken from where they can be seen before they are published."""
    return replace(lesson, pieces=tuple(_relocated(each, files) for each in lesson.pieces))


def _relocated(piece: Any, files: Mapping[str, str]) -> Any:
    changes: dict[str, Any] = {}
    html = getattr(piece, "html", None)
    if html is not None:
        changes["html"] = SafeString(relocated(str(html), files))
    url = getattr(piece, "url", None)
    if url:
        changes["url"] = next((there for path, there in files.items() if file_address(path) == url), url)
    return replace(piece, **changes) if changes else piece
