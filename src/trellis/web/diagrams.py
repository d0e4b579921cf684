"""Diagrams of boxes and lines as SVG, drawn by the server: links that a keyboard can walk, no script, no inline style.

The caller says in which column and row each box stands; this module measures, wraps and draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Point = tuple[int, int]

BOX_WIDTH = 212
BOX_HEIGHT = 46
MARGIN = 6
LETTERS_PER_LINE = 24
"""How many letters of 13 px fit into a box beside the figure at its end."""


@dataclass(frozen=True)
class Box:
    """A box: where it stands (column and row, from 0), what it says, where it leads (`""`: nowhere).

    `figure` is a short text at its end, such as a grade; `tone` is `here`, `missing` or empty; `spoken` what those who
    hear the page are told.
    """

    key: str
    column: float
    row: float
    text: str
    url: str = ""
    figure: str = ""
    tone: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Line:
    """An arrow from one box to another; `tone` is `side` for a dashed one, `below` for one that goes down and in."""

    source: str
    target: str
    tone: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of the table that says the same as a diagram: a text, and where it leads."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Diagram:
    """A drawn diagram with the same data as a table."""

    svg: SafeString
    label: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Spacing:
    """Distances between the beginnings of columns and rows, in pixels."""

    column: int = 260
    row: int = 74


def draw(
    name: str, title: str, description: str, boxes: Sequence[Box], lines: Iterable[Line], spacing: Spacing
) -> SafeString:
    """The diagram. `name` is its identifier in the page; title and description are for those who hear it."""
    places = {box.key: _place(box, spacing) for box in boxes}
    width = max((x for x, _ in places.values()), default=0) + BOX_WIDTH + MARGIN
    height = max((y for _, y in places.values()), default=0) + BOX_HEIGHT + MARGIN
    drawn_lines = format_html_join(
        "",
        "{}",
        (
            (_line(places[line.source], places[line.target], line, name),)
            for line in lines
            if _drawable(line, places)
        ),
    )
    drawn_boxes = format_html_join("", "{}", ((_box(box, *places[box.key]),) for box in boxes))
    return format_html(
        '<svg class="diagram" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="group" '
        'aria-labelledby="{n}-title" aria-describedby="{n}-desc" data-diagram>'
        '<title id="{n}-title">{t}</title><desc id="{n}-desc">{d}</desc>'
        '<defs><marker id="{n}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="tip" d="M1 1l6 3-6 3"/></marker></defs>'
        '<g aria-hidden="true">{lines}</g>{boxes}</svg>',
        w=width,
        h=height,
        n=name,
        t=title,
        d=description,
        lines=drawn_lines,
        boxes=drawn_boxes,
    )


def _place(box: Box, spacing: Spacing) -> Point:
    return MARGIN + round(box.column * spacing.column), MARGIN + round(box.row * spacing.row)


def _drawable(line: Line, places: dict[str, Point]) -> bool:
    return line.source in places and line.target in places and line.source != line.target


def _line(start: Point, end: Point, line: Line, name: str) -> SafeString:
    path = _elbow(start, end) if line.tone == "below" else _path(start, end)
    return format_html('<path class="line {}" d="{}" marker-end="url(#{}-tip)"/>', line.tone, path, name)


def _elbow(start: Point, end: Point) -> str:
    """Down from the left part of a box, then to the side of a box that stands lower and further in."""
    (x1, y1), (x2, y2) = start, end
    return f"M{x1 + 18} {y1 + BOX_HEIGHT}V{y2 + BOX_HEIGHT // 2}H{x2 - 2}"


def _path(start: Point, end: Point) -> str:
    """From side to side where the columns differ, from edge to edge where one box stands above the other."""
    (x1, y1), (x2, y2) = start, end
    middle = BOX_HEIGHT // 2
    if x1 == x2:
        x = x1 + BOX_WIDTH // 2
        up = y2 < y1
        return f"M{x} {y1 if up else y1 + BOX_HEIGHT}V{y2 + BOX_HEIGHT + 2 if up else y2 - 2}"
    forward = x2 > x1
    from_x, to_x = (x1 + BOX_WIDTH, x2 - 2) if forward else (x1, x2 + BOX_WIDTH + 2)
    from_y, to_y = y1 + middle, y2 + middle
    bend = (from_x + to_x) // 2
    return f"M{from_x} {from_y}C{bend} {from_y} {bend} {to_y} {to_x} {to_y}"


def _box(box: Box, x: int, y: int) -> SafeString:
    inside = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="9"/>{}{}',
        x,
        y,
        BOX_WIDTH,
        BOX_HEIGHT,
        _words(box, x, y),
        _figure(box, x, y),
    )
    classes = f"box {box.tone}".strip()
    if not box.url:
        return format_html(
            '<g class="{}" role="img" aria-label="{}">{}</g>', classes, box.spoken or box.text, inside
        )
    return format_html(
        '<a class="{}" href="{}" aria-label="{}"{} data-x="{}" data-y="{}">{}</a>',
        classes,
        box.url,
        box.spoken or box.text,
        mark_safe(' aria-current="true"') if box.tone == "here" else "",
        x,
        y,
        inside,
    )


def _words(box: Box, x: int, y: int) -> SafeString:
    letters = LETTERS_PER_LINE if box.figure else LETTERS_PER_LINE + 4
    rows = wrap(box.text, letters, max_lines=2, placeholder=" …") or [""]
    first = y + BOX_HEIGHT // 2 + 5 - (len(rows) - 1) * 8
    return format_html_join(
        "", '<text x="{}" y="{}">{}</text>', ((x + 14, first + at * 16, row) for at, row in enumerate(rows))
    )


def _figure(box: Box, x: int, y: int) -> SafeString | str:
    if not box.figure:
        return ""
    return format_html(
        '<text class="figure" x="{}" y="{}" text-anchor="end">{}</text>',
        x + BOX_WIDTH - 12,
        y + BOX_HEIGHT // 2 + 5,
        box.figure,
    )
