"""Scheduling sessions: what, when, where, who runs them; changing, opening and cancelling them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes import rules, teaching, terms
from trellis.classes.definitions import spans as hours
from trellis.classes.definitions.notices import RUNNING
from trellis.classes.definitions.spans import Span
from trellis.classes.events import SessionMoved
from trellis.classes.models import Facilitator, Meeting, Preparation, Room, RoomSlot, Session
from trellis.classes.queries import conflicts
from trellis.classes.services import checking, demanding, gathering, inviting, placing, waits
from trellis.classes.services.errors import ClassError, NotThereError, RoomTakenError, StaleSessionError
from trellis.core import defined
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services import notices, search_index
from trellis.core.services.events import publish

State = Session.State
WORDS = (
    "kind", "title", "words", "zone", "modality", "address", "link", "travel", "travel_days", "capacity", "minimum",
    "opens_at", "closes_at", "language", "audience", "needs_approval", "hold_hours", "share", "agenda_link",
    "recording_link", "materials",
)  # fmt: skip
"""What is taken over as it was said."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is to be. `facts` are fields of `WORDS`; `facilitators` are people, those that lead first.

    `anyway` are facilitators who are asked in spite of a conflict. `cohort` is the one that it is for,
    `cohort_part` the key of the part of its plan; both are fixed when it is scheduled.
    """

    facts: Mapping[str, Any]
    spans: Sequence[Span]
    course: str = ""
    part: str = ""
    room: Room | None = None
    leads: Sequence[Person] = ()
    helpers: Sequence[Person] = ()
    anyway: Collection[UUID] = field(default_factory=frozenset)
    cohort: UUID | None = None
    cohort_part: str = ""

    @property
    def people(self) -> list[Person]:
        """Everybody who is to run it."""
        return list({each.pk: each for each in (*self.leads, *self.helpers)}.values())


class ConflictsError(ClassError):
    """Facilitators are not free: `found` says why. They can be asked anyway."""

    code = "class-conflicts"

    def __init__(self, found: Sequence[conflicts.Conflict]) -> None:
        super().__init__(
            " ".join(dict.fromkeys(each.says for each in found)),
            hint=_("Choose others or other hours, or ask them anyway."),
        )
        self.found = tuple(found)


def schedule(*, key: UUID, plan: Plan, is_open: bool = True, by: Account) -> Session:
    """Schedule a session, open or as a draft; the same key again is the same session.

    The course is fixed at the present revision of the handbook. Raises NotAllowedError, ClassError, RoomTakenError,
    ConflictsError.
    """
    me = rules.myself(by)
    if me is None or not rules.can_schedule_for(by, plan.cohort):
        raise NotAllowedError(_("You may not schedule sessions."))
    with transaction.atomic():
        before = Session.objects.filter(pk=key).first()
        if before is not None:
            if not rules.can_change(by, before):
                raise NotThereError
            return before
        made = Session(pk=key, scheduled_by_id=me, state=State.OPEN if is_open else State.DRAFT)
        _fill(made, plan)
        gathering.bind(made, plan.cohort, plan.cohort_part)
        made.revision = defined.revision() if made.course else ""
        made.save(force_insert=True)
        asked = _check_people(made, plan)
        _keep_meetings(made, plan)
        _keep_facilitators(made, plan, asked, by)
        _prepare(made)
        _moved(made, by, "scheduled")
        if is_open:
            _opened(made, by)
    return made


def change(*, session: UUID, plan: Plan, seen: int, by: Account) -> Session:
    """Change a session that is ahead or goes on; who has a place keeps it, and calendars are told.

    Raises as `schedule`, NotThereError, and StaleSessionError where somebody changed it after version `seen`.
    """
    with transaction.atomic():
        found = locked(session)
        if not rules.can_change(by, found):
            raise NotThereError
        if found.version != seen:
            raise StaleSessionError
        if found.state in (State.HELD, State.CANCELLED):
            raise ClassError(_("What is over stays as it was."))
        course = (found.course, found.part)
        _fill(found, plan)
        gathering.check_part(found)
        if (found.course, found.part) != course:
            found.revision = defined.revision() if found.course else ""
        found.version += 1
        found.save()
        asked = _check_people(found, plan)
        _keep_meetings(found, plan)
        _keep_facilitators(found, plan, asked, by)
        _moved(found, by, "changed")
        if found.state != State.DRAFT:
            placing.settle(found)
            inviting.settle(found)
    return found


def open_up(*, session: UUID, by: Account) -> Session:
    """Let people register for a draft. Again changes nothing. Raises NotThereError, ClassError."""
    with transaction.atomic():
        found = locked(session)
        if not rules.can_change(by, found):
            raise NotThereError
        if found.is_ahead:
            return found
        if found.state != State.DRAFT:
            raise ClassError(_("What is over is not opened again."), hint=_("Schedule it anew."))
        found.state = State.OPEN
        found.save(update_fields=["state"])
        _opened(found, by)
    return found


def cancel(*, session: UUID, because: str, by: Account) -> Session:
    """Call a session off: everybody is told why, and calendars drop it. Again changes nothing."""
    words = because.strip()[:500]
    with transaction.atomic():
        found = locked(session)
        if not rules.can_change(by, found):
            raise NotThereError
        if found.state == State.CANCELLED:
            return found
        if found.state == State.HELD:
            raise ClassError(_("It took place, and cannot be called off."))
        if not words and found.state != State.DRAFT:
            raise ClassError(_("Say why: everybody who wanted to come reads it."), field="because")
        found.state, found.cancelled_because = State.CANCELLED, words
        found.version += 1
        found.save(update_fields=["state", "cancelled_because", "version"])
        RoomSlot.objects.filter(meeting__session=found).delete()
        placing.cancel_all(found, by)
        inviting.settle(found)
        waits.end_all(found)
        _moved(found, by, "cancelled")
    return found


def move_to_newest(*, session: UUID, by: Account) -> Session:
    """Teach from the present revision of the handbook. Again changes nothing. Raises NotThereError, ClassError."""
    with transaction.atomic():
        found = locked(session)
        if not rules.can_change(by, found):
            raise NotThereError
        if not found.course or found.state not in (State.DRAFT, State.OPEN):
            raise ClassError(_("It is taught from the text that it was held by."))
        now = defined.revision()
        if found.revision != now:
            found.revision = now
            found.version += 1
            found.save(update_fields=["revision", "version"])
            _moved(found, by, "revision")
            notices.notify(
                RUNNING, facilitator_accounts(found), actor=by, about=("class_session", found.pk),
                subject=gettext_lazy("A session of yours is taught from a newer text"),
                address=reverse("classes:session", args=[found.pk]),
            )  # fmt: skip
    return found


def answer(*, session: UUID, accepts: bool, reason: str = "", by: Account) -> Facilitator:
    """Say whether one runs a session that one was asked for. Again changes nothing. Raises NotThereError."""
    with transaction.atomic():
        found = locked(session)
        row = found.facilitators.filter(person=rules.myself(by)).first()
        if row is None:
            raise NotThereError
        state = Facilitator.State.SET if accepts else Facilitator.State.DECLINED
        if row.state == state:
            return row
        if row.state != Facilitator.State.ASKED:
            raise ClassError(_("You have answered already."), hint=_("Talk with whoever scheduled it."))
        row.state, row.reason = state, reason.strip()[:300]
        row.save(update_fields=["state", "reason"])
        waits.facilitating(found)
        waits.preparing(found)
        if found.state != State.DRAFT:
            inviting.settle(found)
        _moved(found, by, "facilitator")
        account = getattr(found.scheduled_by, "account", None)
        if account is not None:
            notices.notify(
                RUNNING, [account], actor=by, about=("class_session", found.pk),
                subject=gettext_lazy("A facilitator said yes") if accepts else gettext_lazy("A facilitator said no"),
                address=reverse("classes:session", args=[found.pk]),
            )  # fmt: skip
    return row


def keep_links(*, session: UUID, recording: str, agenda: str, by: Account) -> Session:
    """Write down where the recording and the agenda are, also afterwards. Raises NotThereError, ClassError."""
    for text in (recording, agenda):
        if text and not text.startswith(("https://", "http://")):
            raise ClassError(_("A link begins with https://."), field="recording_link")
    with transaction.atomic():
        found = locked(session)
        if not rules.can_run(by, found):
            raise NotThereError
        if (found.recording_link, found.agenda_link) != (recording, agenda):
            found.recording_link, found.agenda_link = recording, agenda
            found.save(update_fields=["recording_link", "agenda_link"])
            _moved(found, by, "links")
    return found


def locked(session: UUID) -> Session:
    """A session that nobody else changes until the transaction ends. Raises NotThereError."""
    found = Session.objects.select_for_update(of=("self",)).select_related("room", "scheduled_by__account")
    row = found.filter(pk=session).first()
    if row is None:
        raise NotThereError
    return row


def facilitator_accounts(session: Session) -> list[Account]:
    """The accounts of those who run a session."""
    rows = session.facilitators.filter(state=Facilitator.State.SET).select_related("person__account")
    return [each.person.account for each in rows if getattr(each.person, "account", None) is not None]


def _fill(session: Session, plan: Plan) -> None:
    for name in WORDS:
        if name in plan.facts:
            setattr(session, name, plan.facts[name])
    session.course, session.part, session.room = plan.course, plan.part, plan.room
    taught = teaching.part_of(plan.course, plan.part) if plan.course else None
    if plan.course and taught is None and session._state.adding:
        raise ClassError(_("The handbook has no such class."), field="part")
    session.title = " ".join(session.title.split())[:200] or (taught.title[:200] if taught else "")
    if not session.title:
        raise ClassError(_("Give it a title, or choose the class of a course."), field="title")
    checking.check(session, plan.spans)
    if not plan.leads:
        raise ClassError(_("Say who runs it."), field="leads")
    ordered = sorted(plan.spans)
    session.starts_at, session.ends_at = ordered[0].begin, max(each.end for each in ordered)


def _check_people(session: Session, plan: Plan) -> set[UUID]:
    """Who is to be asked since they are not free. Raises ConflictsError for those who are not asked anyway.

    Of who runs it already, only hours that are new are looked at.
    """
    fixed = set(
        session.facilitators.exclude(state=Facilitator.State.DECLINED).values_list("person", flat=True)
    )
    same = {Span(*each) for each in _present(session).values_list("starts_at", "ends_at")}
    moved = [each for each in plan.spans if each not in same]
    asked, found = set(), []
    for person in plan.people:
        spans = moved if person.pk in fixed else plan.spans
        clashing = conflicts.of_people([person], list(spans), but=session.pk)
        if clashing and person.pk in plan.anyway:
            asked.add(person.pk)
        else:
            found += clashing
    if found:
        raise ConflictsError(found)
    return asked


def _present(session: Session) -> Any:
    return session.meetings.filter(is_cancelled=False)


def _keep_meetings(session: Session, plan: Plan) -> None:
    """Make the meetings those of the plan. One that only moved stays itself, so that calendars move it."""
    rows = list(_present(session).order_by("starts_at", "pk"))
    wanted = sorted(plan.spans)
    by_span = {Span(each.starts_at, each.ends_at): each for each in rows}
    left = [each for each in wanted if each not in by_span]
    spare = [each for each in rows if Span(each.starts_at, each.ends_at) not in set(wanted)]
    RoomSlot.objects.filter(meeting__session=session).delete()
    for span in left:
        row = spare.pop(0) if spare else Meeting(session=session)
        row.starts_at, row.ends_at = span
        row.save()
    for row in spare:
        row.is_cancelled = True
        row.save(update_fields=["is_cancelled"])
    if session.room is not None and session.state != State.CANCELLED:
        _book(session, session.room)


def _book(session: Session, room: Room) -> None:
    """Take the room; whoever is a moment later is told, and has taken nothing. Raises RoomTakenError."""
    slots = [
        RoomSlot(room=room, number=number, meeting=each)
        for each in _present(session)
        for number in hours.slots(Span(each.starts_at, each.ends_at))
    ]
    try:
        with transaction.atomic():
            RoomSlot.objects.bulk_create(slots, batch_size=500)
    except IntegrityError:
        raise RoomTakenError(room.name) from None


def _keep_facilitators(session: Session, plan: Plan, asked: Collection[UUID], by: Account) -> None:
    leads, me = {each.pk for each in plan.leads}, rules.myself(by)
    there = {each.person_id: each for each in session.facilitators.all()}
    for person in plan.people:
        row = there.pop(person.pk, None) or Facilitator(session=session, person=person)
        row.is_lead = person.pk in leads
        # Whoever schedules it knows that they are not free; whoever has said no is asked again.
        if person.pk != me and (person.pk in asked or row.state == Facilitator.State.DECLINED):
            row.state = Facilitator.State.ASKED
        elif row.state == Facilitator.State.DECLINED:
            row.state = Facilitator.State.SET
        row.save()
    Facilitator.objects.filter(pk__in=[each.pk for each in there.values()]).delete()
    if session.cohort_id is not None:  # who runs it finds it, though they may not be in the cohort
        search_index.note_objects("class_session", [session.pk])
    if session.state != State.CANCELLED:
        waits.facilitating(session)
        waits.preparing(session)


def _prepare(session: Session) -> None:
    rows = terms.classes().preparation
    Preparation.objects.bulk_create(
        Preparation(session=session, title=title[:200], order=at) for at, title in enumerate(rows)
    )


def _opened(session: Session, by: Account) -> None:
    inviting.settle(session)
    waits.preparing(session)
    _moved(session, by, "opened")
    if session.cohort is not None:
        gathering.gather(session, by)
    elif session.course:
        demanding.tell(session)


def _moved(session: Session, by: Account | None, deed: str) -> None:
    publish(SessionMoved(session.pk, by.pk if by is not None else None, deed))
