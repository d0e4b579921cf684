"""Writes of drafts: what somebody types is kept from the first letter on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.handbook.repositories import checked_path
from trellis.pages import rules
from trellis.pages.fingerprints import fingerprint
from trellis.pages.models import Draft, Proposal
from trellis.pages.queries.editing import LARGEST, is_commit


class NotAllowedError(TrellisError):
    """The actor may not do this."""

    code = "not-allowed"


class StaleError(TrellisError):
    """The text has changed since the actor saw it."""

    code = "stale"


def check_seen(text: str, seen: str, hint: str) -> None:
    """Raise StaleError with a hint, where `seen` is not the fingerprint of a text: somebody looked at another."""
    if seen != fingerprint(text):
        raise StaleError(
            _("The text has changed since this form was shown, perhaps in another window."), hint=hint
        )


class TextError(TrellisError):
    """The text that was sent cannot be a page."""

    code = "text"


def save_draft(
    *,
    author: Account,
    path: str,
    text: str,
    started_from: str,
    proposal: Proposal | None = None,
    instead_of: str | None = None,
) -> Draft:
    """Keep what somebody has written of a page so far; the same again changes nothing but the time.

    `instead_of` is the text that it takes the place of: if the draft has another by now, nothing is written. Raises
    NotAllowedError, StaleError for that, and TextError where the text is larger than a page may be.
    """
    if not (rules.can_change(author, proposal) if proposal is not None else rules.can_propose(author)):
        raise NotAllowedError(
            _("Only contributors can change pages."), hint=_("Ask an administrator for access.")
        )
    checked_text(text)
    if not is_commit(started_from):
        raise TextError(_("The text that you began with is not known."), hint=_("Open the page again."))
    checked_path(path)
    with transaction.atomic():
        drafts = Draft.objects.select_for_update().filter(author_id=author.pk, path=path, proposal=proposal)
        if instead_of is not None and any(draft.text != instead_of for draft in drafts):
            raise StaleError(
                _("Your draft has changed since this page was shown."),
                hint=_("Look at it as it is now, then go on."),
            )
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
        raise TextError(_("The text holds a NUL character, which no page can."), hint=_("Remove it."))
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise TextError(
            _("The text has %(size)s MB; a page has at most %(most)s MB.")
            % {"size": number_format(size / 2**20, 1), "most": LARGEST // 2**20},
            hint=_("Split it into several pages, or attach the data as a file."),
        )
    return text
