"""Lists of the organisation: places, findings, departments, planned positions, entities; columns, filters, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.people import terms
from trellis.people.models import Seat, SeatState
from trellis.people.queries import organisation as queries
from trellis.people.queries.entities import EntityRow
from trellis.people.queries.findings import KINDS, Finding
from trellis.people.queries.organisation import Asked, Holder, Place, Unit
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.pieces import avatar
from trellis.web.templatetags.shell import tag

PLAN = "people-plan"
"""Under this name views of the headcount plan are saved."""
FINDING_FILE = ("kind", "about", "person", "department", "what", "since", "advice")
PLACE_FILE = ("id", "name", "title", "department", "manager", "layer", "direct_reports", "total_reports")
UNIT_FILE = (
    "name",
    "title",
    "parent",
    "people",
    "people_in_all",
    "fte",
    "head",
    "people_partners",
    "open_positions",
)
SEAT_FILE = (
    "id", "title", "department", "entity", "location", "manager", "fte", "starts_on", "state", "filled_by", "note",
)  # fmt: skip
ENTITY_FILE = ("name", "country", "currency", "people", "calendar", "state", "next_filing")
TONES = {"planned": "", "open": "attention", "filled": "good", "closed": ""}


def titles_of_departments() -> dict[str, str]:
    """What departments are called, by name."""
    return {name: each.title for name, each in terms.all_departments().by_name.items()}


# -- findings


def listing_of_findings(request: HttpRequest, every: Sequence[Finding]) -> dict[str, Any]:
    """What the page of findings shows: one kind or all, of one department or all."""
    kind, department = request.GET.get("kind", ""), request.GET.get("department", "")
    text = request.GET.get("q", "").strip()[:200]
    titles = titles_of_departments()
    near = [each for each in every if kind in ("", each.kind) and (not text or _says(each, text))]
    chosen = [each for each in near if department in ("", each.department)]
    named = (("q", _("Text"), text), ("department", _("Department"), titles.get(department, department)))
    return {
        "table": table_of(
            request, "t-findings", _("To look at"), finding_columns(titles), chosen,
            row_url=lambda row: row.address, row_key=lambda row: row.key,
            exports=files_of("people:findings-export"), keep=("kind",),
        ),
        "filters": (
            filter_of(
                "department", _("Department"), Counter(each.department for each in near), department, titles
            ),
        ),
        "chips": chips_for(request.GET, named),
        "text": text,
        "kind": kind,
        "counts": Counter(each.kind for each in every),
        "chosen": chosen,
    }  # fmt: skip


def finding_columns(titles: dict[str, str]) -> tuple[Column[Finding], ...]:
    """What the list says of a finding."""
    return (
        Column("about", _("Who or what"), lambda row: row.about, sort=lambda row: row.about.casefold()),
        Column("what", _("What"), lambda row: row.what, under=lambda row: KINDS[row.kind]),
        Column(
            "since", _("Since or until"), lambda row: date_format(row.since) if row.since else "",
            sort=lambda row: str(row.since or ""),
        ),
        Column(
            "department", _("Department"), lambda row: titles.get(row.department, row.department),
            sort=lambda row: row.department,
        ),
        Column("advice", _("What to do"), lambda row: row.advice, url=lambda row: row.address),
    )  # fmt: skip


def exported_findings(rows: Iterable[Finding]) -> Iterable[dict[str, Any]]:
    """Findings as plain values."""
    for each in rows:
        yield {
            "kind": each.kind, "about": each.about, "person": str(each.person) if each.person else "",
            "department": each.department, "what": each.what, "since": each.since, "advice": each.advice,
        }  # fmt: skip


def _says(finding: Finding, text: str) -> bool:
    said = f"{finding.about} {finding.what}".casefold()
    return all(word in said for word in text.casefold().split())


# -- places


def listing_of_places(request: HttpRequest, every: Sequence[Place]) -> dict[str, Any]:
    """Who stands where: managers, until a layer or a number is chosen that others have as well."""
    get = request.GET.get
    asked = {"layer": get("layer", ""), "direct": get("direct", ""), "department": get("department", "")}
    active = {name: value for name, value in asked.items() if value}
    everybody = shows_everybody(request)
    rows = [each for each in every if everybody or each.direct]
    titles = titles_of_departments()

    def fits(row: Place, but: str = "") -> bool:
        return all(value == str(getattr(row, name)) for name, value in active.items() if name != but)

    def counted(name: str) -> dict[str, int]:
        near = rows if active.keys() <= {name} else [row for row in rows if fits(row, but=name)]
        counts = Counter(getattr(row, name) for row in near)
        return {str(value): number for value, number in counts.items()}

    chosen = [row for row in rows if fits(row)] if active else rows
    labels = (("layer", _("Layer")), ("direct", _("Direct reports")), ("department", _("Department")))
    return {
        "table": table_of(
            request, "t-places", _("Places"), place_columns(titles), chosen,
            row_url=lambda row: reverse("people:person", args=[row.person]), row_key=lambda row: str(row.person),
            exports=files_of("people:spans-export"), keep=("on", "all"),
        ),
        "filters": tuple(
            filter_of(name, label, counted(name), asked[name], titles if name == "department" else None)
            for name, label in labels
        ),
        "chips": chips_for(
            request.GET,
            tuple((name, label, titles.get(asked[name], asked[name])) for name, label in labels),
        ),
        "chosen": chosen,
    }  # fmt: skip


def shows_everybody(request: HttpRequest) -> bool:
    """Whether the list of places shows those too to whom nobody reports."""
    get = request.GET.get
    return bool(get("layer") or get("all") or get("direct") == "0")


def place_columns(titles: dict[str, str]) -> tuple[Column[Place], ...]:
    """What the list says of a place."""
    return (
        Column(
            "name", _("Name"), lambda row: format_html("{} {}", avatar(row.name), row.name),
            sort=lambda row: row.name.casefold(), under=lambda row: row.title,
        ),
        Column(
            "department", _("Department"), lambda row: titles.get(row.department, row.department),
            sort=lambda row: row.department,
        ),
        Column("manager", _("Manager"), lambda row: row.manager_name, before=_("reports to")),
        Column("layer", _("Layer"), lambda row: row.layer, sort=lambda row: row.layer, numeric=True),
        Column(
            "direct", _("Direct reports"), lambda row: row.direct, sort=lambda row: row.direct, numeric=True,
            url=lambda row: f"{reverse('people:chart')}?at={row.person}",
        ),
        Column("total", _("In all"), lambda row: row.total, sort=lambda row: row.total, numeric=True),
    )  # fmt: skip


def exported_places(rows: Iterable[Place]) -> Iterable[dict[str, Any]]:
    """Places as plain values."""
    for row in rows:
        yield {
            "id": str(row.person), "name": row.name, "title": row.title, "department": row.department,
            "manager": row.manager_name, "layer": row.layer, "direct_reports": row.direct, "total_reports": row.total,
        }  # fmt: skip


# -- departments


def unit_columns() -> tuple[Column[Unit], ...]:
    """What the list says of a department."""
    return (
        Column(
            "title", _("Department"),
            lambda row: format_html('<span class="deep d{}">{}</span>', min(row.depth, 6), row.title),
        ),
        Column("heads", _("Head"), lambda row: holders(row.heads), before=_("headed by")),
        Column("partners", _("People partner"), lambda row: holders(row.partners), before=_("people partner")),
        Column(
            "people", _("People"), lambda row: row.all, numeric=True, after=lambda row: _("people"),
            url=lambda row: f"{reverse('people:directory')}?department={row.name}",
        ),
        Column("own", _("Here alone"), lambda row: row.own, numeric=True, extra=True),
        Column(
            "fte", _("Full time"), lambda row: f"{row.fte.normalize():f}", numeric=True,
            after=lambda row: _("full time"),
        ),
        Column(
            "seats", _("Open positions"), lambda row: row.seats or "", numeric=True,
            after=lambda row: _("open") if row.seats else "",
            url=lambda row: f"{reverse('people:department', args=[row.name])}#t-open",
        ),
    )  # fmt: skip


def holders(found: Iterable[Holder]) -> str:
    """Those who look after a department; who is not employed any more is marked."""
    return format_html_join(
        ", ", "{}{}",
        (
            (each.name, "" if each.is_here else format_html(" {}", tag(_("not employed"), "attention")))
            for each in found
        ),
    )  # fmt: skip


def exported_units(rows: Iterable[Unit]) -> Iterable[dict[str, Any]]:
    """Departments as plain values."""
    for row in rows:
        yield {
            "name": row.name, "title": row.title, "parent": row.department.parent if row.department else "",
            "people": row.own, "people_in_all": row.all, "fte": row.fte, "head": ", ".join(h.name for h in row.heads),
            "people_partners": ", ".join(each.name for each in row.partners), "open_positions": row.seats,
        }  # fmt: skip


# -- the plan


def asked_of(request: HttpRequest) -> Asked:
    """Which planned positions the address asks for."""
    get = request.GET.get
    return Asked(
        text=get("q", "").strip()[:200], state=get("state", ""), department=get("department", ""),
        entity=get("entity", ""), quarter=get("quarter", ""),
    )  # fmt: skip


def listing_of_seats(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the headcount plan lists."""
    asked = asked_of(request)
    titles = titles_of_departments()
    states = {str(value): str(label) for value, label in SeatState.choices}
    names = {
        "state": _("State"), "department": _("Department"), "entity": _("Entity"), "quarter": _("Quarter"),
    }  # fmt: skip
    labels, counted = {"state": states, "department": titles}, queries.counted_seats(asked)
    named = [("q", _("Text"), asked.text)]
    named += [
        (name, label, labels.get(name, {}).get(getattr(asked, name), getattr(asked, name)))
        for name, label in names.items()
    ]
    return {
        "table": table_of(
            request, "t-plan", _("Planned positions"), seat_columns(titles),
            queries.seats(asked).order_by("starts_on", "pk"), row_url=lambda row: reverse("people:seat", args=[row.pk]),
            row_key=lambda row: str(row.pk),
            exports=files_of("people:plan-export"), views=views_of(request, PLAN),
        ),
        "filters": tuple(
            filter_of(name, label, counted[name], getattr(asked, name), labels.get(name))
            for name, label in names.items()
        ),
        "chips": chips_for(request.GET, tuple(named)),
        "text": asked.text,
    }  # fmt: skip


