"""Titles as a reader takes them: when two wordings name the same role.

`Sr. Manager, IT` and `Senior IT Manager` are one role to anyone who reads them. `fold` brings a title into a form in
which they are equal; `Names` finds the best match among known titles and says whether it was exact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz, process

Key = TypeVar("Key")

_ABBREVIATIONS = {
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "vp": "vice president",
    "svp": "senior vice president",
    "evp": "executive vice president",
    "avp": "area vice president",
    "mgr": "manager",
    "dir": "director",
    "eng": "engineer",
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "cto": "chief technology officer",
    "cpo": "chief people officer",
    "cro": "chief revenue officer",
    "cmo": "chief marketing officer",
    "clo": "chief legal officer",
    "ciso": "chief information security officer",
}
_FILLER = {
    "the",
    "of",
    "and",
    "a",
    "an",
    "for",
    "to",
    "at",
    "our",
    "role",
    "position",
    "level",
    "job",
    "intermediate",
}
LEVEL_WORDS = frozenset({
    "intern", "associate", "junior", "senior", "staff", "principal", "distinguished", "fellow", "lead", "manager",
    "director", "vice", "president", "chief", "head", "group", "area", "executive",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
CUTOFF = 91.0
"""The least similarity (0 to 100, token sort ratio) at which two titles that differ are taken for a slip of each
other.
"""


@lru_cache(maxsize=16384)
def words(title: str) -> tuple[str, ...]:
    """The words of a title, case, accents, punctuation and abbreviations folded, in the order written."""
    text = unicodedata.normalize("NFKC", title).replace("&", " and ").casefold()
    found: list[str] = []
    for word in _WORD.findall(text):
        found.extend(_ABBREVIATIONS.get(word, word).split())
    return tuple(found)


@lru_cache(maxsize=16384)
def spelled(title: str) -> str:
    """A title as its words in order: what is equal is the same title letter for letter, but for case and marks."""
    return " ".join(words(title))


@lru_cache(maxsize=16384)
def fold(title: str) -> str:
    """A title as the sorted set of the words that matter, singular: the form in which equal means "the same role"."""
    kept = {_singular(word) for word in words(title)} - _FILLER
    if not kept:
        kept = set(words(title))
    return " ".join(sorted(kept))


_MOST_CHARACTERS = 200
"""Longer headings are no titles; what they might hold is not looked for."""
_APART = re.compile(r"\s*\([^)]*\)|[\s,:–—-]+(?:job\s+)?grade\s*#?\d.*$", re.IGNORECASE)


def bare(title: str) -> str:
    """A title without what stands in parentheses and without a grade at its end ("Senior Buyer (Grade 7)")."""
    return _APART.sub("", title).strip() if len(title) <= _MOST_CHARACTERS else title


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word
    if (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith("ss")
        and word not in {"sales", "operations"}
    ):
        return word[:-1]
    return word


def seniority(title: str) -> frozenset[str]:
    """The words of a title that say how senior it is: titles that differ in them are never slips of each other."""
    return frozenset(fold(title).split()) & LEVEL_WORDS


def same_ladder(one: str, other: str) -> bool:
    """Whether two titles are rungs of one ladder: but for seniority, most of their words are the same."""
    left, right = set(fold(one).split()) - seniority(one), set(fold(other).split()) - seniority(other)
    return not left or not right or len(left & right) >= 0.6 * len(left | right)


@lru_cache(maxsize=16384)
def is_incomplete(title: str, family: str) -> bool:
    """Whether a title is one word that only its family's name completes: a word of seniority, or one of the name's.

    "Senior" and "Analyst" are on the page of the Security Analysts; "Recruiter" on that of the recruiters says it all.
    """
    if len(title.split()) != 1:
        return False
    said, whole = fold(title), fold(family).split()
    return said in LEVEL_WORDS or said in _FILLER or (said in whole and len(whole) > 1)


class Match(NamedTuple, Generic[Key]):
    """What a title was found to mean: the key, and whether the wording was the title's own."""

    key: Key
    exact: bool


