"""Links by which somebody without an account signs: what one leads to, and how its address is shown."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from trellis.contracts.models import Document, Signature
from trellis.core.queries import digest_of

_WORKS = (
    Q(state=Signature.State.ASKED, document__state=Document.State.SENT)
    | Q(state=Signature.State.SIGNED, document__state__in=(Document.State.SENT, Document.State.SIGNED))
    | Q(state=Signature.State.DECLINED, document__state=Document.State.DECLINED)
)
"""Who has signed reads the document until the link ends; of one that is void nothing is shown."""


def linked(token: str, at: datetime) -> Signature | None:
    """The signature that a link is for, where it works at a moment; `None` for any other. One query."""
    rows = Signature.objects.filter(_WORKS, link_digest=digest_of(token), link_until__gt=at)
    return rows.select_related(
        "document__person__profile", "document__file__stored", "document__made_by"
    ).first()


def masked(address: str) -> str:
    """An address of which only those who know it see whose it is: `a…@example.org`."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}…{at}{domain}" if at else ""
