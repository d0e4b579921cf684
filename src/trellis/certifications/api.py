"""Certificates for programs: what there is to earn, who holds what and who lacks it, and what becomes of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.certifications import rules, terms
from trellis.certifications.models import Award, AwardRequest
from trellis.certifications.queries import awards, standing
from trellis.certifications.queries.awards import Wanted
from trellis.certifications.services import doubting, keeping, signing
from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account
from trellis.pages.queries.current import current_edition
from trellis.people.days import today

room = Room("Certifications")
State = Literal["valid", "grace", "expired", "suspended", "revoked", "renewed"]


class CertificationDetail(Schema):
    """A certification, and how the caller stands with it."""

    key: str
    title: str
    description: str
    owner: str
    valid_for_months: int | None = Field(description="Null where a certificate counts for good.")
    state: State | None = Field(description="Null where the caller never had one.")
    certificate: UUID | None
    valid_until: date | None
    is_for_caller: bool
    is_required: bool = Field(description="Whether the role of the caller asks for it.")
    missing: list[str] = Field(description="What is to be shown next, as `kind key`.")


class EvidenceDetail(Schema):
    """What a certificate rests on."""

    kind: str
    key: str
    title: str
    on: date
    revision: str


class CertificateDetail(Schema):
    """A certificate."""

    id: UUID
    number: str
    certification: str
    title: str
    person: UUID
    name: str
    state: State
    awarded_on: date
    valid_until: date | None
    is_current: bool
    in_doubt: bool = Field(
        description="Something it rests on was taken back; it counts until somebody has decided."
    )
    issuer: str
    entity: str = Field(description="The entity in which the holder worked then.")
    revision: str = Field(
        description="The commit, or the revision of the handbook, of the text it was awarded by."
    )
    sha256: str
    evidence: list[EvidenceDetail]


class CertificateFilters(Schema):
    """Which certificates are wanted."""

    certification: str = Field("", max_length=120)
    state: State | Literal["doubt"] | None = Field(None, description="`doubt`: those that are in doubt.")
    ends_within_days: int | None = Field(None, ge=0, le=3660)


class LackDetail(Schema):
    """That somebody has to hold a certification and does not."""

    id: UUID
    person: UUID
    name: str
    certification: str
    since: date


class SignOffDetail(Schema):
    """What somebody asked to have signed off."""

    id: UUID
    person: UUID
    name: str
    certification: str
    words: str
    note: str
    state: Literal["asked", "granted", "refused", "withdrawn"]
    answer: str
    asked_at: datetime
    decided_on: date | None


class Reason(Schema):
    """Why something becomes of a certificate."""

    model_config = ConfigDict(extra="forbid")

    because: str = Field(min_length=1, max_length=1000, pattern=r"\S")


class Extending(Reason):
    """Until when a certificate shall count, and why."""

    until: date


class Signing(Schema):
    """Whether something is signed off; that it is not needs words."""

    model_config = ConfigDict(extra="forbid")

    signs: bool
    answer: str = Field("", max_length=2000)


class Moved(Schema):
    """What came of it: done at once, or asked of others."""

    certificate: UUID
    state: State
    asked: bool


@room.read("/certifications", CertificationDetail, scope="certifications:read", listed=True)
def list_certifications(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The certifications that the caller may read about, by key, with how they stand."""
    who = _member(request)
    seen = [each for each in terms.certifications().by_key.values() if current_edition().sees(each.path)]
    part = part_of(request, paging, sorted(seen, key=lambda each: each.key), lambda each: each.key)
    person = who.person_id
    found = standing.standings([person] if person is not None else [], part["items"], today())
    return {**part, "items": [_standing_shown(each) for each in found.values()]}


