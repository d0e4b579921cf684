"""Places in a picture, in per cent of its width and height, and the areas that they lie in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, DecimalException
from typing import Any

from trellis.assessments.definitions.questions import Area

Place = tuple[Decimal, Decimal]


def area_at(areas: Sequence[Area], said: Any) -> Area | None:
    """The area that an answer means: by its key, or the first one that holds the place `[x, y]`, right ones first."""
    if isinstance(said, str):
        return next((each for each in areas if each.key == said), None)
    place = _place(said)
    if place is None:
        return None
    fitting = [each for each in areas if holds(each, place)]
    return next((each for each in fitting if each.is_right), fitting[0] if fitting else None)


def holds(area: Area, place: Place) -> bool:
    """Whether a place lies in an area; its edge belongs to it."""
    x, y = place
    given = area.numbers
    if area.shape == "rectangle":
        return given[0] <= x <= given[0] + given[2] and given[1] <= y <= given[1] + given[3]
    if area.shape == "circle":
        return (x - given[0]) ** 2 + (y - given[1]) ** 2 <= given[2] ** 2
    return _in_polygon(list(zip(given[::2], given[1::2], strict=True)), x, y)


def middle(area: Area) -> Place:
    """A place to point at: the middle of an area."""
    given = area.numbers
    if area.shape == "rectangle":
        return given[0] + given[2] / 2, given[1] + given[3] / 2
    if area.shape == "circle":
        return given[0], given[1]
    xs, ys = given[::2], given[1::2]
    return sum(xs, Decimal(0)) / len(xs), sum(ys, Decimal(0)) / len(ys)


def _in_polygon(corners: list[Place], x: Decimal, y: Decimal) -> bool:
    """Whether a ray from the place to the right crosses the edges an odd number of times."""
    inside = False
    for at, (x1, y1) in enumerate(corners):
        x2, y2 = corners[at - 1]
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _place(said: Any) -> Place | None:
    if isinstance(said, dict):
        said = (said.get("x"), said.get("y"))
    if not isinstance(said, list | tuple) or len(said) != 2:
        return None
    try:
        made = tuple(Decimal(str(each)) for each in said)
    except DecimalException:
        return None
    return (made[0], made[1]) if all(each.is_finite() and abs(each) <= 1000 for each in made) else None
