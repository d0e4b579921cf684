"""The learning of the made-up people: courses with quizzes and what was said of them, classes, and certificates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from uuid import UUID

from trellis.assessments.queries.attempts import takers
from trellis.assessments.services import taking_over as of_quizzes
from trellis.certifications import terms as certification_terms
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.services import taking_over as of_certificates
from trellis.classes import rules as of_cohorts
from trellis.classes import terms as class_terms
from trellis.classes.definitions.programs import Program
from trellis.classes.services import cohorting, gathering
from trellis.classes.services import taking_over as of_classes
from trellis.config.demo import teaching, wishing
from trellis.config.demo.answering import Taker
from trellis.config.demo.chapters import Act, Story
from trellis.config.demo.shape import PARTNERS, TEACHING
from trellis.config.demo.studying import Learner, Studying, Taking, at, has_class, named
from trellis.core.rules import Person
from trellis.courses import terms
from trellis.courses.definitions.courses import Course, Part
from trellis.learning import rules
from trellis.learning.services import taking_over, taking_over_talk
from trellis.learning.services.taking_over import Done, Said, Wanted
from trellis.people.definitions.audiences import fits
from trellis.people.definitions.spans import add_months
from trellis.people.queries import audiences, directory, examples, roles_held
from trellis.people.queries.directory import Wanted as Asked

AT_ONCE = 100
"""People whose learning is written down in one act."""
MANY, EACH = 1000, 10
"""Of more people than this only each tenth has quizzes with answers and says something: of the others it is known that
they passed, as of a system that was used before."""
TRIES = 4
COHORT = 8
NEWS = (
    "Bring one conversation",
    "On Thursday we practice in threes. Bring one conversation that you put off, without names.",
)
RATED, SAYS, ANSWERED = 0.55, 0.35, 0.7
STARS = ((5, 34), (4, 41), (3, 17), (2, 6), (1, 2))
CERTIFIED = 3
"""One in so many of those for whom a certification is has it, and three at least."""
ENDINGS = ((-115, -45), (20, 55))
"""Between how many days from today the certificates end of those two who are here the longest."""
LEARNS = 60
"""Nobody is certified before so many days in the company."""
EARLY = 20
"""So many days before its end a certificate was renewed."""
WORDS = (
    ("I used the four sentences on the next day. They work, and they feel stiff; I suppose that passes.",
     "It passes: after about five times. Thank you for telling us."),
    ("Short, to the point, and I know now where it stands in the handbook.", "That is what we hoped for."),
    ("The third lesson repeats what the second says.", "You are right. We have shortened it with a proposal."),
    ("More examples from the field, please: most of us are out on structures.",
     "Two were added to the page that the course includes."),
    ("The quiz asked about an exception that I had skipped. Fair.", ""),
    ("I did this on a phone between two bridges. It kept my place.", "Good to hear."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class School:
    """All that the acts need: who learns, what happens, and who teaches."""

    story: Story
    learners: tuple[Learner, ...]
    studying: Studying
    facilitator: UUID | None

    @property
    def seed(self) -> str:
        """Tells this history from others."""
        return self.studying.seed


def write(story: Story) -> Iterator[Act]:
    """The classes that were held, a hundred people an act, and certificates; none where nobody may look after that."""
    by = story.living.by
    courses = terms.all_courses()
    if not rules.can_keep(by) or not courses.by_key:
        return
    school = _school(story)
    course = courses.by_key.get(teaching.COURSE)
    held = None
    if course is not None and school.facilitator is not None:
        held = teaching.classes_of(course, school.learners, school.facilitator, story.wish.until, school.seed)
    if held is not None and course is not None:
        school.studying.classes = {course.key: held.came}
        for each in held.held:
            yield partial(of_classes.take_over, held=each, by=by)
    told = set(range(0, len(school.learners), EACH if len(school.learners) > MANY else 1))
    for first in range(0, len(school.learners), AT_ONCE):
        some = [
            (each, first + at in told) for at, each in enumerate(school.learners[first : first + AT_ONCE])
        ]
        yield partial(_learned, school, some)
    if held is not None and course is not None:
        yield partial(_plan, school, course, held.part)
    for certification in certification_terms.certifications().by_key.values():
        yield partial(_certify, school, certification)
    if school.facilitator is not None and of_cohorts.myself(by) is not None:
        for program in class_terms.programs().values():
            yield partial(_gather, school, program, school.facilitator)


def _school(story: Story) -> School:
    until = story.wish.until
    seed = f"{story.wish.seed} {story.wish.people} {story.wish.years}"
    facts, began = audiences.facts_on(until), roles_held.began(None, until)
    rows = (
        directory.found(Asked(until))
        .order_by("employment__number")
        .values_list("person", "employment__number")
    )
    learners = []
    for person, number in rows:
        if person in facts:
            chance = Random(f"{seed} knows {number}")  # noqa: S311 - no secret
            knows = min(max(chance.gauss(0.86, 0.08), 0.5), 0.98)
            learners.append(
                Learner(
                    person, number, facts[person], began.get(person) or facts[person].hired_on or until, knows
                )
            )
    teacher = examples.holder_of(TEACHING) or examples.holder_of(PARTNERS)
    return School(
        story, tuple(learners), Studying(seed, until, terms.all_courses()), teacher.pk if teacher else None
    )


# -- courses


def _learned(school: School, some: Sequence[tuple[Learner, bool]]) -> None:
    """Write down what some people learned: first the quizzes, which say how far they came."""
    by = school.story.living.by
    takings = [(each, tells) for learner, tells in some for each in school.studying.of(learner)]
    passed = _quizzes(school, [each for each, tells in takings if tells and each.begins is not None])
    taken = [
        _taken(school, each, passed.get(each.key) if tells else None, tells=tells)
        for each, tells in takings
        if each.begins is not None
    ]
    done = {
        row.pk: row.completed_on
        for row in taking_over.take_over(taken=taken, by=by)
        if row.completed_on is not None
    }
    last = {(each.learner.person, each.course.key): each for each, _tells in takings if each.rule is not None}
    taking_over.take_over_assignments(
        wanted=[_wanted(each, done.get(each.key)) for each in last.values()], by=by
    )
    wished = wishing.wishes(school.seed, school.story.wish.until, [each for each, _tells in takings])
    taking_over_talk.take_over_goals(wished=wished, by=by)


def _wanted(each: Taking, done_on: date | None) -> Wanted:
    assert each.rule is not None  # else nobody asks for it
    assert each.asked is not None
    assert each.due is not None
    return Wanted(
        each.learner.person, each.course.key, each.rule, each.asked, each.due,
        each.key if done_on is not None else None, done_on,
    )  # fmt: skip


def _quizzes(school: School, takings: Sequence[Taking]) -> dict[UUID, dict[str, tuple[datetime, str]]]:
    """Have people take the quizzes that they came to, again until they pass; when and by which attempt they did."""
    waiting = [
        (each, part, _quiz_day(each)) for each in takings for part in _reached(each) if part.kind == "quiz"
    ]
    passed: dict[UUID, dict[str, tuple[datetime, str]]] = {}
    for number in range(1, TRIES + 1):
        taken = [_try(school, each, part, day, number) for each, part, day in waiting]
        found = of_quizzes.take_over(taken=taken, by=school.story.living.by)
        left = []
        for (each, part, day), attempt in zip(waiting, taken, strict=True):
            row = found.get(attempt.key)
            if row is not None and row.passed and row.handed_in_at is not None:
                passed.setdefault(each.key, {})[part.key] = (row.handed_in_at, f"attempt:{row.pk}")
            elif row is not None and day < school.story.wish.until:
                left.append((each, part, day + timedelta(days=1)))
        waiting = left
    return passed


def _try(school: School, each: Taking, part: Part, day: date, number: int) -> of_quizzes.Taken:
    key = named("attempt", str(each.key), part.key, str(number))
    chance = Random(f"{school.seed} {key}")  # noqa: S311 - no secret
    knows = each.learner.knows if number == 1 else 1 - (1 - each.learner.knows) / 2**number
    return of_quizzes.Taken(
        key, each.learner.person, part.path, f"enrollment:{each.key}", number,
        at(day, chance.randrange(7, 16), chance.randrange(60)), chance.randrange(4, 18), Taker(knows, chance),
    )  # fmt: skip


def _quiz_day(each: Taking) -> date:
    """When somebody took the quiz first: some days before they had completed the course."""
    assert each.begins is not None
    last = each.ends or each.begins + timedelta(days=3)
    return max(each.begins, last - timedelta(days=2))


def _reached(each: Taking) -> tuple[Part, ...]:
    """The parts that somebody has done, or tried to do."""
    parts = each.course.required_parts
    if each.ends is not None:
        return parts
    if has_class(each.course) and each.parts == len(parts):
        return tuple(part for part in parts if part.kind != "class")
    return parts[: each.parts]


def _taken(
    school: School, each: Taking, passed: dict[str, tuple[datetime, str]] | None, *, tells: bool
) -> taking_over.Taken:
    assert each.begins is not None
    chance = Random(f"{school.seed} {each.key}")  # noqa: S311 - no secret
    reached = _reached(each)
    last = min(each.ends or each.begins + timedelta(days=3), school.story.wish.until)
    days = max((last - each.begins).days, 0)
    parts = []
    for n, part in enumerate(reached):
        moment = at(
            each.begins + timedelta(days=days * n // len(reached)),
            chance.randrange(7, 16),
            chance.randrange(60),
        )
        done = _done(each, part, moment, passed, tells=tells)
        if done is not None:
            parts.append(done)
    following = each.course.required_parts[len(reached) : len(reached) + 1]
    if each.ends is None and following and following[0].kind == "lesson":
        parts.append(Done(following[0].key, at(last, 16, 30), chance.randrange(1, 6), ""))
    reason = "rule" if each.rule is not None else "self"
    return taking_over.Taken(
        each.key, each.learner.person, each.course.key, at(each.begins, 6, chance.randrange(60)), tuple(parts), reason,
        _said(chance, tells=tells),
    )  # fmt: skip


def _done(
    each: Taking, part: Part, moment: datetime, passed: dict[str, tuple[datetime, str]] | None, *, tells: bool
) -> Done | None:
    """A part that was done; nothing for a quiz that nobody passed."""
    minutes = part.minutes or 8
    if part.kind == "quiz":
        if not tells:
            return Done(part.key, moment, minutes, "record")
        found = (passed or {}).get(part.key)
        return Done(part.key, found[0], minutes, found[1]) if found is not None else None
    if part.kind == "class":
        if each.came is None:
            return Done(part.key, moment, minutes, "list of attendance")
        return Done(part.key, at(each.came.on, 15), minutes, f"class session {each.came.session}")
    return Done(part.key, moment, minutes, "read" if part.kind == "lesson" else "said")


def _said(chance: Random, *, tells: bool) -> Said | None:
    if chance.random() > RATED:
        return None
    stars = chance.choices([star for star, _n in STARS], [n for _star, n in STARS])[0]
    if not tells or chance.random() > SAYS:
        return Said(stars)
    words, answer = chance.choice(WORDS)
    return Said(stars, words, answer if chance.random() < ANSWERED else "")


# -- classes and certificates


def _plan(school: School, course: Course, part: str) -> None:
    """Plan the next session, with those who have done all but the class."""
    facilitator, until = school.facilitator, school.story.wish.until
    assert facilitator is not None  # who held the others
    waiting = [
        learner
        for learner in school.learners[: 20 * teaching.PLACES]
        for each in school.studying.of(learner)
        if each.course.key == course.key and each.begins is not None and each.ends is None
    ]
    if waiting:
        held = teaching.planned(course, part, waiting, facilitator, until, school.seed)
        of_classes.take_over(held=held, by=school.story.living.by)


def _gather(school: School, program: Program, facilitator: UUID) -> None:
    """A cohort that began three weeks ago, of some of those who lead, with what it was told."""
    by, until = school.story.living.by, school.story.wish.until
    leading = [
        each.person for each in school.learners if each.facts.is_manager and each.person != facilitator
    ]
    people = Person.objects.in_bulk([*leading[-COHORT:], facilitator])
    begins = until - timedelta(days=21 + until.weekday())
    cohort = cohorting.begin(
        key=named("cohort", school.seed, program.key), program=program.key, title=program.title, starts_on=begins,
        facilitators=[people.pop(facilitator)], by=by,
    )  # fmt: skip
    gathering.add(cohort=cohort.pk, people=people.values(), by=by)
    title, text = NEWS
    cohorting.announce(
        cohort=cohort.pk, key=named("news", school.seed, program.key), title=title, text=text, by=by
    )


def _certify(school: School, certification: Certification) -> None:
    """Certificates of one kind: one has ended where somebody was here long enough, one ends soon, and some more."""
    by, until = school.story.living.by, school.story.wish.until
    chance = Random(f"{school.seed} {certification.key}")  # noqa: S311 - no secret
    fitting = [each for each in school.learners if fits(certification.audience, each.facts)]
    if len(fitting) == len(school.learners):  # it is for everybody, and few want it
        ranked = sorted(fitting, key=lambda each: (each.person != school.facilitator, chance.random()))
        fitting = ranked[: max(len(ranked) // 15, 9)]
    some = fitting[: max(3, len(fitting) // CERTIFIED)]
    some.sort(key=lambda each: (each.facts.hired_on or until, each.number))
    held = [
        of_certificates.Held(each.person, certification.key, _awarded(certification, n, each, until, chance))
        for n, each in enumerate(some)
    ]
    before = _before(certification, held, {each.person: each.facts.hired_on for each in some})
    for kind, path in certification_terms.asked_by([certification.requires]):
        if kind == "quiz":
            _examine(school, path, list(zip(some, held, strict=True)))
    of_certificates.take_over(held=[*before, *held], by=by)


def _awarded(certification: Certification, n: int, holder: Learner, until: date, chance: Random) -> date:
    """On which day somebody was certified: those who are here the longest have had it the longest."""
    days = ENDINGS[n] if n < len(ENDINGS) else (150, 690)
    ends = until + timedelta(days=chance.randrange(*days))
    day = add_months(ends, -(certification.months or 24)) + timedelta(days=1)
    earned = (holder.facts.hired_on or day) + timedelta(days=LEARNS)
    return min(max(day, earned), until - timedelta(days=10))


def _before(
    certification: Certification, held: Sequence[of_certificates.Held], hired: dict[UUID, date | None]
) -> list[of_certificates.Held]:
    """The certificates that some of these renewed: of those who were here when they were awarded them."""
    found = []
    for each in held[len(ENDINGS) :]:
        early = each.awarded_on + timedelta(days=min(certification.window_days, EARLY))
        day, since = add_months(early, -(certification.months or 24)), hired[each.person]
        if since is not None and since < day:
            found.append(of_certificates.Held(each.person, certification.key, day))
    return found


def _examine(school: School, path: str, some: Sequence[tuple[Learner, of_certificates.Held]]) -> None:
    """Have those who are certified pass an exam before."""
    # Who was examined as one of another company that was made up has shown it.
    there = takers(path, f"quiz:{path}")
    left = [each for each in some if each[0].person not in there]
    for number in range(1, TRIES):
        taken = []
        for learner, each in left:
            key = named("exam", school.seed, learner.number, path, str(number))
            chance = Random(str(key))  # noqa: S311 - no secret
            day = each.awarded_on - timedelta(days=7 * (TRIES - number))
            taken.append(
                of_quizzes.Taken(
                    key, learner.person, path, f"quiz:{path}", number, at(day, 9, chance.randrange(60)),
                    chance.randrange(15, 40), Taker(0.9 + 0.05 * number, chance), Decimal("0.9"),
                )
            )  # fmt: skip
        found = of_quizzes.take_over(taken=taken, by=school.story.living.by)
        left = [
            pair for pair, each in zip(left, taken, strict=True)
            if (row := found.get(each.key)) is not None and not row.passed
        ]  # fmt: skip
