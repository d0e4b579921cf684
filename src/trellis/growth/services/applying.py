"""What an approval makes of a promotion: position and pay from its day on, or a clear refusal and nothing at all."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.compensation.queries import pay as of_pay
from trellis.compensation.services import pay
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.growth import rules, terms
from trellis.growth.definitions.notices import PROMOTED, TAKEN_BACK
from trellis.growth.events import PromotionMoved
from trellis.growth.models import Promotion, PromotionState
from trellis.growth.queries.standing import title_on
from trellis.growth.services.errors import GrowthError
from trellis.people.days import today
from trellis.people.queries import directory, records
from trellis.people.services import employment as employing
from trellis.work.events import ApprovalGranted
from trellis.work.services.requested import Requested

KIND = "promotion"


def _grant(found: Promotion, event: ApprovalGranted) -> None:
    """Write position and pay down from the day on. Raises GrowthError, which refuses the last approval, where it
    cannot be any more: somebody has left, has the level already, or the handbook has it no longer.
    """
    check_possible(found)
    employing.change_as_decided(
        employment=found.employment, effective_on=found.effective_on, facts={"title": found.target_title},
        by=found.written_by, reason=_("Promotion"),
    )  # fmt: skip
    if found.base is not None:
        pay.change_with_position(
            person=found.person, level=found.target_title, effective_on=found.effective_on, amount=found.base,
            by=found.written_by, approval=event.approval,
        )  # fmt: skip
    move(found, PromotionState.GRANTED, event.by)
    _begin(found)


def begin_due(day: date) -> int:
    """Have approved promotions be in effect from their day on, and tell of them; gives how many moved.

    One of somebody who has left since, or whose planned position was taken back, has lapsed.
    """
    due = Promotion.objects.filter(state=PromotionState.GRANTED, effective_on__lte=day)
    moved = 0
    for key in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            found = locked(key)
            if found is not None and found.state == PromotionState.GRANTED:
                moved += _begin(found)
    return moved


def take_back(*, promotion: Promotion, why: str, by: Account) -> Promotion:
    """Take back an approved promotion before its day: the planned position and pay with it. Twice is once.

    Raises NotAllowedError, GrowthError for one that is in effect or not approved, and without a reason.
    """
    with transaction.atomic():
        found = locked(promotion.pk)
        if found is None or not rules.can_take_back(by, found):
            raise NotAllowedError(
                _("You may not take this promotion back."),
                hint=_("Those do who look after promotions and keep records and pay."),
            )
        if found.state == PromotionState.WITHDRAWN and found.decided_at is not None:
            return found
        if found.state != PromotionState.GRANTED or found.effective_on <= today():
            raise GrowthError(
                _("Only an approved promotion that is not in effect yet can be taken back."),
                hint=_("Correct position and pay on the record of the person."),
            )
        if not why.strip():
            raise GrowthError(_("Say why it is taken back."), field="why")
        _take_back_planned(found, by)
        found.outcome = why.strip()
        found.save(update_fields=["sealed_outcome"])
        move(found, PromotionState.WITHDRAWN, by.pk)
        notices.notify(
            TAKEN_BACK, list(Account.objects.filter(Q(person=found.person_id) | Q(pk=found.written_by_id))),
            key=f"promotion {found.pk}", subject=gettext_lazy("A planned promotion was taken back"),
            text=gettext_lazy("Position and pay stay as they are. Talk to People Operations about why."),
            address=reverse("growth:person", args=[found.person_id]),
        )  # fmt: skip
    return found


def _take_back_planned(promotion: Promotion, by: Account) -> None:
    """Strike out what was planned with the approval; what was struck out since stays so."""
    day, employment = promotion.effective_on, promotion.employment
    for change in records.planned_in(employment, day - timedelta(days=1)):
        if change.effective_on == day and change.values().get("title") == promotion.target_title:
            employing.withdraw_change(change=change, by=by)
    for row in of_pay.said_of(employment):
        if promotion.approval is not None and row.approval == promotion.approval:
            pay.withdraw(pay=row, by=by)


def check_possible(promotion: Promotion) -> None:
    """That a promotion can still be: raises GrowthError with what stands in its way."""
    name = promotion.person.name
    role = terms.role_at(promotion.target)
    if role is None or role.full_title != promotion.target_title:
        raise GrowthError(
            _("The handbook does not have the level “%(title)s” any more.")
            % {"title": promotion.target_title},
            hint=_("Withdraw this promotion and write one to a level that there is."),
        )
    title = title_on(promotion.person, promotion.effective_on)
    employment = promotion.employment
    employment.refresh_from_db()
    left = employment.ends_on is not None and employment.ends_on < max(promotion.effective_on, today())
    if left or title is None:
        raise GrowthError(
            _("%(name)s does not work here any more on that day.") % {"name": name},
            hint=_("Withdraw this promotion: nothing of it was written down."),
        )
    if title == promotion.target_title:
        raise GrowthError(
            _("%(name)s has this level already.") % {"name": name}, hint=_("Withdraw this promotion.")
        )


def move(promotion: Promotion, state: str, by: UUID | None) -> None:
    """Have a promotion be in another state, and tell of it."""
    promotion.state = state
    promotion.version += 1
    fields = ["state", "version"]
    if state not in (PromotionState.DRAFT, PromotionState.CALIBRATION, PromotionState.ASKED):
        promotion.decided_at = promotion.decided_at or timezone.now()
        fields.append("decided_at")
    promotion.save(update_fields=fields)
    publish(PromotionMoved(promotion.pk, by, str(state)))


def locked(key: UUID) -> Promotion | None:
    """A promotion that nobody else changes meanwhile."""
    rows = Promotion.objects.select_for_update(of=("self",))
    return rows.select_related("person__account", "employment__person", "written_by").filter(pk=key).first()


def _begin(promotion: Promotion) -> int:
    if promotion.effective_on > today():
        return 0
    if title_on(promotion.person, promotion.effective_on) != promotion.target_title:
        move(promotion, PromotionState.LAPSED, None)
        return 1
    move(promotion, PromotionState.EFFECTIVE, None)
    notices.notify(
        PROMOTED, _told(promotion), key=f"promotion {promotion.pk}", text=promotion.announcement,
        subject=gettext_lazy("%(name)s is %(title)s from now on")
        % {"name": promotion.person.name, "title": promotion.target_title},
        address=reverse("people:person", args=[promotion.person_id]),
    )  # fmt: skip
    return 1


def _told(promotion: Promotion) -> list[Account]:
    """The person, their manager, and those who report to the same manager."""
    people = {promotion.person_id}
    position = directory.position_on(promotion.person, today())
    if position is not None and position.manager is not None:
        people.add(position.manager.pk)
        people |= {each.person_id for each in directory.reports_on(position.manager, today())}
    return list(Account.objects.filter(person__in=people))


def _waiting(key: UUID) -> Promotion | None:
    found = locked(key)
    return found if found is not None and found.state == PromotionState.ASKED else None


REQUESTED = Requested(
    kind=KIND,
    waiting=_waiting,
    grant=_grant,
    move=move,
    rejected=PromotionState.REJECTED,
    withdrawn=PromotionState.WITHDRAWN,
)
