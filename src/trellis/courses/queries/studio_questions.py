"""What the studio shows of a quiz: its questions, the form for one, and what an answer to one would earn."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.utils.safestring import SafeString

from trellis.assessments.definitions import scoring, writing
from trellis.assessments.definitions.questions import Choice, Cloze, Matching, Ordering, Question
from trellis.assessments.definitions.quizzes import QuizSettings
from trellis.assessments.definitions.scoring import Score
from trellis.assessments.definitions.variants import variant
from trellis.courses.studio import sections
from trellis.courses.studio.cells import MORE, MOST_ROWS, ROWS, SPARE, Cells
from trellis.courses.studio.sections import Written
from trellis.handbook.destinations import file_extension
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.page import Page
from trellis.handbook.text import SourceText
from trellis.pages.addresses import draft_picture_address
from trellis.pages.fingerprints import fingerprint
from trellis.pages.queries import draft_pictures
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import Desk
from trellis.pages.queries.files import SHOWN, file_of
from trellis.pages.queries.folders import Bench, plain
from trellis.pages.queries.past_pages import rendered_as_page


@dataclass(frozen=True, slots=True)
class QuizPage:
    """A quiz as its author sees it. `faults` concern the page as a whole; `asked` of its questions make an attempt."""

    desk: Desk
    seen: str
    title: str
    settings: QuizSettings
    questions: tuple[Written, ...]
    faults: tuple[Diagnostic, ...]
    asked: int

    @property
    def points(self) -> str:
        """The points of all questions that can be asked."""
        total = sum(each.question.points for each in self.questions if each.question is not None)
        return format(total, "f") if total else "0"

    def by_key(self, key: str) -> Written | None:
        """A question by its identifier."""
        return next((each for each in self.questions if each.key == key), None)


class Column(NamedTuple):
    """A cell of a row: its name in the form, what it is, how it is asked for, what stands in it, what it is called."""

    field: str
    name: str
    sort: str
    value: str
    label: object = ""


def quiz_page(desk: Desk) -> QuizPage:
    """The quiz on somebody's desk."""
    text = plain(desk.text)
    found = sections.written(text, desk.path)
    quiz, told = sections.quiz_of(text, desk.path)
    placed = [each for written in found for each in written.told]
    faults = tuple(each for each in told if each not in placed)
    return QuizPage(desk, fingerprint(desk.text), quiz.title, quiz.settings, found, faults, quiz.asked)


def picture_at(bench: Bench, page: str, address: str) -> bytes | None:
    """A picture that a page of a course shows, as its author has it: from the draft, the proposal or the handbook."""
    written = unquote(address)
    path = normpath(written.lstrip("/") if written.startswith("/") else join(dirname(page), written))
    found = draft_pictures.picture_of(bench.author, path)
    if found is None and bench.proposal is not None:
        found = draft_pictures.file_in(bench.edition, bench.proposal, path)
    if found is None and file_extension(path) in SHOWN:
        found = file_of(bench.edition, path)
    return found.data if found is not None else None


class CellRow(NamedTuple):
    """A row of the form: what most need, and the rest of it, which few do; `is_said` that something stands there."""

    cells: list[Column]
    rest: list[Column]

    @property
    def is_said(self) -> bool:
        """Whether something stands in the rest."""
        return any(each.value for each in self.rest)


SELDOM = frozenset({"credit", "feedback"})
"""Cells that few need."""


def rows_of(cells: Cells, words: Mapping[str, object], spare: int = SPARE) -> list[CellRow]:
    """The rows of the form, with some empty ones."""
    columns = ROWS.get(cells.type, ())
    if not columns:
        return []
    rows = []
    for at, row in enumerate([*cells.rows, *({} for _each in range(spare))][:MOST_ROWS]):
        several = [
            Column(f"row-{at}-{name}", name, sort, row.get(name, ""), words.get(name, name))
            for name, sort in columns
        ]
        rest = [each for each in several if each.name in SELDOM]
        rows.append(CellRow([each for each in several if each.name not in SELDOM], rest))
    return rows


def more_of(cells: Cells, words: Mapping[str, object]) -> list[Column]:
    """The further cells of a type."""
    return [
        Column(f"more-{name}", name, sort, cells.more.get(name, ""), words.get(name, name))
        for name, sort in MORE.get(cells.type, ())
    ]


# -- trying


