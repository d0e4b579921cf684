"""Hiring processes: ordered steps with duration, interviewers, and whether a step may be left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trellis.handbook.model import Block, Inline, List, Paragraph
from trellis.handbook.page import Page
from trellis.roles.definitions.lists import Bullet, bullets
from trellis.roles.definitions.model import HiringStep

_UNIT = r"(?P<unit>min(?:ute)?s?|hours?|hrs?)\b"
_MINUTES = re.compile(
    rf"(?P<number>\d{{1,3}}|one|two|three|half an?)(?:\s*(?:-|–|to)\s*\d{{1,3}})?[\s-]*{_UNIT}", re.IGNORECASE
)
_NUMBERS = {"one": 1, "two": 2, "three": 3}
_OPTIONAL = re.compile(
    r"\b(?:may|might|optional(?:ly)?|if (?:needed|required|applicable|necessary)|can also|could be|possibly"
    r"|(?:our|the) CEO may)\b",
    re.IGNORECASE,
)
_POINTER = (
    r"additional (?:details|information)\b|(?:see )?more (?:details|information)\b|read more\b|learn more\b"
    r"|to learn more\b|for more (?:details|information)\b|details (?:about|on)\b"
    r"|.{0,60}\b(?:can be found|find (?:more|their job)|our hiring page)\b[^.]*\.?$"
)
_CAUTION = (
    r"please (?:note|keep|be)\b|note\b|keep in mind\b|as always\b|avoid the confidence gap\b"
    r"|(?:the )?(?:candidates?|applicants?)\b[^.]{0,60}\b"
    r"(?:can expect the (?:hiring|interview|following)|(?:can|may) be (?:declined|rejected))"
)
_NOT_A_STEP = re.compile(rf"^\W*(?:{_POINTER}|{_CAUTION})", re.IGNORECASE)
_AFTER = r"(?:with|by|to|conducted by|from|interview(?:ed)? by)"
_ONE_OF = r"(?:one of\s+|members? of\s+|a member of\s+|someone from\s+|either\s+|both\s+)*"
_BETWEEN = r"(?:,? (?:of|and|&|the|for|in) (?=[A-Z])|, (?=[A-Z])| (?=[A-Z(])|)"
_WITH = re.compile(
    rf"\b{_AFTER}\s+{_ONE_OF}(?:(?:the|our|an?|their|your)\s+)*"
    rf"(?P<who>(?:[A-Z][\w&.’'/-]*{_BETWEEN}|\([A-Z][\w ]*\))+)"
)
_WHO_STOP = {"Zoom", "GitLab", "CI/CD", "Google", "I"}


def read_steps(page: Page, blocks: Sequence[Block]) -> tuple[HiringStep, ...]:
    """The steps of a hiring section: the top entries of its first list, without what is no step.

    A list whose only entry announces the order ("candidates can expect …") is followed by the steps. A numbered list
    that counts on, and lists parted by nothing but a quote, are one list.
    """
    return tuple(step_in(page, b.inline, b.text, b.start, b.end) for b in _first_list(page, blocks))


def _first_list(page: Page, blocks: Sequence[Block]) -> list[Bullet]:
    steps: list[Bullet] = []
    ended = False
    for block in blocks:
        if isinstance(block, List):
            if steps and ended and not (block.start is not None and block.start > 1):
                break
            found = [b for b in bullets(page, (block,)) if b.depth == 0]
            steps.extend(b for b in found if not _NOT_A_STEP.match(b.text))
            ended = False
        elif isinstance(block, Paragraph) and steps:
            ended = True
    return steps


def step_in(page: Page, inline: Inline, words: str, start: int = 0, end: int | None = None) -> HiringStep:
    """The step that a part of a run states; `words` is what a reader sees of it."""
    end = len(inline.text) if end is None else end
    span = inline.source_span(start, start + len(inline.text[start:end].rstrip()))
    return HiringStep(
        words,
        span,
        page.source.line(span.start),
        minutes_in(words),
        interviewers_in(inline, start, end),
        _OPTIONAL.search(words) is not None,
    )


def minutes_in(text: str) -> int | None:
    """The first duration that a text states, in minutes."""
    found = _MINUTES.search(text)
    if found is None:
        return None
    word = found["number"].lower()
    number = (
        0.5 if word.startswith("half") else float(_NUMBERS.get(word, 0) or (word if word.isdigit() else 0))
    )
    minutes = int(number * (60 if found["unit"].lower().startswith("h") else 1))
    return minutes or None


def interviewers_in(inline: Inline, start: int, end: int) -> tuple[str, ...]:
    """The titles that a step names after "with" or "by", as written."""
    found: list[str] = []
    for match in _WITH.finditer(inline.text, start, end):
        title = match["who"].strip(" ,.(")
        if title and title not in _WHO_STOP and title not in found:
            found.append(title)
    return tuple(found)
