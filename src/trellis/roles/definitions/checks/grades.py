"""Grades and reporting lines: their order along a ladder, and sentences that stand under another role's name."""

from __future__ import annotations

from itertools import pairwise

from trellis.handbook.diagnostics import Related, Reporter
from trellis.handbook.page import Page
from trellis.roles.definitions.checks.codes import grades as codes
from trellis.roles.definitions.model import Family, Level
from trellis.roles.definitions.names import bare, fold, same_ladder, seniority, spelled
from trellis.roles.definitions.resolve import manages


def check_grades(family: Family, page: Page, reporter: Reporter) -> None:
    """Report grades out of order, several grades, and sentences that name another role of the page."""
    _order(family, page, reporter)
    seen: dict[str, Level] = {}
    for level in family.levels:
        if len(level.grades) > 1:
            stated = ", ".join(f"{grade.value:g}" for grade in level.grades)
            reporter.report(
                codes.SEVERAL_GRADES,
                level.grades[0].span,
                f"“{level.title}” is given several grades: {stated}.",
            )
        first = seen.setdefault(spelled(level.title), level)
        if first is not level:
            at = Related(page.path, page.source.position(first.span.start), "the first one")
            reporter.report(
                codes.SAME_TITLE,
                level.span,
                f"“{level.title}” is a level of this page already.",
                related=[at],
            )
        _sentences(level, family, reporter)


def _order(family: Family, page: Page, reporter: Reporter) -> None:
    streams: dict[tuple[str | None, bool], list[Level]] = {}
    for level in family.levels:
        if level.grade is not None and not level.implicit:
            streams.setdefault((level.track, manages(level.title, family)), []).append(level)
    for levels in streams.values():
        values = [level.grade.value for level in levels if level.grade]
        # A page that goes down from the highest level is in order; it only begins at the top.
        goes_down = values == sorted(values, reverse=True)
        for before, level in pairwise(levels):
            if not goes_down or _rank(before.title) < _rank(level.title):
                _pair(before, level, page, reporter)


def _pair(before: Level, level: Level, page: Page, reporter: Reporter) -> None:
    """Report a level that stands after one of a higher grade on the same ladder."""
    lower, upper = level.grade, before.grade
    if not lower or not upper or lower.value >= upper.value or not same_ladder(before.title, level.title):
        return
    reporter.report(
        codes.GRADE_ORDER,
        lower.span,
        f"“{level.title}” has grade {lower.value:g} but stands after “{before.title}” "
        f"with grade {upper.value:g}.",
        related=[Related(page.path, page.source.position(upper.span.start), f"grade {upper.value:g}")],
    )


_RANKS = {
    "intern": -2,
    "associate": -1,
    "junior": -1,
    "senior": 1,
    "staff": 2,
    "lead": 2,
    "principal": 3,
    "distinguished": 4,
}


def _rank(title: str) -> int:
    """How senior the words of a title say that it is; a plain title is 0."""
    return max((_RANKS.get(word, 0) for word in seniority(title)), key=abs, default=0)


def _sentences(level: Level, family: Family, reporter: Reporter) -> None:
    if level.grade and level.grade.subject and (other := _other(level.grade.subject, level, family)):
        reporter.report(
            codes.GRADE_OTHER_ROLE,
            level.grade.span,
            f"The grade of “{level.title}” stands under the name of “{other}”.",
        )
    line = level.reports_to
    if line and line.subject and (other := _other(line.subject, level, family)):
        reporter.report(
            codes.REPORTING_OTHER_ROLE,
            line.span,
            f"The reporting line of “{level.title}” stands under the name of “{other}”.",
        )


def _other(subject: str, level: Level, family: Family) -> str | None:
    """The other role that a sentence names, as written; `None` if a reader takes the words for this level.

    Another level's very title is another role. Otherwise the words are this level's unless they say another seniority.
    """
    said = spelled(subject)
    if said in {spelled(level.title), *(spelled(alias) for alias in level.aliases)} or fold(subject) == fold(
        level.title
    ):
        return None
    if any(spelled(other.title) == said for other in family.levels if other is not level):
        return subject
    own, named = seniority(bare(level.title)), seniority(bare(subject))
    if named == own or not named or (named < own and "manager" in own - named):
        return None
    words = set(fold(subject).split()) - named
    return subject if words & set(fold(f"{level.title} {family.title}").split()) or named != own else None
