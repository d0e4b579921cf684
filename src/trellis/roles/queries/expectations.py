"""What holds for a role, each item with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.pages.addresses import source_address
from trellis.pages.queries.current import Edition
from trellis.roles.definitions.effective import effective
from trellis.roles.definitions.graph import EffectiveItem, Role
from trellis.roles.definitions.model import Item, Part
from trellis.roles.queries.graph import graph_of
from trellis.roles.queries.wording import one_line, own_and_inherited


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as a page shows it: its text, the items nested in it, and where it stands in the source."""

    id: str
    text: str
    nested: tuple[str, ...]
    own: bool
    origin: str
    origin_line: str
    source_url: str


@dataclass(frozen=True, slots=True)
class OriginGroup:
    """The items that come from one place."""

    origin: str
    own: bool
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """Responsibilities or requirements of a role: how many of its own, how many inherited, through which roles."""

    title: str
    items: tuple[ItemView, ...]
    counted: str
    groups: tuple[OriginGroup, ...]
    through: str


@dataclass(frozen=True, slots=True)
class Expectations:
    """Everything that a role's page lists."""

    parts: tuple[PartView, ...]
    nice_to_have: tuple[ItemView, ...]


def expectations_of(edition: Edition, role: Role) -> Expectations:
    """Responsibilities, requirements and what is nice to have, own and inherited."""
    return Expectations(
        parts=(
            part_of(edition, role, Part.RESPONSIBILITIES, _("Responsibilities")),
            part_of(edition, role, Part.REQUIREMENTS, _("Requirements")),
        ),
        nice_to_have=tuple(
            own_views(
                (*role.level.nice_to_have, *role.family.nice_to_have), role.family.path, own=True, origin=""
            )
        ),
    )


def part_of(edition: Edition, role: Role, part: Part, title: str) -> PartView:
    """One list of a role, resolved."""
    items = tuple(_views(effective(graph_of(edition), role.id, part), role))
    own = sum(item.own for item in items)
    groups = _grouped(items)
    return PartView(
        title=title,
        items=items,
        counted=own_and_inherited(own, len(items) - own),
        groups=groups,
        through=_and_list([group.origin for group in groups if not group.own]),
    )


def own_views(items: Iterable[Item], path: str, *, own: bool, origin: str) -> Iterable[ItemView]:
    """Items as one page states them, nested ones under theirs."""
    return _nested((item, path, own, origin) for item in items)


def _views(items: Iterable[EffectiveItem], role: Role) -> Iterable[ItemView]:
    return _nested(
        (
            found.item,
            found.origin.path,
            found.own,
            _origin_label(found, role),
        )
        for found in items
    )


def _origin_label(found: EffectiveItem, role: Role) -> str:
    if found.own:
        return _("this level")
    if found.origin.role is None and found.origin.label == f"{role.family.title} (all levels)":
        return _("all levels")
    return found.origin.label


def _nested(items: Iterable[tuple[Item, str, bool, str]]) -> Iterable[ItemView]:
    top: tuple[Item, str, bool, str] | None = None
    below: list[str] = []
    for entry in items:
        item, path, _own, _origin = entry
        if top is not None and item.depth > top[0].depth and path == top[1]:
            below.append(one_line(item.text))
            continue
        if top is not None:
            yield _view(*top, tuple(below))
        top, below = entry, []
    if top is not None:
        yield _view(*top, tuple(below))


def _view(item: Item, path: str, own: bool, origin: str, nested: tuple[str, ...]) -> ItemView:
    return ItemView(
        id=item.id,
        text=one_line(item.text),
        nested=nested,
        own=own,
        origin=origin,
        origin_line=_("line %(line)d") % {"line": item.line},
        source_url=source_address(path, item.line),
    )


def _grouped(items: Iterable[ItemView]) -> tuple[OriginGroup, ...]:
    groups: dict[str, list[ItemView]] = {}
    for item in items:
        groups.setdefault(item.origin, []).append(item)
    return tuple(OriginGroup(origin, found[0].own, tuple(found)) for origin, found in groups.items())


def _and_list(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
