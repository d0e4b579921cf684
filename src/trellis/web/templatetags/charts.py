"""Tags for charts."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from trellis.web.charts.drawing import MARKERS, hatched, patterns
from trellis.web.charts.values import Chart, Mark

register = template.Library()


@register.inclusion_tag("web/components/chart.html", name="chart")
def show_chart(chart: Chart) -> dict[str, Any]:
    """A chart with its sentence and its table."""
    return {"chart": chart}


@register.simple_tag
def legend_mark(mark: Mark) -> SafeString:
    """How a series is drawn: its line and marker, its hatching, or its marker alone."""
    name = f"legend-{mark.kind}-{mark.number}"
    shapes = {
        "line": format_html(
            '<path class="stroke" d="M0 8h28"/><path class="dot" d="{}" transform="translate(14 8)"/>',
            MARKERS[mark.number - 1],
        ),
        "dot": format_html(
            '<path class="dot" d="{}" transform="translate(14 8) scale(1.3)"/>', MARKERS[mark.number - 1]
        ),
        "bar": format_html("{}{}", patterns(name, mark.number), hatched(name, mark.number, "6", 2, "16", 12)),
    }
    return format_html(
        '<svg class="chart-mark s{}" width="28" height="16" viewBox="0 0 28 16" aria-hidden="true">{}</svg>',
        mark.number,
        shapes[mark.kind],
    )
