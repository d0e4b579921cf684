"""`rights.yml`: which duties there are, and what holding a position or a duty lets people do.

duties:
  case-handler:
    title: Case handler
    description: Handles confidential cases of team members.
    permissions: [cases.handle]
grants:
  - to: everybody
    access: contributor
  - to: {roles: ["Director, IT"]}
    access: administrator
  - to: {family: People Operations, from-grade: 8}
    duties: [case-handler]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Literal, NamedTuple

from trellis.handbook.declared import Between, Declared, Matching, Slug

EVERYBODY = "everybody"
PermissionName = Annotated[
    str, Matching(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", "a permission such as cases.handle")
]
"""What a rule asks for by name: the room, a dot, what may be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Declared):
    """A named duty beside a position: what it lets people do. Given by a grant, or by assignment with an end."""

    title: str
    description: str
    permissions: tuple[PermissionName, ...] = ()
    workspaces: tuple[Slug, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders(Declared):
    """The positions that a grant is about; everything that is said must hold.

    `roles` are titles as job families write them, `family` the title of a job family, grades are those of levels.
    """

    roles: tuple[str, ...] = ()
    family: str = ""
    from_grade: Annotated[int, Between(1, 99)] | None = None
    to_grade: Annotated[int, Between(1, 99)] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether something is said, and all that was written could be read: half a condition lets in too many."""
        known = {each.name for each in fields(self)} - {"node"}
        written = [key.replace("-", "_") for key, _value in self.node.items()]
        return bool(written) and all(name in known and getattr(self, name) for name in written)

    def fits(self, title: str, family: str, grade: float | None) -> bool:
        """Whether a role is one of these: its title and its family's, as `spelled` gives them, and its grade."""
        if self.roles and title not in {spelled(each) for each in self.roles}:
            return False
        if self.family and family != spelled(self.family):
            return False
        if self.from_grade is None and self.to_grade is None:
            return True
        return grade is not None and (self.from_grade or 0) <= grade <= (self.to_grade or 99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Declared):
    """What positions give: access to the handbook, permissions, workspaces, duties.

    `everybody` is whoever holds a position; an account without one gets nothing.
    """

    to: Literal["everybody"] | Holders
    access: Literal["reader", "contributor", "approver", "administrator"] | None = None
    permissions: tuple[PermissionName, ...] = ()
    workspaces: tuple[Slug, ...] = ()
    duties: tuple[Slug, ...] = ()

    @property
    def gives_anything(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.access or self.permissions or self.workspaces or self.duties)


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsFile(Declared):
    """All that one `rights.yml` says."""

    duties: Mapping[Slug, Duty] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()


class Place(NamedTuple):
    """Where something is written."""

    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rights:
    """What all files give together; places are those of the duties by name, and of the grants in order."""

    duties: Mapping[str, Duty] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    duty_places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    grant_places: tuple[Place, ...] = field(default=(), compare=False)


def spelled(title: str) -> str:
    """A title as titles are compared where rights hang on it: letter for letter, but for case and spaces.

    Stricter than the reading of prose (decision 6): a slip of the pen must give nobody rights.
    """
    return " ".join(title.split()).casefold()
