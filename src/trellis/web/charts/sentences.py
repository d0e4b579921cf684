"""The sentence that each chart begins with: what its figures show, in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.web.charts.values import Series, X, figure, names, percent

_LITTLE = 0.02
"""A change below this part of the higher value is told as none."""


def nothing() -> str:
    """What an empty chart says."""
    return _("There is nothing to show yet.")


def of_lines(xs: Sequence[X], series: Sequence[Series], unit: str) -> str:
    """How one series went, and its highest and lowest value; of several, which ends highest and which lowest."""
    known = [each for each in series if _known(xs, each)]
    if not known:
        return nothing()
    if len(known) == 1:
        return _course(_known(xs, known[0]), known[0].name, unit)
    ends = sorted(((_known(xs, each)[-1][1], each.name) for each in known), key=lambda end: end[0])
    (low, lowest), (high, highest) = ends[0], ends[-1]
    if low == high:
        return _("At the end all %(count)s stand at %(value)s.") % {
            "count": len(known),
            "value": figure(high, unit),
        }
    return _("At the end %(highest)s is highest with %(high)s, %(lowest)s lowest with %(low)s.") % {
        "highest": highest,
        "high": figure(high, unit),
        "lowest": lowest,
        "low": figure(low, unit),
    }


def of_amounts(named: Sequence[tuple[str, float]], unit: str) -> str:
    """Which of these has most, which least."""
    if not named:
        return nothing()
    if len(named) == 1:
        return _("%(name)s: %(value)s.") % {"name": named[0][0], "value": figure(named[0][1], unit)}
    most, least = max(named, key=lambda pair: pair[1]), min(named, key=lambda pair: pair[1])
    if most[1] == least[1]:
        return _("All %(count)s are at %(value)s.") % {"count": len(named), "value": figure(most[1], unit)}
    return _("%(most)s has the most, %(high)s; %(least)s the least, %(low)s.") % {
        "most": most[0],
        "high": figure(most[1], unit),
        "least": least[0],
        "low": figure(least[1], unit),
    }


def of_stack(xs: Sequence[X], series: Sequence[Series], unit: str) -> str:
    """How the whole went, and which part is the largest."""
    parts = {each.name: sum(value or 0 for value in each.values) for each in series}
    whole = sum(parts.values())
    if not xs or not whole:
        return nothing()
    totals = tuple(sum(each.values[at] or 0 for each in series) for at in range(len(xs)))
    course = _course(list(zip(names(xs), totals, strict=True)), _("The whole"), unit)
    largest = max(parts, key=lambda name: parts[name])
    if len(parts) == 1:
        return course
    share = _("%(name)s is the largest part: %(share)s of all.") % {
        "name": largest,
        "share": percent(parts[largest], whole),
    }
    return f"{course} {share}"


def of_dots(correlation: float | None, count: int, x_title: str, y_title: str) -> str:
    """Whether the two go together."""
    if not count:
        return nothing()
    points = ngettext("over %(count)s point", "over %(count)s points", count) % {"count": count}
    if correlation is None:
        return _("Too little is known to say whether %(x)s and %(y)s go together, %(points)s.") % {
            "x": x_title,
            "y": y_title,
            "points": points,
        }
    values = {"x": x_title, "y": y_title, "points": points, "r": figure(correlation)}
    if correlation >= 0.3:
        return _("%(y)s rises with %(x)s (correlation %(r)s, %(points)s).") % values
    if correlation <= -0.3:
        return _("%(y)s falls as %(x)s rises (correlation %(r)s, %(points)s).") % values
    return _("%(x)s and %(y)s do not go together (correlation %(r)s, %(points)s).") % values


def of_steps(steps: Sequence[tuple[str, float]]) -> str:
    """How many come through, and where most are lost."""
    if not steps or not steps[0][1]:
        return nothing()
    if len(steps) == 1:
        return of_amounts(steps, "")
    through = _("Of %(first)s, %(last)s (%(share)s) reach “%(end)s”.") % {
        "first": figure(steps[0][1]),
        "last": figure(steps[-1][1]),
        "share": percent(steps[-1][1], steps[0][1]),
        "end": steps[-1][0],
    }
    losses = [(a[1] - b[1], a[0], b[0]) for a, b in pairwise(steps)]
    lost, before, after = max(losses, key=lambda loss: loss[0])
    if lost <= 0:
        return through
    where = _("Most are lost between “%(before)s” and “%(after)s”: %(lost)s.") % {
        "before": before,
        "after": after,
        "lost": figure(lost),
    }
    return f"{through} {where}"


def of_tasks(count: int, done: int, late: int, first: str, last: str) -> str:
    """How long it takes, and how much of it is done and late."""
    if not count:
        return nothing()
    told = ngettext(
        "%(count)s task from %(first)s to %(last)s, %(done)s done.",
        "%(count)s tasks from %(first)s to %(last)s, %(done)s done.",
        count,
    ) % {"count": count, "first": first, "last": last, "done": done}
    if not late:
        return told
    return told + " " + ngettext("%(late)s is late.", "%(late)s are late.", late) % {"late": late}


def of_network(count: int, links: int, most: str, most_links: int, alone: int) -> str:
    """How many there are, how they hang together, and which has most links."""
    if not count:
        return nothing()
    told = [
        _("%(count)s, joined by %(links)s.")
        % {
            "count": ngettext("%(n)s point", "%(n)s points", count) % {"n": count},
            "links": ngettext("%(n)s link", "%(n)s links", links) % {"n": links},
        }
    ]
    if most_links:
        told.append(_("%(name)s has the most: %(links)s.") % {"name": most, "links": most_links})
    if alone:
        told.append(ngettext("%(n)s stands alone.", "%(n)s stand alone.", alone) % {"n": alone})
    return " ".join(told)


def _known(xs: Sequence[X], series: Series) -> list[tuple[str, float]]:
    return [(x, value) for x, value in zip(names(xs), series.values, strict=True) if value is not None]


def _course(points: Sequence[tuple[str, float]], name: str, unit: str) -> str:
    (first_x, first), (last_x, last) = points[0], points[-1]
    if len(points) == 1:
        return _("%(name)s has one value so far: %(value)s (%(x)s).") % {
            "name": name,
            "x": first_x,
            "value": figure(first, unit),
        }
    high, low = max(points, key=lambda point: point[1]), min(points, key=lambda point: point[1])
    told = _direction(first, last) % {
        "name": name,
        "first": figure(first, unit),
        "start": first_x,
        "last": figure(last, unit),
        "end": last_x,
    }
    if {high[1], low[1]} <= {first, last}:
        return told
    ends = _("Highest: %(high)s, %(high_x)s. Lowest: %(low)s, %(low_x)s.") % {
        "high": figure(high[1], unit),
        "high_x": high[0],
        "low": figure(low[1], unit),
        "low_x": low[0],
    }
    return f"{told} {ends}"


def _direction(first: float, last: float) -> str:
    if abs(last - first) <= _LITTLE * max(abs(first), abs(last)):
        return _("%(name)s hardly changed: %(first)s (%(start)s), %(last)s (%(end)s).")
    if last > first:
        return _("%(name)s rose from %(first)s (%(start)s) to %(last)s (%(end)s).")
    return _("%(name)s fell from %(first)s (%(start)s) to %(last)s (%(end)s).")
