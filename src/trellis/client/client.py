"""The client for programs: a method for each operation, a class for each schema.

Made by tools/client/generate.py from the document at /api/v1/openapi.json; changes belong there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from trellis.client.transport import Part, Transport


@dataclass(frozen=True, slots=True)
class AcceptedAnswer:
    """Which remark answers a question; null for none."""

    answer: UUID | None


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What is to change about an account; what is not named stays."""

    access: Literal["reader", "contributor", "approver", "administrator"] | None = None
    roles: list[str] | None = None


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """An account: who it is, what they may do, which roles they hold."""

    id: UUID
    email: str
    name: str
    access: Literal["external", "reader", "contributor", "approver", "administrator"]
    person: UUID | None
    """The person whose account it is."""
    is_owner: bool
    state: Literal["active", "invited", "closed"]
    roles: list[str]
    """The titles of the roles of the handbook that they hold."""
    created_at: datetime
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class AccountInvited:
    """An account that was just made, with the link by which they join."""

    id: UUID
    email: str
    name: str
    access: Literal["external", "reader", "contributor", "approver", "administrator"]
    person: UUID | None
    """The person whose account it is."""
    is_owner: bool
    state: Literal["active", "invited", "closed"]
    roles: list[str]
    """The titles of the roles of the handbook that they hold."""
    created_at: datetime
    invitation: str
    """The link by which they join, told only this once."""
    mailed: str
    """`sent`, `failed`, or `not configured` where no mail is set up."""


@dataclass(frozen=True, slots=True)
class AcknowledgementDetail:
    """That somebody was asked to read a policy, and what they have acknowledged."""

    id: UUID
    person: UUID
    name: str
    policy: str
    title: str
    state: Literal["asked", "done", "exempt", "withdrawn"]
    reason: Literal["new", "hired", "joined", "changed", "yearly"]
    asked_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    taken_from: str
    """Where it was acknowledged, such as on paper; empty where it was here."""
    version: int | None
    revision: str
    """The commit, or the revision of the handbook, of the text that was read."""
    sha256: str
    """The SHA-256 of the title and the text that was read."""
    exempt_because: str
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Acknowledging:
    """What somebody says to their review; without agreeing, a few words."""

    agrees: bool
    answer: str = ""


@dataclass(frozen=True, slots=True)
class AddedItem:
    """An item, and whether all get it for whom the path was made."""

    kind: Literal["course", "reading", "link", "meeting", "task"]
    title: str = ""
    what: str = ""
    """The key of a course, the path of a page, or an address."""
    to_all: bool = False


@dataclass(frozen=True, slots=True)
class Answering:
    """An answer, of the shape that the type of the question has. `tab` and `number` tell repeated calls
    apart.
    """

    answer: Any = None
    tab: str = ""
    number: int = 0
    seen: int | None = None
    leave: bool = False
    """Go on to the next question, in a quiz that does not go back: this one is answered no more."""


@dataclass(frozen=True, slots=True)
class ApprovalDetail:
    """A request for approval with its steps and everything that was done."""

    id: UUID
    rule: str
    """The name of the rule in `approvals.yml`."""
    title: str
    state: Literal["open", "granted", "rejected", "withdrawn"]
    asked_by: UUID
    subject: UUID
    """Whom it is about."""
    created_at: datetime
    ended_at: datetime | None
    text: str
    facts: Any
    digest: str
    """What is approved: send it with a decision."""
    step: int | None
    """The step that waits now: send it with a decision."""
    waits_for: list[UUID]
    steps: list[StepShown]
    trace: list[Deed]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ApprovalListed:
    """A request for approval."""

    id: UUID
    rule: str
    """The name of the rule in `approvals.yml`."""
    title: str
    state: Literal["open", "granted", "rejected", "withdrawn"]
    asked_by: UUID
    subject: UUID
    """Whom it is about."""
    created_at: datetime
    ended_at: datetime | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ApprovalSummary:
    """An approval that it needs."""

    owner: str
    """Whose it is, as owners.yml names them; empty where any approver will do."""
    paths: list[str]
    given_by: Person | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An item that a level asks for."""

    key: str
    """The page and the identifier of the bullet."""
    part: Literal["responsibilities", "requirements"]
    text: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """How many people it was assigned to."""

    people: int


@dataclass(frozen=True, slots=True)
class Assigning:
    """What is assigned to whom by when."""

    subject: Literal["course", "path"]
    key: str
    people: list[UUID]
    due: str
    is_required: bool = True
    because: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentDetail:
    """That somebody must or should take a course or path by a day."""

    id: UUID
    person: UUID
    subject: Literal["course", "path"]
    key: str
    title: str
    state: Literal["open", "done", "exempt", "withdrawn"]
    is_required: bool
    by_rule: bool
    assigned_at: datetime
    due_on: str
    done_on: str | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class AttemptDetail:
    """An attempt at a quiz. `score` is in per cent, and none before everything is graded."""

    id: UUID
    person: UUID | None
    """None to graders of a quiz that is graded blind."""
    quiz: str
    """The path of its page."""
    title: str
    revision: str
    subject: str
    number: int
    state: Literal["open", "handed-in", "graded", "void"]
    began_at: datetime
    ends_at: datetime | None
    """None where there is no limit, and to anybody but whose it is."""
    handed_in_at: datetime | None
    score: str | None
    passed: bool | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class AttemptWithQuestions:
    """An attempt with what was asked and answered; in a quiz that does not go back, up to where the caller
    is.
    """

    id: UUID
    person: UUID | None
    """None to graders of a quiz that is graded blind."""
    quiz: str
    """The path of its page."""
    title: str
    revision: str
    subject: str
    number: int
    state: Literal["open", "handed-in", "graded", "void"]
    began_at: datetime
    ends_at: datetime | None
    """None where there is no limit, and to anybody but whose it is."""
    handed_in_at: datetime | None
    score: str | None
    passed: bool | None
    questions: list[QuestionDetail]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class AutomationDetail:
    """An automation of the handbook."""

    name: str
    """The name of its file in the folder `automations`."""
    title: str
    sentence: str
    """What it does, in words."""
    owner: str
    """In whose name it acts: an address, or the title of a role."""
    state: Literal["on", "paused", "off"]
    paused_because: str
    last_run_at: datetime | None
    next_at: datetime | None
    """When its clock strikes next; null where it waits for events."""
    path: str
    """Where it is written."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Which quiz is begun; `honor` confirms that it is done on one's own, where the quiz asks for that."""

    quiz: str
    honor: bool = False


@dataclass(frozen=True, slots=True)
class BehaviorDetail:
    """What can be seen of somebody."""

    key: str
    """Stays while its words do."""
    text: str


@dataclass(frozen=True, slots=True)
class Belonging:
    """How the caller belongs to a community."""

    is_quiet: bool = False
    """Whether they are told nothing of it."""


@dataclass(frozen=True, slots=True)
class BenefitDetail:
    """A benefit, as it stands for whoever calls."""

    name: str
    title: str
    options: list[str]
    is_eligible: bool
    why_not: str
    from_day: str | None
    may_choose: bool
    option: str
    """What they have; empty where they have none."""
    starts_on: str | None
    ends_on: str | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class BonusAsked:
    """Whom somebody nominates, for what."""

    nominee: UUID
    """The identifier of the person."""
    reason: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class BonusDetail:
    """A bonus that the caller may see."""

    id: UUID
    nominee: UUID
    nominated_by: UUID | None
    reason: str
    value: str
    amount: str
    currency: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """A campaign of the handbook that has begun."""

    id: UUID
    key: str
    title: str
    state: Literal["running", "over", "stopped"]
    revision: str
    begins_on: str
    ends_on: str
    days: int
    """How many days from the first enrollments count as its effect."""
    courses: list[str]
    paths: list[str]
    stopped_at: datetime | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CampaignEffect:
    """What came of a campaign, in people of its audience; what was before, in as many days before its
    first.
    """

    audience: int
    told: int
    opened: int
    clicked: int
    dismissed: int
    enrolled: int
    enrolled_after: int
    """Of those who enrolled, how many opened its page."""
    completed: int
    enrolled_before: int
    completed_before: int


@dataclass(frozen=True, slots=True)
class CampaignWhole:
    """A campaign with what came of it."""

    id: UUID
    key: str
    title: str
    state: Literal["running", "over", "stopped"]
    revision: str
    begins_on: str
    ends_on: str
    days: int
    """How many days from the first enrollments count as its effect."""
    courses: list[str]
    paths: list[str]
    stopped_at: datetime | None
    effect: CampaignEffect
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Career:
    """Where a person can go."""

    person: UUID
    title: str
    since: str | None
    next: list[Level]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CertificateDetail:
    """A certificate."""

    id: UUID
    number: str
    certification: str
    title: str
    person: UUID
    name: str
    state: Literal["valid", "grace", "expired", "suspended", "revoked", "renewed"]
    awarded_on: str
    valid_until: str | None
    is_current: bool
    in_doubt: bool
    """Something it rests on was taken back; it counts until somebody has decided."""
    issuer: str
    entity: str
    """The entity in which the holder worked then."""
    revision: str
    """The commit, or the revision of the handbook, of the text it was awarded by."""
    sha256: str
    evidence: list[EvidenceDetail]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CertificationDetail:
    """A certification, and how the caller stands with it."""

    key: str
    title: str
    description: str
    owner: str
    valid_for_months: int | None
    """Null where a certificate counts for good."""
    state: Literal["valid", "grace", "expired", "suspended", "revoked", "renewed"] | None
    """Null where the caller never had one."""
    certificate: UUID | None
    valid_until: str | None
    is_for_caller: bool
    is_required: bool
    """Whether the role of the caller asks for it."""
    missing: list[str]
    """What is to be shown next, as `kind key`."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """The last commit that touched a file."""

    commit: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """Other pay of somebody, from a day on."""

    effective_on: str
    amount: float | str
    currency: str
    reason: str
    variable: float | str = "0"


@dataclass(frozen=True, slots=True)
class ChangeDetail:
    """A change of pay that was asked for."""

    id: UUID
    person: UUID
    effective_on: str
    amount: str
    currency: str
    variable: str
    state: str
    approval: UUID | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ChangedCommunity:
    """What is to be otherwise; what is left out stays."""

    title: str | None = None
    about: str | None = None
    topic: str | None = None
    course: str | None = None
    is_open: bool | None = None


@dataclass(frozen=True, slots=True)
class ChangedGoal:
    """What is to be otherwise; what is left out stays."""

    words: str | None = None
    """Of a goal in own words."""
    by_when: str | None = None
    is_shared: bool | None = None


@dataclass(frozen=True, slots=True)
class ClassAttendanceLine:
    """For how many minutes somebody was at a meeting, which is named by its number, from one."""

    registration: UUID
    minutes: int
    meeting: int = 1


@dataclass(frozen=True, slots=True)
class ClassAttendanceSaid:
    """Attendance of some people."""

    lines: list[ClassAttendanceLine]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClassCohort:
    """People who go through a program of the handbook together."""

    id: UUID
    program: str
    revision: str
    title: str
    goal: str
    state: str
    starts_on: str
    ends_on: str
    members: int
    facilitators: list[UUID]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ClassCohortBegun:
    """A cohort to begin. Plan, outcomes and goal are those of the program."""

    program: str
    starts_on: str
    facilitators: list[UUID]
    title: str = ""


@dataclass(frozen=True, slots=True)
class ClassCohortDetail:
    """A cohort with plan and outcomes."""

    id: UUID
    program: str
    revision: str
    title: str
    goal: str
    state: str
    starts_on: str
    ends_on: str
    members: int
    facilitators: list[UUID]
    weeks: list[ClassCohortWeek]
    outcomes: list[ClassCohortOutcome]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ClassCohortJoining:
    """Who is to be a member."""

    people: list[UUID]


@dataclass(frozen=True, slots=True)
class ClassCohortMember:
    """How far a member is: parts that are done of those that are needed."""

    person: UUID
    done: list[str]
    needed: list[str]
    share: int
    """In per cent."""


@dataclass(frozen=True, slots=True)
class ClassCohortMembers:
    """Members."""

    items: list[ClassCohortMember]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ClassCohortOutcome:
    """What the cohort is to bring, and whether it did."""

    id: str
    """The key of the outcome in the program."""
    text: str
    state: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ClassCohortPart:
    """A part of the plan."""

    id: str
    """The key of the part in the program."""
    title: str
    kind: str
    course: str
    part: str
    optional: bool


@dataclass(frozen=True, slots=True)
class ClassCohortWeek:
    """A week of the plan."""

    title: str
    parts: list[ClassCohortPart]


@dataclass(frozen=True, slots=True)
class ClassMeeting:
    """One stretch of hours of a session."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ClassRegistered:
    """Whom to register; without a person, whoever calls."""

    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class ClassRegistration:
    """What became of somebody's wish to take part, and whether they were there."""

    id: UUID
    session: UUID
    person: UUID
    state: str
    queued_at: datetime
    held_until: datetime | None
    outcome: str
    minutes: int | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ClassRegistrations:
    """Registrations."""

    items: list[ClassRegistration]


@dataclass(frozen=True, slots=True)
class ClassSession:
    """A scheduled session. Moments are in UTC; `zone` is that of the place."""

    id: UUID
    kind: str
    title: str
    course: str
    part: str
    revision: str
    state: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    modality: str
    room: UUID | None
    language: str
    capacity: int | None
    taken: int
    """Places that somebody has or is offered."""
    waiting: int
    facilitators: list[UUID]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ClassSessionDetail:
    """A session with its meetings."""

    id: UUID
    kind: str
    title: str
    course: str
    part: str
    revision: str
    state: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    modality: str
    room: UUID | None
    language: str
    capacity: int | None
    taken: int
    """Places that somebody has or is offered."""
    waiting: int
    facilitators: list[UUID]
    meetings: list[ClassMeeting]
    words: str
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ClassSessionPlanned:
    """A session to schedule. It is open for registration at once unless it is a draft."""

    zone: str
    meetings: list[ClassMeeting]
    facilitators: list[UUID]
    title: str = ""
    kind: Literal["class", "workshop", "webinar", "conversation", "ama", "coaching"] = "class"
    course: str = ""
    part: str = ""
    modality: Literal["on-site", "virtual", "hybrid"] = "on-site"
    room: UUID | None = None
    link: str = ""
    capacity: int | None = None
    language: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class ClassWithdrawn:
    """Why a place is given back."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClosedDown:
    """Whether a community is closed down."""

    closed: bool = True


@dataclass(frozen=True, slots=True)
class CommentDetail:
    """Something that was said about a proposal: a comment as on any object, and the lines that it is
    about. Under its identifier it can be edited, taken back, reacted to and settled like any other.
    """

    id: UUID
    author: Person | None
    """Null for somebody who left."""
    text: str
    """Empty where it was taken back, or is hidden from whoever calls."""
    path: str
    """The file that it is about; empty where it is about the whole."""
    line: int | None
    last_line: int | None
    suggestion: str | None
    """What the lines should be instead."""
    reply_to: UUID | None
    tip: str
    """The commit whose lines it is about; empty where it is about the whole."""
    applied_as: str | None
    """The commit that made the lines what was suggested."""
    resolved_at: datetime | None
    created_at: datetime
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CommunityDetail:
    """A community that the caller reads."""

    id: UUID
    title: str
    about: str
    topic: str
    course: str
    is_open: bool
    """Whether everybody of the team reads it and may join."""
    is_closed_down: bool
    """Whether nobody asks there any more."""
    is_member: bool
    members: int
    open_questions: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CommunityMember:
    """Somebody who belongs to a community."""

    id: UUID
    """Of the membership."""
    account: UUID
    person: UUID | None
    name: str
    is_moderator: bool
    joined_at: datetime
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CommunityWhole:
    """A community, with who looks after it, and how the caller belongs to it."""

    id: UUID
    title: str
    about: str
    topic: str
    course: str
    is_open: bool
    """Whether everybody of the team reads it and may join."""
    is_closed_down: bool
    """Whether nobody asks there any more."""
    is_member: bool
    members: int
    open_questions: int
    moderators: list[UUID]
    """Their accounts."""
    is_moderator: bool
    is_quiet: bool
    """Whether the caller is told nothing of it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CompetencyDetail:
    """A competency with its levels, the lowest first."""

    key: str
    """By which courses, certifications and plans name it."""
    title: str
    description: str
    owner: str
    """The title of a role; empty where nobody looks after it."""
    path: str
    address: str
    """Where people read it."""
    levels: list[CompetencyLevelDetail]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CompetencyLevelDetail:
    """How far somebody is."""

    title: str
    behaviors: list[BehaviorDetail]


@dataclass(frozen=True, slots=True)
class CompetencySummary:
    """A competency in a list."""

    key: str
    """By which courses, certifications and plans name it."""
    title: str
    description: str
    owner: str
    """The title of a role; empty where nobody looks after it."""
    path: str
    address: str
    """Where people read it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Completing:
    """Which part is done; what is outside needs a sentence."""

    part: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class ContentUpdateDetail:
    """A course that is to be looked at, and what came of it."""

    id: UUID
    course: str
    """The key of the course."""
    course_title: str
    cause: Literal["release", "page", "review"]
    source: str
    """The page of the handbook that it is about."""
    title: str
    topics: str
    parts: list[UpdatePart]
    """Which parts of the course; none for all of it."""
    raised_at: datetime
    due_on: str
    review_by: str | None
    state: Literal["open", "reviewed", "changed"]
    reason: str
    done_at: datetime | None
    done_by: UUID | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CopyUnderWay:
    """A copy that is being made."""

    job: UUID
    """The job that makes it; its address leads to the file."""


@dataclass(frozen=True, slots=True)
class CourseDetail:
    """A course with its objectives and parts, at the revision of the handbook that is read now."""

    key: str
    title: str
    description: str
    owner: str
    modality: Literal[
        "self-paced", "micro", "instructor-led", "virtual", "blended", "workshop", "webinar", "external"
    ]
    level: Literal["foundation", "practitioner", "expert"]
    minutes: int
    topics: list[str]
    languages: list[str]
    enrollment: Literal["open", "on-approval", "assigned"]
    path: str
    revision: str
    tags: list[str]
    prerequisites: list[str]
    """Keys of courses to complete before."""
    equivalent_to: list[str]
    competencies: list[str]
    levels: list[str]
    valid_for_months: int | None
    """How long a completion counts; null for good."""
    review_by: str | None
    translation_of: str
    objectives: list[CourseObjective]
    parts: list[CoursePart]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CourseObjective:
    """What somebody can do after a course."""

    key: str
    text: str
    bloom: str
    """The level of its verb in Bloom's revised taxonomy; empty where none is known."""


@dataclass(frozen=True, slots=True)
class CoursePart:
    """A part of a course."""

    key: str
    title: str
    kind: Literal["lesson", "quiz", "class", "external", "practical"]
    minutes: int
    """0 where nobody knows."""
    optional: bool
    path: str
    """The page of the handbook of a lesson or a quiz."""
    url: str
    """The address of what is outside."""


