"""Writes of asking for signatures: whoever is next, by their account, a link, or both."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from trellis.contracts.definitions.notices import SIGN
from trellis.contracts.models import Document, Signature
from trellis.contracts.rules import ABOUT, Account
from trellis.contracts.services import links
from trellis.core.services import notices
from trellis.work.dues import due_after_working_days
from trellis.work.services import items

WORK = "document-signature"
WITHIN_WORKING_DAYS = 5
OPEN = (Signature.State.WAITING, Signature.State.ASKED)
State = Document.State


def ask_next(document: Document, by: Account | None) -> Signature | None:
    """Ask whoever is next to sign; `None` where all have."""
    row = (
        document.signatures.filter(state=Signature.State.WAITING)
        .select_related("account")
        .order_by("order")
        .first()
    )
    if row is None:
        return None
    row.document = document
    row.state, row.asked_at = Signature.State.ASKED, timezone.now()
    row.save(update_fields=["state", "asked_at"])
    if row.account is not None:
        _ask_account(row, row.account, by)
    if row.link_to:
        links.issue(row, by=by)
    return row


def account_came(person: UUID, account: UUID, by: UUID | None) -> None:
    """React to an account of somebody who is asked by links: it is the same signature, by either way."""
    rows = Signature.objects.filter(document__person=person, account=None, document__state=State.SENT)
    open_rows = rows.exclude(link_to="").filter(state__in=OPEN)
    who = Account.objects.filter(pk=account).first() if open_rows.exists() else None
    if who is None:
        return
    actor = Account.objects.filter(pk=by).first() if by is not None else None
    for row in open_rows.select_related("document"):
        row.account = who
        row.save(update_fields=["account"])
        if row.state == Signature.State.ASKED:
            _ask_account(row, who, actor)


def account_went(person: UUID, account: UUID) -> None:
    """React to an account that is somebody else's after all: who was asked by a link is asked by it alone."""
    rows = Signature.objects.filter(
        document__person=person, account=account, document__state=State.SENT,
        state__in=OPEN,
    ).exclude(link_to="")  # fmt: skip
    for row in rows:
        items.settle(WORK, row.document_id)
        row.account = None
        row.save(update_fields=["account"])


def _ask_account(row: Signature, account: Account, by: Account | None) -> None:
    now = timezone.now()
    items.wait_on(
        WORK, ABOUT, row.document_id, [account], title=row.document.title, asked_by=by,
        due_at=lambda who: due_after_working_days(WITHIN_WORKING_DAYS, who, now),
    )  # fmt: skip
    notices.notify(
        SIGN, [account], actor=by, subject=gettext_lazy("A document waits for your signature"),
        address=reverse("contracts:document", args=[row.document_id]), about=(ABOUT, row.document_id),
    )  # fmt: skip
