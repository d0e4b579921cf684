"""Amounts by their length: bars, stacked columns, and the steps of a funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.web.charts import drawing, sentences
from trellis.web.charts.scales import share, value_ticks
from trellis.web.charts.values import (
    Cell,
    Chart,
    Mark,
    Series,
    X,
    check_series,
    figure,
    names,
    near_day,
    percent,
    series_table,
    value_cell,
)

ROW = 40
"""A bar with its label above it."""
_THICK = 14
_COLUMN = 0.72
"""The part of its place that a column fills."""


@dataclass(frozen=True)
class Bar:
    """An amount with its name, and where it leads."""

    name: str
    value: float
    url: str = ""


def bar(
    name: str, title: str, bars: Sequence[Bar], *, unit: str = "", what: str = "", measure: str = ""
) -> Chart:
    """Amounts beside each other, in the order given: largest first reads best. `what` and `measure` head the table."""
    return Chart(
        name=name,
        title=title,
        sentence=sentences.of_amounts([(each.name, each.value) for each in bars], unit),
        svg=_bars(name, title, bars, unit) if bars else mark_safe(""),
        headers=(what or _("Name"), measure or _("Amount")),
        rows=tuple((Cell(each.name, each.url), value_cell(each.value, unit)) for each in bars),
        numeric=frozenset({1}),
    )


def stacked(
    name: str, title: str, xs: Sequence[X], series: Sequence[Series], *, unit: str = "", x_title: str = ""
) -> Chart:
    """What a whole was made of, column by column. Values are amounts: none may be below zero."""
    check_series(xs, series)
    if any(value is not None and value < 0 for each in series for value in each.values):
        raise ValueError("Columns that stand on each other show amounts; one of these is below zero.")
    headers, rows, numeric = series_table(x_title or _("When"), xs, series, unit)
    drawn = any(value for each in series for value in each.values)
    return Chart(
        name=name,
        title=title,
        sentence=sentences.of_stack(xs, series, unit),
        svg=_columns(name, title, xs, series, unit) if drawn else mark_safe(""),
        headers=headers,
        rows=rows,
        legend=tuple(Mark(each.name, at, "bar") for at, each in enumerate(series, 1))
        if len(series) > 1
        else (),
        numeric=numeric,
    )


def funnel(name: str, title: str, steps: Sequence[Bar]) -> Chart:
    """How many come through each step, as a share of those who began."""
    first = steps[0].value if steps else 0
    return Chart(
        name=name,
        title=title,
        sentence=sentences.of_steps([(step.name, step.value) for step in steps]),
        svg=_bars(name, title, steps, "", whole=first) if first > 0 else mark_safe(""),
        headers=(_("Step"), _("Count"), _("Of those who began"), _("Of the step before")),
        rows=tuple(
            (
                Cell(step.name, step.url),
                value_cell(step.value),
                Cell(percent(step.value, first)),
                Cell(percent(step.value, before.value)),
            )
            for before, step in zip((steps[0], *steps), steps, strict=False)
        )
        if steps
        else (),
        numeric=frozenset({1, 2, 3}),
    )


def _bars(name: str, title: str, bars: Sequence[Bar], unit: str, whole: float | None = None) -> SafeString:
    """Rows of a label, its figure at the end, and the bar below. With `whole` bars stand in the middle, as a funnel."""
    ticks = (
        value_ticks([each.value for each in bars])
        if whole is None
        else (0.0, max(each.value for each in bars))
    )
    parts = [
        _row(at, each, _figure(each, unit, whole), *_reach(each.value, ticks, middle=whole is not None))
        for at, each in enumerate(bars)
    ]
    if whole is None and ticks[0] < 0:
        zero = drawing.across(share(0, ticks[0], ticks[-1]))
        parts.append(
            drawing.quiet(
                format_html(
                    '<line class="zero" x1="{}" x2="{}" y1="0" y2="{}"/>', zero, zero, ROW * len(bars)
                )
            )
        )
    return drawing.frame(name, title, ROW * len(bars) + 4, drawing.join(parts))


def _reach(value: float, ticks: Sequence[float], *, middle: bool) -> tuple[float, float]:
    """Where a bar begins and how long it is, from 0 to 1."""
    if middle:
        wide = share(value, ticks[0], ticks[-1])
        return (1 - wide) / 2, wide
    zero, end = share(0, ticks[0], ticks[-1]), share(value, ticks[0], ticks[-1])
    return min(zero, end), abs(end - zero)


def _row(at: int, each: Bar, told: str, start: float, wide: float) -> SafeString:
    top = ROW * at
    inside = format_html(
        '<rect class="hit" x="0" y="{}" width="100%" height="{}"/>'
        '<text x="0" y="{}">{}</text><text class="value" x="100%" y="{}" text-anchor="end">{}</text>'
        '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        top,
        ROW,
        top + 15,
        drawing.short(each.name, 34),
        top + 15,
        told,
        drawing.across(start),
        top + 21,
        drawing.across(wide),
        _THICK,
    )
    return drawing.walkable(inside, 1, f"{each.name}: {told}", at == 0, each.url)


def _figure(each: Bar, unit: str, whole: float | None) -> str:
    if whole is None:
        return figure(each.value, unit)
    return f"{figure(each.value)} ({percent(each.value, whole)})"


def _columns(name: str, title: str, xs: Sequence[X], series: Sequence[Series], unit: str) -> SafeString:
    totals = [sum(each.values[at] or 0 for each in series) for at in range(len(xs))]
    ticks = value_ticks(totals, whole=all(total == int(total) for total in totals))
    places = [(at + 0.5) / len(xs) for at in range(len(xs))]
    axis, gutter = drawing.value_axis(ticks, unit)
    labels = [_short_day(x, xs) for x in xs]
    parts = [drawing.patterns(name, len(series)), axis, drawing.place_axis(labels, places)]
    parts += [
        _column(name, at, named, series, ticks, unit, places[at], _COLUMN / len(xs))
        for at, named in enumerate(names(xs))
    ]
    return drawing.frame(name, title, drawing.TOP + drawing.PLOT + drawing.FOOT, drawing.join(parts), gutter)


def _column(
    name: str,
    at: int,
    named: str,
    series: Sequence[Series],
    ticks: Sequence[float],
    unit: str,
    middle: float,
    wide: float,
) -> SafeString:
    parts: list[SafeString] = []
    below = 0.0
    for number, each in enumerate(series, 1):
        value = each.values[at] or 0
        if not value:
            continue
        top, foot = drawing.upright(below + value, ticks), drawing.upright(below, ticks)
        spoken = f"{named}, {each.name}: {figure(value, unit)}"
        drawn = format_html(
            "{}<title>{}</title>",
            drawing.hatched(
                name, number, drawing.across(middle - wide / 2), top, drawing.across(wide), foot - top
            ),
            spoken,
        )
        parts.append(drawing.walkable(drawn, number, spoken, at == 0 and not parts))
        below += value
    return drawing.join(parts)


def _short_day(x: X, xs: Sequence[X]) -> str:
    days = [each for each in xs if isinstance(each, date)]
    return near_day(x, max((max(days) - min(days)).days, 1)) if isinstance(x, date) else x