@dataclass(frozen=True, slots=True)
class CourseSummary:
    """A course as the catalogue shows it."""

    key: str
    title: str
    description: str
    owner: str
    modality: Literal[
        "self-paced", "micro", "instructor-led", "virtual", "blended", "workshop", "webinar", "external"
    ]
    level: Literal["foundation", "practitioner", "expert"]
    minutes: int
    topics: list[str]
    languages: list[str]
    enrollment: Literal["open", "on-approval", "assigned"]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class CycleDetail:
    """A cycle, and how far the reviews in it are that the caller may know of."""

    id: UUID
    name: str
    title: str
    open: bool
    opens_on: str
    manager_due: str
    shared_from: str
    acknowledge_by: str
    counts: Any
    """How many reviews are in each state."""
    signed_percent: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Whether what was reported is hidden; `why` in place of what was reported."""

    upheld: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Deciding:
    """Whether a change asks people again; that it does not needs a reason."""

    asks: bool
    because: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about what the caller has seen."""

    verdict: Literal["approve", "reject"]
    digest: str
    step: int
    text: str = ""
    """The reason; needed to reject."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done with a request."""

    deed: str
    by: UUID | None
    in_place_of: UUID | None
    text: str
    digest: str
    revision: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DepartmentDetail:
    """A department."""

    name: str
    title: str
    parent: str
    """The name of the department above; empty at the top."""
    head_role: str
    """The title of the role that heads it, as the handbook says."""
    cost_centre: str
    heads: list[UUID]
    people_partners: list[UUID]
    people: int
    people_in_all: int
    """With those of the departments below."""
    fte: str
    """Full-time equivalents, with those of the departments below."""
    open_positions: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a proposal is about; what is not named stays."""

    title: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """A document of a person: what it is and where it stands, not what it says."""

    id: UUID
    person: UUID
    title: str
    kind: Literal["contract", "amendment", "letter", "certificate"]
    entity: str
    state: Literal["draft", "asked", "approved", "sent", "signed", "issued", "declined", "void"]
    version: int
    series: UUID
    """The same for all versions."""
    template: str
    revision: str
    digest: str
    """The SHA-256 of the PDF."""
    file: UUID | None
    """The PDF: see files."""
    evidence: UUID | None
    """The record of the signatures, as a PDF."""
    made_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class DryRunDetail:
    """What an automation would have done in the last thirty days."""

    days: int
    examined: int
    """How many occurrences there were of what it begins with."""
    runs: int
    """How often it would have run."""
    refused: int
    """How many of these runs the rights of the owner would have refused."""
    is_part: bool
    """Whether there were more occurrences than were looked at."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class DueData:
    """What retention takes away of a model next."""

    model: str
    rule: str
    """Its key in `retention.yml`."""
    keep: str
    why: str
    before: datetime
    """What is older than this goes."""
    rows: int
    """How many would go now."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class DutyAssignment:
    """That somebody has a duty for a time."""

    id: UUID
    duty: str
    """The name of the duty in `rights.yml`."""
    title: str
    """What the duty is called; its name where it is described no longer."""
    account_id: UUID
    state: Literal["active", "future", "ended"]
    starts_at: datetime
    ends_at: datetime
    """The first moment at which they do not have it any more."""
    reason: str
    given_by: UUID
    given_at: datetime
    revision: str
    """The revision of the handbook under which it was given."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class DutyChange:
    """Another end of a duty."""

    ends_at: datetime


@dataclass(frozen=True, slots=True)
class DutyToGive:
    """A duty to give somebody."""

    account_id: UUID
    duty: str
    ends_at: datetime
    """At most two years after the beginning."""
    reason: str
    starts_at: datetime | None = None
    """Now where it is left out."""


@dataclass(frozen=True, slots=True)
class EmploymentDetail:
    """An employment, with the part of the position that is not for everybody."""

    id: UUID
    entity: str
    number: str
    starts_on: str
    ends_on: str | None
    probation_ends_on: str | None
    contract_type: str
    fte: str
    cost_centre: str
    location_factor: str | None
    version: int
    """Grows with each change; send it back, and nothing of others is overwritten."""


@dataclass(frozen=True, slots=True)
class EndToCome:
    """When an employment ends, and why."""

    ends_on: str
    reason: str
    """One of employment.yml."""
    voluntary: bool | None = None
    """Null: as the reason says."""
    growth_related: bool | None = None
    notice_given_on: str | None = None
    successor: UUID | None = None
    """Who manages their team from the day after."""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class EndedGoal:
    """How a goal ends."""

    reached: bool
    """Whether it is reached; else it is wanted no more."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a document does not count."""

    reason: str


@dataclass(frozen=True, slots=True)
class Enrolling:
    """What somebody chooses; a life event opens it outside of a window."""

    option: str
    life_event: str = ""
    life_event_on: str | None = None


@dataclass(frozen=True, slots=True)
class EnrollmentDetail:
    """That somebody takes or has taken a course, by the text of a revision."""

    id: UUID
    person: UUID
    course: str
    title: str
    state: Literal["asked", "active", "completed", "withdrawn", "refused"]
    reason: str
    version: int
    revision: str
    sha256: str
    """The SHA-256 of what is taught."""
    enrolled_at: datetime
    started_at: datetime | None
    completed_on: str | None
    valid_until: str | None
    done: int
    total: int
    seconds: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class EnrollmentWhole:
    """An enrollment with its parts."""

    id: UUID
    person: UUID
    course: str
    title: str
    state: Literal["asked", "active", "completed", "withdrawn", "refused"]
    reason: str
    version: int
    revision: str
    sha256: str
    """The SHA-256 of what is taught."""
    enrolled_at: datetime
    started_at: datetime | None
    completed_on: str | None
    valid_until: str | None
    done: int
    total: int
    seconds: int
    parts: list[PartDetail]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class EnrolmentDetail:
    """That somebody has a benefit, with what it costs a month."""

    id: UUID
    person: UUID
    benefit: str
    option: str
    entity: str
    starts_on: str
    ends_on: str | None
    employer: str
    employee: str
    currency: str
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ErasureDetail:
    """That somebody is to be erased, or was."""

    id: UUID
    person: UUID
    state: Literal["asked", "agreed", "refused", "done"]
    reason: str
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None
    """Who agreed or refused: a second administrator."""
    decided_at: datetime | None
    done_at: datetime | None
    rows: Any
    """How many rows of each model were deleted or made anonymous."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class EvidenceDetail:
    """What a certificate rests on."""

    kind: str
    key: str
    title: str
    on: str
    revision: str


@dataclass(frozen=True, slots=True)
class Exempting:
    """Why somebody need not acknowledge a policy."""

    because: str


@dataclass(frozen=True, slots=True)
class Extending:
    """Until when a certificate shall count, and why."""

    because: str
    until: str


@dataclass(frozen=True, slots=True)
class FactDifference:
    """One fact of two roles."""

    name: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class FamilyDetail:
    """A job family with its levels."""

    slug: str
    """Its name in addresses."""
    title: str
    description: str | None
    department: str
    path: str
    address: str
    """Where people read it."""
    levels: int
    roles: list[RoleSummary]
    hiring: list[HiringStepDetail]
    indicators: list[IndicatorDetail]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class FamilySummary:
    """A job family in a list."""

    slug: str
    """Its name in addresses."""
    title: str
    description: str | None
    department: str
    path: str
    address: str
    """Where people read it."""
    levels: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Fates:
    """How many rows there are of each fate."""

    new: int
    changed: int
    same: int
    bad: int


@dataclass(frozen=True, slots=True)
class FeedbackAsked:
    """Whom to ask, and what."""

    asked: UUID
    question: str


@dataclass(frozen=True, slots=True)
class FeedbackGiven:
    """What somebody says of the work of another, to them."""

    receiver: UUID
    tone: Literal["praise", "advice"]
    text: str
    for_manager: bool = False
    """Whether the manager of the receiver reads it too."""
    request: UUID | None = None
    """The request that it answers."""


@dataclass(frozen=True, slots=True)
class FeedbackRequestDetail:
    """A request for feedback, of those that whoever calls made."""

    id: UUID
    asked: UUID
    state: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackSummary:
    """That there was feedback. Its words are read in the application."""

    id: UUID
    giver: UUID
    receiver: UUID
    tone: str
    given_at: datetime
    is_withdrawn: bool
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class FileChangeDetail:
    """What a proposal does to one file."""

    path: str
    title: str
    before: str | None
    """The text before; null for a new file."""
    after: str | None
    """The text after; null for a file that goes."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class FileDetail:
    """A file that is attached to an object."""

    id: UUID
    about: str
    """The kind of the object, such as `proposal`."""
    object_id: UUID
    name: str
    media_type: str
    """What its bytes are, whatever its sender said."""
    size: int
    """Bytes."""
    state: str
    """`ready`, `waiting` for a scanner, `infected` or `damaged`."""
    created_at: datetime
    download: str | None
    """A link to the bytes, for five minutes; null where the file is not ready, or confidential."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class FileText:
    """A file in other words."""

    path: str
    text: str | None
    """The whole text; null takes the file away."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the compiler says about a place of a file."""

    path: str
    line: int
    column: int
    code: str
    """Such as `HB113`; the handbook explains each at /health/codes/."""
    severity: Literal["error", "warning", "note"]
    message: str
    hint: str
    fixable: bool
    """Whether the compiler can mend it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class FindingDetail:
    """Something to be looked at."""

    kind: str
    about: str
    person: UUID | None
    department: str
    what: str
    since: str | None
    """Since when it is so, or until when."""
    advice: str
    address: str
    """The page where something can be done about it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class GoalAgain:
    """Until when an ended goal is wanted again."""

    by_when: str


@dataclass(frozen=True, slots=True)
class GoalDetail:
    """Something that somebody wants to learn."""

    id: UUID
    person: UUID
    kind: Literal["course", "path", "competency", "words", "about"]
    key: str
    """Of the course, path or competency."""
    title: str
    by_when: str
    is_shared: bool
    """Whether those above whose goal it is see it."""
    state: Literal["open", "reached", "dropped"]
    reached_on: str | None
    share: int | None
    """The percentage that is done, where something measures it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class GoalSuggestion:
    """What would be worth wanting; wanted with the same `kind`, `key`, `source` and `about`."""

    kind: Literal["course", "path", "competency", "words", "about"]
    key: str
    source: str
    about: UUID | None
    title: str
    because: str


@dataclass(frozen=True, slots=True)
class GoalSuggestions:
    """What would be worth wanting."""

    items: list[GoalSuggestion]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class GradingGiven:
    """The marks for an attempt; with `finish` they count."""

    marks: list[MarkGiven]
    finish: bool = False


@dataclass(frozen=True, slots=True)
class Handing:
    """To whom a thing is handed on, and why."""

    to: str
    """An address or a whole name."""
    because: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Who heads for which level."""

    person: UUID
    level: str
    """Its address, `family#level`."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Whether a question is hidden, and why."""

    hidden: bool
    why: str = ""
    """Needed for hiding."""


@dataclass(frozen=True, slots=True)
class HiringStepDetail:
    """A step of a hiring process."""

    text: str
    minutes: int | None
    interviewers: list[str]
    optional: bool


@dataclass(frozen=True, slots=True)
class HoldState:
    """Whether the data of somebody is on hold."""

    person: UUID
    on_hold: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ImportChange:
    """What was changed of a record, in words, from what, to what."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImportColumns:
    """Which heading stands for which column; what is not named is not imported."""

    columns: list[MatchedColumn]


@dataclass(frozen=True, slots=True)
class ImportDetail:
    """A file that was brought to be imported, and how far it is."""

    id: UUID
    kind: str
    name: str
    state: Literal["brought", "looking", "looked", "running", "done", "refused"]
    """`brought`, `looking`, `looked`, `running`, `done`, or `refused`."""
    way: Literal["skip", "whole"] | None
    """`skip` bad rows, or all or nothing (`whole`); null before it runs."""
    headings: list[str]
    columns: list[MatchedColumn]
    looked: Fates | None
    """What the dry run found; null before it ended."""
    made: Fates | None
    """What came of it; null before it ended."""
    job: UUID | None
    """The job that does it, or did last."""
    imported_before: UUID | None
    """An import of the same file that was done."""
    by: UUID | None
    created_at: datetime
    finished_at: datetime | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ImportFault:
    """What is wrong with a row: the column (empty for all of it), what stands there, why, and what to do."""

    column: str
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ImportRowDetail:
    """What became of a row, or would."""

    line: int
    """The line of the file that it begins in."""
    fate: Literal["new", "changed", "same", "bad"]
    about: str
    changes: list[ImportChange]
    faults: list[ImportFault]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ImportRun:
    """How an import is done."""

    way: Literal["skip", "whole"] = "skip"
    """`skip` leaves bad rows out; `whole` imports all rows or none."""


@dataclass(frozen=True, slots=True)
class ImporterColumn:
    """A column that an importer knows."""

    key: str
    label: str
    help: str
    required: bool
    example: str


@dataclass(frozen=True, slots=True)
class ImporterDetail:
    """What can be imported. A file in JSON lines with these keys needs no matching."""

    kind: str
    title: str
    help: str
    columns: list[ImporterColumn]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class IndicatorDetail:
    """A performance indicator."""

    name: str
    target: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class InterimAsked:
    """Which higher role somebody fills, from when to when."""

    title: str
    """The title of the role that they fill."""
    starts_on: str
    ends_on: str
    """The last day; the days must be more than `interim` of the handbook says."""
    reason: str


@dataclass(frozen=True, slots=True)
class InterimDetail:
    """An interim bonus that the caller may see."""

    id: UUID
    person: UUID
    title: str
    starts_on: str
    ends_on: str
    amount: str
    currency: str
    reason: str
    state: str
    approval: UUID | None
    asked_by: UUID | None
    asked_at: datetime
    decided_at: datetime | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody to invite."""

    email: str
    name: str
    access: Literal["reader", "contributor", "approver", "administrator"] = "reader"
    kind: Literal["team-member", "candidate", "customer", "partner", "other"] = "team-member"
    """Who is no team member reads only what is public or given to them."""
    organisation: str = ""
    """Whom somebody external comes from."""
    roles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    """A line that holds for a role, and where it is stated."""

    text: str
    own: bool
    """Whether the role's own section states it."""
    origin: str
    """The role or family that states it."""
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ItemDone:
    """Whether an item is done."""

    done: bool = True


@dataclass(frozen=True, slots=True)
class JobDetail:
    """A job: what takes longer than an answer."""

    id: UUID
    name: str
    """What kind of job, such as `pages.mend`."""
    title: str
    """What is done, in words."""
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    by: UUID | None
    """The account for which it is done; null for what begins by the clock."""
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    next_try_at: datetime | None
    """When a try comes; null for at once, or none."""
    done: int
    """How much is done, of `total`."""
    total: int | None
    """How much there is to do; null where that is not known."""
    says: str
    """What it does right now, or what came of it, in words."""
    trouble: str
    """What went wrong with the last try, in words."""
    address: str
    """Where people see what came of it."""
    result: Any
    """What came of it, for programs."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class KeptData:
    """What one model keeps."""

    model: str
    purpose: str
    data: Literal["public", "internal", "personal", "confidential", "secret"]
    """How far it may go."""
    basis: Literal["contract", "legal-duty", "legitimate-interest", "consent", "none"]
    personal_fields: list[str]
    """Fields that tell of people."""
    on_erasure: Literal["delete", "anonymise", "keep", ""]
    """What becomes of it when the person is erased; empty for what is not personal."""
    why_kept: str
    """Why it stays; empty for what does not."""
    rule: str
    """Its key in `retention.yml`; empty for what does not end by time."""
    keep: str
    """How long it is kept; empty where no rule says so."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class KeyRoleDetail:
    """A key role with how many people could take it on; its words and names are read in the application."""

    id: UUID
    person: UUID
    title: str
    department: str
    risk: Literal["low", "medium", "high"]
    held: bool
    ready_now: int
    within_a_year: int
    later: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class LackDetail:
    """That somebody has to hold a certification and does not."""

    id: UUID
    person: UUID
    name: str
    certification: str
    since: str
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class LearningPathDetail:
    """A path through courses."""

    key: str
    title: str
    description: str
    owner: str
    ordered: bool
    """Whether each part opens when those before are done."""
    parts: list[LearningPathPart]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class LearningPathPart:
    """A part of a path: a course, a choice of courses, or a milestone."""

    key: str
    title: str
    kind: Literal["course", "choice", "milestone"]
    courses: list[str]
    needed: int
    """How many of the courses have to be completed."""
    optional: bool


@dataclass(frozen=True, slots=True)
class LessonDeck:
    """The slides of a lesson, the first of which names it."""

    title: str
    description: str
    path: str
    revision: str
    minutes: int
    slides: list[LessonSlide]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class LessonSlide:
    """A slide of a lesson. Its number is the same in the slides and in both guides."""

    number: int
    title: str
    continues: bool
    """Whether it goes on with the slide before, under its title."""
    html: str
    """What stands on it, as clean HTML."""
    handout: str
    """What participants are given to it, as clean HTML; empty for nothing."""
    notes: str
    """What is said to it, as clean HTML; empty for callers who do not run the course."""
    minutes: int
    """How long it takes; 0 where nobody said."""
    starts_after: int
    """Minutes of all slides before it."""
    tasks: list[SlideTask]
    """What participants do at it, as the lab guide has it."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level that somebody can go on to."""

    level: str
    """Its address, `family#level`."""
    title: str
    grade: float | None
    sideways: bool
    adds: list[Asked]


@dataclass(frozen=True, slots=True)
class ListDifference:
    """One list of two roles."""

    name: str
    both: list[str]
    only_first: list[str]
    only_second: list[str]
    reworded: list[list[str]]
    """Pairs that say nearly the same."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """That somebody looked at something confidential."""

    id: UUID
    account_id: UUID
    about: str
    """The kind of object."""
    object: UUID
    why: str
    at: datetime
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class MadeItemDetail:
    """An item of a path that was made for somebody."""

    id: UUID
    kind: Literal["course", "reading", "link", "meeting", "task"]
    key: str
    title: str
    url: str
    why: str
    is_own: bool
    """Whether it was added by hand."""
    is_done: bool


@dataclass(frozen=True, slots=True)
class MadePathDetail:
    """A path that was made for somebody, with its items."""

    id: UUID
    person: UUID
    group: UUID
    """The same for all that were made together."""
    title: str
    template: str
    """The key of the path of the handbook that it was made from."""
    state: Literal["active", "completed", "withdrawn"]
    due_on: str | None
    items: list[MadeItemDetail]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class MadePathPreview:
    """What one person would get of a template, and what not."""

    person: UUID
    items: list[PickedItem]
    left_out: list[NotNeeded]


@dataclass(frozen=True, slots=True)
class MadePathPreviews:
    """What each would get, by name."""

    items: list[MadePathPreview]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class MadePathSummary:
    """A path that was made for somebody."""

    id: UUID
    person: UUID
    group: UUID
    """The same for all that were made together."""
    title: str
    template: str
    """The key of the path of the handbook that it was made from."""
    state: Literal["active", "completed", "withdrawn"]
    due_on: str | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class MadePaths:
    """The paths that were made; nobody has one who needs nothing of it."""

    items: list[MadePathSummary]


@dataclass(frozen=True, slots=True)
class MailedViewDetail:
    """That a view of a list is mailed to somebody."""

    id: UUID
    view: UUID
    account: UUID
    """Who gets it."""
    asked_by: UUID | None
    """Who set it up."""
    every: Literal["week", "month"]
    day: int
    """Of the week, where 1 is Monday, or of the month; 31 is its last."""
    at: str
    """On the clock of whoever gets it."""
    form: Literal["csv", "xlsx"]
    next_at: datetime | None
    """None where it was stopped."""
    stopped_for: Literal["", "self", "owner", "lost"]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class MarkGiven:
    """What is given for one answer: points, or those of each criterion of the rubric."""

    question: str
    points: float | str | None = None
    bands: Any = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Marking:
    """Whose role is a key role, and why."""

    person: UUID
    risk: Literal["low", "medium", "high"]
    reason: str


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """That a heading of a file stands for a column."""

    column: str
    """The key of the column."""
    heading: str


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever calls, and how far they reach."""

    id: UUID
    email: str
    name: str
    access: str
    """`reader`, `contributor`, `approver` or `administrator`."""
    is_owner: bool
    roles: list[str]
    """The titles of the roles of the handbook that they hold."""
    scopes: list[str]
    """What this call may do, as far as the account may."""
    token: TokenSummary | None
    """The token that calls; null for a browser."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class MentoringSummary:
    """A pair that whoever calls is one of: days and counts."""

    id: UUID
    mentor: UUID
    mentee: UUID
    way: str
    state: str
    starts_on: str | None
    until: str | None
    sessions: int


@dataclass(frozen=True, slots=True)
class Mentorings:
    """The mentorings of whoever calls."""

    items: list[MentoringSummary]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What is to be merged."""

    tip: str
    """`tip` as it was read: what came after it is not decided about unseen."""


