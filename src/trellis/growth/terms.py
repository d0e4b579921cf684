"""What the current handbook says of promotions, and what a level asks for beyond another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.core import defined
from trellis.growth.definitions import promotions as definitions
from trellis.growth.definitions.promotions import USUAL, Promotions
from trellis.people import terms as of_people
from trellis.roles.definitions.dossier import Entry, entries
from trellis.roles.definitions.graph import Role, RoleId
from trellis.roles.definitions.likeness import pair_up
from trellis.roles.definitions.model import Part
from trellis.roles.definitions.paths import steps_from

PARTS: dict[str, str | Promise] = {
    Part.RESPONSIBILITIES.value: _("Responsibilities"),
    Part.REQUIREMENTS.value: _("Requirements"),
}


def promotions() -> Promotions:
    """What `promotions.yml` says; what is usual without one."""
    found: Promotions | None = defined.defined(definitions.NAME)
    return found if found is not None and found.sections else USUAL


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item that a level asks for: `key` is the page and the identifier that its bullet keeps."""

    key: str
    part: str
    text: str
    label: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class NextLevel:
    """A role that somebody can go on to. `lateral` is a move to other work at the same grade."""

    role: Role
    lateral: bool
    added: tuple[Wanted, ...]


def role_at(address: str) -> Role | None:
    """The role of an address `family#level`; `None` for none."""
    family, _mark, level = address.partition("#")
    return of_people.graph().roles.get(RoleId(family, level))


def titled(title: str) -> Role | None:
    """The role that a title means; `None` for none."""
    return of_people.role_titled(title) if title else None


def asked_by(role: Role) -> tuple[Wanted, ...]:
    """Everything that holds for a role, inherited included."""
    graph = of_people.graph()
    return tuple(_wanted(each, part) for part in Part for each in entries(graph, role, part))


def gap(source: Role | None, target: Role) -> tuple[Wanted, ...]:
    """What a level asks for that another does not, in nearly the same words either; all of it without another."""
    wanted = asked_by(target)
    if source is None:
        return wanted
    has, found = asked_by(source), []
    for part in Part:
        paired = pair_up(
            [each for each in has if each.part == part.value],
            [each for each in wanted if each.part == part.value],
            _text,
        )
        known = {each.key for _former, each in paired.same} | {each.second.key for each in paired.near}
        found += [each for each in wanted if each.part == part.value and each.key not in known]
    return tuple(found)


def next_levels(role: Role) -> tuple[NextLevel, ...]:
    """Where the handbook leads from a role: the next steps of its ladder, then moves to other families at its grade."""
    graph = of_people.graph()
    said = [
        NextLevel(graph.roles[edge.target], edge.lateral or graph.roles[edge.target].grade == role.grade, ())
        for edge in steps_from(graph, role.id)
        if edge.target is not None
    ]
    found = {each.role.id: each for each in said}
    return tuple(
        NextLevel(each.role, each.lateral, gap(role, each.role))
        for each in sorted(found.values(), key=lambda each: each.lateral)
    )


def alike(role: Role) -> tuple[Role, ...]:
    """Roles of other families at the same grade, by title: where somebody could move to the side."""
    if role.grade is None:
        return ()
    found = [
        each
        for each in of_people.graph()
        if each.grade == role.grade and each.family.slug != role.family.slug
    ]
    return tuple(sorted(found, key=lambda each: each.full_title.casefold()))


@dataclass(frozen=True, slots=True)
class Rewording:
    """What the handbook says of an item now: other words, or (`now` is `None`) nothing more."""

    key: str
    now: Wanted | None


def rewordings(kept: Sequence[tuple[str, str, str]], target: Role) -> tuple[list[Rewording], list[Wanted]]:
    """How items (key, part, words) differ from what a level asks for now, and what it asks for in addition.

    An item is found again by its identifier; one whose identifier was made of its words, by their likeness.
    """
    now = {each.key: each for each in asked_by(target)}
    changed = [Rewording(key, now[key]) for key, _part, text in kept if key in now and now[key].text != text]
    lost = [each for each in kept if each[0] not in now]
    known = {each[0] for each in kept}
    for part in Part:
        fresh = [each for each in now.values() if each.part == part.value and each.key not in known]
        gone = [Wanted(key, was, text, "", "", 0) for key, was, text in lost if was == part.value]
        pairs = pair_up(gone, fresh, _text)
        met = {one.key: other for one, other in pairs.same} | {
            each.first.key: each.second for each in pairs.near
        }
        changed += [Rewording(each.key, met.get(each.key)) for each in gone]
        known |= {each.key for each in met.values()}
    return changed, [each for key, each in now.items() if key not in known]


def _text(each: Wanted) -> str:
    return each.text


def _wanted(each: Entry, part: Part) -> Wanted:
    return Wanted(f"{each.path}#{each.id}"[:400], part.value, each.text, each.label, each.path, each.line)
