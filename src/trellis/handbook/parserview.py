"""A page as the Markdown parser is shown it: the same characters in the same places, as far as the parser cares.

Template tags and short codes are hidden behind letters; characters outside ASCII stand for themselves only
where it matters, so that the parser's byte offsets need no translation on most pages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def for_parser(
    text: str, start: int, end: int | None = None
) -> tuple[str, tuple[list[int], list[int]] | None, bool]:
    """The body as the parser is to see it, how to turn its byte offsets into characters, and whether it was
    rewritten.

    Template tags may span lines and hold any markup: the parser sees harmless letters in their place.
    Characters outside ASCII stand for punctuation or for letters in every rule of CommonMark, so that a
    question mark or an x in their place gives the same tree, with offsets that need no translation: that saves
    a third of the time. White space outside ASCII has rules of its own, and the labels of link definitions are
    compared: such pages keep their characters.
    """
    body = text[start:end]
    rewritten = False
    if has_tags(body):
        masked = mask_tags(body)
        rewritten = masked != body
        body = masked
    if body.isascii():
        return body, None, rewritten
    others = set(
        body.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    )
    letters = [c for c in others if not _is_mark(c)]
    if any(c.isspace() for c in letters) or (letters and (len(letters) > _MANY_LETTERS or "]:" in body)):
        return body, _byte_table(body), rewritten
    for letter in letters:
        body = body.replace(letter, "x")
    return body.encode("ascii", "replace").decode("ascii"), None, True


_ASCII = bytes(range(128))
_MANY_LETTERS = 60


def _is_mark(c: str) -> bool:
    """Whether CommonMark takes a character outside ASCII for punctuation."""
    return unicodedata.category(c)[0] in "PS"


def mask_tags(body: str) -> str:
    """The text with harmless letters in place of template tags and short codes; each character stays where it is."""
    return replace_tags(body, lambda tag: "".join("x" if c < "\x80" else c for c in tag))


def has_tags(body: str) -> bool:
    """Whether there may be template tags or short codes."""
    # One character is found ten times as fast as two.
    return ("<" in body and "<%" in body) or ("{" in body and ("{{" in body or "{%" in body))


def replace_tags(body: str, replace: Callable[[str], str]) -> str:
    """The text with something else in place of each template tag and short code."""
    parts: list[str] = []
    at = 0
    for start, end in tags(body):
        parts += (body[at:start], replace(body[start:end]))
        at = end
    return "".join(parts) + body[at:] if parts else body


def tags(body: str) -> Iterator[tuple[int, int]]:
    """Where template tags and short codes stand. A pattern would take quadratic time where tags are opened and
    not closed.
    """
    at = 0
    endless: set[str] = set()
    for found in _TAG_START.finditer(body):
        opening = found[0]
        if found.start() < at or opening in endless:
            continue
        closing = _TAG_ENDS[opening]
        end = body.find(closing, found.end())
        if end < 0:
            endless.add(opening)
            continue
        at = end + len(closing)
        yield found.start(), at


_TAG_ENDS = {"<%": "%>", "{{<": ">}}", "{{%": "%}}", "{%": "%}"}
_TAG_START = re.compile(r"<%|\{\{[<%]|\{%")


def _byte_table(body: str) -> tuple[list[int], list[int]]:
    """For every character outside ASCII: where it ends in bytes, and how many bytes more than characters came
    so far.
    """
    ends: list[int] = []
    extras = [0]
    extra = 0
    for found in _NOT_ASCII.finditer(body):
        c = found[0]
        width = 2 if c < "\u0800" else 3 if c < "\U00010000" else 4
        ends.append(found.start() + extra + width)
        extra += width - 1
        extras.append(extra)
    return ends, extras
