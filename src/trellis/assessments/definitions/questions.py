"""What a quiz asks: one frozen class for each type of question, and the shape of an answer to each.

A question is a value. What somebody answers is plain JSON, whose shape the class of the question documents; `None` is
no answer. Texts are Markdown. The keys of answers are made of their words, so that they stay the same when the order
changes and never give away what is right.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Literal, TypeAlias

Difficulty: TypeAlias = Literal["", "easy", "medium", "hard"]
DIFFICULTIES = ("easy", "medium", "hard")
ONE, NOTHING = Decimal(1), Decimal(0)
_NOT_ASKED = frozenset(
    {"key", "line", "objective", "pool", "difficulty", "tags", "relies_on", "hint", "explanation", "feedback"}
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What all questions have.

    `key` is the question's identifier within its quiz, for good; `stem` what is asked. `relies_on` are the passages of
    the handbook that it rests on, as `path#anchor`. `parameters` says which numbers vary, as it was written. `line` is
    where the question stands in its page, from 1 (0: nowhere).
    """

    type: ClassVar[str] = ""
    is_by_hand: ClassVar[bool] = False
    """Whether somebody has to grade it."""

    key: str
    stem: str
    points: Decimal = ONE
    objective: str = ""
    pool: str = ""
    difficulty: Difficulty = ""
    tags: tuple[str, ...] = ()
    relies_on: tuple[str, ...] = ()
    hint: str = ""
    explanation: str = ""
    parameters: str = ""
    line: int = 0

    @property
    def fingerprint(self) -> str:
        """What is asked and what is right, in 16 characters: another one is another revision of the question.

        Hints, explanations, feedback, tags and the place in the page do not change it.
        """
        said = json.dumps([self.type, _asked(self)], ensure_ascii=True, sort_keys=True)
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()

    @property
    def title(self) -> str:
        """The first line of the stem."""
        return self.stem.strip().split("\n", 1)[0]


def _asked(value: Any) -> Any:
    if isinstance(value, AcceptedNumber) and (value.low is not None or value.high is not None):
        value = replace(value, text="")  # the same bounds are the same, however they are written
    if is_dataclass(value):
        return [_asked(getattr(value, each.name)) for each in fields(value) if each.name not in _NOT_ASKED]
    if isinstance(value, tuple):
        return [_asked(each) for each in value]
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def made_keys(texts: Iterable[str]) -> Iterator[str]:
    """A key for each text, made of its words; a text that comes again has a number behind it."""
    seen: dict[str, int] = {}
    for text in texts:
        words = _SPACE.sub(" ", text.strip().casefold()).encode("utf-8", "surrogatepass")
        key = hashlib.blake2b(words, digest_size=4).hexdigest()
        seen[key] = seen.get(key, 0) + 1
        yield key if seen[key] == 1 else f"{key}-{seen[key]}"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose. `credit` is the share of the points, from -1 to 1, where the page says one."""

    key: str
    text: str
    is_right: bool = False
    credit: Decimal | None = None
    feedback: str = ""


def options_of(written: Iterable[tuple[str, bool, Decimal | None, str]]) -> tuple[Option, ...]:
    """Options with their keys, from text, whether it is right, credit and feedback."""
    several = tuple(written)
    keys = made_keys(text for text, *_ in several)
    return tuple(Option(key, *each) for key, each in zip(keys, several, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Question):
    """A question with answers to choose from."""

    options: tuple[Option, ...] = ()

    @property
    def right(self) -> tuple[Option, ...]:
        """The right ones."""
        return tuple(each for each in self.options if each.is_right)


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(Choice):
    """One answer is right. Answer: the key of an option, `"9f2c11aa"`."""

    type: ClassVar[str] = "single"


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(Choice):
    """Any number of answers is right. Answer: a list of keys, `["9f2c11aa", "01be77d0"]`."""

    type: ClassVar[str] = "multiple"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Choice):
    """A statement that holds or does not. Answer: `"true"` or `"false"`, the keys of its two options."""

    type: ClassVar[str] = "true-false"

    @property
    def holds(self) -> bool:
        """Whether the statement is true."""
        return any(each.key == "true" for each in self.right)


def true_false_options(holds: bool, if_true: str = "", if_false: str = "") -> tuple[Option, ...]:
    """The two options of a statement, each with its feedback."""
    return (Option("true", "True", holds, None, if_true), Option("false", "False", not holds, None, if_false))


@dataclass(frozen=True, slots=True)
class Item:
    """Something to put in order or into a category, or one side of a pair."""

    key: str
    text: str


def items_of(texts: Iterable[str]) -> tuple[Item, ...]:
    """Items with their keys."""
    several = tuple(texts)
    return tuple(Item(key, text) for key, text in zip(made_keys(several), several, strict=True))


@dataclass(frozen=True, slots=True)
class Pair:
    """A row to match: `item`, and the key of the choice that belongs to it."""

    key: str
    text: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Question):
    """Which belongs to which. `choices` are all right sides, each once, with those that belong to nothing.

    Answer: the key of a choice for each pair, `{"pair": "choice"}`.
    """

    type: ClassVar[str] = "matching"

    pairs: tuple[Pair, ...] = ()
    choices: tuple[Item, ...] = ()
    headings: tuple[str, str] = ("", "")


def matching_of(rows: Iterable[tuple[str, str]]) -> tuple[tuple[Pair, ...], tuple[Item, ...]]:
    """Pairs and choices from rows; a row with an empty left side is a choice that belongs to nothing."""
    several = tuple(rows)
    choices = items_of(dict.fromkeys(right for _left, right in several))
    by_text = {each.text: each.key for each in choices}
    told = [(left, right) for left, right in several if left]
    keys = made_keys(left for left, _right in told)
    pairs = tuple(Pair(key, left, by_text[right]) for key, (left, right) in zip(keys, told, strict=True))
    return pairs, choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Question):
    """What comes after what; `items` stand in the right order. Answer: the keys in order, `["a", "b", "c"]`."""

    type: ClassVar[str] = "ordering"

    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptedText:
    """A text that is taken: `*` stands for anything; `is_exact`: with these capitals. `credit` from 0 to 1."""

    text: str
    is_exact: bool = False
    credit: Decimal = ONE
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer(Question):
    """A word or a few. Answer: a text."""

    type: ClassVar[str] = "short"

    accepted: tuple[AcceptedText, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptedNumber:
    """A number that is taken, as it was written in `text`: `9.81 ± 0.05 m/s²`, `3 to 4 m`, `≥ 10`.

    `low` and `high` are its bounds (`None`: none), which count in unless they are open. `unit` is written as the page
    has it. Where the text holds formulas, the bounds are `None` until the question is filled in.
    """

    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    is_low_open: bool = False
    is_high_open: bool = False
    unit: str = ""
    credit: Decimal = ONE
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Question):
    """A number, perhaps with a unit. Answer: a text as somebody types it, `"9,81 m/s²"`, or a JSON number."""

    type: ClassVar[str] = "numeric"

    accepted: tuple[AcceptedNumber, ...] = ()

    @property
    def unit(self) -> str:
        """The unit in which it is asked: that of the first accepted number."""
        return self.accepted[0].unit if self.accepted else ""


GapKind: TypeAlias = Literal["short", "choice", "numeric"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap in a text; which of `texts`, `options` and `numbers` it has follows from its kind.

    `written` is what stands between the brackets.
    """

    key: str
    kind: GapKind
    written: str
    texts: tuple[AcceptedText, ...] = ()
    options: tuple[Option, ...] = ()
    numbers: tuple[AcceptedNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Question):
    """A text with gaps; in `text` a gap is `[[1]]`, with its key. Answer: `{"1": "word"}`.

    Of a gap to choose from, the answer is the key of an option; of a number, as for `Numeric`.
    """

    type: ClassVar[str] = "cloze"

    text: str = ""
    gaps: tuple[Gap, ...] = ()

    @property
    def pieces(self) -> tuple[str | Gap, ...]:
        """The text and its gaps, in turn."""
        by_key = {each.key: each for each in self.gaps}
        parts = GAP_MARK.split(self.text)
        return tuple(by_key[part] if at % 2 and part in by_key else part for at, part in enumerate(parts))


