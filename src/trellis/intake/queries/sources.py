"""What a course says by itself, and what it takes from other pages: as digests, so that changes are found later."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from trellis.courses.definitions.courses import QUIZ, Course
from trellis.courses.queries.describing import pages_of
from trellis.courses.touches import passage_of
from trellis.handbook.handbook import Handbook
from trellis.handbook.transclude import expand

Texts = dict[str, dict[str, str]]
"""`own`: what each page of the course says itself; `read`: how it is read, with what it includes and relies on;
`pages`: the pages that this comes from. Each is a digest by path.
"""


def texts_of(handbook: Handbook, course: Course) -> Texts:
    """The digests of a course. Pages that take nothing from others stand in `own` alone."""
    own, read, pages = {}, {}, dict[str, str]()
    for path in pages_of(course):
        page = handbook.pages.get(path)
        if page is None:
            continue
        own[path] = _digest(page.text)
        taken = list[str]()
        if "![[" in page.text:
            expanded = expand(page, handbook.pages, handbook.environment)
            taken.append(expanded.text)
            pages |= {each: _digest(handbook.pages[each].text) for each in expanded.sources if each != path}
        quiz: Any = handbook.definitions.get(QUIZ, {}).get(path)
        for question in getattr(quiz, "questions", ()):
            for passage in question.relies_on:
                source, text = passage_of(path, passage, handbook)
                if source:
                    taken.append(text)
                    pages[source] = _digest(handbook.pages[source].text)
        if taken:
            read[path] = _digest("\0".join(taken))
    return {"own": own, "read": read, "pages": pages}


def read_otherwise(before: Mapping[str, Mapping[str, str]], now: Texts) -> tuple[list[str], list[str]]:
    """The pages of a course that are read otherwise though they say the same, and the pages that this comes from."""
    old_own, old_read, old_pages = (before.get(name, {}) for name in ("own", "read", "pages"))
    parts = [
        path
        for path, digest in now["read"].items()
        if old_own.get(path) == now["own"][path] and old_read.get(path, digest) != digest
    ]
    sources = [path for path, digest in now["pages"].items() if old_pages.get(path, digest) != digest]
    gone = [path for path in old_pages if path not in now["pages"]]
    return parts, (sources or gone) if parts else []


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
