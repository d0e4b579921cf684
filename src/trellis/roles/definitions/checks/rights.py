"""Checks of `rights.yml` that need the role graph: titles, families and grades that grants name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from trellis.core.definitions.granting import RoleFacts
from trellis.core.definitions.rights import Grant, Holders, spelled
from trellis.core.definitions.rightskind import RightsKind
from trellis.handbook.compiler import Handbook
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.text import SourceText, Span
from trellis.roles.definitions.checks.codes import rights as codes
from trellis.roles.definitions.graph import RoleGraph
from trellis.roles.definitions.rights import titles_of


def check_rights(graph: RoleGraph, handbook: Handbook, reporter_for: Callable[[str], Reporter]) -> None:
    """Report what `rights.yml` says of roles that there are not. What else is wrong with it the kind itself tells."""
    rights = RightsKind().assemble({}, handbook, lambda path: Reporter(path, _source(handbook, path)))
    if not rights.grants:
        return
    roles = [each for several in titles_of(graph).values() for each in several]
    titles = {each.title: role.full_title for each, role in zip(_in_order(graph), graph, strict=True)}
    families = {spelled(family.title): family.title for family in graph.families.values()}
    for grant, place in zip(rights.grants, rights.grant_places, strict=True):
        if isinstance(grant.to, Holders):
            _check(grant, grant.to, roles, titles, families, reporter_for(place.path))


def _check(
    grant: Grant,
    to: Holders,
    roles: Iterable[RoleFacts],
    titles: dict[str, str],
    families: dict[str, str],
    reporter: Reporter,
) -> None:
    known = True
    for at, title in enumerate(to.roles):
        if spelled(title) not in titles:
            known = False
            _report(codes.UNKNOWN_ROLE, "role", title, titles, to.span_of("roles", at), reporter)
    if to.family and spelled(to.family) not in families:
        known = False
        _report(codes.UNKNOWN_FAMILY, "job family", to.family, families, to.span_of("family"), reporter)
    if known and not any(to.fits(each.title, each.family, each.grade) for each in roles):
        reporter.report(codes.FITS_NO_ROLE, grant.span_of("to"), "No level fits all that stands here.")


def _report(code: Code, what: str, name: str, known: dict[str, str], span: Span, reporter: Reporter) -> None:
    near = get_close_matches(spelled(name), list(known), 1, 0.5)
    hint = f"Did you mean “{known[near[0]]}”?" if near else code.hint
    reporter.report(code, span, f"There is no {what} “{name[:80]}”.", hint=hint)


def _in_order(graph: RoleGraph) -> list[RoleFacts]:
    return [RoleFacts(spelled(role.full_title), spelled(role.family.title), role.grade) for role in graph]


def _source(handbook: Handbook, path: str) -> SourceText:
    return handbook.data[path].source if path in handbook.data else SourceText("")
