"""The kind `notice-template`: pages that say how a kind of notice is mailed, in one language.

---
kind: notice-template
notice: mention
language: de
subject: "{actor} nennt Sie: {subject}"
---

Guten Tag {name},

{text}

{address}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trellis.core.definitions import templatecodes as codes
from trellis.core.definitions.notice_names import FIELDS, names
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span

NAME = "notice-template"
_FIELD = re.compile(r"\{([a-z][a-z_-]*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """How a kind of notice is mailed in one language: Markdown with fields in braces."""

    notice: str
    language: str
    subject: str
    body: str
    path: str


class NoticeTemplateKind:
    """Pages whose front matter says `kind: notice-template`. Assembled: templates by notice and language."""

    name = NAME
    version = 1
    codes: tuple[Code, ...] = codes.CODES

    def recognise(self, page: Page, settings: Settings) -> bool:
        """A page is a template only if it says so."""
        value = page.front_value("kind")
        return isinstance(value, str) and value.strip().lower() == NAME

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Template | None:
        """The template of a page; `None` where it does not say for which notice or has no subject."""
        notice, subject, language = (_said(page, key) for key in ("notice", "subject", "language"))
        language = language or (settings.languages[0] if settings.languages else "en")
        at, body = _place(page), page.text[page.body_start :]
        if notice not in names():
            known = ", ".join(sorted(names()))
            reporter.report(
                codes.UNKNOWN_NOTICE, at, f"There is no notice “{notice}”.", hint=f"There are: {known}."
            )
        if not subject:
            reporter.report(codes.NO_SUBJECT, at, "The template has no subject.")
        _check_fields(page, reporter)
        usable = notice in names() and bool(subject) and bool(body.strip())
        return Template(notice, language, subject, body, page.path) if usable else None

    def assemble(
        self,
        definitions: Mapping[str, Template | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Mapping[tuple[str, str], Template]:
        """The templates by notice and language; of two for the same the first counts."""
        found: dict[tuple[str, str], Template] = {}
        for path, template in definitions.items():
            if template is None:
                continue
            key = (template.notice, template.language)
            first = found.setdefault(key, template)
            if first is not template:
                reporter_for(path).report(
                    codes.TWICE, _place(handbook.pages[path]),
                    f"{first.path} says how “{template.notice}” is mailed in “{template.language}” already.",
                )  # fmt: skip
        return found


def fill(text: str, fields: Mapping[str, str]) -> str:
    """A text with its fields filled in; what is no field stays as it is."""
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), text)


def _said(page: Page, key: str) -> str:
    value = page.front_value(key)
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _check_fields(page: Page, reporter: Reporter) -> None:
    known = ", ".join(f"{{{name}}}" for name in FIELDS)
    told: set[str] = set()
    for found in _FIELD.finditer(page.text):
        if found[1] not in FIELDS and found[1] not in told:
            told.add(found[1])
            reporter.report(
                codes.UNKNOWN_FIELD, Span(found.start(), found.end()), f"There is no field {found[0]}.",
                hint=f"There are: {known}.",
            )  # fmt: skip


def _place(page: Page) -> Span:
    """The front matter, where what is missing would stand."""
    return Span(0, max(page.body_start, 1) if page.text else 0)
