"""A network: things and what joins them, laid out so that joined things stand near each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.web.charts import drawing, sentences
from trellis.web.charts.values import MOST_SERIES, Cell, Chart, Mark

Place = tuple[float, float]

_MOVES = 24_000
"""How many pairs of points are looked at for a layout: a large network gets fewer rounds, and none takes long."""
_HEIGHT = 360
_MARGIN_ACROSS = 0.12
_MARGIN_UPRIGHT = 26


@dataclass(frozen=True)
class Node:
    """A thing: its key, its name, where it leads, and the number of its group, from 1."""

    key: str
    name: str
    url: str = ""
    group: int = 1


def network(
    name: str,
    title: str,
    nodes: Sequence[Node],
    links: Sequence[tuple[str, str]],
    *,
    groups: Sequence[str] = (),
) -> Chart:
    """How things hang together. Links to things that are not there, and to themselves, are left out."""
    if any(not 1 <= node.group <= MOST_SERIES for node in nodes):
        raise ValueError(f"The number of a group is from 1 to {MOST_SERIES}.")
    known = {node.key: node for node in nodes}
    joined = sorted({(min(a, b), max(a, b)) for a, b in links if a in known and b in known and a != b})
    beside: dict[str, list[str]] = {key: [] for key in known}
    for a, b in joined:
        beside[a].append(b)
        beside[b].append(a)
    most = max(beside, key=lambda key: len(beside[key]), default="")
    return Chart(
        name=name,
        title=title,
        sentence=sentences.of_network(
            len(known),
            len(joined),
            known[most].name if most else "",
            len(beside.get(most, ())),
            sum(not others for others in beside.values()),
        ),
        svg=_network(name, title, list(known.values()), joined) if known else mark_safe(""),
        headers=(_("Name"), _("Links"), _("Joined to")),
        rows=tuple(
            (
                Cell(node.name, node.url),
                Cell(str(len(beside[key])), value=len(beside[key])),
                Cell(", ".join(known[other].name for other in beside[key])),
            )
            for key, node in known.items()
        ),
        legend=tuple(Mark(text, at, "dot") for at, text in enumerate(groups, 1)),
        numeric=frozenset({1}),
    )


def layout(keys: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, Place]:
    """Places from 0 to 1, the same for the same network: points push each other away, links pull them together.

    Points begin on a circle; the step grows smaller in every round (after Fruchterman and Reingold, 1991).
    """
    count = len(keys)
    if count == 1:
        return {keys[0]: (0.5, 0.5)}
    places = {
        key: (0.5 + 0.4 * math.cos(2 * math.pi * at / count), 0.5 + 0.4 * math.sin(2 * math.pi * at / count))
        for at, key in enumerate(keys)
    }
    ideal = 1 / math.sqrt(count) if count else 1
    rounds = min(120, _MOVES // max(count * count, 1))
    for turn in range(rounds):
        _step(places, links, ideal, 0.12 * (1 - turn / rounds))
    return _spread(places)


def _step(places: dict[str, Place], links: Sequence[tuple[str, str]], ideal: float, most: float) -> None:
    pushed = dict.fromkeys(places, (0.0, 0.0))
    keys = list(places)
    for at, a in enumerate(keys):
        for b in keys[at + 1 :]:
            _push(places, pushed, a, b, lambda distance: ideal * ideal / distance)
    for a, b in links:
        _push(places, pushed, a, b, lambda distance: -distance * distance / ideal)
    for key, (dx, dy) in pushed.items():
        dx, dy = dx + (0.5 - places[key][0]) * ideal, dy + (0.5 - places[key][1]) * ideal
        length = math.hypot(dx, dy) or 1
        part = min(length, most) / length
        places[key] = (places[key][0] + dx * part, places[key][1] + dy * part)


def _push(
    places: dict[str, Place], pushed: dict[str, Place], a: str, b: str, force: Callable[[float], float]
) -> None:
    dx, dy = places[a][0] - places[b][0], places[a][1] - places[b][1]
    distance = max(math.hypot(dx, dy), 0.001)
    strength = force(distance) / distance
    pushed[a] = (pushed[a][0] + dx * strength, pushed[a][1] + dy * strength)
    pushed[b] = (pushed[b][0] - dx * strength, pushed[b][1] - dy * strength)


def _spread(places: dict[str, Place]) -> dict[str, Place]:
    """The same places, stretched to fill the picture."""
    if not places:
        return places
    xs, ys = [x for x, _y in places.values()], [y for _x, y in places.values()]
    wide, high = max(xs) - min(xs) or 1, max(ys) - min(ys) or 1
    return {key: ((x - min(xs)) / wide, (y - min(ys)) / high) for key, (x, y) in places.items()}


def _network(name: str, title: str, nodes: Sequence[Node], links: Sequence[tuple[str, str]]) -> SafeString:
    places = {
        key: (
            _MARGIN_ACROSS + (1 - 2 * _MARGIN_ACROSS) * x,
            _MARGIN_UPRIGHT + (_HEIGHT - 2 * _MARGIN_UPRIGHT) * y,
        )
        for key, (x, y) in layout([node.key for node in nodes], links).items()
    }
    lines = drawing.join(
        format_html(
            '<line class="link" x1="{}" y1="{}" x2="{}" y2="{}"/>',
            drawing.across(places[a][0]),
            round(places[a][1]),
            drawing.across(places[b][0]),
            round(places[b][1]),
        )
        for a, b in links
    )
    points = drawing.join(_node(at, node, *places[node.key]) for at, node in enumerate(nodes))
    return drawing.frame(name, title, _HEIGHT, drawing.join([drawing.quiet(lines), points]))


def _node(at: int, node: Node, x: float, y: float) -> SafeString:
    inside = format_html(
        '<title>{}</title><svg x="{}" y="{}" overflow="visible"><path class="dot" d="{}" transform="scale(1.6)"/>'
        '<text class="name" y="22" text-anchor="middle">{}</text></svg>',
        node.name,
        drawing.across(x),
        round(y),
        drawing.MARKERS[node.group - 1],
        drawing.short(node.name),
    )
    return drawing.walkable(inside, node.group, node.name, at == 0, node.url)
