"""What is wrong with courses: of a page by itself, and of all that they name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from trellis.assessments.definitions.quizzes import Quiz
from trellis.core.definitions.rights import spelled
from trellis.courses.definitions import codes
from trellis.courses.definitions.coursefront import CourseFront
from trellis.courses.definitions.courses import QUIZ, Course, Courses, LearningPath
from trellis.courses.definitions.measuring import measured
from trellis.courses.definitions.outlines import OBJECTIVES, listed, section_called
from trellis.courses.definitions.readability import VERY_HARD
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page, stem_of, whole_span
from trellis.people.definitions import audiences

RESERVED = ("care", "paths", "export")
"""What addresses below the catalogue are called that are no courses."""
ReporterFor = Callable[[str], Reporter]
_UNKNOWN = {
    "prerequisites": "course", "equivalent_to": "course", "competencies": "competency", "levels": "level",
}  # fmt: skip


def check_page(course: Course, page: Page, front: CourseFront, reporter: Reporter) -> None:
    """What the page of a course says too little of, or so that nobody can measure it."""
    span = whole_span(page)
    if course.key in RESERVED:
        reporter.report(codes.RESERVED_KEY, span, f"“{course.key}” is the name of a page of the catalogue.")
    if not course.objectives:
        reporter.report(
            codes.NO_OBJECTIVES, span, f"“{course.title}” does not say what people can do after it."
        )
    if not course.owner:
        reporter.report(codes.NO_OWNER, span, f"“{course.title}” has no owner.")
    if not course.description:
        reporter.report(codes.NO_DESCRIPTION, span, f"“{course.title}” has no description.")
    for each in listed(page, section_called(page, OBJECTIVES)):
        found = measured(each.text)
        if found.is_vague:
            told = f"Nobody can see whether somebody does “{found.verb}”."
            reporter.report(codes.NOT_MEASURABLE, each.span, told)


def check_all(
    courses: Courses, fronts: Mapping[str, CourseFront], handbook: Handbook, reporter_for: ReporterFor
) -> None:
    """Report what courses name that there is not, circles, lessons that nothing leads to, and what does not fit."""
    known = audiences.known_in(handbook) if courses.by_key else audiences.Known()
    names = {
        "course": set(courses.by_key),
        "competency": set(competencies(handbook)),
        "level": titles_in(handbook),
    }
    for key, course in courses.by_key.items():
        front, reporter = fronts[key], reporter_for(course.path)
        for audience in (front.audience, *(each.audience for each in front.assign)):
            audiences.check(audience, known, reporter)
        _check_names(front, names, reporter)
        check_owner(course, front, handbook.pages[course.path], names["level"], reporter)
        if front.translation_of and front.translation_of not in courses.by_key:
            told = f"There is no course “{front.translation_of}”."
            reporter.report(codes.UNKNOWN_COURSE, front.span_of("translation_of"), told)
        _check_lessons(course, courses, handbook, reporter_for)
        _check_questions(course, handbook, reporter_for)
        _check_length(course, courses, front, reporter)
        if not course.parts:
            told = f"“{course.title}” has no part that could be taken."
            reporter.report(codes.NO_PARTS, whole_span(handbook.pages[course.path]), told)
    _check_circles(courses, fronts, reporter_for)


def quiz_minutes(quiz: Quiz | None) -> int:
    """The minutes of a quiz: those that it gives, else a minute and a half for each question; 0 where unknown."""
    if quiz is None:
        return 0
    asked = quiz.settings.draw or sum(quiz.settings.pools.values()) or len(quiz.questions)
    return quiz.settings.time_minutes or -(-asked * 3 // 2)


def circles(graph: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The circles of a graph, each once, beginning with the name of it that comes first."""
    state: dict[str, int] = {}
    for start in graph:
        if start in state:
            continue
        state[start] = 1
        trail = [(start, iter(graph[start]))]
        while trail:
            node, onward = trail[-1]
            for each in onward:
                if each not in graph:
                    continue
                if state.get(each) == 1:
                    names = [name for name, _rest in trail]
                    yield tuple(names[names.index(each) :])
                elif each not in state:
                    state[each] = 1
                    trail.append((each, iter(graph[each])))
                    break
            else:
                state[node] = 2
                trail.pop()


def check_competencies(front: Any, known: Iterable[str], reporter: Reporter) -> None:
    """Report competencies that something names and that there are not."""
    _check_names(
        front, {"course": set(), "competency": set(known), "level": set()}, reporter, ("competencies",)
    )


def check_owner(
    made: Course | LearningPath, front: Any, page: Page, titles: Collection[str], reporter: Reporter
) -> None:
    """Report an owner whom nobody can be: no title of a role, in a handbook that has roles. An address is none."""
    if not made.owner or not titles or spelled(made.owner) in titles:
        return
    node = page.front.get("owner") if page.front is not None and not front.owner else None
    near = get_close_matches(spelled(made.owner), titles, n=1)
    told = (
        f"“{made.owner}” is an address; what owns “{made.title}” is a role."
        if "@" in made.owner
        else f"There is no role “{made.owner}”, which is to own “{made.title}”."
    )
    span = node.span if node is not None else front.span_of("owner")
    reporter.report(codes.UNKNOWN_OWNER, span, told, hint=f"Is “{near[0]}” meant?" if near else None)


