"""Everything about a role: what its page says, what it inherits, who is above and below it, where it leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trellis.roles.definitions.effective import effective
from trellis.roles.definitions.graph import (
    EXTENDS,
    MOVES_TO,
    NEXT,
    REPORTS_TO,
    Edge,
    EffectiveItem,
    Origin,
    Role,
    RoleGraph,
    RoleId,
)
from trellis.roles.definitions.model import HiringProcess, Indicator, Item, Ladder, Part, Specialty
from trellis.roles.definitions.names import fold, spelled
from trellis.roles.definitions.reporting import Rung, chain_above


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that holds for a role: its text, where it is stated, and by whom.

    `label` is the role or family that states it, as a reader sees it; `role` that role (`None`: the family,
    or a track); `own` is true where the role's own section states it. `id` is the item's stable identifier,
    empty for what has none. `detail` is what is stated beside the text: the target of an indicator.
    """

    text: str
    path: str
    line: int
    label: str = ""
    own: bool = True
    role: RoleId | None = None
    depth: int = 0
    id: str = ""
    detail: str = ""

    @property
    def place(self) -> str:
        """File and line, as an editor opens them."""
        return f"{self.path}:{self.line}"


def entry_of(found: EffectiveItem) -> Entry:
    """An effective item as one line."""
    item, origin = found.item, found.origin
    return Entry(item.text, origin.path, item.line, origin.label, found.own, origin.role, item.depth, item.id)


def entries(graph: RoleGraph, role: Role, part: Part) -> tuple[Entry, ...]:
    """Everything of one part that holds for a role, as lines; see `effective`."""
    return tuple(entry_of(found) for found in effective(graph, role.id, part))


def nice_to_have(role: Role) -> tuple[Entry, ...]:
    """The nice-to-haves of a role and of its family, each wording once."""
    found = [_stated(item, role, own=True) for item in role.level.nice_to_have]
    found += [_stated(item, role, own=False) for item in role.family.nice_to_have]
    return once(found)


def once(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries without those that repeat the words of an earlier one."""
    kept: dict[str, Entry] = {}
    for entry in found:
        kept.setdefault(spelled(entry.text), entry)
    return tuple(kept.values())


def hiring_of(role: Role) -> tuple[HiringProcess, ...]:
    """The hiring processes of a role: its own, else those of its page.

    On a page with several, those whose heading names the role's track or the role; where none does, all of
    them.
    """
    if role.level.hiring:
        return role.level.hiring
    processes = tuple(process for process in role.family.hiring if process.steps) or role.family.hiring
    return tuple(process for process in processes if _is_about(process.title, role)) or processes


def indicators_of(role: Role) -> tuple[tuple[Indicator, bool], ...]:
    """The indicators of a role, each name once, with whether they are its own and not the page's.

    An indicator that the page keeps for others ("Technical Instructor: utilization") is left out.
    """
    found: dict[str, tuple[Indicator, bool]] = {}
    for indicator in role.level.indicators:
        found.setdefault(spelled(indicator.name), (indicator, True))
    for indicator in role.family.indicators:
        if indicator.scope is None or _names(indicator.scope, role):
            found.setdefault(spelled(indicator.name), (indicator, False))
    return tuple(found.values())


def ladders_of(role: Role) -> tuple[Ladder, ...]:
    """What is said about a role's career: its own section, else those of its page that are no other level's."""
    if role.level.ladder is not None:
        return (role.level.ladder,)
    others = [level.ladder for level in role.family.levels]
    return tuple(ladder for ladder in role.family.ladders if ladder not in others)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about a role.

    `above` is the reporting line from the next role up; `below` who reports to the role; `onward` and
    `whence` the steps from it and to it; `extends` and `extended_by` the inheritances that it states and that
    others state of it.
    """

    role: Role
    responsibilities: tuple[Entry, ...]
    requirements: tuple[Entry, ...]
    nice_to_have: tuple[Entry, ...]
    hiring: tuple[HiringProcess, ...]
    indicators: tuple[tuple[Indicator, bool], ...]
    ladders: tuple[Ladder, ...]
    specialties: tuple[Specialty, ...]
    segments: tuple[Specialty, ...]
    above: tuple[Rung, ...]
    below: tuple[Edge, ...]
    onward: tuple[Edge, ...]
    whence: tuple[Edge, ...]
    extends: tuple[Edge, ...]
    extended_by: tuple[Edge, ...]


def everything_about(graph: RoleGraph, role: Role) -> Dossier:
    """Gather all that the graph knows about one role."""
    return Dossier(
        role=role,
        responsibilities=entries(graph, role, Part.RESPONSIBILITIES),
        requirements=entries(graph, role, Part.REQUIREMENTS),
        nice_to_have=nice_to_have(role),
        hiring=hiring_of(role),
        indicators=indicators_of(role),
        ladders=ladders_of(role),
        specialties=role.family.specialties,
        segments=role.family.segments,
        above=chain_above(graph, role),
        below=graph.incoming(role.id, REPORTS_TO),
        onward=(*role.edges_of(NEXT), *role.edges_of(MOVES_TO)),
        whence=(*graph.incoming(role.id, NEXT), *graph.incoming(role.id, MOVES_TO)),
        extends=role.edges_of(EXTENDS),
        extended_by=graph.incoming(role.id, EXTENDS),
    )


def _stated(item: Item, role: Role, *, own: bool) -> Entry:
    label = role.full_title if own else f"{role.family.title} (all levels)"
    origin = Origin(role.family.path, label, role.family.slug, role.id if own else None)
    return entry_of(EffectiveItem(item, origin, own))


def _is_about(heading: str, role: Role) -> bool:
    """Whether a heading such as "Instructor Hiring Process" names the role or its track."""
    said = set(fold(heading).split()) - {
        "hiring",
        "process",
        "interview",
        "interviewing",
        "recruiting",
        "plan",
        "step",
    }
    return bool(said) and any(
        said == set(fold(name).split()) for name in (role.title, role.full_title, role.level.track) if name
    )


def _names(scope: str, role: Role) -> bool:
    """Whether a scope is the role's own title or track, or the part of the title without its seniority."""
    said = set(fold(scope).split())
    names = (role.title, role.full_title, role.level.track, role.family.title, *role.level.aliases)
    return bool(said) and any(said <= set(fold(name).split()) for name in names if name)
