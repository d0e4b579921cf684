"""The kind `campaign`: `campaigns/*.md`, which tells some people for some time of courses that would be worth it.

---
title: Say what you saw
description: Four weeks in which we practice giving feedback.
campaign:
  owner: Senior Learning and Development Specialist
  courses: [giving-feedback]
  audience: {departments: [engineering]}
  from: 2026-09-01
  until: 2026-09-30
  banner: Practice feedback this September.
  mail: {subject: Say what you saw, on: [0, 14]}
---

The text of the page is that of the mail, and of the page to which mail and banner lead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Any, Final

from trellis.courses.definitions.courses import COURSE, PATH
from trellis.handbook import declaredcodes
from trellis.handbook.declared import Between, Check, Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page, stem_of, whole_span
from trellis.handbook.settings import Settings
from trellis.learning.definitions import campaigncodes as codes
from trellis.people.definitions import audiences
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import Audience, Group

NAME: Final = "campaign"
LONGEST_BANNER, LONGEST_MAIL = 200, 6000
"""Characters of a banner, and of a mail."""
_PLACE = re.compile(r"(?:.*/)?campaigns/(?!index\.md$|README\.md$)[^/]+\.md$")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_MARKS = re.compile(r"^(?:#{1,6} +|> ?)|\{#[\w-]+\}|(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)", re.MULTILINE)
SKELETON = """\
---
title: "{title}"
description: "What is in it for the reader, in a sentence."
campaign:
  owner: "Title of a role"
  courses: [key-of-a-course]
  audience: {managers: true}
  from: 2030-01-07
  until: 2030-02-01
  banner: "One line, seen on the page of learning and in the catalogue."
  mail: {subject: "{title}", on: [0, 14]}
---

