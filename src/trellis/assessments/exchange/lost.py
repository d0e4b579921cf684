"""What of a question a format does not hold, in words."""

from __future__ import annotations

from collections.abc import Iterator

from trellis.assessments.definitions.questions import ONE, Question

_NAMES = {
    "objective": "The objective", "pool": "The pool", "difficulty": "The difficulty", "tags": "The tags",
    "relies_on": "What it relies on", "hint": "The hint", "explanation": "The explanation",
}  # fmt: skip


def untold(question: Question, *carried: str) -> Iterator[str]:
    """A sentence for each thing that is there and not among what the format carries."""
    for name, words in _NAMES.items():
        if name not in carried and getattr(question, name):
            yield f"{words} is left out." if name != "tags" else "The tags are left out."
    if "points" not in carried and question.points != ONE:
        yield f"That it gives {question.points:f} points is left out."
