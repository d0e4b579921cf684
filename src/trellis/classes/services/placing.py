"""Places: asking for one, approval, the wait-list, confirming what is held, giving it back.

Everything here happens while the session is locked, so that two who ask at once come one after the other; and no two
have the same seat in the database, whatever else happens.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes import rules
from trellis.classes.definitions import waiting
from trellis.classes.definitions.notices import MINE
from trellis.classes.events import PlaceMoved
from trellis.classes.models import Registration, Session
from trellis.classes.models.places import OPEN, SEATED
from trellis.classes.services import inviting, waits
from trellis.classes.services.errors import AlreadyError, ClassError, NotThereError
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.people.queries import directory

State = Registration.State


def register(*, session: UUID, person: Person | None = None, by: Account) -> Registration:
    """Register oneself, or (`person`) somebody of one's line: a place, the wait-list, or the manager is asked first.

    Raises NotAllowedError, NotThereError, ClassError where registration is closed, and AlreadyError.
    """
    me = rules.myself(by)
    if me is None:
        raise NotAllowedError(_("Only who works here takes part."))
    somebody = person is not None and person.pk != me
    with transaction.atomic():
        found = _locked(session)
        if not rules.can_see(by, found):
            raise NotThereError
        if somebody and not rules.can_register_in(by, found, person):  # type: ignore[arg-type]
            raise NotAllowedError(
                _("Managers register those who report to them, and those who keep classes all.")
            )
        if somebody and person.is_external:  # type: ignore[union-attr]
            raise ClassError(_("Only who works here takes part."), field="person")
        _check_open(found, now=timezone.now(), late=rules.can_keep(by))
        if not somebody and not rules.can_keep(by) and not rules.is_for(by, found):
            raise ClassError(_("This session is for others."))
        who = person.pk if somebody else me  # type: ignore[union-attr]
        if found.facilitators.filter(person=who).exclude(state="declined").exists():
            raise AlreadyError(_("Whoever runs a session needs no place in it."))
        row = found.registrations.filter(person=who).first() or Registration(session=found, person_id=who)
        if row.is_open:
            raise AlreadyError(_already(row, is_self=not somebody))
        row.by_id, row.reason, row.wants_make_up = me, "", False
        row.queued_at, row.outcome, row.minutes = timezone.now(), "", None
        if found.needs_approval and not somebody:
            _ask(row, found, by)
        else:
            _come_in(row, found, by)
        if somebody:
            _tell(row, gettext_lazy("You were registered for a session"), by)
    return row


def bring_in(*, session: UUID, people: Iterable[Person], by: Account | None) -> list[Registration]:
    """Have people take part without asking them: members of the cohort that a session is of. For services that checked.

    Who has a place or waits for one keeps it as it is, who gave one back is asked no more; where it is full they wait.
    """
    made = []
    with transaction.atomic():
        found = _locked(session)
        if not found.is_ahead or found.ends_at <= timezone.now():
            return []
        known = set(found.registrations.values_list("person", flat=True))
        known |= set(found.facilitators.exclude(state="declined").values_list("person", flat=True))
        for person in people:
            if person.pk in known or person.is_external:
                continue
            row = Registration(session=found, person=person, by_id=rules.myself(by))
            _come_in(row, found, by)
            _tell(row, gettext_lazy("You were registered for a session"), by)
            made.append(row)
    return made


def approve(*, registration: UUID, by: Account) -> Registration:
    """Let somebody take part who asked. Again changes nothing. Raises NotThereError, ClassError."""
    with transaction.atomic():
        row = _row(registration)
        if not rules.can_approve(by, row):
            raise NotThereError
        if row.state in (State.WAITING, *SEATED):
            return row
        _require(row, State.ASKED)
        _check_open(row.session, now=timezone.now(), late=True)
        _come_in(row, row.session, by)
        _tell(row, gettext_lazy("Your registration was approved"), by)
    return row


def refuse(*, registration: UUID, reason: str, by: Account) -> Registration:
    """Say no to somebody who asked. Again changes nothing. Raises NotThereError, ClassError."""
    with transaction.atomic():
        row = _row(registration)
        if not rules.can_approve(by, row):
            raise NotThereError
        if row.state == State.REFUSED:
            return row
        _require(row, State.ASKED)
        _move(row, State.REFUSED, by, reason=reason)
        _tell(row, gettext_lazy("Your registration was not approved"), by)
    return row


def confirm(*, registration: UUID, by: Account) -> Registration:
    """Take the place that is held for oneself. Again changes nothing. Raises NotThereError, ClassError."""
    with transaction.atomic():
        row = _row(registration)
        if row.person_id != rules.myself(by):
            raise NotThereError
        if row.state == State.REGISTERED:
            return row
        if row.state == State.OFFERED and (row.held_until is None or row.held_until <= timezone.now()):
            settle(row.session)
            row.refresh_from_db()
        if row.state == State.LAPSED:
            late = True
        else:
            late = False
            _require(row, State.OFFERED)
            _move(row, State.REGISTERED, by, seat=row.seat)
            inviting.settle(row.session)
    if late:  # what lapsed has lapsed, and who is next was asked: that stays written
        raise ClassError(
            _("The place was held for you until a moment ago, and the next was asked."),
            hint=_("Register again to stand in line."),
        )
    return row


def withdraw(
    *, registration: UUID, reason: str = "", wants_make_up: bool = False, by: Account
) -> Registration:
    """Give a place back, or stop waiting; the next moves up at once. Again changes nothing.

    Oneself, the managers above, whoever keeps classes; of coaching who runs it. Raises NotThereError, ClassError once
    it is over.
    """
    with transaction.atomic():
        row = _row(registration)
        if row.person_id != rules.myself(by) and not rules.can_register_in(by, row.session, row.person):
            raise NotThereError
        if row.state == State.WITHDRAWN:
            return row
        if not row.is_open or row.session.state not in (Session.State.OPEN, Session.State.RUNNING):
            raise ClassError(_("There is nothing to withdraw from any more."))
        had = row.state in SEATED
        _move(row, State.WITHDRAWN, by, reason=reason, wants_make_up=wants_make_up)
        if had:
            settle(row.session)
            inviting.settle(row.session)
        if row.person_id != rules.myself(by):
            _tell(row, gettext_lazy("You were taken off a session"), by)
    return row


def give_back(*, registration: UUID, by: Account) -> None:
    """Take the place of who is in the cohort of a session no more; the next moves up. For services that checked."""
    with transaction.atomic():
        row = _row(registration)
        if not row.is_open:
            return
        had = row.state in SEATED
        _move(row, State.WITHDRAWN, by)
        if had:
            settle(row.session)
            inviting.settle(row.session)


def settle(session: Session) -> None:
    """Let offers that are over lapse, and those who wait move up. Inside a transaction that has locked the session."""
    if not session.is_ahead:
        return
    rows: dict[Hashable, Registration] = {each.pk: each for each in _queue(session)}
    places = [waiting.Place(each.pk, _as_place(each), each.held_until) for each in rows.values()]
    now = timezone.now()
    moves = waiting.settle(
        places, session.capacity, now, timedelta(hours=session.hold_hours), session.starts_at
    )
    for key in moves.lapsed:
        _move(rows[key], State.LAPSED, None)
        _tell(rows[key], gettext_lazy("The place that was held for you went to the next"), None)
    promoted = [rows[key] for key in (*moves.taken, *moves.offered)]
    free = waiting.seats(_taken(session), len(promoted))
    for row, seat in zip(promoted, free, strict=True):
        if moves.until is None:
            _move(row, State.REGISTERED, None, seat=seat)
            _tell(row, gettext_lazy("You have moved up, and have a place"), None)
        else:
            _move(row, State.OFFERED, None, seat=seat, held_until=moves.until)
            _tell(row, gettext_lazy("A place is held for you: confirm it"), None)
    if promoted or moves.lapsed:
        inviting.settle(session)


def settle_due(now: datetime) -> int:
    """Have offers lapse whose time is over, each session in a transaction of its own; gives how many sessions."""
    due = Registration.objects.filter(state=State.OFFERED, held_until__lte=now)
    keys = list(due.order_by().values_list("session", flat=True).distinct())
    for key in keys:
        with transaction.atomic():
            settle(_locked(key))
    return len(keys)


def cancel_all(session: Session, by: Account) -> None:
    """Tell everybody who wanted to come that it does not take place. Inside the transaction that cancels it."""
    rows = session.registrations.filter(state__in=OPEN).select_related("person__account", "session")
    for row in rows:
        _move(row, State.CANCELLED, by)
        _tell(
            row,
            gettext_lazy("A session that you wanted to go to is cancelled"),
            by,
            session.cancelled_because,
        )


def _locked(session: UUID) -> Session:
    found = Session.objects.select_for_update().filter(pk=session).first()
    if found is None:
        raise NotThereError
    return found


def _row(registration: UUID) -> Registration:
    """A registration whose session is locked, read after that."""
    key = Registration.objects.filter(pk=registration).values_list("session", flat=True).first()
    if key is None:
        raise NotThereError
    session = _locked(key)
    row = Registration.objects.select_related("person__account").get(pk=registration)
    row.session = session
    return row


def _check_open(session: Session, *, now: datetime, late: bool) -> None:
    if session.state == Session.State.CANCELLED:
        raise ClassError(_("This session is cancelled."))
    if not session.is_ahead or session.ends_at <= now:
        raise ClassError(_("This session is not open."), hint=_("Look for another one of the same course."))
    if late:
        return
    if session.opens_at is not None and now < session.opens_at:
        raise ClassError(_("Registration has not opened yet."))
    if (session.closes_at or session.starts_at) <= now:
        raise ClassError(_("Registration is closed."), hint=_("Ask whoever runs the session."))


def _come_in(row: Registration, session: Session, by: Account | None) -> None:
    queue = [waiting.Place(each.pk, _as_place(each), each.held_until) for each in _queue(session)]
    if waiting.comes_in(queue, session.capacity) == "taken":
        _move(row, State.REGISTERED, by, seat=waiting.seats(_taken(session), 1)[0])
        inviting.settle(session)
    else:
        row.queued_at = timezone.now()
        _move(row, State.WAITING, by)
        # An offer may have ended a moment ago; then somebody moves up now and not in ten minutes.
        settle(session)
        row.refresh_from_db(fields=["state", "seat", "held_until"])


def _ask(row: Registration, session: Session, by: Account) -> None:
    _move(row, State.ASKED, by)
    person = row.person if row.person_id else None
    position = directory.position_on(person, today()) if person is not None else None
    manager = position.manager if position is not None else None
    account = getattr(manager, "account", None)
    waits.approving(row, [account] if account is not None else [], by)


def _queue(session: Session) -> Iterable[Registration]:
    rows = session.registrations.filter(state__in=(State.WAITING, *SEATED)).select_related("person__account")
    found = list(rows.order_by("queued_at", "pk"))
    for each in found:
        each.session = session
    return found


def _taken(session: Session) -> list[int]:
    rows = session.registrations.filter(seat__isnull=False).values_list("seat", flat=True)
    return [seat for seat in rows if seat is not None]


def _as_place(row: Registration) -> waiting.State:
    return {State.REGISTERED: "taken", State.OFFERED: "held"}.get(State(row.state), "waiting")  # type: ignore[return-value]


def _require(row: Registration, state: str) -> None:
    if row.state != state:
        raise ClassError(_("That cannot be done any more."), hint=_("Look at where it stands now."))


def _move(
    row: Registration, state: str, by: Account | None, *, seat: int | None = None,
    held_until: datetime | None = None, reason: str | None = None, wants_make_up: bool | None = None,
) -> None:  # fmt: skip
    row.state, row.seat, row.held_until, row.changed_at = state, seat, held_until, timezone.now()
    if reason is not None:
        row.reason = reason.strip()[:500]
    if wants_make_up is not None:
        row.wants_make_up = wants_make_up
    row.save()
    waits.offered(row)
    if state != State.ASKED:
        waits.approved(row, by)
    publish(PlaceMoved(row.pk, by.pk if by is not None else None, row.session_id, row.person_id, str(state)))


def _already(row: Registration, *, is_self: bool) -> str:
    if row.state == State.WAITING:
        return _("You are on the wait-list already.") if is_self else _("They are on the wait-list already.")
    if row.state == State.ASKED:
        return (
            _("You have asked already; your manager decides.") if is_self else _("They have asked already.")
        )
    return _("You have a place already.") if is_self else _("They have a place already.")


def _tell(row: Registration, subject: str | Promise, by: Account | None, text: str = "") -> None:
    account = getattr(row.person, "account", None)
    if account is not None:
        notices.notify(
            MINE, [account], subject=subject, text=text or row.session.title, actor=by,
            address=reverse("classes:session", args=[row.session_id]), about=("class_session", row.session_id),
        )  # fmt: skip
