"""Formulas of the handbook: a small arithmetic over named numbers, exact, that can do nothing but reckon.

    midpoint * location-factor * compa-ratio
    round-up(benchmark * level-factor * location-factor * exchange-rate, 100)

There are names, numbers, `+ - * /`, parentheses, `min(…)`, `max(…)` and `round-up(x, step)`. A name may hold hyphens,
so a minus needs a space before it where it follows a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal, DecimalException

from trellis.handbook.errors import TrellisError

EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)
LONGEST = 500
DEEPEST = 20
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([a-z](?:[a-z0-9]|-(?=[a-z0-9]))*)|([-+*/(),]))")
_FUNCTIONS = {"min": (1, 20), "max": (1, 20), "round-up": (2, 2)}
Values = Mapping[str, Decimal]


class FormulaError(TrellisError):
    """A formula that cannot be read, or that has no result with the numbers it was given."""

    code = "formula"


def round_up(amount: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of a step that is not below an amount: 47,937 by 100 is 48,000; 48,000 stays.

    Source: pay is rounded up, in the currency it is paid in, to the next hundred. Raises FormulaError for a step that
    is not above 0.
    """
    if step <= 0:
        raise FormulaError(f"Nothing is rounded up to multiples of {step}.")
    times = EXACT.divide(amount, step).to_integral_value(rounding=ROUND_CEILING)
    return EXACT.multiply(times, step)


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a formula: a number, a name, or an operation on parts."""

    what: str
    number: Decimal | None = None
    parts: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was written, and its parts. `names` are those it needs, in the order of the text."""

    text: str
    term: Term
    names: tuple[str, ...]

    def result(self, values: Values) -> Decimal:
        """What comes out with these values of its names. Raises FormulaError for one that lacks, and by 0 divided."""
        try:
            return _result(self.term, values)
        except DecimalException:
            raise FormulaError("The formula divides by nothing, or its result is too large.") from None

    def with_values(self, shown: Mapping[str, str]) -> str:
        """The text with the names replaced, for people who follow it step by step."""
        return re.sub(
            _TOKEN,
            lambda found: (
                found.group(0).replace(found.group(2), shown.get(found.group(2), found.group(2)))
                if found.group(2)
                else found.group(0).replace("*", "×")
            ),
            self.text,
        )


def parsed(text: str) -> Formula:
    """A formula from its text. Raises FormulaError that says where it cannot be read."""
    if len(text) > LONGEST:
        raise FormulaError(f"A formula has at most {LONGEST} characters.")
    reading = _Reading(text)
    term = reading.sum(0)
    if reading.next_one:
        raise FormulaError(f"“{reading.next_one}” cannot stand there.")
    names = tuple(dict.fromkeys(reading.names))
    return Formula(" ".join(text.split()), term, names)


class _Reading:
    """Reads tokens from the left; one method for each binding strength."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.next_one, self.names = text.rstrip(), 0, "", list[str]()
        self.next()

    def next(self) -> None:
        if self.at >= len(self.text):
            self.next_one = ""
            return
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            raise FormulaError(f"“{self.text[self.at :].strip()[:20]}” cannot be read.")
        self.next_one, self.at = found.group(0).strip(), found.end()

    def take(self, token: str) -> None:
        if self.next_one != token:
            raise FormulaError(
                f"“{token}” is missing{f' before “{self.next_one}”' if self.next_one else ' at the end'}."
            )
        self.next()

    def sum(self, depth: int) -> Term:
        if depth > DEEPEST:
            raise FormulaError("The formula is nested too deeply.")
        term = self.product(depth)
        while self.next_one in ("+", "-"):
            sign = self.next_one
            self.next()
            term = Term(sign, parts=(term, self.product(depth)))
        return term

    def product(self, depth: int) -> Term:
        term = self.atom(depth)
        while self.next_one in ("*", "/"):
            sign = self.next_one
            self.next()
            term = Term(sign, parts=(term, self.atom(depth)))
        return term

    def atom(self, depth: int) -> Term:
        word = self.next_one
        if not word:
            raise FormulaError("The formula ends where a number or a name should stand.")
        self.next()
        if word == "(":
            term = self.sum(depth + 1)
            self.take(")")
            return term
        if word[0].isdigit():
            return Term("number", Decimal(word))
        if not word[0].isalpha():
            raise FormulaError(f"“{word}” cannot stand there.")
        if self.next_one == "(":
            return self.call(word, depth)
        self.names.append(word)
        return Term(word)

    def call(self, name: str, depth: int) -> Term:
        if name not in _FUNCTIONS:
            raise FormulaError(f"There is no function “{name}”; there are {', '.join(_FUNCTIONS)}.")
        self.next()
        parts = [self.sum(depth + 1)]
        while self.next_one == ",":
            self.next()
            parts.append(self.sum(depth + 1))
        self.take(")")
        least, most = _FUNCTIONS[name]
        if not least <= len(parts) <= most:
            raise FormulaError(f"“{name}” takes {least if least == most else f'{least} to {most}'} numbers.")
        return Term(f"{name}()", parts=tuple(parts))


def _result(term: Term, values: Values) -> Decimal:
    if term.number is not None:
        return term.number
    if not term.parts:
        if term.what not in values:
            raise FormulaError(f"The formula needs “{term.what}”.")
        return values[term.what]
    parts = [_result(each, values) for each in term.parts]
    match term.what:
        case "+":
            return EXACT.add(*parts)
        case "-":
            return EXACT.subtract(*parts)
        case "*":
            return EXACT.multiply(*parts)
        case "/":
            return EXACT.divide(*parts)
        case "min()":
            return min(parts)
        case "max()":
            return max(parts)
        case _:
            return round_up(parts[0], parts[1])
