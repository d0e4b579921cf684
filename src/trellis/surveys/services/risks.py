"""Writes of retention risks: confidential, for the line above somebody and their people partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account, Person
from trellis.core.services.events import publish
from trellis.core.services.looking import WHOLE, record_access
from trellis.surveys import rules
from trellis.surveys.events import RetentionRiskKept
from trellis.surveys.models import RetentionRisk, RiskLevel
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.services.errors import StaleError, SurveyError

ABOUT = "retention-risk"


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely somebody leaves, why, what is done about it, and when to look again."""

    level: RiskLevel
    reason: str
    action: str = ""
    review_on: date | None = None


def keep_risk(*, person: Person, says: Risk, by: Account, seen: int | None = None) -> RetentionRisk:
    """Write down that somebody may leave, or change what was written; the same again writes nothing.

    `seen` is the version that was looked at; none where none was there. Raises NotAllowedError, SurveyError and
    StaleError.
    """
    _check_may(by, person)
    reason, action = " ".join(says.reason.split())[:500], " ".join(says.action.split())[:500]
    if not reason:
        raise SurveyError(_("Say why."), field="reason")
    try:
        with transaction.atomic():
            row = RetentionRisk.objects.select_for_update().filter(person=person).first()
            if row is not None and row.version != seen:
                raise StaleError
            values = (says.level, reason, action, says.review_on)
            if row is not None and (row.level, row.reason, row.action, row.review_on) == values:
                return row
            row = row or RetentionRisk(person=person, version=0)
            row.level, row.reason, row.action, row.review_on = values
            row.version, row.written_by, row.written_at = row.version + 1, by, timezone.now()
            row.save()
            publish(RetentionRiskKept(row.pk, by.pk))
    except IntegrityError as error:
        raise StaleError from error
    return row


def end_risk(*, person: Person, by: Account) -> None:
    """Say that somebody is not likely to leave any more: what was written is deleted. Raises NotAllowedError."""
    _check_may(by, person)
    with transaction.atomic():
        row = RetentionRisk.objects.select_for_update().filter(person=person).first()
        if row is not None:
            key = row.pk
            row.delete()
            publish(RetentionRiskKept(key, by.pk))


def looked_at(*, by: Account) -> None:
    """Note that somebody looks at the risks of their people."""
    record_access(
        account=by, about=ABOUT, object=WHOLE, why=_("looked at the retention risks of their people")
    )


def _check_may(by: Account, person: Person) -> None:
    if not rules.can_keep_risk(by, person):
        raise NotAllowedError(_("This is for the managers of a person and their people partner."))
