"""The kind `quiz`: pages that ask.

A page is a quiz that is named `quiz.md` or `….quiz.md`, or whose front matter says `quiz`. Each heading of the second
level is a question; see docs/reference/quizzes.md.

---
title: Check yourself
quiz: {pass: 80%, attempts: 3, draw: 8}
---

## Which sentence describes without judging? {#which-sentence}

- [ ] “You were rude.”
- [x] “You interrupted Mina twice.”
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Annotated, Literal

from trellis.assessments.definitions import codes
from trellis.assessments.definitions.attributes import attributes_of
from trellis.assessments.definitions.pieces import pieces_of, without_type
from trellis.assessments.definitions.questions import CLASSES, TYPES, ByHand, Question
from trellis.assessments.definitions.structures import Reading, Unasked, made, type_of
from trellis.assessments.definitions.variants import UnreadableParameters, parameters_of, variant
from trellis.handbook import declaredcodes
from trellis.handbook.declared import Between, Declared, Matching, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.model import Link
from trellis.handbook.page import Page, whole_span
from trellis.handbook.settings import Settings
from trellis.handbook.slugs import anchors_of
from trellis.handbook.yaml import Node
from trellis.people.definitions import audiences
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import EVERYBODY, Audience, Group

NAME = "quiz"
KEY = "quiz"
_PATH = re.compile(r"(?:.*/)?(?:quiz|[^/]+\.quiz)\.md")
_DURATION = re.compile(r"(?P<number>[1-9]\d{0,4}) (?P<unit>minute|hour|day|week)s?")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}
_IN_COURSES = "courses/"

Share = Annotated[
    str, Matching(r"(?:100(?:\.0+)?|\d{1,2}(?:\.\d{1,2})?)\s?%?", "from 0% to 100%, such as 80%")
]
Duration = Annotated[
    str, Matching(rf"(?:{_DURATION.pattern})?", "a time such as 20 minutes, 2 hours or 1 day")
]
Several = Annotated[int, Between(1, 1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizSettings(Declared):
    """How a quiz is taken: what its front matter says under `quiz`."""

    pass_: Share = "80%"  # noqa: S105 - passing, not a password
    attempts: Several | None = None
    wait: Duration = ""
    time: Duration = ""
    draw: Several | None = None
    pools: Mapping[str, Several] = field(default_factory=dict)
    shuffle: bool = False
    review: Literal["after", "passed", "score", "answer"] = "after"
    penalty: Annotated[Decimal, Between(Decimal(0), Decimal(1))] = Decimal(0)
    integrity: tuple[Literal["one-at-a-time", "no-back", "honor-code"], ...] = ()
    blind: bool = False
    second_marker: bool = False
    owner: str = ""
    audience: Audience = EVERYBODY

    @property
    def pass_mark(self) -> Decimal:
        """The share of the points from which it is passed: 0.8 for 80%."""
        return Decimal(self.pass_.rstrip("% ")) / 100

    @property
    def wait_minutes(self) -> int:
        """How long somebody waits between two attempts; 0: not at all."""
        return _minutes(self.wait)

    @property
    def time_minutes(self) -> int | None:
        """How long an attempt takes at most; `None`: as long as wanted."""
        return _minutes(self.time) or None


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz as its page has it. `introduction` is the Markdown before its first question."""

    path: str
    title: str
    settings: QuizSettings = field(default_factory=QuizSettings)
    introduction: str = ""
    questions: tuple[Question, ...] = ()
    description: str = ""

    @property
    def by_key(self) -> Mapping[str, Question]:
        """The questions by their identifiers."""
        return {each.key: each for each in self.questions}

    @property
    def owner(self) -> str:
        """The title of the role that answers for it, or empty."""
        return self.settings.owner

    @property
    def asked(self) -> int:
        """How many questions somebody is asked in an attempt."""
        if self.settings.pools:
            return sum(self.settings.pools.values())
        return min(self.settings.draw or len(self.questions), len(self.questions))


