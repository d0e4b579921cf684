"""The kind `certification`: what somebody has to show to hold a certificate, how long it counts, how it is renewed.

---
title: People manager
description: Leads people by what the handbook says.
certification:
  owner: Director, People Operations
  audience: {managers: true}
  required-for: {managers: true}
  valid-for: 24 months
  renewal: {from: 90 days, requires: {all: [{course: performance-update}]}}
  grace: 30 days
  extension: 60 days
  requires:
    all:
      - {course: giving-feedback}
      - {quiz: quizzes/people-manager.md, score: 80}
  remind: [90, 60, 30, 7]
---

A page is a certification where its front matter says `certification`; its key is the name of its file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final

from trellis.certifications.definitions import checking, codes
from trellis.certifications.definitions.outlines import Named, Outline, is_course, named_of, outline_of
from trellis.certifications.definitions.requirements import Requirement, all_of
from trellis.handbook import declaredcodes
from trellis.handbook.declared import Between, Declared, Matching, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page, stem_of
from trellis.handbook.settings import Settings
from trellis.people.definitions import audiences
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import EVERYBODY, Audience

NAME = "certification"
KEY = "certification"
USUAL_WINDOW: Final = "90 days"
USUAL_LADDER: Final = (90, 60, 30, 7)
"""When people are reminded of a certificate that they have to hold, where the page does not say."""
_MONTHS = re.compile(r"(?P<n>[1-9]\d{0,2}) (?P<unit>month|year)s?")
_DAYS = re.compile(r"(?P<n>\d{1,4}) days?")
Months = Annotated[str, Matching(_MONTHS.pattern, "months or years, such as 24 months")]
Days = Annotated[str, Matching(_DAYS.pattern, "days, such as 90 days")]
Step = Annotated[int, Between(0, 3650)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal(Declared):
    """How a certificate is renewed: from so many days before its end, by its own route or by all of it anew."""

    from_: Days = USUAL_WINDOW
    requires: Requirement | None = None

    @property
    def window_days(self) -> int:
        """How many days before the end the window opens."""
        return _days(self.from_)

    @property
    def is_whole(self) -> bool:
        """Whether all that was written could be read."""
        written = self.node.value if isinstance(self.node.value, dict) else {}
        return set(written) <= {"from", "requires"} and not ("requires" in written and self.requires is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification(Declared):
    """What a page says of itself as a certification; `key`, `path`, `title` and `description` are those of the page.

    `audience` says who can earn it, `required_for` who has to hold it. `extension` is how long a certificate can be
    extended, all extensions together; `grace` how long after its end it still counts as being renewed.
    """

    owner: str = ""
    audience: Audience = EVERYBODY
    required_for: Audience | None = None
    valid_for: Months | None = None
    renewal: Renewal | None = None
    grace: Days = "0 days"
    extension: Days = "90 days"
    requires: Requirement | None = None
    remind: tuple[Step, ...] = ()
    key: str = ""
    path: str = ""
    title: str = ""
    description: str = ""

    @property
    def months(self) -> int | None:
        """How many months a certificate counts; `None` for good."""
        found = _MONTHS.fullmatch(self.valid_for) if self.valid_for else None
        return int(found["n"]) * (12 if found["unit"] == "year" else 1) if found else None

    @property
    def grace_days(self) -> int:
        """How many days after its end a certificate can still be renewed by the shorter route."""
        return _days(self.grace)

    @property
    def extension_days(self) -> int:
        """How many days a certificate can be extended, all extensions together."""
        return _days(self.extension)

    @property
    def window_days(self) -> int:
        """How many days before the end it can be renewed."""
        return self.renewal.window_days if self.renewal is not None else _days(USUAL_WINDOW)

    @property
    def to_renew(self) -> Requirement | None:
        """What has to be shown to renew it: its own route, else all of it anew."""
        return self.renewal.requires if self.renewal is not None and self.renewal.requires else self.requires

    @property
    def ladder(self) -> tuple[int, ...]:
        """How many days before the end people are reminded, the most first; none where it counts for good.

        Of what somebody has to hold nobody learns too late: without `remind` the usual days hold.
        """
        if self.months is None:
            return ()
        written = self.node.value if isinstance(self.node.value, dict) else {}
        usual = USUAL_LADDER if self.required_for is not None and "remind" not in written else ()
        return tuple(sorted({*self.remind, *usual}, reverse=True))

    @property
    def can_be_earned(self) -> bool:
        """Whether it asks for something, and all of that could be read."""
        return self.requires is not None and self.requires.is_whole

    @property
    def routes(self) -> tuple[Requirement, ...]:
        """What it asks for, to earn and to renew it."""
        shorter = self.renewal.requires if self.renewal is not None else None
        return tuple(each for each in (self.requires, shorter) if each is not None)


@dataclass(frozen=True, slots=True)
class Certifications:
    """All certifications by key."""

    by_key: Mapping[str, Certification] = field(default_factory=dict)

    def at(self, path: str) -> Certification | None:
        """The certification of a page."""
        return next((each for each in self.by_key.values() if each.path == path), None)

    def asking_for(self, kind: str, key: str) -> Iterator[Certification]:
        """The certifications for which something counts, by what they ask to earn or to renew them."""
        for each in self.by_key.values():
            if any((one.kind, one.key) == (kind, key) for route in each.routes for one in all_of(route)):
                yield each


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


def _days(text: str) -> int:
    return int(text.split(" ", 1)[0])


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
