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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from trellis.certifications.definitions.requirements import Requirement, all_of
from trellis.handbook.declared import Between, Declared, Matching
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


def _days(text: str) -> int:
    return int(text.split(" ", 1)[0])
