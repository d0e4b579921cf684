"""The kind `certification`: which pages are one, how they are read, and what is checked over all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from trellis.certifications.definitions import checking, codes
from trellis.certifications.definitions.certifications import KEY, NAME, Certification, Certifications
from trellis.certifications.definitions.outlines import Named, Outline, is_course, named_of, outline_of
from trellis.handbook import declaredcodes
from trellis.handbook.declared import read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page, stem_of
from trellis.handbook.settings import Settings
from trellis.people.definitions import audiences
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import EVERYBODY

Definition = Certification | Outline | Named


class CertificationKind:
    """Pages whose front matter says `certification`. Assembled: `Certifications`.

    Courses, quizzes and paths are looked at as well: they, and the parts of outlines, are what can be asked for.
    """

    name = NAME
    version = 1
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *of_people.AUDIENCES, *codes.CODES)

    def recognise(self, page: Page, settings: Settings) -> bool:
        """Whether the front matter says so, or it is a page that certifications can ask for."""
        says = page.front is not None and page.front.get(KEY) is not None
        return says or is_course(page.path) or named_of(page) is not None

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Definition | None:
        """What the page says of itself; `None` where that cannot be read. Of a course, its parts."""
        node = page.front.get(KEY) if page.front is not None else None
        if node is None:
            return outline_of(page) if is_course(page.path) else named_of(page)
        made = read(node, Certification, reporter, "the certification")
        if made is None:
            return None
        made = replace(
            made, owner=made.owner or _text(page.front_value("owner")), path=page.path, title=page.title,
            key=stem_of(page.path).rpartition("/")[2], description=page.description or "",
        )  # fmt: skip
        checking.check_itself(made, page, settings, reporter)
        # A validity or an audience that could not be read must not make it easier to have, or to keep.
        return made if _is_read(made) else replace(made, requires=None)

    def assemble(
        self,
        definitions: Mapping[str, Definition | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Certifications:
        """All certifications; those that go in a circle, or name what there is not, are told and cannot be earned."""
        found = [each for each in definitions.values() if isinstance(each, Certification)]
        outlines = {each.course: each for each in definitions.values() if isinstance(each, Outline)}
        known = audiences.known_in(handbook) if found else audiences.Known()
        named = [each for each in definitions.values() if isinstance(each, Named)]
        there = checking.There(handbook, outlines, {each.key: each for each in found}, named)
        for each in found:
            reporter = reporter_for(each.path)
            for audience in (each.audience, each.required_for):
                if audience is not None:
                    audiences.check(audience, known, reporter)
            checking.check_names(each, there, reporter)
        checking.check_exams(there, reporter_for)
        return Certifications({each.key: each for each in found})


def _is_read(made: Certification) -> bool:
    written = {key: node.value for key, node in made.node.items()}
    if written.get("audience", EVERYBODY) != EVERYBODY and made.audience == EVERYBODY:
        return False
    names = {"valid-for": made.valid_for, "renewal": made.renewal}
    return all(value is not None for key, value in names.items() if written.get(key) is not None)


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
