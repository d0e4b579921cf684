"""The organisation chart: boxes that open and close by links, a search that jumps to somebody, files and paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.core.guarding import member_of
from trellis.core.rules import Account
from trellis.people import lists, rules, terms
from trellis.people.days import today
from trellis.people.models import Seat
from trellis.people.queries import chart as queries
from trellis.people.queries.chart import Box, Tree
from trellis.people.queries.organisation import path_of
from trellis.people.tabs import tabs_for
from trellis.web.exporting import file_response, files_of
from trellis.web.filters import filter_of
from trellis.web.paging import with_params

MOST_OPEN = 60
"""Boxes that are open at once: each stands in the address."""
ALL_OPEN = 40
"""An organisation of so few is open as a whole at first."""
MOST_PRINTED = 1500
"""People on one print; of more, it is chosen which part is wanted."""
FILE = ("level", "id", "name", "title", "department", "manager", "direct_reports", "total_reports", "path")


@dataclass(frozen=True)
class Row:
    """A line of the nested list: a box or an open position, with what opens and closes the lists around it."""

    box: Box | None
    seat: Seat | None
    department: str
    toggle: str
    from_here: str
    begins: bool
    ends: SafeString
    is_marked: bool = False


@never_cache
@require_safe
def chart(request: HttpRequest) -> HttpResponse:
    """The chart of a day; of today for those who do not see records."""
    who = member_of(request)
    tree = _tree(request, who)
    text = request.GET.get("q", "").strip()[:200]
    found = queries.found_by(text, tree) if text else []
    jumps = [(name, tree.nodes[key].title, _jump(request, tree, key)) for key, name in found]
    if len(jumps) == 1:
        return redirect(jumps[0][2])
    at, opened = _key(request.GET.get("at", "")), _opened(request, tree)
    shown = queries.slice_of(tree, opened, at)
    departments = terms.all_departments()
    counts = _counts(_whole(request, who))
    titles = {name: each.title for name, each in departments.by_name.items()}
    values = {
        "tabs": tabs_for(who, "people:chart"), "tree": tree, "day": tree.day, "is_today": tree.day == today(),
        "sees_records": lists.sees_records(who), "text": text, "jumps": jumps, "found_nobody": bool(text) and not jumps,
        "rows": list(_rows(request, shown.boxes, opened, _key(request.GET.get("mark", "")))),
        "unplaced": shown.seats, "more": shown.more, "may_plan": rules.can_plan(who),
        "above": [(name, with_params(request.GET, at=str(key), open=None, mark=None)) for key, name in shown.above],
        "is_part": at is not None, "whole_url": with_params(request.GET, at=None, open=None, mark=None),
        "filters": (filter_of("department", _("Department"), counts, request.GET.get("department", ""), titles),),
        "files": [(label, f"{url}?{request.GET.urlencode()}") for label, url in files_of("people:chart-export")],
        "keep": [("on", request.GET["on"])] if request.GET.get("on") else [],
        "print_url": f"{reverse('people:chart-print')}?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "people/chart.html", values)


@never_cache
@require_safe
def chart_file(request: HttpRequest, form: str) -> HttpResponse:
    """The chart as a list from the top down, with levels and lines."""
    who = member_of(request)
    tree = _tree(request, who)
    return file_response(form, "organisation", FILE, _exported(tree, _key(request.GET.get("at", ""))))


@never_cache
@require_safe
def chart_print(request: HttpRequest) -> HttpResponse:
    """The whole chart, or the line below somebody, for paper."""
    who = member_of(request)
    tree = _tree(request, who)
    at = _key(request.GET.get("at", ""))
    departments = terms.all_departments()
    tops = (at,) if at is not None and at in tree.nodes else None
    base = tree.layer[at] if at is not None and at in tree.nodes else 1
    keys = list(tree.walk(tops))
    if len(keys) > MOST_PRINTED:
        return render(request, "people/chart_print.html", {**_parts(request, tree), "people": len(keys)})
    names = queries.names_of(keys)
    lines = format_html_join(
        "\n", '<li class="d{}"><b>{}</b> {}, {} <span class="faint">{}</span></li>',
        (
            (
                min(tree.layer[key] - base, 12), names.get(key, ""), tree.nodes[key].title,
                departments.title_of(tree.nodes[key].department), tree.total[key] or "",
            )
            for key in keys
        ),
    )  # fmt: skip
    values = {"lines": lines, "people": len(keys), "day": tree.day, "back": _back(request)}
    return render(request, "people/chart_print.html", values)


def _parts(request: HttpRequest, tree: Tree) -> dict[str, Any]:
    """The departments that can be printed of a chart that is too large for one print, with how many each has."""
    departments, counts = terms.all_departments(), _counts(tree)
    here = reverse("people:chart-print")
    parts = [
        (departments.title_of(name), f"{here}{with_params(request.GET, department=name, at=None)}", number)
        for name, number in counts.items()
        if 0 < number < len(tree)
    ]
    return {"parts": parts, "most": MOST_PRINTED, "day": tree.day, "back": _back(request)}


def _whole(request: HttpRequest, who: Account) -> Tree:
    return queries.tree_on(lists.day_of(request, who))


def _tree(request: HttpRequest, who: Account) -> Tree:
    """The tree that the address asks for: of a day, of one department with those below it."""
    whole = _whole(request, who)
    department = request.GET.get("department", "")
    return whole.within(terms.all_departments().below(department)) if department else whole


def _counts(tree: Tree) -> dict[str, int]:
    """How many people each department has, those below it included."""
    departments = terms.all_departments()
    return {
        name: sum(tree.sizes.get(each, 0) for each in departments.below(name)) for name in departments.by_name
    }


def _opened(request: HttpRequest, tree: Tree) -> list[UUID]:
    """The boxes that are open: those of the address, else the top, else all of a small organisation."""
    if "open" in request.GET:
        keys = (_key(each) for each in request.GET["open"].split(",")[:MOST_OPEN])
        return list(dict.fromkeys(key for key in keys if key is not None and key in tree.nodes))
    at = _key(request.GET.get("at", ""))
    if at is not None and at in tree.nodes:
        return [at]
    return list(tree.managers) if len(tree) <= ALL_OPEN else list(tree.tops[:1])


def _rows(
    request: HttpRequest,
    boxes: tuple[Box, ...],
    opened: list[UUID],
    marked: UUID | None,
    *,
    nested: bool = False,
) -> Iterator[Row]:
    """Boxes in the order of a printed tree."""
    departments = terms.all_departments()
    for at, box in enumerate(boxes):
        key = box.node.person
        inner = list(_rows(request, box.parts, opened, marked, nested=True))
        seats = [
            Row(None, seat, departments.title_of(seat.department), "", "", not inner and n == 0, _END)
            for n, seat in enumerate(box.seats)
        ]
        below = [*inner, *seats]
        changed = [each for each in opened if each != key] if box.is_open else [*opened, key][-MOST_OPEN:]
        yield Row(
            box, None, departments.title_of(box.node.department),
            with_params(request.GET, open=",".join(map(str, changed)), mark=None, q=None),
            with_params(request.GET, at=str(key), open=None, mark=None, q=None),
            nested and at == 0, SafeString() if below else _END, key == marked,
        )  # fmt: skip
        for n, row in enumerate(below):
            if n + 1 < len(below):
                yield row
            else:
                yield Row(
                    row.box, row.seat, row.department, row.toggle, row.from_here, row.begins,
                    format_html("{}</ul></li>", row.ends), row.is_marked,
                )  # fmt: skip


_END = SafeString("</li>")


def _jump(request: HttpRequest, tree: Tree, person: UUID) -> str:
    """The chart with the line down to somebody open, and they themselves marked."""
    line = ",".join(str(key) for key in [*reversed(tree.above(person)), person])
    place = with_params(request.GET, open=line, mark=str(person), q=None, at=None)
    return f"{reverse('people:chart')}{place}#b-{person}"


def _exported(tree: Tree, at: UUID | None) -> Iterable[dict[str, Any]]:
    names = queries.all_names(tree.day)
    tops: Collection[UUID] | None = (at,) if at is not None and at in tree.nodes else None
    for key in tree.walk(tops):
        node = tree.nodes[key]
        yield {
            "level": tree.layer[key], "id": str(key), "name": names.get(key, ""), "title": node.title,
            "department": node.department, "manager": names.get(node.manager, "") if node.manager else "",
            "direct_reports": tree.direct(key), "total_reports": tree.total[key], "path": path_of(tree, names, key),
        }  # fmt: skip


def _back(request: HttpRequest) -> str:
    return f"{reverse('people:chart')}?{request.GET.urlencode()}"


def _key(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
