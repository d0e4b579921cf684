"""What a handbook teaches: courses with objectives and parts, lessons, and paths through courses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from trellis.courses.definitions.durations import Due
from trellis.courses.definitions.readability import Counts
from trellis.people.definitions.audiences import EVERYBODY, Audience

COURSE, LESSON, PATH, QUIZ = "course", "lesson", "path", "quiz"
MODALITIES = (
    "self-paced",
    "micro",
    "instructor-led",
    "virtual",
    "blended",
    "workshop",
    "webinar",
    "external",
)
LEVELS = ("foundation", "practitioner", "expert")
WORDS_A_MINUTE = 200
"""How fast a lesson is read whose page does not say how long it takes."""


class Objective(NamedTuple):
    """What somebody can do after a course: `bloom` is the level of its verb, empty where no list has it."""

    key: str
    text: str
    bloom: str = ""


PartKind = Literal["lesson", "quiz", "class", "external", "practical"]
PathPartKind = Literal["course", "choice", "milestone"]


class Part(NamedTuple):
    """A part of a course, in the order in which they are taken.

    `path` is the page of a lesson or quiz, `url` the address of what is external; `minutes` is 0 where nobody knows.
    """

    key: str
    title: str
    kind: PartKind
    path: str = ""
    url: str = ""
    minutes: int = 0
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class AssignRule:
    """That people must or should take something by a day; `due` is `None` where there is no day.

    Who is assigned it takes it at once where it says `begin`.
    """

    audience: Audience
    required: bool
    due: Due | None
    begin: bool = False


class Media(NamedTuple):
    """A video or something to listen to: `kind` is `video`, `audio` or `youtube`; what helps is listed below it."""

    kind: str
    address: str
    has_captions: bool
    has_transcript: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page that is read in a course. `minutes` are those that the page states, or that its words take.

    `folder` is that of its course; `includes` that it takes in text of other pages, which is not counted here; `slides`
    that it is shown as slides, too; `topics` are its own besides those of its course.
    """

    path: str
    title: str
    folder: str
    objectives: tuple[str, ...] = ()
    minutes: int = 1
    is_timed: bool = False
    review_by: date | None = None
    counts: Counts = field(default_factory=Counts)
    media: tuple[Media, ...] = ()
    includes: bool = False
    slides: bool = False
    topics: tuple[str, ...] = ()

    @property
    def belongs_to(self) -> str:
        """Where its title must be its own: two courses may both have a lesson “Introduction”."""
        return self.folder


@dataclass(frozen=True, slots=True)
class Course:
    """A course as its folder says it. `minutes` is the length that it states, else that of its parts.

    `valid_for` are months, `None` for good; `levels` are titles of roles; `translation_of` is a key, and so are those
    of `equivalent_to`, `prerequisites` and `competencies`.
    """

    key: str
    path: str
    title: str
    description: str = ""
    owner: str = ""
    minutes: int = 0
    modality: str = "self-paced"
    level: str = "foundation"
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    audience: Audience = EVERYBODY
    enrollment: str = "open"
    languages: tuple[str, ...] = ("en",)
    translation_of: str = ""
    prerequisites: tuple[str, ...] = ()
    equivalent_to: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    valid_for: int | None = None
    review_by: date | None = None
    assign: tuple[AssignRule, ...] = ()
    objectives: tuple[Objective, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def folder(self) -> str:
        """The path of the folder in the handbook that holds the course."""
        return self.path.rpartition("/")[0]

    @property
    def hours(self) -> Decimal:
        """How long it takes, in hours with two decimals."""
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.01"))

    @property
    def required_parts(self) -> tuple[Part, ...]:
        """The parts that make it complete."""
        return tuple(each for each in self.parts if not each.is_optional)

    def part(self, key: str) -> Part | None:
        """A part by its key."""
        return next((each for each in self.parts if each.key == key), None)

    def objective(self, key: str) -> Objective | None:
        """An objective by its key."""
        return next((each for each in self.objectives if each.key == key), None)


class PathPart(NamedTuple):
    """A part of a path.

    `courses` are the keys of the course, or of those to choose `needed` from; none for a milestone.
    """

    key: str
    title: str
    kind: PathPartKind
    courses: tuple[str, ...] = ()
    needed: int = 1
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class LearningPath:
    """A path through courses, as its page says it. In a path that `is_ordered` a part opens after those before."""

    key: str
    path: str
    title: str
    description: str = ""
    owner: str = ""
    audience: Audience = EVERYBODY
    assign: tuple[AssignRule, ...] = ()
    competencies: tuple[str, ...] = ()
    is_ordered: bool = True
    parts: tuple[PathPart, ...] = ()

    @property
    def courses(self) -> tuple[str, ...]:
        """The keys of all courses on it, each once."""
        return tuple(dict.fromkeys(key for part in self.parts for key in part.courses))

    def part(self, key: str) -> PathPart | None:
        """A part by its key."""
        return next((each for each in self.parts if each.key == key), None)


@dataclass(frozen=True, slots=True)
class Courses:
    """Everything that a handbook teaches; `lessons` by path, `paths` by key."""

    by_key: Mapping[str, Course] = field(default_factory=dict)
    paths: Mapping[str, LearningPath] = field(default_factory=dict)
    lessons: Mapping[str, Lesson] = field(default_factory=dict)

    def with_lesson(self, path: str) -> Iterator[tuple[Course, Part]]:
        """The courses that a page is a part of."""
        for course in self.by_key.values():
            for part in course.parts:
                if part.path == path:
                    yield course, part

    def at(self, path: str) -> Course | None:
        """The course of a page `course.md`."""
        return next((each for each in self.by_key.values() if each.path == path), None)

    def following(self, key: str) -> tuple[Course, ...]:
        """The courses that ask for this one before."""
        return tuple(each for each in self.by_key.values() if key in each.prerequisites)

    def translations(self, key: str) -> tuple[Course, ...]:
        """The translations of a course."""
        return tuple(each for each in self.by_key.values() if each.translation_of == key)

    def paths_with(self, key: str) -> tuple[LearningPath, ...]:
        """The paths that lead through a course."""
        return tuple(each for each in self.paths.values() if key in each.courses)
