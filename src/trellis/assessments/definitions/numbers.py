"""Numbers as people type them, and the numbers that a question accepts."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, DecimalException
from typing import NamedTuple

from trellis.assessments.definitions import units
from trellis.assessments.definitions.questions import ONE, AcceptedNumber
from trellis.handbook.errors import TrellisError

LONGEST = 200
_SIGNS = str.maketrans({"−": "-", "–": "-", "＋": "+", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_NUMBER = r"[+-]?(?:\d[\d.,' ]*\d|\d|[.,]\d+)(?:\s*(?:[eE]|[x×·*]\s*10\s*\^?)\s*\(?[+-]?\d{1,3}\)?)?"
_TYPED = re.compile(
    rf"\s*(?P<number>{_NUMBER})(?:\s*/\s*(?P<below>\d{{1,15}})(?![\d.,]))?(?P<unit>.*)$", re.DOTALL
)
_POWER = re.compile(r"\s*(?:[eE]|[x×·*]\s*10\s*\^?)\s*\(?(?P<power>[+-]?\d{1,3})\)?$")
_HIGH = re.compile(r"(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_PLAIN = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_AMOUNT = rf"(?:{_PLAIN}|\{{=[^{{}}]*\}}|\{{[a-z][a-z0-9-]*\}})"
_ABOUT = re.compile(
    rf"(?P<value>{_AMOUNT})\s*(?:(?:±|\+/-|\+-)\s*(?P<by>{_AMOUNT})\s*(?P<share>%(?!\s*%))?)?(?P<unit>.*)$"
)
_WITHIN = re.compile(rf"(?P<low>{_AMOUNT})\s*(?:to|bis|\.\.)\s*(?P<high>{_AMOUNT})(?P<unit>.*)$")
_BEYOND = re.compile(rf"(?P<sign>≥|>=|≤|<=|>|<)\s*(?P<value>{_AMOUNT})(?P<unit>.*)$")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*$")


class UnreadableNumber(TrellisError):
    """A text that no accepted number can be made of."""

    code = "unreadable-number"


class Reading(NamedTuple):
    """What somebody may have meant: a number and the unit behind it."""

    number: Decimal
    unit: str


def readings(text: str) -> tuple[Reading, ...]:
    """What a typed text may mean; none where it is no number.

    `1,234` is twelve hundred to some and one and a bit to others: both are returned, the decimal comma first.
    """
    text = _HIGH.sub(
        lambda found: "^" + found[0].translate(_POWERS), text[:LONGEST].translate(_SIGNS).strip()
    )
    found = _TYPED.match(text)
    if found is None:
        return ()
    unit = found["unit"].strip()
    return tuple(
        Reading(number, unit)
        for number in _values(found["number"])
        for number in _divided(number, found["below"])
    )


def _divided(number: Decimal, below: str | None) -> tuple[Decimal, ...]:
    if below is None:
        return (number,)
    return (number / Decimal(below),) if int(below) else ()


def _values(text: str) -> tuple[Decimal, ...]:
    power = _POWER.search(text)
    digits = text[: power.start()] if power else text
    found = dict.fromkeys(value for each in _spellings(digits.strip()) for value in _decimals(each))
    return tuple(each.scaleb(int(power["power"])) if power else each for each in found)


def _spellings(digits: str) -> tuple[str, ...]:
    """The ways to read separators as a decimal point or as groups of thousands."""
    marks = [each for each in digits if each in ".,' "]
    if not marks:
        return (digits,)
    last = marks[-1]
    grouped = _GROUPED.match(digits)
    ways = []
    if last in ".," and marks.count(last) == 1:
        whole, part = digits.rsplit(last, 1)
        if len(marks) == 1 or _GROUPED.match(whole):
            ways.append(re.sub(r"[.,' ]", "", whole) + "." + part)
    if grouped:
        ways.append(re.sub(r"[.,' ]", "", digits))
    return tuple(ways)


def _decimals(text: str) -> tuple[Decimal, ...]:
    try:
        made = Decimal(text)
    except DecimalException:
        return ()
    return (made,) if made.is_finite() else ()


def fits(answer: str, accepted: AcceptedNumber) -> bool:
    """Whether a typed number is within the bounds. A unit may be left out; another must measure the same."""
    return any(_is_within(each, accepted) for each in readings(answer))


def _is_within(reading: Reading, accepted: AcceptedNumber) -> bool:
    number = reading.number
    if reading.unit:
        if not accepted.unit:
            return False
        ratio = units.ratio(reading.unit, accepted.unit)
        if ratio is None:
            return False
        number *= ratio
    if accepted.low is None and accepted.high is None:
        return False
    low, high = accepted.low, accepted.high
    if low is not None and (number < low or (accepted.is_low_open and number == low)):
        return False
    return high is None or not (number > high or (accepted.is_high_open and number == high))


def accepted_number(text: str, credit: Decimal = ONE, feedback: str = "") -> AcceptedNumber:
    """The accepted number that a text says. Raises UnreadableNumber.

    `9.81 ± 0.05 m/s²`, `100 ± 2 %` (two per cent of it), `3 to 4 m`, `≥ 10`, `-4`. Amounts may be formulas in braces,
    which are left for `variants`.
    """
    said = " ".join(text.translate(_SIGNS).split())
    if len(said) > LONGEST:
        raise UnreadableNumber(f"“{said[:40]}…” is too long for a number.")
    found = _BEYOND.match(said) or _WITHIN.match(said) or _ABOUT.match(said)
    if found is None:
        raise UnreadableNumber(f"“{said[:60]}” is no number such as 9.81 ± 0.05 m/s², 3 to 4 m or ≥ 10.")
    made = AcceptedNumber(said, unit=_unit(found["unit"], said), credit=credit, feedback=feedback)
    return made if "{" in said[: found.start("unit")] else _bounded(made, found)


def _unit(written: str, said: str) -> str:
    unit = written.strip()
    if unit and (re.match(r"[\d.,±<>≥≤=~]", unit) or re.search(r"[±≥≤{}]", unit) or len(unit) > 30):
        raise UnreadableNumber(f"“{unit[:40]}” behind the number in “{said[:60]}” cannot be read.")
    return unit


def _bounded(made: AcceptedNumber, found: re.Match[str]) -> AcceptedNumber:
    groups = found.groupdict()
    try:
        if "sign" in groups:
            value, sign = Decimal(groups["value"]), groups["sign"]
            if sign in ("≥", ">=", ">"):
                return replace(made, low=value, is_low_open=sign == ">")
            return replace(made, high=value, is_high_open=sign == "<")
        if "low" in groups:
            low, high = Decimal(groups["low"]), Decimal(groups["high"])
        else:
            value, by = Decimal(groups["value"]), Decimal(groups["by"] or 0)
            by = abs(value) * by / 100 if groups["share"] else by
            low, high = value - by, value + by
    except DecimalException:
        raise UnreadableNumber(f"“{made.text[:60]}” has a number that is too large.") from None
    if low > high:
        raise UnreadableNumber(f"“{made.text[:60]}” accepts nothing: its lower bound is above the upper one.")
    return replace(made, low=low, high=high)
