"""What rooms measure when somebody looks: how much waits, how much failed, how old something is.

A measure asks the database, or this process, when `/metrics` is read; what is counted as it happens stands in `meters`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Values = Mapping[tuple[str, ...], float]


@dataclass(frozen=True)
class Measure:
    """A number, or several that labels tell apart; `ask` gives them by the values of the labels (`()`: it has none)."""

    name: str
    means: str
    ask: Callable[[], Values]
    labels: tuple[str, ...] = ()


_measures: dict[str, Measure] = {}


def register(measure: Measure) -> None:
    """Have something measured. Called when Django starts; names begin with `trellis_` and end with their unit."""
    _measures[measure.name] = measure


def measures() -> list[Measure]:
    """All measures, by name."""
    return [_measures[name] for name in sorted(_measures)]
