"""Who is in a cohort: joining and leaving, and being enrolled in what its plan asks for.

A member is enrolled in the courses and paths of the plan and gets a place in the sessions of the cohort. What cannot be
begun yet, since another course comes before it, is tried again once a day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes import rules, teaching
from trellis.classes.definitions.notices import MINE, RUNNING
from trellis.classes.definitions.plans import TICKED, part_called, parts_of, planned
from trellis.classes.events import CohortSeatMoved
from trellis.classes.models import Cohort, CohortSeat, CohortTick, Registration, Session
from trellis.classes.models.places import OPEN
from trellis.classes.services import placing
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.core.rules import Account, Person
from trellis.core.services import notices
from trellis.core.services.events import publish

Part = CohortSeat.Part
Step = Callable[[], AbstractContextManager[object]]
AT_ONCE = 5
"""Members who are enrolled in one transaction at night."""
MOST_MEMBERS = 500
"""Of one cohort: people who know each other, and not a company."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Who is in now that was not, and what somebody could not be enrolled in yet: name, part, and why."""

    seats: tuple[CohortSeat, ...]
    held_up: tuple[tuple[str, str, str], ...]


def add(*, cohort: UUID, people: Collection[Person], by: Account) -> Joined:
    """Take people into a cohort as members. Who is in it already stays; who had left comes back.

    Raises NotThereError, ClassError for who is not of the team, facilitates it, or is too much.
    """
    with transaction.atomic():
        found = locked(cohort, by)
        _check_open(found)
        there = {each.person_id: each for each in found.seats.all()}
        made = []
        for person in {each.pk: each for each in people}.values():
            _check_member(person, there.get(person.pk))
            seat = _sit(found, person, Part.MEMBER, there.get(person.pk), by)
            if seat is not None:
                made.append(seat)
        if found.seats.filter(part=Part.MEMBER, left_at=None).count() > MOST_MEMBERS:
            raise ClassError(
                _("A cohort has %(n)s members at most.") % {"n": MOST_MEMBERS},
                hint=_("Begin a second one beside it."), field="people",
            )  # fmt: skip
        held_up = _enroll(found, [each.person for each in made], by)
        _tell(found, made, gettext_lazy("You are in a cohort now"), by)
    return Joined(tuple(made), tuple(held_up))


def remove(*, cohort: UUID, person: UUID, by: Account) -> CohortSeat:
    """Have somebody leave; oneself, too. Courses go on, places in what is ahead are given back. Again changes nothing.

    Raises NotThereError, ClassError for the last who facilitates it.
    """
    with transaction.atomic():
        found = Cohort.objects.select_for_update().filter(pk=cohort).first()
        seat = found.seats.select_related("person__account").filter(person=person).first() if found else None
        is_own = person == rules.myself(by)
        if found is None or seat is None or not (is_own or rules.can_run_cohort(by, found)):
            raise NotThereError
        if seat.left_at is not None:
            return seat
        others = found.seats.filter(part=Part.FACILITATOR, left_at=None).exclude(pk=seat.pk)
        if seat.part == Part.FACILITATOR and not others.exists():
            raise ClassError(_("Somebody facilitates a cohort."), hint=_("Name somebody else first."))
        seat.left_at = timezone.now()
        seat.save(update_fields=["left_at"])
        _give_back(found, person, by)
        publish(CohortSeatMoved(found.pk, by.pk, person, seat.part, "left"))
        if not is_own:
            _tell(found, [seat], gettext_lazy("You are in a cohort no more"), by)
    return seat


def set_facilitators(found: Cohort, people: Collection[Person], by: Account) -> None:
    """Make these the facilitators. In the transaction of whoever checked it and locked the cohort."""
    if not people:
        raise ClassError(_("Say who facilitates it."), field="facilitators")
    there = {each.person_id: each for each in found.seats.select_related("person")}
    wanted = {each.pk: each for each in people}
    made = [
        seat
        for key, person in wanted.items()
        if (seat := _sit(found, person, Part.FACILITATOR, there.get(key), by)) is not None
    ]
    for each in there.values():
        if each.part == Part.FACILITATOR and each.left_at is None and each.person_id not in wanted:
            each.left_at = timezone.now()
            each.save(update_fields=["left_at"])
            publish(CohortSeatMoved(found.pk, by.pk, each.person_id, each.part, "left"))
    _tell(found, made, gettext_lazy("You facilitate a cohort"), by, kind=RUNNING)


def tick(*, cohort: UUID, part: str, is_done: bool, by: Account) -> None:
    """Say of a part that only oneself knows whether it is done. Again changes nothing.

    Raises NotThereError, ClassError.
    """
    with transaction.atomic():
        found = Cohort.objects.filter(pk=cohort).first()
        seat = _member(found, by)
        if found is None or seat is None:
            raise NotThereError
        _check_open(found)
        asked = part_called(planned(found.plan), part)
        if asked is None or asked.kind not in TICKED:
            raise ClassError(_("This part is done by doing it."))
        if is_done:
            CohortTick.objects.get_or_create(seat=seat, part=asked.key)
        else:
            CohortTick.objects.filter(seat=seat, part=asked.key).delete()


def bind(session: Session, cohort: UUID | None, part: str) -> None:
    """Make a new session one of a cohort that goes on, of a class of its plan. Raises ClassError for none."""
    if cohort is None:
        return
    found = Cohort.objects.filter(pk=cohort).first()
    if found is None or not found.is_open:
        raise ClassError(_("This cohort is over."))
    session.cohort, session.cohort_part = found, part
    check_part(session)


