"""Actions of teams, and who left, as lists: columns, filters, files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.surveys.models import Action, ActionState
from trellis.surveys.queries import actions as queries
from trellis.surveys.queries import turnover as turnovers
from trellis.surveys.queries.turnover import Analysis, Leaver, Turnover, Wanted
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import tag

ACTIONS = "survey-actions"
"""Under this name views of the list of actions are saved."""
FILE = ("id", "title", "department", "owner", "due_on", "state", "driver", "survey")
LEAVERS = "survey-leavers"
"""Under this name views of the list of those who left are saved."""
LEAVERS_FILE = ("person", "name", "department", "last_day", "reason", "voluntary", "growth_related")
TURNOVER_FILE = (
    "part", "name", "until", "average_headcount", "left", "voluntary", "growth_related", "rate", "voluntary_rate",
    "growth_rate",
)  # fmt: skip
TONES = {"open": "", "done": "good", "dropped": ""}


def wanted(request: HttpRequest) -> dict[str, str]:
    """What the address asks for."""
    get = request.GET.get
    return {
        "department": get("department", "")[:60],
        "state": get("state", "")[:10],
        "text": get("q", "").strip()[:200],
    }


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list of actions shows."""
    chosen, counts = wanted(request), queries.counted(who)
    departments = {name: each.title for name, each in people_terms.all_departments().by_name.items()}
    states = {str(value): str(label) for value, label in ActionState.choices}
    named = (
        ("q", _("Text"), chosen["text"]),
        ("department", _("Department"), departments.get(chosen["department"], chosen["department"])),
        ("state", _("State"), states.get(chosen["state"], chosen["state"])),
    )
    return {
        "table": table_of(
            request, "t-actions", _("Actions"), columns(), queries.seen(who, **chosen),
            row_url=lambda row: reverse("surveys:action", args=[row.pk]),
            exports=files_of("surveys:actions-export"), views=views_of(request, ACTIONS),
        ),
        "filters": (
            filter_of(
                "department", _("Department"), counts["department"], chosen["department"], departments
            ),
            filter_of("state", _("State"), counts["state"], chosen["state"], states),
        ),
        "chips": chips_for(request.GET, named),
        "text": chosen["text"],
    }  # fmt: skip


def columns() -> tuple[Column[Action], ...]:
    """What the list says of an action."""
    departments = people_terms.all_departments()
    return (
        Column("due", _("Due"), _due, sort=("due_on", "pk"), before=_("due")),
        Column("title", _("Action"), lambda row: row.title, sort=("title", "pk")),
        Column(
            "department", _("Department"), lambda row: departments.title_of(row.department),
            sort=("department", "due_on"),
        ),
        Column(
            "owner", _("Owner"), lambda row: row.owner.name, sort=("owner__name", "due_on"), before=_("seen to by")
        ),
        Column(
            "state", _("State"), lambda row: str(tag(row.get_state_display(), TONES[row.state])),
            sort=("state", "due_on"),
        ),
        Column("survey", _("Survey"), lambda row: row.round.title if row.round else "", extra=True),
    )  # fmt: skip


def exported(rows: Iterable[Action]) -> Iterable[dict[str, Any]]:
    """Actions as plain values for a file."""
    for row in rows:
        yield {
            "id": str(row.pk), "title": row.title, "department": row.department, "owner": row.owner.name,
            "due_on": row.due_on, "state": row.state, "driver": row.driver,
            "survey": row.round.survey if row.round else "",
        }  # fmt: skip


# -- who left


def leavers_address(**params: str) -> str:
    """The list of those who left, narrowed."""
    return f"{reverse('surveys:leavers')}?{urlencode(params)}" if params else reverse("surveys:leavers")


def wanted_leavers(request: HttpRequest) -> Wanted:
    """What the address asks for."""
    get = request.GET.get
    return Wanted(
        get("kind", "")[:20], get("reason", "")[:60], get("department", "")[:60], get("q", "").strip()[:200]
    )


