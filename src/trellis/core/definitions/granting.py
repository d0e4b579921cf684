"""What follows from positions, duties and access: pure arithmetic on what `rights.yml` says.

A *right* is a level of access, a permission, a workspace or a duty. Each follows from something by a chain of steps,
which is also the explanation. More grants never take a right away: everything here only adds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from trellis.core.definitions import permissions as declared
from trellis.core.definitions.permissions import LEVELS, Permission, Workspace
from trellis.core.definitions.rights import EVERYBODY, Grant, Holders, Place, Rights, spelled

ACCESS, PERMISSION, WORKSPACE, DUTY = "access", "permission", "workspace", "duty"
KINDS = (PERMISSION, WORKSPACE, ACCESS, DUTY)


class RoleFacts(NamedTuple):
    """A role as grants ask of it: its title and its family's as `spelled` gives them, and its grade."""

    title: str
    family: str = ""
    grade: float | None = None


Titles = Mapping[str, tuple[RoleFacts, ...]]
"""The roles of the handbook by their titles as `spelled` gives them."""


class Right(NamedTuple):
    """One thing that somebody may have: its kind, and its name."""

    kind: str
    name: str


class Step(NamedTuple):
    """One step from a source to a right: a line of `rights.yml`, or a right from which the next follows."""

    kind: str
    name: str = ""
    place: Place = Place()


LINE = "line"
Chain = tuple[Step, ...]
Bundle = Mapping[Right, tuple[Chain, ...]]
"""All that follows from one source, with each chain by which it does."""


@dataclass(frozen=True)
class Granting:
    """The rules of one edition: what each title, duty and level of access gives. Answers are remembered."""

    rights: Rights = field(default_factory=Rights)
    titles: Titles = field(default_factory=dict)
    permissions: tuple[Permission, ...] = field(default_factory=declared.permissions)
    workspaces: tuple[Workspace, ...] = field(default_factory=declared.workspaces)
    _known: dict[tuple[str, str], Bundle] = field(default_factory=dict, repr=False, compare=False)

    def by_title(self, title: str) -> Bundle:
        """What holding a position gives, by its title."""
        return self._made("title", spelled(title), self._from_title)

    def by_duty(self, name: str) -> Bundle:
        """What having a duty gives; one that the handbook does not describe (any more) gives nothing."""
        return self._made(DUTY, name, lambda each: self._follow(Right(DUTY, each), ()))

    def by_access(self, level: str) -> Bundle:
        """What a level of access gives."""
        return self._made(ACCESS, level, lambda each: self._follow(Right(ACCESS, each), ()))

    def by_grant(self, grant: Grant) -> set[Right]:
        """What one grant gives, whomever it is for."""
        return {right for given in self._given(grant) for right, _chain in self._follow(given, ())}

    def is_role(self, title: str) -> bool:
        """Whether a job family has this title."""
        return spelled(title) in self.titles

    def grants_for(self, title: str) -> Iterator[tuple[Grant, Place]]:
        """The grants that speak of a position.

        A title that several levels share is one of those a grant is for if all of them are: in doubt it is not.
        """
        wanted = spelled(title)
        roles = self.titles.get(wanted) or (RoleFacts(wanted),)
        for grant, place in zip(self.rights.grants, self.rights.grant_places, strict=True):
            if grant.to == EVERYBODY or (
                isinstance(grant.to, Holders) and all(grant.to.fits(*each) for each in roles)
            ):
                yield grant, place

    def knows(self, right: Right) -> bool:
        """Whether there is such a right at all."""
        known: dict[str, Mapping[str, object] | set[str]] = {
            ACCESS: set(LEVELS),
            PERMISSION: {each.name for each in self.permissions},
            WORKSPACE: {each.name for each in self.workspaces},
            DUTY: self.rights.duties,
        }
        return right.name in known.get(right.kind, ())

    def _made(self, kind: str, name: str, make: Callable[[str], Iterator[tuple[Right, Chain]]]) -> Bundle:
        found = self._known.get((kind, name))
        if found is None:
            gathered: dict[Right, list[Chain]] = {}
            for right, chain in make(name):
                chains = gathered.setdefault(right, [])
                if chain not in chains:
                    chains.append(chain)
            made = {right: tuple(sorted(chains, key=len)) for right, chains in gathered.items()}
            found = self._known.setdefault((kind, name), made)
        return found

    def _from_title(self, title: str) -> Iterator[tuple[Right, Chain]]:
        for grant, place in self.grants_for(title):
            line = (Step(LINE, place=place),)
            for right in self._given(grant):
                yield from self._follow(right, line)

    def _given(self, grant: Grant) -> Iterator[Right]:
        if grant.access:
            yield Right(ACCESS, grant.access)
        grantable = {each.name for each in self.permissions if each.is_grantable}
        yield from (Right(PERMISSION, name) for name in grant.permissions if name in grantable)
        yield from (Right(WORKSPACE, name) for name in grant.workspaces)
        yield from (Right(DUTY, name) for name in grant.duties)

    def _follow(self, right: Right, chain: Chain) -> Iterator[tuple[Right, Chain]]:
        """A right with all that comes with it. What there is not gives nothing; a circle is left where it closes."""
        if not self.knows(right) or Step(right.kind, right.name) in chain:
            return
        yield right, chain
        onward = (*chain, Step(right.kind, right.name))
        for each in self._comes_with(right):
            yield from self._follow(each, onward)

    def _comes_with(self, right: Right) -> Iterator[Right]:
        if right.kind == ACCESS:
            upto = LEVELS[: LEVELS.index(right.name) + 1]
            if len(upto) > 1:
                yield Right(ACCESS, upto[-2])
            yield from (Right(WORKSPACE, each.name) for each in self.workspaces if each.level == right.name)
            yield from (Right(PERMISSION, each.name) for each in self.permissions if each.level == right.name)
        elif right.kind == DUTY:
            duty = self.rights.duties[right.name]
            grantable = {each.name for each in self.permissions if each.is_grantable}
            yield from (Right(PERMISSION, name) for name in duty.permissions if name in grantable)
            yield from (Right(WORKSPACE, name) for name in duty.workspaces)
        elif right.kind == WORKSPACE:
            space = next(each for each in self.workspaces if each.name == right.name)
            yield from (Right(PERMISSION, name) for name in space.permissions)
        elif right.kind == PERMISSION:
            found = next(each for each in self.permissions if each.name == right.name)
            yield from (Right(PERMISSION, name) for name in found.implies)
