"""Documents and benefits for programs. The PDF of a document is had by its `file`, as any file; reading is noted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.contracts import rules
from trellis.contracts.models import Document, Enrolment
from trellis.contracts.queries import benefits as benefit_queries
from trellis.contracts.queries import documents as queries
from trellis.contracts.queries.benefits import Standing
from trellis.contracts.services import benefits, documents
from trellis.contracts.services.errors import ContractsError
from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account, can_read
from trellis.core.services.looking import WHOLE, record_access
from trellis.people.days import today
from trellis.people.queries.directory import person_for

room = Room("Documents and benefits")
State = Literal["draft", "asked", "approved", "sent", "signed", "issued", "declined", "void"]
Kind = Literal["contract", "amendment", "letter", "certificate"]


class DocumentDetail(Schema):
    """A document of a person: what it is and where it stands, not what it says."""

    id: UUID
    person: UUID
    title: str
    kind: Kind
    entity: str
    state: State
    version: int
    series: UUID = Field(description="The same for all versions.")
    template: str
    revision: str
    digest: str = Field(description="The SHA-256 of the PDF.")
    file: UUID | None = Field(description="The PDF: see files.")
    evidence: UUID | None = Field(description="The record of the signatures, as a PDF.")
    made_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None


class DocumentFilters(Schema):
    """Which documents are wanted."""

    person: UUID | None = None
    state: State | None = None
    kind: Kind | None = None


class NewDocument(Schema):
    """A document to make: the path of the template, and what is not in the records."""

    model_config = ConfigDict(extra="forbid")

    person: UUID
    template: str = Field(max_length=300)
    values: dict[str, str] = Field(default_factory=dict, max_length=100)


class Sending(Schema):
    """How a document goes out, where it is not the usual way."""

    model_config = ConfigDict(extra="forbid")

    link_to: str = Field(
        "", max_length=254,
        description="The address that a link to sign goes to, where the employee has no account that is in use.",
    )  # fmt: skip


class Ending(Schema):
    """Why a document does not count."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=500, pattern=r"\S")


class BenefitDetail(Schema):
    """A benefit, as it stands for whoever calls."""

    name: str
    title: str
    options: list[str]
    is_eligible: bool
    why_not: str
    from_day: date | None
    may_choose: bool
    option: str = Field(description="What they have; empty where they have none.")
    starts_on: date | None
    ends_on: date | None


class Enrolling(Schema):
    """What somebody chooses; a life event opens it outside of a window."""

    model_config = ConfigDict(extra="forbid")

    option: str = Field(max_length=60)
    life_event: str = Field("", max_length=60)
    life_event_on: date | None = None


class EnrolmentDetail(Schema):
    """That somebody has a benefit, with what it costs a month."""

    id: UUID
    person: UUID
    benefit: str
    option: str
    entity: str
    starts_on: date
    ends_on: date | None
    employer: Decimal
    employee: Decimal
    currency: str