def seat_columns(titles: dict[str, str]) -> tuple[Column[Seat], ...]:
    """What the list says of a planned position."""
    return (
        Column("title", _("Position"), lambda row: row.title, sort=("title", "pk"), under=lambda row: row.location),
        Column(
            "state", _("State"), lambda row: tag(row.get_state_display(), TONES[row.state]),
            sort=("state", "starts_on"),
        ),
        Column(
            "department", _("Department"), lambda row: titles.get(row.department, row.department),
            sort=("department", "starts_on"),
        ),
        Column("starts", _("From"), lambda row: date_format(row.starts_on), sort=("starts_on", "pk"), before=_("from")),
        Column(
            "manager", _("Manager"), lambda row: row.manager.name if row.manager else "", sort=("manager__name", "pk"),
        ),
        Column("entity", _("Entity"), lambda row: row.entity, sort=("entity", "pk"), extra=True),
        Column(
            "fte", _("Part of full time"), lambda row: f"{row.fte.normalize():f}", sort=("fte",), numeric=True,
            extra=True,
        ),
        Column(
            "filled", _("Filled by"), lambda row: row.filled_by.person.name if row.filled_by else "",
            url=lambda row: reverse("people:person", args=[row.filled_by.person_id]) if row.filled_by else "",
            before=_("filled by"),
        ),
    )  # fmt: skip


