"""Writes of the form for job families: each action changes the draft of a page, and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.pages.fingerprints import fingerprint
from trellis.pages.queries.editing import Desk
from trellis.pages.rules import can_propose
from trellis.pages.services import drafts
from trellis.pages.services.drafts import NotAllowedError
from trellis.roles.definitions.editing.applying import Operation, apply
from trellis.roles.models import FormStep
from trellis.roles.queries.forming import last_step

MOST_STEPS = 50
"""Steps of one draft that can be taken back."""

MOST_OPERATIONS = 40
"""Operations of one action: what was asked for, and other fields that were changed before it."""


class FormError(TrellisError):
    """The form cannot do what was asked for."""

    code = "form"


def change(desk: Desk, *, by: Account, seen: str, operations: Sequence[Operation], what: str) -> bool:
    """Change the draft by some operations, all or none; the answer says whether anything changed.

    `seen` is the fingerprint of the text that `by` looked at, `what` says in a few words what is done. Raises
    NotAllowedError, StaleError where the text is another by now, CannotEditError where an operation cannot be made.
    """
    _require(by)
    drafts.check_seen(
        desk.text,
        seen,
        _("The form shows it as it is now. What you sent is below: do it again if it is still right."),
    )
    if len(operations) > MOST_OPERATIONS:
        raise FormError(_("Too many fields were changed at once."), hint=_("Save them a few at a time."))
    text = desk.text
    for operation in operations:
        text = apply(text, operation)
    if text == desk.text:
        return False
    with transaction.atomic():
        draft = drafts.save_draft(
            author=by,
            path=desk.path,
            text=text,
            started_from=desk.commit,
            proposal=desk.proposal,
            instead_of=desk.text,
        )
        start, removed, added = difference(desk.text, text)
        FormStep.objects.create(
            draft_id=draft.pk,
            what=what[:200],
            start=start,
            removed=removed,
            added=added,
            after=fingerprint(text),
        )
        old = FormStep.objects.filter(draft_id=draft.pk).order_by("-created_at", "-pk")[MOST_STEPS:]
        FormStep.objects.filter(pk__in=[step.pk for step in old]).delete()
    return True


def undo(desk: Desk, *, by: Account, seen: str) -> str:
    """Take the last step of a draft back; the answer says what it was.

    Raises NotAllowedError, StaleError where the text is another by now, FormError where there is no step.
    """
    _require(by)
    drafts.check_seen(desk.text, seen, _("The form shows it as it is now."))
    step = last_step(desk)
    if step is None:
        raise FormError(
            _("There is nothing to take back."), hint=_("Steps are kept until the text is changed elsewhere.")
        )
    text = desk.text[: step.start] + step.removed + desk.text[step.start + len(step.added) :]
    with transaction.atomic():
        drafts.save_draft(
            author=by,
            path=desk.path,
            text=text,
            started_from=desk.commit,
            proposal=desk.proposal,
            instead_of=desk.text,
        )
        step.delete()
    return step.what


def difference(old: str, new: str) -> tuple[int, str, str]:
    """Where two texts begin to differ, and what differs there in each."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    return start, old[start : len(old) - end], new[start : len(new) - end]


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _require(by: Account) -> None:
    if not can_propose(by):
        raise NotAllowedError(
            _("Only contributors can change pages."), hint=_("Ask an administrator for access.")
        )