def titles_in(handbook: Handbook) -> set[str]:
    """The titles of the roles and families of a handbook, as they are compared."""
    return {spelled(each) for each in _titles(handbook)}


def _check_names(
    front: Any, names: Mapping[str, set[str]], reporter: Reporter, fields: Iterable[str] = tuple(_UNKNOWN)
) -> None:
    code = {
        "course": codes.UNKNOWN_COURSE,
        "competency": codes.UNKNOWN_COMPETENCY,
        "level": codes.UNKNOWN_LEVEL,
    }
    for name in fields:
        what = _UNKNOWN[name]
        for at, value in enumerate(getattr(front, name)):
            if (spelled(value) if what == "level" else value) not in names[what]:
                near = get_close_matches(value, names[what], n=1)
                reporter.report(
                    code[what], front.span_of(name, at), f"There is no {what} “{value}”.",
                    hint=f"Is “{near[0]}” meant?" if near else None,
                )  # fmt: skip


def _check_lessons(course: Course, courses: Courses, handbook: Handbook, reporter_for: ReporterFor) -> None:
    """Lessons of the folder that nothing leads to, objectives that the course does not have, hard texts."""
    taken = {each.path for each in course.parts}
    own = [each for each in courses.lessons.values() if each.folder == course.folder]
    linked = {
        found.target
        for path in (course.path, *(each.path for each in own))
        for found in handbook.links.get(path, ())
        if found.target != path
    }
    for lesson in own:
        page = handbook.pages[lesson.path]
        if lesson.path not in taken and lesson.path not in linked:
            told = f"“{lesson.title}” stands in no outline, and no page of the course links to it."
            reporter_for(lesson.path).report(codes.LOST_LESSON, whole_span(page), told)
        node = page.front.get("objectives") if page.front is not None else None
        for each in lesson.objectives:
            if course.objective(each) is None and node is not None:
                told = f"“{course.title}” has no objective “{each}”."
                reporter_for(lesson.path).report(
                    codes.UNKNOWN_OBJECTIVE, node.span, told, hint=_objectives(course)
                )
        ease = lesson.counts.ease(course.languages[0])
        if ease is not None and ease < VERY_HARD:
            told = f"“{lesson.title}” reads very hard: {ease} of 100."
            reporter_for(lesson.path).report(codes.HARD_TO_READ, whole_span(page), told)


def _check_questions(course: Course, handbook: Handbook, reporter_for: ReporterFor) -> None:
    """Questions for objectives that the course does not have, and objectives that no question tests."""
    quizzes: Mapping[str, Quiz] = handbook.definitions.get(QUIZ, {})
    own = [quizzes[each.path] for each in course.parts if each.path in quizzes]
    tested = set()
    for quiz in own:
        for question in quiz.questions:
            if not question.objective:
                continue
            tested.add(question.objective)
            if course.objective(question.objective) is None:
                told = f"“{course.title}” has no objective “{question.objective}”, which “{question.key}” is to test."
                page = handbook.pages[quiz.path]
                span = page.source.line_span(question.line - 1) if question.line else whole_span(page)
                reporter_for(quiz.path).report(codes.UNKNOWN_OBJECTIVE, span, told, hint=_objectives(course))
    if not own:
        return
    page = handbook.pages[course.path]
    spans = {each.key: each.span for each in listed(page, section_called(page, OBJECTIVES))}
    for objective in course.objectives:
        if objective.key not in tested:
            told = f"No question tests “{objective.text}”."
            reporter_for(course.path).report(codes.UNTESTED, spans[objective.key], told)


def _check_length(course: Course, courses: Courses, front: CourseFront, reporter: Reporter) -> None:
    """The length that the course states, against its parts where all of them are known."""
    required = course.required_parts
    if front.duration is None or not required or not all(each.minutes for each in required):
        return
    lessons = (courses.lessons.get(each.path) for each in required if each.kind == "lesson")
    if any(each is not None and each.includes and not each.is_timed for each in lessons):
        return  # what is taken in from other pages is counted where it is read
    needed = sum(each.minutes for each in required)
    if needed > course.minutes * 1.5 or needed < course.minutes / 2:
        told = f"It says {course.minutes} minutes; its parts take about {needed}."
        reporter.report(codes.LENGTH_DIFFERS, front.span_of("duration"), told)


def _check_circles(courses: Courses, fronts: Mapping[str, CourseFront], reporter_for: ReporterFor) -> None:
    graph = {key: each.prerequisites for key, each in courses.by_key.items()}
    for found in circles(graph):
        way = " → ".join((*found, found[0]))
        told = f"Nobody can begin: {way}."
        reporter_for(courses.by_key[found[0]].path).report(
            codes.CIRCLE, fronts[found[0]].span_of("prerequisites"), told
        )


def _objectives(course: Course) -> str | None:
    keys = ", ".join(each.key for each in course.objectives)
    return f"There are: {keys}." if keys else None


def competencies(handbook: Handbook) -> Iterator[str]:
    """The keys of the competencies of a handbook: pages of the folder of that name."""
    for path in handbook.pages:
        folder, _slash, name = stem_of(path).rpartition("/")
        if folder.rpartition("/")[2] == "competencies":
            yield name


def _titles(handbook: Handbook) -> Iterator[str]:
    for _path, family in sorted(handbook.definitions.get("job-family", {}).items()):
        yield family.title
        for level in family.levels:
            yield level.title
            yield f"{level.title}, {family.title}"