def leavers_listing(request: HttpRequest) -> dict[str, Any]:
    """What the list of those who left shows."""
    wanted, day = wanted_leavers(request), today()
    departments = {name: each.title for name, each in people_terms.all_departments().by_name.items()}
    labels = {"kind": kinds(), "reason": reasons(), "department": departments}
    titles = {"kind": _("How"), "reason": _("Reason"), "department": _("Department")}
    counts = turnovers.counted(day, wanted)
    named = [("q", _("Name"), wanted.text)]
    chosen = {name: getattr(wanted, name) for name in titles}
    named += [(name, titles[name], labels[name].get(value, value)) for name, value in chosen.items() if value]
    return {
        "table": table_of(
            request, "t-leavers", _("Who left"), leavers_columns(), turnovers.leavers(day, wanted),
            row_url=lambda row: reverse("people:record", args=[row.person]), row_key=lambda row: str(row.employment),
            exports=files_of("surveys:leavers-export"), views=views_of(request, LEAVERS),
        ),
        "filters": tuple(
            filter_of(name, titles[name], counts[name], chosen[name], labels[name]) for name in titles
        ),
        "chips": chips_for(request.GET, tuple(named)),
        "text": wanted.text,
    }  # fmt: skip


def leavers_columns() -> tuple[Column[Leaver], ...]:
    """What the list says of somebody who left."""
    departments, why = people_terms.all_departments(), reasons()
    return (
        Column("name", _("Name"), lambda row: row.name, sort=lambda row: row.name.casefold()),
        Column(
            "last-day", _("Last day"), lambda row: date_format(row.ends_on), sort=lambda row: row.ends_on,
            before=_("last day"),
        ),
        Column(
            "department", _("Department"), lambda row: departments.title_of(row.department),
            sort=lambda row: departments.title_of(row.department).casefold(),
        ),
        Column("reason", _("Reason"), lambda row: why.get(row.reason, row.reason), sort=lambda row: row.reason),
        Column("kind", _("How"), lambda row: kinds()[kind_of(row)], sort=kind_of),
    )  # fmt: skip


def kinds() -> dict[str, str]:
    """What people read of how somebody left."""
    return {
        "voluntary": _("Voluntary"),
        "growth": _("Voluntary, to grow elsewhere"),
        "other": _("Not voluntary"),
    }


def kind_of(row: Leaver) -> str:
    """How somebody left, as narrowly as is known."""
    if not row.voluntary:
        return "other"
    return "growth" if row.growth_related else "voluntary"


def reasons() -> dict[str, str]:
    """The reasons that the handbook knows, by name."""
    return {name: each.title for name, each in people_terms.words().leaving_reasons.items()}


def exported_leavers(rows: Iterable[Leaver]) -> Iterable[dict[str, Any]]:
    """Those who left as plain values for a file."""
    for row in rows:
        yield {
            "person": str(row.person), "name": row.name, "department": row.department, "last_day": row.ends_on,
            "reason": row.reason, "voluntary": row.voluntary, "growth_related": row.growth_related,
        }  # fmt: skip


def exported_turnover(found: Analysis) -> Iterable[dict[str, Any]]:
    """Turnover as plain values for a file: month by month, then by department and by reason of the last of them."""
    last = found.months[-1]
    for each in found.months:
        yield {"part": "months", "name": each.until.strftime("%Y-%m"), **_figures(each)}
    for name, each in found.departments:
        yield {"part": "department", "name": name or "fewer than five, together", **_figures(each)}
    for reason, count in found.reasons:
        yield {"part": "reason", "name": reason or "fewer than five each", "until": last.until, "left": count}


def _figures(each: Turnover) -> dict[str, Any]:
    counts = {"left": each.leavers, "voluntary": each.voluntary, "growth_related": each.growth_related}
    rates = {"rate": "left", "voluntary_rate": "voluntary", "growth_rate": "growth_related"}
    shares = {name: each.rate(counts[of]) for name, of in rates.items()}
    return {
        "until": each.until, "average_headcount": round(each.headcount, 2), **counts,
        **{name: round(share, 2) if share is not None else None for name, share in shares.items()},
    }  # fmt: skip


def _due(row: Action) -> str:
    said = date_format(row.due_on)
    return str(tag(said, "attention")) if row.state == ActionState.OPEN and row.due_on < today() else said
