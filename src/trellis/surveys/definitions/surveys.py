"""`surveys/*.md`: a survey as a page of the handbook. Its front matter says who is asked and how; its lists ask.

---
title: Engagement
drivers: {growth: Growth and development}
cadence: quarter
open-days: 14
segments: [department, entity]
crossed: [[department, manager]]
---

## Growth and development

- I learn things here that help me in my next role. {#growth-learning}

## Other questions

- How likely are you to recommend us as a place to work? (enps) {#recommend}
- Where do you mostly work? (choice) {#place}
  - At home
  - In an office
- What should we change first? (text) {#change-first}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Literal

from trellis.handbook import declaredcodes
from trellis.handbook.declared import Between, Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.model import List, ListItem
from trellis.handbook.page import Page, whole_span
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node
from trellis.people.definitions import audiences
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import EVERYBODY, Audience, Group
from trellis.surveys.definitions import codes

NAME = "survey"
LEAST = 5
"""No threshold is lower, whatever a page says."""
SEGMENTS = ("department", "entity", "tenure-band", "manager", "location")
TYPES = ("scale", "enps", "choice", "text")
_PATH = re.compile(r"surveys/(?!index\.md$|README\.md$)[^/]+\.md$")
_NAMED = re.compile(r"\s*\{:?\s*#[A-Za-z][\w.-]*\s*\}\s*$")
_TYPE = re.compile(r"\s*\(([^()\s]+)\)\s*$")
_OTHER = "other questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Front(Declared):
    """What the front matter says of a survey."""

    title: str = ""
    drivers: Mapping[Slug, str] = field(default_factory=dict)
    scale: Annotated[int, Between(3, 10)] = 5
    audience: Audience = EVERYBODY
    opens: date | None = None
    closes: date | None = None
    cadence: Literal["", "month", "quarter", "half-year", "year"] = ""
    open_days: Annotated[int, Between(1, 90)] = 14
    segments: tuple[str, ...] = ()
    crossed: tuple[tuple[str, ...], ...] = ()
    threshold: int = LEAST
    tenure_bands: tuple[int, ...] = (1, 3, 5)
    anonymity: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `id` is that of the item of the page; a `scale` goes from 1 to `points`, `enps` from 0 to 10.

    `driver` is a key of the survey's drivers, or empty; of a `choice`, `options` are the answers.
    """

    id: str
    text: str
    type: str
    driver: str = ""
    options: tuple[str, ...] = ()
    points: int = 5

    @property
    def values(self) -> tuple[str, ...]:
        """The answers that there are, as they are counted; none for a text."""
        if self.type == "scale":
            return tuple(map(str, range(1, self.points + 1)))
        if self.type == "enps":
            return tuple(map(str, range(11)))
        return tuple(map(str, range(len(self.options)))) if self.type == "choice" else ()


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as its page asks it. `name` is the last part of the page's address."""

    name: str
    title: str
    path: str
    front: Front
    questions: tuple[Question, ...]

    @property
    def threshold(self) -> int:
        """How many must have answered before anything of a group is shown: five, or more where the page says so."""
        return max(self.front.threshold, LEAST)

    @property
    def dimensions(self) -> tuple[tuple[str, ...], ...]:
        """What results are parted by, in the order in which groups are given preference: single, then crossed."""
        known = tuple(each for each in self.front.segments if each in SEGMENTS)
        pairs = (each for each in self.front.crossed if len(each) == 2 and set(each) <= set(SEGMENTS))
        return (*((each,) for each in dict.fromkeys(known)), *dict.fromkeys(pairs))


