"""Courses and paths for programs: what whoever calls finds in the catalogue."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.courses import rules
from trellis.courses.definitions.courses import Course, LearningPath
from trellis.courses.queries import catalogue, decks, material
from trellis.courses.queries.catalogue import Wanted
from trellis.courses.queries.material import Form
from trellis.courses.rules import Account
from trellis.pages.queries.current import current_edition

room = Room("Courses")
PartKind = Literal["lesson", "quiz", "class", "external", "practical"]
Modality = Literal[
    "self-paced", "micro", "instructor-led", "virtual", "blended", "workshop", "webinar", "external"
]
TaskKind = Literal["exercise", "checklist", "code"]
CourseLevel = Literal["foundation", "practitioner", "expert"]


class CourseObjective(Schema):
    """What somebody can do after a course."""

    key: str
    text: str
    bloom: str = Field(
        description="The level of its verb in Bloom's revised taxonomy; empty where none is known."
    )


class CoursePart(Schema):
    """A part of a course."""

    key: str
    title: str
    kind: PartKind
    minutes: int = Field(description="0 where nobody knows.")
    optional: bool
    path: str = Field(description="The page of the handbook of a lesson or a quiz.")
    url: str = Field(description="The address of what is outside.")


class CourseSummary(Schema):
    """A course as the catalogue shows it."""

    key: str
    title: str
    description: str
    owner: str
    modality: Modality
    level: CourseLevel
    minutes: int
    topics: list[str]
    languages: list[str]
    enrollment: Literal["open", "on-approval", "assigned"]


class CourseDetail(CourseSummary):
    """A course with its objectives and parts, at the revision of the handbook that is read now."""

    path: str
    revision: str
    tags: list[str]
    prerequisites: list[str] = Field(description="Keys of courses to complete before.")
    equivalent_to: list[str]
    competencies: list[str]
    levels: list[str]
    valid_for_months: int | None = Field(description="How long a completion counts; null for good.")
    review_by: date | None
    translation_of: str
    objectives: list[CourseObjective]
    parts: list[CoursePart]


class SlideTask(Schema):
    """Something that participants do, counted through all slides."""

    number: int
    kind: TaskKind
    html: str = Field(description="What it says, as clean HTML.")


class LessonSlide(Schema):
    """A slide of a lesson. Its number is the same in the slides and in both guides."""

    number: int
    title: str
    continues: bool = Field(description="Whether it goes on with the slide before, under its title.")
    html: str = Field(description="What stands on it, as clean HTML.")
    handout: str = Field(description="What participants are given to it, as clean HTML; empty for nothing.")
    notes: str = Field(
        description="What is said to it, as clean HTML; empty for callers who do not run the course."
    )
    minutes: int = Field(description="How long it takes; 0 where nobody said.")
    starts_after: int = Field(description="Minutes of all slides before it.")
    tasks: list[SlideTask] = Field(description="What participants do at it, as the lab guide has it.")


class LessonDeck(Schema):
    """The slides of a lesson, the first of which names it."""

    title: str
    description: str
    path: str
    revision: str
    minutes: int
    slides: list[LessonSlide]


class LearningPathPart(Schema):
    """A part of a path: a course, a choice of courses, or a milestone."""

    key: str
    title: str
    kind: Literal["course", "choice", "milestone"]
    courses: list[str]
    needed: int = Field(description="How many of the courses have to be completed.")
    optional: bool


class LearningPathDetail(Schema):
    """A path through courses."""

    key: str
    title: str
    description: str
    owner: str
    ordered: bool = Field(description="Whether each part opens when those before are done.")
    parts: list[LearningPathPart]


class CourseFilters(Schema):
    """Which courses are wanted."""

    q: str = Field("", max_length=200)
    topic: str = Field("", max_length=100)
    modality: Modality | None = None
    level: CourseLevel | None = None
    language: str = Field("", max_length=20)


@room.read("/courses", CourseSummary, scope="courses:read", listed=True)
def list_courses(
    request: HttpRequest, paging: Query[Paging], filters: Query[CourseFilters]
) -> dict[str, Any]:
    """The courses that are for the caller, by key."""
    seeker = catalogue.seeker_of(_member(request))
    courses = catalogue.findable(seeker)
    values = {"topic": filters.topic, "modality": filters.modality or "", "level": filters.level or "",
              "language": filters.language}  # fmt: skip
    found = catalogue.narrowed(courses, Wanted(filters.q, values), catalogue.facets_of(seeker, courses, ()))
    part = part_of(request, paging, sorted(found, key=lambda each: each.key), lambda each: each.key)
    return {**part, "items": [CourseSummary(**_summary(each)) for each in part["items"]]}


@room.read("/courses/{key}", CourseDetail, scope="courses:read")
def get_course(request: HttpRequest, key: str) -> CourseDetail:
    """A course that is for the caller, with its objectives and parts."""
    who = _member(request)
    found = catalogue.courses_now().by_key.get(key)
    if found is None or not rules.can_find(catalogue.seeker_of(who), found):
        raise not_found(_("There is no such course for you."))
    return _detail(found)


@room.read("/courses/{course_key}/parts/{part_key}/slides", LessonDeck, scope="courses:read")
def get_course_slides(request: HttpRequest, course_key: str, part_key: str) -> LessonDeck:
    """The slides of a lesson of a course that is for the caller, with what is said to them for whoever runs it."""
    who, edition = _member(request), current_edition()
    seeker, found = catalogue.seeker_of(who), catalogue.courses_now().by_key.get(course_key)
    if found is None or not rules.can_find(seeker, found):
        raise not_found(_("There is no such course for you."))
    part = material.part_for(edition, found, part_key, Form.SLIDES)
    form = Form.FACILITATOR if material.may_facilitate(seeker, found) else Form.PARTICIPANT
    deck = material.deck_for(edition, part, form) if part is not None else None
    if deck is None:
        raise not_found(_("This course has no such part with slides."))
    done = {each.slide.number: each.tasks for each in decks.stations_of(deck)}
    return LessonDeck(
        title=deck.title, description=deck.description, path=deck.path, revision=edition.handbook.revision,
        minutes=deck.minutes,
        slides=[
            LessonSlide(
                number=each.number, title=each.title, continues=each.continues, html=str(each.html),
                handout=str(each.handout), notes=str(each.notes), minutes=each.minutes, starts_after=each.starts_after,
                tasks=[
                    SlideTask(number=task.number, kind=cast("TaskKind", task.kind), html=str(task.html))
                    for task in done.get(each.number, ())
                ],
            )
            for each in deck.slides
        ],
    )  # fmt: skip


@room.read("/learning-paths", LearningPathDetail, scope="courses:read", listed=True)
def list_learning_paths(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The paths that are for the caller, by key."""
    rows = sorted(catalogue.findable_paths(catalogue.seeker_of(_member(request))), key=lambda each: each.key)
    part = part_of(request, paging, rows, lambda each: each.key)
    return {**part, "items": [_path(each) for each in part["items"]]}


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_see, _("Courses are for those who work here."))


