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
from trellis.contracts.rules import Account, NotAllowedError
from trellis.contracts.services import documents
from trellis.contracts.services.documents import ABOUT, State, locked
from trellis.contracts.services.errors import ContractsError, TamperedError
from trellis.core import attaching
from trellis.core.services import files, notices
from trellis.core.services.events import publish
from trellis.web.documents.pdf import Document as Paper
from trellis.web.documents.pdf import Part, pdf_of
from trellis.work.services import items

REMIND_EVERY = timedelta(days=5)


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
        if found.state != State.SENT or row.state != Signature.State.ASKED:
            raise ContractsError(_("This document does not wait for your signature."))
        typed = _typed(name, found, by)
        if not proving.is_whole(found):
            raise TamperedError
        row.state, row.done_at, row.name, row.consent = (
            Signature.State.SIGNED,
            timezone.now(),
            typed,
            consent[:1000],
        )
        row.address, row.device, row.method = proof.address[:60], proof.device[:100], proof.method[:60]
        row.second_factor, row.proved_at, row.digest = proof.second_factor, proof.proved_at, found.digest
        row.seal = proving.seal_of(row)
        row.save()
        publish(DocumentSigned(found.pk, by.pk, row.pk, row.seal))
        items.settle(documents.WORK, found.pk, done_by=by)
        if documents.ask_next(found, by) is None:
            documents.end(found, State.SIGNED, by)
            documents.tell_maker(found, by, gettext_lazy("A document is signed by all"))
    if found.state == State.SIGNED:
        keep_evidence(document=found, by=by)
    return found


def decline(*, document: Document, reason: str, by: Account) -> Document:
    """Say that one does not sign, and why; the document ends. Twice is once. Raises NotAllowedError, ContractsError."""
    because = " ".join(reason.split())[:500]
    with transaction.atomic():
        found = locked(document)
        row = _row_of(found, by)
        if row.state == Signature.State.DECLINED:
            return found
        if found.state != State.SENT or row.state != Signature.State.ASKED:
            raise ContractsError(_("This document does not wait for your signature."))
        if not because:
            raise ContractsError(_("Say why you do not sign."), field="reason")
        row.state, row.done_at, row.reason = Signature.State.DECLINED, timezone.now(), because
        row.save(update_fields=["state", "done_at", "reason"])
        documents.end(found, State.DECLINED, by)
        documents.tell_maker(found, by, gettext_lazy("A document was not signed"))
    return found


def keep_evidence(*, document: Document, by: Account) -> Document:
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
    for row in waiting.select_related("account", "document").order_by("asked_at")[:500]:
        assert row.account is not None  # who is asked is somebody
        assert row.asked_at is not None  # since some moment
        turn = (now - row.asked_at) // REMIND_EVERY
        told += notices.notify(
            SIGN, [row.account], subject=gettext_lazy("A document still waits for your signature"),
            address=reverse("contracts:document", args=[row.document_id]), about=(ABOUT, row.document_id),
            key=f"remind {row.pk} {turn}",
        )  # fmt: skip
    return told


def _row_of(document: Document, by: Account) -> Signature:
    """The signature that somebody is asked for: of several, the one that waits."""
    rows = [
        row for row in queries.signatures_of(document)
        if row.account_id == by.pk and row.state != Signature.State.WAITING
    ]  # fmt: skip
    if not rows:
        raise NotAllowedError(_("You are not asked to sign this document."))
    return next((row for row in rows if row.state == Signature.State.ASKED), rows[-1])


def _typed(name: str, document: Document, by: Account) -> str:
    typed = " ".join(name.split())[:200]
    own = {by.name}
    if by.person_id == document.person_id:
        own |= {document.person.name, getattr(getattr(document.person, "profile", None), "legal_name", "")}
    if typed.casefold() not in {" ".join(each.split()).casefold() for each in own if each}:
        raise ContractsError(
            _("Type your name as it stands here: %(name)s.") % {"name": by.name}, field="name"
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
    return [
        (_("Signed as"), part),
        (_("Name as typed"), each.name),
        (_("Account"), email),
        (_("When"), moment),
        (_("From"), ", ".join(filter(None, (each.address, each.device)))),
        (_("Proved by"), ", ".join(filter(None, (method_shown(each), proved)))),
        (_("Agreed to"), each.consent),
        (_("SHA-256 of the signed PDF"), each.digest),
        (_("SHA-256 of this record"), each.seal),
    ]


def method_shown(each: Signature) -> str:
    """How somebody proved who they are, in words."""
    words = {"password": _("password"), "session": _("sign-in")}.get(each.method, each.method)
    return f"{words}, {_('second factor')}" if each.second_factor else words


def _facts(pairs: list[tuple[str, str]]) -> str:
    rows = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", (pair for pair in pairs if pair[1]))
    return format_html("<table><tbody>{}</tbody></table>", rows)
