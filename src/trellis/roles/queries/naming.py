"""Roles by name: for the search field, and for addresses that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from trellis.pages.offering import Offer
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.naming import Addresses, addresses, nearest
from trellis.roles.addresses import family_address, role_address
from trellis.roles.definitions.graph import RoleGraph
from trellis.roles.queries.graph import graph_of
from trellis.roles.queries.wording import grade_text
from trellis.web.finding import Candidate, best, fold
from trellis.web.suggesting import Suggestion

ROLE_ICON = "person"
MOST_OFFERED = 20


def candidates(request: HttpRequest) -> Iterable[Candidate]:
    """Every role and family that can be found."""
    return _known(current_edition())


def suggestions(request: HttpRequest, path: str) -> list[Suggestion]:
    """Roles and families whose addresses resemble one that leads nowhere."""
    if not path.startswith("/roles/"):
        return []
    return nearest(path, current_edition().derive(_build_addresses))


def offers(edition: Edition, query: str) -> list[Offer]:
    """Names of roles for somebody who writes "reports to the …"."""
    known = [found for found in _known(edition) if found.icon == ROLE_ICON]
    return [Offer(found.name, str(found.where), found.name) for found in best(known, query, MOST_OFFERED)]


def warm(edition: Edition) -> None:
    """Make what the first search of an edition would have to wait for."""
    _known(edition)


def _build_addresses(edition: Edition) -> Addresses:
    return addresses((found.url, found.name) for found in _known(edition))


def _known(edition: Edition) -> tuple[Candidate, ...]:
    graph = graph_of(edition)
    return edition.carry("role-names", graph, lambda: _build_candidates(graph))


def _build_candidates(graph: RoleGraph) -> tuple[Candidate, ...]:
    families = (
        Candidate(
            name=family.title,
            key=fold(family.title),
            where=family.department,
            url=family_address(family.slug),
            icon="ladder",
            kind=_("Job family"),
            group="roles",
            path=family.path,
        )
        for family in graph.families.values()
    )
    roles = (
        Candidate(
            name=role.full_title,
            key=fold(role.full_title),
            where=_where(role.family.title, grade_text(role.grade)),
            url=role_address(role),
            icon=ROLE_ICON,
            kind=_("Role"),
            group="roles",
            path=role.family.path,
        )
        for role in graph
        if not role.level.implicit
    )
    return (*families, *roles)


def _where(family: str, grade: str) -> str | Promise:
    return format_lazy(_("{family}, grade {grade}"), family=family, grade=grade) if grade else family
