"""Requests for courses, for programs: reading them, asking, needing one, too, deciding and moving on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core import queries as accounts
from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account
from trellis.intake import rules
from trellis.intake.definitions import stages
from trellis.intake.models import ContentUpdate, CourseRequest
from trellis.intake.queries import flow as flows
from trellis.intake.queries import requests as queries
from trellis.intake.queries import updates
from trellis.intake.services import asking, deciding, staging, updating

room = Room("Course requests")
StageName = Literal[
    "asked", "question", "accepted", "analysis", "design", "development", "review", "pilot", "published", "retired",
    "merged", "declined", "withdrawn",
]  # fmt: skip
WorkStage = Literal[
    "accepted", "analysis", "design", "development", "review", "pilot", "published", "retired"
]
KindName = Literal["course", "change", "path", "certification", "class", "other"]


class RequestDetail(Schema):
    """A request for a course, or other learning."""

    id: UUID
    kind: KindName
    title: str
    need: str
    audience: str
    people: int | None
    needed_by: int = Field(description="For how many people, with those who need it, too.")
    votes: int
    wanted_by: date | None
    asked_by: UUID | None
    asked_at: datetime
    stage: StageName
    stage_since: datetime
    impact: int | None
    effort: int | None
    priority: float | None = Field(description="Impact divided by effort.")
    owner: UUID | None
    due_on: date | None
    reviewers: list[RequestReviewer]
    course: str = Field(description="The key of the course in the handbook; empty where none is linked.")
    merged_into: UUID | None


class NewRequest(Schema):
    """What somebody asks for."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(max_length=200)
    need: str = Field(max_length=10_000, description="What people should be able to do that they cannot now.")
    audience: str = Field(max_length=300)
    kind: KindName = "course"
    people: int | None = Field(None, ge=1, le=1_000_000)
    wanted_by: date | None = None
    otherwise: str = Field("", max_length=10_000, description="What happens without it.")
    pages: str = Field("", max_length=10_000, description="Paths of pages of the handbook, one on each line.")
    links: str = Field("", max_length=10_000, description="Addresses, one on each line.")


class RequestVote(Schema):
    """For whom somebody needs it, too."""

    model_config = ConfigDict(extra="forbid")

    team: str = Field("", max_length=100)
    people: int = Field(1, ge=1, le=1_000_000)
    why: str = Field("", max_length=500)


class RequestVerdict(Schema):
    """What is decided: accepting needs impact and effort, declining and asking back need words."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["accept", "decline", "ask-back"]
    impact: int = Field(3, ge=1, le=5)
    effort: int = Field(3, ge=1, le=5)
    text: str = Field("", max_length=10_000)
    instead: str = Field("", max_length=1000, description="What there is instead, where it is declined.")


class RequestStep(Schema):
    """Into which stage a request comes."""

    model_config = ConfigDict(extra="forbid")

    stage: WorkStage
    due_on: date | None = None
    text: str = Field("", max_length=10_000, description="Needed where it goes back.")


class RequestReviewer(Schema):
    """Who looks at a course before it is published."""

    account: UUID
    done_at: datetime | None = Field(description="When they had looked, in the present review.")
    good: bool = Field(description="Whether it can go on, once they have looked.")


class RequestPlan(Schema):
    """Until when the present stage is to be done."""

    model_config = ConfigDict(extra="forbid")

    due_on: date | None
    reason: str = Field("", max_length=10_000, description="Needed where there was a day.")


class RequestReview(Schema):
    """What a reviewer says."""

    model_config = ConfigDict(extra="forbid")

    good: bool
    text: str = Field("", max_length=10_000, description="Needed where something is missing.")


class RequestReviewers(Schema):
    """Who reviews it, exactly."""

    model_config = ConfigDict(extra="forbid")

    accounts: list[UUID] = Field(max_length=staging.MOST_REVIEWERS)


class StageFigures(Schema):
    """How many are in a stage, and the median of working days of those that went through it."""

    stage: StageName
    now: int
    median_days: float | None


class RequestFlow(Schema):
    """How long requests took in the last twelve months, in working days."""

    median_lead_days: float | None
    median_review_days: float | None
    published: int
    in_work: int
    reworked: int
    stages: list[StageFigures]


class UpdatePart(Schema):
    """A lesson or a quiz that is to be looked at."""

    path: str
    title: str


class ContentUpdateDetail(Schema):
    """A course that is to be looked at, and what came of it."""

    id: UUID
    course: str = Field(description="The key of the course.")
    course_title: str
    cause: Literal["release", "page", "review"]
    source: str = Field(description="The page of the handbook that it is about.")
    title: str
    topics: str
    parts: list[UpdatePart] = Field(description="Which parts of the course; none for all of it.")
    raised_at: datetime
    due_on: date
    review_by: date | None
    state: Literal["open", "reviewed", "changed"]
    reason: str
    done_at: datetime | None
    done_by: UUID | None


class UpdateReviewed(Schema):
    """Why a course stays as it is."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=10_000)


