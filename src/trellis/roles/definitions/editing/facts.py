"""What a page says about its family, without places: two texts that say the same have equal facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from trellis.roles.definitions.model import Part


class Slot(StrEnum):
    """A list of a level or of the whole family that can be edited entry by entry."""

    RESPONSIBILITIES = "responsibilities"
    REQUIREMENTS = "requirements"
    NICE_TO_HAVE = "nice_to_have"
    INDICATORS = "indicators"
    HIRING = "hiring"
    LADDER = "ladder"


class Said(NamedTuple):
    """An entry of a list: its words as a reader sees them, and how deep it is nested."""

    text: str
    depth: int


class Inherited(NamedTuple):
    """A statement of inheritance: of which lists, from whom (`None`: from what stands above)."""

    parts: tuple[Part, ...]
    title: str | None


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """What is said of one level, or of the whole family."""

    title: str
    track: str | None
    grades: tuple[float, ...]
    manager: tuple[str, ...]
    extends: tuple[Inherited, ...]
    slots: tuple[tuple[Said, ...], ...]

    def slot(self, slot: Slot) -> tuple[Said, ...]:
        """The entries of one list."""
        return self.slots[ORDER.index(slot)]

    def with_slot(self, slot: Slot, said: tuple[Said, ...]) -> HolderFacts:
        """The same with one list in other words."""
        at = ORDER.index(slot)
        return replace(self, slots=(*self.slots[:at], said, *self.slots[at + 1 :]))


ORDER = tuple(Slot)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says: `holders` are the family, its levels, its specialties; `others` what no operation changes."""

    title: str
    description: str
    summary: str
    holders: tuple[HolderFacts, ...]
    others: tuple[object, ...]

    def is_but_for_summary(self, other: Facts) -> bool:
        """Whether two pages say the same; sentences about a role may stand in the first words of the page."""
        return replace(self, summary="") == replace(other, summary="")

    def with_holder(self, at: int, holder: HolderFacts) -> Facts:
        """The same with other facts about one holder."""
        return replace(self, holders=(*self.holders[:at], holder, *self.holders[at + 1 :]))

    def without_holder(self, at: int) -> Facts:
        """The same without one level."""
        return replace(self, holders=(*self.holders[:at], *self.holders[at + 1 :]))

    def with_slot(self, at: int, slot: Slot, said: tuple[Said, ...]) -> Facts:
        """The same with one list in other words."""
        return self.with_holder(at, self.holders[at].with_slot(slot, said))