GAP_MARK = re.compile(r"\[\[(\d+)\]\]")


@dataclass(frozen=True, slots=True)
class Sorted:
    """An item with the key of its category."""

    key: str
    text: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Categorize(Question):
    """Which item belongs where. Answer: the key of a category for each item, `{"item": "category"}`."""

    type: ClassVar[str] = "categorize"

    categories: tuple[Item, ...] = ()
    items: tuple[Sorted, ...] = ()


def categories_of(written: Mapping[str, Iterable[str]]) -> tuple[tuple[Item, ...], tuple[Sorted, ...]]:
    """Categories and items, from the items' texts by category."""
    categories = items_of(written)
    told = [
        (text, category.key)
        for category, texts in zip(categories, written.values(), strict=True)
        for text in texts
    ]
    keys = made_keys(text for text, _ in told)
    return categories, tuple(Sorted(key, *each) for key, each in zip(keys, told, strict=True))


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture, in per cent of its width and height.

    `numbers` are x, y, width and height of a `rectangle` (x and y of its upper left corner), x, y and radius of a
    `circle` (of the width), or x and y of each corner of a `polygon`.
    """

    key: str
    shape: Literal["rectangle", "circle", "polygon"]
    numbers: tuple[Decimal, ...]
    is_right: bool = False
    label: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotspot(Question):
    """Places in a picture. Answer: a list of places `[x, y]` in per cent, or of keys of areas: `[[12.5, 40], "a1"]`.

    `image` is the picture's address as the page has it, `alternative` its text. As many places are looked for as there
    are right areas.
    """

    type: ClassVar[str] = "hotspot"

    image: str = ""
    alternative: str = ""
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of a rubric: what is looked at, for how many points, and what each band means, worst or best first."""

    key: str
    title: str
    points: Decimal
    bands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubric:
    """How something is graded by hand; `bands` are the headings of the bands."""

    bands: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()

    @property
    def points(self) -> Decimal:
        """The points of all criteria."""
        return sum((each.points for each in self.criteria), NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand(Question):
    """A question that somebody grades, perhaps by a rubric."""

    is_by_hand: ClassVar[bool] = True

    rubric: Rubric = field(default_factory=Rubric)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUpload(ByHand):
    """Something to hand in. Answer: a list of the identifiers of stored files."""

    type: ClassVar[str] = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay(ByHand):
    """A text. Answer: the text."""

    type: ClassVar[str] = "essay"


CLASSES: Mapping[str, type[Question]] = {
    each.type: each
    for each in (
        SingleChoice, MultipleChoice, TrueFalse, Matching, Ordering, ShortAnswer,
        Numeric, Cloze, Categorize, Hotspot, FileUpload, Essay,
    )
}  # fmt: skip
"""The class of each type."""

TYPES = tuple(CLASSES)