@dataclass(frozen=True, slots=True)
class Tried:
    """A question as a learner gets it; once answered, with its score (`None`: somebody grades it) and what is right."""

    question: Question
    stem: SafeString
    choices: tuple[tuple[str, SafeString, bool, SafeString], ...]
    rows: tuple[tuple[str, SafeString, str], ...]
    offered: tuple[tuple[str, str], ...]
    pieces: tuple[Any, ...]
    answered: bool
    score: Score | None
    right: str
    hint: SafeString
    explanation: SafeString


def tried(bench: Bench, path: str, question: Question, answer: Any, *, answered: bool, seed: str) -> Tried:
    """What trying a question shows. Raises UnreadableParameters where its numbers cannot be filled in."""
    question = variant(question, seed)
    draw = _Drawing(bench, path)
    choices: tuple[Any, ...] = ()
    rows: tuple[Any, ...] = ()
    offered: tuple[Any, ...] = ()
    pieces: tuple[Any, ...] = ()
    if isinstance(question, Choice):
        said = answer if isinstance(answer, list) else [answer]
        choices = tuple(
            (each.key, draw.line(each.text), each.key in said, draw.block(each.feedback))
            for each in question.options
        )
    else:
        rows, offered = _rows(question, answer, draw, seed)
    if isinstance(question, Cloze):
        given = answer if isinstance(answer, Mapping) else {}
        pieces = tuple(
            each if isinstance(each, str) else (each, given.get(each.key, "")) for each in question.pieces
        )
    best = scoring.best_answer(question)
    return Tried(
        question=question, stem=draw.block(question.stem), choices=choices, rows=rows, offered=offered, pieces=pieces,
        answered=answered, score=scoring.score(question, answer) if answered else None,
        right=_said(question, best) if answered else "", hint=draw.block(question.hint),
        explanation=draw.block(question.explanation),
    )  # fmt: skip


def _rows(question: Question, answer: Any, draw: _Drawing, seed: str) -> tuple[Any, Any]:
    given = answer if isinstance(answer, Mapping) else {}
    if isinstance(question, Matching):
        offered = tuple((each.key, each.text) for each in _mixed(question.choices, seed))
        return tuple(
            (each.key, draw.line(each.text), given.get(each.key, "")) for each in question.pairs
        ), offered
    if isinstance(question, Ordering):
        order = {key: str(at) for at, key in enumerate(answer, 1)} if isinstance(answer, list) else {}
        return tuple(
            (each.key, draw.line(each.text), order.get(each.key, "")) for each in _mixed(question.items, seed)
        ), ()
    if question.type == "categorize":
        items, categories = question.items, question.categories  # type: ignore[attr-defined]
        offered = tuple((each.key, each.text) for each in categories)
        return tuple(
            (each.key, draw.line(each.text), given.get(each.key, "")) for each in _mixed(items, seed)
        ), offered
    return (), ()


def _mixed(items: Any, seed: str) -> list[Any]:
    several = list(items)
    random.Random(seed).shuffle(several)  # noqa: S311 - an order, not a secret
    return several


def _said(question: Question, best: Any) -> str:
    """What is right, in words."""
    names = {
        each.key: each.text
        for name in ("options", "choices", "categories", "items", "pairs")
        for each in getattr(question, name, ())
    }
    if isinstance(question, Cloze):
        return "; ".join(writing.gap(each) for each in question.gaps)
    if isinstance(best, Mapping):
        return "; ".join(
            f"{names.get(key, key)}: {names.get(str(value), value)}" for key, value in best.items()
        )
    if isinstance(best, list):
        return "; ".join(names.get(str(each), "") or str(each) for each in best)
    return str(names.get(str(best), best or ""))


class _Drawing:
    """Texts of a quiz as readers see them, with pictures that are not published yet."""

    def __init__(self, bench: Bench, path: str) -> None:
        self.edition = Edition(bench.handbook)
        self.path = path
        draft = bench.drafts.get(path)
        self.pictures = draft_pictures.pictures_beside(bench.edition, draft, bench.proposal) | kept_addresses(
            bench
        )

    def block(self, text: str) -> SafeString:
        if not text.strip():
            return SafeString("")
        html = rendered_as_page(self.edition, Page(self.path, SourceText(text), None, 0), "").html
        return SafeString(draft_pictures.relocated(str(html), self.pictures))

    def line(self, text: str) -> SafeString:
        html = str(self.block(text)).strip()
        one = html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
        return SafeString(html[3:-4] if one else html)


def kept_addresses(bench: Bench) -> dict[str, str]:
    """Where the files of all drafts of a course can be seen before they are published."""
    return {each.path: draft_picture_address(each.path) for each in bench.files}
