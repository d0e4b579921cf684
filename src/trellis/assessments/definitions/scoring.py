"""How an answer is scored: pure arithmetic, exact, the same for everybody.

| type | what an answer earns |
|---|---|
| single, true-false | all points, or the credit that stands with the answer |
| multiple | each right answer earns its share, each wrong one costs a share as large; or the credits that are given |
| matching, categorize, cloze | the share of rows, items or gaps that are right |
| ordering | all points less a share for each item that has to be moved |
| short, numeric | the credit of the accepted answer that fits best |
| hotspot | as multiple, by places |
| essay, file | graded by hand; nothing handed in earns nothing |

Nothing is below 0 or above the points. What a wrong answer costs elsewhere in the quiz stands apart, as `lost`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any, TypeVar

from trellis.assessments.definitions import numbers, places, words
from trellis.assessments.definitions.questions import (
    NOTHING,
    ONE,
    AcceptedNumber,
    AcceptedText,
    Categorize,
    Choice,
    Cloze,
    Gap,
    Hotspot,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    ShortAnswer,
)

_STEP = Decimal("0.0001")
LONGEST_ANSWER = 100_000
"""Characters of an answer that are looked at."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Score:
    """What an answer earned of how many points, and what it cost besides (`lost`), to four places.

    `parts` is the credit, 0 to 1, of each gap, pair, item or chosen answer, by its key. `answered` is false where
    nothing was answered.
    """

    points: Decimal
    out_of: Decimal
    lost: Decimal = NOTHING
    parts: tuple[tuple[str, Decimal], ...] = ()
    answered: bool = True

    @property
    def is_right(self) -> bool:
        """Whether it earned all points."""
        return self.points >= self.out_of

    @property
    def share(self) -> Decimal:
        """The share of the points, 0 to 1; all of a question without points."""
        return self.points / self.out_of if self.out_of else ONE


Parts = tuple[tuple[str, Fraction], ...]
_Earned = tuple[Fraction, Parts]


def score(question: Question, answer: Any, *, penalty: Decimal = NOTHING) -> Score | None:
    """What an answer earns; `None` where somebody has to grade it. Never raises, whatever the answer is.

    `penalty` is the share of the points that a wrong answer to single, true-false or multiple costs.
    """
    if is_blank(answer):
        return Score(NOTHING, question.points, answered=False)
    if question.is_by_hand:
        return None
    earned, parts = _SCORED[question.type](question, answer)
    lost = max(-earned, Fraction(0)) if question.type == "single" else Fraction(0)
    if isinstance(question, Choice) and earned <= 0:
        lost = max(lost, Fraction(min(max(penalty, NOTHING), ONE)))
    share = min(max(earned, Fraction(0)), Fraction(1))
    return Score(
        _points(share, question.points), question.points, _points(min(lost, Fraction(1)), question.points),
        tuple((key, _points(min(max(each, Fraction(0)), Fraction(1)), ONE)) for key, each in parts),
    )  # fmt: skip


def total(scores: Iterable[Score]) -> tuple[Decimal, Decimal]:
    """The points of a whole quiz and how many there were; what wrong answers cost is taken off, never below 0."""
    several = tuple(scores)
    earned = sum((each.points - each.lost for each in several), NOTHING)
    return max(earned, NOTHING), sum((each.out_of for each in several), NOTHING)


def is_blank(answer: Any) -> bool:
    """Whether nothing was answered: nothing at all, an empty text, or a list or mapping of nothing."""
    if isinstance(answer, str):
        return not answer.strip()
    if isinstance(answer, Mapping):
        return all(is_blank(each) for each in answer.values())
    return answer is None or (isinstance(answer, list | tuple) and not answer)


def best_answer(question: Question) -> Any:
    """An answer that earns all points, to show what is right; `None` for what is graded by hand."""
    return None if question.is_by_hand else _BEST[question.type](question)


def _points(share: Fraction, points: Decimal) -> Decimal:
    if share == 1:
        return points
    exact = Decimal(share.numerator) * points / Decimal(share.denominator)
    return min(exact.quantize(_STEP, rounding=ROUND_HALF_EVEN), points)


# -- choices


def _one_credit(option: Option) -> Fraction:
    if option.credit is not None:
        return Fraction(option.credit)
    return Fraction(1) if option.is_right else Fraction(0)


