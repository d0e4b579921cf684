"""Pieces of SVG that all charts share.

A chart is as wide as its place: what stands across is measured in percent, what stands upright in pixels, so that type
keeps its size from a phone to a wide screen and no script measures anything. Charts run from left to right in every
language, as figures do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from trellis.web.charts.scales import date_ticks, share
from trellis.web.charts.values import X, figure, near_day

TOP = 12
PLOT = 220
FOOT = 26
LETTERS_MOST = 18
_LABELS_WIDE = 12
_LABELS_NARROW = 5

MARKERS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "M-3.6-3.6h7.2v7.2h-7.2z",
    "M0-4.8L4.6 3.6h-9.2z",
    "M0-5L5 0 0 5-5 0z",
    "M0 4.8L4.6-3.6h-9.2z",
    "M-4.4-1.5h2.9v-2.9h3v2.9h2.9v3h-2.9v2.9h-3v-2.9h-2.9z",
)
"""A marker for each series, round a middle of 0, so that none is told by its colour alone."""


def across(part: float) -> str:
    """A place across the chart, from 0 to 1, as SVG writes it."""
    return f"{100 * part:.2f}%"


def short(text: str, letters: int = LETTERS_MOST) -> str:
    """A label cut to what there is room for; the whole stands in the table."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def frame(name: str, title: str, height: int, inside: SafeString, gutter: int = 0) -> SafeString:
    """The picture. `gutter` is how many letters the labels at its left take."""
    return format_html(
        '<svg class="chart gutter-{}" height="{}" role="group" aria-label="{}" id="{}-picture" data-chart="">{}</svg>',
        min(gutter, LETTERS_MOST),
        height,
        title,
        name,
        inside,
    )


def join(parts: Iterable[SafeString]) -> SafeString:
    """Pieces, one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def upright(value: float, ticks: Sequence[float]) -> float:
    """How far from the top a value stands, in pixels."""
    return round(TOP + PLOT * (1 - share(value, ticks[0], ticks[-1])), 1)


def value_axis(ticks: Sequence[float], unit: str) -> tuple[SafeString, int]:
    """Lines across the chart with their figures at the left, and the letters that these take."""
    texts = [figure(tick, unit) for tick in ticks]
    drawn = format_html_join(
        "",
        '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/><text x="-8" y="{}" text-anchor="end">{}</text>',
        (
            (
                "zero" if tick == 0 else "rule",
                upright(tick, ticks),
                upright(tick, ticks),
                upright(tick, ticks) + 4,
                text,
            )
            for tick, text in zip(ticks, texts, strict=True)
        ),
    )
    return quiet(drawn), max(len(text) for text in texts)


def place_axis(xs: Sequence[X], places: Sequence[float], height: int = TOP + PLOT) -> SafeString:
    """Labels under the chart: days at round distances, names as many as there is room for, fewer on a phone."""
    if not xs:
        return mark_safe("")
    labels = _day_labels(xs) if isinstance(xs[0], date) else _name_labels(xs, places)
    return quiet(
        format_html_join(
            "",
            '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
            (
                (
                    "" if at % _every(len(labels)) == 0 else "minor",
                    across(where),
                    height + 18,
                    anchor(where),
                    text,
                )
                for at, (where, text) in enumerate(labels)
            ),
        )
    )


def quiet(drawn: SafeString) -> SafeString:
    """What is not read aloud, because the table says it."""
    return format_html('<g class="axis" aria-hidden="true">{}</g>', drawn)


def day_places(xs: Sequence[X]) -> list[float]:
    """Where places stand across the chart: days by their distance, names evenly."""
    days = [x for x in xs if isinstance(x, date)]
    if len(days) == len(xs) and days:
        low, high = min(days).toordinal(), max(days).toordinal()
        return [share(each.toordinal(), low, high) for each in days]
    return [share(at, 0, len(xs) - 1) for at in range(len(xs))]


def marker(number: int, x: str, y: float, spoken: str, first: bool, url: str = "") -> SafeString:
    """A point that a keyboard can walk to and that says what it is."""
    shape = format_html('<path d="{}"/><title>{}</title>', MARKERS[number - 1], spoken)
    return walkable(
        format_html('<svg x="{}" y="{}" overflow="visible">{}</svg>', x, y, shape), number, spoken, first, url
    )


def walkable(inside: SafeString, number: int, spoken: str, first: bool, url: str = "") -> SafeString:
    """A mark of a series: a link where it leads somewhere; else a picture, of which Tab reaches the first."""
    if url:
        return format_html(
            '<a class="mark s{}" href="{}" aria-label="{}" data-mark="">{}</a>', number, url, spoken, inside
        )
    return format_html(
        '<g class="mark s{}" role="img" tabindex="{}" aria-label="{}" data-mark="">{}</g>',
        number,
        "0" if first else "-1",
        spoken,
        inside,
    )


def patterns(name: str, count: int) -> SafeString:
    """Hatchings, one for each series after the first."""
    return format_html(
        "<defs>{}</defs>",
        format_html_join(
            "",
            '<pattern id="{}-hatch-{}" width="8" height="8" patternUnits="userSpaceOnUse"><path class="hatch" d="{}"/>'
            "</pattern>",
            ((name, at, _HATCHES[at - 2]) for at in range(2, count + 1)),
        ),
    )


def hatched(name: str, number: int, x: str, y: float, width: str, height: float) -> SafeString:
    """A bar in the colour of its series, with its hatching."""
    box = format_html('x="{}" y="{}" width="{}" height="{}"', x, round(y, 1), width, round(max(height, 0), 1))
    bar = format_html('<rect class="bar" {}/>', box)
    if number == 1:
        return bar
    return format_html('{}<rect class="over" {} fill="url(#{}-hatch-{})"/>', bar, box, name, number)


_HATCHES = (
    "M0 8L8 0M-2 2L2-2M6 10L10 6",
    "M2 2h1.6v1.6h-1.6zM6 6h1.6v1.6h-1.6z",
    "M0 4h8",
    "M0 0L8 8M-2 6L2 10M6-2L10 2",
    "M4 0v8",
)


def _every(count: int) -> int:
    return max(1, -(-count // _LABELS_NARROW))


def anchor(where: float) -> str:
    """On which side of its place a label stands: never beyond the ends of the chart."""
    return "start" if where < 0.03 else "end" if where > 0.97 else "middle"


def _day_labels(xs: Sequence[X]) -> list[tuple[float, str]]:
    days = [x for x in xs if isinstance(x, date)]
    first, last = min(days), max(days)
    span = (last - first).days
    low, high = first.toordinal(), last.toordinal()
    return [(share(tick.toordinal(), low, high), near_day(tick, span)) for tick in date_ticks(first, last)]


def _name_labels(xs: Sequence[X], places: Sequence[float]) -> list[tuple[float, str]]:
    every = max(1, -(-len(xs) // _LABELS_WIDE))
    return [
        (where, short(str(x), 12))
        for at, (x, where) in enumerate(zip(xs, places, strict=True))
        if at % every == 0
    ]
