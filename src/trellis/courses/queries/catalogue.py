"""What somebody finds in the catalogue: only what is for them, narrowed and counted as they ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from trellis.core.definitions.rights import spelled
from trellis.core.folding import fold
from trellis.courses import rules
from trellis.courses.companions import Facet
from trellis.courses.definitions.courses import Course, Courses, LearningPath
from trellis.courses.rules import Account, Seeker
from trellis.courses.terms import courses_in
from trellis.courses.wording import band_of
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.people.definitions.audiences import fits
from trellis.people.queries import audiences

MINE = "mine"
_SEEKER = "_courses_seeker"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: words, and a value for each filter by its name; empty ones ask for nothing."""

    text: str = ""
    values: Mapping[str, str] | None = None

    def without(self, name: str) -> Wanted:
        """The same without one filter."""
        return Wanted(self.text, {key: value for key, value in (self.values or {}).items() if key != name})


def courses_now() -> Courses:
    """Everything that the edition of whoever asks teaches."""
    return courses_in(current_edition())


def seeker_of(who: Account) -> Seeker:
    """Somebody who looks for courses. A handful of queries."""
    facts = audiences.facts_on(today(), [who.person_id]) if who.person_id is not None else {}
    return rules.seeker(who, facts)


def seeker_for(request: HttpRequest, who: Account) -> Seeker:
    """Whoever makes a request, as somebody who looks for courses: asked once for it, whichever rooms ask."""
    known: Seeker | None = getattr(request, _SEEKER, None)
    if known is None or known.who is not who:
        known = seeker_of(who)
        setattr(request, _SEEKER, known)
    return known


def findable(seeker: Seeker) -> list[Course]:
    """The courses that somebody finds, by title. No query."""
    found = (each for each in courses_now().by_key.values() if rules.can_find(seeker, each))
    return sorted(found, key=lambda each: (each.title.casefold(), each.key))


def findable_paths(seeker: Seeker) -> list[LearningPath]:
    """The paths that somebody finds, by title. No query."""
    found = (each for each in courses_now().paths.values() if rules.can_find(seeker, each))
    return sorted(found, key=lambda each: (each.title.casefold(), each.key))


def is_for_me(seeker: Seeker, course: Course) -> bool:
    """Whether a course is meant for somebody by their level, or assigned to people like them."""
    if any(spelled(each) in seeker.titles for each in course.levels):
        return True
    facts = seeker.facts
    if facts is None:
        return False
    if any(spelled(each) in {spelled(facts.role), spelled(facts.family)} for each in course.levels):
        return True
    return any(fits(each.audience, facts) for each in course.assign)


def facets_of(
    seeker: Seeker, courses: Sequence[Course], others: Sequence[Facet]
) -> dict[str, Mapping[str, tuple[str, ...]]]:
    """The values that each course has for each filter, by the filter's name."""
    own: dict[str, Callable[[Course], tuple[str, ...]]] = {
        "modality": lambda each: (each.modality,),
        "topic": lambda each: each.topics,
        "level": lambda each: (each.level,),
        "language": lambda each: each.languages,
        "length": lambda each: (band_of(each.minutes),),
        "for": lambda each: (MINE,) if is_for_me(seeker, each) else (),
    }
    found: dict[str, Mapping[str, tuple[str, ...]]] = {
        name: {each.key: tuple(filter(None, values(each))) for each in courses}
        for name, values in own.items()
    }
    return found | {each.name: each.values for each in others}


def narrowed(
    courses: Sequence[Course], wanted: Wanted, facets: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> list[Course]:
    """The courses that fit all that is asked for; those whose title holds the words come first."""
    asked = {name: value for name, value in (wanted.values or {}).items() if value and name in facets}
    words = fold(wanted.text).split()
    found = []
    for each in courses:
        if all(value in facets[name].get(each.key, ()) for name, value in asked.items()):
            rank = _rank(each, words)
            if rank is not None:
                found.append((rank, each))
    return [each for _rank_, each in sorted(found, key=lambda pair: pair[0])]


def counted(
    courses: Sequence[Course], wanted: Wanted, facets: Mapping[str, Mapping[str, tuple[str, ...]]], name: str
) -> dict[str, int]:
    """How many courses each value of a filter leaves, as if it alone were not set."""
    left = narrowed(courses, wanted.without(name), facets)
    return dict(Counter(value for each in left for value in facets[name].get(each.key, ())))


def _rank(course: Course, words: Sequence[str]) -> int | None:
    if not words:
        return 0
    title = fold(course.title)
    if all(word in title for word in words):
        return 0
    said = (course.description, *course.topics, *course.tags, *(each.text for each in course.objectives))
    whole = fold(" ".join((course.title, course.key, *said)))
    return 1 if all(word in whole for word in words) else None
