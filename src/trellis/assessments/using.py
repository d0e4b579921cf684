"""Where quizzes are used, as rooms above say: a certification asks for it, a course has it as a part."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """Something that a quiz counts for: what it is called, and its address."""

    title: str
    address: str


Uses = Callable[[Collection[str]], Mapping[str, Sequence[Use]]]
"""Given the paths of quizzes: what each counts for, as far as the reader may see it."""

_asked: dict[str, Uses] = {}


def register(room: str, uses: Uses) -> None:
    """Say where quizzes are used; the same room again replaces it. Called when Django starts."""
    _asked[room] = uses


def uses_of(paths: Collection[str]) -> dict[str, list[Use]]:
    """What some quizzes count for, in the order of the rooms."""
    found: dict[str, list[Use]] = {each: [] for each in paths}
    for uses in _asked.values():
        for path, several in uses(paths).items():
            found.setdefault(path, []).extend(several)
    return found
