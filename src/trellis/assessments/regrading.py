"""What a regrade would make of an attempt: the same arithmetic for the preview and for the job that applies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from trellis.assessments import papers, reckoning, terms
from trellis.assessments.models import Answer, Attempt
from trellis.assessments.reckoning import Line, Total

NEWER, FULL, VOID, NONE = "newer", "full", "void", "none"


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of a question: the kind, and the newer question as JSON where its key of today counts."""

    key: str
    kind: str
    question: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """The points of one answer, as `reckoning` asks for them."""

    out_of: Decimal
    auto_points: Decimal | None
    hand_points: Decimal | None
    appeal_points: Decimal | None
    override: str


def declared_on(attempt: Attempt, answer: Answer, said: Declared) -> Points:
    """The points of an answer once something was declared of its question."""
    known = Points(
        answer.out_of, answer.auto_points, answer.hand_points, answer.appeal_points, answer.override
    )
    if said.kind in (FULL, VOID):
        return replace(known, override=said.kind)
    newer = said.question if said.kind == NEWER else None
    asked = papers.asked_in(attempt.paper)[answer.position]
    found = papers.scored(asked, answer.value, newer, terms.percent(attempt.rule("penalty"), "0"))
    return replace(known, override="", auto_points=papers.earned(found) if found is not None else None)


def outcome(attempt: Attempt, answers: list[Answer], said: Declared) -> Total | None:
    """What an attempt would come to; `None` while something of it is not graded."""
    lines: list[Line] = [
        declared_on(attempt, each, said) if each.key == said.key else each for each in answers
    ]
    return reckoning.total(lines, terms.percent(attempt.rule("pass")))
