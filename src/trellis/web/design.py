"""The samples of the page `/design`: every component in every state."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString

from trellis.web.diagrams import Box, Cell, Diagram, Line, Spacing, draw
from trellis.web.filters import Chip, Choice, Filter
from trellis.web.finding import Hit, highlight
from trellis.web.icons import ICONS
from trellis.web.paging import Paged
from trellis.web.tabs import Tab

_TOKENS = Path(__file__).parent / "static" / "web" / "css" / "tokens.css"
_COLOUR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
HERE = "/design/"


class Colour(NamedTuple):
    """A colour token with its value in light and in dark."""

    name: str
    light: str
    dark: str


def colours() -> tuple[Colour, ...]:
    """The colour tokens as the style sheet states them."""
    return tuple(Colour(*found) for found in _COLOUR.findall(_TOKENS.read_text()))


def samples(request: HttpRequest) -> dict[str, Any]:
    """What the page of components shows."""
    return {
        "colours": colours(),
        "icons": sorted(ICONS),
        "crumbs": [("Roles", HERE), ("IT", HERE), ("IT Program Management", HERE)],
        "tabs": (
            Tab("Expectations", HERE, True),
            Tab("Hiring", HERE, False, 5),
            Tab("Reporting", HERE, False),
        ),
        "filters": (_filter(),),
        "chips": (Chip("Department", "Finance", HERE), Chip("Grade", "7", HERE)),
        "paged": _paged(),
        "hits": (_hit("Senior IT Program Manager", "person"), _hit("IT Program Management", "ladder")),
        "diagram": _diagram(),
        "here": HERE,
    }


def _filter() -> Filter:
    choices = (Choice("6", "6", 12, False), Choice("7", "7", 9, True), Choice("8", "8", 4, False))
    return Filter("grade", "Grade", choices)


def _paged() -> Paged[int]:
    return Paged(
        rows=range(50),
        number=2,
        pages=4,
        first=51,
        last=100,
        total=180,
        previous_url="?page=1",
        next_url="?page=3",
    )


def _hit(name: str, icon: str) -> Hit:
    return Hit(highlight(name, ["prog"]), "IT Program Management, grade 7", HERE, icon, "Role")


def _diagram() -> Diagram:
    boxes = (
        Box("a", 0, 1, "Associate IT Program Manager", HERE, "5"),
        Box("b", 0, 0, "IT Program Manager", HERE, "6", "here"),
        Box(
            "c",
            1,
            0,
            "Director, IT",
            figure="10",
            tone="missing",
            spoken="Director, IT, described on no page",
        ),
    )
    lines = (Line("a", "b"), Line("b", "c", "side"))
    rows = (
        (Cell("Associate IT Program Manager", HERE), Cell("5")),
        (Cell("IT Program Manager", HERE), Cell("6")),
    )
    svg: SafeString = draw("t-sample", "A sample ladder", "Two levels and a move.", boxes, lines, Spacing())
    return Diagram(svg, "A sample ladder", ("Level", "Grade"), rows)
