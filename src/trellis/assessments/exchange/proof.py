"""What a file of questions says when it is read again: nothing that was lost goes without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from trellis.assessments.definitions import scoring
from trellis.assessments.definitions.questions import AcceptedNumber, Gap, MultipleChoice, Question
from trellis.assessments.exchange import markup
from trellis.assessments.exchange.lost import untold
from trellis.assessments.exchange.results import Exported, Imported

_BESIDE = frozenset(
    {"key", "line", "objective", "pool", "difficulty", "tags", "relies_on", "hint", "explanation", "feedback", "points",
     "headings", "rubric", "credit"}
)  # fmt: skip
"""What the formats tell by themselves where they leave it out, and what `_credits` looks at in its own way."""
CHANGED = "Look at it there: read again, it is not quite as it is here."


def prove(several: Sequence[Question], made: Exported, read: Callable[[bytes], Imported]) -> None:
    """Read what was written, and note each question that comes back as another one without a word said of it."""
    out = {each.where for each in made.notes if not each.is_kept}
    kept = [each for each in several if each.key not in out]
    back = read(made.data).questions if kept else []
    by_key = {each.key: each for each in back}
    for at, each in enumerate(kept):
        found = back[at] if len(back) == len(kept) else by_key.get(each.key)
        if not _is_told(each, made) and (found is None or _meaning(found) != _meaning(each)):
            made.note(each, CHANGED)


def _is_told(question: Question, made: Exported) -> bool:
    """Whether a note says how a question is asked otherwise there; that its objective is left out is no such note."""
    beside = set(untold(question, "points"))
    return any(each.where == question.key and each.message not in beside for each in made.notes)


def _meaning(question: Question) -> Any:
    """What is asked and what it earns, however it is written down."""
    texts = {each.key: _words(each.text) for each in _within(question) if hasattr(each, "text")}
    return question.type, _shown(question, texts), sorted(_credits(question)), question.points


def _within(value: Any) -> Iterator[Any]:
    """All that has a key within a question."""
    if isinstance(value, tuple):
        for each in value:
            yield from _within(each)
    elif is_dataclass(value):
        if not isinstance(value, Question) and hasattr(value, "key"):
            yield value
        for each in fields(value):
            yield from _within(getattr(value, each.name))


def _shown(value: Any, texts: dict[str, str]) -> Any:
    """A value without keys: what names another by its key says its words."""
    if isinstance(value, AcceptedNumber) and (value.low is not None or value.high is not None):
        return [value.low, value.high, value.is_low_open, value.is_high_open, value.unit]
    if isinstance(value, Gap):
        return [_shown(each, texts) for each in (value.kind, value.texts, value.options, value.numbers)]
    if is_dataclass(value):
        return [
            _shown(getattr(value, each.name), texts) for each in fields(value) if each.name not in _BESIDE
        ]
    if isinstance(value, tuple):
        return [_shown(each, texts) for each in value]
    return texts.get(value, _words(value)) if isinstance(value, str) else value


def _words(text: str) -> str:
    """A text as it is read: its marks count, the way they are written does not."""
    return " ".join(markup.to_html(text).split()) if text else ""


def _credits(question: Question) -> Iterator[tuple[str, Decimal]]:
    earned = scoring.credits_of(question) if isinstance(question, MultipleChoice) else {}
    for each in _within(question):
        share = earned.get(each.key, getattr(each, "credit", None) or 0)
        if share:
            yield _words(getattr(each, "text", "")), _close(Fraction(share))
    for accepted in getattr(question, "accepted", ()):
        yield (
            _words(accepted.text) if not isinstance(accepted, AcceptedNumber) else "",
            _close(Fraction(accepted.credit)),
        )


def _close(share: Fraction) -> Decimal:
    return Decimal(share.numerator * 1000 / share.denominator).quantize(Decimal(1))
