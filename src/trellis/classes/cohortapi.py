"""Cohorts for programs: which there are, how far their members are, who is in them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.classes import rules
from trellis.classes.definitions.plans import planned
from trellis.classes.models import Cohort
from trellis.classes.queries import cohorts as queries
from trellis.classes.queries.cohorts import Standing
from trellis.classes.services import cohorting, gathering
from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.records import uuid7
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.people.queries import directory

room = Room("Cohorts")
READ, WRITE = "classes:read", "classes:write"


class ClassCohort(Schema):
    """People who go through a program of the handbook together."""

    id: UUID
    program: str
    revision: str
    title: str
    goal: str
    state: str
    starts_on: date
    ends_on: date
    members: int
    facilitators: list[UUID]


class ClassCohortPart(Schema):
    """A part of the plan."""

    id: str = Field(description="The key of the part in the program.")
    title: str
    kind: str
    course: str
    part: str
    optional: bool


class ClassCohortWeek(Schema):
    """A week of the plan."""

    title: str
    parts: list[ClassCohortPart]


class ClassCohortOutcome(Schema):
    """What the cohort is to bring, and whether it did."""

    id: str = Field(description="The key of the outcome in the program.")
    text: str
    state: str
    evidence: str


class ClassCohortDetail(ClassCohort):
    """A cohort with plan and outcomes."""

    weeks: list[ClassCohortWeek]
    outcomes: list[ClassCohortOutcome]


class ClassCohortMember(Schema):
    """How far a member is: parts that are done of those that are needed."""

    person: UUID
    done: list[str]
    needed: list[str]
    share: int = Field(description="In per cent.")


class ClassCohortBegun(Schema):
    """A cohort to begin. Plan, outcomes and goal are those of the program."""

    program: str = Field(max_length=100)
    title: str = Field("", max_length=200)
    starts_on: date
    facilitators: list[UUID] = Field(min_length=1, max_length=20)


class ClassCohortJoining(Schema):
    """Who is to be a member."""

    people: list[UUID] = Field(min_length=1, max_length=200)


class ClassCohortMembers(Schema):
    """Members."""

    items: list[ClassCohortMember]


class _Wanted(Schema):
    """What the list is narrowed by."""

    program: str = ""
    state: str = ""


@room.read("/classes/cohorts", ClassCohort, scope=READ, listed=True)
def list_class_cohorts(request: HttpRequest, paging: Query[Paging], wanted: Query[_Wanted]) -> dict[str, Any]:
    """The cohorts that whoever calls sees: those that they are in; for who keeps classes or learning, all."""
    found = queries.found_by(_member(request))
    for name in ("program", "state"):
        value = getattr(wanted, name)
        found = found.filter(**{name: value}) if value else found
    part = part_of_query(request, paging, found, "starts_on", "pk")
    return {**part, "items": [ClassCohort(**_summary(each)) for each in part["items"]]}


@room.read("/classes/cohorts/{cohort}", ClassCohortDetail, scope=READ)
def get_class_cohort(request: HttpRequest, cohort: UUID) -> ClassCohortDetail:
    """A cohort with its plan and outcomes."""
    return _detail(_member(request), cohort)


@room.write("POST", "/classes/cohorts", ClassCohortDetail, scope=WRITE, status=201)
def begin_class_cohort(request: HttpRequest, body: ClassCohortBegun) -> ClassCohortDetail:
    """Begin a cohort of a program of the handbook."""
    who = _member(request)
    if not rules.can_keep_cohorts(who):
        raise NotAllowedError(_("Only who keeps classes or learning begins cohorts."))
    made = cohorting.begin(
        key=uuid7(), program=body.program, title=body.title, starts_on=body.starts_on,
        facilitators=[_person(each) for each in body.facilitators], by=who,
    )  # fmt: skip
    return _detail(who, made.pk)


@room.read("/classes/cohorts/{cohort}/members", ClassCohortMembers, scope=READ)
def list_class_cohort_members(request: HttpRequest, cohort: UUID) -> ClassCohortMembers:
    """The members of a cohort with how far they are, for who facilitates it; a member sees themselves."""
    who = _member(request)
    return _members(who, _cohort(who, cohort))


@room.write("POST", "/classes/cohorts/{cohort}/members", ClassCohortMembers, scope=WRITE)
def add_class_cohort_members(
    request: HttpRequest, cohort: UUID, body: ClassCohortJoining
) -> ClassCohortMembers:
    """Take people into a cohort: they are enrolled in its courses and get places in its sessions."""
    who = _member(request)
    found = _cohort(who, cohort, to_run=True)
    gathering.add(cohort=found.pk, people=[_person(each) for each in body.people], by=who)
    return _members(who, found)


@room.write("DELETE", "/classes/cohorts/{cohort}/members/{person}", ClassCohortMembers, scope=WRITE)
def remove_class_cohort_member(request: HttpRequest, cohort: UUID, person: UUID) -> ClassCohortMembers:
    """Have somebody leave a cohort; their courses go on."""
    who = _member(request)
    found = _cohort(who, cohort, to_run=True)
    if not found.seats.filter(person=person).exists():
        raise not_found(_("They are not in this cohort."))
    gathering.remove(cohort=found.pk, person=person, by=who)
    return _members(who, found)


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_enter, _("Classes are for those who work here."))


def _cohort(who: Account, key: UUID, *, to_run: bool = False) -> Cohort:
    found = queries.cohort_for(who, key)
    if found is None or (to_run and not rules.can_run_cohort(who, found)):
        raise not_found(_("There is no such cohort."))
    return found


def _person(key: UUID) -> Person:
    found = directory.person_for(key)
    if found is None:
        raise not_found(_("They do not work here."))
    return found


def _members(who: Account, found: Cohort) -> ClassCohortMembers:
    seats = gathering.seats_of(found, queries.MEMBER)
    if not rules.can_run_cohort(who, found):
        seats = [each for each in seats if each.person_id == rules.myself(who)]
    return ClassCohortMembers(items=[_standing(each) for each in queries.standings_of(found, seats)])


def _standing(each: Standing) -> ClassCohortMember:
    return ClassCohortMember(
        person=each.seat.person_id, done=sorted(each.done), needed=list(each.needed), share=each.share
    )


def _summary(each: Any) -> dict[str, Any]:
    return {
        "id": each.pk, "program": each.program, "revision": each.revision, "title": each.title, "goal": each.goal,
        "state": each.state, "starts_on": each.starts_on, "ends_on": each.ends_on, "members": each.members,
        "facilitators": [one.person_id for one in each.runs],
    }  # fmt: skip


def _detail(who: Account, key: UUID) -> ClassCohortDetail:
    found = queries.found_by(who).filter(pk=key).first()
    if found is None:
        raise not_found(_("There is no such cohort."))
    weeks = [
        ClassCohortWeek(
            title=week.title,
            parts=[
                ClassCohortPart(
                    id=each.key, title=each.title, kind=each.kind, course=each.course, part=each.part,
                    optional=each.is_optional,
                )
                for each in week.parts
            ],
        )
        for week in planned(found.plan)
    ]  # fmt: skip
    outcomes = [
        ClassCohortOutcome(id=each.key, text=each.text, state=each.state, evidence=each.evidence)
        for each in found.outcomes.order_by("order", "pk")
    ]
    return ClassCohortDetail(**_summary(found), weeks=weeks, outcomes=outcomes)
