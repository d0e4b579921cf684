"""The list of promotions, for those who see more than one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.growth.models import Promotion, PromotionState
from trellis.growth.queries import promotions as queries
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of

PROMOTIONS = "promotions"
"""Under this name views of the list are saved."""
FILE = (
    "id",
    "person",
    "from",
    "to",
    "effective_on",
    "off_cycle",
    "state",
    "written_by",
    "submitted_at",
    "decided_at",
)


def wanted(who: Account, params: QueryDict, but: str = "") -> QuerySet[Promotion]:
    """The promotions that the address asks for, of those that somebody sees."""
    found = queries.promotions_seen(who)
    if but != "state" and params.get("state") in PromotionState.values:
        found = found.filter(state=params["state"])
    day = _day(params.get("day", ""))
    if but != "day" and day is not None:
        found = found.filter(effective_on=day)
    for word in params.get("q", "").split()[:8]:
        found = found.filter(person__name__icontains=word)
    return found


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list shows."""
    params = request.GET
    states = {str(value): str(label) for value, label in PromotionState.choices}
    of_states = Counter(wanted(who, params, but="state").order_by().values_list("state", flat=True))
    of_days = Counter(wanted(who, params, but="day").order_by().values_list("effective_on", flat=True))
    days = {each.isoformat(): date_format(each) for each in sorted(of_days, reverse=True)[:12]}
    return {
        "table": table_of(
            request, "t-promotions", _("Promotions"), columns(), wanted(who, params),
            row_url=lambda row: reverse("growth:promotion", args=[row.pk]), row_key=lambda row: str(row.pk),
            exports=files_of("growth:promotions-export"), views=views_of(request, PROMOTIONS),
        ),
        "filters": (
            filter_of("state", _("State"), of_states, params.get("state", ""), states),
            filter_of(
                "day", _("Effective day"), Counter({each.isoformat(): of_days[each] for each in of_days}),
                params.get("day", ""), days,
            ),
        ),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")), ("state", _("State"), states.get(params.get("state", ""), "")),
            ("day", _("Effective day"), days.get(params.get("day", ""), params.get("day", ""))),
        )),
        "text": params.get("q", ""),
    }  # fmt: skip


def columns() -> tuple[Column[Promotion], ...]:
    """What the list says of a promotion."""
    return (
        Column(
            "person", _("Name"), lambda row: row.person.name, sort=("person__name",), under=lambda row: row.source_title
        ),
        Column("to", _("To"), lambda row: row.target_title, sort=("target_title",)),
        Column(
            "day", _("Effective day"), lambda row: date_format(row.effective_on), sort=("effective_on",),
            before=_("in effect from"),
        ),
        Column("state", _("State"), lambda row: row.get_state_display(), sort=("state",)),
        Column("by", _("Written by"), lambda row: row.written_by.name, sort=("written_by__name",), before=_("by")),
        Column(
            "cycle", _("Cycle"), lambda row: _("off-cycle") if row.off_cycle else _("in the cycle"),
            sort=("off_cycle",), extra=True,
        ),
    )  # fmt: skip


def exported(rows: Iterable[Promotion]) -> Iterable[dict[str, Any]]:
    """Promotions as plain values for a file: no words of documents, no amounts."""
    for row in rows:
        yield {
            "id": str(row.pk), "person": row.person.name, "from": row.source_title, "to": row.target_title,
            "effective_on": row.effective_on, "off_cycle": row.off_cycle, "state": row.state,
            "written_by": row.written_by.name, "submitted_at": row.submitted_at, "decided_at": row.decided_at,
        }  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
