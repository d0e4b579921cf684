"""Small words for sentences: numbers, lists and quotes as a reader writes them."""

from __future__ import annotations

from collections.abc import Iterable

_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def a_number_of(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "no roles", "one role", "two roles", "13 roles"."""
    number = _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
    return f"{number} {one if count == 1 else many or one + 's'}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as a list in a sentence: "a", "a and b", "a, b and c"."""
    several = list(words)
    return f"{', '.join(several[:-1])} {last} {several[-1]}" if len(several) > 1 else "".join(several)


def quoted(text: str) -> str:
    """A text in quotation marks."""
    return f"“{text}”"
