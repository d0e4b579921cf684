"""Which list of a page another one repeats, and what to do about it."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from trellis.roles.definitions.effective import shared_items
from trellis.roles.definitions.model import Extension, Family, Item, Level, Part
from trellis.roles.definitions.names import same_ladder, words
from trellis.roles.definitions.page_names import PageNames
from trellis.roles.definitions.resolve import says_previous

LEAST_WORDS = 5
"""Bullets of fewer words than this stand on several levels by themselves."""
APART = 3
"""Bullets that two lists of different ladders must share to be reported; within a ladder one is enough."""
FEW = 2
"""Bullets that inheritance may bring on top of those that recur, for it to be advised."""
NEAREST = 30
"""Lists before it that a list is compared with."""

Text = tuple[str, ...]
Own = Mapping[Text, Item]
"""The bullets of a list by their words."""


class Copy(NamedTuple):
    """A list that repeats bullets of another one.

    `base` is the level of the other list, the `number`-th of the page (`None`: the list for all levels); `pairs` are
    the bullets here and there. `brought` says that the list has the bullets of the other one already, `taken` that the
    other one has those of this list. `others` counts what the lower of the two lists would bring to the upper
    one besides them if it were extended; `None` if it cannot be extended, or most of it does not recur.
    """

    level: Level
    base: Level | None
    number: int
    pairs: tuple[tuple[Item, Item], ...]
    brought: bool = False
    taken: bool = False
    everywhere: bool = False
    upwards: bool = True
    others: int | None = None


class Known:
    """The lists of one part of a family that were read so far."""

    def __init__(self, family: Family, part: Part) -> None:
        self.family = family
        self.part = part
        self._chains: dict[str, set[str]] = {}
        self._holders: dict[Text, deque[tuple[int, Item]]] = defaultdict(lambda: deque(maxlen=NEAREST))

    def holds(self, text: Text) -> bool:
        """Whether a list holds a bullet."""
        return text in self._holders

    def last(self, text: Text) -> tuple[int, Item]:
        """The last list that holds a bullet, and the bullet there."""
        return self._holders[text][-1]

    def add(self, number: int, own: Own) -> None:
        """Take note of a list."""
        for text, item in own.items():
            self._holders[text].append((number, item))

    def copy_of(self, level: Level, own: Own) -> Copy | None:
        """The list that a level's list repeats most of, the nearest one of several; `None` if it repeats none."""
        pairs: dict[int, list[tuple[Item, Item]]] = defaultdict(list)
        long: set[int] = set()
        for text, item in own.items():
            for number, twin in self._holders.get(text, ()):
                pairs[number].append((item, twin))
                if len(text) >= LEAST_WORDS:
                    long.add(number)
        if not long:
            return None
        extended = self._extended(level)
        best: tuple[int, bool, int] | None = None
        for number in long:
            base = self.family.levels[number - 1] if number else None
            if base is None:
                pairs[0] = self._shared(level, pairs[0])
            elif base.track != level.track:
                continue
            brought = base is None or base.slug in extended
            taken = base is not None and level.slug in self._extended(base)
            count = len(pairs[number])
            least = 1 if brought or taken or base is None or same_ladder(base.title, level.title) else APART
            if count >= least:
                best = max(best or (0, False, 0), (count, brought, number))
        return self._copy(level, own, best, tuple(pairs[best[2]])) if best else None

    def _shared(self, level: Level, pairs: list[tuple[Item, Item]]) -> list[tuple[Item, Item]]:
        """The pairs whose family-wide bullet holds for a level, and not for another track alone."""
        if not self.family.tracks:
            return pairs
        shared = {item.id for item, _ in shared_items(self.family, level, self.part)}
        return [(item, twin) for item, twin in pairs if twin.id in shared]

    def _copy(
        self, level: Level, own: Own, found: tuple[int, bool, int], pairs: tuple[tuple[Item, Item], ...]
    ) -> Copy:
        _, brought, number = found
        if number == 0:
            return Copy(level, None, 0, pairs, brought=True)
        base = self.family.levels[number - 1]
        taken = level.slug in self._extended(base)
        lower, upper = (level, base) if _grade(base) > _grade(level) else (base, level)
        return Copy(
            level,
            base,
            number,
            pairs,
            brought,
            taken,
            self._stand_everywhere([words(item.text) for item, _ in pairs]),
            upper is level,
            self._others(lower, upper, len(pairs)),
        )

    def _others(self, lower: Level, upper: Level, recur: int) -> int | None:
        """What extending the lower list would bring to the upper one besides what recurs."""
        if any(self.part in (extension.parts or tuple(Part)) for extension in upper.extends):
            return None
        there = {words(item.text) for item in upper.items(self.part)}
        brings = {words(item.text) for item in lower.items(self.part)}
        if 2 * recur < len(brings):
            return None
        for slug in self._extended(lower):
            inherited = self.family.level(slug)
            brings.update(words(item.text) for item in (inherited.items(self.part) if inherited else ()))
        return len(brings - there)

    def _stand_everywhere(self, texts: list[Text]) -> bool:
        """Whether bullets stand on all levels of the page, three or more."""
        count = len(self.family.levels)
        return count >= APART and all(self._levels_with[text] == count for text in texts)

    @cached_property
    def _levels_with(self) -> Counter[Text]:
        """How many levels of the page state each bullet."""
        lists = ({words(item.text) for item in level.items(self.part)} for level in self.family.levels)
        return Counter(text for each in lists for text in each)

    # -- inheritance within the page

    @cached_property
    def _names(self) -> PageNames:
        return PageNames(self.family)

    def _extended(self, level: Level) -> set[str]:
        """The levels of the page that a level's list takes over, one through the other, by slug."""
        if level.slug not in self._chains:
            self._chains[level.slug] = self._chain(level)
        return self._chains[level.slug]

    def _chain(self, level: Level) -> set[str]:
        found: set[str] = set()
        queue = [level]
        while queue:
            at = queue.pop()
            for extension in at.extends:
                target = (
                    self._target(extension, at) if self.part in (extension.parts or tuple(Part)) else None
                )
                if target is not None and target.slug not in found:
                    found.add(target.slug)
                    queue.append(target)
        return found

    def _target(self, extension: Extension, level: Level) -> Level | None:
        """The level of the page that an inheritance names; `None` if it leads elsewhere."""
        if extension.target is None:
            previous = self._names.previous(level)
            return previous if previous and says_previous(extension.wording, previous) else None
        address = (extension.target.destination or "").partition("#")[0].strip("/")
        if address and not address.endswith(self.family.url.strip("/")):
            return None
        found = self._names.find(extension.target.title, level)
        return found.key if found else None