@dataclass(frozen=True, slots=True)
class Moderating:
    """Whether a member looks after the community."""

    is_moderator: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of it: done at once, or asked of others."""

    certificate: UUID
    state: Literal["valid", "grace", "expired", "suspended", "revoked", "renewed"]
    asked: bool


@dataclass(frozen=True, slots=True)
class Naming:
    """Who could take on a key role, and when."""

    person: UUID
    readiness: Literal["now", "year", "later"]
    strengths: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class NewApproval:
    """Something to be approved, by a rule that people ask by themselves."""

    rule: str
    title: str
    text: str = ""
    facts: Any | None = None
    """As the rule names them; money as `{"amount": "9.50", "currency": "EUR"}`."""
    subject: str = ""
    """The address or whole name of whom it is about; else the caller."""


@dataclass(frozen=True, slots=True)
class NewComment:
    """Something to say about a proposal."""

    text: str
    reply_to: UUID | None = None
    """The comment that this answers."""
    path: str = ""
    """The file whose lines it is about; nothing: the whole."""
    line: int | None = None
    """The first of the lines, as they are at `tip`."""
    last_line: int | None = None
    """The last of them; nothing: there is one."""
    suggestion: str | None = None
    """What the lines should be instead."""


@dataclass(frozen=True, slots=True)
class NewCommunity:
    """What is said of a community."""

    title: str
    about: str = ""
    topic: str = ""
    course: str = ""
    """The key of the course that it is for."""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to make: the path of the template, and what is not in the records."""

    person: UUID
    template: str
    values: Any = None


@dataclass(frozen=True, slots=True)
class NewGoal:
    """What the caller wants to learn until when."""

    by_when: str
    kind: Literal["course", "path", "competency", "words", "about"] = "words"
    key: str = ""
    words: str = ""
    source: str = ""
    """With `about`, as it is suggested."""
    about: UUID | None = None
    """What of another room it is about, as it is suggested."""
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that is added by hand."""

    kind: Literal["course", "reading", "link", "meeting", "task"]
    title: str = ""
    what: str = ""
    """The key of a course, the path of a page, or an address."""


@dataclass(frozen=True, slots=True)
class NewMadePaths:
    """For whom a path is made, and of what: each gets of the template what they do not have yet, and all
    `items`.
    """

    people: list[UUID]
    title: str
    template: str = ""
    items: list[NewItem] = field(default_factory=list)
    why: str = ""
    due_on: str | None = None


@dataclass(frozen=True, slots=True)
class NewMailedView:
    """Which view is mailed when."""

    view: UUID
    every: Literal["week", "month"] = "week"
    day: int = 1
    at: str = "08:00:00"
    form: Literal["csv", "xlsx"] = "xlsx"
    to: str = ""
    """The address of somebody else; empty for the caller."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to keep."""

    name: str
    email: str = ""
    kind: Literal["team-member", "candidate", "customer", "partner", "other"] = "team-member"
    organisation: str = ""
    external_reference: str = ""


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A change of the handbook to propose."""

    title: str
    files: list[FileText]
    reason: str = ""
    started_from: str | None = None
    """`commit` of the page that was read: what others changed since then stays. Nothing: as it is now."""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What is asked."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewRemark:
    """Something to say."""

    text: str
    """Markdown."""
    reply_to: UUID | None = None
    """The comment that this answers."""


@dataclass(frozen=True, slots=True)
class NewReport:
    """What is wrong with a question, or with an answer to it."""

    why: str
    answer: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What somebody asks for."""

    title: str
    need: str
    """What people should be able to do that they cannot now."""
    audience: str
    kind: Literal["course", "change", "path", "certification", "class", "other"] = "course"
    people: int | None = None
    wanted_by: str | None = None
    otherwise: str = ""
    """What happens without it."""
    pages: str = ""
    """Paths of pages of the handbook, one on each line."""
    links: str = ""
    """Addresses, one on each line."""


@dataclass(frozen=True, slots=True)
class NewReview:
    """A decision about a proposal."""

    verdict: Literal["approve", "changes"]
    tip: str
    """`tip` as it was read: what came after it is not decided about unseen."""
    text: str = ""
    """Needed where changes are asked for."""


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to write down."""

    title: str
    text: str = ""
    due: str | None = None
    """A day, where whoever does it works."""
    assignee: str = ""
    """The address or whole name of whoever does it; else the caller."""


@dataclass(frozen=True, slots=True)
class NewTeamMember:
    """Somebody to hire: a person who is known, or a name. What is left out follows from the handbook."""

    entity: str
    starts_on: str
    title: str | None = None
    """A title of the job families."""
    department: str | None = None
    manager: UUID | None = None
    contract_type: str | None = None
    fte: float | str | None = None
    cost_centre: str | None = None
    location: str | None = None
    location_factor: float | str | None = None
    reason: str = ""
    """Why; it stands in the record."""
    person: UUID | None = None
    """Somebody who is known: a candidate, or who worked here before."""
    name: str = ""
    email: str = ""
    ends_on: str | None = None
    probation_ends_on: str | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """What somebody would not get of a template."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class OneToOne:
    """Regular meetings of a manager and somebody who reports to them. What they talk about is read by the
    two.
    """

    id: UUID
    kind: str
    """`one-to-one`, or `career` for conversations about what comes next."""
    host: UUID
    guest: UUID
    weeks: int
    last_on: str | None
    next_on: str | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class OneToOnes:
    """The one-to-ones of whoever calls."""

    items: list[OneToOne]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class OtherQuestion:
    """A question in other words; what is left out stays."""

    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class OtherWords:
    """A comment in other words."""

    text: str
    """Markdown."""


@dataclass(frozen=True, slots=True)
class PageDetail:
    """A page: its text, and the HTML that people read."""

    path: str
    """The file, which is its name everywhere."""
    title: str
    description: str
    address: str
    """Where people read it."""
    changed: Change | None
    """The last change; null where that is not known."""
    errors: int
    """How many errors the compiler finds in it."""
    warnings: int
    notes: int
    source: str
    html: str
    revision: str
    """The revision of the handbook that this was read from."""
    commit: str | None
    """The commit to name as `started_from` in a proposal; null where the page cannot be changed."""
    links_here: list[str]
    """The files of the pages that link to it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PageSummary:
    """A page in a list."""

    path: str
    """The file, which is its name everywhere."""
    title: str
    description: str
    address: str
    """Where people read it."""
    changed: Change | None
    """The last change; null where that is not known."""
    errors: int
    """How many errors the compiler finds in it."""
    warnings: int
    notes: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PageThen:
    """A page as it was at a commit. Its links lead to what there is today."""

    path: str
    """What the file was called then."""
    title: str
    commit: str
    author: str
    at: datetime
    source: str
    html: str | None
    """Null for a data file."""
    is_now: bool
    """Whether it reads the same today."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PartDetail:
    """A part of a course that somebody takes."""

    key: str
    title: str
    kind: Literal["lesson", "quiz", "class", "external", "practical"]
    is_optional: bool
    state: Literal["", "opened", "asked", "done"]
    """Empty where it was not opened."""
    done_at: datetime | None
    evidence: str
    """By what it was done: read, said, attempt:…, class:…, confirmed:…, elsewhere:…."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of a way: the role that it leads to, and what is new there."""

    role: RoleSummary
    sideways: bool
    """Whether it leads to another family."""
    responsibilities: list[str]
    requirements: list[str]


@dataclass(frozen=True, slots=True)
class Pausing:
    """Why an automation rests."""

    because: str


@dataclass(frozen=True, slots=True)
class PayDetail:
    """What somebody is, was and will be paid."""

    person: UUID
    compa_ratio: str | None
    position: str
    """Where it lies: `none`, `unknown`, `under`, `in` or `over` the range."""
    periods: list[PeriodDetail]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PeriodDetail:
    """Days in which somebody is paid the same."""

    starts_on: str
    ends_on: str | None
    amount: str
    currency: str
    variable: str
    """In per cent of the base."""
    why: str
    revision: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What is to change about a person; what is not named stays."""

    name: str | None = None
    email: str | None = None
    kind: Literal["team-member", "candidate", "customer", "partner", "other"] | None = None
    organisation: str | None = None
    external_reference: str | None = None


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """Somebody the organisation knows."""

    id: UUID
    name: str
    email: str
    """Empty where none is known."""
    kind: Literal["team-member", "candidate", "customer", "partner", "other"]
    organisation: str
    """Whom somebody external comes from."""
    external_reference: str
    """How another system calls them."""
    account: UUID | None
    """Their account; null for whoever has none."""
    merged_into: UUID | None
    """The person that this record was merged into."""
    created_at: datetime
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PickedItem:
    """An item that somebody would get."""

    kind: Literal["course", "reading", "link", "meeting", "task"]
    key: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class PlaceDetail:
    """Somebody's place in the chart."""

    person: UUID
    name: str
    title: str
    department: str
    manager: UUID | None
    level: int
    """How far from the top; 1 is the top."""
    direct_reports: int
    total_reports: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PlanDetail:
    """A development plan; its words are read in the application."""

    id: UUID
    person: UUID
    level: str
    title: str
    state: Literal["open", "reached", "dropped"]
    review_on: str | None
    items: int
    shown_by_person: int
    shown_by_manager: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PolicyDetail:
    """A policy that is for the caller, and how they stand with it."""

    path: str
    title: str
    owner: str
    state: Literal["asked", "done", "exempt", "withdrawn"] | None
    """Null where nobody asks the caller."""
    due_at: datetime | None
    acknowledged_at: datetime | None
    version: int | None
    """The version that was acknowledged."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PositionDetail:
    """What was, is or will be so of somebody in a period in which nothing of it changes."""

    id: UUID
    employment: UUID
    starts_on: str
    ends_on: str | None
    is_planned: bool
    """Whether it begins after today."""
    title: str
    role: str
    department: str
    entity: str
    manager: UUID | None
    contract_type: str
    fte: str
    cost_centre: str
    location: str
    location_factor: str | None
    revision: str
    """The revision of the handbook under which the role was meant."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PositionToChange:
    """What of a position is another from a day on; what is not named stays."""

    effective_on: str
    title: str | None = None
    """A title of the job families."""
    department: str | None = None
    manager: UUID | None = None
    contract_type: str | None = None
    fte: float | str | None = None
    cost_centre: str | None = None
    location: str | None = None
    location_factor: float | str | None = None
    reason: str = ""
    """Why; it stands in the record."""
    version: int | None = None
    """That of the employment that was read."""
    no_manager: bool = False
    """True: from then on they report to nobody."""


@dataclass(frozen=True, slots=True)
class ProfileDetail:
    """What is known of somebody. What is private is null for callers who do not see it."""

    pronunciation: str
    pronouns: str
    about: str
    languages: str
    time_zone: str
    work_phone: str
    legal_name: str | None
    private_phone: str | None
    private_email: str | None
    private_address: str | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ProfileToChange:
    """What is said of somebody; what is not named stays."""

    pronunciation: str | None = None
    pronouns: str | None = None
    about: str | None = None
    languages: str | None = None
    time_zone: str | None = None
    work_phone: str | None = None
    legal_name: str | None = None
    private_phone: str | None = None
    private_email: str | None = None
    private_address: str | None = None


@dataclass(frozen=True, slots=True)
class PromotionDetail:
    """A promotion; its document is read in the application."""

    id: UUID
    person: UUID
    name: str
    from_title: str
    level: str
    title: str
    effective_on: str
    off_cycle: bool
    state: Literal["draft", "calibration", "asked", "granted", "effective", "rejected", "withdrawn", "lapsed"]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ProposalDetail:
    """A proposal: what it changes, and what keeps it from being merged."""

    number: int
    title: str
    state: Literal["open", "merged", "closed"]
    author: Person
    address: str
    """Where people read it."""
    created_at: datetime
    updated_at: datetime
    tip: str
    """The last commit of it."""
    reason: str
    base: str
    """The commit that it began with."""
    paths: list[str]
    """The files that it changes."""
    merged_as: str | None
    """The commit that merged it."""
    ended_at: datetime | None
    approvals: list[ApprovalSummary]
    blockers: list[str]
    """What keeps it from being merged, each as a sentence."""
    new_errors: int
    """How many errors it would bring."""
    reviews: list[ReviewSummary]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ProposalSummary:
    """A proposal in a list."""

    number: int
    title: str
    state: Literal["open", "merged", "closed"]
    author: Person
    address: str
    """Where people read it."""
    created_at: datetime
    updated_at: datetime
    tip: str
    """The last commit of it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class QuestionDetail:
    """A question as it was asked. `parts` are what an answer is made of: keys with their words, in their
    order.
    """

    key: str
    type: str
    text: str
    """Markdown."""
    points: str
    parts: Any
    answer: Any
    version: int
    earned: str | None
    """None before the caller may know."""
    explanation: str
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RangeDetail:
    """What the formula of the handbook gives for a role in a place. Amounts are of a year, for full-time
    work.
    """

    title: str
    grade: str
    location: str
    location_factor: str
    currency: str
    formula: str
    steps: Any
    """The numbers of the formula, by their names in it."""
    middle_exact: str
    low: str
    middle: str
    high: str
    is_total: bool
    """Whether it is base and variable pay together."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Reacting:
    """Whether a reaction is there."""

    on: bool = True


@dataclass(frozen=True, slots=True)
class ReactionCount:
    """How many people react with a word."""

    word: Literal["agree", "thanks", "seen", "doubt"]
    count: int
    mine: bool
    """Whether whoever calls is one of them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why."""

    reason: str = ""
    """Needed, but for a copy of one's own data."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was said."""

    id: UUID
    kind: str
    object: UUID
    author: Speaker | None
    """Null for somebody who left."""
    text: str
    """Markdown; empty where it was taken back, or is hidden from whoever calls."""
    version: int
    """Counts from 1, and grows with each edit."""
    reply_to: UUID | None
    """The first comment of its thread; null for one that begins a thread."""
    created_at: datetime
    edited_at: datetime | None
    settled_at: datetime | None
    deleted_at: datetime | None
    hidden_for: str | None
    """Why an administrator hid it; null where it is not hidden."""
    reactions: list[ReactionCount]
    address: str
    """Where people read it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many were told."""

    told: int


@dataclass(frozen=True, slots=True)
class Reminding:
    """Whose reviews."""

    reviews: list[UUID]


@dataclass(frozen=True, slots=True)
class ReportDetail:
    """That a question, or an answer to it, was reported."""

    id: UUID
    question: UUID
    answer: UUID | None
    by: UUID | None
    why: str
    reported_at: datetime
    decided_at: datetime | None
    is_upheld: bool
    """Whether it was hidden, once it is decided."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RequestDetail:
    """A request for a course, or other learning."""

    id: UUID
    kind: Literal["course", "change", "path", "certification", "class", "other"]
    title: str
    need: str
    audience: str
    people: int | None
    needed_by: int
    """For how many people, with those who need it, too."""
    votes: int
    wanted_by: str | None
    asked_by: UUID | None
    asked_at: datetime
    stage: Literal[
        "asked",
        "question",
        "accepted",
        "analysis",
        "design",
        "development",
        "review",
        "pilot",
        "published",
        "retired",
        "merged",
        "declined",
        "withdrawn",
    ]
    stage_since: datetime
    impact: int | None
    effort: int | None
    priority: float | None
    """Impact divided by effort."""
    owner: UUID | None
    due_on: str | None
    reviewers: list[RequestReviewer]
    course: str
    """The key of the course in the handbook; empty where none is linked."""
    merged_into: UUID | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RequestFlow:
    """How long requests took in the last twelve months, in working days."""

    median_lead_days: float | None
    median_review_days: float | None
    published: int
    in_work: int
    reworked: int
    stages: list[StageFigures]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """Until when the present stage is to be done."""

    due_on: str | None
    reason: str = ""
    """Needed where there was a day."""


@dataclass(frozen=True, slots=True)
class RequestReview:
    """What a reviewer says."""

    good: bool
    text: str = ""
    """Needed where something is missing."""


@dataclass(frozen=True, slots=True)
class RequestReviewer:
    """Who looks at a course before it is published."""

    account: UUID
    done_at: datetime | None
    """When they had looked, in the present review."""
    good: bool
    """Whether it can go on, once they have looked."""


@dataclass(frozen=True, slots=True)
class RequestReviewers:
    """Who reviews it, exactly."""

    accounts: list[UUID]


@dataclass(frozen=True, slots=True)
class RequestStep:
    """Into which stage a request comes."""

    stage: Literal["accepted", "analysis", "design", "development", "review", "pilot", "published", "retired"]
    due_on: str | None = None
    text: str = ""
    """Needed where it goes back."""


@dataclass(frozen=True, slots=True)
class RequestVerdict:
    """What is decided: accepting needs impact and effort, declining and asking back need words."""

    verdict: Literal["accept", "decline", "ask-back"]
    impact: int = 3
    effort: int = 3
    text: str = ""
    instead: str = ""
    """What there is instead, where it is declined."""


@dataclass(frozen=True, slots=True)
class RequestVote:
    """For whom somebody needs it, too."""

    team: str = ""
    people: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReviewDetail:
    """How far the review of somebody is. What was written is read in the application alone."""

    id: UUID
    cycle: UUID
    cycle_title: str
    person: UUID
    name: str
    title: str
    department: str
    manager: UUID | None
    state: Literal["writing", "submitted", "shared", "signed", "closed"]
    shared_at: datetime | None
    signed_at: datetime | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """What somebody decided about it."""

    id: UUID
    reviewer: Person
    verdict: Literal["approve", "changes"]
    text: str
    tip: str
    """The commit that they saw."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionSummary:
    """A commit that touched a page."""

    commit: str
    author: str
    at: datetime
    subject: str
    path: str
    """What the file was called then."""
    how: str
    """Such as `changed`, `added`, `renamed`."""
    words_added: int
    words_removed: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RoleDetail:
    """A role with everything that holds for it, what it inherits included."""

    id: str
    """Its family and level, joined by `#`."""
    family: str
    """The name of its family in addresses."""
    level: str
    """Its name within the family."""
    title: str
    family_title: str
    department: str
    grade: float | None
    reports_to: str | None
    leads_people: bool
    address: str
    """Where people read it."""
    responsibilities: list[Item]
    requirements: list[Item]
    nice_to_have: list[Item]
    indicators: list[IndicatorDetail]
    hiring: list[HiringStepDetail]
    reporting_line: list[str]
    """The titles from the next role up."""
    reports: list[Tie]
    next_roles: list[Tie]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RoleDifference:
    """Two roles side by side."""

    first: RoleSummary
    second: RoleSummary
    facts: list[FactDifference]
    lists: list[ListDifference]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RolePath:
    """A way from one role to another."""

    steps: list[PathStep]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RoleSummary:
    """A role in a list."""

    id: str
    """Its family and level, joined by `#`."""
    family: str
    """The name of its family in addresses."""
    level: str
    """Its name within the family."""
    title: str
    family_title: str
    department: str
    grade: float | None
    reports_to: str | None
    leads_people: bool
    address: str
    """Where people read it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RunDetail:
    """A run of an automation."""

    id: UUID
    automation: str
    state: Literal["waiting", "done", "unmet", "refused", "stopped", "failed"]
    trigger: str
    """What it began with: an event, a clock, or a day of a record."""
    about: str
    """The kind of what that happened to."""
    object: UUID | None
    by: UUID | None
    """Who did what it began with."""
    at: datetime
    values: Any
    verdicts: list[bool]
    """Whether each condition was met, in the order of the handbook."""
    results: list[Any]
    """What came of each action."""
    trouble: str
    tries: int
    depth: int
    """How many automations began one by the other, this one included."""
    owner: UUID | None
    revision: str
    """The revision of the handbook that it was done by."""
    created_at: datetime
    ended_at: datetime | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class SavedDetail:
    """What became of it: the version of the answer now, and whether this call made it."""

    version: int
    taken: bool
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class SavedViewDetail:
    """What somebody chose of a list, under a name."""

    id: UUID
    place: str
    """The list, such as `learning-reports`."""
    name: str
    query: str
    """The choices, as the address of the list says them."""
    shared: bool
    """Whether everybody who reads the list has it."""
    mailable: bool
    """Whether the caller can have it mailed."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Something that was found."""

    title: str
    kind: str
    """What it is, in words."""
    where: str
    """Where it stands, in words."""
    address: str
    """Where people read it."""
    path: str
    """The file of the handbook that it comes from; empty for what is none."""
    record: str
    """The kind of record that it is, such as `proposal`; empty for what is none."""
    passage: str
    """The words around where its text fits; empty where its name does."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class SeatBody:
    """A position that is to be filled."""

    title: str
    """The title of a role of the handbook."""
    department: str
    starts_on: str
    entity: str = ""
    location: str = ""
    manager: UUID | None = None
    fte: float | str = "1"
    note: str = ""


@dataclass(frozen=True, slots=True)
class SeatChange:
    """A position that is to be filled, as it is to be."""

    title: str
    """The title of a role of the handbook."""
    department: str
    starts_on: str
    version: int
    """The version that was read; another is refused."""
    entity: str = ""
    location: str = ""
    manager: UUID | None = None
    fte: float | str = "1"
    note: str = ""


@dataclass(frozen=True, slots=True)
class SeatDetail:
    """A planned position."""

    id: UUID
    title: str
    role: str
    """The role of the handbook, as `family#level`."""
    department: str
    entity: str
    location: str
    manager: UUID | None
    fte: str
    starts_on: str
    state: Literal["planned", "open", "filled", "closed"]
    note: str
    filled_by: UUID | None
    """The employment that fills it."""
    revision: str
    version: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class SeatMove:
    """What becomes of a planned position."""

    state: Literal["planned", "open", "filled", "closed"]
    employment: UUID | None = None
    """Whose employment fills it."""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """How a document goes out, where it is not the usual way."""

    link_to: str = ""
    """The address that a link to sign goes to, where the employee has no account that is in use."""


@dataclass(frozen=True, slots=True)
class SignOffDetail:
    """What somebody asked to have signed off."""

    id: UUID
    person: UUID
    name: str
    certification: str
    words: str
    note: str
    state: Literal["asked", "granted", "refused", "withdrawn"]
    answer: str
    asked_at: datetime
    decided_on: str | None
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Signing:
    """Whether something is signed off; that it is not needs words."""

    signs: bool
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SlideTask:
    """Something that participants do, counted through all slides."""

    number: int
    kind: Literal["exercise", "checklist", "code"]
    html: str
    """What it says, as clean HTML."""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Until when a thing is out of sight."""

    until: str
    """The day on which it is back, where the caller works."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who takes part."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class StageFigures:
    """How many are in a stage, and the median of working days of those that went through it."""

    stage: Literal[
        "asked",
        "question",
        "accepted",
        "analysis",
        "design",
        "development",
        "review",
        "pilot",
        "published",
        "retired",
        "merged",
        "declined",
        "withdrawn",
    ]
    now: int
    median_days: float | None


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a request."""

    title: str
    state: Literal["waiting", "current", "granted", "skipped"]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class SurveyAsking:
    """An open survey that asks whoever calls."""

    id: UUID
    title: str
    closes_on: str
    has_answered: bool


