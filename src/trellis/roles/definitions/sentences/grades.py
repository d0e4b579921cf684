"""Job grades as sentences state them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from trellis.handbook.model import Inline
from trellis.handbook.text import Span
from trellis.roles.definitions.sentences.text import (
    Sentence,
    clean_title,
    link_over,
    names_a_role,
    plain,
    sentences,
)


class FoundGrade(NamedTuple):
    """A grade in a sentence: the numbers stated (several: one of them), the role that the sentence names, the span."""

    values: tuple[float, ...]
    subject: str | None
    span: Span


_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
)
_SPELLED = {word: float(number) for number, word in enumerate(_WORDS, start=1)}
_VALUE = rf"(?:\d{{1,2}}(?:\.\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
_NO_COUNT = r"(?!\s*(?:%|\+|years?\b|months?\b|weeks?\b|days?\b|(?:person|people|hours?)\b|-(?!\s*\d)))"
_HOLDING = (
    r"\bis\s+(?:currently\s+)?(?:an?|the|at|in|of)?\s*(?:job\s+)?#?"
    r"|\bgraded\s+(?:at|as)\s+(?:an?\s+)?"
)
_BETWEEN = (
    r"(?:\s+(?:for|of)\s+[^.;:\n]{2,80}?)?\s*"
    r"(?:\b(?:levels?|number|is|are|of|at|a|an)\b\s*|[#:=(\[–—-]\s*){0,4}"
)
_GRADE = re.compile(
    rf"(?:(?P<word>\b(?:job\s+)?(?:grades?|levels?|band)\b){_BETWEEN}|{_HOLDING})(?P<number>{_VALUE}){_NO_COUNT}",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"^\W*(?:G|JG)?(?P<number>{_VALUE})\W*$")
_NUMBERED = re.compile(r"\d|\b(?:{})\b".format("|".join(_WORDS)), re.IGNORECASE)
_MORE_GRADES = re.compile(
    rf"\s*[\])]?\s*(?:,|/|-|–|\b(?:or|and|to|through)\b)\s*(?:(?:or|and)\s+)?"
    rf"(?:an?\s+)?(?:job\s+)?(?:grade\s*#?)?\s*[\[(]?(?P<number>{_VALUE}){_NO_COUNT}",
    re.IGNORECASE,
)
_GRADE_LINK = re.compile(r"grade|compensation", re.IGNORECASE)


def grade_in(inline: Inline, *, in_grade_section: bool) -> FoundGrade | None:
    """The first grade that a run states.

    Outside a Job Grade section a bare number counts only where a link leads to the grades.
    """
    return next(grades_in(inline, in_grade_section=in_grade_section), None)


def grades_in(inline: Inline, *, in_grade_section: bool) -> Iterator[FoundGrade]:
    """The grades that the sentences of a run state, the first of each sentence; see `grade_in`."""
    text = plain(inline.text)
    if not _NUMBERED.search(text):
        return
    for sentence in sentences(text):
        found = _grade_of(inline, text, sentence, in_grade_section=in_grade_section)
        if found is not None:
            yield found


def _grade_of(inline: Inline, text: str, sentence: Sentence, *, in_grade_section: bool) -> FoundGrade | None:
    part = text[sentence.start : sentence.end]
    if _RANGE.match(part):
        return None
    says_grade = "grade" in part.lower()
    span = inline.source_span(sentence.start, sentence.end)
    for found in _GRADE.finditer(part):
        at = sentence.start + found.start("number")
        link = link_over(inline, at, at + 1)
        to_grades = link is not None and _GRADE_LINK.search(link.destination) is not None
        if to_grades or (found["word"] and says_grade) or (in_grade_section and link is None):
            values = (_value(found["number"]), *_more_grades(part, found.end()))
            return FoundGrade(values, _subject_of(part, found.start()), span)
    alone = _ALONE.match(part) if in_grade_section else None
    return FoundGrade((_value(alone["number"]),), None, span) if alone else None


def _value(number: str) -> float:
    return _SPELLED.get(number.lower()) or float(number)


def _more_grades(part: str, at: int) -> Iterator[float]:
    """The further grades after the first: "7, 8 or 9"."""
    while more := _MORE_GRADES.match(part, at):
        yield _value(more["number"])
        at = more.end()


_WHOSE = re.compile(
    r"^\W*(?:the\s+)?(?:job\s+)?grade(?:\s+level)?\s+(?:for|of)\s+(?P<after>.{2,90}?)\s*(?:\bis\b|\bare\b|:|=)"
    r"|^\W*(?P<before>.{2,90}?)['’]s?\s+(?:job\s+)?grade\b",
    re.IGNORECASE | re.DOTALL,
)
_WHO_IS = re.compile(
    r"^\W*(?P<subject>.+?)\s*,?\s*(?:\b(?:role|position|level)\b\s*)?"
    r"\b(?:is|are|can be|will be|at gitlab is|has|have|holds?|sits?|falls?|carries|belongs?)\b",
    re.IGNORECASE | re.DOTALL,
)
_NAMED_BEFORE = re.compile(
    r"^\W*(?P<subject>.{2,90}?)\s*(?:[:(–—,]|\s-)\s*(?:(?:an?|job|pay|salary)\s+)*$", re.DOTALL
)
_NOBODY = re.compile(
    r"^(?:this|the|that|an?)?\s*(?:role|position|job|level|this|it|they|you|job family|family|grade|job grade)?$",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"^\W*(?:the\s+|these\s+|all\s+)?(?:job\s+)?(?:roles|levels|positions|titles)\b[^.]*?\b(?:are|range|have|fall)\b",
    re.IGNORECASE,
)
"""What is said of all roles of a page is the grade of none."""


def _subject_of(part: str, at: int) -> str | None:
    """The role that a sentence gives the grade to which is stated at an offset; `None` for "this role" and the like."""
    whose = _WHOSE.match(part)
    if whose is not None:
        named = clean_title(whose["after"] or whose["before"])
    elif subject := _WHO_IS.match(part[: at + 4]):
        named = clean_title(subject["subject"])
    elif subject := _NAMED_BEFORE.match(part[:at]):
        named = clean_title(subject["subject"])
        named = named if names_a_role(named) else ""
    else:
        return None
    return None if _NOBODY.match(named) else named
