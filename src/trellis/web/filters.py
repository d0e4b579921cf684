"""Filters of a list: what can be chosen, what is chosen, and the address without each choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from trellis.web.paging import PLACES, with_params


@dataclass(frozen=True)
class Choice:
    """One value that a filter can take, with the number of rows it leaves."""

    value: str
    label: str | Promise
    count: int
    selected: bool


@dataclass(frozen=True)
class Filter:
    """A filter as a select box."""

    name: str
    label: str | Promise
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Chip:
    """A choice that is in force: what it says, and the address of the list without it."""

    label: str | Promise
    value: str | Promise
    remove_url: str


def filter_of(
    name: str,
    label: str | Promise,
    counted: Mapping[str, int],
    selected: str,
    labels: Mapping[str, str] | None = None,
) -> Filter:
    """A filter over the values that rows have, each with its count, in the order of the labels; without empty ones."""
    counts = {value: count for value, count in counted.items() if value}
    if selected and selected not in counts:
        counts[selected] = 0
    shown = labels or {}
    choices = [
        Choice(value, shown.get(value, value), count, value == selected) for value, count in counts.items()
    ]
    return Filter(name, label, tuple(sorted(choices, key=lambda choice: _natural(choice.label))))


def chips_for(
    params: QueryDict, named: Iterable[tuple[str, str | Promise, str | Promise]]
) -> tuple[Chip, ...]:
    """Chips for triples (parameter, label, shown value); parameters that are not set are skipped."""
    return tuple(
        Chip(label=label, value=value, remove_url=with_params(params, **dict.fromkeys((name, *PLACES))))
        for name, label, value in named
        if params.get(name)
    )


def _natural(label: str | Promise) -> tuple[int, float, str]:
    text = str(label)
    try:
        return (0, float(text), text)
    except ValueError:
        return (1, 0.0, text.casefold())