@dataclass(frozen=True, slots=True)
class SurveyAskings:
    """The open surveys that ask whoever calls."""

    items: list[SurveyAsking]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class SurveyGroup:
    """What a group said: never of fewer than five people."""

    dimension: str
    name: str
    title: str
    asked: int
    answered: int
    drivers: Any
    questions: Any


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """The groups of a round that whoever calls may see."""

    round: SurveyRound
    groups: list[SurveyGroup]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class SurveyRound:
    """A round of a survey whose results whoever calls may see."""

    id: UUID
    survey: str
    """The name of its page in the handbook."""
    title: str
    state: str
    opens_on: str
    closes_on: str
    revision: str
    """The revision of the handbook whose questions were asked."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class SurveyScore:
    """A score; shares are of those who answered, from 0 to 1."""

    mean: float
    answers: int
    favourable: float
    neutral: float
    unfavourable: float


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Who is taken in."""

    person: UUID


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody who works here, in their position on a day."""

    id: UUID
    """Of the person."""
    name: str
    email: str
    title: str
    """The title of their role; empty for whoever has left or is to come."""
    role: str
    """The address of the role in the handbook, `family#level`."""
    department: str
    entity: str
    location: str
    manager: UUID | None
    since: str | None
    """The first day of this position."""
    employment: EmploymentDetail | None
    """Null for callers who do not see the record."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A role that this one leads to, or that leads to it."""

    id: str | None
    """Null for a title that no page defines."""
    title: str


