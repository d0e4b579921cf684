"""Automations and their runs as lists: columns, filters, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trellis.automations import clock, wording
from trellis.automations.models import AutomationRun, RunState
from trellis.automations.queries import automations as queries
from trellis.automations.queries.automations import Listed
from trellis.core.rules import Account
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, Table, table_of
from trellis.web.templatetags.shell import tag

RUNS = "automation-runs"
"""Under this name views of the list of runs are saved."""
FILE = (
    "id", "automation", "state", "began_with", "about", "object", "by", "at", "tries", "depth", "trouble", "results",
    "ended", "revision",
)  # fmt: skip
TONES = {
    "waiting": "attention",
    "done": "good",
    "unmet": "",
    "refused": "problem",
    "stopped": "problem",
    "failed": "problem",
}
STATE_TONES = {"on": "good", "paused": "attention", "off": ""}


def states() -> dict[str, str]:
    """How automations stand, in words."""
    return {"on": _("on"), "paused": _("paused"), "off": _("switched off")}


def state_tag(state: str) -> str:
    """How an automation stands, as a list shows it."""
    return str(tag(states()[state], STATE_TONES[state]))


def table_of_automations(request: HttpRequest) -> Table:
    """All automations: how each stands, when it ran last and runs next."""
    return table_of(
        request, "t-automations", _("Automations"), automation_columns(), queries.listed(),
        row_url=lambda row: reverse("automations:automation", args=[row.automation.name]),
        row_key=lambda row: row.automation.name,
    )  # fmt: skip


def automation_columns() -> tuple[Column[Listed], ...]:
    """What the list says of an automation."""
    return (
        Column(
            "title",
            _("Automation"),
            lambda row: row.automation.title,
            sort=lambda row: row.automation.title.casefold(),
            under=lambda row: wording.when_of(row.automation.when),
        ),
        Column("state", _("State"), _state, sort=lambda row: row.state),
        Column("owner", _("In the name of"), lambda row: row.automation.owner, before=_("in the name of")),
        Column("last", _("Last run"), _last, before=_("last run")),
        Column("next", _("Next time"), _next, before=_("next time")),
        Column("troubles", _("Not done"), lambda row: row.troubles or "", numeric=True, extra=True),
    )


def _state(row: Listed) -> str:
    return format_html("{}", tag(states()[row.state], STATE_TONES[row.state]))


def _last(row: Listed) -> str:
    if row.last is None:
        return _("never")
    shown = tag(RunState(row.last.state).label, TONES[row.last.state])
    return format_html("{} {}", moment_of(row.last.created_at), shown)


def _next(row: Listed) -> str:
    if row.state != "on":
        return ""
    if row.automation.when.event:
        return _("when it happens")
    return moment_of(row.next_at, clock.zone_of(row.automation.when))


def wanted(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, as `queries.runs_for` takes it."""
    get = request.GET.get
    return {
        "name": get("automation", ""),
        "state": get("state", ""),
        "trigger": get("began", ""),
        "text": get("q", "").strip()[:200],
    }


def listing_of_runs(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list of runs shows."""
    asked = wanted(request)
    titles = {name: each.title for name, each in queries.defined_automations().items()}
    every = queries.runs_for(who)
    labels = {str(value): str(label) for value, label in RunState.choices}
    triggers = queries.counted(queries.runs_for(who, name=asked["name"]), "trigger")
    began = wording.triggers([*triggers, asked["trigger"]])
    filters = (
        filter_of("automation", _("Automation"), queries.counted(every, "automation"), asked["name"], titles),
        filter_of(
            "state",
            _("State"),
            queries.counted(queries.runs_for(who, name=asked["name"]), "state"),
            asked["state"],
            labels,
        ),
        filter_of("began", _("Began with"), triggers, asked["trigger"], began),
    )
    named = (
        ("q", _("Text"), asked["text"]),
        ("automation", _("Automation"), titles.get(asked["name"], asked["name"])),
        ("state", _("State"), labels.get(asked["state"], asked["state"])),
        ("began", _("Began with"), began.get(asked["trigger"], asked["trigger"])),
    )
    return {
        "table": table_of(
            request, "t-runs", _("Runs"), run_columns(titles), queries.runs_for(who, **asked),
            row_url=lambda run: reverse("automations:run", args=[run.pk]), exports=files_of("automations:runs-export"),
            views=views_of(request, RUNS),
        ),
        "filters": filters,
        "chips": chips_for(request.GET, named),
        "text": asked["text"],
    }  # fmt: skip


def run_columns(titles: Mapping[str, str]) -> tuple[Column[AutomationRun], ...]:
    """What the list says of a run."""
    return (
        Column(
            "run",
            _("Automation"),
            lambda run: titles.get(run.automation, run.automation),
            sort=("automation",),
            under=lambda run: run.trouble,
        ),
        Column(
            "state", _("State"), lambda run: tag(RunState(run.state).label, TONES[run.state]), sort=("state",)
        ),
        Column("trigger", _("Began with"), lambda run: wording.trigger_of(run.trigger), sort=("trigger",)),
        Column("at", _("Happened"), lambda run: moment_of(run.at), sort=("at",), before=_("happened")),
        Column("begun", _("Begun"), lambda run: moment_of(run.created_at), sort=("created_at",), extra=True),
        Column("tries", _("Tries"), lambda run: run.tries or "", sort=("tries",), numeric=True, extra=True),
    )


def exported(runs: Iterable[AutomationRun]) -> Iterable[dict[str, Any]]:
    """Runs as plain values for a file."""
    for run in runs:
        yield {
            "id": str(run.pk), "automation": run.automation, "state": run.state, "began_with": run.trigger,
            "about": run.about, "object": str(run.object or ""), "by": str(run.by or ""), "at": run.at,
            "tries": run.tries, "depth": run.depth, "trouble": run.trouble,
            "results": ", ".join(f"{each['do']}: {each['n']}" for each in run.results), "ended": run.ended_at,
            "revision": run.revision,
        }  # fmt: skip


def moment_of(when: datetime | None, zone: ZoneInfo | None = None) -> str:
    """A moment where the reader is, or in the zone of a clock."""
    if when is None:
        return ""
    local = timezone.localtime(when, zone)
    return format_html('<span class="nowrap">{}</span>', date_format(local, "DATETIME_FORMAT"))
