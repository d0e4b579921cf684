"""Writes of signatures: signing with everything that proves it later, declining, the record of evidence, reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.contracts.definitions.notices import SIGN
from trellis.contracts.definitions.templates import EMPLOYEE
from trellis.contracts.events import DocumentSigned
from trellis.contracts.models import Document, Signature
from trellis.contracts.queries import documents as queries
from trellis.contracts.queries import proving
from trellis.contracts.queries.links import linked, masked
from trellis.contracts.rules import Account, NotAllowedError, is_to_sign
from trellis.contracts.services import asking, documents, links
from trellis.contracts.services.documents import ABOUT, State, locked
from trellis.contracts.services.errors import ContractsError, LinkError, TamperedError
from trellis.core import attaching
from trellis.core.services import files, notices
from trellis.core.services.events import publish
from trellis.web.documents.pdf import Document as Paper
from trellis.web.documents.pdf import Part, pdf_of
from trellis.work.services import items

REMIND_EVERY = timedelta(days=5)
BY_LINK = "link"
"""The method of a signature by whoever has the link that was sent to an address."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How somebody proved who they are when they signed, and from where: what the request says."""

    address: str
    device: str
    method: str
    second_factor: bool
    proved_at: datetime | None


def consent_text() -> str:
    """What somebody agrees to when they sign, in their language."""
    return _(
        "I have read this document. I sign it electronically with my name, and know that this counts as my signature."
    )


def sign(*, document: Document, name: str, consent: str, proof: Proof, by: Account) -> Document:
    """Sign the very bytes that are stored. Twice is once. The last signature of all makes the document signed.

    `name` is typed by whoever signs: it must be theirs. Raises NotAllowedError for who is not asked, ContractsError
    for a name that is not theirs, TamperedError where the stored file is not the one that was made.
    """
    with transaction.atomic():
        found = locked(document)
        row = _row_of(found, by)
        if row.state == Signature.State.SIGNED:
            return found
        _must_wait(found, row)
        _write(found, row, _typed(name, _names_of(found, by)), consent, proof, by)
    if found.state == State.SIGNED:
        keep_evidence(document=found, by=by)
    return found


def sign_by_link(*, token: str, name: str, consent: str, proof: Proof) -> Signature:
    """Sign, as whoever has the link that was sent to the employee. Twice is once, whichever way was the first.

    Raises LinkError for a link that does not work, else as `sign`.
    """
    with transaction.atomic():
        found, row = _linked(token)
        if row.state == Signature.State.SIGNED:
            return row
        _must_wait(found, row)
        _write(found, row, _typed(name, _names_of(found)), consent, proof, None)
    if found.state == State.SIGNED:
        keep_evidence(document=found, by=None)
    return row


def decline(*, document: Document, reason: str, by: Account) -> Document:
    """Say that one does not sign, and why; the document ends. Twice is once. Raises NotAllowedError, ContractsError."""
    with transaction.atomic():
        found = locked(document)
        row = _row_of(found, by)
        if row.state != Signature.State.DECLINED:
            _must_wait(found, row)
            _refuse(found, row, reason, by)
    return found


def decline_by_link(*, token: str, reason: str) -> Signature:
    """Say that one does not sign, by the link. Twice is once. Raises LinkError, ContractsError."""
    with transaction.atomic():
        found, row = _linked(token)
        if row.state != Signature.State.DECLINED:
            _must_wait(found, row)
            _refuse(found, row, reason, None)
    return row


def keep_evidence(*, document: Document, by: Account | None) -> Document:
    """Keep the record of who signed as a PDF beside the document. Again changes nothing; it is made of the records."""
    kind = attaching.kind_of(ABOUT)
    assert kind is not None  # registered when Django starts
    if document.state != State.SIGNED or document.evidence_id is not None:
        return document
    pdf = evidence_pdf(document)
    with transaction.atomic():
        found = locked(document)
        if found.evidence_id is None:
            name = _("Evidence of %(title)s") % {"title": found.title}
            found.evidence = files.put(kind=kind, key=found.pk, name=f"{name}.pdf", pieces=[pdf], by=by)
            found.save(update_fields=["evidence"])
    document.evidence = found.evidence
    return found


