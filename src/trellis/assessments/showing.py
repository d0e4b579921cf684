"""Questions as a page shows them: what is asked and answered, and as much of what is right as the reader may see."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.assessments import papers, reckoning
from trellis.assessments.definitions import scoring
from trellis.assessments.definitions.questions import (
    ByHand,
    Categorize,
    Choice,
    Cloze,
    Gap,
    Hotspot,
    Matching,
    Numeric,
    Ordering,
    Question,
)
from trellis.assessments.models import Answer, Attempt, Mark
from trellis.assessments.papers import Asked
from trellis.assessments.rendering import Passage, block, inline, passages, picture, plain

NOTHING = SafeString("")
_GAP = re.compile("\ue000(\\d+)\ue001")


class Seeing(IntEnum):
    """How much a reader sees: what was asked and answered; what it earned; what is right and why."""

    ASKED, SCORE, ALL = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Choosable:
    """Something to choose. `is_right` is `None` where the reader may not know."""

    key: str
    html: SafeString
    text: str
    is_chosen: bool = False
    is_right: bool | None = None
    feedback: SafeString = NOTHING
    place: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row to fill in: an item and what was chosen for it."""

    name: str
    html: SafeString
    text: str
    chosen: str
    said: str
    right: str = ""
    is_right: bool | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A question on a page."""

    asked: Asked
    answer: Answer
    number: int
    title: SafeString
    title_text: str
    body: SafeString
    seeing: Seeing
    points: Decimal | None
    options: Sequence[Choosable] = ()
    rows: Sequence[Row] = ()
    choices: Sequence[tuple[str, str]] = ()
    text: str = ""
    unit: str = ""
    cloze: SafeString = NOTHING
    image: str = ""
    alternative: str = ""
    right: Sequence[str] = ()
    hint: SafeString = NOTHING
    has_hint: bool = False
    explanation: SafeString = NOTHING
    passages: Sequence[Passage] = ()
    marks: Sequence[Mark] = ()
    rubric: Any = None

    @property
    def type(self) -> str:
        """The type of the question."""
        return self.asked.question.type

    @property
    def name(self) -> str:
        """What its fields are called."""
        return self.asked.name

    @property
    def is_locked(self) -> bool:
        """Whether it can be answered no more."""
        return self.answer.checked_at is not None

    @property
    def state(self) -> str:
        """`right`, `partly`, `wrong`, `waits`, `void`, `full`, or nothing where the reader may not know."""
        if self.seeing < Seeing.SCORE:
            return ""
        if self.answer.override:
            return self.answer.override
        if self.points is None:
            return "waits"
        if self.points >= self.answer.out_of:
            return "right"
        return "partly" if self.points > 0 else "wrong"


def seeing_of(attempt: Attempt, answer: Answer, *, is_taker: bool, left: int | None) -> Seeing:
    """How much of a question somebody sees: those who grade all, whoever takes the quiz what its rule says."""
    if not is_taker:
        return Seeing.ALL
    rule = attempt.rule("review", "after")
    if attempt.is_open:
        return Seeing.ALL if rule == "answer" and answer.checked_at is not None else Seeing.ASKED
    if attempt.state == Attempt.State.VOID:
        return Seeing.ASKED
    if rule == "score" or (rule == "passed" and not attempt.passed and left != 0):
        return Seeing.SCORE if attempt.state == Attempt.State.GRADED else Seeing.ASKED
    return Seeing.ALL


def shown(
    attempt: Attempt, asked: Asked, answer: Answer, seeing: Seeing, *, with_passages: bool = True
) -> Shown:
    """One question of an attempt as somebody sees it."""
    question, path = asked.question, attempt.quiz
    title, _end, body = question.stem.strip().partition("\n")
    everything = seeing >= Seeing.ALL
    hinted = everything or answer.hinted_at is not None
    points = reckoning.points_of(answer)
    if attempt.is_open and everything:
        found = papers.scored(asked, answer.value, answer.newer, Decimal(str(attempt.rule("penalty", "0"))))
        points = papers.earned(found) if found is not None else None
    values: dict[str, Any] = _fields(asked, answer.value, path, everything)
    if everything:
        values |= {
            "explanation": block(question.explanation, path), "right": _right(question, path),
            "passages": passages(question.relies_on, attempt.revision) if with_passages else (),
        }  # fmt: skip
    if seeing >= Seeing.SCORE and not attempt.is_open:
        marks = [each for each in answer.marks.all() if each.grading.finished_at is not None]
        values["marks"] = [each for each in marks if each.comment or each.bands]
    return Shown(
        asked=asked, answer=answer, number=asked.at + 1, title=inline(title, path), title_text=plain(title, path),
        body=block(body, path), seeing=seeing, points=points, has_hint=bool(question.hint),
        hint=block(question.hint, path) if hinted else SafeString(""),
        rubric=question.rubric if isinstance(question, ByHand) and question.rubric.criteria else None, **values,
    )  # fmt: skip


def shown_all(
    attempt: Attempt, answers: Sequence[Answer], *, is_taker: bool, left: int | None
) -> list[Shown]:
    """All questions of an attempt, in order."""
    asked = papers.asked_in(attempt.paper)
    return [
        shown(attempt, asked[each.position], each, seeing_of(attempt, each, is_taker=is_taker, left=left))
        for each in answers
    ]


def _fields(asked: Asked, value: Any, path: str, everything: bool) -> dict[str, Any]:
    question = asked.question
    match question:
        case Choice():
            return {"options": _options(asked, asked.ordered(question.options), value, path, everything)}
        case Hotspot():
            return {
                "options": _areas(question, value, everything), "image": picture(question.image, path),
                "alternative": question.alternative,
            }  # fmt: skip
        case Matching():
            said, texts = _mapping(value), {each.key: plain(each.text, path) for each in question.choices}
            rows = [
                _row(asked, each.key, each.text, said.get(each.key, ""), texts, each.choice, path, everything)
                for each in question.pairs
            ]
            return {
                "rows": rows,
                "choices": [(each.key, texts[each.key]) for each in asked.ordered(question.choices)],
            }
        case Categorize():
            said, texts = _mapping(value), {each.key: plain(each.text, path) for each in question.categories}
            rows = [
                _row(
                    asked, each.key, each.text, said.get(each.key, ""), texts, each.category, path, everything
                )
                for each in asked.ordered(question.items)
            ]
            return {"rows": rows, "choices": list(texts.items())}
        case Ordering():
            return _ordering(asked, question, value, path, everything)
        case Cloze():
            return {"cloze": _cloze(asked, question, _mapping(value), path, everything)}
        case Numeric():
            return {"text": str(value or ""), "unit": question.unit}
        case _:
            return {"text": value if isinstance(value, str) else ""}


def _options(
    asked: Asked, options: Sequence[Any], value: Any, path: str, everything: bool
) -> list[Choosable]:
    chosen = set(value) if isinstance(value, list) else {value}
    known = {"True": _("True"), "False": _("False")} if asked.question.type == "true-false" else {}
    return [
        Choosable(
            each.key, SafeString(known[each.text]) if each.text in known else inline(each.text, path), each.text,
            each.key in chosen, each.is_right if everything else None,
            block(each.feedback, path) if everything and each.key in chosen else SafeString(""),
        )
        for each in options
    ]  # fmt: skip


def _areas(question: Hotspot, value: Any, everything: bool) -> list[Choosable]:
    chosen = {each for each in value if isinstance(each, str)} if isinstance(value, list) else set()
    found = []
    for number, each in enumerate(question.areas, 1):
        label = each.label or _("Area %(n)d") % {"n": number}
        found.append(
            Choosable(each.key, format_html("{}", label), label, each.key in chosen,
                      each.is_right if everything else None, place=_outline(each))
        )  # fmt: skip
    return found


def _outline(area: Any) -> str:
    """The outline of an area as points of a picture of 100 by 100, for a drawing over it."""
    numbers = [float(each) for each in area.numbers]
    if area.shape == "circle":
        x, y, r = numbers[:3]
        numbers = [x - r, y - r, x + r, y - r, x + r, y + r, x - r, y + r]
    elif area.shape == "rectangle":
        x, y, width, height = numbers[:4]
        numbers = [x, y, x + width, y, x + width, y + height, x, y + height]
    pairs = zip(numbers[::2], numbers[1::2], strict=False)
    return " ".join(f"{x:g},{y:g}" for x, y in pairs)


def _row(
    asked: Asked,
    key: str,
    text: str,
    chosen: str,
    texts: Mapping[str, str],
    right: str,
    path: str,
    everything: bool,
) -> Row:
    return Row(
        f"{asked.name}-{key}", inline(text, path), plain(text, path), chosen, texts.get(chosen, ""),
        texts.get(right, "") if everything else "", chosen == right if everything else None,
    )  # fmt: skip


def _ordering(asked: Asked, question: Ordering, value: Any, path: str, everything: bool) -> dict[str, Any]:
    said = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    place = {key: str(at) for at, key in enumerate(said, 1)}
    right = {each.key: str(at) for at, each in enumerate(question.items, 1)}
    items = asked.ordered(question.items)
    if place:
        items.sort(key=lambda each: int(place.get(each.key, len(items) + 1)))
    rows = [
        Row(
            f"{asked.name}-{each.key}", inline(each.text, path), plain(each.text, path), place.get(each.key, ""),
            place.get(each.key, "–"), right[each.key] if everything else "",
            place.get(each.key) == right[each.key] if everything else None,
        )
        for each in items
    ]  # fmt: skip
    return {"rows": rows, "choices": [(str(at), str(at)) for at in range(1, len(rows) + 1)]}


def _cloze(asked: Asked, question: Cloze, said: Mapping[str, Any], path: str, everything: bool) -> SafeString:
    text = re.sub(r"\[\[(\d+)\]\]", "\ue000\\1\ue001", question.text)
    by_key = {each.key: each for each in question.gaps}

    def put(found: re.Match[str]) -> str:
        gap = by_key.get(found[1])
        return str(_gap(asked, gap, said.get(gap.key, ""), path, everything)) if gap is not None else ""

    return mark_safe(_GAP.sub(put, str(block(text, path))))  # noqa: S308 - a rendered page, and fields that escape


def _gap(asked: Asked, gap: Gap, said: str, path: str, everything: bool) -> SafeString:
    name, label = f"{asked.name}-{gap.key}", _("Gap %(n)s") % {"n": gap.key}
    if gap.kind != "choice":
        field_ = format_html(
            '<input class="input quiz-gap" name="{}" value="{}" aria-label="{}" maxlength="500" size="14"'
            ' autocomplete="off">',
            name, said, label,
        )  # fmt: skip
    else:
        options = "".join(
            format_html(
                '<option value="{}"{}>{}</option>', each.key, SafeString(" selected") if each.key == said else "",
                plain(each.text, path),
            )
            for each in asked.in_gap(gap)
        )  # fmt: skip
        field_ = format_html(
            '<select class="input quiz-gap" name="{}" aria-label="{}"><option value=""></option>{}</select>',
            name, label, SafeString(options),
        )  # fmt: skip
    if not everything:
        return field_
    right = best_of_gap(asked.question, gap, path)
    return format_html('{}<span class="quiz-key">{}</span>', field_, right)


def best_of_gap(question: Question, gap: Gap, path: str) -> str:
    """What belongs into a gap, in words."""
    best = scoring.best_answer(question) or {}
    found = str(best.get(gap.key, ""))
    return next((plain(each.text, path) for each in gap.options if each.key == found), found)


def _right(question: Question, path: str) -> list[str]:
    """What is right, in words, where the fields themselves do not show it."""
    if question.type in ("short", "numeric"):
        return [str(scoring.best_answer(question) or "")]
    if isinstance(question, Ordering):
        return [plain(each.text, path) for each in question.items]
    return []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands above an attempt: how many questions there are, are answered and flagged."""

    total: int
    answered: int
    flagged: int
    open_numbers: tuple[int, ...] = field(default=())


def standing_of(answers: Sequence[Answer]) -> Standing:
    """How far somebody is."""
    unanswered = tuple(each.position + 1 for each in answers if not each.is_given)
    return Standing(
        len(answers), len(answers) - len(unanswered), sum(each.flagged for each in answers), unanswered
    )
