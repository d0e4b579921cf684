"""Writes of holds: keeping what is known of somebody from being taken away, while a dispute lasts."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import privacy, rules
from trellis.core.models import Account, LegalHold, Person
from trellis.core.privacy_events import HoldEnded, HoldPlaced
from trellis.core.rules import NotAllowedError
from trellis.core.services.events import publish
from trellis.handbook.errors import TrellisError


class HoldError(TrellisError):
    """Somebody's data is on hold, or cannot be put on hold like this."""

    code = "legal-hold"


def place(*, person: Person, reason: str, by: Account) -> LegalHold:
    """Keep retention and erasure from taking anything of somebody away; again gives the hold that there is.

    Raises NotAllowedError, and HoldError without a reason.
    """
    _check(by)
    clean = " ".join(reason.split())[:500]
    if not clean:
        raise HoldError(_("Say why the data must be kept."))
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        before = privacy.hold_of(person)
        if before is not None:
            return before
        try:
            with transaction.atomic():
                hold = LegalHold.objects.create(person=person, reason=clean, placed_by=by)
        except IntegrityError:
            return LegalHold.objects.get(person=person, ended_at=None)
        publish(HoldPlaced(person.pk, by.pk))
    return hold


def end(*, person: Person, by: Account) -> bool:
    """End the hold on somebody; False where there is none. Raises NotAllowedError."""
    _check(by)
    with transaction.atomic():
        ended = LegalHold.objects.filter(person=person, ended_at=None).update(
            ended_at=timezone.now(), ended_by=by
        )
        if ended:
            publish(HoldEnded(person.pk, by.pk))
    return bool(ended)


def check_free(person: Person) -> None:
    """Raises HoldError where somebody is on hold."""
    if privacy.hold_of(person) is not None:
        raise HoldError(_("The data of this person is on hold."), hint=_("End the hold first."))


def _check(by: Account) -> None:
    if not rules.can_keep_people(by):
        raise NotAllowedError(_("Only administrators put data on hold."))
