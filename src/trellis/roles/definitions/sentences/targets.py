"""The roles that a statement of inheritance names: "the Senior or Staff Engineer role", "the ones outlined above"."""

from __future__ import annotations

import re
from collections.abc import Set

from trellis.handbook.model import Inline, Mark
from trellis.roles.definitions.model import Reference
from trellis.roles.definitions.names import fold, seniority, words
from trellis.roles.definitions.sentences.text import (
    ROLE_NOUN,
    ROLE_WORD,
    clean_title,
    links_of,
)

_LIST = r"(?:respon[a-z]*bi?l?i[a-z]*|req[a-z]*ments?)"
LISTS = rf"{_LIST}(?:\s*(?:and|&|/)\s*{_LIST})?"
"""The names of one or both lists, with the slips that occur."""

_PLUS = (
    r"[\s.,;:]*(?:,?\s*\b(?:(?:plus|but|with|by|as well as|including|in addition|and also)\b"
    r"|and\s+(?:includ|add|the following|below|is\b|are\b|ha[sv]e?\b|will\b|expand)\w*|and\s*(?=[:;,.]|$)).*)?$"
)
_STATED = r"listed|outlined|described|noted"
_SOMETHING = (
    rf"sections?|lists?|{_STATED}|levels?|roles?|positions?|items?|general|standard|job family|family"
)
_ABOVE = re.compile(
    r"^\W*(?:as|of|for|from|at|the|ones?|those|that|in|a|an|any|stated|defined|mentioned|specified"
    rf"|{_STATED})*\W*"
    rf"(?:(?:the\s+)?(?:ones?\s+)?(?:(?:{_SOMETHING})\s+){{0,3}}(?:above|below)"
    r"|(?:the\s+)?(?:previous|prior|preceding|lower|section above)(?:\s+\w+)?)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^\W*(?:(?:thet|that|those|all|the|an?|of|as|for|from|either|in|on|to|both|any|other|our|standard|general|same|job"
    rf"|base|regular|corresponding|respective|relevant|{_STATED})"
    r"\b\s*)+",
    re.IGNORECASE,
)
_LISTS_OF = re.compile(
    rf"^\W*(?:the\s+)?{LISTS}\s+(?:(?:of|for|from|as)\s+|(?=(?:(?:{_STATED})\s+)?above\b))", re.IGNORECASE
)
_LIST_FIRST = re.compile(rf"(?:{LISTS})\s+(?:of|for|from|as)\s+(?:(?:the|an?)\s+)?", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:['’]s)?\s*(?:\b(?:role|roles|position|level|levels|section)\b\s*)?"
    rf"(?:\b{LISTS}\b)?\s*"
    rf"(?:\b(?:role|roles|position|job family|listed above|outlined above|above|level)\b\s*)*{_PLUS}",
    re.IGNORECASE,
)
_OR = re.compile(r"\s*,?\s+(?:and/or|or|and)\s+(?:the\s+|an?\s+)?", re.IGNORECASE)
_AFTER_TARGET = re.compile(
    rf"(?:\b(?:{LISTS}|roles?|positions?|levels?(?=\s+{LISTS}|\W*$))\b|,\s+(?:the|this|they|you)\b|\s+at\s+previous\b|\s+\babove\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_SENIORITY_FIRST = re.compile(
    r"^\s*(?:(?:senior|sr\.?|staff|principal|junior|associate|lead|distinguished|level)\s+)+", re.IGNORECASE
)


def is_above(rest: str) -> bool:
    """Whether the words after "extends" name no role but a place: "outlined above", "of the previous level"."""
    return _ABOVE.match(_LISTS_OF.sub("", rest)) is not None


def named_targets(rest: str, inline: Inline, base: int) -> list[Reference]:
    """The titles that the words after "extends" name; `base` is where they begin in the run."""
    links = links_of(inline, base, base + len(rest))
    spans = _target_spans(rest, base, links)
    references = []
    for number, (first, last) in enumerate(spans):
        title = clean_title(_AFTER_TARGET.sub("", rest[first:last]))
        if not title or len(title) > 110 or not re.search(r"[A-Za-z]{2}", title):
            continue
        if number + 1 < len(spans) and seniority(title) == frozenset(words(title)):
            # "the Senior or Staff Engineer": the noun stands once, at the end.
            noun = rest[spans[-1][0] : spans[-1][1]]
            title = f"{title} {clean_title(_SENIORITY_FIRST.sub('', noun))}"
        link = next((m.link for m in links if m.start < base + last and m.end > base + first), None)
        place = inline.source_span(base + first, base + last)
        references.append(Reference(title, place, link.destination if link else None))
    return references


def _target_spans(rest: str, base: int, links: list[Mark]) -> list[tuple[int, int]]:
    """Where the titles stand in the words after "extends"."""
    lead = _LEADING.match(rest)
    begin = lead.end() if lead else 0
    list_first = _LIST_FIRST.match(rest[begin:])
    if list_first:
        begin += list_first.end()
    tail = _TAIL.search(rest, begin)
    finish = tail.start() if tail else len(rest)
    spans: list[tuple[int, int]] = []
    at = begin
    for divider in _OR.finditer(rest, begin, finish):
        left, right = rest[at : divider.start()], rest[divider.end() : finish]
        if _divides(left, right, divider[0], links, base + divider.start()):
            spans.append((at, divider.start()))
            at = divider.end()
    return [*spans, (at, finish)]


def _divides(left: str, right: str, word: str, links: list[Mark], at: int) -> bool:
    """Whether "and"/"or" parts two titles: both sides are links, or both sides look like a role."""
    if len(links) >= 2 and any(m.end <= at for m in links) and any(m.start >= at for m in links):
        return True
    if "or" in word.lower().split():
        return bool(ROLE_WORD.search(left) and ROLE_WORD.search(right))
    return bool(ROLE_NOUN.search(left) and ROLE_NOUN.search(right))


_QUALIFIED = re.compile(r"\s*(?:,|\(|\bof\b|\bfor\b|\bin\b|\bat\b|\bon\b|\s[-–—]\s).*$", re.DOTALL)
_RANK = re.compile(r"\s+(?:[IVX]+|\d+)$")
_LOWER = re.compile(r"(?<![\w'’-])(?!(?:and|for|the|with)\b)[a-z]{3,}")
_UPPER = re.compile(r"[A-Z]")
_ACTOR = re.compile(r"[A-Z][a-z]+(?:er|or|ist|ant|ian|eer)s?")


def is_title_of_role(title: str, titles: Set[str] = frozenset()) -> bool:
    """Whether the words named are a title: one of `titles` (folded), one who does something, a bare word of seniority.

    Stricter than `names_a_role`: "executive presence" speaks of a role and is none.
    """
    if fold(title) in titles:
        return True
    head = _RANK.sub("", _QUALIFIED.sub("", title)).split()
    if not head or (_UPPER.search(title) and _LOWER.search(title)):
        return False
    if ROLE_NOUN.fullmatch(head[-1]) or _ACTOR.fullmatch(head[-1]):
        return True
    first = next((word for word in head if not seniority(word) or ROLE_NOUN.fullmatch(word)), None)
    if first is None:
        return True
    return first[:1].isupper() and ROLE_NOUN.fullmatch(first) is not None
