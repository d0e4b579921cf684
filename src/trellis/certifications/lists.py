"""Certifications, their holders and who lacks them, as lists: columns, filters, files."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.certifications import rules, terms
from trellis.certifications.addresses import award_address, certification_address
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.models import Award, AwardState, Lack
from trellis.certifications.queries import awards
from trellis.certifications.queries.awards import Wanted
from trellis.certifications.queries.standing import Standing
from trellis.core.keepable import keepable
from trellis.core.rules import Account
from trellis.people.days import today
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, Table, table_of
from trellis.web.templatetags.pieces import avatar
from trellis.web.templatetags.shell import tag

HOLDERS = "certificate-holders"
"""Under this name views of the list of holders are saved."""
TONES = {"valid": "good", "grace": "attention", "expired": "problem", "suspended": "attention", "revoked": "problem",
         "renewed": ""}  # fmt: skip


def state_words(award: Award) -> tuple[str, str]:
    """How it stands with a certificate, in words, and their tone."""
    if award.in_doubt and award.counts:
        return _("in doubt"), "attention"
    left = award.days_left(today())
    if award.state == AwardState.VALID and left is not None and 0 <= left <= awards.SOON[1]:
        return ngettext("ends in %(n)d day", "ends in %(n)d days", left) % {"n": left}, "attention"
    return str(AwardState(award.state).label), TONES[award.state]


def state_tag(award: Award) -> str:
    """The same as a label."""
    return tag(*state_words(award))


def standing_tag(standing: Standing, *, is_mine: bool = True) -> str:
    """How somebody stands with a certification, as a label."""
    if standing.award is not None and (standing.is_held or not standing.is_required):
        return state_tag(standing.award)
    if not is_mine and standing.is_required:
        return tag(_("missing"), "problem", "flag")
    if standing.award is not None:
        return state_tag(standing.award)
    if standing.is_required:
        return tag(_("asked of you"), "attention", "flag")
    if not standing.is_for_them:
        return tag(_("not for you"))
    return tag(_("not yet"))


def table_of_all(request: HttpRequest, who: Account, standings: dict[str, Standing]) -> Table:
    """All certifications that the reader may read about, with how they stand."""
    counts = awards.held_counts() if rules.sees_all(who) else Counter()
    columns = [
        Column[Certification](
            "title", _("Certification"), lambda row: row.title, sort=lambda row: row.title.casefold(),
            under=lambda row: row.description,
        ),
        Column[Certification]("mine", _("How you stand"), lambda row: standing_tag(standings[row.key])),
        Column[Certification](
            "valid", _("Counts for"), months_of, sort=lambda row: row.months or 10_000, before=_("counts for")
        ),
        Column[Certification]("owner", _("Owner"), lambda row: row.owner, sort=lambda row: row.owner),
    ]  # fmt: skip
    if rules.sees_all(who):
        columns.append(
            Column[Certification](
                "held", _("Holders"), lambda row: counts[row.key], sort=lambda row: counts[row.key], numeric=True,
                after=lambda row: _("holders"),
            )
        )  # fmt: skip
    rows = sorted((each.certification for each in standings.values()), key=lambda each: each.title.casefold())
    return table_of(
        request, "t-certifications", _("Certifications"), tuple(columns), rows,
        row_url=lambda row: certification_address(row.key), row_key=lambda row: row.key,
    )  # fmt: skip


def months_of(made: Certification) -> str:
    """How long a certificate counts, in words."""
    if made.months is None:
        return _("for good")
    return ngettext("%(n)d month", "%(n)d months", made.months) % {"n": made.months}


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address of the list of holders asks for."""
    get = request.GET.get
    state, states = get("state", ""), (*AwardState.values, awards.DOUBT)
    return Wanted(
        keepable(get("certification", ""))[:120], state if state in states else "", get("ends", "")[:4],
        keepable(get("q", "")).strip()[:200],
    )  # fmt: skip


