"""Career ladders as sentences state them: where a role leads next, and what lies to its side."""

from __future__ import annotations

import re

from trellis.handbook.model import Inline
from trellis.roles.definitions.model import Move, Reference
from trellis.roles.definitions.sentences.text import clean_title, links_of, plain, sentences

_MOVES = re.compile(
    r"\b(?:is|be|are|would be)\s+(?:to\s+)?"
    r"(?:(?:move|moving|progress|promot\w+|flow|step)\s+(?:up\s+|on\s+)?)?(?:in)?to\s+(?:the|an?)\s+"
    r"(?P<title>[A-Z][^.;\n]{2,80}?)\s+(?:job family|family|role|position|level|job)\b"
)
_NEXT_FOR = re.compile(
    r"\b(?:next (?:career )?(?:steps?|positions?|levels?)|career ladder|way (?:on|up))\s+(?:for|of|after|in)\s+"
    r"(?:the|an?|our)\s+(?P<whom>[^.;]{3,90}?)\s+(?:is|are|would|will|can|may)\b",
    re.IGNORECASE,
)
_WHO_MAY = re.compile(
    r"^\W*(?:[Tt]he|[Aa]n?)\s+(?P<who>[A-Z][^.;]{2,80}?)\s+(?:may|can|could|might|would|will|moves?|progress\w*|grows?)\b"
)
_LATERAL = re.compile(
    r"\b(?:also|lateral\w*|sideways|to the side|side|instead|alternative\w*|other|explore|often|sometimes|possible"
    r"|prefer|enjoy|rather)\b",
    re.IGNORECASE,
)
_UPWARD = re.compile(
    r"\bnext\b|\bsteps?\b|\bladder|\bprogress|\bpromot|\badvance"
    r"|\bmove[sd]? (?:up|on|into|to)\b(?!.*\b(?:prefer|enjoy|rather)\b)",
    re.IGNORECASE,
)


def moves_in(inline: Inline) -> tuple[Move, ...]:
    """The moves that a career ladder states: its links, and "to move to the X job family" where it has none."""
    text = plain(inline.text)
    made: list[Move] = []
    subject: str | None = None
    for sentence in sentences(text):
        part = text[sentence.start : sentence.end]
        if whom := _NEXT_FOR.search(part):
            subject = clean_title(whom["whom"])
        elif who := _WHO_MAY.search(part):
            subject = clean_title(who["who"])
        lateral = _LATERAL.search(part) is not None or _UPWARD.search(part) is None
        references = [
            Reference(" ".join(mark.link.text.split()), mark.link.span, mark.link.destination)
            for mark in links_of(inline, sentence.start, sentence.end)
            if mark.link is not None
        ]
        references = references or [
            Reference(clean_title(found["title"]), inline.source_span(*found.span("title")))
            for found in _MOVES.finditer(text, sentence.start, sentence.end)
        ]
        made.extend(Move(reference, subject, lateral) for reference in references)
    return tuple(made)
