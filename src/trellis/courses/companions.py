"""What rooms above add to courses: actions and panels on a course's page; badges, filters and advice in the catalogue.

A room registers one function when Django starts. It is asked once for each page with all courses that the page shows,
so that it needs few queries however many there are, and says by key what it adds:

    companions.register("learning", added)

    def added(request: HttpRequest, courses: Sequence[Course], place: Place) -> Added: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from trellis.core.rules import Account
from trellis.courses.definitions.courses import Course, LearningPath

Text = str | Promise


class Place(StrEnum):
    """Where something is added: `course` is the page of one course, `catalogue` the list of many."""

    COURSE = "course"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class Action:
    """A button on the page of a course or a path: a link, or a form that is sent to `url` where `is_post`.

    `fields` are sent with it. One that is `primary` stands out.
    """

    label: Text
    url: str
    icon: str = ""
    primary: bool = False
    is_post: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page of a course or a path: `html` is safe; at its `side`, or below its text."""

    key: str
    title: Text
    html: SafeString
    side: bool = True


@dataclass(frozen=True, slots=True)
class Badge:
    """A word about a course in the catalogue, such as how far somebody is: a tone of tags, or none."""

    label: Text
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter of the catalogue: the values that each course has, by its key, and what values are called."""

    name: str
    label: Text
    values: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Added:
    """What a room adds. `badges` are by key of a course; `advised` are keys with the reason, the best first.

    `banners` are safe, and stand above the catalogue. `facilitates` says that who asks runs sessions of the course, as
    far as that is known without asking for it.
    """

    actions: tuple[Action, ...] = ()
    panels: tuple[Panel, ...] = ()
    badges: Mapping[str, tuple[Badge, ...]] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    advised: tuple[tuple[str, Text], ...] = ()
    banners: tuple[SafeString, ...] = ()
    facilitates: bool = False


Companion = Callable[[HttpRequest, Sequence[Course], Place], Added]
PathCompanion = Callable[[HttpRequest, LearningPath], Added]
Counter = Callable[[Sequence[str]], Mapping[str, Sequence[Text]]]
"""What a change of some courses, by their keys, touches of other rooms: words for each, as “12 learners”."""

Facilitates = Callable[[Account, str], bool]
"""Whether somebody runs sessions of a course, by its key: they are given what is said to its slides."""

_companions: dict[str, Companion] = {}
_of_paths: dict[str, PathCompanion] = {}
_counters: dict[str, Counter] = {}
_facilitates: dict[str, Facilitates] = {}


def register(name: str, companion: Companion) -> None:
    """Let a room add to courses; the same name again replaces it."""
    _companions[name] = companion


def register_for_paths(name: str, companion: PathCompanion) -> None:
    """Let a room add to the page of a path; the same name again replaces it."""
    _of_paths[name] = companion


def register_touched(name: str, counter: Counter) -> None:
    """Let a room say whom a proposal that changes courses touches; the same name again replaces it."""
    _counters[name] = counter


def register_facilitators(name: str, asks: Facilitates) -> None:
    """Let a room say who runs sessions of a course; the same name again replaces it."""
    _facilitates[name] = asks


def facilitates(who: Account, course: str) -> bool:
    """Whether somebody runs sessions of a course, by any room."""
    return any(each(who, course) for each in _facilitates.values())


def added(request: HttpRequest, courses: Sequence[Course], place: Place) -> tuple[Added, ...]:
    """What all rooms add, in the order in which they registered."""
    return tuple(each(request, courses, place) for each in _companions.values())


def added_to_path(request: HttpRequest, path: LearningPath) -> tuple[Added, ...]:
    """What all rooms add to the page of a path."""
    return tuple(each(request, path) for each in _of_paths.values())


def touched(keys: Sequence[str]) -> dict[str, list[str]]:
    """What a change of some courses touches in other rooms, in words, by key."""
    found: dict[str, list[str]] = {key: [] for key in keys}
    for counter in _counters.values():
        for key, words in counter(keys).items():
            found.setdefault(key, []).extend(str(each) for each in words)
    return found
