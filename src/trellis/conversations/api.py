"""Conversations for programs: when whoever calls meets whom, that there was feedback. What was said is for people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.conversations.models import Feedback, FeedbackRequest, Pair
from trellis.conversations.one_to_one_names import CAREER, ONE_TO_ONE
from trellis.conversations.queries import feedback as queries
from trellis.conversations.queries import mentoring
from trellis.conversations.rules import Account, Person, can_enter
from trellis.conversations.services import feedback as services
from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.records import uuid7
from trellis.meetings.queries.standing import standings
from trellis.people.queries import directory

room = Room("Conversations")
READ, WRITE = "conversations:read", "conversations:write"


class OneToOne(Schema):
    """Regular meetings of a manager and somebody who reports to them. What they talk about is read by the two."""

    id: UUID
    kind: str = Field(description="`one-to-one`, or `career` for conversations about what comes next.")
    host: UUID
    guest: UUID
    weeks: int
    last_on: date | None
    next_on: date | None
    is_overdue: bool


class OneToOnes(Schema):
    """The one-to-ones of whoever calls."""

    items: list[OneToOne]


class FeedbackSummary(Schema):
    """That there was feedback. Its words are read in the application."""

    id: UUID
    giver: UUID
    receiver: UUID
    tone: str
    given_at: datetime
    is_withdrawn: bool


class FeedbackGiven(Schema):
    """What somebody says of the work of another, to them."""

    receiver: UUID
    tone: Literal["praise", "advice"]
    text: str = Field(min_length=1, max_length=5000)
    for_manager: bool = Field(False, description="Whether the manager of the receiver reads it too.")
    request: UUID | None = Field(None, description="The request that it answers.")


class FeedbackAsked(Schema):
    """Whom to ask, and what."""

    asked: UUID
    question: str = Field(min_length=1, max_length=500)


class FeedbackRequestDetail(Schema):
    """A request for feedback, of those that whoever calls made."""

    id: UUID
    asked: UUID
    state: str
    asked_at: datetime


class MentoringSummary(Schema):
    """A pair that whoever calls is one of: days and counts."""

    id: UUID
    mentor: UUID
    mentee: UUID
    way: str
    state: str
    starts_on: date | None
    until: date | None
    sessions: int


class Mentorings(Schema):
    """The mentorings of whoever calls."""

    items: list[MentoringSummary]


@room.read("/conversations/one-to-ones", OneToOnes, scope=READ)
def list_one_to_ones(request: HttpRequest) -> OneToOnes:
    """The one-to-ones and career conversations of whoever calls, as manager and as team member."""
    me = _member(request).person_id
    kinds = (ONE_TO_ONE, CAREER)
    found = [*standings(kinds, hosts=[me]), *standings(kinds, guests=[me])] if me else []
    return OneToOnes(
        items=[
            OneToOne(
                id=each.key, kind=each.kind, host=each.host, guest=each.guest, weeks=each.weeks,
                last_on=each.last_on, next_on=each.next_on, is_overdue=each.is_late,
            )
            for each in found
        ]
    )  # fmt: skip


@room.read("/conversations/feedback", FeedbackSummary, scope=READ, listed=True)
def list_feedback(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """That whoever calls received feedback, the newest first. Its words are read in the application."""
    found = queries.received_by(_member(request))
    part = part_of_query(request, paging, found, "-given_at", "-pk")
    return {**part, "items": [_summary(each) for each in part["items"]]}


@room.write("POST", "/conversations/feedback", FeedbackSummary, scope=WRITE, status=201)
def give_feedback(request: HttpRequest, body: FeedbackGiven) -> FeedbackSummary:
    """Give somebody feedback, or answer a request."""
    who = _member(request)
    made = services.give(
        key=uuid7(), receiver=_person(body.receiver), tone=body.tone, text=body.text,
        for_manager=body.for_manager, request=body.request, by=who,
    )  # fmt: skip
    return _summary(made)


@room.write("POST", "/conversations/requests", FeedbackRequestDetail, scope=WRITE, status=201)
def ask_for_feedback(request: HttpRequest, body: FeedbackAsked) -> FeedbackRequestDetail:
    """Ask somebody for feedback; it waits on them."""
    who = _member(request)
    made = services.ask(key=uuid7(), asked=_person(body.asked), question=body.question, by=who)
    return _detail(made)


@room.read("/conversations/mentoring", Mentorings, scope=READ)
def list_mentorings(request: HttpRequest) -> Mentorings:
    """The mentorings of whoever calls: days and counts."""
    who = _member(request)
    lines = [*mentoring.lines_of(who), *mentoring.lines_of(who, past=True)]
    return Mentorings(items=[_pair(each.pair, each.sessions) for each in lines])


def _member(request: HttpRequest) -> Account:
    return account_in(request, can_enter, _("Conversations are for those who work here."))


def _person(key: UUID) -> Person:
    found = directory.person_for(key)
    if found is None:
        raise not_found(_("They do not work here."))
    return found


def _summary(each: Feedback) -> FeedbackSummary:
    return FeedbackSummary(
        id=each.pk, giver=each.giver_id, receiver=each.receiver_id, tone=each.tone, given_at=each.given_at,
        is_withdrawn=each.withdrawn_at is not None,
    )  # fmt: skip


def _detail(each: FeedbackRequest) -> FeedbackRequestDetail:
    return FeedbackRequestDetail(id=each.pk, asked=each.asked_id, state=each.state, asked_at=each.asked_at)


def _pair(each: Pair, sessions: int) -> MentoringSummary:
    return MentoringSummary(
        id=each.pk, mentor=each.mentor_id, mentee=each.mentee_id, way=each.way, state=each.state,
        starts_on=each.starts_on, until=each.until, sessions=sessions,
    )  # fmt: skip