@room.read("/content-updates", ContentUpdateDetail, scope="intake:read", listed=True)
def list_content_updates(
    request: HttpRequest, paging: Query[Paging], state: Literal["open", "reviewed", "changed"] | None = None
) -> dict[str, Any]:
    """The courses that the caller looks after and that are or were to be looked at, the newest first."""
    rows = updates.seen_by(_member(request))
    part = part_of_query(request, paging, rows if state is None else rows.filter(state=state), "-id")
    return {**part, "items": [_update(each) for each in part["items"]]}


@room.read("/content-updates/{uuid:update_id}", ContentUpdateDetail, scope="intake:read")
def get_content_update(request: HttpRequest, update_id: UUID) -> ContentUpdateDetail:
    """A course that is to be looked at."""
    return _update(_update_for(_member(request), update_id))


@room.write("POST", "/content-updates/{uuid:update_id}/reviewed", ContentUpdateDetail, scope="intake:write")
def review_content_update(request: HttpRequest, update_id: UUID, body: UpdateReviewed) -> ContentUpdateDetail:
    """Say that a course was looked at and stays as it is, and why. For whoever looks after the course."""
    who = _member(request)
    return _update(updating.review(update=_update_for(who, update_id), reason=body.reason, by=who))


@room.read("/course-requests", RequestDetail, scope="intake:read", listed=True)
def list_course_requests(
    request: HttpRequest, paging: Query[Paging], stage: StageName | Literal["open"] | None = None
) -> dict[str, Any]:
    """All requests, the newest first; those of one stage, or all that are `open`."""
    _member(request)
    rows = queries.requests().prefetch_related("reviewers")
    if stage is not None:
        rows = rows.filter(stage__in=stages.OPEN if stage == "open" else (stage,))
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/course-requests/flow", RequestFlow, scope="intake:read")
def get_course_request_flow(request: HttpRequest) -> RequestFlow:
    """How long requests take."""
    _member(request)
    found = flows.flow()
    return RequestFlow(
        median_lead_days=found.median, median_review_days=found.review, published=found.published,
        in_work=found.in_work, reworked=found.reworked,
        stages=[
            StageFigures(stage=cast("StageName", str(each.stage)), now=each.now, median_days=each.median)
            for each in found.stages
        ],
    )  # fmt: skip


@room.read("/course-requests/{uuid:request_id}", RequestDetail, scope="intake:read")
def get_course_request(request: HttpRequest, request_id: UUID) -> RequestDetail:
    """A request."""
    return _again(_found(request, request_id)[1])


@room.write("POST", "/course-requests", RequestDetail, scope="intake:write", status=201)
def create_course_request(request: HttpRequest, response: HttpResponse, body: NewRequest) -> RequestDetail:
    """Ask for a course."""
    made = asking.ask(wish=asking.Wish(**body.dict()), by=_member(request))
    response["Location"] = reverse("api:get_course_request", args=[made.pk])
    return _again(made)


@room.write("PUT", "/course-requests/{uuid:request_id}/vote", RequestDetail, scope="intake:write")
def vote_for_course_request(request: HttpRequest, request_id: UUID, body: RequestVote) -> RequestDetail:
    """Say that the caller needs it, too; said again, it says that from now on."""
    who, found = _found(request, request_id)
    asking.vote(request=found, by=who, **body.dict())
    return _again(found)


