"""Words that tell readers more than was meant: gender-coded words, gendered pronouns, misused words, fixed
mindset.

Each list has a name by which `handbook.yml` changes it (`words:` with `extra` and `removed`). A word that
ends in `*` stands for all words that begin so. Where the lists come from:

- `masculine`, `feminine`: Gaucher, Friesen and Kay, "Evidence that gendered wording in job advertisements
  exists and sustains gender inequality", Journal of Personality and Social Psychology 101 (2011), pages 109
  to 128, appendix A.
- `fixed-mindset`, `growth-mindset`: our own, after Dweck, "Mindset" (2006), and Emerson and Murphy, "A
  company I can trust?", Personality and Social Psychology Bulletin 41 (2015), pages 295 to 307.
- `he`, `she`: the pronouns of English. `misused`: our own; words that put people down, or shut some of them
  out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from trellis.handbook.settings import Settings, WordList

LISTS: dict[str, tuple[str, ...]] = {
    "masculine": tuple(
        """
        active adventurous aggress* ambitio* analy* assert* athlet* autonom* boast* challeng* compet*
        confident courag* decide decision* decisive determin* domina* dominant force* greedy headstrong
        hierarch* hostil* impulsive independen* individual* intellect* lead* logic masculine objective opinion
        outspoken persist principle* reckless self-confiden* self-relian* self-sufficien* stubborn superior
        """.split()
    ),
    "feminine": tuple(
        """
        affectionate cheer* child* commit* communal compassion* connect* considerate cooperat* co-operat*
        depend* emotiona* empath* feminine flatterable gentle honest interdependen* interpersonal kind kinship
        loyal* modesty nag nurtur* pleasant* polite quiet* respon* sensitiv* submissive support* sympath*
        tender* together* trust* understand* warm* whin* yield*
        """.split()
    ),
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "hers", "herself"),
    "misused": (
        "blacklist*", "chairman", "crazy", "cripple*", "dummy", "foreman", "grandfathered", "guru", "guys", "insane",
        "lame", "man hours", "man-hours", "manned", "manpower", "native english speaker", "native speaker",
        "ninja*", "rock star", "rock stars", "rockstar*", "salesman", "salesmen", "sanity check", "slave*",
        "spirit animal", "tribal knowledge", "tribe", "whitelist*", "workmanship",
    ),
    "fixed-mindset": (
        "best of the best", "born leader", "brightest", "brilliant", "elite", "flawless", "genius*", "gifted",
        "innate", "inborn", "natural talent", "naturally talented", "perfectionist", "prodigy", "smartest",
        "superstar*", "talented", "top talent", "top-notch", "whiz", "wizard", "world-class talent",
    ),
    "growth-mindset": (
        "adapt*", "coach*", "curiosity", "curious", "dedicat*", "develop*", "effort*", "experiment*", "feedback",
        "grow", "growing", "growth", "improv*", "iterat*", "learn*", "mentor*", "motivat*", "openness", "persever*",
        "practice*", "progress*", "resilien*", "strive*", "striving",
    ),
}  # fmt: skip
"""Every list by its name."""


class CodedWord(NamedTuple):
    """A word of one of the lists, and where it stands in the text that was looked at."""

    list: str
    word: str
    start: int
    end: int


class Judgement(NamedTuple):
    """How many words of each list a text holds, and whether that is in balance."""

    counts: dict[str, int]

    @property
    def is_masculine(self) -> bool:
        """Whether there are more masculine-coded words than feminine-coded ones."""
        return self.counts.get("masculine", 0) > self.counts.get("feminine", 0)

    @property
    def pronouns(self) -> str:
        """The trend of the pronouns: `he`, `she` or `neutral`."""
        he, she = self.counts.get("he", 0), self.counts.get("she", 0)
        return "neutral" if he == she else "he" if he > she else "she"

    @property
    def is_fixed(self) -> bool:
        """Whether there are more words of a fixed mindset than of growth."""
        return self.counts.get("fixed-mindset", 0) > self.counts.get("growth-mindset", 0)


def coded_words(text: str, settings: Settings) -> tuple[CodedWord, ...]:
    """The words of all lists in a text (as readers see it, without markup), in order.

    A word that stands in several lists is found once for each. Costs about 50 microseconds per kilobyte.
    """
    changes = tuple((name, settings.words[name]) for name in sorted(settings.words) if name in LISTS)
    found = [
        CodedWord(name, match[0], match.start(), match.end())
        for name, pattern in _patterns(changes)
        for match in pattern.finditer(text)
    ]
    return tuple(sorted(found, key=lambda word: (word.start, word.list)))


def judge(words: Iterable[CodedWord]) -> Judgement:
    """Count the words by list."""
    return Judgement(dict(Counter(word.list for word in words)))


@lru_cache(maxsize=32)
def _patterns(changes: tuple[tuple[str, WordList], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    changed = dict(changes)
    made = []
    for name, words in LISTS.items():
        change = changed.get(name, WordList())
        removed = {word.lower().rstrip("*") for word in change.removed}
        kept = [word for word in (*words, *map(str.lower, change.extra)) if word.rstrip("*") not in removed]
        if kept:
            made.append((name, _pattern(kept)))
    return tuple(made)


def _pattern(words: list[str]) -> re.Pattern[str]:
    # Longer ones first, so that “self-confident” is not found as less than it is.
    parts = [_part(word) for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w])", re.IGNORECASE)


def _part(word: str) -> str:
    stem = r"[\s-]+".join(re.escape(part) for part in word.rstrip("*").split())
    return stem + r"[\w-]*" if word.endswith("*") else stem
