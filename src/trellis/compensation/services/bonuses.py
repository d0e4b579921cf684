"""Writes of discretionary bonuses: nominating a colleague, and what the approval makes of it."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.compensation import terms
from trellis.compensation.definitions.compensation import Bonus
from trellis.compensation.definitions.notices import BONUS
from trellis.compensation.events import BonusMoved
from trellis.compensation.models import BonusRequest, State
from trellis.compensation.queries import bonuses as queries
from trellis.compensation.services.errors import PayError
from trellis.core import defined
from trellis.core.money import Money
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.people import lines
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.work.events import ApprovalGranted
from trellis.work.services import approvals
from trellis.work.services.requested import Requested

RULE, KIND = "discretionary-bonus", "bonus"
LONGEST = 1500
_SENTENCE_ENDS = re.compile(r"[.!?…]+(?:\s|$)")


def nominate(*, nominee: Person, reason: str, value: str, by: Account) -> BonusRequest:
    """Ask that a colleague gets the bonus of the handbook. Their manager decides, by the rule of approvals.yml.

    The same nomination again, while it waits, is the same one. Raises NotAllowedError, and PayError for oneself, for
    somebody above in one's line, and for what the handbook's rules of bonuses exclude.
    """
    if not can_read(by):
        raise NotAllowedError(_("Bonuses are for those who work here, by those who work here."))
    said = terms.compensation().bonus
    words = reason.strip().replace("\r\n", "\n")
    with transaction.atomic():
        before = BonusRequest.objects.filter(
            nominee=nominee, nominated_by=by, state=State.ASKED, reason=words
        ).first()
        if before is not None:
            return before
        _check_reason(words, value, said)
        _check_nominee(nominee, by, said)
        if said.most_per_month is not None and queries.asked_in(today()) >= said.most_per_month:
            raise PayError(
                _("The bonuses of this month are all given or asked for."), hint=_("Ask again next month.")
            )
        made = BonusRequest(
            nominee=nominee, nominated_by=by, reason=words, value=value,
            revision=defined.revision()[:200],
        )  # fmt: skip
        made.amount = Money(said.amount, said.currency or terms.own_currency())
        made.save()
        publish(BonusMoved(made.pk, by.pk, State.ASKED))
        REQUESTED.ask(
            made,
            RULE,
            approvals.Content(
                title=_("Bonus: %(name)s") % {"name": nominee.name},
                text=words,
                facts={"amount": {"amount": str(made.amount_amount), "currency": made.amount_currency}},
            ),
            by=by,
            subject=nominee,
        )
    return made


def withdraw(*, bonus: BonusRequest, by: Account) -> BonusRequest:
    """Ask no more. Twice is once. Raises NotAllowedError, ApprovalError for what was decided."""
    if bonus.state == State.ASKED:
        REQUESTED.withdraw(bonus, by=by)
    bonus.refresh_from_db()
    return bonus


def _grant(bonus: BonusRequest, event: ApprovalGranted) -> None:
    """An approved bonus is told: to the colleague, to who asked, and to the team."""
    _move(bonus, State.GRANTED, event.by)
    notices.notify(
        BONUS, _told(bonus), subject=gettext_lazy("%(name)s has got a bonus") % {"name": bonus.nominee.name},
        address=reverse("compensation:bonus", args=[bonus.pk]), text=bonus.reason, key=f"bonus {bonus.pk}",
    )  # fmt: skip


def _check_reason(words: str, value: str, said: Bonus) -> None:
    sentences = len(_SENTENCE_ENDS.findall(words))
    if sentences < said.sentences:
        raise PayError(
            _("This has %(count)d sentences, and %(least)d are asked for.")
            % {"count": sentences, "least": said.sentences},
            hint=_("Say what they did, whom it helped, and which value it shows."),
            field="reason",
        )
    if len(words) > LONGEST:
        raise PayError(
            _("This has %(length)d characters, and %(most)d fit.") % {"length": len(words), "most": LONGEST},
            field="reason",
        )
    if said.values and value not in said.values:
        raise PayError(
            _("“%(value)s” is no value of ours.") % {"value": value[:60]},
            hint=_("There are: %(known)s.") % {"known": ", ".join(said.values)},
            field="value",
        )


def _check_nominee(nominee: Person, by: Account, said: Bonus) -> None:
    if nominee.pk == by.person_id:
        raise PayError(_("Nobody nominates themselves."), field="nominee")
    position = directory.position_on(nominee, today())
    if position is None:
        raise PayError(_("%(name)s does not work here today.") % {"name": nominee.name}, field="nominee")
    if by.person_id is not None and nominee.pk in lines.people_above(by.person_id, today()):
        raise PayError(
            _("Nobody nominates those whom they report to."), hint=_("Tell them in person."), field="nominee"
        )
    if (today() - position.employment.starts_on).days < said.least_days_here:
        raise PayError(
            _("%(name)s is here for less than %(days)d days.")
            % {"name": nominee.name, "days": said.least_days_here},
            field="nominee",
        )
    since = timezone.now() - timedelta(days=said.days_between)
    last = BonusRequest.objects.filter(nominee=nominee, state=State.GRANTED, decided_at__gt=since)
    if said.days_between and last.exists():
        raise PayError(
            _("%(name)s had a bonus in the last %(days)d days.")
            % {"name": nominee.name, "days": said.days_between},
            field="nominee",
        )


def _told(bonus: BonusRequest) -> list[Account]:
    """The colleague, who asked, the manager, and those who report to the same manager."""
    people = {bonus.nominee_id}
    position = directory.position_on(bonus.nominee, today())
    if position is not None and position.manager is not None:
        people.add(position.manager.pk)
        people |= {each.person_id for each in directory.reports_on(position.manager, today())}
    told = list(Account.objects.filter(person__in=people))
    return [*told, *([bonus.nominated_by] if bonus.nominated_by is not None else [])]


def _waiting(key: UUID) -> BonusRequest | None:
    found = BonusRequest.objects.select_for_update(of=("self",)).select_related("nominee", "nominated_by")
    return found.filter(pk=key, state=State.ASKED).first()


def _move(bonus: BonusRequest, state: str, by: UUID | None) -> None:
    bonus.state, bonus.decided_at = state, timezone.now()
    bonus.save(update_fields=["state", "decided_at"])
    publish(BonusMoved(bonus.pk, by, state))


REQUESTED = Requested(
    kind=KIND, waiting=_waiting, grant=_grant, move=_move, rejected=State.REJECTED, withdrawn=State.WITHDRAWN
)
