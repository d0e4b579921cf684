"""Charts: the arithmetic of their axes, the sentences that they prove, and that nothing people wrote runs in them."""

import math
import re
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from trellis.web.charts import bars, grids, lines, networks, plans
from trellis.web.charts.scales import date_ticks, nice_ticks, share, value_ticks
from trellis.web.charts.values import MOST_SERIES, Series
from trellis.web.design.drawn import charts

NUMBERS = st.floats(-1e12, 1e12)
DAYS = st.dates()
HOSTILE = '<script>alert("1")</script>&\'"=1+1'
MONTHS = [date(2026, month, 1) for month in (1, 2, 3, 4)]


@given(NUMBERS, NUMBERS, st.integers(2, 12), st.booleans())
def test_ticks_hold_all_values_between_round_numbers_at_even_steps(low, high, count, whole):
    ticks = nice_ticks(low, high, count, whole=whole)
    steps = [b - a for a, b in pairwise(ticks)]
    low, high = min(low, high), max(low, high)
    slack = 1e-6 * (ticks[-1] - ticks[0])

    assert 2 <= len(ticks) <= 2 * count + 2
    assert ticks[0] - slack <= low
    assert high <= ticks[-1] + slack
    assert max(steps) - min(steps) <= 1e-6 * max(steps) + 1e-9 * max(map(abs, ticks))


@given(st.lists(st.integers(0, 10**9), min_size=1))
def test_counted_things_get_no_tick_between_whole_numbers(values):
    assert all(tick == int(tick) for tick in value_ticks(values, whole=True))


@given(st.lists(NUMBERS))
def test_amounts_are_measured_from_zero(values):
    assert 0 in value_ticks(values)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_an_axis_does_not_end_nowhere(wrong):
    with pytest.raises(ValueError, match="finite"):
        nice_ticks(0, wrong)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 61, (0, 20, 40, 60, 80)),
        (0, 1, (0, 0.25, 0.5, 0.75, 1)),
        (7, 7, (0, 2, 4, 6, 8)),
        (-3, 2, (-4, -2, 0, 2)),
    ],
)
def test_ticks_that_people_would_choose(low, high, ticks):
    assert nice_ticks(low, high) == ticks


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_share_stays_between_the_ends(value, low, high):
    assert 0 <= share(value, low, high) <= 1


@given(DAYS, DAYS, st.integers(3, 8))
def test_days_to_label_lie_between_the_ends_and_are_few(first, last, most):
    ticks = date_ticks(first, last, most)

    assert 1 <= len(ticks) <= most + 1
    assert all(min(first, last) <= tick <= max(first, last) for tick in ticks)
    assert list(ticks) == sorted(set(ticks))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (4, [1, 2, 3, 4, 5]),
        (30, [5, 12, 19, 26]),
    ],
)
def test_days_are_labelled_singly_then_by_week(days, expected):
    ticks = date_ticks(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days))

    assert [tick.day for tick in ticks] == expected


def every_chart(text):
    series = (Series(text, (1, 2, None, 4)), Series(f"{text}2", (2, 0, 1, 1)))
    return {
        "line": lines.line("x", text, MONTHS, series, unit=text),
        "names": lines.line("x", text, [text, "b", "c", "d"], series),
        "scatter": lines.scatter("x", text, [lines.Dot(text, 1, 2, "/")], x_title=text, y_title=text),
        "bar": bars.bar("x", text, [bars.Bar(text, -2), bars.Bar("b", 3, "/")], unit=text),
        "stacked": bars.stacked("x", text, MONTHS, series),
        "funnel": bars.funnel("x", text, [bars.Bar(text, 9), bars.Bar("b", 3)]),
        "heat": grids.heat("x", text, [text], [text, "b"], [[1, None]]),
        "gantt": plans.gantt("x", text, [plans.Task(text, MONTHS[0], MONTHS[2], 0.5)], MONTHS[1]),
        "network": networks.network(
            "x", text, [networks.Node("a", text), networks.Node("b", "b", "/")], [("a", "b")], groups=[text]
        ),
    }


