"""Who may see and do what with sessions.

Everybody of the team sees the sessions that are for them, and registers themselves; managers register those of their
line. Whoever facilitates a session, scheduled it, or keeps classes sees its roster and runs it. A cohort is seen by its
members, its facilitators and those who keep classes or learning; what is said in it by its members and facilitators
alone. Sessions of a cohort are for its members. Coaching is between those who take part in it and whoever scheduled it:
keeping classes opens none of it. Who is external is let in nowhere here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.classes import terms
from trellis.classes.definitions.permissions import HOST, KEEP
from trellis.classes.models import Cohort, CohortSeat, Facilitator, Registration, Session
from trellis.core import granted, predicates, relations
from trellis.core.granted import Somebody
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.learning.definitions.permissions import KEEP as KEEP_LEARNING
from trellis.people.days import today
from trellis.people.definitions.audiences import Facts, fits
from trellis.people.queries import audiences

__all__ = [
    "Account",
    "NotAllowedError",
    "Person",
    "audiences_there",
    "can_approve",
    "can_change",
    "can_enter",
    "can_host",
    "can_keep",
    "can_keep_cohorts",
    "can_observe",
    "can_read_materials",
    "can_register_in",
    "can_register_others",
    "can_run",
    "can_run_cohort",
    "can_schedule_for",
    "can_see",
    "can_see_cohort",
    "can_see_record",
    "cohorts_of",
    "cohorts_seen",
    "fits_audience",
    "is_facilitator",
    "is_for",
    "is_of_cohort",
    "line_of",
    "myself",
    "part_in",
    "seen_by",
]  # fmt: skip
_FACTS = "_trellis_class_facts"
State = Session.State
Part = CohortSeat.Part
PUBLISHED = (Session.Kind.WEBINAR, Session.Kind.CONVERSATION, Session.Kind.AMA)
"""Kinds whose agenda, slides and recording are for everybody whom they were for."""


def can_enter(who: Somebody) -> bool:
    """Everybody of the team."""
    return can_read(who)


def myself(who: Somebody) -> UUID | None:
    """The person who takes part; `None` for who is nobody of the team."""
    return who.person_id if isinstance(who, Account) and can_enter(who) else None


def can_keep(who: Somebody) -> bool:
    """Whoever looks after all classes, rooms and rosters."""
    return can_enter(who) and granted.may(who, KEEP.name)


def can_host(who: Somebody) -> bool:
    """Whoever schedules sessions: those who keep classes, and those who may hold their own."""
    return can_keep(who) or (can_enter(who) and granted.may(who, HOST.name))


def can_read_materials(who: Somebody, session: Session) -> bool:
    """Whoever runs it and whoever has a place; of a group conversation or a webinar everybody whom it is for."""
    if not can_see(who, session):
        return False
    if session.kind in PUBLISHED or can_run(who, session) or is_facilitator(who, session):
        return True
    return session.registrations.filter(person=myself(who), state=Registration.State.REGISTERED).exists()


def can_see_record(who: Somebody, person: Person) -> bool:
    """Oneself, the managers above, and whoever keeps classes or learning: which sessions somebody attended."""
    if not can_enter(who):
        return False
    return person.pk == myself(who) or can_keep_cohorts(who) or can_register_others(who, person)


def is_facilitator(who: Somebody, session: Session) -> bool:
    """Whether somebody runs a session, or is asked whether they would."""
    me = myself(who)
    if me is None:
        return False
    return any(
        each.person_id == me and each.state != Facilitator.State.DECLINED
        for each in session.facilitators.all()
    )


def can_observe(who: Somebody, facilitator: Facilitator) -> bool:
    """Whoever keeps classes and sees the session, and who leads it: those on whom they pass it. Nobody themselves."""
    me = myself(who)
    if me is None or facilitator.person_id == me:
        return False
    return (can_keep(who) and can_see(who, facilitator.session)) or any(
        each.person_id == me and each.is_lead and each.state == Facilitator.State.SET
        for each in facilitator.session.facilitators.all()
    )


def can_change(who: Somebody, session: Session) -> bool:
    """Whoever scheduled it while they still may, who facilitates its cohort; but for coaching who keeps classes."""
    if can_host(who) and session.scheduled_by_id == myself(who):
        return True
    if session.kind != Session.Kind.COACHING and can_keep(who):
        return True
    return session.cohort_id is not None and _has_seat(who, session.cohort_id, Part.FACILITATOR)


def can_run(who: Somebody, session: Session) -> bool:
    """Whoever may change it, and its facilitators who have not said no and are not merely asked."""
    me = myself(who)
    if me is None:
        return False
    return can_change(who, session) or any(
        each.person_id == me and each.state == Facilitator.State.SET for each in session.facilitators.all()
    )


def can_see(who: Somebody, session: Session) -> bool:
    """Whoever runs it or is asked to; of what is no draft also who takes part, and whom it is for."""
    if not can_enter(who):
        return False
    if can_run(who, session) or is_facilitator(who, session):
        return True
    if session.state == State.DRAFT:
        return False
    if is_for(who, session):
        return True
    me = myself(who)
    return me is not None and session.registrations.filter(person=me).exists()


def is_for(who: Somebody, session: Session) -> bool:
    """Whether somebody may register: its audience, of a cohort who is in it. For coaching one is registered."""
    if session.kind == Session.Kind.COACHING:
        return False
    if session.cohort_id is not None and not is_of_cohort(who, session.cohort_id):
        return False
    return fits_audience(who, session.audience)


def can_register_in(who: Somebody, session: Session, person: Person) -> bool:
    """Whoever registers others; for coaching whoever runs it, and nobody else."""
    if session.kind == Session.Kind.COACHING:
        return can_run(who, session)
    return can_register_others(who, person)


def can_register_others(who: Somebody, person: Person) -> bool:
    """Whoever keeps classes for everybody, managers for those of their line."""
    return can_keep(who) or (can_enter(who) and predicates.in_manager_chain(who, person))


def line_of(who: Somebody) -> Q:
    """The people below somebody in the line, whom they register."""
    return predicates.in_manager_chain.of(who, Person) if can_enter(who) else relations.NONE


def can_approve(who: Somebody, registration: Registration) -> bool:
    """The managers above who asks, and whoever keeps classes; nobody for themselves. Of coaching who runs it."""
    return registration.person_id != myself(who) and can_register_in(
        who, registration.session, registration.person
    )


def fits_audience(who: Somebody, said: Mapping[str, Any]) -> bool:
    """Whether a session is for somebody. Two queries for somebody who was loaded, once, and none for everybody."""
    return can_enter(who) and (not said or fits(terms.audience_of(said), _facts(who)))


def seen_by(who: Somebody) -> QuerySet[Session]:
    """The sessions that somebody sees: the same as `can_see` says, for lists. Reads no session, only audiences."""
    if not can_enter(who):
        return Session.objects.none()
    me = myself(who)
    if can_keep(who):
        return Session.objects.filter(~Q(kind=Session.Kind.COACHING) | _own(who, me))
    found = ~Q(state=State.DRAFT) & ~Q(audience__in=_audiences_without(who))
    found &= ~Q(kind=Session.Kind.COACHING)
    found &= Q(cohort=None) | Q(cohort__in=cohorts_of(me)) if me is not None else Q(cohort=None)
    return Session.objects.filter(found | _own(who, me))


def _own(who: Somebody, me: UUID | None) -> Q:
    """The sessions that somebody sees by their own part in them: run, scheduled, of their cohort, or taken part in."""
    if me is None:
        return relations.NONE
    found = Q(cohort__in=cohorts_of(me, Part.FACILITATOR))
    runs = Facilitator.objects.filter(person=me).exclude(state=Facilitator.State.DECLINED)
    found |= Q(pk__in=runs.values("session"))
    found |= ~Q(state=State.DRAFT) & Q(pk__in=Registration.objects.filter(person=me).values("session"))
    return found | Q(scheduled_by=me) if can_host(who) else found


def audiences_there() -> list[dict[str, Any]]:
    """What is said of whom sessions are for, each once: far fewer than there are sessions. One query."""
    rows = Session.objects.exclude(state=State.DRAFT).exclude(audience={})
    return list(rows.order_by().values_list("audience", flat=True).distinct())


def can_keep_cohorts(who: Somebody) -> bool:
    """Whoever keeps classes, or learning: they begin cohorts, and see how all of them are going."""
    return can_keep(who) or (can_enter(who) and granted.may(who, KEEP_LEARNING.name))


def is_of_cohort(who: Somebody, cohort: UUID) -> bool:
    """Its members and facilitators, while they have not left: whoever reads and says what is said in it. One query."""
    return _has_seat(who, cohort)


def can_run_cohort(who: Somebody, cohort: Cohort) -> bool:
    """Its facilitators, and whoever keeps cohorts."""
    return can_keep_cohorts(who) or part_in(who, cohort) == Part.FACILITATOR


def can_see_cohort(who: Somebody, cohort: Cohort) -> bool:
    """Its members and facilitators, and whoever keeps cohorts; nobody who has left it."""
    return can_keep_cohorts(who) or bool(part_in(who, cohort))


def part_in(who: Somebody, cohort: Cohort) -> str:
    """What somebody is in a cohort, while they have not left; empty for who is not in it.

    No query for a cohort that was loaded for them (`own_part`), else one.
    """
    me = myself(who)
    if me is None:
        return ""
    known: tuple[UUID, str] | None = cohort.__dict__.get("own_part")
    if known is None or known[0] != me:
        rows = CohortSeat.objects.filter(cohort=cohort.pk, person=me, left_at=None)
        known = me, rows.values_list("part", flat=True).first() or ""
    return known[1]


def can_schedule_for(who: Somebody, cohort: UUID | None) -> bool:
    """Whoever schedules sessions at all; for a cohort its facilitators, too."""
    return can_host(who) if cohort is None else can_keep(who) or _has_seat(who, cohort, Part.FACILITATOR)


def cohorts_of(person: UUID, part: str = "") -> QuerySet[CohortSeat, Any]:
    """The keys of the cohorts that somebody is in, as a subquery; with `part` of those that they are that in."""
    rows = CohortSeat.objects.filter(person=person, left_at=None)
    return (rows.filter(part=part) if part else rows).values("cohort")


def cohorts_seen(who: Somebody) -> QuerySet[Cohort]:
    """The cohorts that somebody sees: the same as `can_see_cohort` says, for lists."""
    if can_keep_cohorts(who):
        return Cohort.objects.all()
    me = myself(who)
    return Cohort.objects.filter(pk__in=cohorts_of(me)) if me is not None else Cohort.objects.none()


def _has_seat(who: Somebody, cohort: UUID, part: str = "") -> bool:
    me = myself(who)
    if me is None:
        return False
    rows = CohortSeat.objects.filter(cohort=cohort, person=me, left_at=None)
    return (rows.filter(part=part) if part else rows).exists()


def _audiences_without(who: Somebody) -> list[dict[str, Any]]:
    return [each for each in audiences_there() if not fits_audience(who, each)]


def _facts(who: Somebody) -> Facts:
    assert isinstance(who, Account)  # whoever enters has an account
    known: Facts | None = getattr(who, _FACTS, None)
    if known is None:
        person = who.person_id
        known = audiences.facts_on(today(), [person]).get(person, Facts()) if person else Facts()
        setattr(who, _FACTS, known)
    return known
