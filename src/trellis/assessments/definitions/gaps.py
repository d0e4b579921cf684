"""Gaps in a text: `[[word|variant]]`, `[[*right / wrong]]`, `[[9.81 ± 0.05]]`."""

from __future__ import annotations

import re
from decimal import Decimal

from trellis.assessments.definitions import units
from trellis.assessments.definitions.numbers import UnreadableNumber, accepted_number
from trellis.assessments.definitions.questions import ONE, AcceptedNumber, AcceptedText, Gap, options_of

_GAP = re.compile(r"(?<![!\\])\[\[(?P<inside>[^\[\]\n]+)\]\]")
_CREDIT = re.compile(r"\s*\((?P<credit>-?\d{1,3}(?:\.\d{1,5})?)%\)$")
_BAR = re.compile(r"(?<!\\)\|")
_SLASH = re.compile(r"\s+/\s+")


def gaps_of(written: str) -> tuple[str, tuple[Gap, ...]]:
    """A text with a mark for each gap, `[[1]]`, and the gaps."""
    gaps: list[Gap] = []

    def put(found: re.Match[str]) -> str:
        gap = gap_of(str(len(gaps) + 1), found["inside"].strip())
        if gap is None:
            return found[0]
        gaps.append(gap)
        return f"[[{gap.key}]]"

    return _GAP.sub(put, written), tuple(gaps)


def gap_of(key: str, inside: str) -> Gap | None:
    """The gap that stands between brackets; `None` where nothing does."""
    pieces = _SLASH.split(inside)
    if len(pieces) > 1 and any(each.startswith("*") for each in pieces):
        return Gap(key, "choice", inside, options=options_of(_option(each) for each in pieces))
    parts = [_with_credit(each.strip()) for each in _BAR.split(inside) if each.strip()]
    if not parts:
        return None
    numbers = [_number(text, credit) for text, credit in parts]
    if all(each is not None for each in numbers):
        return Gap(key, "numeric", inside, numbers=tuple(each for each in numbers if each is not None))
    return Gap(key, "short", inside, texts=tuple(_text(text, credit) for text, credit in parts))


def _option(written: str) -> tuple[str, bool, Decimal | None, str]:
    is_right = written.startswith("*")
    text, credit = _with_credit(written.removeprefix("*").strip())
    return text, is_right, None if is_right or credit == 1 else credit, ""


def _with_credit(text: str) -> tuple[str, Decimal]:
    found = _CREDIT.search(text)
    if found is None or not found.start():
        return text, ONE
    return text[: found.start()], min(max(Decimal(found["credit"]) / 100, -ONE), ONE)


def _text(text: str, credit: Decimal) -> AcceptedText:
    is_exact = len(text) > 2 and text[0] == text[-1] == "`"
    text = text[1:-1] if is_exact else text
    return AcceptedText(text.replace("\\|", "|"), is_exact, max(credit, Decimal(0)))


def _number(text: str, credit: Decimal) -> AcceptedNumber | None:
    try:
        made = accepted_number(text, max(credit, Decimal(0)))
    except UnreadableNumber:
        return None
    # “3D” is a word: what stands behind a number is a unit only where it is a known one.
    is_known = not made.unit or units.unit_of(made.unit) is not None or bool(re.search(r"[±≥≤]", text))
    return made if is_known else None
