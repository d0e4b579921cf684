"""How hard a text is to read: a rough measure by the lengths of words and sentences.

English by R. Flesch, “A new readability yardstick”, *Journal of Applied Psychology* 32, 1948; German by T. Amstad, *Wie
verständlich sind unsere Zeitungen?*, Zürich 1978. 100 is very easy, 60 plain, below 30 for academics. Syllables are
counted as groups of vowels, which is right on average and not for a word.
"""

from __future__ import annotations

import re
from typing import NamedTuple

VERY_HARD = 30
"""Below this a text is very hard to read."""
LEAST_WORDS = 100
"""Of a shorter text nothing can be said."""

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_END = re.compile(r"[.!?…:;]+(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouyäöüáéíóúàèìòùâêîôûåæø]+")


class Counts(NamedTuple):
    """The words, sentences and groups of vowels of a text; `silent` are the endings that English does not speak."""

    words: int = 0
    sentences: int = 0
    syllables: int = 0
    silent: int = 0

    def ease(self, language: str) -> int | None:
        """How easy it reads, about 0 to 100; `None` where it is too short or in a language without a measure."""
        if self.words < LEAST_WORDS or language[:2] not in ("en", "de"):
            return None
        length = self.words / max(self.sentences, 1)
        if language[:2] == "de":
            return round(180 - length - 58.5 * self.syllables / self.words)
        return round(206.835 - 1.015 * length - 84.6 * (self.syllables - self.silent) / self.words)


def counts_of(text: str) -> Counts:
    """What is counted of a plain text; each paragraph ends a sentence."""
    words = _WORD.findall(text.casefold())
    sentences = sum(1 for each in _END.split(text) if _WORD.search(each))
    return Counts(len(words), sentences, sum(map(_groups, words)), sum(map(_is_silent, words)))


def _groups(word: str) -> int:
    return max(len(_VOWELS.findall(word)), 1)


def _is_silent(word: str) -> bool:
    return (
        len(word) > 3
        and word.endswith(("e", "es", "ed"))
        and not word.endswith(("le", "les", "ted", "ded", "ses", "zes", "ces", "ges", "shes", "ches"))
        and _groups(word) > 1
    )
