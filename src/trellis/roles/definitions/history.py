"""What changed between two revisions of a handbook: families and roles added, removed, renamed, and what
became of each.

Every change is a plain sentence ("Grade 7 became 8.", "Two requirements were added.") and the data behind it.
What a page takes over by inheritance is not told again for every role: a change is told where it was made,
with the roles that it reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from trellis.roles.definitions import changes
from trellis.roles.definitions.changes import Change, History, Subject
from trellis.roles.definitions.compare import (
    HIRING,
    INDICATORS,
    NICE_TO_HAVE,
    REQUIREMENTS,
    RESPONSIBILITIES,
    SPECIALTIES,
    grade_text,
    indicator_entry,
    specialty_entries,
)
from trellis.roles.definitions.dossier import Entry, once
from trellis.roles.definitions.effective import effective
from trellis.roles.definitions.graph import EXTENDS, MOVES_TO, REPORTS_TO, Edge, Role, RoleGraph, RoleId
from trellis.roles.definitions.likeness import Near, pair_up
from trellis.roles.definitions.matching import match_revisions
from trellis.roles.definitions.model import Family, HiringProcess, Item, Part
from trellis.roles.definitions.names import spelled
from trellis.roles.definitions.phrases import a_number_of, listed, quoted

Lists: TypeAlias = Mapping[str, tuple[Entry, ...]]
"""The own lists of a role or family, by their names."""


Key: TypeAlias = RoleId | str
"""The target of an edge: a role, or the words of a title that no page defines."""


class Named(NamedTuple):
    """The target of an edge: its title in sentences, and the label in the text."""

    title: str
    label: str


class _Loose(NamedTuple):
    """Where a line went or came from: the title of the role or family, and the list."""

    title: str
    what: str


class _Side(NamedTuple):
    """A role or family in one revision: its title in sentences, and its own lists."""

    title: str
    lists: Lists


def compare_revisions(before: RoleGraph, after: RoleGraph) -> History:
    """What changed from one revision to another."""
    if before.families == after.families and before.roles == after.roles:
        return History(())
    return _Comparer(before, after).history()


class _Comparer:
    def __init__(self, before: RoleGraph, after: RoleGraph) -> None:
        self.before = before
        self.after = after
        self.matches = match_revisions(before, after)
        self.families_back = {new: old for old, new in self.matches.families.items()}
        self.roles_back = {new: old for old, new in self.matches.roles.items()}
        self.lost: dict[str, _Loose] = {}
        self.gained: dict[str, _Loose] = {}

    def history(self) -> History:
        self.gather_loose()
        made: list[Subject] = []
        for family in self.after.families.values():
            made.extend(self.of_family(family))
            for role in self.after.of_family(family.slug):
                made.extend(self.of_role(role))
        made.extend(self.gone())
        return History(tuple(made))

    # -- lines that move

    def gather_loose(self) -> None:
        """Where lines disappear and where they appear, so that one that only moved is told as that."""
        for old, new in self.sides():
            for what in changes.ITEM_LISTS:
                paired = pair_up(old.lists.get(what, ()), new.lists.get(what, ()), _text)
                for entry in paired.only_first:
                    self.lost.setdefault(spelled(entry.text), _Loose(old.title, what))
                for entry in paired.only_second:
                    self.gained.setdefault(spelled(entry.text), _Loose(new.title, what))

    def sides(self) -> Iterator[tuple[_Side, _Side]]:
        """Every role and family as it was and as it is; an empty side where it is not there.

        What is the very same object in both revisions is left out: most are, after an edit.
        """
        nothing = _Side("", {})
        for slug, family in self.before.families.items():
            there = self.after.families.get(self.matches.families.get(slug, ""))
            if there is not family:
                yield _family_side(family), nothing if there is None else _family_side(there)
        for role in self.before:
            match = self.matches.roles.get(role.id)
            now = self.after.roles[match] if match is not None else None
            if now is not role:
                yield _role_side(role), nothing if now is None else _role_side(now)
        for slug, family in self.after.families.items():
            if slug not in self.families_back:
                yield nothing, _family_side(family)
        for role in self.after:
            if role.id not in self.roles_back:
                yield nothing, _role_side(role)

    # -- families

    def of_family(self, family: Family) -> Iterator[Subject]:
        back = self.families_back.get(family.slug)
        if back is None:
            count = a_number_of(len(family.levels), "role")
            change = Change(changes.PAGE, changes.ADDED, f"This job family is new, with {count}.")
            yield Subject(changes.ADDED, True, None, family.title, family.title, family.path, 1, (change,))
            return
        old = self.before.families[back]
        if old is family:
            return
        found = [
            *_family_facts(old, family),
            *self.list_changes(_family_side(old), _family_side(family), None),
        ]
        if found:
            how = changes.RENAMED if old.title != family.title or old.path != family.path else changes.CHANGED
            reaches = tuple(level.title for level in family.levels) if changes.touches_items(found) else ()
            yield Subject(
                how, True, old.title, family.title, family.title, family.path, 1, tuple(found), reaches
            )

    # -- roles

    def of_role(self, role: Role) -> Iterator[Subject]:
        back = self.roles_back.get(role.id)
        if back is None:
            new = Change(changes.TITLE, changes.ADDED, f"The role is new{_with_grade(role, 'with')}.")
            yield self.subject(
                changes.ADDED, None, role, [new, *self.list_changes(_Side("", {}), _role_side(role), role)]
            )
            return
        old = self.before.roles[back]
        if old is role:
            return
        found = [*self.role_facts(old, role), *self.list_changes(_role_side(old), _role_side(role), role)]
        if found:
            renamed = spelled(old.full_title) != spelled(role.full_title) or self.has_moved(old, role)
            yield self.subject(changes.RENAMED if renamed else changes.CHANGED, old, role, found)

    def has_moved(self, old: Role, new: Role) -> bool:
        """Whether a role stands on another page than before, and not only because the page moved."""
        return self.matches.families.get(old.id.family) != new.id.family

    def role_facts(self, old: Role, new: Role) -> Iterator[Change]:
        if old.title != new.title:
            yield changes.title_changed(old.title, new.title)
        if self.has_moved(old, new):
            was, now = old.family.title, new.family.title
            sentence = f"The role moved from the family {quoted(was)} to {quoted(now)}."
            yield Change(changes.PAGE, changes.MOVED, sentence, was, now)
        if old.grade != new.grade:
            yield changes.grade_changed(old.grade, new.grade)
        if old.level.track != new.level.track:
            yield changes.text_changed(changes.TRACK, "The track", old.level.track, new.level.track)
        yield from self.reporting(old, new)
        yield from self.targets(old, new, EXTENDS)
        yield from self.targets(old, new, MOVES_TO)

    def reporting(self, old: Role, new: Role) -> Iterator[Change]:
        before, after = named(self.before, old, REPORTS_TO), named(self.after, new, REPORTS_TO)
        carried = {self.carry(key) for key in before}
        if carried != after.keys():
            lost = self.no_longer_defined(before, after)
            if lost and len(after) == len(before):
                yield changes.target_lost(REPORTS_TO, lost[0].label, lost[0].title)
                return
            was, now = (
                listed((name.title for name in names.values()), "or") or None for names in (before, after)
            )
            yield changes.reporting_changed(was, now)

    def targets(self, old: Role, new: Role, kind: str) -> Iterator[Change]:
        """The edges of one kind that a role has got, those that it has lost, those that lead nowhere now."""
        before, after = named(self.before, old, kind), named(self.after, new, kind)
        carried = {self.carry(key): name for key, name in before.items()}
        lost = self.no_longer_defined(before, after)
        passed = {name.label for name in lost}
        for name in lost:
            yield changes.target_lost(kind, name.label, name.title)
        for key, name in after.items():
            if key not in carried and name.label not in passed:
                yield changes.target_added(kind, name.title)
        for key, name in carried.items():
            if key not in after and name not in lost:
                yield changes.target_removed(kind, name.title)

    def no_longer_defined(self, before: Mapping[Key, Named], after: Mapping[Key, Named]) -> list[Named]:
        """The targets that the text still names, and that no page defines any more."""
        still = {spelled(name.label) for key, name in after.items() if isinstance(key, str)}
        return [
            name
            for key, name in before.items()
            if isinstance(key, RoleId) and self.carry(key) not in after and spelled(name.label) in still
        ]

    def carry(self, key: Key) -> Key:
        """An older target as the newer handbook knows it."""
        return self.matches.roles.get(key, key) if isinstance(key, RoleId) else key

    def subject(self, how: str, old: Role | None, new: Role | None, found: Sequence[Change]) -> Subject:
        role = new or old
        assert role is not None
        return Subject(
            how,
            False,
            old.full_title if old else None,
            new.full_title if new else None,
            role.family.title,
            role.family.path,
            role.level.line,
            tuple(found),
            self.heirs(role) if old is not None and new is not None and changes.touches_items(found) else (),
            old.id if old else None,
            new.id if new else None,
        )

    def heirs(self, role: Role) -> tuple[str, ...]:
        """The titles of the roles that take over what a role states, at any distance."""
        return tuple(self.after.roles[heir].full_title for heir in heirs_of(self.after, role.id))

    # -- lists

    def list_changes(self, old: _Side, new: _Side, role: Role | None) -> Iterator[Change]:
        for what in changes.NOUNS:
            paired = pair_up(old.lists.get(what, ()), new.lists.get(what, ()), _text)
            retold = [Near(a, b, 100.0) for a, b in paired.same if a.detail != b.detail] + list(paired.near)
            yield from self.gains(what, paired.only_second, new.title)
            yield from self.losses(what, paired.only_first, old.title, role)
            if retold:
                yield changes.lines_reworded(what, retold)

    def gains(self, what: str, found: Iterable[Entry], title: str) -> Iterator[Change]:
        groups: dict[_Loose | None, list[Entry]] = {}
        for entry in found:
            came = self.lost.get(spelled(entry.text)) if what in changes.ITEM_LISTS else None
            groups.setdefault(None if came == _Loose(title, what) else came, []).append(entry)
        for came, several in groups.items():
            if came is None:
                yield changes.lines_changed(what, changes.ADDED, several)
            else:
                origin = (
                    f"here from {came.title}"
                    if came.title != title
                    else f"here from {changes.NOUNS[came.what][1]}"
                )
                yield changes.lines_moved(what, origin, came.title, title, several)

    def losses(self, what: str, found: Sequence[Entry], title: str, role: Role | None) -> Iterator[Change]:
        held = self.held(role, what) if found else {}
        inherited: dict[str, list[Entry]] = {}
        groups: dict[_Loose | None, list[Entry]] = {}
        for entry in found:
            words = spelled(entry.text)
            if words in held:
                inherited.setdefault(held[words], []).append(entry)
                continue
            went = self.gained.get(words) if what in changes.ITEM_LISTS else None
            groups.setdefault(None if went == _Loose(title, what) else went, []).append(entry)
        for went, several in groups.items():
            if went is None:
                yield changes.lines_changed(what, changes.REMOVED, several)
            else:
                goal = f"to {went.title}" if went.title != title else f"to {changes.NOUNS[went.what][1]}"
                yield changes.lines_moved(what, goal, title, went.title, several)
        for origin, several in inherited.items():
            yield changes.lines_inherited(what, title, origin, several)

    def held(self, role: Role | None, what: str) -> dict[str, str]:
        """What still holds for a role although it no longer states it, with where it comes from."""
        if role is None or what not in (RESPONSIBILITIES, REQUIREMENTS):
            return {}
        found = effective(self.after, role.id, Part(what))
        return {spelled(entry.item.text): entry.origin.label for entry in found if not entry.own}

    # -- what is gone

    def gone(self) -> Iterator[Subject]:
        for slug, family in self.before.families.items():
            if slug not in self.matches.families:
                count = a_number_of(len(family.levels), "role")
                change = Change(changes.PAGE, changes.REMOVED, f"This job family is gone, with {count}.")
                yield Subject(
                    changes.REMOVED, True, family.title, None, family.title, family.path, 1, (change,)
                )
        for role in self.before:
            if role.id not in self.matches.roles:
                change = Change(
                    changes.TITLE, changes.REMOVED, f"The role is gone{_with_grade(role, 'it had')}."
                )
                lists = self.list_changes(_role_side(role), _Side("", {}), None)
                moved = [found for found in lists if found.how == changes.MOVED]
                yield self.subject(changes.REMOVED, role, None, [change, *moved])


def heirs_of(graph: RoleGraph, role: RoleId) -> tuple[RoleId, ...]:
    """The roles that extend a role, directly or through others, the nearest first."""
    found: dict[RoleId, None] = {role: None}
    waiting = [role]
    for at in waiting:
        for edge in graph.incoming(at, EXTENDS):
            if edge.source not in found:
                found[edge.source] = None
                waiting.append(edge.source)
    return tuple(heir for heir in found if heir != role)


def _family_facts(old: Family, new: Family) -> Iterator[Change]:
    if old.title != new.title:
        yield changes.title_changed(old.title, new.title)
    if old.path != new.path:
        sentence = f"The page moved from {old.path} to {new.path}."
        yield Change(changes.PAGE, changes.MOVED, sentence, old.path, new.path)
    if old.description != new.description:
        yield changes.text_changed(changes.DESCRIPTION, "The description", old.description, new.description)
    was, now = _ladder_text(old), _ladder_text(new)
    if spelled(was or "") != spelled(now or ""):
        yield changes.text_changed(changes.LADDER, "The career ladder", was, now)


def _ladder_text(family: Family) -> str | None:
    return "\n".join(ladder.text for ladder in family.ladders).strip() or None


def _role_side(role: Role) -> _Side:
    level, path = role.level, role.family.path
    return _Side(
        role.full_title,
        {
            RESPONSIBILITIES: _items(level.responsibilities, path),
            REQUIREMENTS: _items(level.requirements, path),
            NICE_TO_HAVE: _items(level.nice_to_have, path),
            HIRING: _steps(level.hiring, path),
            INDICATORS: once(indicator_entry(found, path) for found in level.indicators),
        },
    )


def _family_side(family: Family) -> _Side:
    path = family.path
    return _Side(
        f"{family.title} (all levels)",
        {
            RESPONSIBILITIES: _items(family.responsibilities, path),
            REQUIREMENTS: _items(family.requirements, path),
            NICE_TO_HAVE: _items(family.nice_to_have, path),
            HIRING: _steps(family.hiring, path),
            INDICATORS: once(indicator_entry(found, path) for found in family.indicators),
            SPECIALTIES: specialty_entries((*family.specialties, *family.segments), path),
        },
    )


def _items(items: Iterable[Item], path: str) -> tuple[Entry, ...]:
    return once(Entry(item.text, path, item.line, depth=item.depth, id=item.id) for item in items)


def _steps(processes: Iterable[HiringProcess], path: str) -> tuple[Entry, ...]:
    return once(Entry(step.text, path, step.line) for process in processes for step in process.steps)


def _text(entry: Entry) -> str:
    return entry.text


def named(graph: RoleGraph, role: Role, kind: str) -> dict[Key, Named]:
    """The targets of a role's edges of one kind."""
    return {
        edge.target if edge.target is not None else spelled(edge.label): Named(
            _title(edge, graph), edge.label
        )
        for edge in role.edges_of(kind)
    }


def _title(edge: Edge, graph: RoleGraph) -> str:
    if edge.target is not None and edge.target in graph.roles:
        return graph.roles[edge.target].full_title
    return f"{quoted(edge.label)} (defined nowhere)" if edge.family is None else quoted(edge.label)


def _with_grade(role: Role, verb: str) -> str:
    grade = grade_text(role.grade)
    return f", {verb} grade {grade}" if grade else ""
