"""`reviews/<cycle>.yml`: a cycle of performance reviews: whom it is for, what is asked until when, how it is rated.

title: Yearly review
audience: everybody
hired-by: 2026-09-30
calendar: {opens: 2026-10-05, self-due: 14 days, peers-due: 3 weeks, manager-due: 5 weeks, shared-from: 7 weeks}
scale: [{value: 1, title: Developing}, {value: 2, title: Performing}]
sections:
  work: {title: Work, type: expectations, weight: 60}
  values: {title: Values, type: values, weight: 40, page: company/values.md}
  ahead: {title: Looking ahead, type: questions, questions: {next: What comes next?}, asked-of: [self, manager]}
peers: {least: 2, most: 5, shown: unnamed}
talent: {expected: [15, 60, 25]}

Days are dates, or days and weeks after the day on which the cycle opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Literal

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Matching, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.model import List
from trellis.handbook.page import Page
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node
from trellis.people.definitions import audiences
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import EVERYBODY, Audience, Group
from trellis.reviews.definitions import codes
from trellis.reviews.definitions.reading import LEAST_UPWARD

NAME = "review-cycle"
DAYS = ("self_due", "peers_due", "manager_due", "calibrated_by", "shared_from", "acknowledge_by")
Day = Annotated[
    str,
    Matching(
        r"\d{4}-\d{2}-\d{2}|\d{1,3} (?:days?|weeks?)", "a day such as 2026-04-01, or 14 days, or 3 weeks"
    ),
]
Percentage = Annotated[int, Between(0, 100)]
WRITERS = ("self", "manager", "peer", "upward")
Writer = Literal["self", "manager", "peer", "upward"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar(Declared):
    """When what is due. Without `opens` somebody opens the cycle when they please.

    `remind_before` says how many days before a day those are reminded on whom something waits; 0 for never.
    """

    opens: date | None = None
    self_due: Day = "14 days"
    peers_due: Day = "21 days"
    manager_due: Day = "35 days"
    calibrated_by: Day = "49 days"
    shared_from: Day = "49 days"
    acknowledge_by: Day = "63 days"
    remind_before: Annotated[int, Between(0, 30)] = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Declared):
    """A step of the rating scale, in words."""

    value: Annotated[int, Between(1, 10)]
    title: str
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Declared):
    """A part of the form: the responsibilities of the level, the headings of a page of values, or free questions."""

    title: str
    type: Literal["expectations", "values", "questions"]
    weight: Percentage = 0
    page: str = ""
    help: str = ""
    questions: Mapping[Slug, str] = field(default_factory=dict)
    asked_of: tuple[Writer, ...] = ("self", "manager")

    @property
    def is_rated(self) -> bool:
        """Whether its items are rated."""
        return self.type != "questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers(Declared):
    """Colleagues who are asked: how many, who names them (the manager approves), how the person reads them later."""

    least: Annotated[int, Between(0, 20)] = 2
    most: Annotated[int, Between(1, 20)] = 5
    nominated_by: Literal["person", "manager"] = "person"
    shown: Literal["named", "unnamed", "no"] = "unnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upward(Declared):
    """Feedback of the people of a manager: from how many answers on the manager reads it."""

    least_answers: Annotated[int, Between(LEAST_UPWARD, 50)] = LEAST_UPWARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Talent(Declared):
    """The names of both axes from the lowest step, of the boxes; the shares that are hoped for: a sign, no quota."""

    performance: tuple[str, ...] = ("Developing", "Performing", "Exceeding")
    growth: tuple[str, ...] = ("Developing", "Growing", "Exceeding")
    boxes: Mapping[Annotated[str, Matching(r"[1-9]", "the number of a box, 1 to 9")], str] = field(
        default_factory=dict
    )
    expected: tuple[Percentage, ...] = ()
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle(Declared):
    """One file. Without `peers`, `upward` or `talent` that part is not asked for."""

    title: str
    page: str = ""
    audience: Audience = EVERYBODY
    hired_by: date | None = None
    rated_after_months: Annotated[int, Between(0, 24)] = 3
    calendar: Calendar = field(default_factory=Calendar)
    scale: tuple[Rating, ...] = ()
    sections: Mapping[Slug, Section] = field(default_factory=dict)
    self_review: bool = True
    peers: Peers | None = None
    upward: Upward | None = None
    talent: Talent | None = None

    def days(self, opens: date) -> dict[str, date]:
        """Every day of the calendar for a cycle that opens on a day."""
        return {name: _resolved(getattr(self.calendar, name), opens) for name in DAYS}

    def is_open_to(self, hired_on: date | None) -> bool:
        """Whether somebody who was hired on a day takes part."""
        return self.hired_by is None or hired_on is None or hired_on <= self.hired_by

    def is_rated(self, hired_on: date | None, opens: date) -> bool:
        """Whether somebody is here long enough to be rated."""
        return hired_on is None or hired_on <= _months_before(opens, self.rated_after_months)


class CycleKind(DataKind[Cycle | None]):
    """The kind `review-cycle`. Joined: the cycles by the name of their file."""

    name = NAME
    files = ("reviews/*.yml",)
    called = "Review cycle"
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *of_people.AUDIENCES, *codes.CODES)
    template = """\
