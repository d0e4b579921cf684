"""Documents filled in: what records say of each field, the HTML of the text, the PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.contracts.definitions.templates import FIELD, Field, Template
from trellis.core import defined
from trellis.core.money import Money
from trellis.core.money import shown as money_text
from trellis.core.rules import Account, Person
from trellis.handbook import markdown
from trellis.handbook.settings import Entity
from trellis.pages.cleaning import clean
from trellis.people import stating, terms
from trellis.people.definitions.entities import EMPLOYER, EntityRules
from trellis.people.queries import directory
from trellis.web.documents.pdf import Document as Paper
from trellis.web.documents.pdf import Part, pdf_of


@dataclass(frozen=True, slots=True)
class Known:
    """What a document is filled from: the records of somebody on a day, as far as whoever writes may see them."""

    person: Person
    employment: Any
    position: Any
    entity: Entity | None
    rules: EntityRules | None
    day: date
    at: date
    writer: Account


def known_of(person: Person, employment: Any, day: date, *, by: Account) -> Known:
    """The records of an employment on a day, or on its first one where that lies ahead. Two queries."""
    at = max(day, employment.starts_on)
    if employment.ends_on is not None:
        at = min(at, employment.ends_on)
    entity = terms.all_entities().get(employment.entity)
    position = directory.position_on(person, at)
    return Known(person, employment, position, entity, terms.rules_of(employment.entity), day, at, writer=by)


def values_from(template: Template, known: Known) -> dict[str, str]:
    """What records and the template say of each field; empty where neither does."""
    found = {}
    for name, each in template.fields.items():
        value = _SOURCES[each.from_](known) if each.from_ in _SOURCES else ""
        found[name] = _as(each, value or each.value)
    return found


def missing(template: Template, values: Mapping[str, str]) -> list[str]:
    """The names of fields that must be filled in and are not; also of those that nobody declared."""
    empty = [name for name, each in template.fields.items() if each.required and not values.get(name)]
    unknown = {found[1] for found in FIELD.finditer(template.body)} - set(template.fields)
    return [*empty, *sorted(unknown)]


def html_of(template: Template, values: Mapping[str, str]) -> SafeString:
    """The text as HTML, with its fields filled in; what is missing is marked. Values are words, never Markdown.

    A first heading that repeats the title is left out, for the title stands above the text wherever it is shown.
    """
    text = clean(markdown.html(_without_title(template)))
    with translation.override(template.language):

        def said(found: Any) -> str:
            name = found[1]
            each, value = template.fields.get(name), values.get(name, "")
            if each is not None and value:
                return str(escape(shown(each, value)))
            if each is not None and not each.required:
                return ""
            title = each.title if each is not None else name
            return str(format_html("<mark>{}</mark>", _("%(field)s is missing") % {"field": title}))

        return mark_safe(FIELD.sub(said, text))  # noqa: S308 - cleaned, and every value is escaped


def shown(each: Field, value: str) -> str:
    """A value in words of the language that is active."""
    if each.type == "date":
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if each.type == "number":
        return number_format(Decimal(value), use_l10n=True)
    if each.type == "money":
        amount, currency = value.split()
        return money_text(Money(Decimal(amount), currency))
    return _span(value) if each.type == "span" else value


def paper(template: Template, values: Mapping[str, str], moment: datetime) -> bytes:
    """The PDF. The same bytes for the same values and moment. Raises DocumentError."""
    organisation = defined.edition().handbook.settings.organisation
    with translation.override(template.language):
        foot = " · ".join(
            filter(None, (organisation, date_format(timezone.localtime(moment), "DATE_FORMAT")))
        )
    part = Part(template.title, str(html_of(template, values)))
    made = Paper(template.title, (part,), foot=foot, language=template.language)
    return pdf_of(made, site=settings.TRELLIS_ADDRESS, moment=moment)


def _without_title(template: Template) -> str:
    first, _end, rest = template.body.lstrip().partition("\n")
    return rest if first.strip() == f"# {template.title}" else template.body


def _as(each: Field, value: str) -> str:
    try:
        return each.clean(value)
    except ValueError:
        return ""


def _span(value: str) -> str:
    count, unit = value.split()
    number, unit = int(count), unit.removesuffix("s")
    if unit == "day":
        return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}
    if unit == "week":
        return ngettext("%(n)d week", "%(n)d weeks", number) % {"n": number}
    if unit == "month":
        return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}
    return ngettext("%(n)d year", "%(n)d years", number) % {"n": number}


# -- sources


def _profile(known: Known, name: str) -> str:
    return str(getattr(getattr(known.person, "profile", None), name, "") or "")


def _day(value: date | None) -> str:
    return value.isoformat() if value is not None else ""


def _position(known: Known, name: str) -> str:
    return str(getattr(known.position, name, "") or "")


def _department(known: Known) -> str:
    name = _position(known, "department")
    return terms.all_departments().title_of(name) if name else ""


def _contract_type(known: Known) -> str:
    name = _position(known, "contract_type")
    found = terms.words().contract_types.get(name)
    return found.title if found is not None else name


def _fte(known: Known) -> str:
    return f"{known.position.fte.normalize():f}" if known.position is not None else ""


def _manager(known: Known) -> str:
    manager = known.position.manager if known.position is not None else None
    return str(manager.name) if manager is not None else ""


def _registration(known: Known) -> str:
    said = known.rules.registered if known.rules is not None else None
    return ", ".join(filter(None, (said.number, said.register))) if said is not None else ""


def _notice(known: Known) -> str:
    rule = known.rules.notice_rule(EMPLOYER, 0, in_probation=False) if known.rules is not None else None
    return str(rule.notice) if rule is not None else ""


def _hours(known: Known) -> str:
    hours = known.rules.weekly_hours if known.rules is not None else None
    return _number(hours * known.position.fte) if hours and known.position is not None else ""


def _number(value: Decimal | int | None) -> str:
    return f"{Decimal(value).normalize():f}" if value is not None else ""


def _stated(fact: str) -> Callable[[Known], str]:
    """What another room says, in its own words for whoever writes."""
    return lambda known: stating.stated(fact, known.writer, known.employment, known.position, known.at)


def _probation(known: Known) -> str:
    return str(known.rules.probation or "") if known.rules is not None else ""


_SOURCES: Mapping[str, Callable[[Known], str]] = {
    "person.name": lambda known: str(known.person.name),
    "person.legal-name": lambda known: _profile(known, "legal_name") or str(known.person.name),
    "person.address": lambda known: _profile(known, "private_address"),
    "person.email": lambda known: str(known.person.email or "") or _profile(known, "private_email"),
    "employment.starts-on": lambda known: _day(known.employment.starts_on),
    "employment.ends-on": lambda known: _day(known.employment.ends_on),
    "employment.probation-ends-on": lambda known: _day(known.employment.probation_ends_on),
    "employment.number": lambda known: str(known.employment.number),
    "position.title": lambda known: _position(known, "title"),
    "position.department": _department,
    "position.location": lambda known: _position(known, "location"),
    "position.contract-type": _contract_type,
    "position.part-of-full-time": _fte,
    "position.manager": _manager,
    "position.hours": _hours,
    "pay.base": _stated("pay.base"),
    "pay.base-full-time": _stated("pay.base-full-time"),
    "pay.variable": _stated("pay.variable"),
    "entity.name": lambda known: str(known.employment.entity),
    "entity.address": lambda known: known.rules.address if known.rules is not None else "",
    "entity.country": lambda known: known.entity.country if known.entity is not None else "",
    "entity.currency": lambda known: known.entity.currency if known.entity is not None else "",
    "entity.registration": _registration,
    "entity.seat": lambda known: known.rules.registered.seat if known.rules is not None else "",
    "entity.notice": _notice,
    "entity.probation": _probation,
    "entity.weekly-hours": lambda known: _number(known.rules.weekly_hours) if known.rules is not None else "",
    "entity.holiday-days": lambda known: _number(known.rules.holiday_days) if known.rules is not None else "",
    "organisation.name": lambda _known: str(defined.edition().handbook.settings.organisation),
    "today": lambda known: known.day.isoformat(),
}
