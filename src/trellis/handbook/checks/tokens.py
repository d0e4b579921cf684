"""What single words show: typing slips, words that ran together, links that are not closed.

Most words of a page stand on other pages too. A word that was found clean once is remembered for the life of
the process, so that a page costs one set difference plus the work for words that nobody has written before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from trellis.handbook import spelling

MAX_REMEMBERED = 500_000
MAX_TOKEN = 120


class Oddity(NamedTuple):
    """Something odd within a token: `kind` is `slip`, `joined`, `link`, `hyphen` or `marks`; offsets in the token.

    `likely` is what was meant, where that can be known; `or_else` what may have been meant as well.
    """

    kind: str
    start: int
    end: int
    likely: str
    or_else: str = ""


_clean: set[str] = set()
_odd: dict[str, tuple[Oddity, ...]] = {}


def oddities(tokens: Iterable[str]) -> dict[str, tuple[Oddity, ...]]:
    """The odd ones among tokens (runs of characters without white space), with what is odd about each."""
    if len(_clean) > MAX_REMEMBERED:
        _clean.clear()
        _odd.clear()
    found: dict[str, tuple[Oddity, ...]] = {}
    fresh = set(tokens) - _clean
    if not fresh:
        return found
    unlisted = spelling.unlisted(fresh)
    _clean.update(fresh - unlisted)
    for token in unlisted:
        odd = _odd.get(token)
        if odd is None:
            odd = _examine(token)
            if not odd:
                _clean.add(token)
                continue
            _odd[token] = odd
        found[token] = odd
    return found


_AROUND = ".,;:!?()[]\"'*_`“”‘’|–—-"
_PAIRS = frozenset({",,", "..", ".,", ",.", ";;"})
_MARKS = re.compile(
    r"(?<![,|]),,(?!,)|^,(?=[a-zA-Z]|$)|^\.$|(?<=[a-z]{2})\.\.$|(?<=[a-z]{5})\.,$|(?<=\w),\.$|(?<=\w);;$"
)


def _examine(token: str) -> tuple[Oddity, ...]:
    if len(token) > MAX_TOKEN:
        return _open_link(token)
    core = token.strip(_AROUND)
    if (token[-2:] in _PAIRS or token[0] == "," or not core) and _MARKS.search(token):
        return (Oddity("marks", 0, len(token), ""),)
    if token[-1] == "-" and core.islower() and core.isalpha() and len(core) > 3:
        return (Oddity("hyphen", token.index(core), len(token), ""),)
    if core.isalpha():
        lower = core.lower()
        if lower == core or lower[1:] == core[1:] or core.isupper():
            return () if spelling.is_listed(lower) or core.isupper() else _slip(core, token.index(core))
    return _examine_parts(token)


_OPENED = re.compile(r"\]\((?:https?://|/|#|\.\.?/)[^()]*\Z")
_MACHINE = re.compile(r"[`_=\\{}@$%^~]|://|www\.")
_NOT_WORDS = re.compile(r"\]\[[^\]]*\]|<[^>\s]*>?|&\w+;|#[\w-]+")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_TECHNICAL = re.compile(r"[|<>]|\d|::|[A-Za-z]\.[A-Za-z]|/[^/]*/|^/|/$|^\.|\.\.\.[A-Za-z]")
_BORDER = re.compile(r"[a-z][.!?;]?[A-Z]")
_JOINED = re.compile(r"(?<![A-Za-z])([a-z]{3,})([A-Z][a-z]{2,})(?![A-Za-z])")
_JOINED_STOP = re.compile(r"(?<![A-Za-z.])([A-Za-z]?[a-z]{2,})([.!?;])([A-Z][a-z]+)(?![A-Za-z.(]|\.[A-Za-z])")
_FILE_NAMES = frozenset(
    {"net", "js", "io", "co", "com", "org", "md", "py", "rb", "go", "ts", "app", "yml", "html", "dev"}
)


def _examine_parts(token: str) -> tuple[Oddity, ...]:
    """A token that is more than one plain word: a compound, the beginning or end of a link, something for
    machines.
    """
    if opened := _open_link(token):
        return opened
    text = token.partition("](")[0]
    if _MACHINE.search(text):
        return ()
    if "<" in text or "#" in text or "&" in text or "][" in text:
        text = _NOT_WORDS.sub(lambda found: " " * len(found[0]), text)
    joined = _joined(text)
    if joined or _TECHNICAL.search(text):
        return joined
    found: list[Oddity] = []
    for word in _WORD.finditer(text):
        if word[0].islower() or word[0].replace("’", "'").capitalize() == word[0]:
            found.extend(_slip(word[0], word.start()))
    return tuple(found)


def _open_link(token: str) -> tuple[Oddity, ...]:
    opened = _OPENED.search(token) if "](" in token else None
    return (Oddity("link", opened.start(), opened.end(), ""),) if opened else ()


def _slip(word: str, at: int) -> tuple[Oddity, ...]:
    base = word.removesuffix("s").rstrip("'’") if word[-2:] in ("'s", "’s") else word
    words = spelling.likely_words(base.lower()) if base.isascii() and base.isalpha() else ()
    if not words or (base[0].isupper() and len(base) < 9 and _is_other(base.lower(), words[0])):
        return ()
    likely, or_else = (*words, "")[:2]
    if base[0].isupper():
        likely, or_else = likely.capitalize(), or_else.capitalize()
    return (Oddity("slip", at, at + len(base), likely, or_else),)


def _is_other(word: str, likely: str) -> bool:
    """Whether one letter stands for another: names differ from words like that, such as Danmark from Denmark."""
    return spelling.kind_of_slip(word, likely) == "other"


def _joined(token: str) -> tuple[Oddity, ...]:
    if not _BORDER.search(token):
        return ()
    for found in _JOINED.finditer(token):
        left, right = found[1], found[2]
        if spelling.is_listed(left) and spelling.is_listed(right.lower()) and not _TECHNICAL.search(token):
            return (Oddity("joined", found.start(), found.end(), f"{left}. {right}"),)
    for found in _JOINED_STOP.finditer(token):
        left, stop, right = found[1], found[2], found[3]
        if right.lower() in _FILE_NAMES or token.count(".") > 2 or "/" in token:
            continue
        if spelling.is_listed(left.lower()) and spelling.is_listed(right.lower()):
            return (Oddity("joined", found.start(), found.end(), f"{left}{stop} {right}"),)
    return ()