def _single(question: Any, answer: Any) -> _Earned:
    chosen = _text(answer)
    for option in question.options:
        if option.key == chosen:
            credit = _one_credit(option)
            return credit, ((option.key, credit),)
    return Fraction(0), ()


def _multiple(question: MultipleChoice, answer: Any) -> _Earned:
    chosen = {_text(each) for each in _list(answer)}
    earned = credits_of(question)
    picked = [each for each in question.options if each.key in chosen]
    parts = tuple((each.key, Fraction(1 if each.is_right else 0)) for each in picked)
    return sum((earned[each.key] for each in picked), Fraction(0)), parts


def credits_of(question: MultipleChoice) -> dict[str, Fraction]:
    """What each answer earns or costs, as a share of the points.

    Those that are given count as they stand; other right answers share what these leave of the whole, other wrong ones
    cost as much as a right one earns. Credits of right answers that make more than the whole are scaled to it.
    """
    right = [each for each in question.options if each.is_right]
    given = sum((Fraction(each.credit) for each in right if each.credit is not None), Fraction(0))
    open_ones = [each for each in right if each.credit is None]
    rest = max(1 - given, Fraction(0)) / len(open_ones) if open_ones else Fraction(0)
    earned = {each.key: rest if each.credit is None else Fraction(each.credit) for each in right}
    whole = sum((each for each in earned.values() if each > 0), Fraction(0))
    if whole > 0 and all(each >= 0 for each in earned.values()):
        earned = {key: each / whole for key, each in earned.items()}
    cost = Fraction(1, len(right)) if right else Fraction(1)
    for each in question.options:
        if not each.is_right:
            earned[each.key] = -cost if each.credit is None else Fraction(each.credit)
    return earned


# -- rows and gaps


def _shares(parts: Parts) -> _Earned:
    return (sum((each for _key, each in parts), Fraction(0)) / len(parts) if parts else Fraction(0)), parts


def _matching(question: Matching, answer: Any) -> _Earned:
    said = _mapping(answer)
    return _shares(tuple((e.key, Fraction(_text(said.get(e.key)) == e.choice)) for e in question.pairs))


def _categorize(question: Categorize, answer: Any) -> _Earned:
    said = _mapping(answer)
    return _shares(tuple((e.key, Fraction(_text(said.get(e.key)) == e.category)) for e in question.items))


def _cloze(question: Cloze, answer: Any) -> _Earned:
    said = _mapping(answer)
    return _shares(
        tuple((each.key, max(_gap(each, said.get(each.key)), Fraction(0))) for each in question.gaps)
    )


def _gap(gap: Gap, answer: Any) -> Fraction:
    if is_blank(answer):
        return Fraction(0)
    if gap.kind == "choice":
        return next((_one_credit(each) for each in gap.options if each.key == _text(answer)), Fraction(0))
    return _best_text(gap.texts, answer) if gap.kind == "short" else _best_number(gap.numbers, answer)


def _ordering(question: Ordering, answer: Any) -> _Earned:
    """The longest run of items that stand in the right order already need not move; all others do.

    Source: the longest increasing subsequence (M. L. Fredman, Discrete Mathematics 11, 1975); an item that was left
    out has to be moved, too.
    """
    place = {each.key: at for at, each in enumerate(question.items)}
    given = list(dict.fromkeys(key for each in _list(answer) if (key := _text(each)) in place))
    parts = tuple((key, Fraction(place[key] == at)) for at, key in enumerate(given))
    most = len(place) - 1
    if most < 1:
        return Fraction(len(given) == len(place)), parts
    return Fraction(max(_longest_rise([place[key] for key in given]) - 1, 0), most), parts


def _longest_rise(numbers_: list[int]) -> int:
    ends: list[int] = []
    for each in numbers_:
        at = bisect_left(ends, each)
        ends[at : at + 1] = [each]
    return len(ends)


# -- typed answers


def _short(question: ShortAnswer, answer: Any) -> _Earned:
    return _best_text(question.accepted, answer), ()


def _best_text(accepted: tuple[AcceptedText, ...], answer: Any) -> Fraction:
    found = fitting_text(accepted, answer)
    return Fraction(found.credit) if found is not None else Fraction(0)


