"""What the current handbook says of certifications, and what their texts are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from trellis.certifications.definitions.certifications import NAME, Certification, Certifications
from trellis.certifications.definitions.kind import CertificationKind
from trellis.certifications.definitions.requirements import Requirement, leaves
from trellis.certifications.models import Wording
from trellis.core import defined
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.files import read_page
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.slugs import anchors_of
from trellis.handbook.text import SourceText
from trellis.handbook.transclude import expand

Asked = tuple[str, str]
"""Kind and key of something that a certification asks for."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a certification with everything that it includes, and the SHA-256 of title and text."""

    path: str
    title: str
    description: str
    text: str
    digest: str


def certifications() -> Certifications:
    """All certifications of the current handbook."""
    return certifications_of(defined.edition().handbook)


def certifications_of(handbook: Handbook) -> Certifications:
    """All certifications of a handbook."""
    found = handbook.assembled.get(NAME)
    return found if isinstance(found, Certifications) else Certifications()


def certification(key: str) -> Certification | None:
    """The certification with a key; `None` where the handbook has none such (any more)."""
    return certifications().by_key.get(key)


def certification_then(wording: Wording) -> Certification | None:
    """A certification by a text of then; `None` where it cannot be read. One query where the text is not loaded."""
    page = read_page(wording.path, wording.text.encode("utf-8", "surrogatepass")).page
    settings = defined.edition().handbook.settings
    found = CertificationKind().parse(page, settings, Reporter(wording.path, page.source))
    return found if isinstance(found, Certification) else None


def title_of(key: str) -> str:
    """What a certification is called; its key, where the handbook has it no more."""
    found = certification(key)
    return found.title if found is not None else key


def asked_by(requirements: Iterable[Requirement | None]) -> frozenset[Asked]:
    """What some requirements ask for, each once."""
    return frozenset((each.kind, each.key) for one in requirements if one is not None for each in leaves(one))


def text_of(made: Certification) -> Text:
    """The text of a certification as it stands now; made once for each edition."""
    return defined.derive(_texts)[made.path]


def rubric_of(made: Certification, anchor: str) -> str:
    """The Markdown of the section of a certification that says what to look at; empty where there is none."""
    page = defined.edition().handbook.pages.get(made.path)
    if page is None or not anchor:
        return ""
    found = anchors_of(page, defined.edition().handbook.settings.slugs).lookup(anchor.removeprefix("#"))
    if found is None or found.heading is None:
        return ""
    section = page.sections[found.heading + 1]
    ends = [each.span.start for each in page.sections[section.index + 1 :] if each.level <= section.level]
    end = min(ends, default=len(page.text))
    start = section.heading.span.end if section.heading is not None else section.span.start
    return page.text[start:end].strip()


def text_as_page(path: str, text: str) -> Page:
    """A text as a page of its own."""
    return Page(path, SourceText(text), None, 0)


def _texts(edition: Any) -> Mapping[str, Text]:
    handbook: Handbook = edition.handbook
    found = {}
    for each in certifications_of(handbook).by_key.values():
        page = handbook.pages[each.path]
        # What it asks for stands in the front matter, and is part of what somebody was certified by.
        body = page.text
        if "![[" in body:
            body = page.text[: page.body_start] + expand(page, handbook.pages, handbook.environment).text
        digest = sha256(f"{each.title}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()
        found[each.path] = Text(each.path, each.title, each.description, body, digest)
    return found
