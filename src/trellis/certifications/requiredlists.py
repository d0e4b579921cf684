"""Who has to hold what, as a list: columns, filters, files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.certifications import terms
from trellis.certifications.addresses import award_address
from trellis.certifications.queries import required as queries
from trellis.certifications.queries.required import DOUBT, ENDS, HOLDS, MISSING, Wanted
from trellis.core.keepable import keepable
from trellis.core.rules import Account
from trellis.people.days import today
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.pieces import avatar
from trellis.web.templatetags.shell import tag

TONES = {MISSING: "problem", ENDS: "attention", DOUBT: "attention", HOLDS: "good"}


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address of the list asks for."""
    get = request.GET.get
    standing = get("standing", "")
    return Wanted(
        keepable(get("certification", ""))[:120], standing if standing in queries.STANDINGS else "",
        keepable(get("q", "")).strip()[:200],
    )  # fmt: skip


def words_of(row: Any) -> tuple[str, str]:
    """How somebody stands with what they have to hold, in words, and their tone."""
    standing = queries.standing_of(row, today())
    if standing == ENDS:
        left = max((row.until - today()).days, 0)
        said = ngettext("ends in %(n)d day", "ends in %(n)d days", left) % {"n": left}
    else:
        said = {MISSING: _("missing"), DOUBT: _("in doubt"), HOLDS: _("holds it")}[standing]
    return said, TONES[standing]


def columns() -> tuple[Column[Any], ...]:
    """What the list says of each."""
    titles = {each.key: each.title for each in terms.certifications().by_key.values()}
    return (
        Column("name", _("Name"), lambda row: format_html("{} {}", avatar(row.person.name), row.person.name),
               sort=("person__name", "certification")),
        Column("title", _("Has to hold"), lambda row: titles.get(row.certification, row.certification),
               sort=("certification", "person__name")),
        Column("standing", _("Standing"), lambda row: tag(*words_of(row)), sort=("until", "person__name")),
        Column("until", _("Valid until"), _until,
               sort=("until", "person__name"), before=_("valid until")),
        Column("since", _("Asked since"), lambda row: date_format(row.since, "DATE_FORMAT"),
               sort=("since", "person__name"), extra=True),
    )  # fmt: skip


def _until(row: Any) -> str:
    """The last day of what somebody holds; nothing where it is missing."""
    if queries.standing_of(row, today()) == MISSING:
        return ""
    return date_format(row.until, "DATE_FORMAT") if row.until is not None else _("for good")


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the page shows."""
    wanted = wanted_of(request)
    titles = {each.key: each.title for each in terms.certifications().by_key.values()}
    standings = {
        MISSING: _("missing"), HOLDS: _("holds it"), DOUBT: _("in doubt"),
        ENDS: _("ends within %(n)d days") % {"n": queries.SOON},
    }  # fmt: skip
    named = (
        ("q", _("Text"), wanted.text),
        ("certification", _("Certification"), titles.get(wanted.certification, wanted.certification)),
        ("standing", _("Standing"), standings.get(wanted.standing, wanted.standing)),
    )
    return {
        "table": table_of(
            request, "t-required", _("Who has to hold what"), columns(), queries.required(who, wanted).order_by(
                "person__name", "certification", "pk"
            ),
            row_url=_address, row_key=lambda row: str(row.pk), row_name=lambda row: row.person.name,
            exports=files_of("certifications:required-export"),
        ),
        "filters": (
            filter_of("certification", _("Certification"), queries.counted(who, wanted, "certification"),
                      wanted.certification, titles),
            filter_of("standing", _("Standing"), queries.counted(who, wanted, "standing"), wanted.standing, standings),
        ),
        "chips": chips_for(request.GET, named), "text": wanted.text,
    }  # fmt: skip


def _address(row: Any) -> str:
    if row.award is not None:
        return award_address(row.award)
    return reverse("certifications:person", args=[row.person_id])
