"""Writes of drafts: what somebody types is kept from the first letter on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.handbook.repositories import checked_path
from trellis.pages import rules
from trellis.pages.models import Draft, Proposal
from trellis.pages.queries.editing import LARGEST, is_commit


class NotAllowedError(TrellisError):
    """The actor may not do this."""

    code = "not-allowed"


class TextError(TrellisError):
    """The text that was sent cannot be a page."""

    code = "text"


def save_draft(
    *, author: Account, path: str, text: str, started_from: str, proposal: Proposal | None = None
) -> Draft:
    """Keep what somebody has written of a page so far; the same again changes nothing but the time.

    Raises NotAllowedError, and TextError where the text is larger than a page may be.
    """
    if not (rules.can_change(author, proposal) if proposal is not None else rules.can_propose(author)):
        raise NotAllowedError("Only contributors can change pages.", hint="Ask an administrator for access.")
    checked_text(text)
    if not is_commit(started_from):
        raise TextError("The text that you began with is not known.", hint="Open the page again.")
    checked_path(path)
    with transaction.atomic():
        draft, _made = Draft.objects.update_or_create(
            author_id=author.pk,
            path=path,
            proposal=proposal,
            defaults={"text": text, "started_from": started_from, "updated_at": timezone.now()},
        )
    return draft


def discard_draft(*, author: Account, path: str, proposal: Proposal | None = None) -> None:
    """Throw away what somebody has written of a page; nothing where there is none."""
    Draft.objects.filter(author_id=author.pk, path=path, proposal=proposal).delete()


def checked_text(text: str) -> str:
    """The text again, if a page may be as large. Raises TextError."""
    if "\0" in text:
        raise TextError("The text holds a NUL character, which no page can.", hint="Remove it.")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise TextError(
            f"The text has {size / 2**20:.1f} MB; a page has at most {LARGEST // 2**20} MB.",
            hint="Split it into several pages, or attach the data as a file.",
        )
    return text