@dataclass(frozen=True, slots=True)
class TokenSummary:
    """The token or client that calls."""

    id: UUID
    kind: str
    """`personal` or `client`."""
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TranslationDetail:
    """A page, or a course by its first page, that is a translation."""

    path: str
    title: str
    language: str
    """What it says of itself; empty where it says nothing."""
    original: str
    """The file of the original; empty where there is none."""
    original_title: str
    changes_behind: int
    """Commits of the original since the translation was changed last."""
    days_behind: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class UpdatePart:
    """A lesson or a quiz that is to be looked at."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class UpdateReviewed:
    """Why a course stays as it is."""

    reason: str


@dataclass(frozen=True, slots=True)
class WatchedObject:
    """Something that whoever calls watches or has muted."""

    kind: str
    object: UUID
    label: str
    address: str
    state: Literal["watching", "muted"]
    since: datetime
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class WatchedVideo:
    """What is watched of a video or a recording, in numbers of people; null where too few have begun it."""

    part: str
    """The key of the lesson."""
    lesson: str
    title: str
    kind: Literal["video", "audio", "youtube"]
    is_there: bool
    """False for what the text plays no more."""
    began: int | None
    finished: int | None
    """How many watched at least 90 per cent of it."""
    median_share: int | None
    """Per cent of it that is watched, the median of those who began."""
    reached: list[int] | None
    """How many got as far as each tenth of it."""


@dataclass(frozen=True, slots=True)
class WatchedVideos:
    """The videos and recordings of a course."""

    course: str
    least: int
    """How many have to have begun one before its numbers are told."""
    items: list[WatchedVideo]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Watching:
    """How somebody stands to an object."""

    state: Literal["watching", "muted", "none"]


@dataclass(frozen=True, slots=True)
class WhichAccount:
    """An account."""

    account: UUID


@dataclass(frozen=True, slots=True)
class WhichPerson:
    """A person."""

    person: UUID


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """That a change is taken back."""

    version: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Something to say."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class WorkDetail:
    """Something that waits on somebody."""

    id: UUID
    kind: str
    """What it is: `task`, `approval`, `review` and others."""
    title: str
    address: str
    """The path of the page where it is done."""
    assignee: UUID
    """On whom it waits; not always the caller, who may stand in."""
    asked_by: UUID | None
    delegated_by: UUID | None
    due_at: datetime | None
    snoozed_until: datetime | None
    state: Literal["open", "done", "gone"]
    created_at: datetime
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


class Client(Transport):
    """Trellis, for programs. Errors are `ApiError`."""

    def list_access_notes(
        self, *, about: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Part[LookedAt]:
        """Who looked at what is confidential, the newest first. For those who protect data."""
        found: Part[LookedAt] = self._part(
            LookedAt, "/api/v1/access-notes", {}, query={"about": about, "limit": limit, "cursor": cursor}
        )
        return found

    def list_accounts(
        self,
        *,
        access: Literal["external", "reader", "contributor", "approver", "administrator"] | None = None,
        state: Literal["active", "invited", "closed"] | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[AccountDetail]:
        """The accounts by name. For administrators."""
        found: Part[AccountDetail] = self._part(
            AccountDetail,
            "/api/v1/accounts",
            {},
            query={"access": access, "state": state, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def invite_account(self, body: Invitation, *, key: str | None = None) -> AccountInvited:
        """Invite somebody. For administrators. The link by which they join stands in the answer, and is mailed
        where mail is set up.
        """
        found: AccountInvited = self._call(AccountInvited, "POST", "/api/v1/accounts", {}, body=body, key=key)
        return found

    def get_account(self, account_id: UUID) -> AccountDetail:
        """An account. For administrators, and everybody their own."""
        found: AccountDetail = self._call(
            AccountDetail, "GET", "/api/v1/accounts/{account_id}", {"account_id": account_id}
        )
        return found

    def change_account(self, account_id: UUID, body: AccountChange, *, if_match: str) -> AccountDetail:
        """Change what somebody may do, and which roles they hold. For administrators."""
        found: AccountDetail = self._call(
            AccountDetail,
            "PATCH",
            "/api/v1/accounts/{account_id}",
            {"account_id": account_id},
            body=body,
            if_match=if_match,
        )
        return found

    def close_account(self, account_id: UUID, *, key: str | None = None) -> AccountDetail:
        """Let somebody in no more: sessions and tokens end, what they wrote stays. For administrators."""
        found: AccountDetail = self._call(
            AccountDetail, "POST", "/api/v1/accounts/{account_id}/close", {"account_id": account_id}, key=key
        )
        return found

    def open_account(self, account_id: UUID, *, key: str | None = None) -> AccountDetail:
        """Let somebody in again whose account was closed. For administrators."""
        found: AccountDetail = self._call(
            AccountDetail, "POST", "/api/v1/accounts/{account_id}/open", {"account_id": account_id}, key=key
        )
        return found

    def list_acknowledgements(
        self,
        *,
        policy: str | None = None,
        state: Literal["asked", "done", "exempt", "withdrawn"] | str | None = None,
        department: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[AcknowledgementDetail]:
        """Who has acknowledged what: of the people whose progress the caller sees. The newest first."""
        found: Part[AcknowledgementDetail] = self._part(
            AcknowledgementDetail,
            "/api/v1/acknowledgements",
            {},
            query={
                "policy": policy,
                "state": state,
                "department": department,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return found

    def acknowledge_policy(self, body: Acknowledging, *, key: str | None = None) -> AcknowledgementDetail:
        """Say that the caller has read and understood a version of a policy. Said again, it changes nothing."""
        found: AcknowledgementDetail = self._call(
            AcknowledgementDetail, "POST", "/api/v1/acknowledgements", {}, body=body, key=key
        )
        return found

    def get_acknowledgement(self, acknowledgement_id: UUID) -> AcknowledgementDetail:
        """What somebody has acknowledged: the caller, or somebody whose progress they see."""
        found: AcknowledgementDetail = self._call(
            AcknowledgementDetail,
            "GET",
            "/api/v1/acknowledgements/{acknowledgement_id}",
            {"acknowledgement_id": acknowledgement_id},
        )
        return found

    def exempt_from_policy(
        self, acknowledgement_id: UUID, body: Exempting, *, key: str | None = None
    ) -> AcknowledgementDetail:
        """Have somebody not acknowledge a policy until it says something else."""
        found: AcknowledgementDetail = self._call(
            AcknowledgementDetail,
            "POST",
            "/api/v1/acknowledgements/{acknowledgement_id}/exempt",
            {"acknowledgement_id": acknowledgement_id},
            body=body,
            key=key,
        )
        return found

    def remind_of_policy(self, acknowledgement_id: UUID, *, key: str | None = None) -> Reminded:
        """Remind somebody of a policy that they have not acknowledged; once a day by the same hand."""
        found: Reminded = self._call(
            Reminded,
            "POST",
            "/api/v1/acknowledgements/{acknowledgement_id}/remind",
            {"acknowledgement_id": acknowledgement_id},
            key=key,
        )
        return found

    def list_approvals(
        self,
        *,
        whose: Literal["mine", "asked", "all"] | None = None,
        state: Literal["open", "granted", "rejected", "withdrawn"] | None = None,
        rule: str | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[ApprovalListed]:
        """The requests that wait for the caller or did, that they asked for, or all of them; the oldest first."""
        found: Part[ApprovalListed] = self._part(
            ApprovalListed,
            "/api/v1/approvals",
            {},
            query={"whose": whose, "state": state, "rule": rule, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def ask_for_approval(self, body: NewApproval, *, key: str | None = None) -> ApprovalDetail:
        """Ask for an approval by a rule of the handbook that people ask by."""
        found: ApprovalDetail = self._call(
            ApprovalDetail, "POST", "/api/v1/approvals", {}, body=body, key=key
        )
        return found

    def get_approval(self, approval_id: UUID) -> ApprovalDetail:
        """A request, for who asked, those who are or were asked, and administrators."""
        found: ApprovalDetail = self._call(
            ApprovalDetail, "GET", "/api/v1/approvals/{approval_id}", {"approval_id": approval_id}
        )
        return found

    def decide_approval(self, approval_id: UUID, body: Decision, *, key: str | None = None) -> ApprovalDetail:
        """Approve or reject what the caller has seen, for themselves or for who is away. Nobody decides about
        their own.
        """
        found: ApprovalDetail = self._call(
            ApprovalDetail,
            "POST",
            "/api/v1/approvals/{approval_id}/decide",
            {"approval_id": approval_id},
            body=body,
            key=key,
        )
        return found

    def withdraw_approval(self, approval_id: UUID, body: Words, *, key: str | None = None) -> ApprovalDetail:
        """Ask no more."""
        found: ApprovalDetail = self._call(
            ApprovalDetail,
            "POST",
            "/api/v1/approvals/{approval_id}/withdraw",
            {"approval_id": approval_id},
            body=body,
            key=key,
        )
        return found

    def list_assignments(
        self,
        *,
        key: str | None = None,
        person: UUID | None = None,
        state: Literal["open", "done", "exempt", "withdrawn"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[AssignmentDetail]:
        """Who must or should take what by when: of the people whose learning the caller sees. The newest
        first.
        """
        found: Part[AssignmentDetail] = self._part(
            AssignmentDetail,
            "/api/v1/assignments",
            {},
            query={"key": key, "person": person, "state": state, "limit": limit, "cursor": cursor},
        )
        return found

    def assign_course(self, body: Assigning, *, key: str | None = None) -> Assigned:
        """Assign a course or path to people below the caller, or to anybody by who keeps learning."""
        found: Assigned = self._call(Assigned, "POST", "/api/v1/assignments", {}, body=body, key=key)
        return found

    def list_runs(
        self,
        *,
        automation: str | None = None,
        state: Literal["waiting", "done", "unmet", "refused", "stopped", "failed"] | None = None,
        trigger: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[RunDetail]:
        """The runs of the caller's automations, the newest first; of all, for those who look after them."""
        found: Part[RunDetail] = self._part(
            RunDetail,
            "/api/v1/automation-runs",
            {},
            query={
                "automation": automation,
                "state": state,
                "trigger": trigger,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return found

    def get_run(self, run_id: UUID) -> RunDetail:
        """A run: what it began with, whether its conditions were met, and what was done."""
        found: RunDetail = self._call(
            RunDetail, "GET", "/api/v1/automation-runs/{run_id}", {"run_id": run_id}
        )
        return found

    def repeat_run(self, run_id: UUID, *, key: str | None = None) -> RunDetail:
        """Have a run tried again that was refused, stopped or has failed."""
        found: RunDetail = self._call(
            RunDetail, "POST", "/api/v1/automation-runs/{run_id}/repeat", {"run_id": run_id}, key=key
        )
        return found

    def list_automations(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[AutomationDetail]:
        """The automations of the handbook, by name."""
        found: Part[AutomationDetail] = self._part(
            AutomationDetail, "/api/v1/automations", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def get_automation(self, automation_name: str) -> AutomationDetail:
        """An automation: what it does, and how it stands."""
        found: AutomationDetail = self._call(
            AutomationDetail,
            "GET",
            "/api/v1/automations/{automation_name}",
            {"automation_name": automation_name},
        )
        return found

    def dry_run_automation(self, automation_name: str) -> DryRunDetail:
        """What an automation would have done. Nothing is done. For its owner, and those who look after all of
        them.
        """
        found: DryRunDetail = self._call(
            DryRunDetail,
            "GET",
            "/api/v1/automations/{automation_name}/dry-run",
            {"automation_name": automation_name},
        )
        return found

    def pause_automation(
        self, automation_name: str, body: Pausing, *, key: str | None = None
    ) -> AutomationDetail:
        """Have an automation rest. What happens meanwhile is not made up for."""
        found: AutomationDetail = self._call(
            AutomationDetail,
            "POST",
            "/api/v1/automations/{automation_name}/pause",
            {"automation_name": automation_name},
            body=body,
            key=key,
        )
        return found

    def resume_automation(self, automation_name: str, *, key: str | None = None) -> AutomationDetail:
        """Have an automation act on what happens from now on."""
        found: AutomationDetail = self._call(
            AutomationDetail,
            "POST",
            "/api/v1/automations/{automation_name}/resume",
            {"automation_name": automation_name},
            key=key,
        )
        return found

    def list_benefits(self, *, limit: int | None = None, cursor: str | None = None) -> Part[BenefitDetail]:
        """The benefits of the caller's entity, with where they stand with each."""
        found: Part[BenefitDetail] = self._part(
            BenefitDetail, "/api/v1/benefits", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def enrol(self, benefit: str, body: Enrolling, *, key: str | None = None) -> EnrolmentDetail:
        """Enrol the caller in a benefit, or take another option."""
        found: EnrolmentDetail = self._call(
            EnrolmentDetail,
            "POST",
            "/api/v1/benefits/{benefit}/enrol",
            {"benefit": benefit},
            body=body,
            key=key,
        )
        return found

    def leave_benefit(self, benefit: str, *, key: str | None = None) -> EnrolmentDetail:
        """Have the caller leave a benefit."""
        found: EnrolmentDetail = self._call(
            EnrolmentDetail, "POST", "/api/v1/benefits/{benefit}/leave", {"benefit": benefit}, key=key
        )
        return found

    def list_bonuses(self, *, limit: int | None = None, cursor: str | None = None) -> Part[BonusDetail]:
        """The bonuses that the caller may see, the newest first."""
        found: Part[BonusDetail] = self._part(
            BonusDetail, "/api/v1/bonuses", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def nominate_for_bonus(self, body: BonusAsked, *, key: str | None = None) -> BonusDetail:
        """Nominate a colleague for the bonus of the handbook."""
        found: BonusDetail = self._call(BonusDetail, "POST", "/api/v1/bonuses", {}, body=body, key=key)
        return found

    def list_campaigns(self, *, limit: int | None = None, cursor: str | None = None) -> Part[CampaignDetail]:
        """The campaigns that have begun, of those that the caller follows: all, or those that they own by
        their role.
        """
        found: Part[CampaignDetail] = self._part(
            CampaignDetail, "/api/v1/campaigns", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def get_campaign(self, campaign_id: UUID) -> CampaignWhole:
        """A campaign with whom it reached and what came of it, in numbers of people."""
        found: CampaignWhole = self._call(
            CampaignWhole, "GET", "/api/v1/campaigns/{campaign_id}", {"campaign_id": campaign_id}
        )
        return found

    def list_certificates(
        self,
        *,
        certification: str | None = None,
        state: Literal["valid", "grace", "expired", "suspended", "revoked", "renewed"] | str | None = None,
        ends_within_days: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[CertificateDetail]:
        """The current certificates that the caller sees: their own, and of those whose standing they see.
        Newest first.
        """
        found: Part[CertificateDetail] = self._part(
            CertificateDetail,
            "/api/v1/certificates",
            {},
            query={
                "certification": certification,
                "state": state,
                "ends_within_days": ends_within_days,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return found

    def list_lacking_certificates(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[LackDetail]:
        """Who has to hold a certification and does not, of those whose standing the caller sees."""
        found: Part[LackDetail] = self._part(
            LackDetail, "/api/v1/certificates-lacking", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def get_certificate(self, certificate_id: UUID) -> CertificateDetail:
        """A certificate, with what it rests on."""
        found: CertificateDetail = self._call(
            CertificateDetail,
            "GET",
            "/api/v1/certificates/{certificate_id}",
            {"certificate_id": certificate_id},
        )
        return found

    def confirm_certificate(self, certificate_id: UUID, body: Reason, *, key: str | None = None) -> Moved:
        """Decide that a certificate stays as it is although something it rests on was taken back."""
        found: Moved = self._call(
            Moved,
            "POST",
            "/api/v1/certificates/{certificate_id}/confirm",
            {"certificate_id": certificate_id},
            body=body,
            key=key,
        )
        return found

    def extend_certificate(self, certificate_id: UUID, body: Extending, *, key: str | None = None) -> Moved:
        """Ask to have the caller's certificate count until a later day."""
        found: Moved = self._call(
            Moved,
            "POST",
            "/api/v1/certificates/{certificate_id}/extend",
            {"certificate_id": certificate_id},
            body=body,
            key=key,
        )
        return found

    def reinstate_certificate(self, certificate_id: UUID, body: Reason, *, key: str | None = None) -> Moved:
        """Have a suspended or revoked certificate count again."""
        found: Moved = self._call(
            Moved,
            "POST",
            "/api/v1/certificates/{certificate_id}/reinstate",
            {"certificate_id": certificate_id},
            body=body,
            key=key,
        )
        return found

    def revoke_certificate(self, certificate_id: UUID, body: Reason, *, key: str | None = None) -> Moved:
        """Take a certificate back; where the handbook says so, others approve it first."""
        found: Moved = self._call(
            Moved,
            "POST",
            "/api/v1/certificates/{certificate_id}/revoke",
            {"certificate_id": certificate_id},
            body=body,
            key=key,
        )
        return found

    def suspend_certificate(self, certificate_id: UUID, body: Reason, *, key: str | None = None) -> Moved:
        """Have a certificate not count until it is reinstated."""
        found: Moved = self._call(
            Moved,
            "POST",
            "/api/v1/certificates/{certificate_id}/suspend",
            {"certificate_id": certificate_id},
            body=body,
            key=key,
        )
        return found

    def list_certifications(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[CertificationDetail]:
        """The certifications that the caller may read about, by key, with how they stand."""
        found: Part[CertificationDetail] = self._part(
            CertificationDetail, "/api/v1/certifications", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_class_cohorts(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        program: str | None = None,
        state: str | None = None,
    ) -> Part[ClassCohort]:
        """The cohorts that whoever calls sees: those that they are in; for who keeps classes or learning, all."""
        found: Part[ClassCohort] = self._part(
            ClassCohort,
            "/api/v1/classes/cohorts",
            {},
            query={"limit": limit, "cursor": cursor, "program": program, "state": state},
        )
        return found

    def begin_class_cohort(self, body: ClassCohortBegun, *, key: str | None = None) -> ClassCohortDetail:
        """Begin a cohort of a program of the handbook."""
        found: ClassCohortDetail = self._call(
            ClassCohortDetail, "POST", "/api/v1/classes/cohorts", {}, body=body, key=key
        )
        return found

    def get_class_cohort(self, cohort: UUID) -> ClassCohortDetail:
        """A cohort with its plan and outcomes."""
        found: ClassCohortDetail = self._call(
            ClassCohortDetail, "GET", "/api/v1/classes/cohorts/{cohort}", {"cohort": cohort}
        )
        return found

    def list_class_cohort_members(self, cohort: UUID) -> ClassCohortMembers:
        """The members of a cohort with how far they are, for who facilitates it; a member sees themselves."""
        found: ClassCohortMembers = self._call(
            ClassCohortMembers, "GET", "/api/v1/classes/cohorts/{cohort}/members", {"cohort": cohort}
        )
        return found

    def add_class_cohort_members(
        self, cohort: UUID, body: ClassCohortJoining, *, key: str | None = None
    ) -> ClassCohortMembers:
        """Take people into a cohort: they are enrolled in its courses and get places in its sessions."""
        found: ClassCohortMembers = self._call(
            ClassCohortMembers,
            "POST",
            "/api/v1/classes/cohorts/{cohort}/members",
            {"cohort": cohort},
            body=body,
            key=key,
        )
        return found

    def remove_class_cohort_member(self, cohort: UUID, person: UUID) -> ClassCohortMembers:
        """Have somebody leave a cohort; their courses go on."""
        found: ClassCohortMembers = self._call(
            ClassCohortMembers,
            "DELETE",
            "/api/v1/classes/cohorts/{cohort}/members/{person}",
            {"cohort": cohort, "person": person},
        )
        return found

    def list_class_registrations(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[ClassRegistration]:
        """The registrations of whoever calls, and of the sessions that they run; for who keeps classes, all."""
        found: Part[ClassRegistration] = self._part(
            ClassRegistration, "/api/v1/classes/registrations", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def withdraw_from_class_session(
        self, registration: UUID, body: ClassWithdrawn, *, key: str | None = None
    ) -> ClassRegistration:
        """Give a place back; whoever waits moves up."""
        found: ClassRegistration = self._call(
            ClassRegistration,
            "POST",
            "/api/v1/classes/registrations/{registration}/withdrawal",
            {"registration": registration},
            body=body,
            key=key,
        )
        return found

    def list_class_sessions(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        course: str | None = None,
        state: str | None = None,
    ) -> Part[ClassSession]:
        """The sessions that whoever calls sees, by their beginning."""
        found: Part[ClassSession] = self._part(
            ClassSession,
            "/api/v1/classes/sessions",
            {},
            query={"limit": limit, "cursor": cursor, "course": course, "state": state},
        )
        return found

    def schedule_class_session(
        self, body: ClassSessionPlanned, *, key: str | None = None
    ) -> ClassSessionDetail:
        """Schedule a session. Who is not free can be asked anyway in the application, and not here."""
        found: ClassSessionDetail = self._call(
            ClassSessionDetail, "POST", "/api/v1/classes/sessions", {}, body=body, key=key
        )
        return found

    def get_class_session(self, session: UUID) -> ClassSessionDetail:
        """A session with its meetings."""
        found: ClassSessionDetail = self._call(
            ClassSessionDetail, "GET", "/api/v1/classes/sessions/{session}", {"session": session}
        )
        return found

    def record_class_attendance(
        self, session: UUID, body: ClassAttendanceSaid, *, key: str | None = None
    ) -> ClassRegistrations:
        """Write down who was there for how long; gives the registrations that changed by it."""
        found: ClassRegistrations = self._call(
            ClassRegistrations,
            "POST",
            "/api/v1/classes/sessions/{session}/attendance",
            {"session": session},
            body=body,
            key=key,
        )
        return found

    def register_for_class_session(
        self, session: UUID, body: ClassRegistered, *, key: str | None = None
    ) -> ClassRegistration:
        """Register whoever calls, or somebody of their line: a place, or the wait-list."""
        found: ClassRegistration = self._call(
            ClassRegistration,
            "POST",
            "/api/v1/classes/sessions/{session}/registrations",
            {"session": session},
            body=body,
            key=key,
        )
        return found

    def get_remark(self, comment: UUID) -> Remark:
        """A comment."""
        found: Remark = self._call(Remark, "GET", "/api/v1/comments/{comment}", {"comment": comment})
        return found

    def edit_remark(self, comment: UUID, body: OtherWords, *, if_match: str) -> Remark:
        """Say something in other words. For whoever said it."""
        found: Remark = self._call(
            Remark, "PATCH", "/api/v1/comments/{comment}", {"comment": comment}, body=body, if_match=if_match
        )
        return found

    def delete_remark(self, comment: UUID) -> Remark:
        """Take back what one said: its words go, that something was said stays. For whoever said it."""
        found: Remark = self._call(Remark, "DELETE", "/api/v1/comments/{comment}", {"comment": comment})
        return found

    def react_to_remark(
        self, comment: UUID, word: Literal["agree", "thanks", "seen", "doubt"], body: Reacting
    ) -> Remark:
        """Put a word to a comment, or take it back; the same again changes nothing."""
        found: Remark = self._call(
            Remark,
            "PUT",
            "/api/v1/comments/{comment}/reactions/{word}",
            {"comment": comment, "word": word},
            body=body,
        )
        return found

    def list_communities(
        self,
        *,
        q: str | None = None,
        course: str | None = None,
        mine: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[CommunityDetail]:
        """List the communities that the caller reads."""
        found: Part[CommunityDetail] = self._part(
            CommunityDetail,
            "/api/v1/communities",
            {},
            query={"q": q, "course": course, "mine": mine, "limit": limit, "cursor": cursor},
        )
        return found

    def found_community(self, body: NewCommunity, *, key: str | None = None) -> CommunityWhole:
        """Found a community and look after it: who keeps learning, and for a course who owns it."""
        found: CommunityWhole = self._call(
            CommunityWhole, "POST", "/api/v1/communities", {}, body=body, key=key
        )
        return found

    def get_community(self, community_id: UUID) -> CommunityWhole:
        """A community, with who looks after it."""
        found: CommunityWhole = self._call(
            CommunityWhole, "GET", "/api/v1/communities/{community_id}", {"community_id": community_id}
        )
        return found

    def change_community(
        self, community_id: UUID, body: ChangedCommunity, *, if_match: str
    ) -> CommunityWhole:
        """Say other things of a community. For its moderators."""
        found: CommunityWhole = self._call(
            CommunityWhole,
            "PATCH",
            "/api/v1/communities/{community_id}",
            {"community_id": community_id},
            body=body,
            if_match=if_match,
        )
        return found

    def close_community(self, community_id: UUID, body: ClosedDown) -> CommunityWhole:
        """Close a community down, or open it again; it stays readable. For its moderators."""
        found: CommunityWhole = self._call(
            CommunityWhole,
            "PUT",
            "/api/v1/communities/{community_id}/closed",
            {"community_id": community_id},
            body=body,
        )
        return found

    def list_community_members(
        self, community_id: UUID, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[CommunityMember]:
        """List who belongs to a community. For its moderators."""
        found: Part[CommunityMember] = self._part(
            CommunityMember,
            "/api/v1/communities/{community_id}/members",
            {"community_id": community_id},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def take_into_community(
        self, community_id: UUID, body: TakenIn, *, key: str | None = None
    ) -> CommunityMember:
        """Take somebody in; they are told. In already, they stay as they are. For its moderators."""
        found: CommunityMember = self._call(
            CommunityMember,
            "POST",
            "/api/v1/communities/{community_id}/members",
            {"community_id": community_id},
            body=body,
            key=key,
        )
        return found

    def set_community_moderator(
        self, community_id: UUID, member_id: UUID, body: Moderating
    ) -> CommunityMember:
        """Have a member look after the community, or no longer. For its moderators."""
        found: CommunityMember = self._call(
            CommunityMember,
            "PATCH",
            "/api/v1/communities/{community_id}/members/{member_id}",
            {"community_id": community_id, "member_id": member_id},
            body=body,
        )
        return found

    def put_out_of_community(self, community_id: UUID, member_id: UUID) -> CommunityMember:
        """Have somebody belong to the community no more. For its moderators. Shows who it was."""
        found: CommunityMember = self._call(
            CommunityMember,
            "DELETE",
            "/api/v1/communities/{community_id}/members/{member_id}",
            {"community_id": community_id, "member_id": member_id},
        )
        return found

    def join_community(self, community_id: UUID, body: Belonging) -> CommunityWhole:
        """Belong to an open community, and say whether one is told of it; again, it changes nothing."""
        found: CommunityWhole = self._call(
            CommunityWhole,
            "PUT",
            "/api/v1/communities/{community_id}/membership",
            {"community_id": community_id},
            body=body,
        )
        return found

    def leave_community(self, community_id: UUID) -> ClosedDown:
        """Belong to a community no more; what one asked and said stays. Says whether it is closed down."""
        found: ClosedDown = self._call(
            ClosedDown,
            "DELETE",
            "/api/v1/communities/{community_id}/membership",
            {"community_id": community_id},
        )
        return found

    def list_community_questions(
        self,
        community_id: UUID,
        *,
        state: Literal["open", "answered"] | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[QuestionDetail]:
        """List what was asked in a community, the newest first."""
        found: Part[QuestionDetail] = self._part(
            QuestionDetail,
            "/api/v1/communities/{community_id}/questions",
            {"community_id": community_id},
            query={"state": state, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def ask_community(
        self, community_id: UUID, body: NewQuestion, *, key: str | None = None
    ) -> QuestionDetail:
        """Ask something in a community that the caller belongs to."""
        found: QuestionDetail = self._call(
            QuestionDetail,
            "POST",
            "/api/v1/communities/{community_id}/questions",
            {"community_id": community_id},
            body=body,
            key=key,
        )
        return found

    def list_community_reports(
        self, community_id: UUID, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[ReportDetail]:
        """List what was reported in a community and is not decided, the oldest first. For its moderators."""
        found: Part[ReportDetail] = self._part(
            ReportDetail,
            "/api/v1/communities/{community_id}/reports",
            {"community_id": community_id},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def decide_community_report(
        self, community_id: UUID, report_id: UUID, body: Decided, *, key: str | None = None
    ) -> ReportDetail:
        """Hide what was reported, or let it stand; decided already, it is as it was. For moderators."""
        found: ReportDetail = self._call(
            ReportDetail,
            "POST",
            "/api/v1/communities/{community_id}/reports/{report_id}/decide",
            {"community_id": community_id, "report_id": report_id},
            body=body,
            key=key,
        )
        return found

    def get_community_question(self, question_id: UUID) -> QuestionDetail:
        """A question of a community that the caller reads."""
        found: QuestionDetail = self._call(
            QuestionDetail, "GET", "/api/v1/community-questions/{question_id}", {"question_id": question_id}
        )
        return found

    def edit_community_question(
        self, question_id: UUID, body: OtherQuestion, *, if_match: str
    ) -> QuestionDetail:
        """Ask in other words. For who asked."""
        found: QuestionDetail = self._call(
            QuestionDetail,
            "PATCH",
            "/api/v1/community-questions/{question_id}",
            {"question_id": question_id},
            body=body,
            if_match=if_match,
        )
        return found

    def accept_community_answer(self, question_id: UUID, body: AcceptedAnswer) -> QuestionDetail:
        """Say which answer answers a question, or that none does. For who asked, and moderators."""
        found: QuestionDetail = self._call(
            QuestionDetail,
            "PUT",
            "/api/v1/community-questions/{question_id}/accepted",
            {"question_id": question_id},
            body=body,
        )
        return found

    def hide_community_question(self, question_id: UUID, body: Hidden) -> QuestionDetail:
        """Have a question read by its author and moderators alone, or by all again. For moderators."""
        found: QuestionDetail = self._call(
            QuestionDetail,
            "PUT",
            "/api/v1/community-questions/{question_id}/hidden",
            {"question_id": question_id},
            body=body,
        )
        return found

    def report_to_community(
        self, question_id: UUID, body: NewReport, *, key: str | None = None
    ) -> ReportDetail:
        """Report a question, or an answer to it; it waits on the moderators, who are told who reported it."""
        found: ReportDetail = self._call(
            ReportDetail,
            "POST",
            "/api/v1/community-questions/{question_id}/reports",
            {"question_id": question_id},
            body=body,
            key=key,
        )
        return found

    def list_competencies(
        self, *, q: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Part[CompetencySummary]:
        """The competencies, by title."""
        found: Part[CompetencySummary] = self._part(
            CompetencySummary, "/api/v1/competencies", {}, query={"q": q, "limit": limit, "cursor": cursor}
        )
        return found

    def get_competency(self, key: str) -> CompetencyDetail:
        """A competency with what can be seen of somebody at each level."""
        found: CompetencyDetail = self._call(
            CompetencyDetail, "GET", "/api/v1/competencies/{key}", {"key": key}
        )
        return found

    def list_completions(
        self,
        *,
        course: str | None = None,
        person: UUID | None = None,
        state: Literal["asked", "active", "completed", "withdrawn", "refused"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[EnrollmentDetail]:
        """What was completed: of the people whose learning the caller sees. The newest first."""
        found: Part[EnrollmentDetail] = self._part(
            EnrollmentDetail,
            "/api/v1/completions",
            {},
            query={"course": course, "person": person, "state": state, "limit": limit, "cursor": cursor},
        )
        return found

    def list_content_updates(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        state: Literal["open", "reviewed", "changed"] | None = None,
    ) -> Part[ContentUpdateDetail]:
        """The courses that the caller looks after and that are or were to be looked at, the newest first."""
        found: Part[ContentUpdateDetail] = self._part(
            ContentUpdateDetail,
            "/api/v1/content-updates",
            {},
            query={"limit": limit, "cursor": cursor, "state": state},
        )
        return found

    def get_content_update(self, update_id: UUID) -> ContentUpdateDetail:
        """A course that is to be looked at."""
        found: ContentUpdateDetail = self._call(
            ContentUpdateDetail, "GET", "/api/v1/content-updates/{update_id}", {"update_id": update_id}
        )
        return found

    def review_content_update(
        self, update_id: UUID, body: UpdateReviewed, *, key: str | None = None
    ) -> ContentUpdateDetail:
        """Say that a course was looked at and stays as it is, and why. For whoever looks after the course."""
        found: ContentUpdateDetail = self._call(
            ContentUpdateDetail,
            "POST",
            "/api/v1/content-updates/{update_id}/reviewed",
            {"update_id": update_id},
            body=body,
            key=key,
        )
        return found

    def list_feedback(self, *, limit: int | None = None, cursor: str | None = None) -> Part[FeedbackSummary]:
        """That whoever calls received feedback, the newest first. Its words are read in the application."""
        found: Part[FeedbackSummary] = self._part(
            FeedbackSummary, "/api/v1/conversations/feedback", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def give_feedback(self, body: FeedbackGiven, *, key: str | None = None) -> FeedbackSummary:
        """Give somebody feedback, or answer a request."""
        found: FeedbackSummary = self._call(
            FeedbackSummary, "POST", "/api/v1/conversations/feedback", {}, body=body, key=key
        )
        return found

    def list_mentorings(self) -> Mentorings:
        """The mentorings of whoever calls: days and counts."""
        found: Mentorings = self._call(Mentorings, "GET", "/api/v1/conversations/mentoring", {})
        return found

    def list_one_to_ones(self) -> OneToOnes:
        """The one-to-ones and career conversations of whoever calls, as manager and as team member."""
        found: OneToOnes = self._call(OneToOnes, "GET", "/api/v1/conversations/one-to-ones", {})
        return found

    def ask_for_feedback(self, body: FeedbackAsked, *, key: str | None = None) -> FeedbackRequestDetail:
        """Ask somebody for feedback; it waits on them."""
        found: FeedbackRequestDetail = self._call(
            FeedbackRequestDetail, "POST", "/api/v1/conversations/requests", {}, body=body, key=key
        )
        return found

    def list_course_requests(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        stage: Literal[
            "asked",
            "question",
            "accepted",
            "analysis",
            "design",
            "development",
            "review",
            "pilot",
            "published",
            "retired",
            "merged",
            "declined",
            "withdrawn",
        ]
        | str
        | None = None,
    ) -> Part[RequestDetail]:
        """All requests, the newest first; those of one stage, or all that are `open`."""
        found: Part[RequestDetail] = self._part(
            RequestDetail,
            "/api/v1/course-requests",
            {},
            query={"limit": limit, "cursor": cursor, "stage": stage},
        )
        return found

    def create_course_request(self, body: NewRequest, *, key: str | None = None) -> RequestDetail:
        """Ask for a course."""
        found: RequestDetail = self._call(
            RequestDetail, "POST", "/api/v1/course-requests", {}, body=body, key=key
        )
        return found

    def get_course_request_flow(self) -> RequestFlow:
        """How long requests take."""
        found: RequestFlow = self._call(RequestFlow, "GET", "/api/v1/course-requests/flow", {})
        return found

    def get_course_request(self, request_id: UUID) -> RequestDetail:
        """A request."""
        found: RequestDetail = self._call(
            RequestDetail, "GET", "/api/v1/course-requests/{request_id}", {"request_id": request_id}
        )
        return found

    def decide_course_request(
        self, request_id: UUID, body: RequestVerdict, *, key: str | None = None
    ) -> RequestDetail:
        """Accept or decline a request, or ask back. For whoever may decide on requests."""
        found: RequestDetail = self._call(
            RequestDetail,
            "POST",
            "/api/v1/course-requests/{request_id}/decide",
            {"request_id": request_id},
            body=body,
            key=key,
        )
        return found

    def plan_course_request(
        self, request_id: UUID, body: RequestPlan, *, key: str | None = None
    ) -> RequestDetail:
        """Plan the present stage for another day; both days and the reason are kept."""
        found: RequestDetail = self._call(
            RequestDetail,
            "POST",
            "/api/v1/course-requests/{request_id}/plan",
            {"request_id": request_id},
            body=body,
            key=key,
        )
        return found

    def review_course_request(
        self, request_id: UUID, body: RequestReview, *, key: str | None = None
    ) -> RequestDetail:
        """Say as a reviewer whether it can go on."""
        found: RequestDetail = self._call(
            RequestDetail,
            "POST",
            "/api/v1/course-requests/{request_id}/review",
            {"request_id": request_id},
            body=body,
            key=key,
        )
        return found

    def name_course_request_reviewers(self, request_id: UUID, body: RequestReviewers) -> RequestDetail:
        """Say exactly who reviews it. In review, it waits on them."""
        found: RequestDetail = self._call(
            RequestDetail,
            "PUT",
            "/api/v1/course-requests/{request_id}/reviewers",
            {"request_id": request_id},
            body=body,
        )
        return found

    def move_course_request(
        self, request_id: UUID, body: RequestStep, *, key: str | None = None
    ) -> RequestDetail:
        """Bring an accepted request into another stage. For whoever has the present one, and who decides on
        requests.
        """
        found: RequestDetail = self._call(
            RequestDetail,
            "POST",
            "/api/v1/course-requests/{request_id}/stage",
            {"request_id": request_id},
            body=body,
            key=key,
        )
        return found

    def vote_for_course_request(self, request_id: UUID, body: RequestVote) -> RequestDetail:
        """Say that the caller needs it, too; said again, it says that from now on."""
        found: RequestDetail = self._call(
            RequestDetail,
            "PUT",
            "/api/v1/course-requests/{request_id}/vote",
            {"request_id": request_id},
            body=body,
        )
        return found

    def list_courses(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        q: str | None = None,
        topic: str | None = None,
        modality: Literal[
            "self-paced", "micro", "instructor-led", "virtual", "blended", "workshop", "webinar", "external"
        ]
        | None = None,
        level: Literal["foundation", "practitioner", "expert"] | None = None,
        language: str | None = None,
    ) -> Part[CourseSummary]:
        """The courses that are for the caller, by key."""
        found: Part[CourseSummary] = self._part(
            CourseSummary,
            "/api/v1/courses",
            {},
            query={
                "limit": limit,
                "cursor": cursor,
                "q": q,
                "topic": topic,
                "modality": modality,
                "level": level,
                "language": language,
            },
        )
        return found

    def get_course_slides(self, course_key: str, part_key: str) -> LessonDeck:
        """The slides of a lesson of a course that is for the caller, with what is said to them for whoever
        runs it.
        """
        found: LessonDeck = self._call(
            LessonDeck,
            "GET",
            "/api/v1/courses/{course_key}/parts/{part_key}/slides",
            {"course_key": course_key, "part_key": part_key},
        )
        return found

    def get_watched_videos(self, course: str) -> WatchedVideos:
        """What is watched of the videos of a course, in numbers: for its owner and who sees all learning."""
        found: WatchedVideos = self._call(
            WatchedVideos, "GET", "/api/v1/courses/{course}/videos", {"course": course}
        )
        return found

    def get_course(self, key: str) -> CourseDetail:
        """A course that is for the caller, with its objectives and parts."""
        found: CourseDetail = self._call(CourseDetail, "GET", "/api/v1/courses/{key}", {"key": key})
        return found

    def list_data(
        self,
        *,
        data: Literal["public", "internal", "personal", "confidential", "secret"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[KeptData]:
        """What is kept, by model. For those who protect data."""
        found: Part[KeptData] = self._part(
            KeptData, "/api/v1/data", {}, query={"data": data, "limit": limit, "cursor": cursor}
        )
        return found

    def list_departments(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[DepartmentDetail]:
        """The departments, by name, with how many work in each."""
        found: Part[DepartmentDetail] = self._part(
            DepartmentDetail, "/api/v1/departments", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def get_department(self, department_name: str) -> DepartmentDetail:
        """A department."""
        found: DepartmentDetail = self._call(
            DepartmentDetail,
            "GET",
            "/api/v1/departments/{department_name}",
            {"department_name": department_name},
        )
        return found

    def list_development_plans(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[PlanDetail]:
        """The development plans that the caller sees, the newest first."""
        found: Part[PlanDetail] = self._part(
            PlanDetail, "/api/v1/development-plans", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def begin_development_plan(self, body: Heading, *, key: str | None = None) -> PlanDetail:
        """Begin a plan of a person towards a level. Begun again, it is the same one."""
        found: PlanDetail = self._call(
            PlanDetail, "POST", "/api/v1/development-plans", {}, body=body, key=key
        )
        return found

    def get_development_plan(self, plan_id: UUID) -> PlanDetail:
        """A development plan that the caller sees."""
        found: PlanDetail = self._call(
            PlanDetail, "GET", "/api/v1/development-plans/{plan_id}", {"plan_id": plan_id}
        )
        return found

    def list_documents(
        self,
        *,
        person: UUID | None = None,
        state: Literal["draft", "asked", "approved", "sent", "signed", "issued", "declined", "void"]
        | None = None,
        kind: Literal["contract", "amendment", "letter", "certificate"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[DocumentDetail]:
        """The documents that the caller sees, the newest first."""
        found: Part[DocumentDetail] = self._part(
            DocumentDetail,
            "/api/v1/documents",
            {},
            query={"person": person, "state": state, "kind": kind, "limit": limit, "cursor": cursor},
        )
        return found

    def create_document(self, body: NewDocument, *, key: str | None = None) -> DocumentDetail:
        """Make a document of a template for somebody."""
        found: DocumentDetail = self._call(
            DocumentDetail, "POST", "/api/v1/documents", {}, body=body, key=key
        )
        return found

    def get_document(self, document_id: UUID) -> DocumentDetail:
        """A document."""
        found: DocumentDetail = self._call(
            DocumentDetail, "GET", "/api/v1/documents/{document_id}", {"document_id": document_id}
        )
        return found

    def send_document(self, document_id: UUID, body: Sending, *, key: str | None = None) -> DocumentDetail:
        """Send a document to whoever signs it, also by a link to who has no account, or issue a letter."""
        found: DocumentDetail = self._call(
            DocumentDetail,
            "POST",
            "/api/v1/documents/{document_id}/send",
            {"document_id": document_id},
            body=body,
            key=key,
        )
        return found

    def void_document(self, document_id: UUID, body: Ending, *, key: str | None = None) -> DocumentDetail:
        """End a document that is still open."""
        found: DocumentDetail = self._call(
            DocumentDetail,
            "POST",
            "/api/v1/documents/{document_id}/void",
            {"document_id": document_id},
            body=body,
            key=key,
        )
        return found

    def list_duties(
        self,
        *,
        duty: str | None = None,
        state: Literal["active", "future", "ended"] | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[DutyAssignment]:
        """The duties that were given, the newest last. For administrators."""
        found: Part[DutyAssignment] = self._part(
            DutyAssignment,
            "/api/v1/duties",
            {},
            query={"duty": duty, "state": state, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def give_duty(self, body: DutyToGive, *, key: str | None = None) -> DutyAssignment:
        """Give somebody a duty for a time. For administrators, and not to themselves."""
        found: DutyAssignment = self._call(DutyAssignment, "POST", "/api/v1/duties", {}, body=body, key=key)
        return found

    def get_duty(self, assignment_id: UUID) -> DutyAssignment:
        """A duty that was given. For administrators, and whoever has it."""
        found: DutyAssignment = self._call(
            DutyAssignment, "GET", "/api/v1/duties/{assignment_id}", {"assignment_id": assignment_id}
        )
        return found

    def change_duty(self, assignment_id: UUID, body: DutyChange) -> DutyAssignment:
        """Say another end of a duty that has not ended. For administrators."""
        found: DutyAssignment = self._call(
            DutyAssignment,
            "PATCH",
            "/api/v1/duties/{assignment_id}",
            {"assignment_id": assignment_id},
            body=body,
        )
        return found

    def end_duty(self, assignment_id: UUID, *, key: str | None = None) -> DutyAssignment:
        """End a duty now. For administrators, and whoever has it."""
        found: DutyAssignment = self._call(
            DutyAssignment,
            "POST",
            "/api/v1/duties/{assignment_id}/end",
            {"assignment_id": assignment_id},
            key=key,
        )
        return found

    def list_enrollments(
        self,
        *,
        course: str | None = None,
        person: UUID | None = None,
        state: Literal["asked", "active", "completed", "withdrawn", "refused"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[EnrollmentDetail]:
        """Who takes or has taken what: of the people whose learning the caller sees. The newest first."""
        found: Part[EnrollmentDetail] = self._part(
            EnrollmentDetail,
            "/api/v1/enrollments",
            {},
            query={"course": course, "person": person, "state": state, "limit": limit, "cursor": cursor},
        )
        return found

    def enroll_in_course(self, body: Enrolling, *, key: str | None = None) -> EnrollmentDetail:
        """Have the caller, or somebody below them, take a course. Who takes it already goes on with that."""
        found: EnrollmentDetail = self._call(
            EnrollmentDetail, "POST", "/api/v1/enrollments", {}, body=body, key=key
        )
        return found

    def get_enrollment(self, enrollment_id: UUID) -> EnrollmentWhole:
        """An enrollment with its parts: the caller's, or of somebody whose learning they see."""
        found: EnrollmentWhole = self._call(
            EnrollmentWhole, "GET", "/api/v1/enrollments/{enrollment_id}", {"enrollment_id": enrollment_id}
        )
        return found

    def complete_part_of_course(
        self, enrollment_id: UUID, body: Completing, *, key: str | None = None
    ) -> EnrollmentWhole:
        """Say that the caller has done a lesson, or something outside. Said again, it changes nothing."""
        found: EnrollmentWhole = self._call(
            EnrollmentWhole,
            "POST",
            "/api/v1/enrollments/{enrollment_id}/complete",
            {"enrollment_id": enrollment_id},
            body=body,
            key=key,
        )
        return found

    def list_enrolments(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[EnrolmentDetail]:
        """The caller's own enrolments; all of them for those who keep benefits."""
        found: Part[EnrolmentDetail] = self._part(
            EnrolmentDetail, "/api/v1/enrolments", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_erasures(self, *, limit: int | None = None, cursor: str | None = None) -> Part[ErasureDetail]:
        """Who is to be erased, and who was, the newest first. For administrators."""
        found: Part[ErasureDetail] = self._part(
            ErasureDetail, "/api/v1/erasures", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_families(self, *, limit: int | None = None, cursor: str | None = None) -> Part[FamilySummary]:
        """The job families, in the order of the handbook."""
        found: Part[FamilySummary] = self._part(
            FamilySummary, "/api/v1/families", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def get_family(self, family: str) -> FamilyDetail:
        """A job family with its levels."""
        found: FamilyDetail = self._call(FamilyDetail, "GET", "/api/v1/families/{family}", {"family": family})
        return found

    def get_role(self, family: str, level: str) -> RoleDetail:
        """A role with everything that holds for it, what it inherits included."""
        found: RoleDetail = self._call(
            RoleDetail, "GET", "/api/v1/families/{family}/levels/{level}", {"family": family, "level": level}
        )
        return found

    def list_files(
        self, *, about: str, object_id: UUID, limit: int | None = None, cursor: str | None = None
    ) -> Part[FileDetail]:
        """The files of an object, the oldest first."""
        found: Part[FileDetail] = self._part(
            FileDetail,
            "/api/v1/files",
            {},
            query={"about": about, "object_id": object_id, "limit": limit, "cursor": cursor},
        )
        return found

    def add_file(self, content: bytes, *, about: str, object_id: UUID, name: str) -> FileDetail:
        """Attach a file to an object; its bytes are the body. The same bytes under the same name again are the
        same file.
        """
        found: FileDetail = self._call(
            FileDetail,
            "PUT",
            "/api/v1/files",
            {},
            query={"about": about, "object_id": object_id, "name": name},
            content=content,
        )
        return found

    def get_file(self, file_id: UUID) -> FileDetail:
        """A file, with a link to its bytes."""
        found: FileDetail = self._call(FileDetail, "GET", "/api/v1/files/{file_id}", {"file_id": file_id})
        return found

    def remove_file(self, file_id: UUID) -> FileDetail:
        """Remove a file from its object."""
        found: FileDetail = self._call(FileDetail, "DELETE", "/api/v1/files/{file_id}", {"file_id": file_id})
        return found

    def list_findings(
        self,
        *,
        severity: Literal["error", "warning", "note"] | None = None,
        code: str | None = None,
        folder: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[Finding]:
        """What the compiler finds in all pages, by their files."""
        found: Part[Finding] = self._part(
            Finding,
            "/api/v1/findings",
            {},
            query={"severity": severity, "code": code, "folder": folder, "limit": limit, "cursor": cursor},
        )
        return found

    def get_next_levels(self, person_id: UUID) -> Career:
        """Where a person can go, with what each level adds: the caller, or somebody of their line."""
        found: Career = self._call(
            Career, "GET", "/api/v1/growth/{person_id}/levels", {"person_id": person_id}
        )
        return found

    def list_importers(self, *, limit: int | None = None, cursor: str | None = None) -> Part[ImporterDetail]:
        """What the caller may import, and the columns of each. For administrators."""
        found: Part[ImporterDetail] = self._part(
            ImporterDetail, "/api/v1/importers", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_imports(
        self,
        *,
        kind: str | None = None,
        state: Literal["brought", "looking", "looked", "running", "done", "refused"] | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[ImportDetail]:
        """The imports of what the caller may import, the newest first. They are kept for ninety days."""
        found: Part[ImportDetail] = self._part(
            ImportDetail,
            "/api/v1/imports",
            {},
            query={"kind": kind, "state": state, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def create_import(self, content: bytes, *, kind: str, name: str) -> ImportDetail:
        """Bring a file of records; its bytes are the body: CSV, an .xlsx workbook or JSON lines. Its headings
        are guessed; say otherwise with `match_import`, then have it looked through with `look_at_import`.
        """
        found: ImportDetail = self._call(
            ImportDetail, "PUT", "/api/v1/imports", {}, query={"kind": kind, "name": name}, content=content
        )
        return found

    def get_import(self, import_id: UUID) -> ImportDetail:
        """An import: how far it is, and how many rows there are of each fate."""
        found: ImportDetail = self._call(
            ImportDetail, "GET", "/api/v1/imports/{import_id}", {"import_id": import_id}
        )
        return found

    def match_import(self, import_id: UUID, body: ImportColumns) -> ImportDetail:
        """Say which heading stands for which column. What a dry run said before counts no more."""
        found: ImportDetail = self._call(
            ImportDetail, "PUT", "/api/v1/imports/{import_id}/columns", {"import_id": import_id}, body=body
        )
        return found

    def look_at_import(self, import_id: UUID, *, key: str | None = None) -> ImportDetail:
        """Begin the dry run, which is a job: it says of each row what would become of it, and changes nothing."""
        found: ImportDetail = self._call(
            ImportDetail, "POST", "/api/v1/imports/{import_id}/look", {"import_id": import_id}, key=key
        )
        return found

    def list_import_rows(
        self,
        import_id: UUID,
        *,
        fate: Literal["new", "changed", "same", "bad"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[ImportRowDetail]:
        """What became of each row; before the import runs, what the dry run says would."""
        found: Part[ImportRowDetail] = self._part(
            ImportRowDetail,
            "/api/v1/imports/{import_id}/rows",
            {"import_id": import_id},
            query={"fate": fate, "limit": limit, "cursor": cursor},
        )
        return found

    def run_import(self, import_id: UUID, body: ImportRun, *, key: str | None = None) -> ImportDetail:
        """Begin the import, which is a job, after its dry run; one that was cancelled goes on after its last
        step.
        """
        found: ImportDetail = self._call(
            ImportDetail,
            "POST",
            "/api/v1/imports/{import_id}/run",
            {"import_id": import_id},
            body=body,
            key=key,
        )
        return found

    def list_interim_bonuses(
        self,
        *,
        person: UUID | None = None,
        state: Literal["asked", "granted", "rejected", "withdrawn"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[InterimDetail]:
        """The interim bonuses of those whose pay the caller may see, the newest first. A look at others' is
        noted.
        """
        found: Part[InterimDetail] = self._part(
            InterimDetail,
            "/api/v1/interim-bonuses",
            {},
            query={"person": person, "state": state, "limit": limit, "cursor": cursor},
        )
        return found

    def get_interim_bonus(self, interim_id: UUID) -> InterimDetail:
        """An interim bonus: of somebody whose pay the caller may see, or while the caller is asked to decide
        about it.
        """
        found: InterimDetail = self._call(
            InterimDetail, "GET", "/api/v1/interim-bonuses/{interim_id}", {"interim_id": interim_id}
        )
        return found

    def withdraw_interim_bonus(self, interim_id: UUID, *, key: str | None = None) -> InterimDetail:
        """Ask no more for an interim bonus that the caller asked for."""
        found: InterimDetail = self._call(
            InterimDetail,
            "POST",
            "/api/v1/interim-bonuses/{interim_id}/withdraw",
            {"interim_id": interim_id},
            key=key,
        )
        return found

    def list_jobs(
        self,
        *,
        state: Literal["waiting", "running", "done", "failed", "cancelled"] | None = None,
        whose: Literal["mine", ""] | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[JobDetail]:
        """The caller's jobs, the newest first; for administrators those of all."""
        found: Part[JobDetail] = self._part(
            JobDetail,
            "/api/v1/jobs",
            {},
            query={"state": state, "whose": whose, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def get_job(self, job_id: UUID) -> JobDetail:
        """A job: how far it is, and what came of it. Finished jobs are kept for thirty days."""
        found: JobDetail = self._call(JobDetail, "GET", "/api/v1/jobs/{job_id}", {"job_id": job_id})
        return found

    def cancel_job(self, job_id: UUID, *, key: str | None = None) -> JobDetail:
        """End a job: at once where it waits, after its present step where it runs."""
        found: JobDetail = self._call(
            JobDetail, "POST", "/api/v1/jobs/{job_id}/cancel", {"job_id": job_id}, key=key
        )
        return found

    def retry_job(self, job_id: UUID, *, key: str | None = None) -> JobDetail:
        """Have a job tried again that failed or was cancelled. It goes on after its last step."""
        found: JobDetail = self._call(
            JobDetail, "POST", "/api/v1/jobs/{job_id}/retry", {"job_id": job_id}, key=key
        )
        return found

    def list_key_roles(self, *, limit: int | None = None, cursor: str | None = None) -> Part[KeyRoleDetail]:
        """The open key roles that the caller sees, with how many people are ready; the newest first."""
        found: Part[KeyRoleDetail] = self._part(
            KeyRoleDetail, "/api/v1/key-roles", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def mark_key_role(self, body: Marking, *, key: str | None = None) -> KeyRoleDetail:
        """Mark the role that somebody of the caller's line holds as a key role. Marked already, it stays as it
        is.
        """
        found: KeyRoleDetail = self._call(KeyRoleDetail, "POST", "/api/v1/key-roles", {}, body=body, key=key)
        return found

    def name_successor(self, key_role_id: UUID, body: Naming, *, key: str | None = None) -> KeyRoleDetail:
        """Say that somebody could take on a key role, and when; said again of the same person, it says that
        from now on.
        """
        found: KeyRoleDetail = self._call(
            KeyRoleDetail,
            "POST",
            "/api/v1/key-roles/{key_role_id}/successors",
            {"key_role_id": key_role_id},
            body=body,
            key=key,
        )
        return found

    def list_learning_goals(
        self,
        *,
        person: UUID | None = None,
        state: Literal["open", "reached", "dropped"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[GoalDetail]:
        """List the caller's own goals, or those that somebody below the caller shows."""
        found: Part[GoalDetail] = self._part(
            GoalDetail,
            "/api/v1/learning-goals",
            {},
            query={"person": person, "state": state, "limit": limit, "cursor": cursor},
        )
        return found

    def create_learning_goal(self, body: NewGoal, *, key: str | None = None) -> GoalDetail:
        """Want to learn something; wanted already, it is as it was."""
        found: GoalDetail = self._call(GoalDetail, "POST", "/api/v1/learning-goals", {}, body=body, key=key)
        return found

    def list_suggested_goals(self) -> GoalSuggestions:
        """What would be worth wanting for the caller: for the next level, and what other rooms suggest."""
        found: GoalSuggestions = self._call(GoalSuggestions, "GET", "/api/v1/learning-goals/suggested", {})
        return found

    def get_learning_goal(self, goal_id: UUID) -> GoalDetail:
        """A goal: the caller's, or one that is shown to them."""
        found: GoalDetail = self._call(
            GoalDetail, "GET", "/api/v1/learning-goals/{goal_id}", {"goal_id": goal_id}
        )
        return found

    def change_learning_goal(self, goal_id: UUID, body: ChangedGoal, *, if_match: str) -> GoalDetail:
        """Choose another day, other words, or whether those above see it. For whose goal it is."""
        found: GoalDetail = self._call(
            GoalDetail,
            "PATCH",
            "/api/v1/learning-goals/{goal_id}",
            {"goal_id": goal_id},
            body=body,
            if_match=if_match,
        )
        return found

    def end_learning_goal(self, goal_id: UUID, body: EndedGoal, *, key: str | None = None) -> GoalDetail:
        """Say that a goal is reached, or wanted no more; ended already, it is as it was. For whose goal it is."""
        found: GoalDetail = self._call(
            GoalDetail,
            "POST",
            "/api/v1/learning-goals/{goal_id}/end",
            {"goal_id": goal_id},
            body=body,
            key=key,
        )
        return found

    def take_up_learning_goal(self, goal_id: UUID, body: GoalAgain, *, key: str | None = None) -> GoalDetail:
        """Want something again that one had ended. For whose goal it is."""
        found: GoalDetail = self._call(
            GoalDetail,
            "POST",
            "/api/v1/learning-goals/{goal_id}/take-up",
            {"goal_id": goal_id},
            body=body,
            key=key,
        )
        return found

    def list_learning_paths(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[LearningPathDetail]:
        """The paths that are for the caller, by key."""
        found: Part[LearningPathDetail] = self._part(
            LearningPathDetail, "/api/v1/learning-paths", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_made_paths(
        self,
        *,
        person: UUID | None = None,
        state: Literal["active", "completed", "withdrawn"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[MadePathDetail]:
        """List the paths that were made for the caller, or for somebody whose learning they see."""
        found: Part[MadePathDetail] = self._part(
            MadePathDetail,
            "/api/v1/made-paths",
            {},
            query={"person": person, "state": state, "limit": limit, "cursor": cursor},
        )
        return found

    def make_learning_paths(self, body: NewMadePaths, *, key: str | None = None) -> MadePaths:
        """Make a path for each of some people: oneself, those below, and for who keeps learning anybody."""
        found: MadePaths = self._call(MadePaths, "POST", "/api/v1/made-paths", {}, body=body, key=key)
        return found

    def list_paths_made_by_me(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[MadePathSummary]:
        """List the paths that the caller made, for themselves and for people whom they still look after."""
        found: Part[MadePathSummary] = self._part(
            MadePathSummary, "/api/v1/made-paths/by-me", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def preview_learning_paths(
        self, *, template: str | None = None, person: list[UUID] | None = None
    ) -> MadePathPreviews:
        """What each of some people would get of a template: nothing is made. For who could make it for them."""
        found: MadePathPreviews = self._call(
            MadePathPreviews,
            "GET",
            "/api/v1/made-paths/preview",
            {},
            query={"template": template, "person": person},
        )
        return found

    def get_made_path(self, path_id: UUID) -> MadePathDetail:
        """A path that was made for the caller, or for somebody whose learning they see."""
        found: MadePathDetail = self._call(
            MadePathDetail, "GET", "/api/v1/made-paths/{path_id}", {"path_id": path_id}
        )
        return found

    def give_up_made_path(self, path_id: UUID, *, key: str | None = None) -> MadePathDetail:
        """End a path that is not wanted any more; its courses go on one by one. Ended already, it is as it
        was.
        """
        found: MadePathDetail = self._call(
            MadePathDetail, "POST", "/api/v1/made-paths/{path_id}/give-up", {"path_id": path_id}, key=key
        )
        return found

    def add_made_item(self, path_id: UUID, body: AddedItem, *, key: str | None = None) -> MadePathDetail:
        """Add an item at the end of a path. Twice is once."""
        found: MadePathDetail = self._call(
            MadePathDetail,
            "POST",
            "/api/v1/made-paths/{path_id}/items",
            {"path_id": path_id},
            body=body,
            key=key,
        )
        return found

    def take_out_made_item(self, path_id: UUID, item_id: UUID) -> MadePathDetail:
        """Take an item out. For who may change the path, and who added the item."""
        found: MadePathDetail = self._call(
            MadePathDetail,
            "DELETE",
            "/api/v1/made-paths/{path_id}/items/{item_id}",
            {"path_id": path_id, "item_id": item_id},
        )
        return found

    def tick_made_item(self, path_id: UUID, item_id: UUID, body: ItemDone) -> MadePathDetail:
        """Say that an item is done, or not after all. For whose path it is; courses are done by completing
        them.
        """
        found: MadePathDetail = self._call(
            MadePathDetail,
            "PUT",
            "/api/v1/made-paths/{path_id}/items/{item_id}/done",
            {"path_id": path_id, "item_id": item_id},
            body=body,
        )
        return found

    def list_mailed_views(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[MailedViewDetail]:
        """List what is or was mailed to the caller, and what they have mailed to others."""
        found: Part[MailedViewDetail] = self._part(
            MailedViewDetail, "/api/v1/mailed-views", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def mail_saved_view(self, body: NewMailedView, *, key: str | None = None) -> MailedViewDetail:
        """Have a view mailed by the clock; said again for the same reader, it is mailed as it was said last."""
        found: MailedViewDetail = self._call(
            MailedViewDetail, "POST", "/api/v1/mailed-views", {}, body=body, key=key
        )
        return found

    def stop_mailed_view(self, mailed_id: UUID) -> MailedViewDetail:
        """Have a view mailed no more; again, it changes nothing."""
        found: MailedViewDetail = self._call(
            MailedViewDetail, "DELETE", "/api/v1/mailed-views/{mailed_id}", {"mailed_id": mailed_id}
        )
        return found

    def get_me(self) -> Me:
        """Who calls, and how far they reach."""
        found: Me = self._call(Me, "GET", "/api/v1/me", {})
        return found

    def list_watched(self, *, limit: int | None = None, cursor: str | None = None) -> Part[WatchedObject]:
        """What whoever calls watches or has muted, the newest first."""
        found: Part[WatchedObject] = self._part(
            WatchedObject, "/api/v1/me/watching", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_my_reviews(self, *, limit: int | None = None, cursor: str | None = None) -> Part[ReviewDetail]:
        """The caller's own reviews, the newest first."""
        found: Part[ReviewDetail] = self._part(
            ReviewDetail, "/api/v1/my-reviews", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_remarks(
        self, kind: str, object_key: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[Remark]:
        """What was said about an object, in order."""
        found: Part[Remark] = self._part(
            Remark,
            "/api/v1/objects/{kind}/{object_key}/comments",
            {"kind": kind, "object_key": object_key},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def create_remark(self, kind: str, object_key: str, body: NewRemark, *, key: str | None = None) -> Remark:
        """Say something about an object, or answer a comment. For whoever may see the object."""
        found: Remark = self._call(
            Remark,
            "POST",
            "/api/v1/objects/{kind}/{object_key}/comments",
            {"kind": kind, "object_key": object_key},
            body=body,
            key=key,
        )
        return found

    def watch_object(self, kind: str, object_key: str, body: Watching) -> Watching:
        """Watch an object, mute it, or neither; the same again changes nothing."""
        found: Watching = self._call(
            Watching,
            "PUT",
            "/api/v1/objects/{kind}/{object_key}/watching",
            {"kind": kind, "object_key": object_key},
            body=body,
        )
        return found

    def list_chart(
        self,
        *,
        at: UUID | None = None,
        department: str | None = None,
        depth: int | None = None,
        on: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[PlaceDetail]:
        """The organisation chart from the top down, each person before those who report to them."""
        found: Part[PlaceDetail] = self._part(
            PlaceDetail,
            "/api/v1/organisation/chart",
            {},
            query={
                "at": at,
                "department": department,
                "depth": depth,
                "on": on,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return found

    def list_organisation_findings(
        self,
        *,
        kind: str | None = None,
        department: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[FindingDetail]:
        """What is to be looked at: of everybody for those who see records, else of those in the caller's line."""
        found: Part[FindingDetail] = self._part(
            FindingDetail,
            "/api/v1/organisation/findings",
            {},
            query={"kind": kind, "department": department, "limit": limit, "cursor": cursor},
        )
        return found

    def list_pages(
        self,
        *,
        folder: str | None = None,
        title: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[PageSummary]:
        """The pages of the handbook, by their files."""
        found: Part[PageSummary] = self._part(
            PageSummary,
            "/api/v1/pages",
            {},
            query={"folder": folder, "title": title, "limit": limit, "cursor": cursor},
        )
        return found

    def get_page(self, path: str) -> PageDetail:
        """A page: its text, and the HTML that people read."""
        found: PageDetail = self._call(PageDetail, "GET", "/api/v1/pages/{path}", {"path": path})
        return found

    def get_page_at(self, path: str, commit: str) -> PageThen:
        """A page as it was at a commit."""
        found: PageThen = self._call(
            PageThen, "GET", "/api/v1/pages/{path}/at/{commit}", {"path": path, "commit": commit}
        )
        return found

    def list_findings_of_page(
        self, path: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[Finding]:
        """What the compiler finds in a page."""
        found: Part[Finding] = self._part(
            Finding, "/api/v1/pages/{path}/findings", {"path": path}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_revisions(
        self, path: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[RevisionSummary]:
        """The commits that touched a page, the newest first."""
        found: Part[RevisionSummary] = self._part(
            RevisionSummary,
            "/api/v1/pages/{path}/history",
            {"path": path},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def get_pay_range(self, *, title: str, location: str, currency: str | None = None) -> RangeDetail:
        """The range of a role in a place."""
        found: RangeDetail = self._call(
            RangeDetail,
            "GET",
            "/api/v1/pay-range",
            {},
            query={"title": title, "location": location, "currency": currency},
        )
        return found

    def get_pay(self, person_id: UUID) -> PayDetail:
        """What somebody is paid: oneself, or somebody whose pay the caller may see. Each look of another is
        noted.
        """
        found: PayDetail = self._call(PayDetail, "GET", "/api/v1/pay/{person_id}", {"person_id": person_id})
        return found

    def ask_for_pay_change(
        self, person_id: UUID, body: ChangeAsked, *, key: str | None = None
    ) -> ChangeDetail:
        """Ask that somebody is paid otherwise from a day on. It counts once it is approved."""
        found: ChangeDetail = self._call(
            ChangeDetail,
            "POST",
            "/api/v1/pay/{person_id}/changes",
            {"person_id": person_id},
            body=body,
            key=key,
        )
        return found

    def ask_for_interim_bonus(
        self, person_id: UUID, body: InterimAsked, *, key: str | None = None
    ) -> InterimDetail:
        """Ask for the bonus for a higher role that somebody fills for a time. It is paid once it is approved."""
        found: InterimDetail = self._call(
            InterimDetail,
            "POST",
            "/api/v1/pay/{person_id}/interim-bonuses",
            {"person_id": person_id},
            body=body,
            key=key,
        )
        return found

    def list_people(
        self,
        *,
        kind: Literal["team-member", "candidate", "customer", "partner", "other", "external"] | None = None,
        having: Literal["account", "none"] | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[PersonDetail]:
        """The people by name, without those who were merged. For administrators."""
        found: Part[PersonDetail] = self._part(
            PersonDetail,
            "/api/v1/people",
            {},
            query={"kind": kind, "having": having, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def add_person(self, body: NewPerson, *, key: str | None = None) -> PersonDetail:
        """Keep somebody new, who has no account. For administrators."""
        found: PersonDetail = self._call(PersonDetail, "POST", "/api/v1/people", {}, body=body, key=key)
        return found

    def get_person(self, person_id: UUID) -> PersonDetail:
        """A person. For administrators, and everybody themselves."""
        found: PersonDetail = self._call(
            PersonDetail, "GET", "/api/v1/people/{person_id}", {"person_id": person_id}
        )
        return found

    def change_person(self, person_id: UUID, body: PersonChange, *, if_match: str) -> PersonDetail:
        """Change what is known of somebody. For administrators."""
        found: PersonDetail = self._call(
            PersonDetail,
            "PATCH",
            "/api/v1/people/{person_id}",
            {"person_id": person_id},
            body=body,
            if_match=if_match,
        )
        return found

    def copy_person(self, person_id: UUID, body: Reason, *, key: str | None = None) -> CopyUnderWay:
        """Have a copy made of what is kept of somebody. For administrators, and everybody themselves. Its file
        is had by people alone, who have signed in.
        """
        found: CopyUnderWay = self._call(
            CopyUnderWay,
            "POST",
            "/api/v1/people/{person_id}/copy",
            {"person_id": person_id},
            body=body,
            key=key,
        )
        return found

    def erase_person(self, person_id: UUID, body: Reason, *, key: str | None = None) -> ErasureDetail:
        """Ask for somebody to be erased. For administrators; a second one agrees, on the page alone."""
        found: ErasureDetail = self._call(
            ErasureDetail,
            "POST",
            "/api/v1/people/{person_id}/erase",
            {"person_id": person_id},
            body=body,
            key=key,
        )
        return found

    def hold_person(self, person_id: UUID, body: Reason, *, key: str | None = None) -> HoldState:
        """Keep retention and erasure from taking anything of somebody away. For administrators."""
        found: HoldState = self._call(
            HoldState, "POST", "/api/v1/people/{person_id}/hold", {"person_id": person_id}, body=body, key=key
        )
        return found

    def link_person(self, person_id: UUID, body: WhichAccount, *, key: str | None = None) -> PersonDetail:
        """Say that an account is this person's. For administrators."""
        found: PersonDetail = self._call(
            PersonDetail,
            "POST",
            "/api/v1/people/{person_id}/link",
            {"person_id": person_id},
            body=body,
            key=key,
        )
        return found

    def merge_person(self, person_id: UUID, body: WhichPerson, *, key: str | None = None) -> PersonDetail:
        """Say that another person is the same as this one, who stays. For administrators."""
        found: PersonDetail = self._call(
            PersonDetail,
            "POST",
            "/api/v1/people/{person_id}/merge",
            {"person_id": person_id},
            body=body,
            key=key,
        )
        return found

    def release_person(self, person_id: UUID, *, key: str | None = None) -> HoldState:
        """End the hold on somebody. For administrators."""
        found: HoldState = self._call(
            HoldState, "POST", "/api/v1/people/{person_id}/release", {"person_id": person_id}, key=key
        )
        return found

    def unlink_person(self, person_id: UUID, *, key: str | None = None) -> PersonDetail:
        """Say that somebody's account is not theirs; it gets a person of its own. For administrators."""
        found: PersonDetail = self._call(
            PersonDetail, "POST", "/api/v1/people/{person_id}/unlink", {"person_id": person_id}, key=key
        )
        return found

    def list_planned_positions(
        self,
        *,
        state: Literal["planned", "open", "filled", "closed"] | None = None,
        department: str | None = None,
        entity: str | None = None,
        quarter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[SeatDetail]:
        """The headcount plan, by the day from which on a position is to be filled."""
        found: Part[SeatDetail] = self._part(
            SeatDetail,
            "/api/v1/planned-positions",
            {},
            query={
                "state": state,
                "department": department,
                "entity": entity,
                "quarter": quarter,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return found

    def plan_position(self, body: SeatBody, *, key: str | None = None) -> SeatDetail:
        """Plan a position."""
        found: SeatDetail = self._call(
            SeatDetail, "POST", "/api/v1/planned-positions", {}, body=body, key=key
        )
        return found

    def get_planned_position(self, seat_id: UUID) -> SeatDetail:
        """A planned position."""
        found: SeatDetail = self._call(
            SeatDetail, "GET", "/api/v1/planned-positions/{seat_id}", {"seat_id": seat_id}
        )
        return found

    def change_planned_position(self, seat_id: UUID, body: SeatChange) -> SeatDetail:
        """Change a planned position that is neither filled nor closed."""
        found: SeatDetail = self._call(
            SeatDetail, "PUT", "/api/v1/planned-positions/{seat_id}", {"seat_id": seat_id}, body=body
        )
        return found

    def move_planned_position(self, seat_id: UUID, body: SeatMove, *, key: str | None = None) -> SeatDetail:
        """Open or close a planned position, or say by whose employment it is filled."""
        found: SeatDetail = self._call(
            SeatDetail,
            "POST",
            "/api/v1/planned-positions/{seat_id}/move",
            {"seat_id": seat_id},
            body=body,
            key=key,
        )
        return found

    def list_policies(self, *, limit: int | None = None, cursor: str | None = None) -> Part[PolicyDetail]:
        """The policies that the caller has before them, by path."""
        found: Part[PolicyDetail] = self._part(
            PolicyDetail, "/api/v1/policies", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_policy_changes(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[ChangeDetail]:
        """The changes of what policies say, the newest first, for those who decide about them."""
        found: Part[ChangeDetail] = self._part(
            ChangeDetail, "/api/v1/policy-changes", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def decide_policy_change(
        self, change_id: UUID, body: Deciding, *, key: str | None = None
    ) -> ChangeDetail:
        """Say whether a change asks people again, as it stands now."""
        found: ChangeDetail = self._call(
            ChangeDetail,
            "POST",
            "/api/v1/policy-changes/{change_id}/decide",
            {"change_id": change_id},
            body=body,
            key=key,
        )
        return found

    def list_promotions(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[PromotionDetail]:
        """The promotions that the caller sees, the newest first."""
        found: Part[PromotionDetail] = self._part(
            PromotionDetail, "/api/v1/promotions", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def begin_promotion(self, body: Heading, *, key: str | None = None) -> PromotionDetail:
        """Begin the document of a promotion. Begun again, it is the same one."""
        found: PromotionDetail = self._call(
            PromotionDetail, "POST", "/api/v1/promotions", {}, body=body, key=key
        )
        return found

    def get_promotion(self, promotion_id: UUID) -> PromotionDetail:
        """A promotion that the caller sees."""
        found: PromotionDetail = self._call(
            PromotionDetail, "GET", "/api/v1/promotions/{promotion_id}", {"promotion_id": promotion_id}
        )
        return found

    def withdraw_promotion(self, promotion_id: UUID, *, key: str | None = None) -> PromotionDetail:
        """Withdraw a promotion that the caller wrote."""
        found: PromotionDetail = self._call(
            PromotionDetail,
            "POST",
            "/api/v1/promotions/{promotion_id}/withdraw",
            {"promotion_id": promotion_id},
            key=key,
        )
        return found

    def list_proposals(
        self,
        *,
        state: Literal["open", "merged", "closed"] | None = None,
        mine: bool | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[ProposalSummary]:
        """The proposals, the one that changed last first."""
        found: Part[ProposalSummary] = self._part(
            ProposalSummary,
            "/api/v1/proposals",
            {},
            query={"state": state, "mine": mine, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def create_proposal(self, body: NewProposal, *, key: str | None = None) -> ProposalDetail:
        """Propose a change: files in other words, new ones, or without some. For contributors."""
        found: ProposalDetail = self._call(
            ProposalDetail, "POST", "/api/v1/proposals", {}, body=body, key=key
        )
        return found

    def get_proposal(self, number: int) -> ProposalDetail:
        """A proposal: what it changes, and what keeps it from being merged."""
        found: ProposalDetail = self._call(
            ProposalDetail, "GET", "/api/v1/proposals/{number}", {"number": number}
        )
        return found

    def describe_proposal(self, number: int, body: Description, *, if_match: str) -> ProposalDetail:
        """Give a proposal another title or reason. For its author and approvers."""
        found: ProposalDetail = self._call(
            ProposalDetail,
            "PATCH",
            "/api/v1/proposals/{number}",
            {"number": number},
            body=body,
            if_match=if_match,
        )
        return found

    def list_changes(
        self, number: int, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[FileChangeDetail]:
        """The files that a proposal changes, with their texts before and after."""
        found: Part[FileChangeDetail] = self._part(
            FileChangeDetail,
            "/api/v1/proposals/{number}/changes",
            {"number": number},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def close_proposal(self, number: int, *, key: str | None = None) -> ProposalDetail:
        """Close a proposal without merging it. For its author and approvers."""
        found: ProposalDetail = self._call(
            ProposalDetail, "POST", "/api/v1/proposals/{number}/close", {"number": number}, key=key
        )
        return found

    def list_comments(
        self, number: int, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[CommentDetail]:
        """What was said about a proposal, in order."""
        found: Part[CommentDetail] = self._part(
            CommentDetail,
            "/api/v1/proposals/{number}/comments",
            {"number": number},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def create_comment(self, number: int, body: NewComment, *, key: str | None = None) -> CommentDetail:
        """Say something about a proposal, for whoever may see it; about lines of it, or other words, for
        contributors.
        """
        found: CommentDetail = self._call(
            CommentDetail,
            "POST",
            "/api/v1/proposals/{number}/comments",
            {"number": number},
            body=body,
            key=key,
        )
        return found

    def merge_proposal(self, number: int, body: Merge, *, key: str | None = None) -> ProposalDetail:
        """Make a proposal part of the handbook. For its author and approvers, once nothing stands in its way."""
        found: ProposalDetail = self._call(
            ProposalDetail, "POST", "/api/v1/proposals/{number}/merge", {"number": number}, body=body, key=key
        )
        return found

    def reopen_proposal(self, number: int, *, key: str | None = None) -> ProposalDetail:
        """Open a closed proposal again. For its author and approvers."""
        found: ProposalDetail = self._call(
            ProposalDetail, "POST", "/api/v1/proposals/{number}/open", {"number": number}, key=key
        )
        return found

    def create_review(self, number: int, body: NewReview, *, key: str | None = None) -> ReviewSummary:
        """Approve a proposal, or ask for changes. For approvers, about those of others."""
        found: ReviewSummary = self._call(
            ReviewSummary,
            "POST",
            "/api/v1/proposals/{number}/reviews",
            {"number": number},
            body=body,
            key=key,
        )
        return found

    def list_quiz_attempts(
        self,
        *,
        quiz: str | None = None,
        state: Literal["open", "handed-in", "graded", "void"] | None = None,
        mine: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[AttemptDetail]:
        """The caller's attempts, and those at quizzes that they grade; the newest first."""
        found: Part[AttemptDetail] = self._part(
            AttemptDetail,
            "/api/v1/quiz-attempts",
            {},
            query={"quiz": quiz, "state": state, "mine": mine, "limit": limit, "cursor": cursor},
        )
        return found

    def begin_quiz_attempt(self, body: Beginning, *, key: str | None = None) -> AttemptWithQuestions:
        """Begin a quiz that stands by itself, or go on with the attempt that is open."""
        found: AttemptWithQuestions = self._call(
            AttemptWithQuestions, "POST", "/api/v1/quiz-attempts", {}, body=body, key=key
        )
        return found

    def get_quiz_attempt(self, attempt_id: UUID) -> AttemptWithQuestions:
        """One attempt with its questions: one's own, or one at a quiz that the caller grades."""
        found: AttemptWithQuestions = self._call(
            AttemptWithQuestions, "GET", "/api/v1/quiz-attempts/{attempt_id}", {"attempt_id": attempt_id}
        )
        return found

    def answer_quiz_question(
        self, attempt_id: UUID, question: str, body: Answering, *, key: str | None = None
    ) -> SavedDetail:
        """Answer a question of one's own attempt; a later call takes the place of an earlier one."""
        found: SavedDetail = self._call(
            SavedDetail,
            "POST",
            "/api/v1/quiz-attempts/{attempt_id}/answers/{question}",
            {"attempt_id": attempt_id, "question": question},
            body=body,
            key=key,
        )
        return found

    def grade_quiz_attempt(
        self, attempt_id: UUID, body: GradingGiven, *, key: str | None = None
    ) -> AttemptDetail:
        """Give marks for an attempt that waits to be graded: taken from the queue for the caller where nobody
        has it.
        """
        found: AttemptDetail = self._call(
            AttemptDetail,
            "POST",
            "/api/v1/quiz-attempts/{attempt_id}/grade",
            {"attempt_id": attempt_id},
            body=body,
            key=key,
        )
        return found

    def submit_quiz_attempt(self, attempt_id: UUID, *, key: str | None = None) -> AttemptWithQuestions:
        """Hand one's own attempt in; twice is once."""
        found: AttemptWithQuestions = self._call(
            AttemptWithQuestions,
            "POST",
            "/api/v1/quiz-attempts/{attempt_id}/submit",
            {"attempt_id": attempt_id},
            key=key,
        )
        return found

    def list_retention(self, *, limit: int | None = None, cursor: str | None = None) -> Part[DueData]:
        """What retention takes away next, by model. For those who protect data."""
        found: Part[DueData] = self._part(
            DueData, "/api/v1/retention", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_review_cycles(self, *, limit: int | None = None, cursor: str | None = None) -> Part[CycleDetail]:
        """The cycles in which the caller sees how far anybody is; none for who sees nobody's."""
        found: Part[CycleDetail] = self._part(
            CycleDetail, "/api/v1/review-cycles", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_reviews_of_cycle(
        self,
        cycle_id: UUID,
        *,
        state: Literal["writing", "submitted", "shared", "signed", "closed"] | str | None = None,
        department: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[ReviewDetail]:
        """How far the reviews of a cycle are: of those whom the caller sees."""
        found: Part[ReviewDetail] = self._part(
            ReviewDetail,
            "/api/v1/review-cycles/{cycle_id}/reviews",
            {"cycle_id": cycle_id},
            query={"state": state, "department": department, "limit": limit, "cursor": cursor},
        )
        return found

    def remind_of_reviews(self, body: Reminding, *, key: str | None = None) -> Reminded:
        """Remind those on whom reviews wait, once a day at most. For who sees how far they are."""
        found: Reminded = self._call(Reminded, "POST", "/api/v1/review-reminders", {}, body=body, key=key)
        return found

    def get_review(self, review_id: UUID) -> ReviewDetail:
        """How far one review is: one's own, of one's people, of those below."""
        found: ReviewDetail = self._call(
            ReviewDetail, "GET", "/api/v1/reviews/{review_id}", {"review_id": review_id}
        )
        return found

    def acknowledge_review(
        self, review_id: UUID, body: Acknowledging, *, key: str | None = None
    ) -> ReviewDetail:
        """Say that the caller has read their own review."""
        found: ReviewDetail = self._call(
            ReviewDetail,
            "POST",
            "/api/v1/reviews/{review_id}/acknowledge",
            {"review_id": review_id},
            body=body,
            key=key,
        )
        return found

    def share_review(self, review_id: UUID, *, key: str | None = None) -> ReviewDetail:
        """Let the person read it. For their manager."""
        found: ReviewDetail = self._call(
            ReviewDetail, "POST", "/api/v1/reviews/{review_id}/share", {"review_id": review_id}, key=key
        )
        return found

    def list_roles(
        self,
        *,
        q: str | None = None,
        family: str | None = None,
        department: str | None = None,
        grade: str | None = None,
        leads_people: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[RoleSummary]:
        """The roles of all job families, in the order of the handbook."""
        found: Part[RoleSummary] = self._part(
            RoleSummary,
            "/api/v1/roles",
            {},
            query={
                "q": q,
                "family": family,
                "department": department,
                "grade": grade,
                "leads_people": leads_people,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return found

    def compare_roles(self, *, first: str, second: str) -> RoleDifference:
        """What two roles have in common, and what only one has."""
        found: RoleDifference = self._call(
            RoleDifference, "GET", "/api/v1/roles/difference", {}, query={"first": first, "second": second}
        )
        return found

    def list_paths(
        self, *, start: str, end: str, limit: int | None = None, cursor: str | None = None
    ) -> Part[RolePath]:
        """The ways from one role to another, the shortest first, with what each step adds."""
        found: Part[RolePath] = self._part(
            RolePath,
            "/api/v1/roles/paths",
            {},
            query={"start": start, "end": end, "limit": limit, "cursor": cursor},
        )
        return found

    def list_saved_views(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[SavedViewDetail]:
        """List the views that the caller has saved."""
        found: Part[SavedViewDetail] = self._part(
            SavedViewDetail, "/api/v1/saved-views", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def search(
        self,
        *,
        q: str,
        kind: str | None = None,
        folder: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[SearchHit]:
        """Find pages, headings, roles, and records that the token may read, by names and texts, best first."""
        found: Part[SearchHit] = self._part(
            SearchHit,
            "/api/v1/search",
            {},
            query={"q": q, "kind": kind, "folder": folder, "limit": limit, "cursor": cursor},
        )
        return found

    def get_sign_off(self, sign_off_id: UUID) -> SignOffDetail:
        """What somebody asked to have signed off: the caller, or somebody for whom they sign."""
        found: SignOffDetail = self._call(
            SignOffDetail, "GET", "/api/v1/sign-offs/{sign_off_id}", {"sign_off_id": sign_off_id}
        )
        return found

    def answer_sign_off(self, sign_off_id: UUID, body: Signing, *, key: str | None = None) -> SignOffDetail:
        """Sign something off, or say why not."""
        found: SignOffDetail = self._call(
            SignOffDetail,
            "POST",
            "/api/v1/sign-offs/{sign_off_id}/answer",
            {"sign_off_id": sign_off_id},
            body=body,
            key=key,
        )
        return found

    def list_my_surveys(self) -> SurveyAskings:
        """The open surveys that ask whoever calls, and whether they have answered."""
        found: SurveyAskings = self._call(SurveyAskings, "GET", "/api/v1/surveys/mine", {})
        return found

    def list_survey_rounds(self, *, limit: int | None = None, cursor: str | None = None) -> Part[SurveyRound]:
        """The rounds whose results whoever calls may see, the newest first; all of them for those who run
        surveys.
        """
        found: Part[SurveyRound] = self._part(
            SurveyRound, "/api/v1/surveys/rounds", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def get_survey_results(self, key: UUID) -> SurveyResults:
        """What groups said in a closed round, as far as whoever calls may see it."""
        found: SurveyResults = self._call(
            SurveyResults, "GET", "/api/v1/surveys/rounds/{key}/results", {"key": key}
        )
        return found

    def list_team(
        self,
        *,
        on: str | None = None,
        department: str | None = None,
        entity: str | None = None,
        title: str | None = None,
        location: str | None = None,
        manager: UUID | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[TeamMember]:
        """Who works here, by name; on any day for those who see the records of all."""
        found: Part[TeamMember] = self._part(
            TeamMember,
            "/api/v1/team",
            {},
            query={
                "on": on,
                "department": department,
                "entity": entity,
                "title": title,
                "location": location,
                "manager": manager,
                "q": q,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return found

    def hire_team_member(self, body: NewTeamMember, *, key: str | None = None) -> TeamMember:
        """Hire somebody from a day on, which may lie behind or ahead. For who keeps the records."""
        found: TeamMember = self._call(TeamMember, "POST", "/api/v1/team", {}, body=body, key=key)
        return found

    def get_team_member(self, person_id: UUID, *, on: str | None = None) -> TeamMember:
        """Somebody of the team; whoever has left or is to come, and other days, for those who see the record."""
        found: TeamMember = self._call(
            TeamMember, "GET", "/api/v1/team/{person_id}", {"person_id": person_id}, query={"on": on}
        )
        return found

    def list_position_changes(
        self, person_id: UUID, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[ChangeDetail]:
        """Everything that was ever said of somebody's positions, in the order in which it was said."""
        found: Part[ChangeDetail] = self._part(
            ChangeDetail,
            "/api/v1/team/{person_id}/changes",
            {"person_id": person_id},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def change_position(
        self, person_id: UUID, body: PositionToChange, *, key: str | None = None
    ) -> TeamMember:
        """Say what of a position is another from a day on. What is so already is not written."""
        found: TeamMember = self._call(
            TeamMember,
            "POST",
            "/api/v1/team/{person_id}/changes",
            {"person_id": person_id},
            body=body,
            key=key,
        )
        return found

    def withdraw_position_change(
        self, person_id: UUID, change_id: UUID, body: Withdrawing, *, key: str | None = None
    ) -> ChangeDetail:
        """Take a change back, as if it had never been said. It stays in the list."""
        found: ChangeDetail = self._call(
            ChangeDetail,
            "POST",
            "/api/v1/team/{person_id}/changes/{change_id}/withdraw",
            {"person_id": person_id, "change_id": change_id},
            body=body,
            key=key,
        )
        return found

    def end_employment(self, person_id: UUID, body: EndToCome, *, key: str | None = None) -> TeamMember:
        """Say when the last employment of somebody ends, and why; said again, it moves the end."""
        found: TeamMember = self._call(
            TeamMember, "POST", "/api/v1/team/{person_id}/end", {"person_id": person_id}, body=body, key=key
        )
        return found

    def list_positions(
        self, person_id: UUID, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[PositionDetail]:
        """The positions of somebody, past and planned ones too, in order. For those who see the record."""
        found: Part[PositionDetail] = self._part(
            PositionDetail,
            "/api/v1/team/{person_id}/positions",
            {"person_id": person_id},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def get_profile(self, person_id: UUID) -> ProfileDetail:
        """What is known of somebody. That a caller sees what is private is noted."""
        found: ProfileDetail = self._call(
            ProfileDetail, "GET", "/api/v1/team/{person_id}/profile", {"person_id": person_id}
        )
        return found

    def change_profile(self, person_id: UUID, body: ProfileToChange, *, if_match: str) -> ProfileDetail:
        """Say what is known of oneself, or of somebody whose records one keeps."""
        found: ProfileDetail = self._call(
            ProfileDetail,
            "PATCH",
            "/api/v1/team/{person_id}/profile",
            {"person_id": person_id},
            body=body,
            if_match=if_match,
        )
        return found

    def take_back_end(self, person_id: UUID, body: Withdrawing, *, key: str | None = None) -> TeamMember:
        """Say that the last employment of somebody does not end."""
        found: TeamMember = self._call(
            TeamMember,
            "POST",
            "/api/v1/team/{person_id}/take-back-end",
            {"person_id": person_id},
            body=body,
            key=key,
        )
        return found

    def list_translations(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[TranslationDetail]:
        """Pages and courses that are translations, the one longest behind first, with how far each is behind."""
        found: Part[TranslationDetail] = self._part(
            TranslationDetail, "/api/v1/translations", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_work(
        self,
        *,
        which: Literal["open", "snoozed", "asked", "done"] | None = None,
        kind: str | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[WorkDetail]:
        """What waits on the caller, also in place of those who are away; the oldest first."""
        found: Part[WorkDetail] = self._part(
            WorkDetail,
            "/api/v1/work",
            {},
            query={"which": which, "kind": kind, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def create_task(self, body: NewTask, *, key: str | None = None) -> WorkDetail:
        """Write a task down, for the caller or for another, who is told."""
        found: WorkDetail = self._call(WorkDetail, "POST", "/api/v1/work", {}, body=body, key=key)
        return found

    def get_task(self, item_id: UUID) -> WorkDetail:
        """A task, for those who have to do with it."""
        found: WorkDetail = self._call(WorkDetail, "GET", "/api/v1/work/{item_id}", {"item_id": item_id})
        return found

    def delegate_work(self, item_id: UUID, body: Handing, *, key: str | None = None) -> WorkDetail:
        """Hand a thing on that waits on the caller; the other is told, and why."""
        found: WorkDetail = self._call(
            WorkDetail, "POST", "/api/v1/work/{item_id}/delegate", {"item_id": item_id}, body=body, key=key
        )
        return found

    def finish_work(self, item_id: UUID, *, key: str | None = None) -> WorkDetail:
        """Tick a thing off that waits on the caller, where there is no more to it."""
        found: WorkDetail = self._call(
            WorkDetail, "POST", "/api/v1/work/{item_id}/finish", {"item_id": item_id}, key=key
        )
        return found

    def snooze_work(self, item_id: UUID, body: Snooze, *, key: str | None = None) -> WorkDetail:
        """Put a thing off that waits on the caller."""
        found: WorkDetail = self._call(
            WorkDetail, "POST", "/api/v1/work/{item_id}/snooze", {"item_id": item_id}, body=body, key=key
        )
        return found
