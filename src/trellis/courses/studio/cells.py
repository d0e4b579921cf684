"""A question as the cells of a form, and back: texts that a person fills in, also half filled, also wrong.

`making` makes Markdown of the cells; what is read from it is the question. So the form can say no more than the page,
and what it cannot say is told before anything is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from trellis.assessments.definitions import writing
from trellis.assessments.definitions.questions import (
    ONE,
    ByHand,
    Categorize,
    Choice,
    Cloze,
    Hotspot,
    Matching,
    Numeric,
    Ordering,
    Question,
    ShortAnswer,
    TrueFalse,
)

Row = Mapping[str, str]
PLAIN = (
    "stem",
    "hint",
    "explanation",
    "relies",
    "objective",
    "points",
    "difficulty",
    "pool",
    "tags",
    "parameters",
)
"""Cells that all questions have."""

ROWS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "single": (("right", "check"), ("text", "area"), ("credit", "short"), ("feedback", "area")),
    "multiple": (("right", "check"), ("text", "area"), ("credit", "short"), ("feedback", "area")),
    "true-false": (),
    "matching": (("left", "text"), ("match", "text")),
    "ordering": (("text", "area"),),
    "short": (("text", "text"), ("exact", "check"), ("credit", "short"), ("feedback", "area")),
    "numeric": (("text", "text"), ("credit", "short"), ("feedback", "area")),
    "cloze": (),
    "categorize": (("text", "text"), ("items", "area")),
    "hotspot": (("right", "check"), ("text", "text"), ("feedback", "area")),
    "file": (("title", "text"), ("points", "short"), ("bands", "area")),
    "essay": (("title", "text"), ("points", "short"), ("bands", "area")),
}
"""The columns of the rows in which each type is answered, and how each is asked for."""

MORE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "true-false": (("holds", "truth"), ("if-true", "area"), ("if-false", "area")),
    "matching": (("heading-left", "text"), ("heading-right", "text")),
    "cloze": (("text", "large"),),
    "hotspot": (("image", "picture"), ("alternative", "text")),
    "file": (("bands", "text"),),
    "essay": (("bands", "text"),),
}
"""Further cells of a type."""

SPARE = 3
"""Empty rows that a form offers."""
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Cells:
    """What stands in a form for a question."""

    type: str
    key: str
    plain: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()


# -- from a question


def cells_of(question: Question) -> Cells:
    """The cells of a question."""
    plain = {
        "stem": question.stem, "hint": question.hint, "explanation": question.explanation,
        "relies": "\n".join(question.relies_on), "objective": question.objective,
        "points": _number(question.points), "difficulty": question.difficulty, "pool": question.pool,
        "tags": ", ".join(question.tags), "parameters": question.parameters,
    }  # fmt: skip
    more, rows = _FROM[question.type](question)
    return Cells(question.type, question.key, plain, more, tuple(rows))


def _number(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _percent(credit: Decimal | None) -> str:
    return "" if credit is None else _number(credit * 100)


def _flag(value: bool) -> str:
    return "1" if value else ""


_Found = tuple[dict[str, str], list[dict[str, str]]]


def _choice(each: Choice) -> _Found:
    return {}, [
        {"right": _flag(o.is_right), "text": o.text, "credit": _percent(o.credit), "feedback": o.feedback}
        for o in each.options
    ]


def _truth(each: TrueFalse) -> _Found:
    told = {option.key: option.feedback for option in each.options}
    holds = "true" if each.holds else "false"
    return {"holds": holds, "if-true": told.get("true", ""), "if-false": told.get("false", "")}, []


def _matching(each: Matching) -> _Found:
    by_key = {choice.key: choice.text for choice in each.choices}
    used = {pair.choice for pair in each.pairs}
    rows = [{"left": pair.text, "match": by_key.get(pair.choice, "")} for pair in each.pairs]
    rows += [{"left": "", "match": choice.text} for choice in each.choices if choice.key not in used]
    return {"heading-left": each.headings[0], "heading-right": each.headings[1]}, rows


def _ordering(each: Ordering) -> _Found:
    return {}, [{"text": item.text} for item in each.items]


def _short(each: ShortAnswer) -> _Found:
    return {}, [
        {"text": a.text, "exact": _flag(a.is_exact), "credit": "" if a.credit == ONE else _percent(a.credit),
         "feedback": a.feedback}
        for a in each.accepted
    ]  # fmt: skip


def _numeric(each: Numeric) -> _Found:
    return {}, [
        {"text": a.text, "credit": "" if a.credit == ONE else _percent(a.credit), "feedback": a.feedback}
        for a in each.accepted
    ]


def _cloze(each: Cloze) -> _Found:
    gaps = {gap.key: gap for gap in each.gaps}
    text = "".join(
        part if isinstance(part, str) else f"[[{writing.gap(gaps[part.key])}]]" for part in each.pieces
    )
    return {"text": text}, []


def _categorize(each: Categorize) -> _Found:
    return {}, [
        {"text": c.text, "items": "\n".join(item.text for item in each.items if item.category == c.key)}
        for c in each.categories
    ]


def _hotspot(each: Hotspot) -> _Found:
    rows = [{"right": _flag(a.is_right), "text": writing.area(a), "feedback": a.feedback} for a in each.areas]
    return {"image": each.image, "alternative": each.alternative}, rows


def _by_hand(each: ByHand) -> _Found:
    rows = [
        {"title": c.title, "points": _number(c.points), "bands": "\n".join(c.bands)}
        for c in each.rubric.criteria
    ]
    return {"bands": ", ".join(each.rubric.bands)}, rows


_FROM: Mapping[str, Callable[[Any], _Found]] = {
    "single": _choice, "multiple": _choice, "true-false": _truth, "matching": _matching, "ordering": _ordering,
    "short": _short, "numeric": _numeric, "cloze": _cloze, "categorize": _categorize, "hotspot": _hotspot,
    "file": _by_hand, "essay": _by_hand,
}  # fmt: skip