title: {title}
audience: everybody
calendar: {{self-due: 14 days, peers-due: 3 weeks, manager-due: 5 weeks, shared-from: 7 weeks}}
scale:
  - {{value: 1, title: Developing}}
  - {{value: 2, title: Performing}}
  - {{value: 3, title: Exceeding}}
sections:
  work: {{title: Work, type: expectations, weight: 100}}
  ahead: {{title: Looking ahead, type: questions, questions: {{next: What comes next?}}}}
"""

    def read(self, path: str, node: Node, reporter: Reporter) -> Cycle | None:
        """What a file says; None where it cannot be read."""
        made = read(node, Cycle, reporter, "this review cycle")
        if made is None:
            return None
        said = node.get("audience")
        if said is not None and made.audience == EVERYBODY != said.value:
            made = replace(made, audience=Group(node=said))  # what cannot be read asks nobody, not everybody
        for code, span, told in _faults(made):
            reporter.report(code, span, told)
        return made

    def join(
        self, read: Mapping[str, Cycle | None], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Mapping[str, Cycle]:
        """The cycles by name; reports audiences of nobody and pages of values that there are not."""
        known = audiences.known_in(handbook) if read else audiences.Known()
        found: dict[str, Cycle] = {}
        for path, cycle in read.items():
            if cycle is None:
                continue
            found.setdefault(path.rpartition("/")[2].removesuffix(".yml"), cycle)
            audiences.check(cycle.audience, known, reporter_for(path))
            for each in cycle.sections.values():
                page = handbook.pages.get(each.page.strip("/"))
                if each.type == "values" and (page is None or not values_of(page)):
                    told = f"There is no page “{each.page}” with values as its headings."
                    reporter_for(path).report(codes.NO_PAGE, each.span_of("page"), told)
        return found


def values_of(page: Page) -> tuple[str, ...]:
    """The values that a page states: its headings of level two, but for “When values pull apart” and the like.

    Those that hold a list count; where none does, all.
    """
    found = [each for each in page.sections if each.level == 2 and each.title]
    listed = [each for each in found if any(isinstance(block, List) for block in each.blocks)]
    return tuple(each.title for each in listed or found)


def _faults(made: Cycle) -> Iterator[tuple[Code, Span, str]]:
    yield from _dates(made)
    rated = [each for each in made.sections.values() if each.is_rated]
    if rated and sum(each.weight for each in rated) != 100:
        told = f"The weights come to {sum(each.weight for each in rated)}."
        yield codes.WEIGHTS, made.key_span_of("sections"), told
    values = [each.value for each in made.scale]
    if rated and (len(values) < 2 or len(set(values)) < len(values)):
        span = made.key_span_of("scale") if made.scale else made.key_span_of("sections")
        yield codes.SCALE, span, "The scale needs two steps or more, each with a value of its own."
    for each in made.sections.values():
        if not each.is_rated and not each.questions:
            yield codes.EMPTY, each.node.span, f"“{each.title}” asks nothing."
    if not made.sections:
        yield codes.EMPTY, made.node.span, "The cycle has no section."
    if made.peers is not None and made.peers.least > made.peers.most:
        told = f"{made.peers.least} are asked at least, {made.peers.most} at most."
        yield codes.PEERS, made.peers.node.span, told
    if made.talent is not None:
        yield from _talent(made.talent)


def _talent(talent: Talent) -> Iterator[tuple[Code, Span, str]]:
    for name in ("performance", "growth"):
        if len(getattr(talent, name)) != 3:
            yield codes.TALENT, talent.span_of(name), "An axis has three steps."
    if talent.expected and (len(talent.expected) != 3 or sum(talent.expected) != 100):
        yield codes.TALENT, talent.span_of("expected"), "Three shares, which come to 100, are expected."


def _dates(made: Cycle) -> Iterator[tuple[Code, Span, str]]:
    opens = made.calendar.opens or date(2026, 1, 1)
    try:
        days = {"opens": opens, **made.days(opens)}
    except ValueError:
        yield codes.DATES, made.key_span_of("calendar"), "One of the days is not in the calendar."
        return
    if made.calendar.opens is None:  # dates say nothing against an opening that nobody knows yet
        days = {name: day for name, day in days.items() if not _is_date(made.calendar, name)}
    last_name, last = "", date.min
    for name, day in days.items():
        if name == "calibrated_by" and made.talent is None:
            continue
        if day < last:
            told = f"{name.replace('_', '-')} ({day}) lies before {last_name.replace('_', '-')} ({last})."
            yield codes.DATES, made.calendar.span_of(name), told
        last_name, last = name, max(last, day)


def _is_date(calendar: Calendar, name: str) -> bool:
    return name != "opens" and "-" in getattr(calendar, name)


def _resolved(text: str, opens: date) -> date:
    if "-" in text:
        return date.fromisoformat(text)
    number, _space, unit = text.partition(" ")
    return opens + timedelta(days=int(number) * (7 if unit.startswith("week") else 1))


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))