@room.write("POST", "/course-requests/{uuid:request_id}/decide", RequestDetail, scope="intake:write")
def decide_course_request(request: HttpRequest, request_id: UUID, body: RequestVerdict) -> RequestDetail:
    """Accept or decline a request, or ask back. For whoever may decide on requests."""
    who, found = _found(request, request_id)
    if body.verdict == "accept":
        deciding.accept(request=found, impact=body.impact, effort=body.effort, by=who)
    elif body.verdict == "decline":
        deciding.decline(request=found, reason=body.text, instead=body.instead, by=who)
    else:
        deciding.ask_back(request=found, text=body.text, by=who)
    return _again(found)


@room.write("POST", "/course-requests/{uuid:request_id}/stage", RequestDetail, scope="intake:write")
def move_course_request(request: HttpRequest, request_id: UUID, body: RequestStep) -> RequestDetail:
    """Bring an accepted request into another stage. For whoever has the present one, and who decides on requests."""
    who, found = _found(request, request_id)
    staging.move(request=found, to=body.stage, due_on=body.due_on, text=body.text, by=who)
    return _again(found)


@room.write("POST", "/course-requests/{uuid:request_id}/plan", RequestDetail, scope="intake:write")
def plan_course_request(request: HttpRequest, request_id: UUID, body: RequestPlan) -> RequestDetail:
    """Plan the present stage for another day; both days and the reason are kept."""
    who, found = _found(request, request_id)
    staging.replan(request=found, due_on=body.due_on, reason=body.reason, by=who)
    return _again(found)


@room.write("PUT", "/course-requests/{uuid:request_id}/reviewers", RequestDetail, scope="intake:write")
def name_course_request_reviewers(
    request: HttpRequest, request_id: UUID, body: RequestReviewers
) -> RequestDetail:
    """Say exactly who reviews it. In review, it waits on them."""
    who, found = _found(request, request_id)
    people = list(accounts.team().filter(pk__in=body.accounts))
    if len(people) != len(set(body.accounts)):
        raise not_found(_("Some of these people are not of the team."))
    staging.name_reviewers(request=found, people=people, by=who)
    return _again(found)


@room.write("POST", "/course-requests/{uuid:request_id}/review", RequestDetail, scope="intake:write")
def review_course_request(request: HttpRequest, request_id: UUID, body: RequestReview) -> RequestDetail:
    """Say as a reviewer whether it can go on."""
    who, found = _found(request, request_id)
    staging.review(request=found, good=body.good, text=body.text, by=who)
    return _again(found)


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_enter, _("Requests for courses are for those who work here."))


def _found(request: HttpRequest, key: UUID) -> tuple[Account, CourseRequest]:
    who = _member(request)
    found = queries.seen(who, key)
    if found is None:
        raise not_found(_("There is no such request."))
    return who, found


def _again(row: CourseRequest) -> RequestDetail:
    return _shown(queries.requests().prefetch_related("reviewers").get(pk=row.pk))


def _shown(row: Any) -> RequestDetail:
    return RequestDetail(
        id=row.pk, kind=row.kind, title=row.title, need=row.need, audience=row.audience, people=row.people,
        needed_by=row.n_people, votes=row.n_votes, wanted_by=row.wanted_by, asked_by=row.asked_by_id,
        asked_at=row.asked_at, stage=row.stage, stage_since=row.stage_since, impact=row.impact, effort=row.effort,
        priority=float(row.priority) if row.priority is not None else None, owner=row.owner_id, due_on=row.due_on,
        course=row.course, merged_into=row.merged_into_id,
        reviewers=[
            RequestReviewer(account=each.account_id, done_at=each.done_at, good=each.good)
            for each in row.reviewers.all()
        ],
    )  # fmt: skip


def _update_for(who: Account, key: UUID) -> ContentUpdate:
    found = updates.update_for(who, key)
    if found is None:
        raise not_found(_("There is no such course to be looked at for you."))
    return found


def _update(row: ContentUpdate) -> ContentUpdateDetail:
    names = (
        "course", "course_title", "cause", "source", "title", "topics", "raised_at", "due_on", "review_by", "state",
        "reason", "done_at",
    )  # fmt: skip
    return ContentUpdateDetail(
        id=row.pk, done_by=row.done_by_id, parts=[UpdatePart(path=path, title=title) for path, title in row.parts],
        **{name: getattr(row, name) for name in names},
    )  # fmt: skip