def exported_seats(rows: Iterable[Seat]) -> Iterable[dict[str, Any]]:
    """Planned positions as plain values."""
    for row in rows:
        yield {
            "id": str(row.pk), "title": row.title, "department": row.department, "entity": row.entity,
            "location": row.location, "manager": row.manager.name if row.manager else "", "fte": row.fte,
            "starts_on": row.starts_on, "state": row.state, "note": row.note,
            "filled_by": row.filled_by.person.name if row.filled_by else "",
        }  # fmt: skip


# -- entities


def entity_columns() -> tuple[Column[EntityRow], ...]:
    """What the list says of an entity."""
    return (
        Column("name", _("Entity"), lambda row: row.entity.name, sort=lambda row: row.entity.name.casefold()),
        Column("country", _("Country"), lambda row: row.entity.country, sort=lambda row: row.entity.country),
        Column("currency", _("Currency"), lambda row: row.entity.currency),
        Column(
            "people", _("People"), lambda row: row.people, sort=lambda row: row.people, numeric=True,
            url=lambda row: f"{reverse('people:directory')}?entity={row.entity.name}", after=lambda row: _("people"),
        ),
        Column(
            "filing", _("Next filing"), lambda row: date_format(row.next_filing) if row.next_filing else "",
            sort=lambda row: str(row.next_filing or ""), before=_("next filing"),
        ),
        Column("state", _("State"), lambda row: state_tag(row.state)),
    )  # fmt: skip


def state_tag(state: str) -> str:
    """How an entity stands, as a list shows it."""
    if state == "closed":
        return str(tag(_("closed"), "attention"))
    return "" if state == "described" else str(tag(_("without a file")))
