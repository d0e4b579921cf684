"""The urn of a round: all answers added together. What it holds is the same in whatever order people answered.

It is a value of JSON: `counts` of each value by group and question, and `texts` by question, sorted. Two people of the
same groups can change places, answer for answer, and the urn is the same: nobody can tell from it who said what.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from typing import Any

NO_ANSWER = ""
"""Counted where somebody left a question out."""
Content = dict[str, Any]


def empty() -> Content:
    """An urn into which nobody has put anything."""
    return {"counts": {}, "texts": {}}


def put(
    content: Content, groups: Iterable[str], values: Mapping[str, str], texts: Mapping[str, str]
) -> Content:
    """Add the answers of somebody: of each question the value, or `NO_ANSWER`; what they wrote, without whitespace
    around it.
    """
    for group in groups:
        counted = content["counts"].setdefault(group, {})
        for question, value in values.items():
            chosen = counted.setdefault(question, {})
            chosen[value] = chosen.get(value, 0) + 1
    for question, text in texts.items():
        if text.strip():
            insort(content["texts"].setdefault(question, []), text.strip())
    return content
