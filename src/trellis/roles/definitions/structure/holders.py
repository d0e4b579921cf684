"""The plan of a page: who owns which of its sections."""

from __future__ import annotations

from dataclasses import dataclass, field

from trellis.roles.definitions.headings import PARTS, Topic


@dataclass(slots=True)
class Holder:
    """Somebody who owns sections: a level, a specialty, a track, or the family (`index` 0).

    `base` marks a role that has no heading of its own; `subject` is the role whose sentence states its grade, where one
    section states the grades of several.
    """

    title: str
    index: int
    depth: int
    track: str | None = None
    base: bool = False
    subject: str | None = None
    sections: list[tuple[Topic, int]] = field(default_factory=list)

    def has(self, topic: Topic) -> bool:
        """Whether a section of this topic (or one shared by both parts) is owned already."""
        return any(own is topic or (own is Topic.BOTH and topic in PARTS) for own, _ in self.sections)

    def has_lists(self) -> bool:
        """Whether a section of responsibilities or requirements is owned already."""
        return self.has(Topic.RESPONSIBILITIES) or self.has(Topic.REQUIREMENTS)

    def of(self, *topics: Topic) -> list[int]:
        """The numbers of the sections of these topics, in order."""
        return [index for topic, index in self.sections if topic in topics]


@dataclass(slots=True)
class Plan:
    """Who owns what on a page. Every section with a topic is owned once."""

    family: Holder
    levels: list[Holder] = field(default_factory=list)
    tracks: list[Holder] = field(default_factory=list)
    specialties: list[Holder] = field(default_factory=list)
    segments: list[Holder] = field(default_factory=list)
    level_lists: list[int] = field(default_factory=list)
