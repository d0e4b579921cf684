"""Finding a role or a family by what a person types: its title, part of it, with a slip of the pen, or its
address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from trellis.handbook.errors import TrellisError
from trellis.roles.definitions.compare import grade_text
from trellis.roles.definitions.graph import Role, RoleGraph
from trellis.roles.definitions.likeness import sorted_words
from trellis.roles.definitions.model import Family
from trellis.roles.definitions.names import fold, seniority, spelled, words
from trellis.roles.definitions.phrases import a_number_of, listed, quoted

_SLIP = 88.0
"""The least similarity of a wording to the one title that it is taken for."""
_HINT = 50.0
"""The least similarity of a wording to a title that may be meant."""
_MOST = 8
"""How many candidates a message names."""


class UnknownRole(TrellisError):
    """No role is called so. `suggestions` are titles that look like it."""

    code = "roles.unknown"

    def __init__(self, wording: str, suggestions: Sequence[str], what: str = "role") -> None:
        near = listed((quoted(title) for title in suggestions), "or")
        super().__init__(
            f"No {what} is called {quoted(wording)}.", hint=f"Did you mean {near}?" if near else ""
        )
        self.wording = wording
        self.suggestions = tuple(suggestions)


class AmbiguousRole(TrellisError):
    """Several roles are meant as well as each other."""

    code = "roles.ambiguous"

    def __init__(self, wording: str, candidates: Sequence[Role], says: str = "") -> None:
        count = a_number_of(len(candidates), "role")
        super().__init__(says or f"{quoted(wording)} fits {count}.", hint=_choices(candidates))
        self.wording = wording
        self.candidates = tuple(candidates)


class Found(NamedTuple):
    """The role that a wording means; `exact` is false where it is not the role's own title or address."""

    role: Role
    exact: bool


def find_role(graph: RoleGraph, wording: str) -> Found:
    """The one role that a wording means.

    It may be the role's address (`family#level`, or the end of it), its title in any spelling or order of
    words, the beginnings of enough of its words, the title with a slip, or the title of a family with one
    role. Raises UnknownRole, AmbiguousRole.
    """
    if "#" in wording:
        return Found(_by_address(graph, wording), True)
    same = [role for role in graph if spelled(wording) in (spelled(role.title), spelled(role.full_title))]
    if same:
        return Found(_only(wording, same), True)
    turned = _by_words(graph, wording)
    if turned:
        return Found(_only(wording, _closest(wording, turned)), False)
    family = next(
        (family for family in graph.families.values() if spelled(family.title) == spelled(wording)), None
    )
    if family is not None and family.levels:
        roles = graph.of_family(family.slug)
        says = f"{quoted(family.title)} is a job family with {a_number_of(len(roles), 'role')}."
        return Found(_only(wording, roles, says), False)
    candidates = _by_beginnings(graph, wording) or _by_likeness(graph, wording)
    if candidates:
        return Found(_only(wording, _closest(wording, candidates)), False)
    raise UnknownRole(wording, suggestions(wording, (role.full_title for role in graph)))