def evidence_pdf(document: Document) -> bytes:
    """Who signed what, when, from where and how they proved who they are; the same bytes for the same records."""
    template = queries.template_at(document.template)
    language = template.language if template is not None else settings.LANGUAGE_CODE
    moment = document.ended_at or document.made_at
    with translation.override(language):
        parts = [Part(_("Document"), format_html("{}", _facts(_about(document))))]
        parts += [
            Part(f"{each.order}. {each.name}", format_html("{}", _facts(_evidence(each))))
            for each in queries.signatures_of(document)
        ]
        title = _("Record of signatures")
    return pdf_of(
        Paper(title, tuple(parts), subtitle=document.title, language=language, foot=document.digest),
        site=settings.TRELLIS_ADDRESS, moment=moment,
    )  # fmt: skip


def remind(now: datetime) -> int:
    """Remind those whose signature is asked for, every few days; gives how many were. A job."""
    told = 0
    waiting = Signature.objects.filter(
        state=Signature.State.ASKED, asked_at__lt=now - REMIND_EVERY, document__state=State.SENT
    )
    for row in (
        waiting.filter(account__isnull=False).select_related("account", "document").order_by("asked_at")[:500]
    ):
        assert row.account is not None  # who is asked is somebody
        assert row.asked_at is not None  # since some moment
        turn = (now - row.asked_at) // REMIND_EVERY
        told += notices.notify(
            SIGN, [row.account], subject=gettext_lazy("A document still waits for your signature"),
            address=reverse("contracts:document", args=[row.document_id]), about=(ABOUT, row.document_id),
            key=f"remind {row.pk} {turn}",
        )  # fmt: skip
    by_link = waiting.filter(account=None, link_mailed_at__lt=now - REMIND_EVERY)
    for row in by_link.select_related("document__person", "document__made_by").order_by("asked_at")[:500]:
        told += links.remind(row, now)
    return told


def _linked(token: str) -> tuple[Document, Signature]:
    """What a link is for, as it stands once nobody else changes it. Raises LinkError."""
    seen = linked(token, timezone.now())
    found = locked(seen.document) if seen is not None else None
    row = linked(token, timezone.now())
    if found is None or row is None:
        raise LinkError
    row.document = found
    return found, row


def _must_wait(document: Document, row: Signature) -> None:
    if document.state != State.SENT or row.state != Signature.State.ASKED:
        raise ContractsError(_("This document does not wait for your signature."))


def _write(
    document: Document, row: Signature, typed: str, consent: str, proof: Proof, by: Account | None
) -> None:
    """Sign for a part, by an account or by the link; then the next is asked, or the document is signed."""
    if not proving.is_whole(document):
        raise TamperedError
    row.account, row.state, row.done_at = by, Signature.State.SIGNED, timezone.now()
    row.name, row.consent = typed, consent[:1000]
    row.address, row.device, row.method = proof.address[:60], proof.device[:100], proof.method[:60]
    row.second_factor, row.proved_at, row.digest = proof.second_factor, proof.proved_at, document.digest
    row.seal = proving.seal_of(row)
    row.save()
    publish(DocumentSigned(document.pk, by.pk if by is not None else None, row.pk, row.seal))
    items.settle(asking.WORK, document.pk, done_by=by)
    if asking.ask_next(document, by) is None:
        documents.end(document, State.SIGNED, by)
        documents.tell_maker(document, by, gettext_lazy("A document is signed by all"))


