"""Where the boxes of a directed graph go: in layers from left to right, with few crossings and short lines.

The method is Sugiyama's: cut circles, put every node one layer after the last that leads to it, order the
layers by where their neighbours stand, then move each node towards its neighbours as far as the order allows.
Plain Python; a graph of a thousand nodes takes well under a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TypeAlias

Arrow: TypeAlias = tuple[str, str]
_Neighbours: TypeAlias = dict[object, list[object]]

_SWEEPS = 12
_LIGHT = 0.02
"""How much the wish of a node counts that has no neighbour on the side from which a layer is ordered."""
_MOST_BENDS = 20_000
"""Places where long lines pass a layer; beyond that many, lines are drawn straight through."""


@dataclass(frozen=True, slots=True)
class Size:
    """Measures in pixels: a box, and the room between boxes along the layers and across them."""

    width: float = 210
    height: float = 56
    along: float = 70
    across: float = 14
    apart: float = 34


@dataclass(frozen=True, slots=True)
class Layout:
    """The left upper corner of every box, the points that a line bends at, and the size of the whole."""

    places: dict[str, tuple[float, float]]
    bends: dict[Arrow, tuple[tuple[float, float], ...]]
    width: float
    height: float


def lay_out(
    nodes: Sequence[str],
    arrows: Iterable[Arrow],
    size: Size | None = None,
    ranks: Mapping[str, int] | None = None,
) -> Layout:
    """Place the nodes; every arrow must run between two of them. Parts that are not tied stand beside each
    other.

    With `ranks`, every node stands in the column of its rank, whatever the arrows say, and all parts are one.
    """
    measures = size or Size()
    ties = [arrow for arrow in dict.fromkeys(arrows) if arrow[0] != arrow[1]]
    if ranks is not None:
        return _Part(list(nodes), ties, measures, ranks).placed() if nodes else _packed([], measures)
    return _packed([_Part(part, ties, measures).placed() for part in _components(nodes, ties)], measures)


def _components(nodes: Sequence[str], arrows: Sequence[Arrow]) -> list[list[str]]:
    """The parts that are tied together, the largest first, each in the order given."""
    beside: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in arrows:
        beside[source].append(target)
        beside[target].append(source)
    order = {node: at for at, node in enumerate(nodes)}
    seen: set[str] = set()
    parts = []
    for node in nodes:
        if node in seen:
            continue
        part = [node]
        seen.add(node)
        for at in part:
            fresh = [other for other in beside[at] if other not in seen]
            seen.update(fresh)
            part.extend(dict.fromkeys(fresh))
        parts.append(sorted(part, key=order.__getitem__))
    return sorted(parts, key=len, reverse=True)


class _Part:
    """One part of the graph, on its way to a layout. A bend of a long line is a node as well, with a tuple
    for a key.
    """

    def __init__(
        self, nodes: list[str], arrows: list[Arrow], size: Size, ranks: Mapping[str, int] | None = None
    ) -> None:
        members = set(nodes)
        self.nodes = nodes
        self.ranks = ranks
        self.arrows = [arrow for arrow in arrows if arrow[0] in members]
        self.size = size
        self.down: _Neighbours = {}
        self.up: _Neighbours = {}
        self.layers: list[list[object]] = []
        self.chains: dict[Arrow, list[object]] = {}

    def placed(self) -> Layout:
        depth: dict[object, int] = {}
        if self.ranks is None:
            forward = self.forward()
            depth.update(self.depths(forward))
        else:
            forward = self.ranked(self.ranks)
            depth.update(self.ranks)
        self.fill(forward, depth)
        self.order()
        return self.layout(self.positions(), depth)

    def forward(self) -> list[tuple[str, str, Arrow]]:
        """The arrows as they are drawn, those that close a circle turned round, each with the arrow it stands
        for.
        """
        after: dict[str, list[str]] = {node: [] for node in self.nodes}
        for source, target in self.arrows:
            after[source].append(target)
        turned: set[Arrow] = set()
        state: dict[str, int] = {}
        for root in self.nodes:
            stack = [(root, iter(after[root]))] if root not in state else []
            state.setdefault(root, 1)
            while stack:
                node, rest = stack[-1]
                for target in rest:
                    if state.get(target) == 1:
                        turned.add((node, target))
                    elif target not in state:
                        state[target] = 1
                        stack.append((target, iter(after[target])))
                        break
                else:
                    state[node] = 2
                    stack.pop()
        return [(b, a, (a, b)) if (a, b) in turned else (a, b, (a, b)) for a, b in self.arrows]

    def ranked(self, ranks: Mapping[str, int]) -> list[tuple[str, str, Arrow]]:
        """The arrows from a lower column to a higher one; those within a column have no say in the order."""
        across = [(a, b) for a, b in self.arrows if ranks[a] != ranks[b]]
        return [(a, b, (a, b)) if ranks[a] < ranks[b] else (b, a, (a, b)) for a, b in across]

    def depths(self, forward: list[tuple[str, str, Arrow]]) -> dict[object, int]:
        """The layer of each node: one after the last that leads to it; what leads nowhere back stands close
        to its next.
        """
        after: dict[str, list[str]] = {node: [] for node in self.nodes}
        waiting = dict.fromkeys(self.nodes, 0)
        for source, target, _ in forward:
            after[source].append(target)
            waiting[target] += 1
        roots = [node for node in self.nodes if not waiting[node]]
        depth: dict[object, int] = dict.fromkeys(self.nodes, 0)
        order = list(roots)
        for node in order:
            for target in after[node]:
                depth[target] = max(depth[target], depth[node] + 1)
                waiting[target] -= 1
                if not waiting[target]:
                    order.append(target)
        for node in roots:
            if after[node]:
                depth[node] = min(depth[target] for target in after[node]) - 1
        return depth

    def fill(self, forward: list[tuple[str, str, Arrow]], depth: dict[object, int]) -> None:
        """Fill the layers, with a bend wherever a long line passes one."""
        self.layers = [[] for _ in range(max(depth.values(), default=0) + 1)]
        for node in self.nodes:
            self.layers[depth[node]].append(node)
        bends = sum(max(0, depth[b] - depth[a] - 1) for a, b, _ in forward)
        for source, target, arrow in forward:
            chain: list[object] = [source]
            if bends <= _MOST_BENDS:
                for at in range(depth[source] + 1, depth[target]):
                    bend = (arrow, at)
                    depth[bend] = at
                    self.layers[at].append(bend)
                    chain.append(bend)
            chain.append(target)
            for one, other in pairwise(chain):
                self.down.setdefault(one, []).append(other)
                self.up.setdefault(other, []).append(one)
            self.chains[arrow] = chain if source == arrow[0] else chain[::-1]

    # -- order within the layers

    def order(self) -> None:
        """Order the layers by the middle of their neighbours, to and fro, and keep the order with the fewest
        crossings.
        """
        self.layers = self.walked()
        best, least = self.layers, self.crossings(self.layers)
        for sweep in range(_SWEEPS):
            if not least:
                break
            self.layers = self.swept(down=sweep % 2 == 0)
            crossings = self.crossings(self.layers)
            if crossings < least:
                best, least = self.layers, crossings
        self.layers = best

    def walked(self) -> list[list[object]]:
        """A first order: each layer as a walk from the first layer meets it, so that a tree has no crossing
        at all.
        """
        rank: dict[object, int] = {}
        depth = {node: at for at, layer in enumerate(self.layers) for node in layer}
        stack: list[object] = [node for node in reversed(self.nodes) if not self.up.get(node)]
        while stack:
            node = stack.pop()
            if node not in rank:
                rank[node] = len(rank)
                stack.extend(sorted(self.down.get(node, ()), key=lambda other: -depth[other]))
        return [sorted(layer, key=lambda node: rank.get(node, 0)) for layer in self.layers]

    def swept(self, *, down: bool) -> list[list[object]]:
        layers = [list(layer) for layer in self.layers]
        beside = self.up if down else self.down
        steps = range(1, len(layers)) if down else range(len(layers) - 2, -1, -1)
        for at in steps:
            fixed = {node: place for place, node in enumerate(layers[at - 1 if down else at + 1])}
            near = {
                node: [fixed[other] for other in beside.get(node, ()) if other in fixed]
                for node in layers[at]
            }
            layers[at] = _by_middle(layers[at], near)
        return layers

    def crossings(self, layers: list[list[object]]) -> int:
        total = 0
        for upper, lower in pairwise(layers):
            place = {node: at for at, node in enumerate(lower)}
            ends = [
                p for node in upper for p in sorted(place[o] for o in self.down.get(node, ()) if o in place)
            ]
            total += _inversions(ends, len(lower))
        return total

    # -- coordinates

    def positions(self) -> dict[object, float]:
        """The middle of each node across the layers: near its neighbours, never nearer than allowed to the
        next.
        """
        place: dict[object, float] = {}
        for layer in self.layers:
            at = 0.0
            for before, node in zip([None, *layer], layer, strict=False):
                at += self.gap(before, node) if before is not None else 0.0
                place[node] = at
        for sweep in range(_SWEEPS):
            forward = sweep % 2 == 0
            for layer in filter(None, self.layers if forward else reversed(self.layers)):
                beside = (self.up, self.down) if forward else (self.down, self.up)
                self.settle(layer, place, beside)
        return place

    def settle(
        self, layer: list[object], place: dict[object, float], beside: tuple[_Neighbours, _Neighbours]
    ) -> None:
        """Move the nodes of a layer towards the middle of their neighbours, as near as the order allows.

        Those that have none on the side looked at follow the other side, and give way.
        """
        wanted, weights = [], []
        for node in layer:
            near = beside[0].get(node)
            wanted.append(median([place[other] for other in near or beside[1].get(node) or [node]]))
            weights.append(1.0 if near else _LIGHT)
        gaps = [0.0]
        for one, other in pairwise(layer):
            gaps.append(gaps[-1] + self.gap(one, other))
        settled = _monotone([want - gap for want, gap in zip(wanted, gaps, strict=True)], weights)
        for node, value, gap in zip(layer, settled, gaps, strict=True):
            place[node] = value + gap

    def gap(self, one: object, other: object) -> float:
        """The least distance between the middles of two neighbours."""
        boxes = isinstance(one, str) + isinstance(other, str)
        return self.size.across + self.size.height * boxes / 2 if boxes else self.size.across

    def layout(self, place: dict[object, float], depth: dict[object, int]) -> Layout:
        size = self.size
        top = min(place[node] for node in place) - size.height / 2
        first = 0 if self.ranks is not None else min(depth.values())
        across = {node: place[node] - top for node in place}
        along = {node: (depth[node] - first) * (size.width + size.along) for node in place}
        bends = {}
        for arrow, chain in self.chains.items():
            bends[arrow] = tuple((along[bend] + size.width / 2, across[bend]) for bend in chain[1:-1])
        return Layout(
            {node: (along[node], across[node] - size.height / 2) for node in self.nodes},
            bends,
            max(along[node] for node in self.nodes) + size.width,
            max(across.values()) + size.height / 2,
        )


def _by_middle(layer: list[object], near: Mapping[object, list[int]]) -> list[object]:
    """A layer ordered by the mean place of neighbours; a node without any stays where it is."""
    keys = {
        node: sum(near[node]) / len(near[node]) if near[node] else float(at) for at, node in enumerate(layer)
    }
    return sorted(layer, key=keys.__getitem__)


def _inversions(values: list[int], limit: int) -> int:
    """How many pairs of a list stand in the wrong order: the crossings between two layers."""
    tree = [0] * (limit + 1)
    total = 0
    for seen, value in enumerate(values):
        at, not_greater = value + 1, 0
        while at:
            not_greater += tree[at]
            at -= at & -at
        total += seen - not_greater
        at = value + 1
        while at <= limit:
            tree[at] += 1
            at += at & -at
    return total


def _monotone(values: list[float], weights: list[float]) -> list[float]:
    """The numbers nearest to `values` that never fall: neighbours that would are drawn together to their
    mean.
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, heavy, count = value, weight, 1
        while blocks and blocks[-1][0] > mean:
            before, other, several = blocks.pop()
            mean = (before * other + mean * heavy) / (heavy + other)
            heavy += other
            count += several
        blocks.append((mean, heavy, count))
    return [mean for mean, _, count in blocks for _ in range(count)]


def _packed(parts: list[Layout], size: Size) -> Layout:
    """Set the parts on shelves, the whole about half as high again as wide."""
    area = sum((part.width + size.apart) * (part.height + size.apart) for part in parts)
    limit = max([area**0.5 * 1.2, *(part.width for part in parts)])
    places: dict[str, tuple[float, float]] = {}
    bends: dict[Arrow, tuple[tuple[float, float], ...]] = {}
    left = top = shelf = width = 0.0
    for part in parts:
        if left and left + part.width > limit:
            left, top, shelf = 0.0, top + shelf + size.apart, 0.0
        for node, (x, y) in part.places.items():
            places[node] = (x + left, y + top)
        for arrow, points in part.bends.items():
            bends[arrow] = tuple((x + left, y + top) for x, y in points)
        width = max(width, left + part.width)
        shelf = max(shelf, part.height)
        left += part.width + size.along
    return Layout(places, bends, width, top + shelf)