def _grade(level: Level) -> float:
    return level.grade.value if level.grade else 0


def remedy(copy: Copy, part: Part) -> str:
    """What to do about a repetition, by what the two lists are."""
    it = "it" if len(copy.pairs) == 1 else "them"
    if copy.base is None:
        return f"Delete {it} here: what holds for all levels holds for this one."
    if copy.brought:
        return f"What this list extends brings that of “{copy.base.title}” already: delete {it} here."
    if copy.taken:
        return f"“{copy.base.title}” extends this list already: delete {it} there."
    if copy.others is not None and copy.others <= FEW and copy.others < len(copy.pairs):
        return _extend(copy.base, copy, part)
    if copy.everywhere:
        return f"State {it} once in the family's own list of {part.value}: all levels of the page have {it}."
    return (
        "Whoever changes one of the two has to change the other as well. What holds for all levels can be stated once, "
        f"in the family's own list of {part.value}."
    )


def _extend(base: Level, copy: Copy, part: Part) -> str:
    if copy.upwards:
        begin = f"Begin the list with “Extends the {base.title} {part.value}”"
        where = "here"
    else:
        begin = f"Begin the list of “{base.title}” with “Extends the {copy.level.title} {part.value}”"
        where = "there"
    begin = f"{begin} and delete {where} what that brings"
    if not copy.others:
        return f"{begin}."
    more = "the other bullet that comes" if copy.others == 1 else f"the {copy.others} other bullets that come"
    return f"{begin}, provided that {more} with it {'holds' if copy.others == 1 else 'hold'} {where} as well."
