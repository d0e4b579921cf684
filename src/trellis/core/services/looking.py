"""Writes of who looked at what is confidential."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from trellis.core.models import AccessNote, Account
from trellis.core.privacy_events import ConfidentialSeen
from trellis.core.rules import require_oneself
from trellis.core.services.events import publish

WHOLE = UUID(int=0)
"""The object of a note about a whole list."""


def record_access(*, account: Account, about: str, object: UUID, why: str) -> AccessNote:  # noqa: A002 - as in events
    """Write down that somebody looks at something confidential, before it is given to them.

    Raises ActingError for whoever acts as somebody else: the note would name one who saw nothing, and an administrator
    would see by another's rights what they have none to see.
    """
    require_oneself()
    with transaction.atomic(savepoint=False):  # nothing of it is undone alone
        note = AccessNote.objects.create(account=account, about=about, object=object, why=why[:500])
        publish(ConfidentialSeen(note.pk, account.pk, about, object))
    return note
