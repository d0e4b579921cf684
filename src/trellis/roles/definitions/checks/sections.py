"""What a page of a job family must have: sections, lists, grades, indicators, the bullets that are asked for."""

from __future__ import annotations

import re
from bisect import bisect_right

from trellis.handbook.diagnostics import Reporter
from trellis.handbook.model import List, Paragraph, Table
from trellis.handbook.page import Page, whole_span
from trellis.handbook.text import Span
from trellis.roles.definitions.checks.codes import sections as codes
from trellis.roles.definitions.checks.options import Options
from trellis.roles.definitions.headings import Topic, announced
from trellis.roles.definitions.model import Family, Indicator, Level, Part
from trellis.roles.definitions.names import spelled

_PLACEHOLDER = re.compile(
    r"^\W*(?:tbd|tba|todo|wip|to be (?:defined|determined|announced|added)(?: at time of business need)?"
    r"|coming soon|placeholder)\W*$",
    re.IGNORECASE,
)


def check_sections(family: Family, page: Page, options: Options, reporter: Reporter) -> None:
    """Report what is missing from a page, and sections that hold nothing."""
    _front_matter(page, reporter)
    if not family.levels:
        return
    first = whole_span(page)
    said = {
        "indicators": _has(page, Topic.INDICATORS) or any(family.all_indicators),
        "hiring": _has(page, Topic.HIRING) or bool(family.hiring),
        "ladder": _has(page, Topic.LADDER) or bool(family.ladders),
    }
    if "indicators" in options.required_sections and not said["indicators"]:
        reporter.report(codes.MISSING_INDICATORS, first, f"“{family.title}” has no performance indicators.")
    if "hiring" in options.required_sections and not said["hiring"]:
        reporter.report(codes.MISSING_HIRING, first, f"“{family.title}” has no hiring process.")
    if "ladder" in options.required_sections and not said["ladder"]:
        reporter.report(codes.MISSING_LADDER, first, f"“{family.title}” has no career ladder.")
    for level in family.levels:
        _level(level, family, options, reporter)
    _list_sections(page, reporter)
    _indicator_counts(family, page, options, reporter)


def _has(page: Page, topic: Topic) -> bool:
    return any(announced(heading.text).topic is topic for heading in page.headings)


def _front_matter(page: Page, reporter: Reporter) -> None:
    at = Span(0, page.source.line_span(1).end)
    if page.description is None:
        reporter.report(
            codes.MISSING_DESCRIPTION, at, f"“{page.title}” has no description in its front matter."
        )
    if page.front_value("layout") is None and page.front_value("kind") is None:
        reporter.report(
            codes.MISSING_LAYOUT,
            at,
            f"“{page.title}” does not say in its front matter that it is a job family.",
        )


def _level(level: Level, family: Family, options: Options, reporter: Reporter) -> None:
    if "grade" in options.required_sections and level.grade is None:
        reporter.report(codes.MISSING_GRADE, level.span, f"“{level.title}” has no job grade.")
    for part, has_section, code in (
        (Part.RESPONSIBILITIES, level.has_responsibilities, codes.MISSING_RESPONSIBILITIES),
        (Part.REQUIREMENTS, level.has_requirements, codes.MISSING_REQUIREMENTS),
    ):
        inherits = any(not extension.parts or part in extension.parts for extension in level.extends)
        if part.value in options.required_sections and not (
            has_section or level.items(part) or inherits or family.items(part)
        ):
            reporter.report(code, level.span, f"“{level.title}” has no {part.value}.")
    required = [text for text in options.required_requirements if not _asks(level, family, text)]
    for text in required:
        reporter.report(
            codes.REQUIRED_BULLET, level.span, f"The requirements of “{level.title}” lack “{text}”."
        )


def _asks(level: Level, family: Family, text: str) -> bool:
    """Whether a role asks for a text, itself, by its family, or by what it inherits from."""
    wanted = spelled(text)
    if any(wanted in spelled(item.text) for item in (*level.requirements, *family.requirements)):
        return True
    return any(not e.parts or Part.REQUIREMENTS in e.parts for e in level.extends)


def _list_sections(page: Page, reporter: Reporter) -> None:
    for section in page.sections[1:]:
        said = announced(section.title)
        if said.topic not in (Topic.RESPONSIBILITIES, Topic.REQUIREMENTS) or section.heading is None:
            continue
        blocks = list(page.blocks_under(section))
        if not blocks and not section.children:
            reporter.report(
                codes.EMPTY_SECTION, section.heading.span, f"The section “{section.title}” is empty."
            )
        elif any(isinstance(block, List | Table) for block in blocks):
            _placeholders(page, section.blocks, section.title, reporter)
        else:
            words = " ".join(block.inline.text for block in blocks if isinstance(block, Paragraph))
            if _PLACEHOLDER.match(words):
                reporter.report(
                    codes.PLACEHOLDER, blocks[0].span, f"“{section.title}” holds only “{words.strip()}”."
                )
            elif _is_prose(words):
                reporter.report(
                    codes.PROSE_ONLY, section.heading.span, f"The section “{section.title}” has no list."
                )


_POINTER = re.compile(r"\b(?:same|extend|all|see|above|below)\w*\b", re.IGNORECASE)


def _is_prose(words: str) -> bool:
    """Whether a section without a list says something itself, and does not only point to another list."""
    count = len(words.split())
    return count > 12 or "\n" in words.strip() or (count > 3 and not _POINTER.search(words))


def _placeholders(page: Page, blocks: tuple[object, ...], title: str, reporter: Reporter) -> None:
    for block in blocks:
        for item in block.items if isinstance(block, List) else ():
            if _PLACEHOLDER.match(item.text):
                reporter.report(
                    codes.PLACEHOLDER, item.span, f"A bullet of “{title}” holds only “{item.text.strip()}”."
                )


def _indicator_counts(family: Family, page: Page, options: Options, reporter: Reporter) -> None:
    total = list(family.all_indicators)
    if total and len(total) < options.least_indicators:
        reporter.report(
            codes.TOO_FEW_INDICATORS,
            total[0].span,
            f"“{family.title}” has {_count(len(total))}; the handbook asks for at least {options.least_indicators}.",
        )
    starts = [heading.span.start for heading in page.headings]
    for title, indicators in _indicator_lists(family, starts):
        if len(indicators) > options.most_indicators:
            reporter.report(
                codes.TOO_MANY_INDICATORS,
                indicators[options.most_indicators].span,
                f"“{title}” has {_count(len(indicators))} in one list; the handbook asks for at most "
                f"{options.most_indicators}.",
            )


def _indicator_lists(family: Family, starts: list[int]) -> list[tuple[str, list[Indicator]]]:
    """The indicators under each heading, each name once, with the role or family that they are for.

    Indicators that are headings themselves are one list: that of the section which they stand in.
    """
    headings = set(starts)
    lists: dict[tuple[str, int], dict[str, Indicator]] = {}
    stated = [(family.title, indicator) for indicator in family.indicators]
    stated += [(level.title, indicator) for level in family.levels for indicator in level.indicators]
    for title, indicator in stated:
        start = indicator.span.start
        section = -1 if start in headings else bisect_right(starts, start)
        lists.setdefault((title, section), {}).setdefault(spelled(indicator.name), indicator)
    return [(title, list(named.values())) for (title, _), named in lists.items()]


def _count(number: int) -> str:
    return "one performance indicator" if number == 1 else f"{number} performance indicators"
