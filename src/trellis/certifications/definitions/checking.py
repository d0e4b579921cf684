"""What can be wrong with a certification: in itself, and with what it names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from trellis.assessments.definitions.quizzes import NAME as QUIZ
from trellis.assessments.definitions.quizzes import Quiz
from trellis.certifications.definitions import codes, evidence
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.definitions.outlines import Named, Outline
from trellis.certifications.definitions.requirements import ANY, MANAGER, Requirement, all_of, leaves
from trellis.core.definitions.rights import spelled
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page, whole_span
from trellis.handbook.settings import Settings
from trellis.handbook.slugs import anchors_of
from trellis.people.definitions.audiences import EVERYBODY
from trellis.roles.definitions.kind import NAME as JOB_FAMILY

_BY_THEMSELVES = "quizzes/"
"""Where quizzes stand that people take without a course."""
_CODES: dict[str, tuple[Code, str]] = {
    evidence.COURSE: (codes.UNKNOWN_COURSE, "course"),
    evidence.QUIZ: (codes.UNKNOWN_QUIZ, "quiz"),
    evidence.PATH: (codes.UNKNOWN_PATH, "path"),
    evidence.CERTIFICATION: (codes.UNKNOWN_CERTIFICATION, "certification"),
    evidence.OBSERVED: (codes.UNKNOWN_COURSE, "observed"),
}
_SAID = {"observed": "course"}


@dataclass(frozen=True)
class There:
    """What there is that a certification can ask for."""

    handbook: Handbook
    outlines: Mapping[str, Outline]
    certifications: Mapping[str, Certification]
    named: Collection[Named]
    titles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        families = self.handbook.definitions.get(JOB_FAMILY, {}).values()
        levels = [
            (each.title, family.title) for family in families if family is not None for each in family.levels
        ]
        titles = {spelled(title) for title, _family in levels} | {spelled(f"{a}, {b}") for a, b in levels}
        object.__setattr__(self, "titles", frozenset(titles))

    def of(self, kind: str) -> frozenset[str]:
        """The keys of everything of a kind."""
        if kind in (evidence.COURSE, evidence.OBSERVED):
            return frozenset(self.outlines)
        if kind == evidence.CERTIFICATION:
            return frozenset(self.certifications)
        return frozenset(each.key for each in self.named if each.kind == kind)


def check_itself(made: Certification, page: Page, settings: Settings, reporter: Reporter) -> None:
    """Report what can be seen on the page alone."""
    span = made.node.span
    if not made.owner:
        reporter.report(codes.NO_OWNER, span, f"“{made.title}” has no owner.")
    if made.requires is None:
        reporter.report(codes.NO_REQUIREMENT, span, f"Nobody can earn “{made.title}”: it asks for nothing.")
    for route in made.routes:
        for each in all_of(route):
            if each.fault:
                reporter.report(codes.UNCLEAR, each.node.span, f"This requirement {each.fault}.")
            _check_rubric(each, page, settings, reporter)
    _check_times(made, reporter)


def check_names(made: Certification, there: There, reporter: Reporter) -> None:
    """Report what it asks for that there is not, and where it goes in a circle."""
    for route in made.routes:
        for each in leaves(route):
            _check_name(each, there, reporter)
    circle = _circle_from(made.key, there.certifications)
    if circle:
        names = " → ".join(f"“{there.certifications[key].title}”" for key in circle)
        reporter.report(codes.CIRCLE, made.span_of("requires"), f"“{made.title}” asks for itself: {names}.")


def check_exams(there: There, reporter_for: Callable[[str], Reporter]) -> None:
    """Report exams that stand by themselves and are offered to everybody, where only some can be certified by them."""
    asking: dict[str, list[Certification]] = {}
    for made in there.certifications.values():
        for path in {
            each.key for route in made.routes for each in leaves(route) if each.kind == evidence.QUIZ
        }:
            asking.setdefault(path, []).append(made)
    for path, several in sorted(asking.items()):
        quiz = there.handbook.definitions.get(QUIZ, {}).get(path)
        if not isinstance(quiz, Quiz) or not path.startswith(_BY_THEMSELVES):
            continue
        if quiz.settings.audience == EVERYBODY and all(each.audience != EVERYBODY for each in several):
            page = there.handbook.pages[path]
            node = page.front.get("quiz") if page.front is not None else None
            reporter_for(path).report(
                codes.EXAM_FOR_EVERYBODY, node.span if node is not None else whole_span(page),
                f"“{quiz.title}” is offered to everybody, and “{several[0].title}” is not for everybody.",
                hint="Write the audience of the certification under `quiz` as well.",
            )  # fmt: skip


def _check_times(made: Certification, reporter: Reporter) -> None:
    if made.months is None:
        for name in ("renewal", "remind", "grace"):
            if name in _written(made):
                reporter.report(
                    codes.NO_END,
                    made.span_of(name),
                    f"“{made.title}” counts for good: “{name}” says nothing.",
                )
        return
    shortest = made.months * 365 // 12  # days that so many months have at least, give or take one
    if made.renewal is not None and made.window_days >= shortest:
        reporter.report(
            codes.LONG_WINDOW, made.renewal.span_of("from"),
            f"The window of {made.window_days} days is as long as “{made.title}” counts.",
        )  # fmt: skip
    for at, step in enumerate(made.remind):
        if step >= shortest:
            reporter.report(
                codes.EARLY_REMINDER, made.span_of("remind", at),
                f"{step} days before the end “{made.title}” has not begun yet.",
            )  # fmt: skip


def _written(made: Certification) -> Mapping[str, object]:
    return made.node.value if isinstance(made.node.value, dict) else {}


def _check_rubric(each: Requirement, page: Page, settings: Settings, reporter: Reporter) -> None:
    if not each.rubric:
        return
    anchors = anchors_of(page, settings.slugs)
    if anchors.lookup(each.rubric.removeprefix("#")) is None:
        there = ", ".join(anchors.names[:12])
        reporter.report(
            codes.UNKNOWN_RUBRIC, each.span_of("rubric"), f"“{page.title}” has no section “{each.rubric}”.",
            hint=f"There are: {there}." if there else None,
        )  # fmt: skip


def _check_name(each: Requirement, there: There, reporter: Reporter) -> None:
    if each.kind in (evidence.CLASS, evidence.PRACTICAL):
        _check_part(each, there, reporter)
    elif each.kind == evidence.SIGN_OFF:
        if each.sign_off != MANAGER and spelled(each.sign_off or "") not in there.titles:
            told = f"No job family has the role “{each.sign_off}”."
            reporter.report(codes.UNKNOWN_ROLE, each.span_of("sign_off"), told)
    elif each.kind == evidence.OBSERVED and each.key == ANY:
        return
    elif each.kind in _CODES and each.key not in there.of(each.kind):
        code, what = _CODES[each.kind]
        near = get_close_matches(each.key, there.of(each.kind), n=1)
        reporter.report(
            code, each.span_of(what), f"The handbook has no {_SAID.get(what, what)} “{each.key}”.",
            hint=f"Is “{near[0]}” meant?" if near else None,
        )  # fmt: skip


def _check_part(each: Requirement, there: There, reporter: Reporter) -> None:
    course, _slash, part = each.key.partition("/")
    outline = there.outlines.get(course)
    kind = outline.kind_of(part) if outline is not None else None
    if outline is not None and kind == each.kind:
        return
    if outline is None:
        told, hint = f"The handbook has no course “{course}”.", None
    else:
        fitting = ", ".join(key for key, found in outline.parts if found == each.kind)
        told = f"The course “{course}” has no {each.kind} “{part}”."
        hint = (
            f"There are: {fitting}."
            if fitting
            else f"Write it into the outline: 1. … ({each.kind}) {{#{part}}}"
        )
    key = "class" if each.kind == evidence.CLASS else "practical"
    reporter.report(codes.UNKNOWN_PART, each.span_of(key), told, hint=hint)


def _circle_from(key: str, every: Mapping[str, Certification]) -> tuple[str, ...]:
    """The way by which a certification asks for itself; nothing where it does not."""
    ways: list[tuple[str, ...]] = [(key,)]
    known = {key}
    while ways:
        way = ways.pop()
        for after in _asked_by(every[way[-1]]):
            if after == key:
                return (*way, key)
            if after in every and after not in known:
                known.add(after)
                ways.append((*way, after))
    return ()


def _asked_by(made: Certification) -> Iterator[str]:
    """The certifications that one asks for, to be earned."""
    for each in leaves(made.requires) if made.requires is not None else ():
        if each.kind == evidence.CERTIFICATION:
            yield each.key