KINDS = sorted(every_chart("x"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_wrote_is_text_in_a_chart(kind):
    svg = every_chart(HOSTILE)[kind].svg

    assert "<script" not in svg
    ElementTree.fromstring(svg)


@pytest.mark.parametrize("kind", KINDS)
def test_no_style_and_no_script_stands_in_a_chart(kind):
    assert re.search(r"\sstyle=|<style|\son[a-z]+=", every_chart("x")[kind].svg) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_can_be_entered_by_keyboard_in_one_place_and_its_marks_say_what_they_are(kind):
    svg = every_chart("Name")[kind].svg

    assert svg.count('tabindex="0"') >= 1 or "<a " in svg
    assert all(re.search(r'aria-label="[^"]+"', mark) for mark in re.findall(r"<[^>]*data-mark=" "", svg))


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_of_a_chart_is_a_file_that_runs_no_formula(kind):
    csv = unquote(every_chart("=1+1")[kind].csv)

    assert csv.startswith("data:text/csv;charset=utf-8,")
    assert not any(
        cell.startswith("=") for row in csv.partition(",")[2].splitlines() for cell in row.split(",")
    )


@pytest.mark.parametrize(
    "chart",
    [
        lines.line("x", "X", [], []),
        lines.line("x", "X", MONTHS, [Series("a", (None,) * 4)]),
        lines.scatter("x", "X", [], x_title="a", y_title="b"),
        bars.bar("x", "X", []),
        bars.stacked("x", "X", MONTHS, [Series("a", (0,) * 4)]),
        bars.funnel("x", "X", []),
        grids.heat("x", "X", [], [], []),
        plans.gantt("x", "X", [], MONTHS[0]),
        networks.network("x", "X", [], []),
    ],
)
def test_a_chart_of_nothing_says_so_and_draws_nothing(chart):
    assert (chart.sentence, chart.svg) == ("There is nothing to show yet.", "")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((1, 5, 2, 4), "Open rose from 1 (January 2026) to 4 (April 2026). "
            "Highest: 5, February 2026. Lowest: 1, January 2026."),
        ((4, 3, 2, 1), "Open fell from 4 (January 2026) to 1 (April 2026)."),
        ((4, 4, 4, 4), "Open hardly changed: 4 (January 2026), 4 (April 2026)."),
        ((None, 4, None, None), "Open has one value so far: 4 (February 2026)."),
    ],
)  # fmt: skip
def test_a_line_says_how_it_went(values, sentence):
    assert lines.line("x", "X", MONTHS, [Series("Open", values)]).sentence == sentence


def test_several_lines_say_which_ends_highest():
    found = lines.line("x", "X", MONTHS, [Series("A", (1, 1, 1, 9)), Series("B", (2, 2, 2, None))], unit="h")

    assert found.sentence == "At the end A is highest with 9 h, B lowest with 2 h."


def test_the_other_sentences_say_most_and_least():
    told = {kind: chart.sentence for kind, chart in charts().items()}

    assert told["bar"] == "Engineering has the most, 48; Legal and compliance the least, 2."
    assert told["stacked"].endswith("Warnings is the largest part: 58 % of all.")
    assert told["scatter"] == "Minutes rises with Words (correlation 0.93, over 24 points)."
    assert told["funnel"].startswith("Of 240, 9 (4 %) reach “Offer”.")
    assert told["gantt"].endswith("1 done. 1 is late.")
    assert told["network"] == "7 points, joined by 5 links. IT Manager has the most: 4. 1 stands alone."


def test_figures_and_days_are_written_as_the_readers_language_does():
    with translation.override("de"):
        chart = lines.line("x", "X", MONTHS, [Series("a", (1234.5, 1, 1, 1))])

    assert chart.rows[0][1].text.replace("\xa0", " ") in ("1.234,5", "1 234,5")
    assert chart.rows[0][0].text == "Januar 2026"
    assert unquote(chart.csv).splitlines()[1] == "2026-01-01,1234.5"


def test_a_series_that_does_not_fit_the_axis_fails_with_both_lengths():
    with pytest.raises(ValueError, match="'a' has 1 values for 4 places"):
        lines.line("x", "X", MONTHS, [Series("a", (1,))])


def test_more_series_than_can_be_told_apart_are_refused():
    many = [Series(str(n), (1,) * 4) for n in range(MOST_SERIES + 1)]

    with pytest.raises(ValueError, match="at most 6 series"):
        lines.line("x", "X", MONTHS, many)


def test_columns_are_never_below_zero():
    with pytest.raises(ValueError, match="below zero"):
        bars.stacked("x", "X", MONTHS, [Series("a", (1, -1, 1, 1))])


def test_a_task_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        plans.gantt("x", "X", [plans.Task("a", MONTHS[1], MONTHS[0])], MONTHS[0])


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_shades_follow_the_values(value, low, high):
    assert 1 <= grids.shade(value, min(low, high), max(low, high)) <= grids.SHADES


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20))
def test_every_point_of_a_network_has_its_own_place_in_the_picture(pairs):
    keys = [str(n) for n in range(12)]
    places = networks.layout(keys, [(str(a), str(b)) for a, b in pairs if a != b])

    assert len(set(places.values())) == len(keys)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())


def test_a_large_network_is_laid_out_in_no_time():
    keys = [str(n) for n in range(400)]

    assert len(networks.layout(keys, list(pairwise(keys)))) == 400
