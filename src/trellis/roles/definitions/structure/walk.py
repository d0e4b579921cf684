"""Which section of a job-family page belongs to whom: the family, a track, a level, a specialty.

Pages put the same section at any depth, so the walk goes by words first (`headings.announced`), by what stands under a
title second (a grade, lists), and by depth last. The result is a plan: section numbers, nothing parsed yet.
"""

from __future__ import annotations

from collections.abc import Sequence

from trellis.handbook.model import List, Section
from trellis.roles.definitions.headings import PARTS, Topic, is_one_specialty, title_in
from trellis.roles.definitions.names import bare, fold, seniority
from trellis.roles.definitions.structure.evidence import (
    Evidence,
    close_name,
    grade_subjects,
    same_name,
    states_grade,
)
from trellis.roles.definitions.structure.holders import Holder, Plan


def plan(sections: Sequence[Section], title: str) -> Plan:
    """Read the headings of a page with a title; see the module's docstring."""
    return _Walk(sections, title).walk()


class _Walk:
    def __init__(self, sections: Sequence[Section], title: str) -> None:
        self.sections = sections
        self.evidence = Evidence(sections, title)
        self.plan = Plan(Holder(title, 0, 0))
        self.level: Holder | None = None
        self.track: Holder | None = None
        self.special: Holder | None = None
        self.zone: tuple[Topic, int] | None = None
        self.part: tuple[Holder, Topic, int] | None = None

    def walk(self) -> Plan:
        for n in range(1, len(self.sections)):
            topic, scope = self.evidence.said[n]
            depth = self.sections[n].level
            if topic is Topic.TITLE:
                if self.sections[n].title:
                    self.take_title(n, depth)
            elif topic is Topic.LEVELS:
                self.take_levels(n, depth, scope)
            elif topic in (Topic.SPECIALTIES, Topic.SEGMENTS):
                self.take_zone(topic, n, depth)
                if scope and is_one_specialty(self.sections[n].title) and not self.sections[n].children:
                    self.take_one_specialty(n, depth)
            elif topic is Topic.GRADE:
                self.take_grade(n, depth, scope)
            elif topic in PARTS:
                self.take_part(topic, n, depth, scope)
            else:
                self.take_other(topic, n, depth)
        return self.plan

    def title(self, n: int) -> str:
        """The words of a section's heading."""
        return title_in(self.sections[n].title)

    def in_zone(self, depth: int) -> bool:
        return self.zone is not None and depth > self.zone[1]

    def in_special_zone(self) -> bool:
        """Whether the open zone is one of specialties or segments."""
        return self.zone is not None and self.zone[0] is not Topic.LEVELS

    # -- titles

    def take_title(self, n: int, depth: int) -> None:
        graded = self.evidence.graded[n]
        if (
            self.in_special_zone()
            and not self.in_zone(depth)
            and not (self.level and depth > self.level.depth and not graded)
        ):
            self.zone = self.special = None
        if self.continues(n, depth):
            self.part = None
        elif depth == 1 and not graded and self.evidence.is_again(n, self.plan.family.title):
            self.level = self.special = self.part = None
        elif graded:
            self.open_level(n, depth)
        elif self.part is not None and depth > self.part[2]:
            self.part[0].sections.append((self.part[1], n))
        elif self.in_special_zone():
            self.take_special(n, depth)
        elif self.is_level(n, depth):
            self.open_level(n, depth)
        elif self.level is not None and depth > self.level.depth:
            self.level.sections.append((Topic.OTHER, n))
        else:
            self.open_group(n, depth)

    def continues(self, n: int, depth: int) -> bool:
        """Whether a title is the open level's own once more, before its lists: the page goes on about the level."""
        level = self.level
        if level is None or level.base or depth < level.depth or not self.evidence.is_again(n, level.title):
            return False
        if depth > level.depth and any(isinstance(block, List) for block in self.sections[n].blocks):
            # A heading that only says the level's name again stands where its lists do, one after the other.
            free = Topic.REQUIREMENTS if level.has(Topic.RESPONSIBILITIES) else Topic.RESPONSIBILITIES
            if not level.has(Topic.REQUIREMENTS):
                level.sections.append((free, n))
                return True
        if level.has_lists() or (level.has(Topic.GRADE) and self.evidence.graded[n]):
            return False
        level.sections.append((Topic.OTHER, n))
        return True

    def is_level(self, n: int, depth: int) -> bool:
        """Whether a title without a grade is a level all the same."""
        evidence = self.evidence
        if evidence.is_group(n) or evidence.repeats_later(n):
            return False
        if self.zone is not None and self.zone[0] is Topic.LEVELS:
            return self.is_listed_level(n, depth, self.zone[1])
        if not evidence.parts_under(n):
            return False
        graded = evidence.graded_depths()
        return depth in graded or (not graded and not evidence.levels_follow_heading())

    def is_listed_level(self, n: int, depth: int, zone_depth: int) -> bool:
        """Whether a title after a Levels heading is a level: as deep as the others, or with lists of its own."""
        if self.level is not None and depth > self.level.depth and not self.evidence.parts_under(n):
            return False
        siblings = {level.depth for level in self.plan.levels} | self.evidence.graded_depths()
        beside = depth in siblings or not siblings
        if depth > zone_depth and beside:
            return True
        return (depth > zone_depth or beside) and (self.evidence.parts_under(n) or self.evidence.reports(n))

    def open_level(self, n: int, depth: int, title: str | None = None) -> Holder:
        if self.track is not None and depth <= self.track.depth and not self.beside_its_track(n, depth):
            self.track = None
        holder = Holder(title or self.title(n), n, depth, self.track.title if self.track else None)
        self.plan.levels.append(holder)
        self.level, self.special, self.part = holder, None, None
        return holder

    def beside_its_track(self, n: int, depth: int) -> bool:
        """Whether a level at its track's own depth, after the track's Levels heading, is the track's by its words."""
        track = self.track
        if track is None or depth != track.depth or not any(m > track.index for m in self.plan.level_lists):
            return False
        named = set(fold(self.sections[n].title).split()) - seniority(self.sections[n].title)
        return bool(named) and named <= set(fold(track.title).split())

    def open_group(self, n: int, depth: int) -> None:
        evidence = self.evidence
        self.level = self.special = self.part = None
        if not self.in_zone(depth):
            self.zone = None
        if evidence.is_group(n) or evidence.repeats_later(n) or evidence.parts_under(n):
            self.open_track(n, depth)
        elif self.track is not None and depth <= self.track.depth:
            self.track = None

    def open_track(self, n: int, depth: int) -> None:
        self.track = Holder(self.title(n), n, depth)
        self.plan.tracks.append(self.track)

    # -- zones: levels, specialties, segments

    def take_special(self, n: int, depth: int) -> None:
        if self.special is not None and depth > self.special.depth:
            self.special.sections.append((Topic.OTHER, n))
            return
        self.open_special(self.title(n), n, depth)
        self.part = None
        if self.level is not None and self.level.depth >= depth:
            self.level = None

    def open_special(self, title: str, n: int, depth: int) -> Holder:
        topic = self.zone[0] if self.zone else Topic.SPECIALTIES
        self.special = Holder(title, n, depth)
        (self.plan.specialties if topic is Topic.SPECIALTIES else self.plan.segments).append(self.special)
        return self.special

    def take_one_specialty(self, n: int, depth: int) -> None:
        """A heading that is itself the name of a specialty: what is listed under it is what the specialty does."""
        self.open_special(self.title(n), n, depth).sections.append((Topic.RESPONSIBILITIES, n))
        self.zone = None
        owner = self.level or self.plan.family
        owner.sections.remove((Topic.SPECIALTIES, n))

    def take_levels(self, n: int, depth: int, scope: str) -> None:
        self.plan.level_lists.append(n)
        self.zone = (Topic.LEVELS, depth)
        self.level = self.special = self.part = None
        if self.track is not None and depth <= self.track.depth:
            self.track = None
        if scope:
            self.open_track(n, depth)

    def take_zone(self, topic: Topic, n: int, depth: int) -> None:
        self.zone = (topic, depth)
        self.special = self.part = None
        if self.level is not None and depth <= self.level.depth:
            self.level = None
        (self.level or self.plan.family).sections.append((topic, n))

    # -- sections

    def take_grade(self, n: int, depth: int, scope: str) -> None:
        self.part = None
        states = states_grade(self.sections[n])
        level = self.level
        below = level is not None and depth > level.depth
        if self.special is not None and level is None:
            self.special.sections.append((Topic.GRADE, n))
        elif (
            level is not None
            and not level.has(Topic.GRADE)
            and (below or not scope or same_name(scope, level.title) or not states)
        ):
            level.sections.append((Topic.GRADE, n))
        elif scope and states and not below:
            self.open_level(n, depth, scope).sections.append((Topic.GRADE, n))
        elif level is not None:
            level.sections.append((Topic.OTHER, n))
        elif states and not self.plan.levels:
            self.open_bases(n)
        else:
            self.plan.family.sections.append((Topic.GRADE, n))

    def open_bases(self, n: int) -> None:
        """The role of the page itself, or each of the roles whose grades one section states."""
        subjects = grade_subjects(self.sections[n])
        for subject in subjects if len(subjects) > 1 else [None]:
            base = Holder(subject or self.plan.family.title, 0, 0, base=True, subject=subject)
            base.sections.append((Topic.GRADE, n))
            self.plan.levels.append(base)

    def take_part(self, topic: Topic, n: int, depth: int, scope: str) -> None:
        if self.part is not None and depth > self.part[2]:
            holder, above, _ = self.part
            lists = (Topic.RESPONSIBILITIES, Topic.REQUIREMENTS)
            if above in lists and topic is Topic.BOTH:
                topic = above
            holder.sections.append((topic, n))
            return
        holder = self.part_holder(topic, n, depth, scope)
        holder.sections.append((topic, n))
        self.part = (holder, topic, depth)

    def part_holder(self, topic: Topic, n: int, depth: int, scope: str) -> Holder:
        special = self.special
        if special is not None and (
            depth > special.depth or (self.level is None and self.in_zone(depth) and not special.has(topic))
        ):
            return special
        if special is not None and self.in_special_zone() and not self.in_zone(depth):
            self.special = self.zone = None
        level = self.level
        other = self.level_in_want(topic, scope) if scope else None
        if level is not None and depth > level.depth:
            return level
        if other is not None and fold(bare(other.title)) == fold(scope):
            return other
        if level is not None and self.slipped(level, topic, scope):
            return level
        if scope:
            if other is not None:
                return other
            if self.in_special_zone() and self.in_zone(depth):
                return self.open_special(scope, n, depth)
        if depth <= (level.depth if level else 0):
            self.level = None
        if self.track is not None and depth > self.track.depth:
            return self.track
        return self.plan.family

    def level_in_want(self, topic: Topic, scope: str) -> Holder | None:
        """The last level without a section of a topic that the words beside the topic name: best, by its very title."""
        levels = [h for h in reversed(self.plan.levels) if not h.has(topic) and (h.subject or not h.base)]
        by_title = (h for h in levels if fold(bare(h.title)) == fold(scope))
        return next(by_title, None) or next((h for h in levels if close_name(scope, h.title)), None)

    def slipped(self, level: Holder, topic: Topic, scope: str) -> bool:
        """Whether a part at the level's own depth or above belongs to it all the same."""
        if level.has(topic):
            return False
        if scope and close_name(scope, level.title):
            return True
        earlier = [h for h in self.plan.levels if h is not level and not h.base]
        lists = (Topic.RESPONSIBILITIES, Topic.REQUIREMENTS)
        return not earlier or any(
            h.has(part) for h in earlier for part in lists if part is topic or not level.sections
        )

    def take_other(self, topic: Topic, n: int, depth: int) -> None:
        if topic is not Topic.OTHER or (self.part is not None and depth <= self.part[2]):
            self.part = None
        if self.special is not None and self.in_zone(depth) and depth > self.special.depth:
            self.special.sections.append((topic, n))
            return
        if self.in_special_zone() and not self.in_zone(depth):
            self.zone = self.special = None
        if self.level is not None and depth > self.level.depth:
            self.level.sections.append((topic, n))
            return
        if topic is not Topic.OTHER:
            self.level = None
            if not self.in_zone(depth):
                self.zone = None
        (self.level or self.plan.family).sections.append((topic, n))
