"""Pictures of the role graph as SVG: one file that any browser shows, light or dark, without another program."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from textwrap import wrap

from trellis.roles.definitions.drawing import DEFINED, UNDEFINED, Node, Picture, Tie
from trellis.roles.definitions.graph import EXTENDS, KINDS, MOVES_TO, NEXT, REPORTS_TO
from trellis.roles.definitions.layering import Arrow, Layout, Size, lay_out

_SIZE = Size()
_MARGIN = 24
_LEGEND = 34
_HEAD = 26
_LETTERS = 26
"""Letters of the title that fit into a line of a box."""
_BACKWARDS = (REPORTS_TO, EXTENDS)
"""Kinds that are drawn against their direction, so that who is above, or what is inherited, stands on the
left.
"""
_WORDS = {EXTENDS: "extends", REPORTS_TO: "reports to", NEXT: "next step", MOVES_TO: "moves to"}

_STYLE = """
svg { --ground: #ffffff; --box: #f7f8fa; --rim: #c4c9d2; --ink: #1c2430; --quiet: #5b6675; --line: #6b7685;
      --accent: #2b5fd9; --wrong: #b3261e; background: var(--ground); font: 13px system-ui, sans-serif }
@media (prefers-color-scheme: dark) {
  svg { --ground: #14181f; --box: #1f2530; --rim: #3d4654; --ink: #e8ecf2; --quiet: #9aa5b4; --line: #8590a0;
        --accent: #83a8ff; --wrong: #ff8a80 } }
.box rect { fill: var(--box); stroke: var(--rim) }
.box text { fill: var(--ink) } .box .note { fill: var(--quiet); font-size: 11px }
.outside rect { fill: var(--ground) }
.undefined rect { fill: none; stroke: var(--wrong); stroke-dasharray: 4 3 } .undefined text { fill: var(--wrong) }
.line { fill: none; stroke: var(--line); stroke-width: 1.25 }
.next, .moves-to { stroke: var(--accent) } .extends { stroke-dasharray: 6 4 } .moves-to { stroke-dasharray: 1.5 4 }
.tip { fill: var(--line) } .tip-accent { fill: var(--accent) } .tip-hollow { fill: var(--ground); stroke: var(--line) }
.legend { fill: var(--quiet); font-size: 12px }
"""


def svg(found: Picture, title: str) -> str:
    """Draw a picture. `title` names it for those who hear it and in the browser's tab.

    A career map (next steps and moves alone) has a column for each grade; every other picture has the top of
    a reporting line, or what is inherited, on the left.
    """
    columns = _columns(found)
    layout = _layout(found, columns)
    head = _HEAD if columns else 0
    width, height = layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN + _LEGEND + head
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-labelledby="title">',
            f'<title id="title">{_text(title)}</title>',
            f"<style>{_STYLE}</style>",
            *_tips(),
            *_headings(columns),
            f'<g transform="translate({_MARGIN} {_MARGIN + head})">',
            *(_line(tie, layout) for tie in sorted(found.ties, key=lambda tie: tie.kind != MOVES_TO)),
            *(_box(node, *layout.places[node.key], career=bool(columns)) for node in found.nodes),
            "</g>",
            *_legend(found, height - _LEGEND / 2 - 4),
            "</svg>",
            "",
        ]
    )


def _columns(found: Picture) -> tuple[str, ...]:
    """The grades of a career map in order, empty for other pictures; `""` stands for roles without a grade."""
    if not found.kinds or not set(found.kinds) <= {NEXT, MOVES_TO}:
        return ()
    return tuple(
        sorted({node.grade for node in found.nodes}, key=lambda grade: (grade != "", float(grade or 0)))
    )


def _layout(found: Picture, columns: tuple[str, ...]) -> Layout:
    """The layout by the ties that carry the picture; the others are drawn over it."""
    if columns:
        ranks = {node.key: columns.index(node.grade) for node in found.nodes}
        arrows = [_arrow(tie) for tie in found.ties if tie.kind == NEXT]
        return lay_out([node.key for node in found.nodes], arrows, _SIZE, ranks)
    carrying = next((kind for kind in (REPORTS_TO, EXTENDS, NEXT) if kind in found.kinds), None)
    arrows = [_arrow(tie) for tie in found.ties if tie.kind == carrying]
    return lay_out([node.key for node in found.nodes], arrows, _SIZE)


def _headings(columns: tuple[str, ...]) -> Iterator[str]:
    for at, grade in enumerate(columns):
        x = _MARGIN + at * (_SIZE.width + _SIZE.along) + 12
        yield f'<text class="legend" x="{x:.0f}" y="{_MARGIN + 4}">{f"grade {grade}" if grade else "no grade"}</text>'


def _arrow(tie: Tie) -> Arrow:
    """A tie as it runs from left to right."""
    return (tie.target, tie.source) if tie.kind in _BACKWARDS else (tie.source, tie.target)


def _tips() -> Iterator[str]:
    yield "<defs>"
    for name in ("tip", "tip-accent", "tip-hollow"):
        yield (
            f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
            f'orient="auto-start-reverse"><path class="{name}" d="M1 1.5 9 5 1 8.5z"/></marker>'
        )
    yield "</defs>"


def _line(tie: Tie, layout: Layout) -> str:
    points, inward = _points(layout, _arrow(tie))
    tip = {EXTENDS: "tip-hollow", REPORTS_TO: "tip"}.get(tie.kind, "tip-accent")
    end = "marker-start" if tie.kind in _BACKWARDS else "marker-end"
    return f'<path class="line {tie.kind}" d="{_curve(points, inward)}" {end}="url(#{tip})"/>'


def _points(layout: Layout, arrow: Arrow) -> tuple[list[tuple[float, float]], bool]:
    """From the side of one box through the bends to the side of the other, whichever way round they stand.

    Within a column a line leaves and arrives on the right; then the second value is true.
    """
    (x1, y1), (x2, y2) = layout.places[arrow[0]], layout.places[arrow[1]]
    middle = _SIZE.height / 2
    if x1 == x2:
        lift = 12 if y1 == y2 else 0
        return [(x1 + _SIZE.width, y1 + middle - lift), (x2 + _SIZE.width, y2 + middle + lift)], True
    onward = x2 > x1
    start = (x1 + _SIZE.width if onward else x1, y1 + middle)
    end = (x2 if onward else x2 + _SIZE.width, y2 + middle)
    return [start, *layout.bends.get(arrow, ()), end], False


def _curve(points: list[tuple[float, float]], bulge: bool) -> str:
    parts = [f"M{points[0][0]:.0f} {points[0][1]:.0f}"]
    for (x1, y1), (x2, y2) in pairwise(points):
        bend = x1 + _SIZE.along * 0.7 if bulge else (x1 + x2) / 2
        parts.append(f"C{bend:.0f} {y1:.0f} {bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}")
    return "".join(parts)


def _box(node: Node, x: float, y: float, *, career: bool) -> str:
    grade = f"grade {node.grade}" if node.grade and not career else ""
    note = " · ".join(part for part in (grade, _family_note(node)) if part)
    rows = wrap(" ".join(node.title.split()), _LETTERS, max_lines=2 if note else 3, placeholder=" …") or [""]
    first = y + _SIZE.height / 2 + 4.5 - (len(rows) - 1 + bool(note)) * 7.5
    lines = [
        f'<text x="{x + 12:.0f}" y="{first + at * 15:.1f}">{_text(row)}</text>' for at, row in enumerate(rows)
    ]
    if note:
        cut = wrap(note, _LETTERS + 4, max_lines=1, placeholder=" …") or [note[: _LETTERS + 4]]
        lines.append(
            f'<text class="note" x="{x + 12:.0f}" y="{first + len(rows) * 15:.1f}">{_text(cut[0])}</text>'
        )
    state = "" if node.state == DEFINED else f" {node.state}"
    place = f"{node.path}:{node.line}" if node.path else "defined on no page"
    return (
        f'<g class="box{state}"><title>{_text(node.title)} ({_text(place)})</title>'
        f'<rect x="{x:.0f}" y="{y:.1f}" width="{_SIZE.width:.0f}" height="{_SIZE.height:.0f}" rx="8"/>'
        f"{''.join(lines)}</g>"
    )


def _family_note(node: Node) -> str:
    """The family, where the title does not say it already."""
    if node.state == UNDEFINED:
        return "defined on no page"
    return "" if node.family.casefold() in node.title.casefold() else node.family


def _legend(found: Picture, y: float) -> Iterator[str]:
    x = float(_MARGIN)
    for kind in KINDS:
        if kind in found.kinds:
            tip = {EXTENDS: "tip-hollow", REPORTS_TO: "tip"}.get(kind, "tip-accent")
            yield f'<path class="line {kind}" d="M{x:.0f} {y:.0f}H{x + 34:.0f}" marker-end="url(#{tip})"/>'
            yield f'<text class="legend" x="{x + 42:.0f}" y="{y + 4:.0f}">{_WORDS[kind]}</text>'
            x += 130


def _text(text: str) -> str:
    """Text for SVG: escaped, and without the characters that XML does not allow."""
    return escape("".join(c if c.isprintable() or c == " " else " " for c in text))