Say what this is about, what is in it for whoever reads it, and how long it takes. These words are those of the mail.
"""
Line = Annotated[str, Check(lambda text: "\n" not in text.strip() and len(text) <= LONGEST_BANNER,
                            f"one line of at most {LONGEST_BANNER} characters")]  # fmt: skip
Day = Annotated[int, Between(0, 365)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing(Declared):
    """The mails of a campaign: `on` are days after its first, which is 0. The words are those of the page."""

    subject: Line
    on: tuple[Day, ...] = (0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(Declared):
    """What a page says of itself as a campaign; `key`, `path`, `title`, `description` and `text` are of the page.

    It runs from a day until another, both included. `featured` are the courses that stand first in the catalogue, in
    this order: without it all of its courses. `within` is how many days from the first enrollments count as its effect:
    without it as many as it runs. `channel` is where people talk about it, in words.
    """

    owner: str = ""
    courses: tuple[Slug, ...] = ()
    paths: tuple[Slug, ...] = ()
    featured: tuple[Slug, ...] = ()
    audience: Audience | None = None
    from_: date
    until: date
    within: Annotated[int, Between(1, 365)] | None = None
    banner: Line = ""
    mail: Mailing | None = None
    channel: Line = ""
    key: str = ""
    path: str = ""
    title: str = ""
    description: str = ""
    text: str = ""

    @property
    def days(self) -> int:
        """How many days from its first enrollments count as its effect."""
        return self.within or (self.until - self.from_).days + 1

    @property
    def steps(self) -> tuple[int, ...]:
        """The days on which it writes, counted from its first, within the time that it runs."""
        last = (self.until - self.from_).days
        return tuple(sorted({each for each in self.mail.on if each <= last})) if self.mail is not None else ()

    def runs_on(self, day: date) -> bool:
        """Whether it runs on a day."""
        return self.from_ <= day <= self.until

    def step_on(self, day: date) -> int | None:
        """The mail that is to be sent on a day: the last whose day has come; `None` before the first and afterwards.

        One that was missed while nothing ran is sent later, but never two at once.
        """
        if not self.runs_on(day):
            return None
        return max((each for each in self.steps if self.from_ + timedelta(days=each) <= day), default=None)

    @property
    def first(self) -> tuple[str, ...]:
        """The courses that stand first in the catalogue while it runs, in order."""
        return self.featured or self.courses


@dataclass(frozen=True, slots=True)
class Campaigns:
    """All campaigns of a handbook that can run, by key."""

    by_key: Mapping[str, Campaign] = field(default_factory=dict)

    def running(self, day: date) -> tuple[Campaign, ...]:
        """Those that run on a day; what began last comes first."""
        found = (each for each in self.by_key.values() if each.runs_on(day))
        return tuple(sorted(found, key=lambda each: (each.from_, each.key), reverse=True))


class CampaignKind:
    """Pages of the folder `campaigns` whose front matter says `campaign`. Assembled: `Campaigns`."""

    name = NAME
    version = 1
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *of_people.AUDIENCES, *codes.CODES)
    also = (COURSE, PATH)
    """It looks at the definitions of these kinds, too."""

    def recognise(self, page: Page, settings: Settings) -> bool:
        """Whether it lies in the folder and says that it is one."""
        if _PLACE.match(page.path) is None or page.front is None:
            return False
        return page.front.get(NAME) is not None

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Campaign | None:
        """What the page says; `None` where that cannot be read, or where it could not run."""
        node = page.front.get(NAME) if page.front is not None else None
        made = read(node, Campaign, reporter, "the campaign") if node is not None else None
        if made is None:
            return None
        owner = made.owner or _text(page.front_value("owner"))
        made = replace(
            made, owner=owner, path=page.path, title=page.title, key=stem_of(page.path).rpartition("/")[2],
            description=page.description or "", text=in_words(page.text[page.body_start :]),
        )  # fmt: skip
        return made if _check(made, page, reporter) else None

    def assemble(
        self, definitions: Mapping[str, Campaign | None], handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Campaigns:  # fmt: skip
        """All campaigns; what they name and there is not, is told and left out."""
        found = {path: each for path, each in definitions.items() if each is not None}
        if not found:
            return Campaigns()
        known = audiences.known_in(handbook)
        courses = {
            each.course.key for each in handbook.definitions.get(COURSE, {}).values() if each is not None
        }
        paths = {each.path.key for each in handbook.definitions.get(PATH, {}).values() if each is not None}
        made: dict[str, Campaign] = {}
        for path, each in found.items():
            reporter = reporter_for(path)
            if each.audience is not None:
                audiences.check(each.audience, known, reporter)
            kept = replace(
                each,
                courses=_known(each, "courses", courses, "course", reporter),
                paths=_known(each, "paths", paths, "path", reporter),
                featured=_known(each, "featured", courses, "course", reporter),
            )
            if (kept.courses or kept.paths) and kept.key not in made:
                made[kept.key] = kept
        return Campaigns(made)


def in_words(markdown: str) -> str:
    """Markdown as a mail says it: links by their words, without marks of headings, quotes and emphasis."""
    text = _MARKS.sub("", _LINK.sub(r"\1", markdown)).strip()
    return text if len(text) <= LONGEST_MAIL else text[: LONGEST_MAIL - 1].rstrip() + "…"


def _check(made: Campaign, page: Page, reporter: Reporter) -> bool:
    """Report what is wrong with a campaign by itself; whether it can run all the same."""
    told, can_run = f"“{made.title}”", True
    if not made.owner:
        reporter.report(codes.NO_OWNER, whole_span(page), f"{told} has no owner.")
    if not made.courses and not made.paths:
        reporter.report(codes.NO_COURSE, made.node.span, f"{told} is for no course and no path.")
        can_run = False
    if made.until < made.from_:
        reporter.report(codes.ENDS_BEFORE, made.span_of("until"), f"{told} ends before it begins.")
        can_run = False
    if made.audience is None or (isinstance(made.audience, Group) and not made.audience.is_whole):
        reporter.report(codes.NOBODY, made.span_of("audience"), f"{told} is for nobody.")
        can_run = False
    if not made.banner.strip() and made.mail is None:
        reporter.report(codes.SILENT, made.node.span, f"{told} has neither a banner nor a mail.")
        can_run = False
    if made.mail is not None and can_run:
        late = [each for each in made.mail.on if each not in made.steps]
        if late:
            reporter.report(
                codes.MAIL_TOO_LATE, made.mail.span_of("on"),
                f"Day {late[0]} is after the end of {told}, which runs {(made.until - made.from_).days + 1} days.",
            )  # fmt: skip
        if not made.text:
            reporter.report(codes.NO_WORDS, whole_span(page), f"The mail of {told} has no words.")
    return can_run


def _known(made: Campaign, name: str, there: set[str], what: str, reporter: Reporter) -> tuple[str, ...]:
    kept = []
    for at, key in enumerate(getattr(made, name)):
        if key in there:
            kept.append(key)
        else:
            reporter.report(codes.UNKNOWN, made.span_of(name, at), f"There is no {what} “{key}”.")
    return tuple(dict.fromkeys(kept))


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
