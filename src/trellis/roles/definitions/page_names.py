"""What the words on one page mean: a wording to the level of the same page that a reader would take it for."""

from __future__ import annotations

import re
from collections.abc import Hashable

from trellis.roles.definitions.model import Family, Level
from trellis.roles.definitions.names import LEVEL_WORDS, Match, Names, bare, fold, seniority, words

_INITIALS = re.compile(r"\b[A-Z](?:&?[A-Z]){1,4}s?\b")


class PageNames:
    """The titles of a family's levels, and the other names that the page itself gives them.

    A level is also known by the role that its grade and reporting sentences name, and by its own title with the
    family's ("Senior" on the page of the UX Researchers).
    """

    def __init__(self, family: Family) -> None:
        self.levels = family.levels
        self._names: Names[Level] = Names((level.title, level) for level in family.levels)
        self._initials = _initials_of([*(level.title for level in family.levels), family.title])
        for level in family.levels:
            self._also(bare(level.title), level)
            self._also(level.grade.subject if level.grade else None, level)
        for level in family.levels:
            self._also(level.reports_to.subject if level.reports_to else None, level)
            if len(level.title.split()) == 1:
                self._also(f"{level.title} {family.title}", level)
            for alias in level.aliases:
                self._also(alias, level)

    def _also(self, title: str | None, level: Level) -> None:
        if not title or self._names.find(title) is not None:
            return
        said, own = seniority(title), seniority(level.title)
        # A name copied from another level's section says another seniority; one that only leaves words out is a name.
        if said == own or (said and said < own):
            self._names.add(title, level)

    def find(self, wording: str, at: Level, *, at_itself: bool = False) -> Match[Level] | None:
        """The level that a wording on `at`'s own section means, or nothing; itself only by its own words, or if
        `at_itself`.
        """
        said = set(words(wording))
        if said and said <= {"intermediate", "position", "level", "role"}:
            return self._intermediate(at)
        found = self._names.find(wording, shortened=True) or self._spelled_out(wording)
        if found is not None and found.key is at and not found.exact and not at_itself:
            return None
        return found

    def _spelled_out(self, wording: str) -> Match[Level] | None:
        """A wording with initials in it ("L&D Manager"), read with the words of the page that they stand for."""
        text = _INITIALS.sub(lambda found: self._initials.get(_letters(found[0]), found[0]), wording)
        found = self._names.find(text, shortened=True) if text != wording else None
        return Match(found.key, False) if found else None

    def _intermediate(self, at: Level) -> Match[Level] | None:
        """The level before this one that its words make the plain one: "the intermediate position"."""
        own = set(fold(at.title).split()) - seniority(at.title)
        for level in reversed(self.before(at)):
            if not seniority(level.title) and own & set(fold(level.title).split()):
                return Match(level, False)
        return None

    def before(self, at: Level) -> tuple[Level, ...]:
        """The levels that stand before a level on the page, in order."""
        index = next((n for n, level in enumerate(self.levels) if level is at or level.slug == at.slug), 0)
        return self.levels[:index]

    def previous(self, at: Level) -> Level | None:
        """The level that "above" and "the previous level" mean: the nearest before it in its track, not of a higher
        grade.
        """
        for level in reversed(self.before(at)):
            higher = level.grade and at.grade and level.grade.value > at.grade.value
            if level.track == at.track and not higher:
                return level
        return None


def outline_of(family: Family) -> Hashable:
    """All that the text of another page can be resolved by: two families with equal ones are the same to others."""
    levels = (
        (
            level.slug,
            level.title,
            level.section,
            level.implicit,
            level.aliases,
            level.track,
            (level.grade.value, level.grade.subject) if level.grade else None,
            level.reports_to.subject if level.reports_to else None,
        )
        for level in family.levels
    )
    return family.slug, family.path, family.title, tuple(levels)


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text)


def _initials_of(titles: list[str]) -> dict[str, str]:
    """The runs of two to five words in titles, by their initials: `LD` is "Learning & Development"."""
    found: dict[str, str] = {}
    for title in titles:
        parts = [part for part in re.findall(r"[A-Za-z]+|&", title) if part not in {"&", "and", "of"}]
        for length in range(2, 6):
            for start in range(len(parts) - length + 1):
                run = parts[start : start + length]
                if not any(word.lower() in LEVEL_WORDS for word in run[:1]):
                    found.setdefault("".join(word[0].upper() for word in run), " ".join(run))
    return found
