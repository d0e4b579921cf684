"""Learning for programs: enrollments, progress, assignments, completions."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account, Person
from trellis.learning import rules, terms
from trellis.learning.models import Assignment, Campaign, Enrollment, EnrollmentState
from trellis.learning.queries import campaigns, playing, watched
from trellis.learning.queries.playing import LEAST_SHOWN
from trellis.learning.services import enrolling, handing, progress
from trellis.learning.services.handing import Whom
from trellis.people.queries.directory import person_for

room = Room("Learning")
State = Literal["asked", "active", "completed", "withdrawn", "refused"]
AssignmentStateNow = Literal["open", "done", "exempt", "withdrawn"]
Subject = Literal["course", "path"]
VideoKind = Literal["video", "audio", "youtube"]


class PartDetail(Schema):
    """A part of a course that somebody takes."""

    key: str
    title: str
    kind: Literal["lesson", "quiz", "class", "external", "practical"]
    is_optional: bool
    state: Literal["", "opened", "asked", "done"] = Field(description="Empty where it was not opened.")
    done_at: datetime | None
    evidence: str = Field(
        description="By what it was done: read, said, attempt:…, class:…, confirmed:…, elsewhere:…."
    )


class EnrollmentDetail(Schema):
    """That somebody takes or has taken a course, by the text of a revision."""

    id: UUID
    person: UUID
    course: str
    title: str
    state: State
    reason: str
    version: int
    revision: str
    sha256: str = Field(description="The SHA-256 of what is taught.")
    enrolled_at: datetime
    started_at: datetime | None
    completed_on: date | None
    valid_until: date | None
    done: int
    total: int
    seconds: int


class EnrollmentWhole(EnrollmentDetail):
    """An enrollment with its parts."""

    parts: list[PartDetail]


class EnrollmentFilters(Schema):
    """Which enrollments are wanted."""

    course: str = Field("", max_length=100)
    person: UUID | None = None
    state: State | None = None


class AssignmentDetail(Schema):
    """That somebody must or should take a course or path by a day."""

    id: UUID
    person: UUID
    subject: Subject
    key: str
    title: str
    state: AssignmentStateNow
    is_required: bool
    by_rule: bool
    assigned_at: datetime
    due_on: date
    done_on: date | None


class AssignmentFilters(Schema):
    """Which assignments are wanted; those that are history are left out."""

    key: str = Field("", max_length=100)
    person: UUID | None = None
    state: AssignmentStateNow | None = None


class Enrolling(Schema):
    """Who takes which course; without a person, the caller."""

    model_config = ConfigDict(extra="forbid")

    course: str = Field(max_length=100)
    person: UUID | None = None


class Completing(Schema):
    """Which part is done; what is outside needs a sentence."""

    model_config = ConfigDict(extra="forbid")

    part: str = Field(max_length=100)
    said: str = Field("", max_length=500)


class Assigning(Schema):
    """What is assigned to whom by when."""

    model_config = ConfigDict(extra="forbid")

    subject: Subject
    key: str = Field(max_length=100)
    people: list[UUID] = Field(min_length=1, max_length=200)
    due: date
    is_required: bool = True
    because: str = Field("", max_length=500)


class Assigned(Schema):
    """How many people it was assigned to."""

    people: int


class CampaignDetail(Schema):
    """A campaign of the handbook that has begun."""

    id: UUID
    key: str
    title: str
    state: Literal["running", "over", "stopped"]
    revision: str
    begins_on: date
    ends_on: date
    days: int = Field(description="How many days from the first enrollments count as its effect.")
    courses: list[str]
    paths: list[str]
    stopped_at: datetime | None


class CampaignEffect(Schema):
    """What came of a campaign, in people of its audience; what was before, in as many days before its first."""

    audience: int
    told: int
    opened: int
    clicked: int
    dismissed: int
    enrolled: int
    enrolled_after: int = Field(description="Of those who enrolled, how many opened its page.")
    completed: int
    enrolled_before: int
    completed_before: int


class CampaignWhole(CampaignDetail):
    """A campaign with what came of it."""

    effect: CampaignEffect


class WatchedVideo(Schema):
    """What is watched of a video or a recording, in numbers of people; null where too few have begun it."""

    part: str = Field(description="The key of the lesson.")
    lesson: str
    title: str
    kind: VideoKind
    is_there: bool = Field(description="False for what the text plays no more.")
    began: int | None
    finished: int | None = Field(description="How many watched at least 90 per cent of it.")
    median_share: int | None = Field(
        description="Per cent of it that is watched, the median of those who began."
    )
    reached: list[int] | None = Field(description="How many got as far as each tenth of it.")


class WatchedVideos(Schema):
    """The videos and recordings of a course."""

    course: str
    least: int = Field(description="How many have to have begun one before its numbers are told.")
    items: list[WatchedVideo]


@room.read("/enrollments", EnrollmentDetail, scope="learning:read", listed=True)
def list_enrollments(
    request: HttpRequest, filters: Query[EnrollmentFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """Who takes or has taken what: of the people whose learning the caller sees. The newest first."""
    part = part_of_query(request, paging, _enrollments(_member(request), filters), "-id")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/enrollments/{uuid:enrollment_id}", EnrollmentWhole, scope="learning:read")
def get_enrollment(request: HttpRequest, enrollment_id: UUID) -> EnrollmentWhole:
    """An enrollment with its parts: the caller's, or of somebody whose learning they see."""
    return _whole(_enrollment(request, enrollment_id))