def _refuse(document: Document, row: Signature, reason: str, by: Account | None) -> None:
    because = " ".join(reason.split())[:500]
    if not because:
        raise ContractsError(_("Say why you do not sign."), field="reason")
    row.account = by if by is not None or row.link_to == "" else None
    row.state, row.done_at, row.reason = Signature.State.DECLINED, timezone.now(), because
    row.save(update_fields=["account", "state", "done_at", "reason"])
    documents.end(document, State.DECLINED, by)
    documents.tell_maker(document, by, gettext_lazy("A document was not signed"))


def _row_of(document: Document, by: Account) -> Signature:
    """The signature that somebody is asked for: of several, the one that waits."""
    rows = [
        row for row in queries.signatures_of(document)
        if is_to_sign(by, row, document.person)
    ]  # fmt: skip
    if not rows:
        raise NotAllowedError(_("You are not asked to sign this document."))
    return next((row for row in rows if row.state == Signature.State.ASKED), rows[-1])


def _names_of(document: Document, by: Account | None = None) -> list[str]:
    """How whoever signs may write their name: the employee also as the records call them."""
    own = [by.name] if by is not None else []
    if by is None or by.person_id == document.person_id:
        own += [document.person.name, getattr(getattr(document.person, "profile", None), "legal_name", "")]
    return [each for each in own if each]


def _typed(name: str, own: list[str]) -> str:
    typed = " ".join(name.split())[:200]
    if typed.casefold() not in {" ".join(each.split()).casefold() for each in own}:
        raise ContractsError(
            _("Type your name as it stands here: %(name)s.") % {"name": own[0]}, field="name"
        )
    return typed


def _about(document: Document) -> list[tuple[str, str]]:
    return [
        (_("Title"), document.title),
        (_("Version"), str(document.number)),
        (_("For"), document.person.name),
        (_("Entity"), document.entity),
        (_("Template"), document.template),
        (_("Revision of the handbook"), document.revision),
        (_("SHA-256 of the PDF"), document.digest),
        (_("Identifier"), str(document.pk)),
    ]


def _evidence(each: Signature) -> list[tuple[str, str]]:
    part = _("employee") if each.part == EMPLOYEE else each.part
    moment = each.done_at.strftime("%Y-%m-%d %H:%M:%S UTC") if each.done_at is not None else ""
    proved = each.proved_at.strftime("%Y-%m-%d %H:%M:%S UTC") if each.proved_at is not None else ""
    email = each.account.email if each.account is not None else ""
    by_link = each.method == BY_LINK
    opened = each.opened_at.strftime("%Y-%m-%d %H:%M:%S UTC") if each.opened_at is not None else ""
    until = each.link_until.strftime("%Y-%m-%d %H:%M:%S UTC") if each.link_until is not None else ""
    return [
        (_("Signed as"), part),
        (_("Name as typed"), each.name),
        (_("Account"), email),
        (_("When"), moment),
        (_("From"), ", ".join(filter(None, (each.address, each.device)))),
        (_("Proved by"), ", ".join(filter(None, (method_shown(each, whole=True), proved)))),
        (_("Link opened"), ", ".join(filter(None, (opened, each.opened_from))) if by_link else ""),
        (_("Link worked until"), until if by_link else ""),
        (_("Agreed to"), each.consent),
        (_("SHA-256 of the signed PDF"), each.digest),
        (_("SHA-256 of this record"), each.seal),
    ]


def method_shown(each: Signature, *, whole: bool = False) -> str:
    """How somebody proved who they are, in words; an address stands there `whole` in the record of signatures alone."""
    if each.method == BY_LINK:
        address = each.link_to if whole else masked(each.link_to)
        if each.link_mailed_at is None:
            return _("link made for %(address)s and handed over") % {"address": address}
        return _("link sent to %(address)s") % {"address": address}
    words = {"password": _("password"), "session": _("sign-in")}.get(each.method, each.method)
    return f"{words}, {_('second factor')}" if each.second_factor else words


def _facts(pairs: list[tuple[str, str]]) -> str:
    rows = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", (pair for pair in pairs if pair[1]))
    return format_html("<table><tbody>{}</tbody></table>", rows)
