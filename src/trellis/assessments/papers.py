"""What an attempt was asked: the questions as they were drawn, kept in its row so that nothing later changes them.

Each item of a paper is what `definitions.drawing.Asked` writes (the question with its numbers filled in, the order of
its answers, its fingerprint as the page has it), and the `values` of its parameters. `q<position>` is what the fields
of a question are called on pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from trellis.assessments.definitions import drawing, scoring, stored, variants
from trellis.assessments.definitions.questions import (
    Categorize,
    Choice,
    Cloze,
    Gap,
    Hotspot,
    Matching,
    Ordering,
    Question,
)
from trellis.assessments.definitions.quizzes import Quiz
from trellis.assessments.definitions.scoring import Score
from trellis.core.keepable import keepable

LONGEST = 20_000
"""Characters of one typed text that are kept."""
MOST = 300
"""Parts of one answer: rows, gaps, chosen options."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as somebody was asked it. `order` holds the keys of its answers as they are shown."""

    at: int
    question: Question
    fingerprint: str
    values: Mapping[str, Decimal]
    order: tuple[str, ...]
    gaps: Mapping[str, tuple[str, ...]]

    @property
    def key(self) -> str:
        """The identifier of the question within its quiz."""
        return self.question.key

    @property
    def name(self) -> str:
        """What its fields are called."""
        return f"q{self.at + 1}"

    def ordered(self, parts: Iterable[Any]) -> list[Any]:
        """Options or items in the order in which they are shown; those of which it says nothing come last."""
        return self._placed(parts, self.order)

    def in_gap(self, gap: Gap) -> list[Any]:
        """The options of a gap in the order in which they are shown."""
        return self._placed(gap.options, self.gaps.get(gap.key, ()))

    @staticmethod
    def _placed(parts: Iterable[Any], order: Sequence[str]) -> list[Any]:
        place = {key: at for at, key in enumerate(order)}
        return sorted(parts, key=lambda each: place.get(each.key, len(place)))


def paper_for(quiz: Quiz, seed: str, seen: Mapping[str, int]) -> list[dict[str, Any]]:
    """The paper of a new attempt: drawn by its seed, what somebody has seen least first."""
    pages = quiz.by_key
    found = []
    for each in drawing.drawn(quiz, seed, seen):
        try:
            values = variants.drawn(pages[each.question.key], seed)
        except variants.UnreadableParameters:
            values = {}
        found.append({**each.to_json(), "values": {name: str(value) for name, value in values.items()}})
    return found


def asked_in(paper: Sequence[Mapping[str, Any]]) -> tuple[Asked, ...]:
    """The questions of a paper, in order."""
    return tuple(asked_at(paper, at) for at in range(len(paper)))


def asked_at(paper: Sequence[Mapping[str, Any]], at: int) -> Asked:
    """The question at a place of a paper, from 0; the others are not read."""
    each = paper[at]
    one = drawing.Asked.from_json(each)
    values = {name: Decimal(value) for name, value in each.get("values", {}).items()}
    return Asked(at, one.question, one.fingerprint, values, one.order, dict(one.gaps))


def asked_by_key(paper: Sequence[Mapping[str, Any]], key: str) -> Asked | None:
    """The question of a paper that has a key; the others are not read."""
    at = next((at for at, each in enumerate(paper) if each["question"]["key"] == key), None)
    return asked_at(paper, at) if at is not None else None


def scored(asked: Asked, value: Any, newer: Mapping[str, Any] | None, penalty: Decimal) -> Score | None:
    """What an answer earns: by the question that was asked, or by a newer one where a regrade said so.

    What somebody chose that the newer question no longer has cannot be held against it: the one that was asked counts.
    """
    question = asked.question
    if newer is not None:
        found = stored.from_json(dict(newer))
        if found.type == question.type and set(keys_in(question, value)) <= known_keys(found):
            question = _filled(found, asked)
    return scoring.score(question, value, penalty=penalty)


def _filled(newer: Question, asked: Asked) -> Question:
    """A newer question with the numbers that somebody had; one that cannot be filled in with them stays the old one."""
    try:
        made = variants.filled(newer, asked.values)
    except variants.UnreadableParameters:
        return asked.question
    return replace(made, points=asked.question.points)


def earned(score: Score) -> Decimal:
    """What a scored answer adds to the sum; less than nothing where a wrong answer costs something."""
    return score.points - score.lost