def find_family(graph: RoleGraph, wording: str) -> Family:
    """The family that a wording means: its title, its slug or the end of it. Raises UnknownRole."""
    families = list(graph.families.values())
    ends = f"/{wording.strip('/').casefold()}"
    for fits in (
        [f for f in families if spelled(f.title) == spelled(wording)],
        [f for f in families if f"/{f.slug}".casefold().endswith(ends) or f.path == wording],
        [f for f in families if fold(f.title) == fold(wording)],
        [f for f in families if _begin(words(wording), words(f.title))],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            near = listed([f"{f.title} ({f.slug})" for f in fits[:_MOST]], "or")
            raise TrellisError(
                f"{quoted(wording)} fits {a_number_of(len(fits), 'family', 'families')}.",
                hint=f"Which one: {near}?",
                code="roles.ambiguous",
            )
    raise UnknownRole(wording, suggestions(wording, (f.title for f in families)), "job family")


def find_department(graph: RoleGraph, wording: str) -> str:
    """The department that a wording means, as the folder is named. Raises UnknownRole with the names there
    are.
    """
    names = list(dict.fromkeys(family.department for family in graph.families.values() if family.department))
    for name in names:
        if wording == name or spelled(wording) == spelled(name.rpartition("/")[2]):
            return name
    fits = [name for name in names if _begin(words(wording), words(name))]
    if len(fits) == 1:
        return fits[0]
    raise UnknownRole(wording, suggestions(wording, fits or names) or sorted(names)[:_MOST], "department")


def mentions_all(text: str, wanted: Iterable[str]) -> bool:
    """Whether each wanted word begins a word of a text, whatever their order."""
    said = words(text)
    return all(any(word.startswith(part) for word in said) for part in wanted)


def suggestions(wording: str, titles: Iterable[str], limit: int = 3) -> list[str]:
    """Titles that look like a wording, the most alike first."""
    said, in_order = spelled(wording), sorted_words(wording)
    scored = []
    for title in dict.fromkeys(titles):
        # One finds a part of a title or a slip, the other the same words in another order.
        score = (fuzz.WRatio(said, spelled(title)) + fuzz.ratio(in_order, sorted_words(title))) / 2
        scored.append((-score, title))
    return [title for score, title in sorted(scored)[:limit] if -score >= _HINT]


def _by_address(graph: RoleGraph, wording: str) -> Role:
    ends = f"/{wording.strip('/').casefold()}"
    fits = [role for role in graph if f"/{role.id}".casefold().endswith(ends)]
    if not fits:
        raise UnknownRole(wording, suggestions(wording.replace("#", " "), (str(role.id) for role in graph)))
    return _only(wording, fits)


def _by_words(graph: RoleGraph, wording: str) -> list[Role]:
    """Roles whose title has the same words, in any order and number."""
    said = fold(wording)
    return [role for role in graph if said in (fold(role.title), fold(role.full_title))] if said else []


def _by_beginnings(graph: RoleGraph, wording: str) -> list[Role]:
    """Roles whose title has all the words, or words that begin so: "sen it prog man"."""
    said = words(wording)
    return [role for role in graph if _begin(said, words(role.full_title))]


def _by_likeness(graph: RoleGraph, wording: str) -> list[Role]:
    """Roles whose title is one slip away; titles of another seniority never are."""
    level = seniority(wording)
    titles = {str(role.id): fold(role.full_title) for role in graph if seniority(role.full_title) == level}
    near = process.extract(fold(wording), titles, scorer=fuzz.ratio, score_cutoff=_SLIP, limit=3)
    if len(near) > 1 and near[0][1] - near[1][1] < 2:
        return []
    return [role for role in graph if near and str(role.id) == near[0][2]]


def _begin(parts: Sequence[str], said: Sequence[str]) -> bool:
    return bool(parts) and all(any(word.startswith(part) for word in said) for part in parts)


def _closest(wording: str, candidates: list[Role]) -> list[Role]:
    """Of several, those that are not more senior than what was typed: "backend engineer" is not the senior
    one.
    """
    level = seniority(wording)
    plain = [role for role in candidates if seniority(role.full_title) == level]
    return plain or candidates


def _only(wording: str, candidates: Sequence[Role], says: str = "") -> Role:
    if len(candidates) == 1:
        return candidates[0]
    raise AmbiguousRole(wording, candidates, says)


def _choices(candidates: Sequence[Role]) -> str:
    lines = ["Name one of them:"]
    width = max(len(role.full_title) for role in candidates[:_MOST])
    for role in candidates[:_MOST]:
        grade = grade_text(role.grade)
        lines.append(f"  {role.full_title:<{width}}  {f'grade {grade}' if grade else '':<9} {role.id}")
    if len(candidates) > _MOST:
        lines.append(f"  and {len(candidates) - _MOST} more")
    return "\n".join(lines)