class Names(Generic[Key]):
    """Known titles, each with a key; finds what a wording means.

    Titles added earlier win over later ones of the same wording. Nothing is guessed: where two different keys fit
    equally well, nothing is found.
    """

    def __init__(self, titles: Iterable[tuple[str, Key]] = ()) -> None:
        self._spelled: dict[str, Key] = {}
        self._folded: dict[str, list[tuple[str, Key]]] = {}
        self._answers: dict[tuple[str, bool], Match[Key] | None] = {}
        for title, key in titles:
            self.add(title, key)

    def add(self, title: str, key: Key) -> None:
        """Make a title known."""
        self._answers.clear()
        self._spelled.setdefault(spelled(title), key)
        known = self._folded.setdefault(fold(title), [])
        if all(other != key for _, other in known):
            known.append((spelled(title), key))

    def find(self, wording: str, *, shortened: bool = False) -> Match[Key] | None:
        """What a wording means: the same words; else the same words in any order; else one slip away; else nothing.

        With `shortened`, also a title of which the wording leaves words out ("Sr. Analyst" on the page of the
        analysts): only among titles of one page, where a reader knows what is spoken of.
        """
        asked = (wording, shortened)
        if asked not in self._answers:
            self._answers[asked] = self._look_up(wording, shortened)
        return self._answers[asked]

    def _look_up(self, wording: str, shortened: bool) -> Match[Key] | None:
        same = self._spelled.get(spelled(wording))
        if same is not None:
            return Match(same, True)
        folded = fold(wording)
        if not folded:
            return None
        known = self._folded.get(folded)
        if known is not None:
            return Match(self._closest(wording, known), False)
        return self._near(wording, folded) or (self._shortened(wording, folded) if shortened else None)

    def _closest(self, wording: str, known: list[tuple[str, Key]]) -> Key:
        """Of titles with the same words ("Growth Manager", "Manager, Growth"), the one in the order of the wording."""
        said = spelled(wording)
        return max(known, key=lambda entry: fuzz.ratio(said, entry[0]))[1] if len(known) > 1 else known[0][1]

    def _shortened(self, wording: str, folded: str) -> Match[Key] | None:
        level, said = seniority(wording), frozenset(folded.split())
        longer = [
            (name, known[0][1]) for name, known in self._folded.items() if said < frozenset(name.split())
        ]
        fitting = {id(key): key for name, key in longer if frozenset(name.split()) & LEVEL_WORDS == level}
        return Match(next(iter(fitting.values())), False) if len(fitting) == 1 else None

    def _near(self, wording: str, folded: str) -> Match[Key] | None:
        near = process.extract(folded, self._folded.keys(), scorer=fuzz.ratio, score_cutoff=CUTOFF, limit=4)
        fitting = [(name, score) for name, score, _ in near if _is_slip(folded, name)]
        keys = {id(known[0][1]) for name, _ in fitting for known in [self._folded[name]]}
        if not fitting or (len(keys) > 1 and fitting[0][1] <= 96):
            return None
        return Match(self._closest(wording, self._folded[fitting[0][0]]), False)

    def nearest(self, wording: str, limit: int = 3) -> list[str]:
        """Known titles that look most like a wording, for "did you mean"."""
        found = process.extract(
            spelled(wording), self._spelled.keys(), scorer=fuzz.WRatio, score_cutoff=60, limit=limit
        )
        return [name for name, _, _ in found]


_NUMERAL = re.compile(r"[ivx]+|.*\d.*")


def _is_slip(one: str, other: str) -> bool:
    """Whether two folded titles differ by typing slips only: each word that differs has its like in the other title.

    A word of seniority in place of another is never a slip, nor is a number ("Buyer II", "Buyer III").
    """
    left, right = set(one.split()) - set(other.split()), set(other.split()) - set(one.split())
    if len(left) != len(right):
        return (
            not (left | right) & LEVEL_WORDS
            and len(left | right) == 1
            and all(len(w) <= 4 for w in left | right)
        )
    if any(_NUMERAL.fullmatch(word) for word in left | right):
        return False
    for word in left:
        like = max(right, key=lambda candidate: fuzz.ratio(word, candidate))
        if fuzz.ratio(word, like) < 72 or (word in LEVEL_WORDS and like in LEVEL_WORDS):
            return False
    return True


_SMALL = frozenset({"and", "for", "of", "the"})


def department_title(folder: str) -> str:
    """A department's name, from the folder that it is: `people-ops` is People Ops, `it` is IT."""
    words = [word for word in re.split(r"[-_ ]+", folder.rsplit("/", 1)[-1]) if word]
    return " ".join(
        word if word in _SMALL and at else word.upper() if len(word) <= 2 else word[0].upper() + word[1:]
        for at, word in enumerate(words)
    )
