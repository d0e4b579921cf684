"""Writes of absences: when somebody is away, and who stands in."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.work import dues, rules
from trellis.work.definitions.notices import STANDING_IN
from trellis.work.events import AbsenceEnded, AbsencePlanned
from trellis.work.models import Absence
from trellis.work.phrases import filled
from trellis.work.queries import items
from trellis.work.services.items import WorkError

LONGEST = timedelta(days=366)
MOST = 20


def plan(*, first: date, last: date, stand_in: Account, by: Account) -> Absence:
    """Be away from the first to the last of some days, where one works, while another stands in, who is told.

    Raises NotAllowedError, WorkError for days that are past, too many or taken, and for a stand-in who cannot be.
    """
    if not rules.can_have_work(by):
        raise NotAllowedError(_("Only people whose account is open can be away."))
    if stand_in.pk == by.pk or not rules.can_have_work(stand_in):
        raise WorkError(_("Choose somebody else to stand in for you."))
    if last < first:
        raise WorkError(_("The last day comes before the first."))
    now = timezone.now()
    starts_at, ends_at = dues.start_of(first, by), dues.start_of(last + timedelta(days=1), by)
    if ends_at <= now or ends_at - starts_at > LONGEST:
        raise WorkError(_("Choose days that are not over yet, a year at most."))
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=by.pk)
        taken = items.absences_of(by, now)
        if taken.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise WorkError(_("You are away on some of these days already."), hint=_("Take that back first."))
        if taken.count() >= MOST:
            raise WorkError(_("At most %(n)d absences can be planned.") % {"n": MOST})
        made = Absence.objects.create(account=by, stand_in=stand_in, starts_at=starts_at, ends_at=ends_at)
        publish(AbsencePlanned(made.pk, by.pk, stand_in.pk))
        days = {"first": lazy(date_format, str)(first), "last": lazy(date_format, str)(last)}
        said = gettext_lazy("You stand in for %(name)s from %(first)s to %(last)s")
        notices.notify(
            STANDING_IN, [stand_in], actor=by, address=reverse("work:absence"),
            subject=filled(said, name=by.name, **days),
        )  # fmt: skip
    return made


def take_back(key: UUID, *, by: Account) -> bool:
    """Be there again, or not go: gives whether there was such an absence of one's own."""
    with transaction.atomic():
        found = Absence.objects.select_for_update().filter(account=by, pk=key).first()
        if found is None:
            return False
        publish(AbsenceEnded(found.pk, by.pk))
        found.delete()
    return True
