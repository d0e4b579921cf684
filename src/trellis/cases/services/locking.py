"""What all writes of cases begin and end with."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from trellis.cases import rules
from trellis.cases.events import CaseChanged
from trellis.cases.models import Case
from trellis.cases.services.errors import CaseError, NoCaseError, StaleCaseError
from trellis.core.rules import Account
from trellis.core.services.events import publish

LONGEST = 20_000


def locked(case: UUID, by: Account, *, seen: int | None = None, open_only: bool = True) -> Case:
    """A case to write into, for its handlers. Raises NoCaseError, StaleCaseError, CaseError for one that is closed."""
    found = rules.seen(by).filter(pk=case).first()
    if found is None:
        raise NoCaseError
    found = Case.objects.select_for_update().get(pk=case)
    if seen is not None and seen != found.version:
        raise StaleCaseError
    if open_only and found.closed_at is not None:
        raise CaseError(_("The case is closed."), hint=_("Open it again first."))
    return found


def changed(case: Case, by: UUID | None, deed: str, *, fields: tuple[str, ...] = ()) -> None:
    """Note that a case changed, and tell of it."""
    case.version += 1
    case.save(update_fields=["version", *fields])
    publish(CaseChanged(case.pk, by, deed))


def clean(text: str, field: str) -> str:
    """Words that somebody wrote. Raises CaseError for none, or too many."""
    words = text.strip()
    if not words:
        raise CaseError(_("Write something first."), field=field)
    if len(words) > LONGEST:
        raise CaseError(
            _("That is too long: %(most)d characters are taken at most.") % {"most": LONGEST}, field=field
        )
    return words
