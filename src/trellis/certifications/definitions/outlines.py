"""The parts of a course by their keys, as far as certifications ask for them: what stands in its outline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trellis.certifications.definitions.evidence import PATH, QUIZ
from trellis.handbook.page import Page

_FOLDER = re.compile(r"(?:.*/)?courses/(?P<course>[a-z0-9-]+)/course\.md")
_PART = re.compile(r"^\s*(?:\d+[.)]|[-*+])\s+(?P<words>.+?)\s*$", re.MULTILINE)
_KEY = re.compile(r"\{#(?P<key>[a-z0-9-]+)\}\s*$")
_PAGE = re.compile(r"^\[[^\]]*\]\((?:[^)#]*/)?(?:\d+-)?(?P<key>[a-z0-9-]+)\.md(?:#[^)]*)?\)")
_KIND = re.compile(r"\((?P<said>[^()]*)\)\s*(?:\{#[^}]*\})?\s*$")


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a course: their keys, each with the kind that its outline says, empty for a page."""

    course: str
    parts: tuple[tuple[str, str], ...]

    def kind_of(self, key: str) -> str | None:
        """The kind of a part; `None` where there is none such."""
        return dict(self.parts).get(key)


@dataclass(frozen=True, slots=True)
class Named:
    """A page that certifications can name: a quiz, or a learning path."""

    kind: str
    key: str


def named_of(page: Page) -> Named | None:
    """The quiz or path that a page is, by its name or its front matter; `None` for any other."""
    name = page.path.rpartition("/")[2]
    if name == "quiz.md" or name.endswith(".quiz.md") or _says(page, "quiz"):
        return Named(QUIZ, page.path)
    if "/paths/" in f"/{page.path}" and _says(page, "path"):
        return Named(PATH, name.removesuffix(".md"))
    return None


def is_course(path: str) -> bool:
    """Whether a path is that of the page of a course."""
    return _FOLDER.fullmatch(path) is not None


def outline_of(page: Page) -> Outline:
    """The parts that the page of a course names."""
    found = _FOLDER.fullmatch(page.path)
    section = next((each for each in page.sections if each.title.casefold() == "outline"), None)
    text = page.text[section.span.start : section.span.end] if section is not None else ""
    parts = [_part_of(each["words"]) for each in _PART.finditer(text)]
    return Outline(found["course"] if found else "", tuple(each for each in parts if each[0]))


def _says(page: Page, key: str) -> bool:
    return page.front is not None and page.front.get(key) is not None


def _part_of(words: str) -> tuple[str, str]:
    key = _KEY.search(words) or _PAGE.match(words)
    said = _KIND.search(words)
    first = said["said"].split(",")[0].strip() if said and not words.rstrip().endswith(".md)") else ""
    return (key["key"] if key else "", first)