def _summary(each: Course) -> dict[str, Any]:
    return {
        "key": each.key, "title": each.title, "description": each.description, "owner": each.owner,
        "modality": each.modality, "level": each.level, "minutes": each.minutes, "topics": list(each.topics),
        "languages": list(each.languages), "enrollment": each.enrollment,
    }  # fmt: skip


def _detail(each: Course) -> CourseDetail:
    return CourseDetail(
        **_summary(each), path=each.path, revision=current_edition().handbook.revision, tags=list(each.tags),
        prerequisites=list(each.prerequisites), equivalent_to=list(each.equivalent_to),
        competencies=list(each.competencies), levels=list(each.levels), valid_for_months=each.valid_for,
        review_by=each.review_by, translation_of=each.translation_of,
        objectives=[CourseObjective(key=one.key, text=one.text, bloom=one.bloom) for one in each.objectives],
        parts=[
            CoursePart(
                key=one.key, title=one.title, kind=one.kind, minutes=one.minutes, optional=one.is_optional,
                path=one.path, url=one.url,
            )
            for one in each.parts
        ],
    )  # fmt: skip


def _path(each: LearningPath) -> LearningPathDetail:
    return LearningPathDetail(
        key=each.key, title=each.title, description=each.description, owner=each.owner, ordered=each.is_ordered,
        parts=[
            LearningPathPart(
                key=one.key, title=one.title, kind=one.kind, courses=list(one.courses), needed=one.needed,
                optional=one.is_optional,
            )
            for one in each.parts
        ],
    )  # fmt: skip