@room.read("/certificates", CertificateDetail, scope="certifications:read", listed=True)
def list_certificates(
    request: HttpRequest, filters: Query[CertificateFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The current certificates that the caller sees: their own, and of those whose standing they see. Newest first."""
    ends = str(filters.ends_within_days) if filters.ends_within_days is not None else ""
    wanted = Wanted(certification=filters.certification, state=filters.state or "", ends=ends)
    rows = awards.listed(_member(request), wanted).prefetch_related("evidence")
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/certificates/{uuid:certificate_id}", CertificateDetail, scope="certifications:read")
def get_certificate(request: HttpRequest, certificate_id: UUID) -> CertificateDetail:
    """A certificate, with what it rests on."""
    return _shown(_award(request, certificate_id))


@room.read("/certificates-lacking", LackDetail, scope="certifications:read", listed=True)
def list_lacking_certificates(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Who has to hold a certification and does not, of those whose standing the caller sees."""
    part = part_of_query(request, paging, awards.lacking(_member(request)), "-id")
    return {
        **part,
        "items": [
            LackDetail(
                id=each.pk, person=each.person_id, name=each.person.name, certification=each.certification,
                since=each.since,
            )
            for each in part["items"]
        ],
    }  # fmt: skip


@room.write("POST", "/certificates/{uuid:certificate_id}/suspend", Moved, scope="certifications:write")
def suspend_certificate(request: HttpRequest, certificate_id: UUID, body: Reason) -> Moved:
    """Have a certificate not count until it is reinstated."""
    found = _award(request, certificate_id)
    return _moved(keeping.suspend(award=found, because=body.because, by=_member(request)))


@room.write("POST", "/certificates/{uuid:certificate_id}/reinstate", Moved, scope="certifications:write")
def reinstate_certificate(request: HttpRequest, certificate_id: UUID, body: Reason) -> Moved:
    """Have a suspended or revoked certificate count again."""
    found = _award(request, certificate_id)
    return _moved(keeping.reinstate(award=found, because=body.because, by=_member(request)))


@room.write("POST", "/certificates/{uuid:certificate_id}/revoke", Moved, scope="certifications:write")
def revoke_certificate(request: HttpRequest, certificate_id: UUID, body: Reason) -> Moved:
    """Take a certificate back; where the handbook says so, others approve it first."""
    found = _award(request, certificate_id)
    return _moved(keeping.revoke(award=found, because=body.because, by=_member(request)))


@room.write("POST", "/certificates/{uuid:certificate_id}/confirm", Moved, scope="certifications:write")
def confirm_certificate(request: HttpRequest, certificate_id: UUID, body: Reason) -> Moved:
    """Decide that a certificate stays as it is although something it rests on was taken back."""
    found = _award(request, certificate_id)
    return _moved(doubting.confirm(award=found, because=body.because, by=_member(request)))


@room.write("POST", "/certificates/{uuid:certificate_id}/extend", Moved, scope="certifications:write")
def extend_certificate(request: HttpRequest, certificate_id: UUID, body: Extending) -> Moved:
    """Ask to have the caller's certificate count until a later day."""
    found = _award(request, certificate_id)
    return _moved(
        keeping.ask_extension(award=found, until=body.until, because=body.because, by=_member(request))
    )


@room.read("/sign-offs/{uuid:sign_off_id}", SignOffDetail, scope="certifications:read")
def get_sign_off(request: HttpRequest, sign_off_id: UUID) -> SignOffDetail:
    """What somebody asked to have signed off: the caller, or somebody for whom they sign."""
    who, row = _member(request), awards.sign_off_for(sign_off_id)
    if row is None or not rules.can_see_sign_off(who, row):
        raise not_found(_("There is no such sign-off."))
    return SignOffDetail(
        id=row.pk, person=row.person_id, name=row.person.name, certification=row.certification, words=row.words,
        note=row.note, state=cast("Any", row.state), answer=row.answer, asked_at=row.asked_at,
        decided_on=row.decided_on,
    )  # fmt: skip


@room.write("POST", "/sign-offs/{uuid:sign_off_id}/answer", SignOffDetail, scope="certifications:write")
def answer_sign_off(request: HttpRequest, sign_off_id: UUID, body: Signing) -> SignOffDetail:
    """Sign something off, or say why not."""
    who, row = _member(request), awards.sign_off_for(sign_off_id)
    if row is None or not rules.can_see_sign_off(who, row):
        raise not_found(_("There is no such sign-off."))
    act = signing.sign if body.signs else signing.refuse
    act(row=row, answer=body.answer, by=who)
    return get_sign_off(request, sign_off_id)


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_read, _("Certifications are for those who work here."))


def _award(request: HttpRequest, key: UUID) -> Award:
    who, found = _member(request), awards.award_for(key)
    if found is None or not rules.can_see_award(who, found):
        raise not_found(_("There is no such certificate."))
    return found


def _shown(row: Award) -> CertificateDetail:
    return CertificateDetail(
        id=row.pk, number=row.number, certification=row.certification, title=row.title, person=row.person_id,
        name=row.person.name, state=cast("State", row.state), awarded_on=row.awarded_on, valid_until=row.valid_until,
        is_current=row.is_current, in_doubt=row.in_doubt, issuer=row.issuer, entity=row.entity,
        revision=row.wording.commit or row.wording.revision, sha256=row.wording.digest,
        evidence=[
            EvidenceDetail(kind=each.kind, key=each.key, title=each.title, on=each.on, revision=each.revision)
            for each in row.evidence.all()
        ],
    )  # fmt: skip


def _standing_shown(found: standing.Standing) -> CertificationDetail:
    made, award = found.certification, found.award
    return CertificationDetail(
        key=made.key, title=made.title, description=made.description, owner=made.owner, valid_for_months=made.months,
        state=cast("State", award.state) if award is not None else None,
        certificate=award.pk if award is not None else None,
        valid_until=award.valid_until if award is not None else None,
        is_for_caller=found.is_for_them, is_required=found.is_required,
        missing=[f"{each.requirement.kind} {each.requirement.key}" for each in found.missing],
    )  # fmt: skip


def _moved(made: Award | AwardRequest) -> Moved:
    award = made.award if isinstance(made, AwardRequest) else made
    return Moved(certificate=award.pk, state=cast("State", award.state), asked=isinstance(made, AwardRequest))