@dataclass(frozen=True, slots=True)
class Quizzes:
    """All quizzes by path."""

    by_path: Mapping[str, Quiz] = field(default_factory=dict)

    def relying_on(self, path: str, anchors: frozenset[str] | None = None) -> Iterator[tuple[Quiz, Question]]:
        """The questions that rest on a page, or on some of its passages; those on all of the page always."""
        for quiz in self.by_path.values():
            for question in quiz.questions:
                for each in question.relies_on:
                    page, _, anchor = each.partition("#")
                    if page == path and (anchors is None or not anchor or anchor in anchors):
                        yield quiz, question
                        break


class QuizKind:
    """Pages that ask. Assembled: `Quizzes`."""

    name = NAME
    version = 1
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *of_people.AUDIENCES, *codes.CODES)

    def recognise(self, page: Page, settings: Settings) -> bool:
        """By the name of the file, or because the front matter says so."""
        if _PATH.fullmatch(page.path) is not None:
            return True
        return page.front is not None and page.front.get(KEY) is not None

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Quiz:
        """The quiz of a page, with the questions that can be asked."""
        found = tuple(_questions(page, settings, reporter))
        quiz = Quiz(
            page.path,
            page.title,
            _settings(page, reporter),
            _introduction(page),
            found,
            page.description or "",
        )
        if not any(each.level == 2 for each in page.sections):
            reporter.report(codes.NO_QUESTIONS, whole_span(page), f"“{page.title}” asks nothing.")
        elif found:
            _check_draw(quiz, page, reporter)
        return quiz

    def assemble(
        self,
        definitions: Mapping[str, Quiz],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Quizzes:
        """All quizzes; what a question relies on is the passage that the link leads to."""
        known = audiences.known_in(handbook) if definitions else audiences.Known()
        made = {}
        for path, quiz in definitions.items():
            audiences.check(quiz.settings.audience, known, reporter_for(path))
            made[path] = replace(
                quiz, questions=tuple(_resolved(each, quiz, handbook) for each in quiz.questions)
            )
        return Quizzes(made)


# -- settings


def _settings(page: Page, reporter: Reporter) -> QuizSettings:
    node = page.front.get(KEY) if page.front is not None else None
    if node is None or node.value is None or node.value is True:
        return QuizSettings(owner=_text(page.front_value("owner")))
    found = read(node, QuizSettings, reporter, "the quiz") or QuizSettings(node=node)
    found = replace(found, owner=found.owner or _text(page.front_value("owner")))
    said = node.get("audience")
    if said is not None and found.audience == EVERYBODY != said.value:
        # What cannot be read must not let everybody in: it lets in nobody.
        return replace(found, audience=Group(node=said))
    return found


def _minutes(text: str) -> int:
    found = _DURATION.fullmatch(text)
    return int(found["number"]) * _MINUTES[found["unit"]] if found is not None else 0


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _check_draw(quiz: Quiz, page: Page, reporter: Reporter) -> None:
    """Tell of more questions asked for than there are."""
    settings = quiz.settings
    for pool, wanted in settings.pools.items():
        there = sum(1 for each in quiz.questions if each.pool == pool)
        if there < wanted:
            node: Node | None = settings.node.get("pools")
            span = node.key_spans.get(pool, node.span) if node is not None else settings.node.span
            told = f"{wanted} questions are drawn from the pool “{pool}”, which has {there}."
            reporter.report(codes.TOO_FEW, span, told)
    if settings.draw is not None and not settings.pools and settings.draw > len(quiz.questions):
        told = f"{settings.draw} questions are drawn, and there are {len(quiz.questions)}."
        reporter.report(codes.TOO_FEW, settings.span_of("draw"), told)


# -- questions


def _introduction(page: Page) -> str:
    """What stands before the first question, without the heading that is the title."""
    first = next((each.span.start for each in page.sections if each.level == 2), len(page.text))
    start = page.body_start
    for each in page.sections:
        if each.heading is not None and each.level == 1 and each.span.start < first:
            start = each.heading.span.end
            break
    return page.text[start:first].replace("\r\n", "\n").strip()


def _questions(page: Page, settings: Settings, reporter: Reporter) -> Iterator[Question]:
    names = anchors_of(page, settings.slugs).names
    seen: dict[str, str] = {}
    for section in page.sections:
        if section.level != 2 or section.heading is None:
            continue
        at = section.index - 1
        key = (
            section.heading.identifier
            or (names[at] if at < len(names) else "")
            or f"question-{section.index}"
        )
        reading = Reading(page, pieces_of(page, section), reporter)
        try:
            kind = type_of(reading)
            if reading.pieces.word.replace(" ", "-").replace("/", "-") not in TYPES:
                reading.pieces.title = without_type(page, section)
            question = _question(reading, kind, key)
        except Unasked:
            continue
        if key in seen:
            told = f"“{question.title[:60]}” and “{seen[key][:60]}” have the same identifier, “{key}”."
            reporter.report(codes.SAME_KEY, reading.pieces.span, told)
            continue
        seen[key] = question.title
        yield question


def _question(reading: Reading, kind: str, key: str) -> Question:
    page, pieces = reading.page, reading.pieces
    fields = made(reading, kind)
    said = attributes_of(reading)
    question = CLASSES[kind](
        key=key, hint=pieces.texts.get("hint", ""), explanation=pieces.texts.get("explanation", ""),
        relies_on=_relied_on(reading), line=page.source.position(pieces.span.start).line, **said, **fields,
    )  # fmt: skip
    question = _with_rubric_points(reading, question, "points" in said)
    _check_variants(reading, question)
    if not question.objective and page.path.startswith(_IN_COURSES):
        reading.tell(
            codes.NO_OBJECTIVE, f"“{question.title[:60]}” serves no objective of its course.", pieces.span
        )
    return question


def _with_rubric_points(reading: Reading, question: Question, is_said: bool) -> Question:
    if not isinstance(question, ByHand) or not question.rubric.criteria:
        return question
    points = question.rubric.points
    if is_said and points != question.points:
        told = f"“{question.title[:60]}” gives {question.points:f} points, its rubric {points:f}."
        reading.tell(codes.OTHER_POINTS, told, reading.pieces.span)
    return question if is_said else replace(question, points=points)


def _check_variants(reading: Reading, question: Question) -> None:
    """Tell of parameters and formulas that cannot be filled in. Raises Unasked."""
    try:
        parameters_of(question.parameters)
        variant(question, "")
    except UnreadableParameters as error:
        raise reading.unasked(codes.WRONG_FORMULA, error.message) from None


def _relied_on(reading: Reading) -> tuple[str, ...]:
    """The destinations as they are written; `assemble` finds out where they lead."""
    if "relies-on" in reading.pieces.texts and not reading.pieces.relies_on:
        told = f"What “{reading.pieces.title[:60]}” relies on is no link."
        reading.tell(codes.NO_LINK, told, reading.pieces.span)
    return tuple(dict.fromkeys(each.destination for each in reading.pieces.relies_on))


def _resolved(question: Question, quiz: Quiz, handbook: Handbook) -> Question:
    if not question.relies_on:
        return question
    page = handbook.pages[quiz.path]
    there = {link.destination: (link, at) for at, link in reversed(list(enumerate(page.links)))}
    leads = tuple(
        _passage(there[each], each, handbook, quiz.path) for each in question.relies_on if each in there
    )
    return replace(question, relies_on=tuple(dict.fromkeys(leads)))


def _passage(found: tuple[Link, int], written: str, handbook: Handbook, path: str) -> str:
    _link, at = found
    links = handbook.links.get(path, ())
    resolution = links[at] if at < len(links) else None
    if resolution is None or resolution.target is None:
        return written
    target = handbook.pages.get(resolution.target)
    if target is None or resolution.heading is None:
        return resolution.target
    names = anchors_of(target, handbook.settings.slugs).names
    return f"{resolution.target}#{names[resolution.heading]}"
