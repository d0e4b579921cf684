"""Writes of links to sign: making one, mailing it, sending it anew, withdrawing it, that it was opened.

The secret of a link is known only while it is made and mailed; what is kept is its SHA-256.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.contracts import rules
from trellis.contracts.definitions.notices import NEWS
from trellis.contracts.definitions.templates import EMPLOYEE
from trellis.contracts.events import SigningLinkMade, SigningLinkOpened, SigningLinkWithdrawn
from trellis.contracts.models import Document, Signature
from trellis.contracts.queries import documents as queries
from trellis.contracts.rules import Account, NotAllowedError, Person
from trellis.contracts.services.errors import ContractsError
from trellis.core import mailing
from trellis.core import queries as core
from trellis.core.mailing import Mailed
from trellis.core.services import notices
from trellis.core.services.events import publish

LIFE = timedelta(days=14)
TOKEN_BYTES = 32
_OF_LINK = ["link_to", "link_digest", "link_until", "link_mailed_at", "opened_at", "opened_from"]


@dataclass(frozen=True, slots=True)
class Given:
    """A new link: its address, which is known only now, and whether it was mailed."""

    signature: Signature
    address: str
    mailed: Mailed


def checked(address: str, person: Person) -> str:
    """An address that a link may go to. Raises ContractsError, also for that of somebody else's account."""
    found = address.strip()
    try:
        validate_email(found)
    except ValidationError:
        raise ContractsError(
            _("“%(address)s” is no address for mail.") % {"address": found[:254]},
            hint=_("Write one such as name@example.org."), field="link_to",
        ) from None  # fmt: skip
    account = core.account_by_email(found.lower())
    if account is not None and account.person_id != person.pk:
        raise ContractsError(
            _("This is the address of somebody else's account."),
            hint=_("Use an address that only %(name)s reads.") % {"name": person.name}, field="link_to",
        )  # fmt: skip
    return found


def issue(row: Signature, *, by: Account | None) -> None:
    """Make the link of a signature, and mail it once that is written; whoever made the document is told if it fails."""
    token = _renew(row, by)
    transaction.on_commit(lambda: _deliver_or_tell(row, token))


def send_anew(*, document: Document, by: Account, order: int, link_to: str = "") -> Given:
    """Make a new link for whoever is asked and has no account, to another address if need be; the former ends.

    Raises NotAllowedError, ContractsError.
    """
    with transaction.atomic():
        row = _asked(document, by, order)
        person = row.document.person
        if rules.has_way_in(person):
            raise ContractsError(
                _("%(name)s has an account, and signs there.") % {"name": person.name}, field="link_to"
            )
        row.link_to = checked(link_to or row.link_to, person)
        token = _renew(row, by)
    return Given(row, address_of(token), deliver(row, token))


def withdraw(*, document: Document, by: Account, order: int) -> Signature:
    """Have a link work no more. Twice is once. Raises NotAllowedError, ContractsError."""
    with transaction.atomic():
        row = _asked(document, by, order)
        if row.link_digest:
            row.link_digest, row.link_until, row.link_mailed_at = "", None, None
            row.save(update_fields=_OF_LINK)
            publish(SigningLinkWithdrawn(row.document_id, by.pk, row.pk))
    return row


def opened(*, signature: Signature, network_address: str) -> None:
    """Note when and from where a link was first opened, while its signature is asked for."""
    if signature.opened_at is not None or signature.state != Signature.State.ASKED:
        return
    with transaction.atomic():
        now, address = timezone.now(), network_address[:60]
        first = Signature.objects.filter(
            pk=signature.pk, state=Signature.State.ASKED, link_digest=signature.link_digest, opened_at=None
        ).update(opened_at=now, opened_from=address)
        if first:
            publish(SigningLinkOpened(signature.document_id, None, signature.pk))


def remind(row: Signature, now: datetime) -> int:
    """Mail a link once more to whoever has not signed; 1 where it went out.

    Secrets are not kept, so it is a new one, which ends when the former would have. That one works until the mail is
    out. Of a link that has ended whoever made the document is told, once.
    """
    if row.link_until is None:
        return 0
    if row.link_until <= now:
        _tell_maker(
            row,
            gettext_lazy("A link to sign has ended, and was not used"),
            f"link ended {row.link_digest[:32]}",
        )
        return 0
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if _mail(row, token, again=True) != "sent":
        return 0
    here = Signature.objects.filter(pk=row.pk, state=Signature.State.ASKED, link_digest=row.link_digest)
    return here.update(link_digest=core.digest_of(token), link_mailed_at=now)


def deliver(row: Signature, token: str) -> Mailed:
    """Mail a link, after its transaction, and note that."""
    mailed = _mail(row, token)
    if mailed == "sent":
        row.link_mailed_at = timezone.now()
        here = Signature.objects.filter(pk=row.pk, state=Signature.State.ASKED, link_digest=row.link_digest)
        here.update(link_mailed_at=row.link_mailed_at)
    return mailed


def address_of(token: str) -> str:
    """The whole address of a link."""
    return settings.TRELLIS_ADDRESS.rstrip("/") + reverse("contracts:link", args=[token])


def _renew(row: Signature, by: Account | None) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.link_digest, row.link_until = core.digest_of(token), timezone.now() + LIFE
    row.link_mailed_at, row.opened_at, row.opened_from = None, None, ""
    row.save(update_fields=_OF_LINK)
    publish(SigningLinkMade(row.document_id, by.pk if by is not None else None, row.pk))
    return token


def _asked(document: Document, by: Account, order: int) -> Signature:
    """The signature of the employee that is asked for, locked, for who keeps the document."""
    found = (
        Document.objects.select_for_update(of=("self",))
        .select_related("person__account", "made_by")
        .get(pk=document.pk)
    )
    if not rules.can_keep(by, found.person):
        raise NotAllowedError(
            _("Only whoever keeps the documents of a person does this, and nobody with their own.")
        )
    row = found.signatures.filter(order=order, of=EMPLOYEE, state=Signature.State.ASKED).first()
    if row is None or found.state != Document.State.SENT:
        raise ContractsError(_("This document does not wait for a signature by a link."))
    row.document = found
    return row


def _deliver_or_tell(row: Signature, token: str) -> None:
    if deliver(row, token) != "sent":
        _tell_maker(row, gettext_lazy("The link to sign a document could not be mailed"))


def _tell_maker(row: Signature, subject: Any, key: str = "") -> None:
    maker = row.document.made_by
    notices.notify(
        NEWS, [maker] if maker is not None else [], subject=subject, key=key,
        address=reverse("contracts:document", args=[row.document_id]), about=(rules.ABOUT, row.document_id),
    )  # fmt: skip


def _mail(row: Signature, token: str, *, again: bool = False) -> Mailed:
    """In the language of the document: of its reader no other is known."""
    document, maker = row.document, row.document.made_by
    reply_to = maker.email if maker is not None and maker.is_active and maker.has_address else ""
    template = queries.template_at(document.template)
    with translation.override(template.language if template is not None else settings.LANGUAGE_CODE):
        subject = _("Please sign: %(title)s") % {"title": document.title}
        values = {
            "name": document.person.name, "entity": document.entity, "title": document.title, "again": again,
            "address": address_of(token), "until": row.link_until,
            "by": maker.name if maker is not None and reply_to else "",
        }  # fmt: skip
        text = render_to_string("contracts/mail/link.txt", values)
    return mailing.send_words(row.link_to, subject, text, reply_to=reply_to)
