"""What the pages of this room begin with: who asks, and the person or the document that the address names."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from trellis.contracts import rules
from trellis.contracts.models import Document
from trellis.contracts.queries import documents
from trellis.contracts.rules import Account, Person
from trellis.core.guarding import only
from trellis.core.rules import can_read
from trellis.people.queries.directory import person_for

members_only = only(can_read)
"""A view for those of the team."""


def kept_person(who: Account, key: UUID) -> Person:
    """Somebody whose documents whoever asks keeps. Raises Http404, also for who is there and not theirs."""
    found = person_for(key)
    if found is None or not rules.can_keep(who, found):
        raise Http404
    return found


def seen_document(who: Account, key: UUID) -> Document:
    """A document that whoever asks sees. Raises Http404, also for one that is there and not theirs."""
    found = documents.document_for(who, key)
    if found is None:
        raise Http404
    return found
