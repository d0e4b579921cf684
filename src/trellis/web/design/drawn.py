"""Samples of every chart, with figures that never change."""

from __future__ import annotations

from datetime import date, timedelta

from trellis.web.charts import bars, grids, lines, networks, plans
from trellis.web.charts.values import Chart, Series

HERE = "/design/"
TODAY = date(2026, 5, 18)
_MONTHS = tuple(date(2026, month, 1) for month in range(1, 9))


def charts() -> dict[str, Chart]:
    """A chart of each kind, and the states that all share: one series, several, one point, nothing."""
    return {
        "line": lines.line(
            "sample-line",
            "Open tickets",
            _MONTHS,
            (Series("Open tickets", (42, 48, 45, 61, 58, 39, 33, 30)),),
        ),
        "lines": lines.line("sample-lines", "Time to answer", _MONTHS, _three(), unit="h"),
        "one": lines.line("sample-one", "Satisfaction", _MONTHS[:1], (Series("Satisfaction", (4.2,)),)),
        "empty": lines.line("sample-empty", "Revenue", (), (Series("Revenue", ()),)),
        "bar": bars.bar("sample-bar", "Pages by department", _departments(), what="Department"),
        "stacked": bars.stacked("sample-stacked", "Findings by severity", _MONTHS, _severities()),
        "scatter": _scatter(),
        "heat": _heat(),
        "funnel": bars.funnel(
            "sample-funnel",
            "From application to offer",
            tuple(
                bars.Bar(name, value)
                for name, value in (("Applied", 240), ("Screened", 96), ("Interviewed", 41), ("Offer", 9))
            ),
        ),
        "gantt": plans.gantt("sample-gantt", "Roll-out of laptops", _tasks(), TODAY),
        "network": _network(),
    }


def _three() -> tuple[Series, ...]:
    return (
        Series("Berlin", (5.5, 5.1, 4.8, 4.9, 4.1, 3.6, 3.4, 3.1)),
        Series("Lagos", (2.2, 2.6, 3.1, None, 3.9, 4.4, 4.2, 4.6)),
        Series("Osaka", (8.1, 7.4, 7.9, 7.0, 6.2, 6.6, 6.1, 5.8)),
    )


def _departments() -> tuple[bars.Bar, ...]:
    counted = (("Engineering", 48), ("People", 31), ("Finance", 12), ("IT", 9), ("Legal and compliance", 2))
    return tuple(bars.Bar(name, value, HERE) for name, value in counted)


def _severities() -> tuple[Series, ...]:
    return (
        Series("Errors", (14, 12, 9, 9, 4, 3, 2, 0)),
        Series("Warnings", (30, 34, 28, 22, 24, 17, 12, 11)),
        Series("Notes", (8, 9, 12, 12, 14, 9, 8, 6)),
    )


def _scatter() -> Chart:
    dots = [lines.Dot(f"Page {n}", 300 + n * 97 % 1400, 2 + (n * 97 % 1400) / 210 + n % 3) for n in range(24)]
    return lines.scatter(
        "sample-scatter", "Length and reading time", dots, x_title="Words", y_title="Minutes"
    )


def _heat() -> Chart:
    return grids.heat(
        "sample-heat",
        "Questions by weekday",
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        [[(r * 7 + c * 5) % 23 for c in range(6)] for r in range(4)] + [[4, None, 12, 3, 9, 1]],
    )


def _network() -> Chart:
    nodes = (
        ("a", "Director, IT", 1),
        ("b", "IT Manager", 2),
        ("c", "Senior Engineer", 2),
        ("d", "Engineer", 3),
        ("e", "Associate", 3),
        ("f", "Program Manager", 2),
        ("g", "Auditor", 3),
    )
    return networks.network(
        "sample-network",
        "Who reports to whom",
        tuple(networks.Node(key, name, HERE, group) for key, name, group in nodes),
        (("a", "b"), ("b", "c"), ("b", "d"), ("b", "e"), ("a", "f")),
        groups=("Leads", "Manages", "Does"),
    )


def _tasks() -> tuple[plans.Task, ...]:
    def after(days: int) -> date:
        return date(2026, 3, 30) + timedelta(days=days)

    return (
        plans.Task("Choose the model", after(0), after(18), 1, HERE),
        plans.Task("Order", after(16), after(30), 0.4),
        plans.Task("Image and test", after(35), after(70), 0.25),
        plans.Task("Hand over", after(71), after(110)),
        plans.Task("All in use", after(112), after(112), milestone=True),
    )
