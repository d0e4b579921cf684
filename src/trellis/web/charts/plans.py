"""A Gantt chart: tasks over time, what is done of each, and where today stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.web.charts import drawing, sentences
from trellis.web.charts.scales import date_ticks, share
from trellis.web.charts.values import Cell, Chart, day, near_day, percent

ROW = 40
_HEAD = 24
_THICK = 14


@dataclass(frozen=True)
class Task:
    """A task with its first and last day, how much of it is done (0 to 1), and where it leads.

    A task of one day is a milestone where `milestone` says so.
    """

    name: str
    start: date
    end: date
    done: float = 0.0
    url: str = ""
    milestone: bool = False

    def late(self, today: date) -> bool:
        """Whether it should be done, and is not."""
        return self.end < today and self.done < 1


def gantt(name: str, title: str, tasks: Sequence[Task], today: date) -> Chart:
    """When each task runs, in the order given."""
    for task in tasks:
        if task.end < task.start:
            raise ValueError(f"The task {task.name!r} ends on {task.end}, before it begins on {task.start}.")
    first, last = _ends(tasks, today)
    return Chart(
        name=name,
        title=title,
        sentence=sentences.of_tasks(
            len(tasks),
            sum(task.done >= 1 for task in tasks),
            sum(task.late(today) for task in tasks),
            day(first),
            day(last),
        ),
        svg=_plan(name, title, tasks, today) if tasks else mark_safe(""),
        headers=(_("Task"), _("Begins"), _("Ends"), _("Done"), _("State")),
        rows=tuple(
            (
                Cell(task.name, task.url),
                Cell(day(task.start), value=task.start.isoformat()),
                Cell(day(task.end), value=task.end.isoformat()),
                Cell(percent(task.done, 1)),
                Cell(_state(task, today)),
            )
            for task in tasks
        ),
        numeric=frozenset({3}),
    )


def _ends(tasks: Sequence[Task], today: date) -> tuple[date, date]:
    return (
        min((task.start for task in tasks), default=today),
        max((task.end for task in tasks), default=today),
    )


def _state(task: Task, today: date) -> str:
    if task.done >= 1:
        return _("done")
    if task.late(today):
        return _("late")
    return _("under way") if task.start <= today else _("not begun")


def _plan(name: str, title: str, tasks: Sequence[Task], today: date) -> SafeString:
    first, last = _ends(tasks, today)
    low, high = first.toordinal(), last.toordinal() + 1  # a task fills its last day
    height = _HEAD + ROW * len(tasks)
    span = high - low
    ticks = date_ticks(first, last)
    rules = drawing.join(
        format_html(
            '<line class="rule" x1="{x}" x2="{x}" y1="{}" y2="{}"/><text class="{}" x="{x}" y="12" '
            'text-anchor="{}">{}</text>',
            _HEAD - 6,
            height,
            "minor" if at % 2 and len(ticks) > 4 else "",
            drawing.anchor(where),
            near_day(tick, span),
            x=drawing.across(where),
        )
        for at, tick in enumerate(ticks)
        for where in [share(tick.toordinal(), low, high)]
    )
    parts = [drawing.patterns(name, 2), drawing.quiet(rules)]
    parts += [_task(name, at, task, today, low, high) for at, task in enumerate(tasks)]
    if first <= today <= last:
        x = drawing.across(share(today.toordinal(), low, high))
        parts.append(
            format_html(
                '<line class="today" x1="{}" x2="{}" y1="{}" y2="{}"><title>{}</title></line>',
                x,
                x,
                _HEAD - 6,
                height,
                _("Today, %(day)s") % {"day": day(today)},
            )
        )
    return drawing.frame(name, title, height, drawing.join(parts))


def _task(name: str, at: int, task: Task, today: date, low: int, high: int) -> SafeString:
    top = _HEAD + ROW * at
    start = share(task.start.toordinal(), low, high)
    wide = share((task.end + timedelta(days=1)).toordinal(), low, high) - start
    spoken = _("%(name)s, %(start)s to %(end)s, %(done)s done, %(state)s") % {
        "name": task.name,
        "start": day(task.start),
        "end": day(task.end),
        "done": percent(task.done, 1),
        "state": _state(task, today),
    }
    state = _state(task, today)
    shape = _milestone(start, top) if task.milestone else _bar(start, wide, task.done, top)
    inside = format_html(
        '<title>{}</title><rect class="hit" x="0" y="{}" width="100%" height="{}"/>'
        '<text x="{}" y="{}" text-anchor="{}">{}{}</text>{}',
        spoken,
        top,
        ROW,
        drawing.across(start if start < 0.5 else start + wide),
        top + 13,
        "start" if start < 0.5 else "end",
        drawing.short(task.name, 34),
        f" · {state}" if task.late(today) else "",
        shape,
    )
    return drawing.walkable(inside, 2 if task.late(today) else 1, spoken, at == 0, task.url)


def _bar(start: float, wide: float, done: float, top: int) -> SafeString:
    return format_html(
        '<rect class="ahead" x="{x}" y="{y}" width="{}" height="{h}" rx="3"/>'
        '<rect class="bar" x="{x}" y="{y}" width="{}" height="{h}" rx="3"/>',
        drawing.across(wide),
        drawing.across(wide * min(max(done, 0), 1)),
        x=drawing.across(start),
        y=top + 19,
        h=_THICK,
    )


def _milestone(start: float, top: int) -> SafeString:
    return format_html(
        '<svg x="{}" y="{}" overflow="visible"><path class="bar" d="M0-8L8 0 0 8-8 0z"/></svg>',
        drawing.across(start),
        top + 26,
    )
