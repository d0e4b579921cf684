"""Lines over time or over names, and points between two measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.web.charts import drawing, sentences
from trellis.web.charts.scales import nice_ticks, share, value_ticks
from trellis.web.charts.values import (
    Cell,
    Chart,
    Mark,
    Series,
    X,
    check_series,
    figure,
    names,
    series_table,
    value_cell,
)

_MANY = 60
"""Beyond this many places, points show only when one stands on them."""


@dataclass(frozen=True)
class Dot:
    """A point between two measures: its name, both values, where it leads."""

    name: str
    x: float
    y: float
    url: str = ""


def line(
    name: str, title: str, xs: Sequence[X], series: Sequence[Series], *, unit: str = "", x_title: str = ""
) -> Chart:
    """How values went over days or over names in their order. Days must rise; a gap breaks the line."""
    check_series(xs, series)
    known = [value for each in series for value in each.values if value is not None]
    headers, rows, numeric = series_table(x_title or _("When"), xs, series, unit)
    return Chart(
        name=name,
        title=title,
        sentence=sentences.of_lines(xs, series, unit),
        svg=_lines(name, title, xs, series, unit) if known else mark_safe(""),
        headers=headers,
        rows=rows,
        legend=tuple(Mark(each.name, at, "line") for at, each in enumerate(series, 1))
        if len(series) > 1
        else (),
        numeric=numeric,
    )


def scatter(name: str, title: str, dots: Sequence[Dot], *, x_title: str, y_title: str) -> Chart:
    """Whether two measures go together, one point for each thing."""
    return Chart(
        name=name,
        title=title,
        sentence=sentences.of_dots(_correlation(dots), len(dots), x_title, y_title),
        svg=_dots(name, title, dots, x_title, y_title) if dots else mark_safe(""),
        headers=(_("Name"), x_title, y_title),
        rows=tuple((Cell(dot.name, dot.url), value_cell(dot.x), value_cell(dot.y)) for dot in dots),
        numeric=frozenset({1, 2}),
    )


def _lines(name: str, title: str, xs: Sequence[X], series: Sequence[Series], unit: str) -> SafeString:
    known = [value for each in series for value in each.values if value is not None]
    ticks = value_ticks(known, whole=all(value == int(value) for value in known))
    places = drawing.day_places(xs)
    axis, gutter = drawing.value_axis(ticks, unit)
    parts = [axis, drawing.place_axis(xs, places)]
    parts += [_path(at, each, places, ticks) for at, each in enumerate(series, 1)]
    parts += [_points(at, each, xs, places, ticks, unit) for at, each in enumerate(series, 1)]
    return drawing.frame(name, title, drawing.TOP + drawing.PLOT + drawing.FOOT, drawing.join(parts), gutter)


def _path(number: int, series: Series, places: Sequence[float], ticks: Sequence[float]) -> SafeString:
    """The line, stretched to the chart's width; its stroke keeps its strength."""
    words = []
    for run in _runs(series.values):
        steps = [
            f"{1000 * places[at]:.1f} {drawing.PLOT * (1 - share(series.values[at] or 0, ticks[0], ticks[-1])):.1f}"
            for at in run
        ]
        words.append("M" + "L".join(steps))
    return format_html(
        '<svg class="course s{}" x="0" y="{}" width="100%" height="{}" viewBox="0 0 1000 {}" '
        'preserveAspectRatio="none" overflow="visible" aria-hidden="true">'
        '<path d="{}" vector-effect="non-scaling-stroke"/></svg>',
        number,
        drawing.TOP,
        drawing.PLOT,
        drawing.PLOT,
        "".join(words),
    )


def _points(
    number: int, series: Series, xs: Sequence[X], places: Sequence[float], ticks: Sequence[float], unit: str
) -> SafeString:
    known = [(at, value) for at, value in enumerate(series.values) if value is not None]
    named = names(xs)
    return format_html(
        '<g class="points{}">{}</g>',
        " many" if len(xs) > _MANY else "",
        drawing.join(
            drawing.marker(
                number,
                drawing.across(places[at]),
                drawing.upright(value, ticks),
                f"{series.name}, {named[at]}: {figure(value, unit)}",
                at == known[0][0],
            )
            for at, value in known
        ),
    )


def _runs(values: Sequence[float | None]) -> Iterator[list[int]]:
    run: list[int] = []
    for at, value in enumerate(values):
        if value is not None:
            run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _correlation(dots: Sequence[Dot]) -> float | None:
    try:
        return correlation([dot.x for dot in dots], [dot.y for dot in dots])
    except StatisticsError:
        return None


def _dots(name: str, title: str, dots: Sequence[Dot], x_title: str, y_title: str) -> SafeString:
    xticks = nice_ticks(min(dot.x for dot in dots), max(dot.x for dot in dots))
    yticks = nice_ticks(min(dot.y for dot in dots), max(dot.y for dot in dots))
    axis, gutter = drawing.value_axis(yticks, "")
    foot = drawing.TOP + drawing.PLOT
    under = drawing.quiet(
        drawing.join(
            format_html(
                '<text x="{}" y="{}" text-anchor="{}">{}</text>',
                drawing.across(where),
                foot + 18,
                drawing.anchor(where),
                figure(tick),
            )
            for tick in xticks
            for where in [share(tick, xticks[0], xticks[-1])]
        )
    )
    titles = drawing.quiet(
        format_html(
            '<text class="title" x="0" y="12">{}</text><text class="title" x="100%" y="{}" text-anchor="end">{}</text>',
            y_title,
            foot + 48,
            x_title,
        )
    )
    points = drawing.join(
        drawing.marker(
            1,
            drawing.across(share(dot.x, xticks[0], xticks[-1])),
            drawing.upright(dot.y, yticks),
            f"{dot.name}: {x_title} {figure(dot.x)}, {y_title} {figure(dot.y)}",
            at == 0,
            dot.url,
        )
        for at, dot in enumerate(dots)
    )
    inside = drawing.join(
        [titles, format_html('<svg y="12" overflow="visible">{}{}{}</svg>', axis, under, points)]
    )
    return drawing.frame(name, title, foot + drawing.FOOT + 32, inside, gutter)
