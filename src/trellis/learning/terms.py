"""What the current handbook says of courses and paths, and what a course teaches word by word."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from trellis.core import defined
from trellis.courses import terms as of_courses
from trellis.courses.definitions.courses import Course, Courses, LearningPath, Part
from trellis.handbook.handbook import Handbook
from trellis.handbook.meaning import fingerprint, parts_of
from trellis.handbook.page import Page
from trellis.handbook.text import SourceText
from trellis.handbook.transclude import Expanded, expand
from trellis.learning.definitions.campaigns import NAME as CAMPAIGN
from trellis.learning.definitions.campaigns import Campaigns

LONGEST_DIGEST = 32
PASSAGES = "passages"
"""Under this name a kept lesson says which of its characters came from which page."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A course as it teaches now: see `models.CourseVersion`."""

    course: Course
    revision: str
    digest: str
    outline: list[dict[str, Any]]
    texts: dict[str, dict[str, Any]]


def courses() -> Courses:
    """Everything that the current handbook teaches."""
    return of_courses.all_courses()


def course(key: str) -> Course | None:
    """A course of the current handbook."""
    return courses().by_key.get(key)


def path(key: str) -> LearningPath | None:
    """A path of the current handbook."""
    return courses().paths.get(key)


def campaigns() -> Campaigns:
    """The campaigns of the current handbook that can run."""
    found = defined.edition().handbook.assembled.get(CAMPAIGN)
    return found if isinstance(found, Campaigns) else Campaigns()


def title_of(subject: str, key: str) -> str:
    """What a course or path is called; its key where the handbook has it no more."""
    found = path(key) if subject == "path" else course(key)
    return found.title if found is not None else key


def languages_of(key: str) -> tuple[str, ...]:
    """The languages of a course; none where the handbook has it no more."""
    found = course(key)
    return found.languages if found is not None else ()


def counting_as(key: str) -> frozenset[str]:
    """The keys of courses whose completion counts as that of a course: itself, those it names, and its translations."""
    found = course(key)
    keys = {key}
    if found is not None:
        keys |= set(found.equivalent_to)
        keys |= {each.key for each in courses().translations(key)}
        if found.translation_of:
            keys |= {
                found.translation_of,
                *(each.key for each in courses().translations(found.translation_of)),
            }
    return frozenset(keys)


def snapshot(found: Course) -> Snapshot:
    """A course with the words of its parts, made once for each edition."""
    memory: dict[str, Snapshot] = defined.derive(_memory)
    made = memory.get(found.key)
    if made is None or made.course is not found:
        made = memory[found.key] = _snapshot(defined.edition().handbook, found)
    return made


def page_of(path: str, text: str) -> Page:
    """A text as a page of its own."""
    return Page(path, SourceText(text), None, 0)


def _memory(_edition: Any) -> dict[str, Snapshot]:
    return {}


def _snapshot(handbook: Handbook, found: Course) -> Snapshot:
    texts: dict[str, dict[str, Any]] = {}
    outline = []
    for part in found.parts:
        text = _text_of(handbook, part) if part.path else None
        if text is not None and part.kind == "lesson":
            texts[part.path] = text
        outline.append(
            {
                "key": part.key, "title": part.title, "kind": part.kind, "path": part.path, "url": part.url,
                "minutes": part.minutes, "is_optional": part.is_optional, "digest": _digest(handbook, part, text),
            }
        )  # fmt: skip
    # Where passages begin and end follows from the texts, and versions that were kept before do not say it.
    said = {path: {key: each[key] for key in each if key != PASSAGES} for path, each in texts.items()}
    whole = json.dumps([found.title, outline, said], sort_keys=True, ensure_ascii=False)
    digest = sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
    return Snapshot(found, handbook.revision, digest, outline, texts)


def _text_of(handbook: Handbook, part: Part) -> dict[str, Any] | None:
    """The Markdown of a lesson with everything that it includes, the pages that this came from, and which passage came
    from which.
    """
    page = handbook.pages.get(part.path)
    if page is None:
        return None
    body = page.text[page.body_start :]
    if part.kind != "lesson" or "![[" not in page.text:
        return {"title": page.title, "text": body.strip() + "\n", "sources": [part.path]}
    expanded = expand(page, handbook.pages, handbook.environment)
    return {
        "title": page.title, "text": expanded.text.strip() + "\n", "sources": sorted(set(expanded.sources)),
        PASSAGES: [list(each) for each in passages_of(expanded, part.path)],
    }  # fmt: skip


def passages_of(expanded: Expanded, path: str) -> list[tuple[int, int, str]]:
    """Which characters of a text, white space around it taken off, came from pages other than its own: from, to, page.

    The marks of a heading that was moved, and other signs that no page has, belong to the passage that they precede.
    """
    begins = len(expanded.text) - len(expanded.text.lstrip())
    found: list[tuple[int, int, str]] = []
    end = 0
    for run in expanded.runs:
        if run.path != path:
            since = (
                found[-1][1] if found and found[-1][1] + begins == end and found[-1][2] == run.path else None
            )
            start, to = max(end - begins, 0), run.start + run.length - begins
            if since is not None:
                found[-1] = (found[-1][0], to, run.path)
            else:
                found.append((start, to, run.path))
        end = run.start + run.length
    return found


def without(text: dict[str, Any], hidden: Collection[str]) -> str | None:
    """The words of a kept lesson without the passages of some pages; `None` where nobody wrote down which these are."""
    if not hidden:
        return str(text["text"])
    if PASSAGES not in text:
        return None
    words, at, left = str(text["text"]), 0, []
    for start, end, path in text[PASSAGES]:
        if path in hidden:
            left.append(words[at:start])
            at = max(at, end)
    return "".join((*left, words[at:]))


def _digest(handbook: Handbook, part: Part, text: dict[str, Any] | None) -> str:
    """What a part says, as a short string: of a lesson its words, of a quiz its text, else what it is called."""
    if text is None:
        return fingerprint((part.kind, part.title, part.url))
    if part.kind != "lesson":
        return sha256(text["text"].encode("utf-8", "surrogatepass")).hexdigest()[:LONGEST_DIGEST]
    found = parts_of(page_of(part.path, text["text"]), handbook.settings.slugs)
    return fingerprint(word for each in found for word in (each.title, *each.sentences))
