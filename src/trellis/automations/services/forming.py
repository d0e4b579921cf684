"""Writes of the form for automations: what is in its cells becomes the text of a draft, and no more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.automations import rules
from trellis.automations.definitions.filling import text_of
from trellis.automations.definitions.sheets import Sheet, new_action
from trellis.core.rules import Account
from trellis.handbook.rewriting import CannotRewriteError
from trellis.pages.queries.editing import Desk
from trellis.pages.services import drafts
from trellis.pages.services.drafts import NotAllowedError


def begin(desk: Desk, *, by: Account, title: str) -> None:
    """Begin a new automation as a draft, in the name of whoever begins it; one that was begun goes on as it is."""
    _require(by)
    if desk.draft is None and desk.is_new:
        text = text_of("", Sheet(title=title, owner=by.email, then=(new_action(),)))
        drafts.save_draft(author=by, path=desk.path, text=text, started_from=desk.commit)


def change(desk: Desk, *, by: Account, seen: str, sheet: Sheet) -> bool:
    """Put the cells of a form into the draft; the answer says whether anything is different.

    `seen` is the fingerprint of the text that the form was made of. Raises NotAllowedError, StaleError where the text
    is another by now, CannotRewriteError where it can only be changed as text.
    """
    _require(by)
    check_seen(desk, seen)
    before = plain_text(desk)
    try:
        text = text_of(before, sheet)
    except CannotRewriteError as error:
        raise CannotRewriteError(
            _("This file is written in a way that a form cannot change."), hint=_("Edit it as text.")
        ) from error
    if text == before:
        return False
    drafts.save_draft(
        author=by,
        path=desk.path,
        text=text,
        started_from=desk.commit,
        proposal=desk.proposal,
        instead_of=desk.text,
    )
    return True


def check_seen(desk: Desk, seen: str) -> None:
    """Raise StaleError where the text is not the one that somebody looked at."""
    drafts.check_seen(
        desk.text, seen, _("The form shows it as it is now. What you changed last is not in it: do it again.")
    )


def plain_text(desk: Desk) -> str:
    """The text on a desk, its lines ended as the compiler reads them."""
    return desk.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _require(by: Account) -> None:
    if not rules.can_write(by):
        raise NotAllowedError(
            _("Only contributors can change automations."), hint=_("Ask an administrator for access.")
        )