def listing_of_holders(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list of holders shows."""
    wanted = wanted_of(request)
    titles = {key: each.title for key, each in terms.certifications().by_key.items()}
    states = {str(value): str(label) for value, label in AwardState.choices} | {awards.DOUBT: _("in doubt")}
    ends = {str(n): ngettext("within %(n)d day", "within %(n)d days", n) % {"n": n} for n in awards.SOON}
    filters = (
        ("certification", _("Certification"), wanted.certification, titles),
        ("state", _("State"), wanted.state, states),
        ("ends", _("Ends"), wanted.ends, ends),
    )
    named = [("q", _("Text"), wanted.text)]
    named += [(name, label, labels.get(value, value)) for name, label, value, labels in filters]
    return {
        "table": table_of(
            request, "t-holders", _("Holders"), holder_columns(), awards.listed(who, wanted),
            row_url=lambda row: award_address(row.pk), row_key=lambda row: str(row.pk),
            exports=files_of("certifications:all-holders-export"), views=views_of(request, HOLDERS),
        ),
        "filters": tuple(
            filter_of(name, label, awards.counted(who, wanted, name), value, labels)
            for name, label, value, labels in filters
        ),
        "chips": chips_for(request.GET, tuple(named)),
        "text": wanted.text,
    }  # fmt: skip


def holder_columns() -> tuple[Column[Award], ...]:
    """What the list says of a certificate."""
    return (
        Column("name", _("Name"), lambda row: _person(row.person.name), sort=("person__name", "certification")),
        Column("title", _("Certification"), lambda row: row.title, sort=("certification", "person__name")),
        Column("state", _("State"), state_tag, sort=("state", "valid_until")),
        Column("until", _("Valid until"), lambda row: _day(row.valid_until) or _("for good"),
               sort=("valid_until", "person__name"), before=_("valid until")),
        Column("awarded", _("Awarded"), lambda row: _day(row.awarded_on), sort=("awarded_on", "person__name"),
               before=_("awarded")),
        Column("number", _("Number"), lambda row: row.number, sort=("number",), extra=True),
    )  # fmt: skip


def listing_of_lacking(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list of those shows who have to hold a certification and do not."""
    key, text = lacking_wanted_of(request)
    titles = {each.key: each.title for each in terms.certifications().by_key.values()}
    counts = Counter(awards.lacking(who, text=text).order_by().values_list("certification", flat=True))
    columns = (
        Column[Lack]("name", _("Name"), lambda row: _person(row.person.name), sort=("person__name", "certification")),
        Column[Lack]("title", _("Certification"), lambda row: titles.get(row.certification, row.certification),
                     sort=("certification", "person__name")),
        Column[Lack]("since", _("Since"), lambda row: _day(row.since), sort=("since", "person__name"),
                     before=_("since")),
    )  # fmt: skip
    return {
        "table": table_of(
            request, "t-lacking", _("Who lacks one"), columns, awards.lacking(who, key, text),
            row_url=_person_address, row_key=lambda row: str(row.pk),
            exports=files_of("certifications:lacking-export"),
        ),
        "filters": (filter_of("certification", _("Certification"), counts, key, titles),),
        "chips": chips_for(
            request.GET, (("q", _("Text"), text), ("certification", _("Certification"), titles.get(key, key)))
        ),
        "text": text,
    }  # fmt: skip


def lacking_wanted_of(request: HttpRequest) -> tuple[str, str]:
    """What the address of the list of those who lack one asks for: a certification, and words of a name."""
    get = request.GET.get
    return keepable(get("certification", ""))[:120], keepable(get("q", "")).strip()[:200]


def _person_address(row: Lack) -> str:
    return reverse("certifications:person", args=[row.person_id])


def _person(name: str) -> str:
    return format_html("{} {}", avatar(name), name)


def _day(when: Any) -> str:
    return date_format(when, "DATE_FORMAT") if when is not None else ""
