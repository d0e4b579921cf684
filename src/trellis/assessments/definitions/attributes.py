"""The line of attributes at the end of a question: `{: objective="describe" points="2" difficulty="easy" }`."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from trellis.assessments.definitions import codes
from trellis.assessments.definitions.questions import DIFFICULTIES
from trellis.assessments.definitions.structures import Reading, number_of
from trellis.handbook.text import Span

KEYS = ("objective", "points", "difficulty", "pool", "tags", "parameters")
_ONE = re.compile(
    r"""(?P<key>[\w-]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))|[#.][\w-]+"""
)


def attributes_of(reading: Reading) -> dict[str, Any]:
    """The fields that a question's attributes say; what cannot be taken is reported and left out."""
    found: dict[str, Any] = {}
    for inside, span in reading.pieces.attributes:
        at = 0
        for each in _ONE.finditer(inside):
            _rest(reading, inside[at : each.start()], Span(span.start + at, span.start + each.start()))
            at = each.end()
            if each["key"] is not None:
                value = next(
                    each[name] or "" for name in ("double", "single", "bare") if each[name] is not None
                )
                _take(reading, each["key"], value, Span(span.start + each.start(), span.start + at), found)
        _rest(reading, inside[at:], Span(span.start + at, span.end))
    return found


def _rest(reading: Reading, text: str, span: Span) -> None:
    if text.strip(" ,;"):
        told = f'“{text.strip()[:40]}” is no attribute such as points="2".'
        reading.tell(codes.UNKNOWN_ATTRIBUTE, told, span)


def _take(reading: Reading, key: str, value: str, span: Span, found: dict[str, Any]) -> None:
    value = " ".join(value.split())
    if key not in KEYS:
        near = get_close_matches(key, KEYS, 1, 0.6)
        hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(KEYS)}."
        reading.tell(codes.UNKNOWN_ATTRIBUTE, f"A question has no attribute “{key[:40]}”.", span, hint=hint)
    elif key == "points":
        points = number_of(value)
        if points is None:
            reading.tell(codes.WRONG_NUMBER, f"“{value[:40]}” is no number of points from 0 to 1000.", span)
        else:
            found[key] = points
    elif key == "difficulty" and value not in DIFFICULTIES:
        hint = f"There are: {', '.join(DIFFICULTIES)}."
        reading.tell(codes.UNKNOWN_ATTRIBUTE, f"“{value[:40]}” is no difficulty.", span, hint=hint)
    else:
        found[key] = tuple(filter(None, re.split(r"[\s,;]+", value))) if key == "tags" else value
