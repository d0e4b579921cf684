"""Which words are English, and which word somebody meant who typed another.

Two published word lists (MIT) are read together, so that American and British spellings are both words: the
one of pyspellchecker (written American) and the one of symspellpy (counts from Google Books, mostly British).
`vocabulary.txt` beside this module adds what offices say and dictionaries do not. Nothing is loaded before
the first word is looked up; then it takes a tenth of a second.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

MILLION = 1_000_000
_VOWELS = frozenset("aeiou")


class Lexicon(NamedTuple):
    """The words of English: those with the number of times each occurs in a very large library, and the others."""

    counts: dict[str, int]
    others: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The word lists, read once."""
    packed = (files("spellchecker") / "resources" / "en.json.gz").read_bytes()
    counted = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").split()
    own = (files("trellis.handbook") / "vocabulary.txt").read_text("utf-8")
    counts = dict(zip(counted[::2], map(int, counted[1::2]), strict=True))
    words = (line for line in own.splitlines() if line and not line.startswith("#"))
    # A JSON object of words and counts: the words are what stands between quotation marks. Five times as fast as JSON.
    others = gzip.decompress(packed).decode("utf-8").split('"')[1::2]
    return Lexicon(counts, frozenset(others).union(words))


def is_listed(word: str) -> bool:
    """Whether a word in lower case stands in the lists as it is."""
    counts, others = lexicon()
    return word in counts or word in others


def unlisted(words: set[str]) -> set[str]:
    """The words of a set that do not stand in the lists as they are."""
    counts, others = lexicon()
    return words.difference(counts) - others


@lru_cache(maxsize=200_000)
def is_word(word: str) -> bool:
    """Whether a word in lower case is English: listed, or a regular form or compound of what is listed."""
    return (
        is_listed(word) or _is_plural(word) or _is_verb_form(word) or _has_prefix(word) or _is_compound(word)
    )


def likely_word(word: str) -> str | None:
    """The common word that somebody meant who typed `word` (lower case), if one is a single slip away."""
    likely = likely_words(word)
    return likely[0] if likely else None


@lru_cache(maxsize=50_000)
def likely_words(word: str) -> tuple[str, ...]:
    """The one or two words that somebody meant who typed `word` (lower case); none if no common one is a slip away.

    A slip is a letter too many, a letter too few, two letters swapped, or another letter. The shorter the
    word, the more common must the meant one be, for short names are close to many words. There are two where
    nothing but the sentence tells which was meant: they are equally near and about equally common.
    """
    if len(word) < 5 or is_word(word):
        return ()
    near = [
        _Near(kind_of_slip(word, candidate), lexicon().counts.get(candidate, 0), candidate)
        for candidate in _one_slip_away(word)
    ]
    if not any(count >= _needed(kind, len(word)) for kind, count, _ in near):
        return ()
    near.sort(key=lambda found: (found.times * _WEIGHTS[found.kind], found.word), reverse=True)
    best = near[0]
    rivals = [other.word for other in near[1:] if _rivals(best, other)] or _other_swaps(word, best)
    return (best.word, *rivals[:1])


class _Near(NamedTuple):
    kind: str
    times: int
    word: str


def _rivals(best: _Near, other: _Near) -> bool:
    """Whether another word may have been meant as well: it is a slip of the same kind away and not much rarer."""
    return other.kind == best.kind and 3 * other.times >= best.times


def _other_swaps(word: str, best: _Near) -> list[str]:
    """Words that two swapped letters make, though no library counts them: “triaging” of “traiging”."""
    if best.kind != "other":
        return []
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1)]
    return [other for other in swapped if other != word and other != best.word and is_word(other)]


_WEIGHTS = {"swap": 30, "double": 30, "missing": 12, "extra": 3, "other": 1}
"""How much likelier each slip is than another letter in place of one: two letters swapped are nobody's other word."""
_RARE = MILLION // 3


def _needed(kind: str, length: int) -> int:
    """How often the meant word must occur in the library."""
    if kind == "other":
        return _RARE if length >= 9 else 10 * MILLION if length >= 7 else 60 * MILLION
    return _RARE if length >= 8 else 3 * MILLION if length >= 6 else 30 * MILLION


def _one_slip_away(word: str) -> list[str]:
    """Common words at distance one that begin with the same letter (or with the first two swapped)."""
    near = _common_words().get((word[0], len(word)), ())
    found = [
        match[0] for match in process.extract(word, near, scorer=OSA.distance, score_cutoff=1, limit=None)
    ]
    swapped = word[1] + word[0] + word[2:]
    if len(word) >= 6 and word[0] != word[1] and lexicon().counts.get(swapped, 0) >= _RARE:
        found.append(swapped)
    # A vowel more at the end makes another language's word, or a name of it, more often than a slip.
    return [
        other for other in found if not (word[:-1] == other and word[-1] in _VOWELS and word[-1] != word[-2])
    ]


@lru_cache(maxsize=1)
def _common_words() -> dict[tuple[str, int], list[str]]:
    """Words that occur often enough to be meant, by first letter and by the length of what may have been typed."""
    made: dict[tuple[str, int], list[str]] = {}
    for word, count in lexicon().counts.items():
        if count >= _RARE:
            for length in (len(word) - 1, len(word), len(word) + 1):
                made.setdefault((word[0], length), []).append(word)
    return made


def kind_of_slip(word: str, meant: str) -> str:
    """What kind of slip makes one word of another, one edit away: `swap`, `double`, `missing`, `extra` or `other`."""
    if len(word) < len(meant):
        return "missing"
    if len(word) == len(meant):
        return "swap" if sorted(word) == sorted(meant) else "other"
    at = next((n for n, letter in enumerate(meant) if word[n] != letter), len(meant))
    return "double" if word[at] == word[at - 1] else "extra"


def _is_plural(word: str) -> bool:
    base = word[:-1]
    if len(word) < 5 or word[-1] != "s" or base[-1] in "sxz" or base.endswith(("ch", "sh")):
        return False
    return (base[-1] != "y" or base[-2] in _VOWELS) and (
        is_listed(base) or _has_prefix(base) or _is_verb_form(base)
    )


def _is_verb_form(word: str) -> bool:
    """`expensed`, `triaging`, `approver`: from a known verb, where English doubles no letter."""
    for ending in ("ing", "ed", "er", "or", "ee"):
        if not word.endswith(ending) or len(word) - len(ending) < 4:
            continue
        base = word[: -len(ending)]
        if ending != "ee" and _is_common(base + "e"):
            return True
        closed = base[-1] not in _VOWELS and (
            base[-2] not in _VOWELS or base[-1] in "wyx" or base[-3] in _VOWELS
        )
        doubled = base[-1] == base[-2] and base[-1] not in "slfz"
        if closed and not doubled and _is_common(base):
            return True
    return False


_PREFIXES = tuple("un re de non pre sub multi micro over under anti auto cyber hyper mis".split())


def _has_prefix(word: str) -> bool:
    return word.startswith(_PREFIXES) and any(
        word.startswith(prefix) and len(word) - len(prefix) >= 4 and _is_common(word[len(prefix) :])
        for prefix in _PREFIXES
    )


def _is_common(word: str, least: int = MILLION) -> bool:
    return lexicon().counts.get(word, 0) >= least


def _is_compound(word: str) -> bool:
    least = 20 * MILLION
    return any(
        _is_common(word[:at], least) and _is_common(word[at:], least) for at in range(4, len(word) - 3)
    )