def check_part(session: Session) -> None:
    """A session of a cohort is of the class that its plan has there. Raises ClassError."""
    if session.cohort is None:
        return
    part = part_called(planned(session.cohort.plan), session.cohort_part)
    if session._state.adding and (part is None or part.kind != "class"):
        raise ClassError(_("The plan of this cohort has no such class."))
    if part is not None and (session.course, session.part) != (part.course, part.part):
        raise ClassError(_("The plan of this cohort has another class here."), field="taught")


def gather(session: Session, by: Account | None) -> list[Registration]:
    """Give the members of the cohort that a session is of places in it; none where it is of no cohort."""
    if session.cohort is None:
        return []
    people = [each.person for each in seats_of(session.cohort, Part.MEMBER)]
    return placing.bring_in(session=session.pk, people=people, by=by)


def catch_up(now: datetime, step: Step = transaction.atomic) -> int:
    """Enroll the members of cohorts that go on in what they could not begin before; gives how many cohorts.

    A few members in a transaction: a cohort of hundreds must hold the database up no longer than one of ten.
    """
    cohorts = list(
        Cohort.objects.filter(state=Cohort.State.OPEN, ends_on__gte=timezone.localdate(now)).order_by("pk")
    )
    for each in cohorts:
        people = [seat.person for seat in seats_of(each, Part.MEMBER)]
        for start in range(0, len(people), AT_ONCE):
            with step():
                _enroll(each, people[start : start + AT_ONCE], None)
    return len(cohorts)


def enroll_all(found: Cohort, by: Account) -> list[tuple[str, str, str]]:
    """Enroll all members in what the plan asks for by now; what stands against it. In a transaction."""
    return _enroll(found, [each.person for each in seats_of(found, Part.MEMBER)], by)


def seats_of(found: Cohort, part: str = "") -> list[CohortSeat]:
    """Who is in a cohort now, with their accounts, by name. One query."""
    rows = found.seats.filter(left_at=None).select_related("person__account")
    return list((rows.filter(part=part) if part else rows).order_by("person__name", "pk"))


def locked(cohort: UUID, by: Account) -> Cohort:
    """A cohort that nobody else changes until the transaction ends, for who runs it. Raises NotThereError."""
    found = Cohort.objects.select_for_update().filter(pk=cohort).first()
    if found is None or not rules.can_run_cohort(by, found):
        raise NotThereError
    return found


def _check_open(found: Cohort) -> None:
    if not found.is_open:
        raise ClassError(_("This cohort is over."))


def _check_member(person: Person, seat: CohortSeat | None) -> None:
    if person.is_external:
        raise ClassError(_("Only who works here takes part."), field="people")
    if seat is not None and seat.left_at is None and seat.part == Part.FACILITATOR:
        raise ClassError(
            _("%(name)s facilitates this cohort.") % {"name": person.name},
            hint=_("Who facilitates it is no member of it."), field="people",
        )  # fmt: skip


def _sit(found: Cohort, person: Person, part: str, seat: CohortSeat | None, by: Account) -> CohortSeat | None:
    """Give somebody a seat; `None` where they have it."""
    if seat is not None and seat.left_at is None and seat.part == part:
        return None
    made = seat or CohortSeat(cohort=found, person=person)
    made.person = person
    made.part, made.since, made.left_at, made.by_id = part, timezone.now(), None, rules.myself(by)
    made.save()
    publish(CohortSeatMoved(found.pk, by.pk, person.pk, part, "joined"))
    return made


def _member(found: Cohort | None, by: Account) -> CohortSeat | None:
    me = rules.myself(by)
    if found is None or me is None:
        return None
    return found.seats.filter(person=me, part=Part.MEMBER, left_at=None).first()


def _enroll(found: Cohort, people: Collection[Person], by: Account | None) -> list[tuple[str, str, str]]:
    held_up: list[tuple[str, str, str]] = []
    because = found.title
    for part in parts_of(planned(found.plan)):
        for person in people:
            why = ""
            if part.kind == "path":
                why = teaching.have_walk(person=person, path=part.path)
            elif part.course and part.kind in ("course", "lesson"):
                why = teaching.have_take(person=person, course=part.course, because=because)
            if why:
                held_up.append((person.name, part.title, why))
    ahead = (Session.State.OPEN, Session.State.RUNNING)
    for key in found.sessions.filter(state__in=ahead).values_list("pk", flat=True):
        placing.bring_in(session=key, people=people, by=by)
    return held_up


def _give_back(found: Cohort, person: UUID, by: Account) -> None:
    """Places in the sessions of the cohort that are ahead."""
    rows = Registration.objects.filter(
        person=person, state__in=OPEN, session__cohort=found,
        session__state__in=(Session.State.OPEN, Session.State.RUNNING),
    )  # fmt: skip
    for key in rows.values_list("pk", flat=True):
        placing.give_back(registration=key, by=by)


def _tell(
    found: Cohort, seats: Iterable[CohortSeat], subject: str | Promise, by: Account, kind: str = MINE
) -> None:
    accounts = [each.person.account for each in seats if getattr(each.person, "account", None) is not None]
    notices.notify(
        kind, accounts, subject=subject, text=found.title, actor=by,
        address=reverse("classes:cohort", args=[found.pk]),
    )  # fmt: skip
