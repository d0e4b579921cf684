"""Documents and enrolments as lists: columns, filters, files. Contents of documents are in none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.contracts.models import Document, Enrolment
from trellis.contracts.queries import documents as queries
from trellis.contracts.queries.documents import NARROWED_BY, Wanted
from trellis.contracts.rules import Account, seen_by
from trellis.core.money import Money
from trellis.core.money import shown as money_text
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import tag

DOCUMENTS = "documents"
"""Under this name views of the list are saved."""
FILE = (
    "id", "person", "title", "kind", "entity", "version", "state", "made_on", "sent_on", "ended_on", "digest",
)  # fmt: skip
FILE_OF_ENROLMENTS = (
    "id", "person", "entity", "option", "starts_on", "ends_on", "employer", "employee", "currency",
)  # fmt: skip
TONES = {
    "draft": "", "asked": "attention", "approved": "attention", "sent": "attention", "signed": "good",
    "issued": "good", "declined": "problem", "void": "",
}  # fmt: skip


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address asks for."""
    get = request.GET.get
    values = {name: get(name, "")[:200] for name in NARROWED_BY if get(name, "")}
    return Wanted(text=get("q", "").strip()[:200], values=values)


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list of documents shows."""
    wanted, seen = wanted_of(request), seen_by(who)  # asked once: whom somebody looks after takes queries
    labels = {
        "state": {value: str(label) for value, label in Document.State.choices},
        "kind": {value: str(label) for value, label in Document.Kind.choices},
        "entity": {},
    }
    names = {"state": _("State"), "kind": _("Kind"), "entity": _("Entity")}
    counts = queries.counted(seen, wanted)
    named = [("q", _("Text"), wanted.text)]
    named += [(key, names[key], labels[key].get(value, value)) for key, value in wanted.values.items()]
    return {
        "table": table_of(
            request, "t-documents", _("Documents"), columns(), queries.found(seen, wanted),
            row_url=lambda each: reverse("contracts:document", args=[each.pk]), row_key=lambda each: str(each.pk),
            exports=files_of("contracts:documents-export"), views=views_of(request, DOCUMENTS),
        ),
        "filters": tuple(
            filter_of(key, names[key], counts[key], wanted.values.get(key, ""), labels[key])
            for key in NARROWED_BY
        ),
        "chips": chips_for(request.GET, tuple(named)),
        "text": wanted.text,
    }  # fmt: skip


def of_person(request: HttpRequest, who: Account, person: UUID) -> Any:
    """The documents of one person, with all versions."""
    return table_of(
        request, "t-documents", _("Documents"), columns()[:1] + columns()[2:],
        queries.found(seen_by(who), Wanted(person=person)),
        row_url=lambda each: reverse("contracts:document", args=[each.pk]), row_key=lambda each: str(each.pk),
    )  # fmt: skip


def columns() -> tuple[Column[Document], ...]:
    """What the list says of a document."""
    return (
        Column(
            "title", _("Document"), lambda each: each.title, sort=("title", "made_at"),
            under=lambda each: _("version %(n)d") % {"n": each.number} if each.number > 1 else "",
        ),
        Column("person", _("Person"), lambda each: each.person.name, sort=("person__name", "made_at"), before=_("of")),
        Column("kind", _("Kind"), lambda each: each.get_kind_display(), sort=("kind", "made_at")),
        Column("entity", _("Entity"), lambda each: each.entity, sort=("entity", "made_at"), extra=True),
        Column(
            "state", _("State"), lambda each: tag(each.get_state_display(), TONES[each.state]),
            sort=("state", "made_at"),
        ),
        Column("made", _("Made on"), lambda each: _day(each.made_at), sort=("made_at",), before=_("made on")),
        Column("ended", _("Ended on"), lambda each: _day(each.ended_at), sort=("ended_at",), extra=True),
    )  # fmt: skip


def exported(rows: Iterable[Document]) -> Iterable[dict[str, Any]]:
    """Documents as plain values for a file: what they are, and nothing that they say."""
    for each in rows:
        yield {
            "id": str(each.pk), "person": each.person.name, "title": each.title, "kind": each.kind,
            "entity": each.entity, "version": each.number, "state": each.state, "made_on": each.made_at,
            "sent_on": each.sent_at, "ended_on": each.ended_at, "digest": each.digest,
        }  # fmt: skip


def enrolments(request: HttpRequest, rows: Any, name: str) -> Any:
    """Who is enrolled in a benefit."""
    return table_of(
        request, "t-enrolled", _("Enrolled"), enrolment_columns(), rows,
        row_url=lambda each: reverse("people:person", args=[each.person_id]), row_key=lambda each: str(each.pk),
        exports=files_of("contracts:program-export", name), keep=("entity",),
    )  # fmt: skip


def enrolment_columns() -> tuple[Column[Enrolment], ...]:
    """What the list says of an enrolment."""
    return (
        Column("name", _("Person"), lambda each: each.person.name, sort=("person__name", "pk")),
        Column("entity", _("Entity"), lambda each: each.entity, sort=("entity", "person__name")),
        Column("option", _("Option"), lambda each: each.option, sort=("option", "person__name")),
        Column(
            "starts", _("From"), lambda each: date_format(each.starts_on), sort=("starts_on", "person__name"),
            before=_("from"),
        ),
        Column(
            "ends", _("Until"), lambda each: date_format(each.ends_on) if each.ends_on else "",
            sort=("ends_on", "person__name"), before=_("until"),
        ),
        Column(
            "employer", _("Employer, a month"), lambda each: money_text(Money(each.employer_amount, each.currency)),
            sort=("employer_amount", "person__name"), numeric=True, before=_("employer"),
        ),
        Column(
            "employee", _("Employee, a month"), lambda each: money_text(Money(each.employee_amount, each.currency)),
            sort=("employee_amount", "person__name"), numeric=True, before=_("employee"), extra=True,
        ),
    )  # fmt: skip


def exported_enrolments(rows: Iterable[Enrolment]) -> Iterable[dict[str, Any]]:
    """Enrolments as plain values for a file; a life event is in none."""
    for each in rows:
        yield {
            "id": str(each.pk), "person": each.person.name, "entity": each.entity, "option": each.option,
            "starts_on": each.starts_on, "ends_on": each.ends_on, "employer": each.employer_amount,
            "employee": each.employee_amount, "currency": each.currency,
        }  # fmt: skip


def _day(when: Any) -> str:
    return date_format(timezone.localtime(when), "DATE_FORMAT") if when is not None else ""