@room.read("/documents", DocumentDetail, scope="contracts:read", listed=True)
def list_documents(
    request: HttpRequest, filters: Query[DocumentFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The documents that the caller sees, the newest first."""
    who = _member(request)
    rows = rules.seen_by(who)
    for name in ("person", "state", "kind"):
        value = getattr(filters, name)
        rows = rows.filter(**{name: value}) if value else rows
    record_access(account=who, about=documents.ABOUT, object=WHOLE, why=_("list"))
    part = part_of_query(request, paging, rows, "-made_at", "-id")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/documents/{uuid:document_id}", DocumentDetail, scope="contracts:read")
def get_document(request: HttpRequest, document_id: UUID) -> DocumentDetail:
    """A document."""
    who, found = _document(request, document_id)
    record_access(account=who, about=documents.ABOUT, object=found.pk, why=_("document"))
    return _shown(found)


@room.write("POST", "/documents", DocumentDetail, scope="contracts:write", status=201)
def create_document(request: HttpRequest, body: NewDocument) -> DocumentDetail:
    """Make a document of a template for somebody."""
    who = _member(request)
    person, template = person_for(body.person), queries.template_at(body.template)
    if person is None or not rules.can_keep(who, person):
        raise not_found(_("There is nobody like this whose documents you keep."))
    if template is None:
        raise not_found(_("There is no such template."))
    return _shown(documents.make(template=template, person=person, values=body.values, by=who))


@room.write("POST", "/documents/{uuid:document_id}/send", DocumentDetail, scope="contracts:write")
def send_document(request: HttpRequest, document_id: UUID, body: Sending) -> DocumentDetail:
    """Send a document to whoever signs it, also by a link to who has no account, or issue a letter."""
    who, found = _document(request, document_id)
    return _shown(documents.send(document=found, by=who, link_to=body.link_to))


@room.write("POST", "/documents/{uuid:document_id}/void", DocumentDetail, scope="contracts:write")
def void_document(request: HttpRequest, document_id: UUID, body: Ending) -> DocumentDetail:
    """End a document that is still open."""
    who, found = _document(request, document_id)
    return _shown(documents.void(document=found, reason=body.reason, by=who))


@room.read("/benefits", BenefitDetail, scope="benefits:read", listed=True)
def list_benefits(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The benefits of the caller's entity, with where they stand with each."""
    who = _member(request)
    rows = benefit_queries.standings_of(who.person, today()) if who.person is not None else []
    part = part_of(request, paging, sorted(rows, key=lambda each: each.name), lambda each: each.name)
    return {**part, "items": [_benefit(each) for each in part["items"]]}


@room.read("/enrolments", EnrolmentDetail, scope="benefits:read", listed=True)
def list_enrolments(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The caller's own enrolments; all of them for those who keep benefits."""
    who = _member(request)
    record_access(account=who, about="enrolment", object=WHOLE, why=_("list"))
    part = part_of_query(request, paging, rules.seen_enrolments(who), "-starts_on", "-id")
    return {**part, "items": [_enrolment(each) for each in part["items"]]}


@room.write("POST", "/benefits/{slug:benefit}/enrol", EnrolmentDetail, scope="benefits:write")
def enrol(request: HttpRequest, benefit: str, body: Enrolling) -> EnrolmentDetail:
    """Enrol the caller in a benefit, or take another option."""
    who = _benefits_member(request, benefit)
    event = _life_event(body)
    return _enrolment(benefits.enrol(program=benefit, option=body.option, by=who, life_event=event))


@room.write("POST", "/benefits/{slug:benefit}/leave", EnrolmentDetail, scope="benefits:write")
def leave_benefit(request: HttpRequest, benefit: str) -> EnrolmentDetail:
    """Have the caller leave a benefit."""
    return _enrolment(benefits.leave(program=benefit, by=_benefits_member(request, benefit)))


def _member(request: HttpRequest) -> Account:
    return account_in(request, can_read, _("Documents and benefits are for those who work here."))


def _benefits_member(request: HttpRequest, name: str) -> Account:
    who = _member(request)
    if name not in benefit_queries.programs():
        raise not_found(_("There is no such benefit."))
    return who


def _life_event(body: Enrolling) -> benefits.LifeEvent | None:
    """What opens the benefit. Raises ContractsError for an event without its day, and a day without its event."""
    if bool(body.life_event) != (body.life_event_on is not None):
        raise ContractsError(
            _("A life event and its day go together."), hint=_("Say both, or neither."),
            field="life_event" if body.life_event_on is not None else "life_event_on",
        )  # fmt: skip
    return benefits.LifeEvent(body.life_event, body.life_event_on) if body.life_event_on is not None else None


def _document(request: HttpRequest, key: UUID) -> tuple[Account, Document]:
    who = _member(request)
    found = queries.document_for(who, key)
    if found is None:
        raise not_found(_("There is no such document."))
    return who, found


def _shown(each: Document) -> DocumentDetail:
    return DocumentDetail(
        id=each.pk, person=each.person_id, title=each.title, kind=cast(Kind, str(each.kind)), entity=each.entity,
        state=cast(State, str(each.state)), version=each.number, series=each.series, template=each.template,
        revision=each.revision, digest=each.digest, file=each.file_id, evidence=each.evidence_id, made_at=each.made_at,
        sent_at=each.sent_at, ended_at=each.ended_at,
    )  # fmt: skip


def _benefit(each: Standing) -> BenefitDetail:
    row = each.enrolment
    return BenefitDetail(
        name=each.name, title=each.program.title, options=list(each.program.options), is_eligible=each.is_eligible,
        why_not=each.why_not, from_day=each.from_day, may_choose=each.may_choose,
        option=row.option if row is not None else "", starts_on=row.starts_on if row is not None else None,
        ends_on=row.ends_on if row is not None else None,
    )  # fmt: skip


def _enrolment(each: Enrolment) -> EnrolmentDetail:
    return EnrolmentDetail(
        id=each.pk, person=each.person_id, benefit=each.program, option=each.option, entity=each.entity,
        starts_on=each.starts_on, ends_on=each.ends_on, employer=each.employer_amount or Decimal(0),
        employee=each.employee_amount or Decimal(0),
        currency=each.currency,
    )  # fmt: skip
