"""The form of one writing: which sections and items it has, what of raw input counts, what is missing. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from trellis.reviews.definitions import talent
from trellis.reviews.models import Review, Writing

LONGEST = 8000
"""Characters of one answer."""
PERFORMANCE, GROWTH, STRENGTHS, SUMMARY = "performance", "growth", "strengths", "summary"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked. `name` begins the names of its fields."""

    name: str
    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a form. Of one that is `rated`, each item has a rating, a comment and a link; else an answer."""

    key: str
    title: str
    help: str
    weight: int
    page: str
    rated: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """All that one writing asks: `places` where whoever writes also says where somebody is on the grid."""

    parts: tuple[Part, ...]
    scale: tuple[Mapping[str, Any], ...]
    rates: bool
    places: bool
    sums_up: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Every field."""
        return tuple(self._names())

    def _names(self) -> Iterator[str]:
        for part in self.parts:
            for item in part.items:
                if part.rated:
                    if self.rates:
                        yield f"{item.name}-rating"
                    yield f"{item.name}-comment"
                    yield f"{item.name}-link"
                else:
                    yield f"{item.name}-answer"
        if self.places:
            yield PERFORMANCE
            yield GROWTH
        if self.sums_up:
            yield STRENGTHS
            yield SUMMARY

    def ratings(self, values: Mapping[str, str]) -> dict[str, list[int]]:
        """What was rated, by section."""
        found = {}
        for part in self.parts:
            said = [values.get(f"{item.name}-rating", "") for item in part.items if part.rated]
            found[part.key] = [int(each) for each in said if each.isdecimal()]
        return found

    def score(self, values: Mapping[str, str]) -> Any:
        """What the ratings come to with the weights; None where there are none."""
        return talent.score_of(self.ratings(values), {part.key: part.weight for part in self.parts})

    def suggested(self, values: Mapping[str, str]) -> int | None:
        """The step on the axis of performance that the ratings suggest."""
        return talent.step_for(self.score(values), [each["value"] for each in self.scale])


def shape_of(writing: Writing, review: Review) -> Shape:
    """The form of a writing, as the cycle was when it opened."""
    form, kind = review.cycle.form, writing.kind
    by_manager = kind == Writing.Kind.MANAGER
    parts = tuple(
        _part(each, review)
        for each in form.get("sections", ())
        if kind in each["asked_of"] and _asks(each, review)
    )
    if not parts:
        words = _("What goes well, and what could go better?")
        parts = (Part("open", _("Feedback"), "", 0, "", False, (Item("open-0", words),)),)
    return Shape(
        parts, tuple(form.get("scale", ())), review.rated or not by_manager,
        by_manager and review.rated and bool(form.get("talent")), by_manager,
    )  # fmt: skip


def clean(shape: Shape, raw: Mapping[str, Any]) -> dict[str, str]:
    """What of raw input counts: known fields, steps that there are, links that lead somewhere. The rest is dropped."""
    steps = {str(each["value"]) for each in shape.scale}
    found = {}
    for name in shape.names:
        value = str(raw.get(name, "")).replace("\r\n", "\n").strip()[:LONGEST]
        if name.endswith("-rating") and value not in steps:
            value = ""
        if name in (PERFORMANCE, GROWTH) and value not in ("1", "2", "3"):
            value = ""
        if name.endswith("-link") and not value.startswith(("https://", "http://", "/")):
            value = ""
        if value:
            found[name] = value
    return found


def missing(shape: Shape, values: Mapping[str, str]) -> list[str]:
    """What has to be there and is not: every rating and both axes; of answers, one at least."""
    lacking = [
        name
        for name in shape.names
        if (name.endswith("-rating") or name in (PERFORMANCE, GROWTH)) and name not in values
    ]
    words = [
        name for name in shape.names if name.endswith(("-answer", "-comment")) or name in (STRENGTHS, SUMMARY)
    ]
    if words and not any(name in values for name in words):
        lacking.append(next((name for name in words if not name.endswith("-comment")), words[0]))
    return lacking


def _asks(section: Mapping[str, Any], review: Review) -> bool:
    return bool(review.role_form.items) if section["type"] == "expectations" else bool(section["items"])


def _part(section: Mapping[str, Any], review: Review) -> Part:
    items = review.role_form.items if section["type"] == "expectations" else section["items"]
    return Part(
        section["key"], section["title"], section["help"], section["weight"], section["page"],
        section["type"] != "questions",
        tuple(Item(f"{section['key']}-{each['key']}", each["text"], each.get("origin", "")) for each in items),
    )  # fmt: skip
