"""What can be permitted: each room enumerates its permissions and workspaces here, and the compiler knows them.

A permission is what a rule asks for by name. A workspace is a place of the site with what one needs to work there.
Each says from which level of access it comes by itself (`level`); without one, only `rights.yml` and duties give it.
Administrators too lack such a permission until somebody gives it to them: what is confidential is need-to-know.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trellis.handbook.words import gettext_noop as _

LEVELS = ("external", "reader", "contributor", "approver", "administrator")
"""The levels of access, each with those before it."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that may be done. `means` completes “may …”, in English and marked for translation.

    `implies` names permissions that come with it; one that is not `is_grantable` comes with a level of access alone.
    """

    name: str
    means: str
    level: str = ""
    implies: tuple[str, ...] = ()
    is_grantable: bool = True


@dataclass(frozen=True, slots=True)
class Workspace:
    """A place of the site: its `title`, and the permissions that come with it."""

    name: str
    title: str
    level: str = ""
    permissions: tuple[str, ...] = ()


ADMINISTER = Permission(
    "core.administer", _("invite people and say what they may do"), "administrator", is_grantable=False
)
AUDIT = Permission("core.audit", _("read the audit and who gave what"), "administrator")
PRIVACY = Permission(
    "core.privacy", _("see what is kept of people, for how long, and who looked at what is confidential"),
    "administrator",
)  # fmt: skip
PERMISSIONS = (ADMINISTER, AUDIT, PRIVACY)
WORKSPACES = (
    Workspace("audit", _("Audit"), "administrator", (AUDIT.name,)),
    Workspace("privacy", _("Data protection"), "administrator", (PRIVACY.name,)),
)

_permissions: dict[str, Permission] = {}
_workspaces: dict[str, Workspace] = {}


def register(permissions: Iterable[Permission], workspaces: Iterable[Workspace] = ()) -> None:
    """Let `rights.yml` speak of what a room permits; the same name again replaces it. Called at the start."""
    _permissions.update((each.name, each) for each in permissions)
    _workspaces.update((each.name, each) for each in workspaces)


def permissions() -> tuple[Permission, ...]:
    """All permissions, by name."""
    return tuple(_permissions[name] for name in sorted(_permissions))


def workspaces() -> tuple[Workspace, ...]:
    """All workspaces, by name."""
    return tuple(_workspaces[name] for name in sorted(_workspaces))


def permission_named(name: str) -> Permission | None:
    """The permission of this name."""
    return _permissions.get(name)


def workspace_named(name: str) -> Workspace | None:
    """The workspace of this name."""
    return _workspaces.get(name)
