"""What the page `/design` shows: every component with what it needs, in every state, the same on every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from trellis.web.calendars import Event, Month, month_of
from trellis.web.design.drawn import HERE, TODAY, charts
from trellis.web.design.guide import GROUPS
from trellis.web.design.tokens import colours
from trellis.web.diagrams import Box, Cell, Diagram, Line, Spacing, draw
from trellis.web.diffs import diff_rows
from trellis.web.filters import Chip, Choice, Filter
from trellis.web.finding import Hit, highlight
from trellis.web.happenings import Moment, Remark
from trellis.web.icons import ICONS
from trellis.web.jobs import Progress
from trellis.web.paging import Paged
from trellis.web.saving import View, Views
from trellis.web.tables import Action, Column, Deed, Group, Table, table_of
from trellis.web.tabs import Tab
from trellis.web.templatetags.shell import tag
from trellis.web.trees import Node

DIRECTIONS = ("ltr", "rtl")
SHEETS = (
    "web/css/reading.css",
    "web/css/code.css",
    "web/css/roles.css",
    "web/css/diagram.css",
    "web/css/editing.css",
    "web/css/table.css",
    "web/css/records.css",
    "web/css/chart.css",
    "web/css/design.css",
)
SCRIPTS = ("web/js/diagram.js", "web/js/table.js", "web/js/chart.js")
_ROLES = (
    ("IT Program Manager", 6, "Director, IT", 4),
    ("Senior IT Program Manager", 7, "Director, IT", 6),
    ("Staff IT Program Manager", 8, "Vice President, IT", 0),
)


class SampleForm(forms.Form):
    """A form with a field of each kind."""

    name = forms.CharField(label="Name of the program", max_length=60, help_text="As people say it.")
    grade = forms.RegexField(
        r"^\d+(\.\d)?$", label="Grade", error_messages={"invalid": "A grade is a number, such as 7 or 9.5."}
    )
    why = forms.CharField(label="Why now", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("name", "grade", "why")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


def samples(request: HttpRequest) -> dict[str, Any]:
    """What the page of components shows."""
    asked = request.GET.get("dir", "")
    direction = asked if asked in DIRECTIONS else ""
    return {
        "groups": GROUPS,
        "sheets": SHEETS,
        "scripts": SCRIPTS,
        "names": ("Mara Lindqvist", "Sam Okafor", "Ida Brandt"),
        "direction": direction,
        "colours": colours(),
        "icons": sorted(ICONS),
        "form": _refused(),
        "crumbs": [("Roles", HERE), ("IT", HERE), ("IT Program Management", HERE)],
        "tabs": (
            Tab("Expectations", HERE, True),
            Tab("Hiring", HERE, False, 5),
            Tab("Reporting", HERE, False),
        ),
        "filters": (_filter(),),
        "chips": (Chip("Department", "Finance", HERE), Chip("Grade", "7", HERE)),
        "table": _table(),
        "grouped": _grouped(),
        "paged": _paged(),
        "hits": (_hit("Senior IT Program Manager", "person"), _hit("IT Program Management", "ladder")),
        "diagram": _diagram(),
        "nodes": _nodes(),
        "moments": _moments(),
        "month": _month(),
        "remarks": _remarks(),
        "rows": diff_rows("One line.\nGrade 7 leads.\nEnd.", "One line.\nGrade 8 leads.\nMore.\nEnd."),
        "jobs": _jobs(),
        "charts": charts(),
        "kept_at": time(9, 41),
        "here": HERE,
    }


def _refused() -> SampleForm:
    return SampleForm({"name": "Laptops for all", "grade": "seven", "why": ""}, auto_id="s-form-%s")


def _jobs() -> tuple[Progress, ...]:
    shown = Progress(
        key="s-1", title="Mend findings: 298 findings", state="running", label="running", tone="info", percent=40,
        told="1,204 of 3,000", says="Trying the mends out on a copy", trouble="", outcome_url="", url=HERE,
        progress_url="", cancel_url=HERE, retry_url=HERE, is_finished=False, is_ending=False, can_cancel=True,
        can_retry=False, waits_until=None, is_mine=True,
    )  # fmt: skip
    ended = replace(shown, percent=None, told="", is_finished=True, can_cancel=False)
    trouble = "Nothing of this can be mended now. Choose findings that are marked as fixable."
    said = "Proposed. It waits for its readers now."
    return (
        shown,
        replace(shown, key="s-2", state="waiting", label="waiting", tone="attention", says=""),
        replace(ended, key="s-3", state="done", label="done", tone="good", says=said, outcome_url=HERE),
        replace(
            ended, key="s-4", state="failed", label="failed", tone="problem", trouble=trouble, can_retry=True
        ),
    )


def _table() -> Table:
    asked = HttpRequest()
    asked.GET = QueryDict("sort=title&grade=7")
    columns: tuple[Column[tuple[str, int, str, int]], ...] = (
        Column("title", "Role", lambda row: row[0], sort=lambda row: row[0]),
        Column("grade", "Grade", lambda row: row[1], sort=lambda row: row[1], numeric=True, before="grade"),
        Column("reports", "Reports to", lambda row: row[2], url=lambda row: HERE, before="to"),
        Column("indicators", "Indicators", lambda row: row[3], numeric=True, extra=True),
    )
    return table_of(
        asked,
        "s-table-rows",
        "Sample roles",
        columns,
        _ROLES,
        row_url=lambda row: HERE,
        row_key=lambda row: row[0],
        actions=(Action("review", "Ask for a review", "check"), Action("retire", "Retire", danger=True)),
        act_url=HERE,
        exports=(("CSV", HERE), ("XLSX", HERE), ("JSON", HERE)),
        views=_views(),
    )


def _grouped() -> Table:
    """Findings under the pages that they are on: some can be mended, one by one, by page, or those selected."""
    asked = HttpRequest()
    asked.GET = QueryDict()
    rows = (
        (
            "Time off",
            "people/time-off.md",
            "“see below” leads nowhere.",
            "Say where it leads.",
            "error",
            False,
        ),
        ("Time off", "people/time-off.md", "The line ends in a space.", "", "note", True),
        ("Expenses", "finance/expenses.md", "The text has two titles.", "", "warning", True),
    )
    tones = {"error": "problem", "warning": "attention", "note": "info"}
    columns: tuple[Column[tuple[str, str, str, str, str, bool]], ...] = (
        Column("finding", "Finding", lambda row: row[2], under=lambda row: row[3]),
        Column("severity", "Severity", lambda row: tag(row[4], tones[row[4]])),
    )
    deeds = {path: (Deed("Mend this page", HERE),) for path in ("people/time-off.md", "finance/expenses.md")}
    return table_of(
        asked,
        "s-grouped-rows",
        "Sample findings",
        columns,
        rows,
        row_url=lambda row: HERE,
        row_key=lambda row: row[2],
        can_pick=lambda row: row[5],
        group=lambda row: Group(row[1], row[0], HERE, row[1], deeds[row[1]]),
        deeds=lambda shown: [Deed("Mend", of=row[2]) if row[5] else None for row in shown],
        actions=(
            Action("selected", "Mend the selected", "check"),
            Action("all", "Mend all 2 of this list", whole=True),
        ),
        act_url=HERE,
        act_note="You see every change before it is merged.",
        has_files=False,
    )


def _views() -> Views:
    views = (
        View(UUID(int=1), "Grade 7 and above", HERE, True, False, False, False),
        View(UUID(int=2), "Mine", HERE, False, True, True, True),
    )
    return Views("sample", views, "Mine", "sort=title", HERE, True)


def _filter() -> Filter:
    choices = (Choice("6", "6", 12, False), Choice("7", "7", 9, True), Choice("8", "8", 4, False))
    return Filter("grade", "Grade", choices)


def _paged() -> Paged[int]:
    return Paged(
        rows=range(50),
        number=2,
        pages=4,
        first=51,
        last=100,
        total=180,
        previous_url="?page=1",
        next_url="?page=3",
    )


def _hit(name: str, icon: str) -> Hit:
    return Hit(highlight(name, ["prog"]), "IT Program Management, grade 7", HERE, icon, "Role")


def _diagram() -> Diagram:
    boxes = (
        Box("a", 0, 1, "Associate IT Program Manager", HERE, "5"),
        Box("b", 0, 0, "IT Program Manager", HERE, "6", "here"),
        Box(
            "c",
            1,
            0,
            "Director, IT",
            figure="10",
            tone="missing",
            spoken="Director, IT, described on no page",
        ),
    )
    lines = (Line("a", "b"), Line("b", "c", "side"))
    rows = (
        (Cell("Associate IT Program Manager", HERE), Cell("5")),
        (Cell("IT Program Manager", HERE), Cell("6")),
    )
    svg: SafeString = draw("t-sample", "A sample ladder", "Two levels and a move.", boxes, lines, Spacing())
    return Diagram(svg, "A sample ladder", ("Level", "Grade"), rows)


def _nodes() -> tuple[Node, ...]:
    inner = (Node("Sick leave", HERE, current=True), Node("Parents", HERE))
    return (
        Node(
            "People",
            HERE,
            (Node("Time off", HERE, inner, open=True), Node("Pay", HERE)),
            open=True,
            note="4 pages",
        ),
        Node("Finance", "", (Node("Expenses", HERE),)),
        Node("Values", HERE),
    )


def _moments() -> tuple[Moment, ...]:
    def at(hour: int) -> datetime:
        return datetime(2026, 5, 18, hour, 30, tzinfo=UTC)

    return (
        Moment(at(15), "Merged", "Mara Lindqvist", url=HERE, icon_name="check", tone="good"),
        Moment(
            at(13),
            "Changes asked for",
            "Sam Okafor",
            "The grade needs a reason.",
            icon_name="attention",
            tone="attention",
        ),
        Moment(at(11), "Proposed", "Sam Okafor", icon_name="branch"),
        Moment(at(9), "The check failed", icon_name="problem", tone="problem"),
    )


def _month() -> Month:
    events = (
        Event("Onboarding, group 3", date(2026, 5, 4), date(2026, 5, 6), HERE, "good"),
        Event("Review of pay", date(2026, 5, 18), date(2026, 5, 18), HERE, "attention"),
        Event("Board meeting", date(2026, 5, 18), date(2026, 5, 18)),
        Event("Lease ends", date(2026, 5, 29), date(2026, 5, 29), HERE, "problem"),
    )
    return month_of("s-month", TODAY, TODAY, events)


def _remarks() -> tuple[Remark, ...]:
    when = datetime(2026, 5, 18, 9, 30, tzinfo=UTC)

    def said(anchor: str, name: str, text: str, **more: Any) -> Remark:
        return Remark(anchor, name, when, format_html("<p>{}</p>", text), **more)

    answer = said("r-2", "Mara Lindqvist", "Yes: it says so in the policy.")
    return (
        said("r-1", "Sam Okafor", "Is this for all offices?", replies=(answer,)),
        said("r-3", "Ida Brandt", "Two words are missing.", settled_by="Sam Okafor"),
    )
