"""What of a session waits on whom in My work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from trellis.classes.definitions.permissions import KEEP
from trellis.classes.models import Facilitator, Registration, Session
from trellis.core.rules import Account
from trellis.work.holders import holders_of_permission
from trellis.work.services import items

OFFER, APPROVAL, ANSWER, PREPARE, ATTENDANCE, UPDATE = (
    "class-offer", "class-approval", "class-answer", "class-prepare", "class-attendance", "class-update",
)  # fmt: skip
TITLE = "A session of a class"
"""What an item says where its session cannot be read any more."""
ENTERED_WITHIN = timedelta(days=2)


def offered(row: Registration) -> None:
    """A held place waits on whoever it is held for, until it lapses."""
    if row.state == Registration.State.OFFERED:
        account = getattr(row.person, "account", None)
        held = [account] if account is not None else []
        items.wait_on(OFFER, "registration", row.pk, held, title=TITLE, due_at=row.held_until)
    else:
        account = getattr(row.person, "account", None)
        is_theirs = row.state == Registration.State.REGISTERED
        items.settle(OFFER, row.pk, done_by=account if is_theirs else None)


def approving(row: Registration, managers: Iterable[Account], by: Account) -> None:
    """A registration waits on the manager; where there is none, on those who keep classes."""
    people = list(managers) or holders_of_permission(KEEP.name)
    items.wait_on(
        APPROVAL, "registration", row.pk, people, title=TITLE, asked_by=by, due_at=row.session.starts_at
    )


def approved(row: Registration, by: Account | None) -> None:
    """It was decided, or taken back."""
    items.settle(APPROVAL, row.pk, done_by=by)


def facilitating(session: Session) -> None:
    """A session waits on those who were asked whether they would run it."""
    items.wait_on(
        ANSWER, "class_session", session.pk, _accounts(session, Facilitator.State.ASKED), title=TITLE,
        due_at=session.starts_at,
    )  # fmt: skip


def preparing(session: Session) -> None:
    """A session that is ahead waits on who runs it, until everything is prepared."""
    is_open = session.state == Session.State.OPEN
    left = is_open and session.preparations.filter(done_at=None).exists()
    people = _accounts(session, Facilitator.State.SET) if left else []
    if people:
        items.wait_on(PREPARE, "class_session", session.pk, people, title=TITLE, due_at=session.starts_at)
    else:
        items.settle(PREPARE, session.pk)


def entering(session: Session, *, done_by: Account | None = None) -> None:
    """A session that is over waits on who runs it, until attendance is settled."""
    if session.settled_at is None and session.state in (Session.State.HELD, Session.State.RUNNING):
        items.wait_on(
            ATTENDANCE, "class_session", session.pk, _accounts(session, Facilitator.State.SET), title=TITLE,
            due_at=session.ends_at + ENTERED_WITHIN,
        )  # fmt: skip
    else:
        items.settle(ATTENDANCE, session.pk, done_by=done_by)


def end_all(session: Session) -> None:
    """Nothing of a cancelled session waits on anybody."""
    for kind in (ANSWER, PREPARE, ATTENDANCE):
        items.settle(kind, session.pk)


def _accounts(session: Session, state: str) -> list[Account]:
    rows = session.facilitators.filter(state=state).select_related("person__account")
    return [each.person.account for each in rows if getattr(each.person, "account", None) is not None]
