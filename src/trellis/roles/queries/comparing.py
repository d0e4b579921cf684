"""Two roles side by side, as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.pages.addresses import source_address
from trellis.pages.queries.current import Edition
from trellis.roles.definitions import compare
from trellis.roles.definitions.dossier import Entry
from trellis.roles.definitions.graph import Role
from trellis.roles.queries.expectations import ItemView
from trellis.roles.queries.graph import graph_of
from trellis.roles.queries.wording import one_line


@dataclass(frozen=True, slots=True)
class PartComparison:
    """One list of two roles: what only one has, what both have, and what both say in other words."""

    name: str
    title: str
    only_first: tuple[ItemView, ...]
    only_second: tuple[ItemView, ...]
    both: tuple[ItemView, ...]
    reworded: tuple[tuple[ItemView, ItemView], ...]

    @property
    def is_empty(self) -> bool:
        """Whether neither role has anything here."""
        return not (self.only_first or self.only_second or self.both or self.reworded)


def compared(edition: Edition, first: Role, second: Role) -> tuple[PartComparison, ...]:
    """Every list of two roles, inherited items included; lists that both lack are left out."""
    found = compare.compare(graph_of(edition), first.id, second.id)
    parts = (_part(comparison) for comparison in found.lists)
    return tuple(part for part in parts if not part.is_empty)


def entry_view(entry: Entry) -> ItemView:
    """One line that holds for a role, with where it is stated."""
    return ItemView(
        id=entry.id,
        text=f"{one_line(entry.text)} {entry.detail}".strip(),
        nested=(),
        own=entry.own,
        origin=_("this level") if entry.own else entry.label,
        origin_line=_("line %(line)d") % {"line": entry.line},
        source_url=source_address(entry.path, entry.line),
    )


def _part(found: compare.ListComparison) -> PartComparison:
    return PartComparison(
        name=found.name,
        title=_title(found.name),
        only_first=tuple(map(entry_view, found.only_first)),
        only_second=tuple(map(entry_view, found.only_second)),
        both=tuple(entry_view(second) for _first, second in found.both),
        reworded=tuple((entry_view(near.first), entry_view(near.second)) for near in found.changed),
    )


def _title(name: str) -> str:
    return {
        compare.RESPONSIBILITIES: _("Responsibilities"),
        compare.REQUIREMENTS: _("Requirements"),
        compare.NICE_TO_HAVE: _("Nice to have"),
        compare.HIRING: _("Hiring steps"),
        compare.INDICATORS: _("Indicators"),
        compare.SPECIALTIES: _("Specialties"),
    }[name]