def fitting_text(accepted: tuple[AcceptedText, ...], answer: Any) -> AcceptedText | None:
    """The accepted text that an answer fits, the one with most credit; for its feedback."""
    said = _text(answer)
    fitting = [each for each in accepted if words.fits(said, each.text, is_exact=each.is_exact)]
    return max(fitting, key=lambda each: each.credit, default=None)


def _numeric(question: Numeric, answer: Any) -> _Earned:
    return _best_number(question.accepted, answer), ()


def _best_number(accepted: tuple[AcceptedNumber, ...], answer: Any) -> Fraction:
    found = fitting_number(accepted, answer)
    return Fraction(found.credit) if found is not None else Fraction(0)


def fitting_number(accepted: tuple[AcceptedNumber, ...], answer: Any) -> AcceptedNumber | None:
    """The accepted number that an answer fits, the one with most credit; for its feedback."""
    said = _text(answer)
    fitting = [each for each in accepted if numbers.fits(said, each)]
    return max(fitting, key=lambda each: each.credit, default=None)


# -- pictures


def _hotspot(question: Hotspot, answer: Any) -> _Earned:
    """Each right area that is hit earns its share, each place beyond costs as much."""
    right = {each.key for each in question.areas if each.is_right}
    hit, missed, parts = set[str](), 0, []
    for each in _list(answer)[:200]:
        found = places.area_at(question.areas, each)
        if found is None or not found.is_right:
            missed += 1
        else:
            hit.add(found.key)
        if found is not None:
            parts.append((found.key, Fraction(found.is_right)))
    share = Fraction(1, len(right)) if right else Fraction(0)
    return share * (len(hit) - missed), tuple(dict(parts).items())


# -- what came as JSON, of whatever shape


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f") if value == value and abs(value) != float("inf") else ""
    return str(value)[:LONGEST_ANSWER] if isinstance(value, str | int | Decimal) else ""


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _best_of_multiple(question: MultipleChoice) -> Any:
    earned = credits_of(question)
    return [each.key for each in question.options if each.is_right and earned[each.key] > 0]


def _best_of_number(accepted: tuple[AcceptedNumber, ...]) -> str:
    best = max(accepted, key=lambda each: each.credit, default=None)
    return (example_of(best) + f" {best.unit}").strip() if best is not None else ""


def example_of(accepted: AcceptedNumber) -> str:
    """A number within the bounds, as a text: their middle, or what is next to the only one."""
    low, high = accepted.low, accepted.high
    if low is not None and high is not None:
        return _shown((low + high) / 2)
    if low is not None:
        return _shown(low + accepted.is_low_open)
    return _shown(high - accepted.is_high_open) if high is not None else ""


def _shown(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _best_of_gap(gap: Gap) -> str:
    if gap.kind == "choice":
        return max(gap.options, key=_one_credit).key if gap.options else ""
    return _best_of_texts(gap.texts) if gap.kind == "short" else _best_of_number(gap.numbers)


def _best_of_texts(accepted: tuple[AcceptedText, ...]) -> str:
    best = max(accepted, key=lambda each: each.credit, default=None)
    # The asterisk may stand for nothing; one with a backslash stands for itself.
    return best.text.replace("\\*", "\0").replace("*", "").replace("\0", "*") if best is not None else ""


_SCORED: Mapping[str, Callable[[Any, Any], _Earned]] = {
    "single": _single, "multiple": _multiple, "true-false": _single, "matching": _matching,
    "ordering": _ordering, "short": _short, "numeric": _numeric, "cloze": _cloze, "categorize": _categorize,
    "hotspot": _hotspot,
}  # fmt: skip
_BEST: Mapping[str, Callable[[Any], Any]] = {
    "single": lambda question: max(question.options, key=_one_credit).key if question.options else None,
    "multiple": _best_of_multiple,
    "true-false": lambda question: next((each.key for each in question.right), None),
    "matching": lambda question: {each.key: each.choice for each in question.pairs},
    "ordering": lambda question: [each.key for each in question.items],
    "short": lambda question: _best_of_texts(question.accepted),
    "numeric": lambda question: _best_of_number(question.accepted),
    "cloze": lambda question: {each.key: _best_of_gap(each) for each in question.gaps},
    "categorize": lambda question: {each.key: each.category for each in question.items},
    "hotspot": lambda question: [each.key for each in question.areas if each.is_right],
}
