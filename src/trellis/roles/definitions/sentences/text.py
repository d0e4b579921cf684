"""What all readers of sentences share: where a sentence ends, what a title is, which link stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from trellis.handbook.model import Inline, Link, Mark
from trellis.roles.definitions.names import seniority

_ABBREVIATED = re.compile(
    r"\b(?:sr|jr|snr|dr|mr|ms|mrs|st|inc|vs|e\.g|i\.e|etc|dir|mgr|no)\.$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?]+(?=[\s\"'”’)\]]|$)|\n+")


class Sentence(NamedTuple):
    """A sentence of a run: its offsets in the run's text."""

    start: int
    end: int


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text: a full stop after an abbreviation or inside a word ends none, a line break does."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        end = found.end()
        if found[0][0] == "." and is_abbreviated(text[max(start, found.start() - 8) : found.start() + 1]):
            continue
        if text[start:end].strip():
            yield Sentence(start, end)
        start = end
    if text[start:].strip():
        yield Sentence(start, len(text))


def is_abbreviated(text: str) -> bool:
    """Whether the full stop at the end of a text belongs to an abbreviation."""
    return _ABBREVIATED.search(text) is not None


def plain(text: str) -> str:
    """A text with ordinary spaces in place of no-break spaces; offsets stay what they are."""
    return text.replace("\u00a0", " ")


def links_of(inline: Inline, start: int, end: int) -> list[Mark]:
    """The links that begin in `text[start:end]`, in order."""
    return [m for m in inline.marks if m.kind == "link" and m.link is not None and start <= m.start < end]


def link_over(inline: Inline, start: int, end: int) -> Link | None:
    """The first link that covers some of `text[start:end]`."""
    return next((m.link for m in inline.marks if m.kind == "link" and m.start < end and m.end > start), None)


_ARTICLES = re.compile(r"^(?:(?:the|an?|our|their|this|either|to|all|that of|those of)\s+)+", re.IGNORECASE)
_ROLE_AT_END = re.compile(r"\s+(?:role|position)$", re.IGNORECASE)


def clean_title(text: str) -> str:
    """A title as named in a sentence, without articles, "role", link marks and punctuation around it."""
    text = " ".join(plain(text).split("](")[0].split())
    text = _ROLE_AT_END.sub("", _ARTICLES.sub("", text))
    text = text.strip(" .,;:*_[]{}\"“”'")
    unclosed = text.count("(") - text.count(")")
    return text + ")" * unclosed if unclosed > 0 else text[:-1] if unclosed < 0 and text[-1] == ")" else text


_NOUNS = (
    r"engineer|manager|director|analyst|specialist|partner|president|architect|developer|designer|counsel"
    r"|representative|chairman|chair|controller|auditor|executive|ceo|cfo|cto|chief|vp|head|coordinator"
    r"|administrator|accountant|researcher|writer|recruiter|fellow|scientist|officer|instructor|technician"
    r"|advisor|consultant|steward|clerk|buyer|owner|curator|librarian|liaison|expert|strategist|advocate|editor|trainer|producer|planner|agent|assistant"
)
ROLE_NOUN = re.compile(rf"\b(?:{_NOUNS})s?\b", re.IGNORECASE)
ROLE_WORD = re.compile(
    rf"\b(?:{_NOUNS}|lead|associate|senior|staff|principal|junior|intern)s?\b", re.IGNORECASE
)


def names_a_role(title: str) -> bool:
    """Whether a wording speaks of a role at all, and not of a list of figures or a page."""
    return ROLE_WORD.search(title) is not None or bool(seniority(title))