def known_keys(question: Question) -> set[str]:
    """The keys that an answer to a question may hold; those of typed words are not among them."""
    match question:
        case Choice():
            return {each.key for each in question.options}
        case Matching():
            return {each.key for each in question.pairs} | {each.key for each in question.choices}
        case Ordering():
            return {each.key for each in question.items}
        case Categorize():
            return {each.key for each in question.categories} | {each.key for each in question.items}
        case Hotspot():
            return {each.key for each in question.areas}
        case _:
            return set()


def keys_in(question: Question, value: Any) -> list[str]:
    """The keys that an answer holds, where it is one of keys."""
    if value is None or not known_keys(question):
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [*value, *(each for each in value.values() if isinstance(each, str))]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


# -- what came from outside


def cleaned(asked: Asked, value: Any) -> Any:
    """An answer as it is kept: of the shape that its question documents, with keys that it knows; `None` for none.

    Whatever was sent gives some answer: what does not fit is left out.
    """
    question = asked.question
    match question:
        case Choice() if question.type == "multiple":
            made: Any = _chosen(value, [each.key for each in question.options])
        case Choice():
            text = _text(value)
            made = text if text in {each.key for each in question.options} else None
        case Matching():
            made = _pairs(
                value, [each.key for each in question.pairs], {each.key for each in question.choices}
            )
        case Categorize():
            made = _pairs(
                value, [each.key for each in question.items], {each.key for each in question.categories}
            )
        case Ordering():
            made = _chosen(value, [each.key for each in question.items], in_order=True)
        case Cloze():
            made = _typed(value, [each.key for each in question.gaps])
        case Hotspot():
            made = _places(value, {each.key for each in question.areas})
        case _:
            if question.type == "file":
                several = value if isinstance(value, list) else []
                made = [_text(each)[:40] for each in several[:MOST]]
            else:
                made = _text(value)
    return None if scoring.is_blank(made) else made


def from_form(asked: Asked, form: Any) -> Any:
    """The answer that the fields of a page hold. `form` is what Django makes of what was sent."""
    question, name = asked.question, asked.name

    def part(key: str) -> str:
        return str(form.get(f"{name}-{key}", ""))

    match question:
        case Choice() if question.type == "multiple":
            value: Any = form.getlist(name)
        case Hotspot():
            value = form.getlist(name)
        case Matching():
            value = {each.key: part(each.key) for each in question.pairs}
        case Categorize():
            value = {each.key: part(each.key) for each in question.items}
        case Cloze():
            value = {each.key: part(each.key) for each in question.gaps}
        case Ordering():
            value = _by_number({each.key: part(each.key) for each in question.items})
        case _:
            value = form.get(name, "")
    return cleaned(asked, value)


def _by_number(numbers: Mapping[str, str]) -> list[str]:
    """Items in the order of the numbers that were chosen; those without one are left out."""
    told = [(int(number), at, key) for at, (key, number) in enumerate(numbers.items()) if _is_small(number)]
    return [key for _number, _at, key in sorted(told)]


def _is_small(number: str) -> bool:
    return number.isdecimal() and len(number) <= 3


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return keepable(str(value)[:LONGEST]) if isinstance(value, str | int | float) else ""


def _chosen(value: Any, known: Sequence[str], *, in_order: bool = False) -> list[str]:
    said = [_text(each) for each in value[: 2 * MOST]] if isinstance(value, list | tuple) else []
    if in_order:
        return [each for each in dict.fromkeys(said) if each in known]
    return [each for each in known if each in said]


def _pairs(value: Any, rows: Iterable[str], choices: set[str]) -> dict[str, str]:
    said = value if isinstance(value, Mapping) else {}
    found = {row: _text(said.get(row)) for row in rows}
    return {row: chosen for row, chosen in found.items() if chosen in choices}


def _typed(value: Any, gaps: Iterable[str]) -> dict[str, str]:
    said = value if isinstance(value, Mapping) else {}
    found = {gap: _text(said.get(gap))[:500] for gap in gaps}
    return {gap: text for gap, text in found.items() if text.strip()}


def _places(value: Any, areas: set[str]) -> list[Any]:
    found: list[Any] = []
    for each in (value if isinstance(value, list) else [])[:MOST]:
        if isinstance(each, str) and each in areas:
            found.append(each)
        elif isinstance(each, list) and len(each) == 2 and all(_is_share(part) for part in each):
            found.append([float(part) for part in each])
    return found


def _is_share(number: Any) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number <= 100
