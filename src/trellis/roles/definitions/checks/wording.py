"""How a job family is worded: as a role and not as a vacancy, by what people can do and not by years or gender."""

from __future__ import annotations

import re

from trellis.handbook.diagnostics import Reporter
from trellis.handbook.model import Inline, Paragraph, walk_blocks, walk_items
from trellis.handbook.page import Page
from trellis.roles.definitions.checks.codes import wording as codes
from trellis.roles.definitions.checks.options import Options
from trellis.roles.definitions.headings import Topic, announced
from trellis.roles.definitions.model import Family

_VACANCY = re.compile(
    r"\b(?:you(?:'|’)?ll\b|you will\b(?! (?:find|see|be able to find))|you would\b"
    r"|exciting (?:new )?opportunit(?:y|ies)|(?:the|our) (?:ideal|successful|right) candidate\b"
    r"|we(?:'|’)?re (?:hiring|looking|seeking)|we are (?:hiring|looking|seeking|currently seeking)"
    r"|join (?:our|the) (?:growing )?team|apply now|come (?:and )?join)",
    re.IGNORECASE,
)
_VACANCY_HINTS = (
    "you'll", "you’ll", "youll", "you will", "you would", "opportunit", "hiring", "looking", "seeking", " candidate",
    "join ", "apply now",
)  # fmt: skip
_YEARS = re.compile(
    r"(?:\b(?:minimum|at least|more than|over)\b[^.;]{0,20})?"
    r"\b(?:\d{1,2}\s*(?:\+|\s*(?:-|–|to)\s*\d{1,2}\+?)?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen)\s*\+?\s*"
    r"(?:or more\s+|plus\s+)?years?\b(?:['’]s?)?",
    re.IGNORECASE,
)
_YEARS_OF = re.compile(
    r"experien|working|\bwork\b|managing|leading|in an?\b|track record|hands[- ]on|building|of\b",
    re.IGNORECASE,
)
_NOT_EXPERIENCE = re.compile(
    r"years? (?:old|ago|from|plan|roadmap|vision|cycle|horizon|term|degree)"
    r"|(?:fiscal|last|next|per|every|each|a|long) years?\b|year-",
    re.IGNORECASE,
)
_NOT_JUDGED = {Topic.HIRING}


def check_wording(family: Family, page: Page, options: Options, reporter: Reporter) -> None:
    """Report vacancy wording and years of experience, once for each paragraph or bullet."""
    phrases = [re.escape(phrase) for phrase in options.vacancy_words]
    more = re.compile("|".join(phrases), re.IGNORECASE) if phrases else None
    in_requirements = False
    for section in page.sections:
        topic = announced(section.title).topic if section.heading else Topic.OTHER
        if section.heading is None or topic is not Topic.TITLE:
            in_requirements = topic in (Topic.REQUIREMENTS, Topic.NICE_TO_HAVE, Topic.BOTH)
        if topic in _NOT_JUDGED:
            continue
        for inline in _inlines(section.blocks):
            text = inline.text.lower()
            if more is not None or any(hint in text for hint in _VACANCY_HINTS):
                _vacancy(inline, more, reporter, in_requirements=in_requirements)
            if in_requirements and "year" in text:
                _years(inline, reporter)


def _inlines(blocks: tuple[object, ...]) -> list[Inline]:
    found: list[Inline] = []
    for block in walk_blocks(blocks):  # type: ignore[arg-type]
        if isinstance(block, Paragraph):
            found.append(block.inline)
    found.extend(item.inline for item, _ in walk_items(blocks))  # type: ignore[arg-type]
    return found


def _vacancy(
    inline: Inline, more: re.Pattern[str] | None, reporter: Reporter, *, in_requirements: bool
) -> None:
    own = _VACANCY.finditer(inline.text)
    found = next((each for each in own if not (in_requirements and _is_relative(inline.text, each))), None)
    if found is None and more is not None:
        found = more.search(inline.text)
    if found:
        phrase = " ".join(found[0].split())
        reporter.report(
            codes.VACANCY,
            inline.source_span(found.start(), found.end()),
            f"“{phrase}” is the wording of a vacancy.",
        )


LOOK_BACK = 400
"""Characters of a sentence that are looked at."""
_SENTENCE = re.compile(r"[.!?;:]\s")
_OPENING = re.compile(
    r"\W*(?:in|as|on|at|during|with|within|for|from|after|once|if|when|while)\b", re.IGNORECASE
)
_NOT_A_NOUN = frozenset("and but or so then here also yet first next together daily ideally".split())


def _is_relative(text: str, found: re.Match[str]) -> bool:
    """Whether “you will” begins a clause that says more of a noun: “tools that you will use”, “tools you will use”."""
    if not found[0].lower().startswith("you"):
        return False
    sentence = _SENTENCE.split(text[max(0, found.start() - LOOK_BACK) : found.start()])[-1]
    before = re.search(r"([A-Za-z]{1,30})[)”\"']?\s+\Z", sentence)
    return before is not None and before[1].lower() not in _NOT_A_NOUN and not _OPENING.match(sentence)


def _years(inline: Inline, reporter: Reporter) -> None:
    for found in _YEARS.finditer(inline.text):
        around = inline.text[max(0, found.start() - 40) : found.end() + 60]
        if _NOT_EXPERIENCE.search(inline.text[found.start() : found.end() + 12]) or not _YEARS_OF.search(
            around
        ):
            continue
        phrase = " ".join(found[0].split())
        reporter.report(
            codes.YEARS,
            inline.source_span(found.start(), found.end()),
            f"The requirement counts years: “{phrase}”.",
        )
        return
