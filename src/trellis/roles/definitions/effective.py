"""Everything that holds for a role: its own items, and what it inherits, each with its origin."""

from __future__ import annotations

from collections.abc import Iterator

from trellis.roles.definitions.graph import EXTENDS, EffectiveItem, Origin, Role, RoleGraph, RoleId
from trellis.roles.definitions.model import Family, Item, Level, Part
from trellis.roles.definitions.names import spelled


def effective(graph: RoleGraph, role: RoleId, part: Part) -> tuple[EffectiveItem, ...]:
    """All items of one part that hold for a role.

    Own items come first, then what the track and the family state for all their levels, then what is inherited, nearest
    role first. An item that several roles state in the same words appears once, with the nearest origin. Circles of
    inheritance end where they would begin again. Raises KeyError for an unknown role.
    """
    found: list[EffectiveItem] = []
    seen: set[str] = set()
    for candidate in _walk(graph, graph.roles[role], part):
        words = spelled(candidate.item.text)
        if words not in seen:
            seen.add(words)
            found.append(candidate)
    return tuple(found)


def _walk(graph: RoleGraph, start: Role, part: Part) -> Iterator[EffectiveItem]:
    visited: set[RoleId] = {start.id}
    families: set[tuple[str, str | None]] = set()
    queue: list[tuple[Role, tuple[RoleId, ...]]] = [(start, ())]
    while queue:
        role, via = queue.pop(0)
        own = role is start
        for item in role.level.items(part):
            yield EffectiveItem(
                item, Origin(role.family.path, role.full_title, role.family.slug, role.id, via), own
            )
        key = (role.family.slug, role.level.track)
        if key not in families:
            families.add(key)
            for item, label in shared_items(role.family, role.level, part):
                yield EffectiveItem(item, Origin(role.family.path, label, role.family.slug, None, via), False)
        for edge in role.edges_of(EXTENDS):
            target = graph.roles.get(edge.target) if edge.target is not None else None
            if target is not None and target.id not in visited and part in edge.parts:
                visited.add(target.id)
                queue.append((target, (*via, role.id) if not own else via))


def shared_items(family: Family, level: Level, part: Part) -> Iterator[tuple[Item, str]]:
    """What a family states for all levels, or for all levels of the level's track, with a label for the reader."""
    tracks = [
        (track, {item.id for item in track.responsibilities + track.requirements}) for track in family.tracks
    ]
    for item in family.items(part):
        owner = next((track for track, ids in tracks if item.id in ids), None)
        if owner is None:
            yield item, f"{family.title} (all levels)"
        elif owner.title == level.track:
            yield item, f"{owner.title} (all levels)"
