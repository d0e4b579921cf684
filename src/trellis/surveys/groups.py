"""The groups that people are in when they are asked: coarse, of one dimension or of two that a survey crosses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from trellis.people import terms
from trellis.people.definitions.audiences import EVERYBODY, Audience
from trellis.people.queries import audiences, directory
from trellis.people.queries.directory import Wanted
from trellis.surveys import suppression

ALL = "all="
"""The group of everybody."""
DAYS_OF_A_YEAR = 365.25
Dimensions = Sequence[Sequence[str]]


def groups_on(
    day: date, dimensions: Dimensions, audience: Audience, bands: Sequence[int]
) -> dict[UUID, list[str]]:
    """Whoever works here on a day and is meant, with the groups in which they are. A handful of queries."""
    positions = list(directory.found(Wanted(day=day)).order_by("person"))
    managers = {each.manager_id for each in positions}
    departments = terms.all_departments()
    meant = (
        None
        if audience == EVERYBODY
        else set(audiences.people_of(audience, day).values_list("pk", flat=True))
    )
    found: dict[UUID, list[str]] = {}
    for each in positions:
        if meant is not None and each.person_id not in meant:
            continue
        values = {
            "department": tuple(departments.above(each.department)) or (each.department,),
            "entity": (each.entity,),
            "tenure-band": (band_of((day - each.employment.starts_on).days / DAYS_OF_A_YEAR, bands),),
            "manager": ("yes" if each.person_id in managers else "no",),
            "location": (each.location,),
        }
        found[each.person_id] = sorted(_names(values, dimensions))
    return found


def _names(values: Mapping[str, Sequence[str]], dimensions: Dimensions) -> Iterable[str]:
    yield ALL
    for dimension in dimensions:
        for chosen in product(*(values[each] for each in dimension)):
            if all(chosen):
                yield f"{'+'.join(dimension)}={' / '.join(chosen)}"


def band_of(years: float, bands: Sequence[int]) -> str:
    """The stretch of years in which somebody is, such as `1–3`; the last is open: `5+`."""
    edges = sorted({each for each in bands if each > 0})
    low = 0
    for edge in edges:
        if years < edge:
            return f"{low}–{edge}"
        low = edge
    return f"{low}+"


def shown(
    people: Iterable[tuple[Iterable[str], bool]],
    dimensions: Dimensions,
    least: int,
    known: Iterable[str] = (),
) -> tuple[str, ...]:
    """The groups of some people that may be shown together: see `suppression.publishable`.

    Everybody first, then the dimensions in their order, in each the large groups before the small.
    """
    kinds: dict[frozenset[str], tuple[int, int]] = {}
    for names, did in people:
        asked, answered = kinds.get(frozenset(names), (0, 0))
        kinds[frozenset(names)] = (asked + 1, answered + did)
    order = ["all", *("+".join(each) for each in dimensions)]
    names = {name for kind in kinds for name in kind if name.partition("=")[0] in order}
    ranked = sorted(
        names,
        key=lambda name: (order.index(name.partition("=")[0]), -suppression.answered(kinds, name), name),
    )
    return suppression.publishable(kinds, ranked, least=least, known=known)


def dimension_title(dimension: str) -> str:
    """What people read of a dimension."""
    titles = {
        "all": _("Everybody"), "department": _("Department"), "entity": _("Entity"), "tenure-band": _("Years here"),
        "manager": _("Managers and others"), "location": _("Place"),
    }  # fmt: skip
    return " × ".join(titles.get(each, each) for each in dimension.split("+"))


def group_title(dimension: str, name: str) -> str:
    """What people read of a group."""
    if dimension == "all":
        return _("Everybody")
    parts = zip(dimension.split("+"), name.split(" / "), strict=False)
    return " · ".join(_value_title(each, value) for each, value in parts)


def _value_title(dimension: str, value: str) -> str:
    words: dict[str, Any] = {
        "department": terms.all_departments().title_of,
        "manager": lambda each: _("Managers") if each == "yes" else _("Without reports"),
        "tenure-band": lambda each: _("%(span)s years") % {"span": each},
    }
    return str(words.get(dimension, str)(value))