class SurveyKind:
    """The kind `survey`. Assembled: the surveys by name; of two with one name the first counts."""

    name = NAME
    version = 1
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *of_people.AUDIENCES, *codes.SURVEYS)

    def recognise(self, page: Page, settings: Settings) -> bool:
        """The pages of the folder surveys but for its index, and those that say `kind: survey`."""
        return _PATH.match(page.path) is not None or page.front_value("kind") == NAME

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Survey | None:
        """The survey of a page; `None` where nothing can be asked."""
        front = _front(page, reporter)
        if front is None:
            return None
        _check_front(front, page, reporter)
        questions = tuple(_questions(page, front, reporter))
        asked = {each.driver for each in questions if each.type == "scale"}
        for driver, title in front.drivers.items():
            if driver not in asked:
                span = _key_span(front, driver)
                told = f"No question on a scale stands under a heading “{title}”."
                reporter.report(codes.DRIVER_WITHOUT_QUESTION, span, told)
        return Survey(page.name, page.title, page.path, front, questions) if questions else None

    def assemble(
        self,
        definitions: Mapping[str, Survey | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Mapping[str, Survey]:
        """The surveys by name.

        An audience of nobody is reported, and a question that two pages ask in other words under one identifier.
        """
        found: dict[str, Survey] = {}
        asked: dict[str, tuple[Question, str]] = {}
        known = audiences.known_in(handbook) if definitions else audiences.Known()
        for path, survey in definitions.items():
            if survey is None:
                continue
            found.setdefault(survey.name, survey)
            audiences.check(survey.front.audience, known, reporter_for(path))
            for each in survey.questions:
                first, where = asked.setdefault(each.id, (each, path))
                if (first.text, first.type, first.options) != (each.text, each.type, each.options):
                    told = f"{where} asks “{first.text}” under the identifier “{each.id}”."
                    reporter_for(path).report(codes.OTHER_QUESTION, whole_span(handbook.pages[path]), told)
        return found


def _front(page: Page, reporter: Reporter) -> Front | None:
    """The front matter without the keys that every page may have."""
    node = page.front or Node({}, Span(0, 0))
    if not isinstance(node.value, dict):
        return None
    known = {name.replace("_", "-") for name in Front.__dataclass_fields__} | set(Front.__dataclass_fields__)
    value = {key: each for key, each in node.value.items() if key in known}
    spans = {key: span for key, span in node.key_spans.items() if key in value}
    found = read(Node(value, node.span, spans), Front, reporter, "the front matter of this survey")
    said = value.get("audience")
    if found is not None and said is not None and found.audience == EVERYBODY != said.value:
        # What cannot be read must not ask everybody: it asks nobody.
        return replace(found, audience=Group(node=said))
    return found


def _check_front(front: Front, page: Page, reporter: Reporter) -> None:
    if front.threshold < LEAST:
        told = f"Nothing is shown of fewer than five people; {front.threshold} does not count."
        reporter.report(codes.LOW_THRESHOLD, front.span_of("threshold"), told)
    named = [("segments", at, each) for at, each in enumerate(front.segments)]
    named += [("crossed", at, each) for at, pair in enumerate(front.crossed) for each in pair]
    for key, at, each in named:
        if each not in SEGMENTS:
            told = f"“{each}” is no group that results may be parted by."
            hint = f"There are: {', '.join(SEGMENTS)}."
            reporter.report(codes.WRONG_SEGMENT, front.span_of(key, at), told, hint=hint)
    for at, pair in enumerate(front.crossed):
        if len(set(pair)) != 2:
            told = "Results are crossed by two groups, no more and no fewer."
            reporter.report(codes.WRONG_SEGMENT, front.span_of("crossed", at), told)
    if front.opens is not None and front.closes is not None and front.closes < front.opens:
        reporter.report(codes.CLOSES_FIRST, front.span_of("closes"), "It closes before it opens.")


def _questions(page: Page, front: Front, reporter: Reporter) -> Iterator[Question]:
    drivers = {title.casefold().strip(): key for key, title in front.drivers.items()}
    for section in page.sections:
        heading = section.title.casefold().strip()
        if heading not in drivers and heading != _OTHER:
            continue
        for block in section.blocks:
            for item in block.items if isinstance(block, List) else ():
                made = _question(item, drivers.get(heading, ""), front, page, reporter)
                if made is not None:
                    yield made


def _question(item: ListItem, driver: str, front: Front, page: Page, reporter: Reporter) -> Question | None:
    text = _NAMED.sub("", item.text)
    said = _TYPE.search(text)
    word = said[1].lower() if said is not None else "scale"
    options = tuple(
        each.text.strip() for block in item.blocks if isinstance(block, List) for each in block.items
    )
    if said is not None and word not in TYPES:
        hint = f"There are: {', '.join(TYPES)}; without a word it is a scale."
        reporter.report(
            codes.UNKNOWN_TYPE, item.span, f"There are no questions of the type “{word}”.", hint=hint
        )
        return None
    if word == "choice" and len(options) < 2:
        told = "A choice needs at least two answers, as a list below it."
        reporter.report(codes.UNKNOWN_TYPE, item.span, told)
        return None
    return Question(
        page.item_ids[item.span.start], _TYPE.sub("", text).strip() if said is not None else text.strip(), word,
        driver if word == "scale" else "", options if word == "choice" else (), front.scale,
    )  # fmt: skip


def _key_span(front: Front, driver: str) -> Span:
    found = front.node.get("drivers")
    return found.key_spans.get(driver, found.span) if found is not None else front.node.span
