"""Writes of duties: giving one for a time, saying another end, ending one early, and the word a week before the end.

What a duty gives begins and ends by its moments alone; nothing here has to run for that.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import assigning, defined, granted, rules
from trellis.core.definitions.permissions import ADMINISTER
from trellis.core.events import DutyEnded, DutyExtended, DutyGiven
from trellis.core.models import Account, Assignment
from trellis.core.rules import NotAllowedError
from trellis.core.services.access_log import Deed, note
from trellis.core.services.events import publish
from trellis.core.services.notices import notify
from trellis.handbook.errors import TrellisError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST = timedelta(days=730)
"""A duty is given for two years at most: whoever needs it longer is asked about it again."""
LONGEST_REASON = 500
TOLD_BEFORE = timedelta(days=7)
NOTICE = "duty"


class AssignmentError(TrellisError):
    """A duty cannot be given, or not like this. `field` names what is wrong of what was said."""

    code = "assignment"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


def give(
    *, account: Account, duty: str, starts_at: datetime, ends_at: datetime, reason: str, by: Account
) -> Assignment:
    """Give somebody a duty that the handbook describes, from a moment until another.

    Raises NotAllowedError, and AssignmentError: for a duty that there is not, moments that cannot be, no reason, or a
    duty that they have at that time already.
    """
    with transaction.atomic():
        account = _locked(account, by)
        title = _title(duty)
        _check_moments(starts_at, ends_at)
        reason = _checked_reason(reason)
        same = Assignment.objects.open().filter(account=account, duty=duty)
        other = same.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).first()
        if other is not None:
            raise AssignmentError(
                _("%(name)s has this duty until %(day)s already.")
                % {"name": account.name, "day": day_of_end(other.ends_at)},
                hint=_("Say another end of that one."),
                field="duty",
            )
        made = Assignment.objects.create(
            duty=duty, account=account, starts_at=starts_at, ends_at=ends_at, reason=reason, given_by=by,
            revision=defined.revision()[:64],
        )  # fmt: skip
        note(Deed.DUTY, account, by=by, after=_line(title, ends_at))
        publish(DutyGiven(made.pk, account.pk, by.pk, duty, _iso(starts_at), _iso(ends_at)))
        _tell(made, gettext_lazy("You have a new duty: {duty}"), title, by)
    granted.forget(account)
    return made


def extend(*, assignment: Assignment, ends_at: datetime, by: Account) -> Assignment:
    """Say another end of a duty that has not ended, later or earlier; the same again changes nothing.

    Raises NotAllowedError, and AssignmentError for one that has ended and for moments that cannot be.
    """
    with transaction.atomic():
        account = _locked(assignment.account, by)
        found = _open(assignment)
        if found.ends_at == ends_at:
            return found
        _check_moments(max(found.starts_at, timezone.now()), ends_at)
        before, found.ends_at = found.ends_at, ends_at
        found.save(update_fields=["ends_at"])
        title = assigning.title_of(found.duty)
        note(Deed.DUTY_EXTENDED, account, by=by, before=_line(title, before), after=_line(title, ends_at))
        publish(DutyExtended(found.pk, account.pk, by.pk, found.duty, _iso(ends_at)))
        _tell(found, gettext_lazy("Your duty ends on another day: {duty}"), title, by)
    granted.forget(account)
    return found


def end(*, assignment: Assignment, by: Account) -> Assignment:
    """End a duty now, or call one off that has not begun; one that has ended stays as it is.

    Administrators may, and whoever has it. Raises NotAllowedError.
    """
    with transaction.atomic():
        rows = Account.objects.select_for_update().filter(pk__in=(assignment.account_id, by.pk))
        now_known = {row.pk: row for row in rows.order_by("pk")}
        found = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if not rules.can_end(now_known.get(by.pk), found):
            raise NotAllowedError(
                _("Only administrators end the duties of others."), permission=ADMINISTER.name
            )
        now = timezone.now()
        if found.state(now) == "ended":
            return found
        account, title = now_known[found.account_id], assigning.title_of(found.duty)
        before, found.ends_at = found.ends_at, max(now, found.starts_at)
        found.ended_by, found.ended_at = by, now
        found.save(update_fields=["ends_at", "ended_by", "ended_at"])
        note(Deed.DUTY_ENDED, account, by=by, before=_line(title, before))
        publish(DutyEnded(found.pk, account.pk, by.pk, found.duty))
        _tell(found, gettext_lazy("A duty of yours has ended: {duty}"), title, by)
    granted.forget(assignment.account)
    return found


def tell_of_ends(now: datetime) -> int:
    """Tell whoever has a duty that ends within a week, and whoever gave it, once for each end; gives how many.

    For the clock. Each duty is a transaction of its own: whoever was told is not told again.
    """
    ending = Assignment.objects.active(now).filter(ends_at__lte=now + TOLD_BEFORE)
    due = ending.select_related("account", "given_by").order_by("ends_at", "pk")
    return sum(map(_tell_of_end, list(due)))


def _tell_of_end(assignment: Assignment) -> int:
    subject = gettext_lazy("A duty of {name} ends soon: {duty}")
    return notify(
        NOTICE,
        [assignment.account, assignment.given_by],
        subject=format_lazy(subject, name=assignment.account.name, duty=assigning.title_of(assignment.duty)),
        text=format_lazy(
            gettext_lazy("Its last day is {day}. An administrator can say a later one."),
            day=lazy(day_of_end, str)(assignment.ends_at),
        ),
        address=reverse("core:assignment", args=[assignment.pk]),
        key=f"duty {assignment.pk} {_iso(assignment.ends_at)}",
    )


def day_of_end(ends_at: datetime) -> str:
    """The last day of a duty, as readers are told of it: one that ends at midnight ends with the day before."""
    return date_format(last_day(ends_at), "DATE_FORMAT")


def last_day(ends_at: datetime) -> date:
    """The last day of a duty where the reader is."""
    return timezone.localtime(ends_at - timedelta(microseconds=1)).date()


def _tell(assignment: Assignment, subject: StrPromise, title: str, by: Account) -> None:
    notify(
        NOTICE,
        [assignment.account],
        subject=format_lazy(subject, duty=title),
        text=assignment.reason,
        address=reverse("core:assignment", args=[assignment.pk]),
        actor=by,
    )


def _locked(account: Account, by: Account) -> Account:
    """Whoever is to have a duty, with the actor checked as they are now; both rows locked in one order."""
    rows = Account.objects.select_for_update().filter(pk__in=(account.pk, by.pk)).order_by("pk")
    known = {row.pk: row for row in rows}
    actor, target = known.get(by.pk), known.get(account.pk)
    if target is None or not rules.can_assign(actor, target):
        if actor is None or not rules.can_administer(actor):
            raise NotAllowedError(_("Only administrators give duties."), permission=ADMINISTER.name)
        if actor.pk == account.pk:
            raise NotAllowedError(_("Nobody gives duties to themselves. Ask another administrator."))
        raise NotAllowedError(_("This account is closed."))
    return target


def _open(assignment: Assignment) -> Assignment:
    found = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if found.state(timezone.now()) == "ended":
        raise AssignmentError(_("This duty has ended."), hint=_("Give it anew."))
    return found


def _title(duty: str) -> str:
    found = granted.granting().rights.duties.get(duty)
    if found is None:
        raise AssignmentError(
            _("The handbook describes no such duty."), hint=_("Duties stand in rights.yml."), field="duty"
        )
    return found.title


def _check_moments(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= max(starts_at, timezone.now()):
        raise AssignmentError(_("The end lies before the beginning, or is over already."), field="until")
    if ends_at - starts_at > LONGEST:
        raise AssignmentError(_("A duty is given for two years at most."), field="until")


def _checked_reason(reason: str) -> str:
    clean = " ".join(reason.split())
    if not clean or len(clean) > LONGEST_REASON:
        raise AssignmentError(
            _("Say why, in at most %(most)d characters.") % {"most": LONGEST_REASON}, field="reason"
        )
    return clean


def _line(title: str, ends_at: datetime) -> str:
    return f"{title} – {timezone.localtime(ends_at):%Y-%m-%d %H:%M}"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