@room.write("POST", "/enrollments", EnrollmentDetail, scope="learning:write")
def enroll_in_course(request: HttpRequest, body: Enrolling) -> EnrollmentDetail:
    """Have the caller, or somebody below them, take a course. Who takes it already goes on with that."""
    who = _member(request)
    person = _person(who, body.person)
    return _shown(enrolling.enroll(person, body.course, by=who))


@room.write("POST", "/enrollments/{uuid:enrollment_id}/complete", EnrollmentWhole, scope="learning:write")
def complete_part_of_course(request: HttpRequest, enrollment_id: UUID, body: Completing) -> EnrollmentWhole:
    """Say that the caller has done a lesson, or something outside. Said again, it changes nothing."""
    found = _enrollment(request, enrollment_id)
    progress.complete_by_oneself(enrollment=found, part_key=body.part, said=body.said, by=_member(request))
    return _whole(_enrollment(request, enrollment_id))


@room.read("/completions", EnrollmentDetail, scope="learning:read", listed=True)
def list_completions(
    request: HttpRequest, filters: Query[EnrollmentFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """What was completed: of the people whose learning the caller sees. The newest first."""
    rows = _enrollments(_member(request), filters).filter(state=EnrollmentState.COMPLETED)
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/assignments", AssignmentDetail, scope="learning:read", listed=True)
def list_assignments(
    request: HttpRequest, filters: Query[AssignmentFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """Who must or should take what by when: of the people whose learning the caller sees. The newest first."""
    rows = Assignment.objects.filter(person__in=_seen(_member(request)), is_current=True)
    if filters.key:
        rows = rows.filter(key=filters.key)
    if filters.person is not None:
        rows = rows.filter(person=filters.person)
    if filters.state is not None:
        rows = rows.filter(state=filters.state)
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_assignment(each) for each in part["items"]]}


@room.read("/campaigns", CampaignDetail, scope="learning:read", listed=True)
def list_campaigns(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The campaigns that have begun, of those that the caller follows: all, or those that they own by their role."""
    part = part_of_query(request, paging, campaigns.followed_by(_member(request)), "-id")
    return {**part, "items": [CampaignDetail(**_campaign(each)) for each in part["items"]]}


@room.read("/campaigns/{uuid:campaign_id}", CampaignWhole, scope="learning:read")
def get_campaign(request: HttpRequest, campaign_id: UUID) -> CampaignWhole:
    """A campaign with whom it reached and what came of it, in numbers of people."""
    found = campaigns.followed_by(_member(request)).filter(pk=campaign_id).first()
    if found is None:
        raise not_found(_("There is no such campaign."))
    return CampaignWhole(**_campaign(found), effect=CampaignEffect(**asdict(campaigns.figures(found))))


@room.read("/courses/{course}/videos", WatchedVideos, scope="learning:read")
def get_watched_videos(request: HttpRequest, course: str) -> WatchedVideos:
    """What is watched of the videos of a course, in numbers: for its owner and who sees all learning."""
    who, found = _member(request), terms.course(course)
    if found is None or not rules.can_follow(who, found.owner):
        raise not_found(_("There is no such course."))
    items = [
        WatchedVideo(
            part=each.part, lesson=each.lesson, title=each.title, kind=cast("VideoKind", each.kind),
            is_there=each.is_there, began=each.figures.began if each.figures else None,
            finished=each.figures.finished if each.figures else None,
            median_share=each.figures.median if each.figures else None,
            reached=list(each.figures.reached) if each.figures else None,
        )
        for each in watched.videos_of(found)
    ]  # fmt: skip
    return WatchedVideos(course=found.key, least=LEAST_SHOWN, items=items)


@room.write("POST", "/assignments", Assigned, scope="learning:write")
def assign_course(request: HttpRequest, body: Assigning) -> Assigned:
    """Assign a course or path to people below the caller, or to anybody by who keeps learning."""
    n = handing.hand_out(
        subject=body.subject, key=body.key, whom=Whom(people=tuple(str(each) for each in body.people)), due=body.due,
        is_required=body.is_required, because=body.because, by=_member(request),
    )  # fmt: skip
    return Assigned(people=n)


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_see, _("Learning is for those who work here."))


def _person(who: Account, key: UUID | None) -> Person:
    found = who.person if key is None else person_for(key)
    if found is None or not rules.can_see_learning(who, found):
        raise not_found(_("There is no such person."))
    return found


def _seen(who: Account) -> QuerySet[Person]:
    seen = rules.seen_people(who)
    return Person.objects.filter(seen | Q(pk=who.person_id))


def _enrollments(who: Account, filters: EnrollmentFilters) -> QuerySet[Enrollment]:
    rows = Enrollment.objects.filter(person__in=_seen(who)).select_related("version")
    if filters.course:
        rows = rows.filter(course=filters.course)
    if filters.person is not None:
        rows = rows.filter(person=filters.person)
    if filters.state is not None:
        rows = rows.filter(state=filters.state)
    return rows.defer("version__texts", "version__outline")


def _enrollment(request: HttpRequest, key: UUID) -> Enrollment:
    who, found = _member(request), playing.enrollment_for(key)
    if found is None or not rules.can_see_learning(who, found.person):
        raise not_found(_("There is no such enrollment."))
    return found


def _shown(row: Enrollment) -> EnrollmentDetail:
    return EnrollmentDetail(**_values(row))


def _whole(row: Enrollment) -> EnrollmentWhole:
    parts = [
        PartDetail(
            key=each.key, title=each.title, kind=cast("Any", each.kind), is_optional=each.is_optional,
            state=cast("Any", each.state), done_at=each.progress.done_at if each.progress else None,
            evidence=each.progress.evidence if each.progress else "",
        )
        for each in playing.outline(row)
    ]  # fmt: skip
    return EnrollmentWhole(**_values(row), parts=parts)


def _values(row: Enrollment) -> dict[str, Any]:
    return {
        "id": row.pk, "person": row.person_id, "course": row.course, "title": row.version.title, "state": row.state,
        "reason": row.reason, "version": row.version.number, "revision": row.revision, "sha256": row.version.digest,
        "enrolled_at": row.enrolled_at, "started_at": row.started_at, "completed_on": row.completed_on,
        "valid_until": row.valid_until, "done": row.done, "total": row.total, "seconds": row.seconds,
    }  # fmt: skip


def _campaign(row: Campaign) -> dict[str, Any]:
    names = ("key", "title", "revision", "begins_on", "ends_on", "days", "courses", "paths", "stopped_at")
    return {"id": row.pk, "state": campaigns.state_of(row), **{name: getattr(row, name) for name in names}}


def _assignment(row: Assignment) -> AssignmentDetail:
    return AssignmentDetail(
        id=row.pk, person=row.person_id, subject=cast("Subject", row.subject), key=row.key, title=row.title,
        state=cast("AssignmentStateNow", row.state), is_required=row.is_required, by_rule=bool(row.by_rule),
        assigned_at=row.assigned_at, due_on=row.due_on, done_on=row.done_on,
    )  # fmt: skip
