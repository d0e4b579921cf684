"""Variants of a question: numbers that are another for everybody, and formulas that reckon with them.

    parameters="load=10..20 step 5; span=2,4,6"

`{load}` in a text is replaced by the number that was drawn, `{= load * span / 4}` by the result of the formula. What is
drawn depends on the seed alone, today and in ten years, on any machine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException
from functools import cache
from typing import Any, TypeVar

from trellis.assessments.definitions.numbers import UnreadableNumber, accepted_number
from trellis.assessments.definitions.questions import AcceptedNumber, Question
from trellis.core.definitions.formulas import FormulaError, parsed
from trellis.handbook.errors import TrellisError

MOST_VALUES = 10_000
_NAME = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*")
_PART = re.compile(r"\s*(?P<name>[^=;]*?)\s*=\s*(?P<values>.*?)\s*")
_RANGE = re.compile(
    r"(?P<low>-?\d+(?:\.\d+)?)\s*\.\.\s*(?P<high>-?\d+(?:\.\d+)?)(?:\s*step\s*(?P<step>\d+(?:\.\d+)?))?"
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NAMED = re.compile(r"(?<!\\)\{(?P<formula>=[^{}\n]{1,500})\}|\{(?P<name>[a-z][a-z0-9-]*)\}")
_SHOWN = Decimal("0.000001")
_UNTOUCHED = frozenset(
    {"key", "choice", "category", "parameters", "type", "kind", "objective", "pool", "tags"}
)
Parameters = Mapping[str, tuple[Decimal, ...]]
Values = Mapping[str, Decimal]
T = TypeVar("T")


class UnreadableParameters(TrellisError):
    """Parameters or a formula that cannot be read, or that have no result."""

    code = "unreadable-parameters"


def parameters_of(text: str) -> Parameters:
    """The values that each parameter may have. Raises UnreadableParameters."""
    found: dict[str, tuple[Decimal, ...]] = {}
    for part in filter(str.strip, text.split(";")):
        made = _PART.fullmatch(part)
        if made is None or not _NAME.fullmatch(made["name"]):
            raise UnreadableParameters(
                f"“{part.strip()[:60]}” is no parameter such as load=10..20 step 5 or span=2,4,6."
            )
        if made["name"] in found:
            raise UnreadableParameters(f"The parameter “{made['name']}” stands twice.")
        found[made["name"]] = _values(made["values"], made["name"])
    return found


def _values(text: str, name: str) -> tuple[Decimal, ...]:
    ranged = _RANGE.fullmatch(text)
    if ranged is not None:
        low, high, step = Decimal(ranged["low"]), Decimal(ranged["high"]), Decimal(ranged["step"] or 1)
        if step <= 0 or high < low or (high - low) / step >= MOST_VALUES:
            raise UnreadableParameters(f"“{text[:60]}” of “{name}” is no range, or one of too many values.")
        return tuple(low + step * at for at in range(int((high - low) / step) + 1))
    parts = [each.strip() for each in text.split(",")]
    if not all(_NUMBER.fullmatch(each) for each in parts) or len(parts) > MOST_VALUES:
        raise UnreadableParameters(f"“{text[:60]}” of “{name}” is no list of numbers such as 2, 4, 6.")
    return tuple(map(Decimal, parts))


def drawn(question: Question, seed: str) -> dict[str, Decimal]:
    """A value for each parameter of a question, by the seed. Raises UnreadableParameters."""
    return {
        name: values[_number(f"{seed}\0{question.key}\0{name}") % len(values)]
        for name, values in parameters_of(question.parameters).items()
    }


def filled(question: Question, values: Values) -> Question:
    """The question with its numbers in their places; without parameters and formulas, itself.

    Raises UnreadableParameters where a formula has no result with these values.
    """
    made: Question = _replaced(question, lambda text: filled_text(text, values))
    return made


def variant(question: Question, seed: str) -> Question:
    """The question as somebody with this seed gets it. Raises UnreadableParameters."""
    return filled(question, drawn(question, seed))


def filled_text(text: str, values: Values) -> str:
    """A text with the values in it. Braces that name no parameter stay as they are."""

    def put(found: re.Match[str]) -> str:
        if found["name"] is not None:
            value = values.get(found["name"])
            return found[0] if value is None else shown(value)
        return shown(_result(found["formula"][1:], values))

    return _NAMED.sub(put, text) if "{" in text else text


def shown(number: Decimal) -> str:
    """A number without needless digits: at most six decimals."""
    if abs(number) < Decimal("1e20"):
        number = number.quantize(_SHOWN, rounding=ROUND_HALF_EVEN)
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _result(formula: str, values: Values) -> Decimal:
    try:
        made = parsed(formula.strip()).result(values)
    except (FormulaError, DecimalException) as error:
        raise UnreadableParameters(f"“{formula.strip()[:60]}”: {error}") from None
    if not made.is_finite() or abs(made) > Decimal("1e50"):
        raise UnreadableParameters(f"“{formula.strip()[:60]}” has a result that is too large.")
    return made


def _replaced(value: Any, put: Callable[[str], str]) -> Any:
    """A value of frozen classes with each text replaced; numbers are read again from theirs."""
    if isinstance(value, AcceptedNumber):
        return _number_again(value, put)
    if isinstance(value, tuple):
        made = tuple(_replaced(each, put) for each in value)
        return value if all(one is other for one, other in zip(made, value, strict=True)) else made
    if isinstance(value, str):
        return put(value)
    kind: Any = type(value)
    changed: dict[str, Any] = {}
    for name in _touched(kind):
        before = getattr(value, name)
        after = _replaced(before, put)
        if after is not before and after != before:
            changed[name] = after
    return replace(value, **changed) if changed else value


@cache
def _touched(kind: type) -> tuple[str, ...]:
    """The fields of a data class in which numbers may stand; none for any other class."""
    if not is_dataclass(kind):
        return ()
    return tuple(each.name for each in fields(kind) if each.name not in _UNTOUCHED)


def _number_again(number: AcceptedNumber, put: Callable[[str], str]) -> AcceptedNumber:
    text = put(number.text)
    if text == number.text:
        return number
    try:
        return accepted_number(text, number.credit, put(number.feedback))
    except UnreadableNumber as error:
        raise UnreadableParameters(str(error)) from None


def _number(text: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )
