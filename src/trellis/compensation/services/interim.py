"""Writes of interim bonuses: for a higher role that somebody fills for a time, approved by the rule `interim-bonus`."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.compensation import rules
from trellis.compensation.definitions.permissions import SEE
from trellis.compensation.events import InterimMoved
from trellis.compensation.models import InterimBonus, State
from trellis.compensation.queries import interim as queries
from trellis.compensation.queries import pay as of_pay
from trellis.compensation.services.errors import PayError
from trellis.core import defined
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.events import publish
from trellis.people.services.organising import locked_employment
from trellis.work.events import ApprovalGranted
from trellis.work.services import approvals
from trellis.work.services.requested import Requested

RULE = KIND = "interim-bonus"
"""The rule of approvals.yml, and what its requests are about."""


def ask(
    *, employment: Any, title: str, starts_on: date, ends_on: date, reason: str, by: Account
) -> InterimBonus:
    """Ask for the bonus of the handbook for a higher role that somebody fills from a day to a day.

    The same again, while it waits, is the same one. Raises NotAllowedError, and PayError for what earns none, and for
    days that another one has.
    """
    with transaction.atomic():
        employment = locked_employment(employment)
        if not rules.can_ask_for_change(by, employment.person):
            raise NotAllowedError(_("You may not ask for a change of this pay."), permission=SEE.name)
        words = " ".join(reason.split())[:1000]
        if not words:
            raise PayError(_("Say why."), hint=_("A sentence is enough."), field="reason")
        taken = InterimBonus.objects.filter(
            employment=employment, state__in=(State.ASKED, State.GRANTED), starts_on__lte=ends_on,
            ends_on__gte=starts_on,
        ).first()  # fmt: skip
        if taken is not None:
            same = (taken.title, taken.starts_on, taken.ends_on, taken.reason, taken.asked_by_id)
            if taken.state == State.ASKED and same == (title, starts_on, ends_on, words, by.pk):
                return taken
            raise PayError(_("There is an interim bonus for some of these days already."), field="starts_on")
        earned = _earned(employment, title, starts_on, ends_on)
        made = InterimBonus(
            employment=employment, title=title, starts_on=starts_on, ends_on=ends_on, reason=words, asked_by=by,
            revision=defined.revision()[:200],
        )  # fmt: skip
        made.amount = earned.amount
        made.digest = approvals.digest_of(
            str(employment.pk), title, starts_on, ends_on, str(made.amount), words
        )
        made.save(force_insert=True)
        publish(InterimMoved(employment.person_id, by.pk, made.pk, State.ASKED))
        content = approvals.Content(
            title=_("Interim bonus: %(name)s as %(title)s") % {"name": employment.person.name, "title": title},
            facts={"days": earned.days}, digest=made.digest,
        )  # fmt: skip
        REQUESTED.ask(made, RULE, content, by=by, subject=employment.person)
    return made


def withdraw(*, bonus: InterimBonus, by: Account) -> InterimBonus:
    """Ask no more. Twice is once. Raises NotAllowedError, ApprovalError for what was decided."""
    if bonus.state == State.ASKED:
        REQUESTED.withdraw(bonus, by=by)
    bonus.refresh_from_db()
    return bonus


def _earned(employment: Any, title: str, starts_on: date, ends_on: date) -> queries.Earned:
    if ends_on < starts_on:
        raise PayError(_("The last day lies before the first one."), field="ends_on")
    last = employment.ends_on
    if starts_on < employment.starts_on or (last is not None and ends_on > last):
        raise PayError(_("They are not employed here on all of these days."), field="ends_on")
    standing = of_pay.standing_on(employment, employment.person, starts_on)
    earned = queries.earned(standing, title, starts_on, ends_on)
    if earned is None:
        raise PayError(
            _("This cannot be reckoned: there is no pay yet, no such level, or no exchange rate."),
            hint=_("Whoever keeps pay writes it down."), field="title",
        )  # fmt: skip
    if not earned.is_higher:
        raise PayError(_("“%(title)s” is not above their own role.") % {"title": title}, field="title")
    if not earned.is_long_enough:
        raise PayError(
            _("A role is filled for more than %(least)d days to earn a bonus; these are %(days)d.")
            % {"least": earned.longer_than, "days": earned.days},
            field="ends_on",
        )
    return earned


def _grant(bonus: InterimBonus, event: ApprovalGranted) -> None:
    """What was approved is paid, unless they have left before it was over."""
    employment = locked_employment(bonus.employment)
    if employment.ends_on is not None and employment.ends_on < bonus.ends_on:
        raise PayError(
            _("They are not employed here on all of these days."),
            hint=_("Withdraw it, and ask for the days until they leave."),
        )
    _move(bonus, State.GRANTED, event.by)


def _waiting(key: UUID) -> InterimBonus | None:
    rows = InterimBonus.objects.select_for_update(of=("self",)).select_related(
        "employment__person", "asked_by"
    )
    return rows.filter(pk=key, state=State.ASKED).first()


def _move(bonus: InterimBonus, state: str, by: UUID | None) -> None:
    bonus.state, bonus.decided_at = state, timezone.now()
    bonus.save(update_fields=["state", "decided_at"])
    publish(InterimMoved(bonus.employment.person_id, by, bonus.pk, state))


REQUESTED = Requested(
    kind=KIND, waiting=_waiting, grant=_grant, move=_move, rejected=State.REJECTED, withdrawn=State.WITHDRAWN
)
